"""What all stories share: a town hall of their own, and the questions people would ask afterwards.

A story is a class with test methods, not itself a TestCase, that is told twice: `class AtATerminal(TheStory, ToldAtATerminal)`
and `class ThroughAProgram(TheStory, ToldThroughAProgram)`.
"""

import contextlib
import unittest

from harness import Service, bundle, chain_faults
from people import Refused
from program import WithAProgram
from terminal import AtATerminal
from working_days import WorkingDays, moment


class Story(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.town_hall = Service().start()
        cls.addClassCleanup(cls.town_hall.kill)
        cls.calendar = WorkingDays(bundle().site.calendar)
        cls.admin = cls.person(cls.town_hall, "Admin", cls.town_hall.admin_token)
        cls.addClassCleanup(cls.admin.leaves)
        cls.people_arrive()

    @classmethod
    def people_arrive(cls):
        """Hires who the story needs."""

    @classmethod
    def hire(cls, *arguments, **details):
        person = cls.admin.hires(*arguments, **details)
        cls.addClassCleanup(person.leaves)
        return person

    @contextlib.contextmanager
    def refused(self, code, reason, *fields):
        """What happens inside is refused like this, and nothing of it is kept."""
        before = self.town_hall.stored()
        with self.assertRaises(Refused) as caught:
            yield
        no = caught.exception
        self.assertEqual((no.code, no.reason, sorted(no.fields)), (code, reason, sorted(fields)))
        self.assertEqual(self.town_hall.stored(), before)

    def not_now(self, reason):
        """The rules of one entry say no."""
        return self.refused("FAILED_PRECONDITION", reason)

    def assert_due(self, due, start, working_days):
        """Both as JSON writes a Timestamp."""
        expected = self.calendar.due(moment(start), working_days)
        self.assertLess(abs((moment(due) - expected).total_seconds()), 0.001, f"{due} is not {expected}")

    def assert_receipt(self, receipt, contact_person, state="STATE_REGISTERED"):
        """What the company is told when it asks: a number, a person it can reach, and by when it hears from us."""
        case, goals = receipt["case"], receipt["case"]["goals"]
        self.assertRegex(case["case_number"], r"^\d{4}-\d{6}$")
        self.assertEqual(case["state"], state)
        self.assertEqual(case["contact_person"]["id"], contact_person.member)
        self.assertTrue(case["contact_person"].get("phone") or case["contact_person"].get("email"))
        self.assert_due(goals["reply_due_time"], case["create_time"], working_days=1)
        self.assert_due(goals["answer_due_time"], case["create_time"], working_days=5)
        self.assertEqual(goals["promised_answer_due_time"], goals["answer_due_time"])
        self.assertTrue(case["suggestions"])
        return case

    def assert_told_in_time(self, case):
        for missed in ("reply_missed", "answer_missed", "later_replies_missed"):
            self.assertNotIn(missed, case["goals"])

    def assert_event_log(self, reader, case, expected):
        """`expected` has a line for each event, "Mette: registered". The log must be unbroken."""
        events = reader.reads_events(case)
        self.assertEqual(chain_faults(events), [])
        said = [f"{event.actor.display_name}: {event.WhichOneof('detail').replace('_', ' ')}" for event in events]
        self.assertEqual(said, [line.strip() for line in expected.strip().splitlines()])

    def closed_as(self, case):
        return case["state"], case["outcome"]


class ToldAtATerminal(Story):
    person = AtATerminal


class ToldThroughAProgram(Story):
    person = WithAProgram
