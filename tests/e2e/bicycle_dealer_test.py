"""A bicycle dealer with several shops that never asked for anything: a consultant reaches out after a tip."""

import unittest

from story import ToldAtATerminal, ToldThroughAProgram
from working_days import in_days

CVR = "20406089"


class BicycleDealerStory:

    @classmethod
    def people_arrive(cls):
        cls.mette = cls.hire("Mette", "front-desk", phone="+45 70 00 00 11")
        cls.kim = cls.hire("Kim", "consultant", phone="+45 70 00 00 13", email="kim@fjordby.example", packages=["growth", "shop"])
        cls.anna = cls.hire("Anna", "consultant", phone="+45 70 00 00 12", packages=["start-up"])

    def test_a_visit_a_growth_academic_and_the_business_hub(self):
        mette, kim, anna = self.mette, self.kim, self.anna

        # Somebody tips Kim. Nobody here knows the company.
        self.assertEqual(kim.finds_cases(cvr=CVR), [])
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "enquiry.contact"):
            kim.registers(channel="outbound", text="A tip from the trade association", company="Cykelkompagniet", cvr=CVR)
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "enquiry.company.cvr_number"):
            kim.registers(channel="outbound", text="A tip", company="Cykelkompagniet", cvr="20406088", phone="+45 55 66 77 88")
        receipt = kim.registers(channel="outbound", text="Tip: a bicycle dealer with several shops could try a growth academic",
                                company="Cykelkompagniet", cvr=CVR, contact="Jens Dam", phone="+45 55 66 77 88")
        case = self.assert_receipt(receipt, contact_person=kim)
        self.assertEqual(case["enquiry"]["channel"], "CHANNEL_OUTBOUND")
        self.assertEqual(case["suggestions"][0]["service"], "growth-academics")
        self.assertEqual([known["name"] for known in mette.finds_cases(cvr=CVR)], [case["name"]])

        # He visits them. What was said, and what only colleagues should know.
        case = kim.says(case, "Visited the shop in Torvegade. They want a graduate for their web shop.", channel="visit")
        self.assertIn("first_reply_time", case["goals"])
        kim.notes(case, "The owner is close to selling; ask carefully", "staff")
        self.assertEqual([note["text"] for note in mette.reads_notes(case)], ["The owner is close to selling; ask carefully"])
        case = kim.triages(case, "medium", ["growth-academics"], package="growth")

        # A plan to follow: the growth academic is arranged.
        plan = kim.starts_plan(case, yes=["premises-approved"], no=["will-rebuild"])
        self.assertEqual(plan["package"], "growth")
        with self.not_now("PLAN_EXISTS"):
            kim.starts_plan(case, package="shop")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "step.decided_date"):
            kim.moves_step(case, "growth-academics", "in-place", on=in_days(1))
        plan = kim.moves_step(case, "growth-academics", "in-place")
        step = next(step for step in plan["steps"] if step["service"] == "growth-academics")
        self.assertEqual((step["state"], step["decided_date"]), ("STATE_IN_PLACE", in_days(0)))

        # The five-day answer in Danish, with what the company can make use of.
        draft = kim.drafts_answer(case)
        self.assertEqual(draft["language"], "da")
        self.assertTrue(draft["subject"].startswith("Efter vores samtale: "), draft["subject"])
        for part in ("Kære Jens Dam", "Tak for snakken.", "kim@fjordby.example", "Plan og penge til vækst", "https://www.erhvervshusene.dk",
                     "/services/growth-pilot/"):
            self.assertIn(part, draft["text"])
        case = kim.sends_answer(case, draft["text"])["case"]
        self.assertIn("answer_time", case["goals"])

        # Pointed on to the business hub: first it says nothing, then it is reminded, then it confirms.
        hub = kim.refers(case, "business-hub", "outside", "A dealer with several shops: plan for sales abroad")
        self.assertEqual(kim.reminds(hub, "Have you got it?")["reminder_count"], 1)
        with self.not_now("REMINDED_RECENTLY"):
            kim.reminds(hub, "And now?")
        with self.not_now("REFERRAL_EXISTS"):
            kim.refers(case, "business-hub", "outside", "The same once more")
        kim.confirms(hub, "Per Lund rang: they have it")
        promised = kim.will_follow_up(case, in_days(14), "Ask the hub what came of it")

        # Kim goes on holiday; Anna stands in. A new case of the dealer's trade goes to her meanwhile.
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "absence.substitute"):
            kim.is_away(in_days(0), in_days(10), substitute=kim)
        kim.is_away(in_days(0), in_days(10), substitute=anna)
        stand_in = mette.registers(channel="phone", text="We want to grow", phone="+45 11 11 22 22", contact_person=kim.member)
        self.assertEqual(stand_in["case"]["contact_person"]["id"], anna.member)

        # The dealer rings with a question on the same matter: it belongs to the case that is there, and to no other company's.
        with self.not_now("OTHER_COMPANY"):
            mette.registers(channel="phone", text="Where is our case?", company="Another", cvr="31158265", phone="+45 99 88 77 66",
                            attach_to=case)
        attached = mette.registers(channel="phone", text="May the academic also work on our stock?", company="Cykelkompagniet",
                                   cvr=CVR, phone="+45 55 66 77 88", attach_to=case)
        self.assertTrue(attached["attached"])
        self.assertEqual((attached["case"]["name"], attached["case"]["enquiry_count"]), (case["name"], 2))
        case = attached["case"]
        self.assertIn("next_reply_due_time", case["goals"])
        hub = kim.completes(hub, "The hub made an export plan with them")
        with self.not_now("REPLY_MISSING"):
            kim.closes(case, "answered")
        case = mette.says(case, "Yes, any task of the project.")
        self.assertNotIn("next_reply_due_time", case["goals"])

        # Followed up with the hub, and closed; no guide would have told them, for they never asked.
        kim.follows_up(promised, "Export plan made")
        with self.not_now("FOLLOW_UP_COMPLETED"):
            kim.follows_up(promised, "Once more")
        case = kim.closes(case, "answered", note="Growth academic hired; the hub goes on", feedback="not-for-a-guide")
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_ANSWERED"))
        self.assert_told_in_time(case)
        self.assert_event_log(mette, case, """
            Kim: registered
            Kim: contact person assigned
            Kim: interaction recorded
            Kim: note added
            Kim: triaged
            Kim: plan started
            Kim: plan step updated
            Kim: interaction recorded
            Kim: referral created
            Kim: referral reminded
            Kim: referral confirmed
            Kim: follow up created
            Mette: enquiry attached
            Kim: referral completed
            Mette: interaction recorded
            Kim: follow up completed
            Kim: closed
            """)


class AtATerminal(BicycleDealerStory, ToldAtATerminal):
    pass


class ThroughAProgram(BicycleDealerStory, ToldThroughAProgram):
    pass


if __name__ == "__main__":
    unittest.main()
