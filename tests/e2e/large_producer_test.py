"""A large producer that expands. It has a key account manager, who follows it all the way."""

import datetime
import unittest

from story import ToldAtATerminal, ToldThroughAProgram
from working_days import in_days, moment, today

CVR = "31158265"
QUESTION = "Vi udvider fabrikken og skal bruge 40 nye medarbejdere, gerne med løntilskud til de første"


class LargeProducerStory:

    @classmethod
    def people_arrive(cls):
        cls.mette = cls.hire("Mette", "front-desk", phone="+45 70 00 00 11")
        cls.karl = cls.hire("Karl", "consultant", phone="+45 70 00 00 14", email="karl@fjordby.example", key_accounts=[CVR])
        cls.jette = cls.hire("Jette", "task-force-member", "job-centre", phone="+45 70 00 00 31")
        cls.rikke = cls.hire("Rikke", "task-force-member", "roads-and-traffic", phone="+45 70 00 00 26")

    def test_people_for_the_new_hall_and_room_in_the_road(self):
        mette, karl, jette, rikke = self.mette, self.karl, self.jette, self.rikke

        # Whoever takes the mail, the company gets the person it knows.
        receipt = mette.registers(channel="email", text=QUESTION, company="Fjordby Pumper", cvr=CVR, contact="Lone Fabrik",
                                  email="lone@pumper.example")
        case = self.assert_receipt(receipt, contact_person=karl)
        chosen = karl.reads_events(case)[1].contact_person_assigned
        self.assertEqual(chosen.Choice.Name(chosen.choice), "CHOICE_KEY_ACCOUNT")
        self.assertIn("wage-subsidy", [suggestion["service"] for suggestion in case["suggestions"]])
        case = karl.triages(case, "complex", ["wage-subsidy", "job-placement"], package="relocation-and-expansion",
                            reason="The recruitment list is the job centre's help to find people")
        case = karl.says(case, "Karl here: I take it up with the job centre today, and ring you tomorrow.", channel="email")

        # The job centre makes the recruitment list. Nobody else's unit may answer, and roads does not see the case yet.
        people = karl.refers(case, "job-centre", "question", "Which 40 people can you find, and who with a wage subsidy?")
        with self.refused("NOT_FOUND", "CASE_NOT_FOUND"):
            rikke.reads(case)
        with self.refused("NOT_FOUND", "REFERRAL_NOT_FOUND"):
            rikke.answers(people, "Not ours")
        with self.refused("PERMISSION_DENIED", "NOT_OWN_UNIT"):
            karl.answers(people, "I could guess")
        self.assertEqual(jette.reads(case)["name"], case["name"])
        jette.accepts(people)
        people = jette.answers(people, "List of 40: 25 welders, 15 in packing. Wage subsidy for 12 of them for half a year.")
        self.assertEqual(people["state"], "STATE_ANSWERED")
        self.assertNotIn("due_missed", people)

        # Karl asks what else they need: room in the road for a crane. That takes a drawing, and the clock waits for it.
        case = karl.says(case, "Is there anything else you need while you build?")
        case = karl.hears(case, "The crane has to stand in Havnevej for two weeks.")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "note"):
            karl.pauses(case, "company-information", "x" * 2_001)
        case = karl.pauses(case, "company-information", "A drawing of the crane in the road")
        self.assertNotIn("resume_time", case["goals"]["pauses"][0])
        with self.not_now("CLOCK_PAUSED"):
            karl.pauses(case, "company-decision", "Once more")
        case = karl.hears(case, "The drawing is in your mail.", channel="email")
        case = karl.resumes(case)
        self.assertIn("resume_time", case["goals"]["pauses"][0])
        self.assertGreaterEqual(moment(case["goals"]["answer_due_time"]), moment(case["goals"]["promised_answer_due_time"]))
        with self.not_now("CLOCK_RUNNING"):
            karl.resumes(case)

        # Roads decides on the application. A permit is asked of the office that gives it, and it is not answered like a question.
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "service"):
            karl.refers(case, "job-centre", "permit", "A crane in Havnevej", service="scaffold-container")
        road = karl.refers(case, "roads-and-traffic", "permit", "A crane in Havnevej for two weeks", service="scaffold-container",
                           assignee=rikke)
        with self.not_now("REFERRAL_KIND"):
            rikke.answers(road, "Yes")
        with self.not_now("REFERRAL_OPEN"):
            karl.closes(case, "granted")

        # The plan across authorities, and the answer drafted from it.
        plan = karl.starts_plan(case, yes=["will-rebuild", "occupies-road", "has-employees", "premises-approved"],
                                no=["goes-against-local-plan", "builds-new-or-large", "needs-new-address", "puts-up-signs",
                                    "pollutes-on-a-large-scale", "process-wastewater", "hazardous-waste-arises"])
        needs = {step["service"]: step["need"] for step in plan["steps"]}
        self.assertEqual((needs["scaffold-container"], needs["environmental-approval"]), ("NEED_NEEDED", "NEED_NOT"))
        self.assertEqual(plan["totals"].get("maybe", 0), 0)
        plan = karl.moves_step(case, "scaffold-container", "applied")
        draft = karl.drafts_answer(case)
        for part in ("Kære Lone Fabrik", "Karl", "+45 70 00 00 14", "/services/scaffold-container/", "/services/building-permit-simple/",
                     "Folk til det nye sted", "Ledige grunde og lokaler", "TIDEN", "PRISEN"):
            self.assertIn(part, draft["text"])
        self.assertNotIn("/services/environmental-approval/", draft["text"])

        # It takes some days more than promised. That is said in time, with a reason, and the first promise stays on record.
        late = moment(case["goals"]["answer_due_time"]).date()
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "due_time"):
            karl.extends(case, datetime.datetime.combine(today(), datetime.time(3)), "Roads is slow", "Wait")
        until = self.next_opening(late + datetime.timedelta(days=3))
        case = karl.extends(case, until, "Roads waits for the police", "You hear from us some days later than promised.")
        self.assertEqual(moment(case["goals"]["answer_due_time"]).replace(tzinfo=None), until)
        self.assert_due(case["goals"]["promised_answer_due_time"], case["create_time"], working_days=5)
        road = rikke.completes(road, "Granted from 1 to 14 March, not on market days")
        self.assertEqual(road["state"], "STATE_COMPLETED")
        karl.moves_step(case, "scaffold-container", "in-place")
        case = karl.sends_answer(case, draft["text"])["case"]
        with self.not_now("CLOCK_STOPPED"):
            karl.pauses(case, "company-request", "They want to think")

        # What colleagues in the other houses may read of it, and what not.
        karl.notes(case, "The board decides in March", "staff")
        karl.notes(case, "Gate 3 is closed during the building", "authorities")
        self.assertEqual([note["text"] for note in rikke.reads_notes(case)], ["Gate 3 is closed during the building"])
        hidden = [event for event in rikke.reads_events(case) if event.WhichOneof("detail") is None]
        self.assertEqual({event.actor.display_name for event in hidden}, {""})

        # Retention and training come up half a year later, on a case of its own; closing this one tells what it rested on.
        later = karl.will_follow_up(case, in_days(180), "Retention and training of the new people", assignee=karl)
        case = karl.closes(case, "granted", note="40 people found, the road granted", guides=["scaffold-container", "wage-subsidy"])
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_GRANTED"))
        self.assert_told_in_time(case)
        self.assertEqual([due["name"] for due in karl.finds_follow_ups(due_by=in_days(180))], [later["name"]])
        karl.follows_up(later, "They want mentors for three of them")
        second = karl.registers(channel="outbound", text="Mentor to three new employees, and how to keep people when they fall ill",
                                company="Fjordby Pumper", cvr=CVR, contact="Lone Fabrik", email="lone@pumper.example")
        self.assert_receipt(second, contact_person=karl)
        self.assertEqual(len(karl.finds_cases(cvr=CVR)), 2)

        self.assert_event_log(karl, case, """
            Mette: registered
            Mette: contact person assigned
            Karl: triaged
            Karl: interaction recorded
            Karl: referral created
            Jette: referral accepted
            Jette: referral answered
            Karl: interaction recorded
            Karl: interaction recorded
            Karl: answer clock paused
            Karl: interaction recorded
            Karl: answer clock resumed
            Karl: referral created
            Karl: plan started
            Karl: plan step updated
            Karl: interaction recorded
            Karl: answer deadline extended
            Rikke: referral completed
            Karl: plan step updated
            Karl: interaction recorded
            Karl: note added
            Karl: note added
            Karl: follow up created
            Karl: closed
            Karl: follow up completed
            """)

    def next_opening(self, day):
        """Noon of the first day from `day` on that the town hall is open at noon."""
        while not any(opens <= 12 * 60 <= closes for opens, closes in self.calendar.periods(day)):
            day += datetime.timedelta(days=1)
        return datetime.datetime.combine(day, datetime.time(12))


class AtATerminal(LargeProducerStory, ToldAtATerminal):
    pass


class ThroughAProgram(LargeProducerStory, ToldThroughAProgram):
    pass


if __name__ == "__main__":
    unittest.main()
