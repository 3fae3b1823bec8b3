"""Somebody who is about to start asks. The answer within five days holds all that a new company is promised to hear."""

import unittest

from story import ToldAtATerminal, ToldThroughAProgram

PROMISED = {
    "the contact person": "I am your contact person until the case is closed. Ring +45 70 00 00 12",
    "how many permits": "You need ",
    "the course": "THE COURSE, STEP BY STEP",
    "its time": "THE TIME",
    "the costs": "THE PRICE",
    "possible locations": "A place to be (Land Sales and Leasing)",
    "private ones too": "private landlords",
    "networks and forums": "Networks and places to meet (Business Service)",
    "the market": "Figures and books (Main Library)",
    "who can be hired": "Your first people (Fjordby Job Centre)",
}


class NewCompanyStory:

    @classmethod
    def people_arrive(cls):
        cls.anna = cls.hire("Anna", "consultant", phone="+45 70 00 00 12", email="anna@fjordby.example", packages=["start-up"])

    def test_the_letter_names_everything(self):
        anna = self.anna
        case = self.assert_receipt(
            anna.registers(channel="email", text="I want to start a business of my own. What must I do?", contact="Eva Holm",
                           email="eva@example.dk", language="en"), contact_person=anna)
        with self.not_now("NOTHING_TO_ANSWER_FROM"):
            anna.drafts_answer(case)
        anna.starts_plan(case, package="start-up", yes=["turnover-above-50000", "premises-approved"], no=["will-rebuild"])
        letter = anna.drafts_answer(case)["text"]
        self.assertIn("FOR YOU WHO ARE STARTING", letter)
        missing = [what for what, words in PROMISED.items() if words not in letter]
        self.assertEqual(missing, [], letter)
        self.assertEqual(anna.sends_answer(case, letter)["interaction"]["text"], letter)


class AtATerminal(NewCompanyStory, ToldAtATerminal):
    pass


class ThroughAProgram(NewCompanyStory, ToldThroughAProgram):
    pass


if __name__ == "__main__":
    unittest.main()
