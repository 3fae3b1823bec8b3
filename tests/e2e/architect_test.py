"""An architect on her own will merge into a firm of ten within a year, and wants to learn bookkeeping now."""

import unittest

from story import ToldAtATerminal, ToldThroughAProgram
from working_days import in_days

QUESTION = "I am an architect with a firm of my own and want to learn bookkeeping. Within a year we will be a firm of ten."


class ArchitectStory:

    @classmethod
    def people_arrive(cls):
        cls.mette = cls.hire("Mette", "front-desk", phone="+45 70 00 00 11", email="mette@fjordby.example")
        cls.anna = cls.hire("Anna", "consultant", phone="+45 70 00 00 12", packages=["start-up", "growth"])

    def test_courses_now_advice_later_and_the_business_hub_for_growth(self):
        mette, anna = self.mette, self.anna

        # She rings. Mette sees whom it belongs to, and she gets a receipt.
        self.assertIn(mette.suggests(QUESTION)[0]["service"], ("one-to-one-advice", "entrepreneur-courses"))
        receipt = mette.registers(channel="phone", text=QUESTION, company="Tegnestuen Birk", cvr="30405064", contact="Ea Birk",
                                  phone="+45 87 65 43 21", email="ea@birk.example", language="en")
        case = self.assert_receipt(receipt, contact_person=mette)
        suggested = [suggestion["service"] for suggestion in case["suggestions"]]
        self.assertIn("entrepreneur-courses", suggested)

        # Growth was not among the suggestions, so Mette says why she adds it.
        self.assertNotIn("growth-pilot", suggested)
        services = ["entrepreneur-courses", "one-to-one-advice", "growth-pilot"]
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "reason"):
            mette.triages(case, "medium", services)
        case = mette.triages(case, "medium", services, package="growth", reason="The firm will be ten within a year")
        self.assertEqual((case["state"], case["package"]), ("STATE_IN_PROGRESS", "growth"))

        # She is not sent around: the start-up consultant rings her.
        callback = mette.refers(case, "business-service", "callback", "Please ring Ea Birk about courses in bookkeeping",
                                assignee=anna)
        self.assert_due(callback["due_time"], callback["create_time"], working_days=3)
        with self.not_now("REPLY_MISSING"):
            mette.closes(case, "answered")
        case = mette.says(case, "Anna from our start-up team will ring you within three days.")
        self.assertIn("first_reply_time", case["goals"])
        self.assertNotIn("answer_time", case["goals"])
        with self.not_now("CALLBACK_OPEN"):
            mette.closes(case, "answered")

        # Anna rings; what was agreed stands on the case.
        self.assertEqual([waiting["name"] for waiting in anna.finds_referrals(state="sent")], [callback["name"]])
        anna.accepts(callback)
        callback = anna.completes(callback, "She begins the course in bookkeeping, and wants advice on the merger after it")
        self.assertEqual(callback["state"], "STATE_COMPLETED")
        self.assertEqual(anna.reads_interactions(case)[-1]["text"], callback["outcome"])
        with self.not_now("REFERRAL_STATE"):
            anna.completes(callback, "Rang her once more")

        # From now on Anna is the one person she deals with, and she knows.
        with self.not_now("ALREADY_CONTACT_PERSON"):
            mette.hands_over(case, to=mette, reason="Same again", message="I am still your contact person")
        case = mette.hands_over(case, to=anna, reason="She follows the course", message="Anna is your contact person now")
        self.assertEqual(case["contact_person"]["display_name"], "Anna")
        self.assertEqual([mine["name"] for mine in anna.finds_cases(contact_person="me")], [case["name"]])
        talk = anna.will_follow_up(case, in_days(21), "Ask how the course was, and find a day for the advice")

        # The answer within five days: who, what it costs, where to read more.
        draft = anna.drafts_answer(case)
        self.assertEqual(draft["language"], "en")
        for part in ("Dear Ea Birk", "Anna", "+45 70 00 00 12", "/en/services/entrepreneur-courses/",
                     "/en/services/one-to-one-advice/", "A plan and money for growth"):
            self.assertIn(part, draft["text"])
        sent = anna.sends_answer(case, draft["text"] + "\nThe course begins on the first Tuesday of the month.")
        self.assertIn("first Tuesday", sent["interaction"]["text"])
        self.assertIn("answer_time", sent["case"]["goals"])

        # The business hub is not in our house: sent, confirmed, and what came of it.
        hub = anna.refers(case, "business-hub", "outside", "A firm of ten from next year: plan and finance for growth")
        with self.not_now("NOT_CONFIRMED"):
            anna.completes(hub, "They took it")
        with self.not_now("REFERRAL_OPEN"):
            anna.closes(case, "answered")
        self.assertEqual(anna.confirms(hub, "Per Lund at the hub has it")["state"], "STATE_ACCEPTED")
        hub = anna.completes(hub, "First meeting at the hub in March")
        self.assertEqual((hub["state"], hub["outcome"]), ("STATE_COMPLETED", "First meeting at the hub in March"))

        # The course is over, and so is the case; editors learn which guide it rested on.
        self.assertEqual([due["name"] for due in anna.finds_follow_ups(due_by=in_days(21))], [talk["name"]])
        self.assertEqual(anna.finds_follow_ups(due_by=in_days(20)), [])
        anna.follows_up(talk, "She passed; advice on the merger in two weeks")
        case = anna.closes(case, "answered", note="Course, then advice; the hub takes the growth",
                           guides=["entrepreneur-courses"], feedback="asked-in-spite-of-guide")
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_ANSWERED"))
        self.assert_told_in_time(case)

        # A "thank you" starts nothing; the merger that comes sooner than she thought does.
        thanked = anna.hears(case, "Thank you!", channel="email")
        self.assertEqual(thanked["state"], "STATE_CLOSED")
        self.assertNotIn("next_due_time", thanked["goals"])
        with self.not_now("CASE_CLOSED"):
            anna.answers_company(case, "You are welcome")
        case = anna.reopens(case, "The merger comes already in January")
        self.assertEqual((case["state"], case["reopen_count"]), ("STATE_IN_PROGRESS", 1))
        anna.says(case, "Let us take the advice this week then.")
        case = anna.closes(case, "handed-over", note="The hub goes on")
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_HANDED_OVER"))
        self.assert_event_log(mette, case, """
            Mette: registered
            Mette: contact person assigned
            Mette: triaged
            Mette: referral created
            Mette: interaction recorded
            Anna: referral accepted
            Anna: referral completed
            Anna: interaction recorded
            Mette: contact person handed over
            Mette: interaction recorded
            Anna: follow up created
            Anna: interaction recorded
            Anna: referral created
            Anna: referral confirmed
            Anna: referral completed
            Anna: follow up completed
            Anna: closed
            Anna: interaction recorded
            Anna: reopened
            Anna: interaction recorded
            Anna: closed
            """)


class AtATerminal(ArchitectStory, ToldAtATerminal):
    pass


class ThroughAProgram(ArchitectStory, ToldThroughAProgram):
    pass


if __name__ == "__main__":
    unittest.main()
