"""What companies are promised cannot be broken by mistake: each promise, and what somebody tries against it."""

import datetime
import unittest

from story import ToldAtATerminal, ToldThroughAProgram
from working_days import TOWN_TIME, in_days, moment

COMPANY = dict(company="Salon Lis", cvr="30405064", contact="Lis Berg", phone="+45 87 65 43 21")


class PromisesStory:

    @classmethod
    def people_arrive(cls):
        cls.mette = cls.hire("Mette", "front-desk", phone="+45 70 00 00 11")
        cls.mads = cls.hire("Mads", "front-desk", phone="+45 70 00 00 15")
        cls.lise = cls.hire("Lise", "leader", email="lise@fjordby.example")
        cls.bo = cls.hire("Bo", "task-force-member", "building", phone="+45 70 00 00 22")
        cls.ida = cls.hire("Ida", "task-force-member", "industrial-environment", phone="+45 70 00 00 23")

    def opened(self, text="May I run a hair salon from my home?", **more):
        return self.mette.registers(channel="phone", text=text, **{**COMPANY, **more})["case"]

    def test_every_enquiry_gets_a_reply(self):
        mette = self.mette
        case = self.opened()
        for outcome in ("answered", "granted", "withdrawn", "handed-over"):
            with self.not_now("REPLY_MISSING"):
                mette.closes(case, outcome)
        with self.not_now("REPLY_MISSING"):
            mette.pauses(case, "company-information", "A drawing")
        # What the company says is no reply to it.
        mette.hears(case, "Have you forgotten me?")
        with self.not_now("REPLY_MISSING"):
            mette.closes(case, "answered")
        mette.says(case, "We look at it and ring you tomorrow.")
        mette.registers(channel="email", text="And may I put up a sign?", attach_to=case, **COMPANY)
        with self.not_now("REPLY_MISSING"):
            mette.closes(case, "answered")
        mette.says(case, "A small one, yes.")
        # Nobody has said that it is simple, and two replies are no answer.
        with self.not_now("ANSWER_MISSING"):
            mette.closes(case, "answered")
        mette.answers_company(case, "One chair at home needs no permit.")
        self.assertEqual(mette.closes(case, "answered")["state"], "STATE_CLOSED")

    def test_every_case_has_somebody_who_is_there(self):
        mette, mads, lise, bo = self.mette, self.mads, self.lise, self.bo
        case = self.opened()
        with self.not_now("NO_CONTACT_PERSON"):
            mette.registers(channel="phone", text="A question", **COMPANY, contact_person=bo.member)
        with self.not_now("NO_CONTACT_PERSON"):
            mette.hands_over(case, to=bo, reason="He knows buildings", message="Bo is your contact person")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "reason"):
            mette.hands_over(case, to=mads, reason=" ", message="Mads is your contact person")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "message"):
            mette.hands_over(case, to=mads, reason="Holiday", message=" ")

        # Nobody leaves with open cases, nor is away for somebody else to find out.
        with self.not_now("MEMBER_HAS_CASES"):
            lise.takes_leave(mette)
        with self.not_now("SUBSTITUTE_REQUIRED"):
            mette.is_away(in_days(0), in_days(3))
        with self.refused("PERMISSION_DENIED", "NOT_OWN_ABSENCE"):
            mads.is_away(in_days(0), in_days(3), who=mette)
        away = self.admin.hires("Signe", "front-desk", phone="+45 70 00 00 16")
        self.addCleanup(away.leaves)
        away.is_away(in_days(0), in_days(3))
        with self.not_now("NO_CONTACT_PERSON"):
            mette.hands_over(case, to=away, reason="Holiday", message="Signe is your contact person")
        self.assertEqual(mette.reads(case)["contact_person"]["id"], mette.member)
        for open_case in mette.finds_cases(contact_person=mette.member):
            if open_case["state"] != "STATE_CLOSED":
                mette.hands_over(open_case, to=mads, reason="She leaves", message="Mads is your contact person from today")
        self.assertEqual(lise.takes_leave(mette)["state"], "STATE_LEFT")
        with self.refused("UNAUTHENTICATED", "MEMBER_LEFT"):
            mette.reads(case)
        with self.not_now("NO_CONTACT_PERSON"):
            mads.hands_over(case, to=mette, reason="She knows it", message="Mette is your contact person again")
        type(self).mette = self.hire("Mette again", "front-desk", phone="+45 70 00 00 11")

    def test_no_company_is_sent_around(self):
        mette, bo, ida = self.mette, self.bo, self.ida
        case = self.opened("May I build a workshop?")
        mette.says(case, "Building will take it from here.")
        transfer = mette.refers(case, "building", "transfer", "A building case from end to end")
        with self.not_now("TRANSFER_LIMIT"):
            mette.refers(case, "industrial-environment", "transfer", "Or theirs?")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "channel", "message"):
            bo.accepts(transfer)
        with self.not_now("REFERRAL_KIND"):
            bo.completes(transfer, "Done")
        transfer = bo.accepts(transfer, message="Bo from Building is your contact person now: +45 70 00 00 22", channel="phone")
        self.assertEqual(transfer["state"], "STATE_COMPLETED")
        case = mette.reads(case)
        self.assertEqual((case["contact_person"]["id"], case["transfer_count"]), (bo.member, 1))
        for authority in ("industrial-environment", "building"):
            with self.not_now("TRANSFER_LIMIT"):
                mette.refers(case, authority, "transfer", "Once more")

        # They are rung instead; and who promised to ring does.
        call = mette.refers(case, "industrial-environment", "callback", "Please ring them about noise")
        with self.not_now("CALLBACK_OPEN"):
            mette.closes(case, "answered")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "outcome"):
            ida.completes(call, " ")
        ida.completes(call, "Noise is no problem behind the hall")
        # Bo has the whole case now, and ends it; Ida was only asked.
        bo.triages(case, "medium", ["building-permit-simple"], reason="A workshop in a shed")
        with self.refused("PERMISSION_DENIED", "NOT_CONTACT_PERSON"):
            ida.closes(case, "answered")
        bo.answers_company(case, "Build it behind the hall, and apply for a simple permit.")
        self.assertEqual(bo.closes(case, "answered")["state"], "STATE_CLOSED")

    def test_no_question_vanishes(self):
        mette, bo, ida = self.mette, self.bo, self.ida
        case = self.opened("May this address be used for a bakery?")
        mette.says(case, "We ask the offices.")
        with self.not_now("UNIT_UNREACHABLE"):
            mette.refers(case, "waste", "question", "Must you be involved?")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "authority"):
            mette.refers(case, "nobody", "question", "Must you be involved?")
        now = datetime.datetime.now(TOWN_TIME).replace(second=0, microsecond=0, tzinfo=None)
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "due_time"):
            mette.refers(case, "building", "question", "Must you be involved?", due=now - datetime.timedelta(hours=1))
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "application_complete_time"):
            mette.refers(case, "building", "permit", "A bakery", service="change-of-use",
                         complete=now + datetime.timedelta(days=1))
        due = now + datetime.timedelta(days=2)
        asked = mette.refers(case, "building", "question", "Must you be involved?", due=due)
        self.assertEqual(moment(asked["due_time"]).replace(tzinfo=None), due)
        with self.not_now("REFERRAL_EXISTS"):
            mette.refers(case, "building", "question", "Must you really?")
        with self.not_now("REFERRAL_KIND"):
            mette.confirms(asked, "They have it")
        with self.not_now("REFERRAL_OPEN"):
            mette.closes(case, "answered")
        with self.refused("NOT_FOUND", "REFERRAL_NOT_FOUND"):
            ida.declines(asked, "Not ours")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "assignee"):
            mette.reassigns(asked, ida)
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "reason"):
            bo.declines(asked, " ")
        # Nor is it given to somebody who is away, where nobody would see it.
        birgit = self.hire("Birgit", "task-force-member", "building", phone="+45 70 00 00 24")
        birgit.is_away(in_days(0), in_days(5))
        with self.not_now("UNIT_UNREACHABLE"):
            mette.refers(case, "building", "callback", "Please ring them", assignee=birgit)
        with self.not_now("UNIT_UNREACHABLE"):
            bo.reassigns(asked, birgit)
        self.assertEqual(bo.reassigns(asked, bo)["assignee"], bo.member)
        bo.answers(asked, "No building work, so no")
        with self.not_now("REFERRAL_STATE"):
            mette.recalls(asked, "Too late")
        again = mette.refers(case, "building", "question", "And if they put in a new oven?")
        mette.recalls(again, "They will not")
        mette.answers_company(case, "Yes, it may: no building work, so no permit.")
        self.assertEqual(mette.closes(case, "answered")["state"], "STATE_CLOSED")

    def test_no_refusal_without_dialogue(self):
        mette = self.mette
        case = self.opened("May I have a car repair shop in my garage?")
        case = mette.answers_company(case, "The local plan says no to that.")
        with self.not_now("DIALOGUE_REQUIRED"):
            mette.closes(case, "refused", note="The local plan")
        # Talking of it is not enough: which ways are open, and which rule decides.
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "interaction.dialogue_offer.alternatives",
                          "interaction.dialogue_offer.rules"):
            mette.offers_dialogue(case, "Shall we talk about it?", alternatives=[], rules=[])
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "interaction.dialogue_offer.rules"):
            mette.offers_dialogue(case, "Shall we talk about it?", alternatives=["Rent a bay in area E4"], rules=[])
        with self.not_now("DIALOGUE_REQUIRED"):
            mette.closes(case, "refused", note="The local plan")
        case = mette.offers_dialogue(case, "Let us look at what you can do instead. I ring you tomorrow.",
                                     alternatives=["Rent a bay in area E4", "Wash cars only"], rules=["Planloven § 18"])
        self.assertTrue(case["dialogue_offered"])
        offer = mette.reads_interactions(case)[-1]["dialogue_offer"]
        self.assertEqual(offer["alternatives"], ["Rent a bay in area E4", "Wash cars only"])
        case = mette.closes(case, "refused", note="The local plan")
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_REFUSED"))
        # Nor is anybody refused on the spot.
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "instant_answer.outcome"):
            mette.registers(channel="phone", text="And at my brother's?", **COMPANY, instant_answer="No",
                            services=["location-check"], outcome="refused")

    def test_what_is_over_starts_again_only_on_purpose(self):
        mette = self.mette
        case = self.opened()
        with self.not_now("CASE_OPEN"):
            mette.reopens(case, "It is open")
        mette.answers_company(case, "Yes, one chair needs no permit.")
        case = mette.closes(case, "answered")
        thanked = mette.hears(case, "Thank you!")
        mette.says(case, "You are welcome.")
        self.assertEqual((thanked["state"], thanked["goals"]["answer_time"]), ("STATE_CLOSED", case["goals"]["answer_time"]))
        for try_it in (lambda: mette.answers_company(case, "Two chairs do"),
                       lambda: mette.triages(case, "medium", ["location-check"], reason="More chairs"),
                       lambda: mette.refers(case, "building", "question", "Two chairs?"),
                       lambda: mette.starts_plan(case, package="hairdresser"),
                       lambda: mette.will_follow_up(case, in_days(1), "Count the chairs"),
                       lambda: mette.closes(case, "withdrawn"),
                       lambda: mette.hands_over(case, to=self.mads, reason="Chairs", message="Mads counts chairs"),
                       lambda: mette.registers(channel="phone", text="Two chairs?", attach_to=case, **COMPANY)):
            with self.not_now("CASE_CLOSED"):
                try_it()
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "reason"):
            mette.reopens(case, " ")
        case = mette.reopens(case, "She wants two chairs")
        self.assertEqual((case["state"], case.get("outcome")), ("STATE_REGISTERED", None))
        self.assertEqual(case["goals"]["answer_time"], thanked["goals"]["answer_time"])


class AtATerminal(PromisesStory, ToldAtATerminal):
    pass


class ThroughAProgram(PromisesStory, ToldThroughAProgram):
    pass


if __name__ == "__main__":
    unittest.main()
