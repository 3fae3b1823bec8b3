"""The four ways an enquiry takes: answered at once, self-service, shown how to apply, and followed by a key account manager."""

import unittest

from story import ToldAtATerminal, ToldThroughAProgram


class FlowsStory:

    @classmethod
    def people_arrive(cls):
        cls.mette = cls.hire("Mette", "front-desk", phone="+45 70 00 00 11")
        cls.karl = cls.hire("Karl", "consultant", phone="+45 70 00 00 14", packages=["event-organiser"])
        cls.carla = cls.hire("Carla", "task-force-member", "city-life", phone="+45 70 00 00 27")
        cls.finn = cls.hire("Finn", "task-force-member", "fire-and-rescue", phone="+45 70 00 00 21")
        cls.web = cls.hire("Web form", "gateway")

    def test_instant_clarification(self):
        """A hairdresser rings; Mette knows the answer, and nobody else is involved."""
        mette = self.mette
        question = dict(channel="phone", text="How old must a customer be to buy tobacco?", phone="+45 22 33 44 55", language="en")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "instant_answer.services[0]"):
            mette.registers(**question, instant_answer="18 years", services=["no-such-guide"])
        receipt = mette.registers(**question, instant_answer="18 years, and you must ask for proof", services=["age-limits"],
                                  guides=["age-limits"])
        case = receipt["case"]
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_ANSWERED"))
        self.assertEqual(case["contact_person"]["display_name"], "Mette")
        self.assertEqual((case["complexity"], case["services"], case["guide_sections"]),
                         ("COMPLEXITY_SIMPLE", ["age-limits"], ["age-limits"]))
        self.assertEqual(case["goals"]["first_reply_time"], case["create_time"])
        self.assert_told_in_time(case)
        self.assertEqual(mette.finds_referrals(case), [])
        self.assertEqual(mette.reads_interactions(case)[0]["text"], "18 years, and you must ask for proof")
        self.assert_event_log(mette, case, """
            Mette: registered
            Mette: contact person assigned
            Mette: triaged
            Mette: interaction recorded
            Mette: closed
            """)

    def test_simple_self_service(self):
        """A café applies on the web for tables on the pavement. The office that decides answers the company itself."""
        mette, carla, web = self.mette, self.carla, self.web
        application = dict(text="May we put tables on the pavement in front of our café?", company="Café Havn", cvr="27364721",
                           contact="Ib Havn", email="ib@havn.example", language="en")
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "enquiry.channel"):
            web.registers(channel="phone", **application)
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "contact_person"):
            web.registers(channel="web", **application, contact_person=mette.member)
        with self.refused("INVALID_ARGUMENT", "FIELD_INVALID", "application.services[0]"):
            web.registers(channel="web", **application, apply_for=["no-such-permit"])
        receipt = web.registers(channel="web", **application, apply_for=["outdoor-serving"])
        case = self.assert_receipt(receipt, contact_person=mette, state="STATE_IN_PROGRESS")
        with self.refused("PERMISSION_DENIED", "ROLE_NOT_ALLOWED"):
            web.reads(case)

        # It is with the office at once: nobody at the entry has touched it.
        self.assertEqual((case["complexity"], case["services"], case["open_referrals"]), ("COMPLEXITY_SIMPLE", ["outdoor-serving"], 1))
        permit, = carla.finds_referrals(state="sent")
        self.assertEqual((permit["kind"], permit["service"], permit["question"]),
                         ("KIND_PERMIT", "outdoor-serving", application["text"]))
        self.assertEqual(receipt["applications_sent"],
                         [{"service": "outdoor-serving", "authority": "city-life", "referral": permit["name"], "due_time": permit["due_time"]}])
        carla.accepts(permit)
        case = carla.says(case, "City Life here: the tables may stand from April. Here is your permit.", channel="email")
        permit = carla.completes(permit, "Granted from 1 April to 31 October")
        self.assertEqual(permit["state"], "STATE_COMPLETED")

        # The office's mail was the reply, and on a simple case the reply is the answer. Closing is for the entry.
        self.assertIn("first_reply_time", case["goals"])
        self.assertIn("answer_time", case["goals"])
        with self.refused("PERMISSION_DENIED", "NOT_CONTACT_PERSON"):
            carla.closes(case, "granted")
        case = mette.closes(case, "granted")
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_GRANTED"))
        self.assert_event_log(mette, case, """
            Web form: registered
            Web form: contact person assigned
            Web form: triaged
            Web form: referral created
            Carla: referral accepted
            Carla: interaction recorded
            Carla: referral completed
            Mette: closed
            """)

    def test_simple_assisted(self):
        """A shopkeeper comes by; Mette shows how to apply, so that next time the shop can itself."""
        mette, carla, web = self.mette, self.carla, self.web
        company = dict(company="Blomster på Torvet", cvr="19283747", contact="Rosa", phone="+45 33 22 11 00")
        case = self.assert_receipt(
            mette.registers(channel="visit", text="I want goods and a sign in front of my shop", language="en", **company),
            contact_person=mette)
        case = mette.triages(case, "simple", ["shopfront-displays"], package="shop")

        # What to hand over on paper: written from the guide.
        draft = mette.drafts_answer(case)
        self.assertIn("/en/services/shopfront-displays/", draft["text"])
        case = mette.sends_answer(case, draft["text"], channel="visit")["case"]
        case = mette.hears(case, "I have just applied, together with Mette", channel="visit")
        case = mette.closes(case, "answered", note="Shown how to apply", guides=["shopfront-displays"],
                            feedback="asked-in-spite-of-guide")
        self.assertEqual((case["outcome"], case["guide_feedback"]),
                         ("OUTCOME_ANSWERED", "GUIDE_FEEDBACK_ASKED_IN_SPITE_OF_GUIDE"))

        # Next spring the shop applies itself, and the office gets it without anybody showing anything.
        again = web.registers(channel="web", text="Goods and a sign in front of my shop, this year too", language="en", **company)
        self.assertEqual(again["case"]["suggestions"][0]["service"], "shopfront-displays")
        self.assertEqual([known["state"] for known in mette.finds_cases(cvr=company["cvr"])],
                         ["STATE_REGISTERED", "STATE_CLOSED"])
        self.assert_event_log(mette, case, """
            Mette: registered
            Mette: contact person assigned
            Mette: triaged
            Mette: interaction recorded
            Mette: interaction recorded
            Mette: closed
            """)

    def test_complex_with_a_key_account_manager(self):
        """A large event. Karl takes it over, finds the right people and sees to it that their answers come on time."""
        mette, karl, carla, finn = self.mette, self.karl, self.carla, self.finn
        receipt = mette.registers(channel="phone", text="A concert for 8,000 people on the harbour, with tents, stages and beer",
                                  company="Havnefest", cvr="14725806", contact="Bo Bas", phone="+45 44 55 66 77", language="en",
                                  contact_person=mette.member)
        case = self.assert_receipt(receipt, contact_person=mette)
        case = mette.triages(case, "complex", ["event-permit"], package="event-organiser",
                             reason="" if self.is_suggested(case, "event-permit") else "It is an event")
        case = mette.hands_over(case, to=karl, reason="Many offices", message="Karl follows you all the way: +45 70 00 00 14")
        self.assertEqual(case["contact_person"]["phone"], "+45 70 00 00 14")
        # Telling who the contact person is now is news, but no reply to what was asked.
        self.assertIn("last_news_time", case["goals"])
        self.assertNotIn("first_reply_time", case["goals"])
        karl.says(case, "I ask City Life and the fire service today.")

        # Nobody is there for the police here, so the question does not vanish: it goes to them as a body outside.
        with self.not_now("UNIT_UNREACHABLE"):
            karl.refers(case, "police", "question", "May the harbour road be closed?")
        police = karl.refers(case, "police", "outside", "May the harbour road be closed on 6 June?")
        place = karl.refers(case, "city-life", "question", "May the harbour square be used on 6 June?")
        fire = karl.refers(case, "fire-and-rescue", "question", "What do 8,000 people and tents take?")
        noise = karl.refers(case, "city-life", "permit", "Concert with 8,000 people", service="event-permit")
        self.assertEqual(karl.reads(case)["open_referrals"], 4)
        for asked in (place, fire):
            self.assert_due(asked["due_time"], asked["create_time"], working_days=3)

        # Who owes an answer is reminded; who is wrong says who is right.
        self.assertEqual(karl.reminds(fire, "We promised an answer by Friday")["reminder_count"], 1)
        fire = finn.answers(fire, "Two exits of 6 m for each tent, and a plan by 1 May")
        carla.accepts(place)
        place = carla.declines(place, "The square is private; the harbour owns it", suggest="land-sales")
        self.assertEqual((place["state"], place["suggested_authority"]), ("STATE_DECLINED", "land-sales"))
        noise = carla.completes(noise, "Granted until 23:00")
        karl.confirms(police, "Station 3")
        police = karl.declines(police, "Only on 13 June")
        self.assertEqual({asked.get("due_missed", False) for asked in (police, place, fire, noise)}, {False})

        karl.starts_plan(case, yes=["event-in-public-place", "more-than-150-people", "serves-alcohol"])
        draft = karl.drafts_answer(case)
        for part in ("Dear Bo Bas", "Karl", "/en/services/event-permit/", "IN SHORT", "authorities", "THE TIME", "THE PRICE"):
            self.assertIn(part, draft["text"])
        case = karl.sends_answer(case, draft["text"] + "\nThe police give you 13 June.\n")["case"]
        case = karl.closes(case, "granted", note="On 13 June, until 23:00")
        self.assertEqual(self.closed_as(case), ("STATE_CLOSED", "OUTCOME_GRANTED"))
        self.assert_told_in_time(case)
        self.assert_event_log(mette, case, """
            Mette: registered
            Mette: contact person assigned
            Mette: triaged
            Mette: contact person handed over
            Mette: interaction recorded
            Karl: interaction recorded
            Karl: referral created
            Karl: referral created
            Karl: referral created
            Karl: referral created
            Karl: referral reminded
            Finn: referral answered
            Carla: referral accepted
            Carla: referral declined
            Carla: referral completed
            Karl: referral confirmed
            Karl: referral declined
            Karl: plan started
            Karl: interaction recorded
            Karl: closed
            """)

    @staticmethod
    def is_suggested(case, service):
        return service in [suggestion["service"] for suggestion in case["suggestions"]]


class AtATerminal(FlowsStory, ToldAtATerminal):
    pass


class ThroughAProgram(FlowsStory, ToldThroughAProgram):
    pass


if __name__ == "__main__":
    unittest.main()
