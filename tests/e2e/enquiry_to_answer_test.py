"""From a telephone call to a closed case, with crashes between the steps."""

import datetime
import unittest

import harness
from harness import Client, Service, chain_faults
from indgang.admin.v1 import token_pb2, token_service_pb2
from indgang.cases.v1 import case_pb2, case_service_pb2, enquiry_pb2, referral_pb2, referral_service_pb2
from indgang.knowledge.v1 import service_pb2

QUESTION = "where may a car repair shop lie?"
STORY = [
    "registered", "contact_person_assigned", "triaged", "referral_created", "referral_created", "referral_declined",
    "referral_accepted", "referral_answered", "interaction_recorded", "closed"
]


def utc(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def read_events(service, token, name):
    with Client(service, token) as client:
        return list(client.call(client.cases.ListCaseEvents, case_service_pb2.ListCaseEventsRequest(parent=name)).events)


class CommandLineTest(unittest.TestCase):
    """Staff at a terminal."""

    def setUp(self):
        self.service = Service().start()
        self.addCleanup(self.service.kill)

    def test_where_may_a_car_repair_shop_lie(self):
        service = self.service
        self.assertEqual(service.admin_token.stat().st_mode & 0o777, 0o600)
        front_desk = service.token_file("Mette", "front-desk", "--phone", "+45 11 22 33 44")
        building = service.token_file("Bo", "task-force-member", "--authority", "building")
        industry = service.token_file("Ida", "task-force-member", "--authority", "industrial-environment")

        suggestions = service.cli_json("suggest", QUESTION, token=front_desk)
        self.assertEqual(set(suggestions[0]), {"service", "title", "authority", "score", "why"})
        self.assertEqual({suggestion["authority"] for suggestion in suggestions[:2]}, {"building", "industrial-environment"})
        self.assertEqual([s["score"] for s in suggestions], sorted((s["score"] for s in suggestions), reverse=True))
        self.assertRegex(service.cli("suggest", QUESTION, token=front_desk).stdout, r"Looks +medium")

        receipt = service.cli_json("enquiry", "register", "--channel", "phone", "--company", "Fjordby Autoservice", "--contact",
                                   "Lis Berg", "--phone", "+45 87 65 43 21", "--text", QUESTION, "--answer-in", "en",
                                   token=front_desk)["case"]
        number = receipt["case_number"]
        self.assertRegex(number, r"^\d{4}-000001$")
        self.assertEqual(receipt["contact_person"]["display_name"], "Mette")
        self.assertEqual({s["authority"] for s in receipt["suggestions"][:2]}, {"building", "industrial-environment"})
        goals = receipt["goals"]
        self.assertLess(utc(receipt["create_time"]), utc(goals["reply_due_time"]))
        self.assertLess(utc(goals["reply_due_time"]), utc(goals["answer_due_time"]))

        service.crash_and_restart()
        services = [suggestion["service"] for suggestion in receipt["suggestions"][:2]]
        triaged = service.cli_json("case", "triage", number, "--complexity", "medium", "--service", services[0], "--service",
                                   services[1], token=front_desk)["case"]
        self.assertEqual((triaged["state"], triaged["complexity"]), ("STATE_IN_PROGRESS", "COMPLEXITY_MEDIUM"))

        service.crash_and_restart()
        for authority in ("building", "industrial-environment"):
            service.cli_json("referral", "create", number, "--authority", authority, "--question", "Must you be involved?",
                             token=front_desk)
        self.assertEqual(service.cli_refusal("case", "close", number, "--outcome", "answered", token=front_desk),
                         (1, "FAILED_PRECONDITION", "REPLY_MISSING"))

        service.crash_and_restart()
        declined = service.cli_json("referral", "decline", f"{number}/1", "--reason", "No building work is planned",
                                    token=building)["referral"]
        self.assertEqual((declined["state"], declined["decline_reason"]), ("STATE_DECLINED", "No building work is planned"))
        service.cli_json("referral", "accept", f"{number}/2", token=industry)

        service.crash_and_restart()
        answered = service.cli_json("referral", "answer", f"{number}/2", "--text", "-", token=industry,
                                    text="Business area E4 or E7, not within 100 m of homes.\n")["referral"]
        self.assertEqual(answered["answer"], "Business area E4 or E7, not within 100 m of homes.")

        service.crash_and_restart()
        case = service.cli_json("case", "interact", number, "answer", "--text", "Areas E4 and E7 are open to you.",
                                token=front_desk)["case"]
        self.assertIn("answer_time", case["goals"])
        self.assertNotIn("answer_missed", case["goals"])

        service.crash_and_restart()
        closed = service.cli_json("case", "close", number, "--outcome", "answered", "--note", "Told where", token=front_desk)
        self.assertEqual((closed["case"]["state"], closed["case"]["outcome"]), ("STATE_CLOSED", "OUTCOME_ANSWERED"))

        service.crash_and_restart()
        table = service.cli("case", "events", number, token=front_desk).stdout.splitlines()
        self.assertEqual([line.split()[0] for line in table], ["#"] + [str(i + 1) for i in range(len(STORY))])
        events = read_events(service, front_desk, f"cases/{number}")
        self.assertEqual([event.WhichOneof("detail") for event in events], STORY)
        self.assertEqual([event.actor.display_name for event in events],
                         ["Mette"] * 5 + ["Bo", "Ida", "Ida", "Mette", "Mette"])
        self.assertEqual(chain_faults(events), [])
        self.assertIn("Areas E4 and E7 are open to you.", service.cli("case", "show", number, token=front_desk).stdout)
        self.assertEqual(service.stop(), 0)

    def test_the_first_question_in_danish_finds_the_same_two(self):
        front_desk = self.service.token_file("Mette", "front-desk")
        found = self.service.cli_json("suggest", "--lang", "da", "hvor må et autoværksted ligge?", token=front_desk)
        self.assertEqual({suggestion["authority"] for suggestion in found[:2]}, {"building", "industrial-environment"})


class GeneratedClientTest(unittest.TestCase):
    """A program of somebody else's, made from the contract alone."""

    def setUp(self):
        self.service = Service().start()
        self.addCleanup(self.service.kill)
        with Client(self.service, self.service.admin_token) as admin:
            self.front_desk = self.token(admin, "Mette", token_pb2.ROLE_FRONT_DESK)
            self.building = self.token(admin, "Bo", token_pb2.ROLE_TASK_FORCE_MEMBER, "building")
            self.industry = self.token(admin, "Ida", token_pb2.ROLE_TASK_FORCE_MEMBER, "industrial-environment")

    def token(self, admin, name, role, authority=""):
        created = admin.call(admin.tokens.CreateToken, token_service_pb2.CreateTokenRequest(
            token=token_pb2.Token(display_name=name, role=role, authority=authority)))
        path = self.service.folder / f"{name}.token"
        path.write_text(created.secret)
        return path

    def test_the_whole_way_with_every_change_sent_twice_around_a_crash(self):
        service = self.service

        def change(token, stub, method, request):
            """Sends a change, crashes the service, sends the same again: it must have happened once."""
            with Client(service, token) as client:
                first = client.call(getattr(getattr(client, stub), method), request)
            service.crash_and_restart()
            with Client(service, token) as client:
                self.assertEqual(client.call(getattr(getattr(client, stub), method), request), first)
            return first

        enquiry = enquiry_pb2.Enquiry(channel=enquiry_pb2.CHANNEL_PHONE, text=QUESTION, language="en")
        enquiry.contact.phone = "+45 87 65 43 21"
        case = change(self.front_desk, "cases", "RegisterEnquiry",
                      case_service_pb2.RegisterEnquiryRequest(request_id="r1", enquiry=enquiry)).case
        with Client(service, self.building) as client:
            self.assertEqual(client.refusal(client.cases.GetCase, case_service_pb2.GetCaseRequest(name=case.name)),
                             ("NOT_FOUND", "CASE_NOT_FOUND", []))
        case = change(self.front_desk, "cases", "TriageCase", case_service_pb2.TriageCaseRequest(
            request_id="r2", name=case.name, etag=case.etag, complexity=service_pb2.COMPLEXITY_MEDIUM,
            services=[suggestion.service for suggestion in case.suggestions[:2]])).case
        referrals = []
        for number, authority in enumerate(("building", "industrial-environment")):
            response = change(self.front_desk, "referrals", "CreateReferral", referral_service_pb2.CreateReferralRequest(
                request_id=f"r3-{number}", parent=case.name, etag=case.etag, authority=authority, question="Involved?"))
            case = response.case
            referrals.append(response.referral)
        declined = change(self.building, "referrals", "DeclineReferral", referral_service_pb2.DeclineReferralRequest(
            request_id="r4", name=referrals[0].name, etag=referrals[0].etag, reason="No building work")).referral
        self.assertEqual(declined.state, referral_pb2.Referral.STATE_DECLINED)
        accepted = change(self.industry, "referrals", "AcceptReferral", referral_service_pb2.AcceptReferralRequest(
            request_id="r5", name=referrals[1].name)).referral
        change(self.industry, "referrals", "AnswerReferral", referral_service_pb2.AnswerReferralRequest(
            request_id="r6", name=accepted.name, etag=accepted.etag, answer="Area E4"))
        change(self.front_desk, "cases", "RecordInteraction", case_service_pb2.RecordInteractionRequest(
            request_id="r7", parent=case.name, interaction=case_pb2.Interaction(
                direction=case_pb2.Interaction.DIRECTION_OUTBOUND, kind=case_pb2.Interaction.KIND_ANSWER,
                channel=enquiry_pb2.CHANNEL_PHONE, text="Area E4")))
        closed = change(self.front_desk, "cases", "CloseCase", case_service_pb2.CloseCaseRequest(
            request_id="r8", name=case.name, outcome=case_pb2.Case.OUTCOME_ANSWERED)).case
        self.assertEqual(closed.state, case_pb2.Case.STATE_CLOSED)

        events = read_events(service, self.front_desk, case.name)
        self.assertEqual([event.WhichOneof("detail") for event in events], STORY)
        self.assertEqual(chain_faults(events), [])
        # The check of the chain must notice an edit and a cut.
        events[2].actor.display_name = "Somebody else"
        self.assertEqual(chain_faults(events), ["event 3 is not what was hashed"])
        self.assertEqual(chain_faults(events[:1] + events[3:])[:2],
                         ["event 2 has sequence 4", "event 2 does not follow the one before"])


if __name__ == "__main__":
    unittest.main()
