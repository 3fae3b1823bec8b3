"""A café with outdoor serving: its plan, the letter drafted from it, and the answer as it was sent."""

import unittest

from harness import Client, Service
from indgang.cases.v1 import case_pb2, case_plan_pb2, case_plan_service_pb2, case_service_pb2, enquiry_pb2

PACKAGE = "cafe-and-restaurant"
ANSWERS = {"serves-food": True, "serves-outdoors": True, "serves-alcohol": False, "premises-approved": True}


class PlanToAnswerTest(unittest.TestCase):

    def setUp(self):
        self.service = Service().start()
        self.addCleanup(self.service.kill)
        self.front_desk = self.service.token_file("Mette", "front-desk", "--phone", "+45 11 22 33 44")

    def test_through_the_generated_client(self):
        with Client(self.service, self.front_desk) as client:
            enquiry = enquiry_pb2.Enquiry(channel=enquiry_pb2.CHANNEL_EMAIL, text="May I open a café with tables outside?",
                                          language="en")
            enquiry.contact.display_name = "Lis Berg"
            enquiry.contact.email = "lis@example.dk"
            case = client.call(client.cases.RegisterEnquiry,
                               case_service_pb2.RegisterEnquiryRequest(request_id="r1", enquiry=enquiry)).case
            plan_name = case.name + "/plan"
            get_plan = case_plan_service_pb2.GetPlanRequest(name=plan_name)
            self.assertEqual(client.refusal(client.plans.GetPlan, get_plan)[:2], ("NOT_FOUND", "PLAN_NOT_FOUND"))

            plan = client.call(client.plans.StartPlan, case_plan_service_pb2.StartPlanRequest(
                request_id="r2", parent=case.name, package=PACKAGE, answers=ANSWERS)).plan
            steps = {step.service: step for step in plan.steps}
            self.assertEqual(steps["outdoor-serving"].need, case_plan_pb2.PlanStep.NEED_NEEDED)
            self.assertEqual(steps["alcohol-licence"].need, case_plan_pb2.PlanStep.NEED_NOT)
            order = [step.service for step in plan.steps]
            for step in plan.steps:
                for before in step.after:
                    self.assertLess(order.index(before), order.index(step.service))

        self.service.crash_and_restart()
        with Client(self.service, self.front_desk) as client:
            self.assertEqual(client.call(client.plans.GetPlan, get_plan).plan, plan)
            applied = client.call(client.plans.UpdatePlanStep, case_plan_service_pb2.UpdatePlanStepRequest(
                request_id="r3", name=plan_name, update_mask=["state", "applied_date"],
                step=case_plan_pb2.PlanStep(service="location-check", state=case_plan_pb2.PlanStep.STATE_APPLIED,
                                            applied_date=plan.start_date))).plan
            self.assertGreater(next(s for s in applied.steps if s.service == "location-check").promised_date, plan.start_date)
            compared = client.call(client.plans.ComparePlan, case_plan_service_pb2.ComparePlanRequest(name=plan_name))
            self.assertEqual(len(compared.differences), 0)

            draft = client.call(client.plans.DraftAnswer, case_plan_service_pb2.DraftAnswerRequest(name=case.name))
            self.assertEqual(draft.language, "en")
            self.assertIn(case.case_number, draft.subject)
            self.assertTrue(draft.text.startswith("Dear Lis Berg,\n"), draft.text)
            for wanted in ("Mette", "+45 11 22 33 44", "/en/services/outdoor-serving/", "THE COURSE, STEP BY STEP", "THE PRICE"):
                self.assertIn(wanted, draft.text)
            self.assertNotIn("/services/alcohol-licence/", draft.text)
            self.assertLessEqual(len(draft.text.encode()), 20000)

            text = draft.text + "\nSee you on Monday.\n"
            sent = client.call(client.plans.SendAnswer, case_plan_service_pb2.SendAnswerRequest(
                request_id="r4", name=case.name, channel=enquiry_pb2.CHANNEL_EMAIL, text=text))
            self.assertEqual(sent.interaction.text, text)
            self.assertEqual(sent.interaction.kind, case_pb2.Interaction.KIND_ANSWER)
            self.assertTrue(sent.case.goals.HasField("answer_time"))

    def test_through_the_command_line(self):
        service, token = self.service, self.front_desk
        number = service.cli_json("enquiry", "register", "--channel", "visit", "--phone", "12345678", "--text",
                                  "Vi vil åbne en café med borde på fortovet", token=token)["case"]["case_number"]
        service.cli_json("plan", "start", number, "--package", PACKAGE, "--yes", "serves-food", "--yes", "serves-outdoors",
                         token=token)
        shown = service.cli("plan", "show", number, token=token)
        self.assertRegex(shown.stdout, r"outdoor-serving +city-life +needed")
        self.assertRegex(shown.stdout, r"alcohol-licence +licensing-board +maybe")
        self.assertEqual(service.cli_refusal("plan", "start", number, "--package", PACKAGE, token=token),
                         (1, "FAILED_PRECONDITION", "PLAN_EXISTS"))
        self.assertEqual(service.cli("plan", "compare", number, token=token).stdout, "Nothing would change.\n")
        letter = service.cli("answer", "draft", number, "--text-file", "answer.txt", token=token)
        self.assertEqual(letter.returncode, 0, letter.stderr)
        self.assertIn("DET MANGLER VI FRA DIG", letter.stdout)
        text = (service.folder / "answer.txt").read_text()
        self.assertTrue(text.startswith("Hej\n"), text)
        case = service.cli_json("answer", "send", number, "--text", "-", token=token, text=text)
        self.assertEqual(case["interaction"]["text"], text.removesuffix("\n"))
        self.assertIn("answer_time", case["case"]["goals"])


if __name__ == "__main__":
    unittest.main()
