"""A person whose program was made from proto/ alone, in another language than ours."""

import json
import uuid

import grpc
from google.protobuf import json_format

from harness import Client, error_details
from indgang.admin.v1 import token_service_pb2
from indgang.cases.v1 import case_file_service_pb2, case_plan_service_pb2, case_service_pb2, referral_service_pb2
from indgang.directory.v1 import directory_service_pb2
from indgang.knowledge.v1 import knowledge_service_pb2
from people import Person
from working_days import TOWN_TIME, today

# The modules with the requests, by Client's name for the service they belong to.
MESSAGES = {"cases": case_service_pb2, "plans": case_plan_service_pb2, "referrals": referral_service_pb2,
            "files": case_file_service_pb2, "directory": directory_service_pb2, "knowledge": knowledge_service_pb2,
            "tokens": token_service_pb2}


def enum(prefix, word):
    """enum("OUTCOME", "handed-over") is "OUTCOME_HANDED_OVER"; no word is the unspecified value."""
    return f"{prefix}_{(word or 'unspecified').upper().replace('-', '_')}"


def timestamp(local_time):
    """A Timestamp as JSON writes it, of a time without zone that is the town's."""
    return local_time.replace(tzinfo=TOWN_TIME).isoformat()


class WithAProgram(Person):

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.client = Client(self.service, self.token)

    def leaves(self):
        self.client.channel.close()

    def _call(self, stub, method, /, **fields):
        request = json_format.Parse(json.dumps(fields), getattr(MESSAGES[stub], method + "Request")())
        try:
            return self.client.call(getattr(getattr(self.client, stub), method), request)
        except grpc.RpcError as error:
            raise self.refusal(error.code().name, *error_details(error)) from None

    def _read(self, stub, method, /, **fields):
        return json_format.MessageToDict(self._call(stub, method, **fields), preserving_proto_field_name=True)

    def _change(self, stub, method, /, **fields):
        return self._read(stub, method, request_id=str(uuid.uuid4()), **fields)

    def suggests(self, question):
        found = self._read("knowledge", "SuggestRouting", text=question, language="en")
        return found["suggestions"]

    def registers(self, channel, text, attach_to=None, instant_answer="", services=(), guides=(), contact_person="", outcome="", apply_for=(),
                  cvr="", company="", contact="", phone="", email="", language=""):
        enquiry = {"channel": enum("CHANNEL", channel), "text": text, "language": language,
                   "company": {"cvr_number": cvr, "display_name": company},
                   "contact": {"display_name": contact, "phone": phone, "email": email}}
        more = {}
        if instant_answer:
            more["instant_answer"] = {"text": instant_answer, "services": services, "guide_sections": guides,
                                      "outcome": enum("OUTCOME", outcome)}
        if apply_for:
            more["application"] = {"services": apply_for}
        return self._change("cases", "RegisterEnquiry", enquiry=enquiry, contact_person=contact_person,
                            attach_to=attach_to["name"] if attach_to else "", **more)

    def reads(self, case):
        return self._read("cases", "GetCase", name=case["name"])["case"]

    def finds_cases(self, cvr="", contact_person="", state=""):
        return self._read("cases", "ListCases", cvr_number=cvr, contact_person=contact_person,
                          state=enum("STATE", state)).get("cases", [])

    def reads_events(self, case):
        return list(self._call("cases", "ListCaseEvents", parent=case["name"], page_size=200).events)

    def reads_interactions(self, case):
        return self._read("cases", "ListInteractions", parent=case["name"]).get("interactions", [])

    def triages(self, case, complexity, services, package="", reason=""):
        return self._change("cases", "TriageCase", name=case["name"], complexity=enum("COMPLEXITY", complexity),
                            services=services, package=package, reason=reason)["case"]

    def says(self, case, text, channel="phone"):
        return self._interacts(case, "outbound", "message", text, channel)

    def answers_company(self, case, text, channel="phone"):
        return self._interacts(case, "outbound", "answer", text, channel)

    def hears(self, case, text, channel="phone"):
        return self._interacts(case, "inbound", "message", text, channel)

    def offers_dialogue(self, case, text, alternatives, rules, channel="phone"):
        return self._interacts(case, "outbound", "dialogue-offer", text, channel,
                               dialogue_offer={"alternatives": alternatives, "rules": rules})

    def _interacts(self, case, direction, kind, text, channel, **more):
        interaction = {"direction": enum("DIRECTION", direction), "kind": enum("KIND", kind), "text": text,
                       "channel": enum("CHANNEL", channel), **more}
        return self._change("cases", "RecordInteraction", parent=case["name"], interaction=interaction)["case"]

    def closes(self, case, outcome, note="", guides=(), feedback=""):
        return self._change("cases", "CloseCase", name=case["name"], outcome=enum("OUTCOME", outcome), note=note,
                            guide_sections=guides, guide_feedback=enum("GUIDE_FEEDBACK", feedback))["case"]

    def reopens(self, case, reason):
        return self._change("cases", "ReopenCase", name=case["name"], reason=reason)["case"]

    def hands_over(self, case, to, reason, message, channel="phone"):
        return self._change("cases", "HandOverCase", name=case["name"], contact_person=to.member, reason=reason,
                            message=message, channel=enum("CHANNEL", channel))["case"]

    def pauses(self, case, reason, note):
        return self._change("cases", "PauseAnswerClock", name=case["name"], reason=enum("REASON", reason), note=note)["case"]

    def resumes(self, case):
        return self._change("cases", "ResumeAnswerClock", name=case["name"])["case"]

    def extends(self, case, until, reason, message, channel="phone"):
        return self._change("cases", "ExtendAnswerDeadline", name=case["name"], due_time=timestamp(until), reason=reason,
                            message=message, channel=enum("CHANNEL", channel))["case"]

    def refers(self, case, authority, kind, question, service="", assignee=None, due=None, complete=None):
        times = {"due_time": due, "application_complete_time": complete}
        return self._change("referrals", "CreateReferral", parent=case["name"], authority=authority, kind=enum("KIND", kind),
                            question=question, service=service, assignee=assignee.member if assignee else "",
                            **{name: timestamp(time) for name, time in times.items() if time})["referral"]

    def reads_referral(self, referral):
        return self._read("referrals", "GetReferral", name=referral["name"])["referral"]

    def finds_referrals(self, case=None, state=""):
        return self._read("referrals", "ListReferrals", parent=case["name"] if case else "cases/-",
                          state=enum("STATE", state)).get("referrals", [])

    def accepts(self, referral, message="", channel=""):
        return self._moves("Accept", referral, message=message, channel=enum("CHANNEL", channel))

    def declines(self, referral, reason, suggest=""):
        return self._moves("Decline", referral, reason=reason, suggested_authority=suggest)

    def answers(self, referral, text):
        return self._moves("Answer", referral, answer=text)

    def completes(self, referral, outcome):
        return self._moves("Complete", referral, outcome=outcome)

    def confirms(self, referral, note):
        return self._moves("Confirm", referral, note=note)

    def reminds(self, referral, note):
        return self._moves("Remind", referral, note=note)

    def recalls(self, referral, reason):
        return self._moves("Recall", referral, reason=reason)

    def reassigns(self, referral, to):
        return self._moves("Reassign", referral, assignee=to.member)

    def _moves(self, move, referral, **fields):
        return self._change("referrals", move + "Referral", name=referral["name"], **fields)["referral"]

    def starts_plan(self, case, package="", yes=(), no=()):
        answers = {question: True for question in yes} | {question: False for question in no}
        return self._change("plans", "StartPlan", parent=case["name"], package=package, answers=answers)["plan"]

    def moves_step(self, case, service, state, on=""):
        day = "applied_date" if state == "applied" else "decided_date"
        step = {"service": service, "state": enum("STATE", state), day: on or today().isoformat()}
        return self._change("plans", "UpdatePlanStep", name=case["name"] + "/plan", step=step,
                            update_mask=["state", day])["plan"]

    def drafts_answer(self, case):
        return self._read("plans", "DraftAnswer", name=case["name"])

    def sends_answer(self, case, text, channel="email"):
        return self._change("plans", "SendAnswer", name=case["name"], channel=enum("CHANNEL", channel), text=text)

    def notes(self, case, text, visibility):
        return self._change("files", "AddNote", parent=case["name"],
                            note={"text": text, "visibility": enum("VISIBILITY", visibility)})["note"]

    def reads_notes(self, case):
        return self._read("files", "ListNotes", parent=case["name"]).get("notes", [])

    def will_follow_up(self, case, due, text, assignee=None):
        return self._change("files", "CreateFollowUp", parent=case["name"],
                            follow_up={"due_date": due, "text": text,
                                       "assignee": assignee.member if assignee else ""})["follow_up"]

    def follows_up(self, follow_up, result):
        return self._change("files", "CompleteFollowUp", name=follow_up["name"], result=result)["follow_up"]

    def finds_follow_ups(self, due_by=""):
        return self._read("files", "ListFollowUps", parent="cases/-", assignee="me", due_by=due_by).get("follow_ups", [])

    def adds_member(self, name, role, unit="", phone="", email="", packages=(), key_accounts=()):
        member = {"display_name": name, "role": enum("ROLE", role), "unit": unit, "phone": phone, "email": email,
                  "packages": packages, "key_accounts": key_accounts}
        return self._change("directory", "CreateMember", member=member)["member"]

    def creates_token(self, name, role, authority="", member=""):
        return self._read("tokens", "CreateToken", token={"display_name": name, "role": enum("ROLE", role),
                                                          "authority": authority, "member": member})["secret"]

    def is_away(self, first_day, last_day, substitute=None, who=None):
        absence = {"first_day": first_day, "last_day": last_day, "substitute": substitute.member if substitute else ""}
        return self._change("directory", "CreateAbsence", member=(who or self).member, absence=absence)["absence"]

    def takes_leave(self, who):
        return self._change("directory", "UpdateMember", member={"id": who.member, "state": "STATE_LEFT"},
                            update_mask=["state"])["member"]
