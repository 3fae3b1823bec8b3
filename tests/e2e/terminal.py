"""A person who works at a terminal: every step is one `indgang` command, read back as JSON."""

import json

from google.protobuf import json_format

from indgang.cases.v1 import case_service_pb2
from people import Person

EXIT_CODES = {"UNAUTHENTICATED": 4, "PERMISSION_DENIED": 4, "ABORTED": 5}  # every other refusal is 1


class AtATerminal(Person):

    def _run(self, *words, **options):
        """Runs a command; `options` that are neither None nor empty become --options, lists are repeated."""
        command = ["--output", "json", "--timeout", "40", *words]  # machines that run tests may be busy
        for name, value in options.items():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                if one not in (None, ""):
                    command += ["--" + name.replace("_", "-"), one]
        ended = self.service.cli(*command, token=self.token)
        if ended.returncode == 0:
            return json.loads(ended.stdout)
        error = json.loads(ended.stderr)
        assert ended.returncode == EXIT_CODES.get(error["code"], 1), f"{words} ended with {ended.returncode}: {error}"
        raise self.refusal(error["code"], error["reason"], [v["field"] for v in error.get("violations", [])])

    @staticmethod
    def typed(local_time):
        return local_time and local_time.strftime("%Y-%m-%dT%H:%M")

    def suggests(self, question):
        return self._run("suggest", question)

    def registers(self, channel, text, attach_to=None, instant_answer="", services=(), guides=(), contact_person="", apply_for=(),
                  **company):
        return self._run("enquiry", "register", channel=channel, text=text, attach_to=self.number(attach_to),
                         instant_answer=instant_answer, service=services, guide=guides, contact_person=contact_person,
                         apply_for=apply_for,
                         **{"answer_in" if name == "language" else name: value for name, value in company.items()})

    def reads(self, case):
        return self._run("case", "show", self.number(case))["case"]

    def finds_cases(self, **wanted):
        return self._run("case", "list", **wanted).get("cases", [])

    def reads_events(self, case):
        read = self._run("case", "events", self.number(case), limit="0")
        return list(json_format.ParseDict(read, case_service_pb2.ListCaseEventsResponse()).events)

    def reads_interactions(self, case):
        return self._run("case", "interactions", self.number(case)).get("interactions", [])

    def triages(self, case, complexity, services, package="", reason=""):
        return self._run("case", "triage", self.number(case), complexity=complexity, service=services, package=package,
                         reason=reason)["case"]

    def says(self, case, text, channel="phone"):
        return self._interacts(case, "reply", text, channel)

    def answers_company(self, case, text, channel="phone"):
        return self._interacts(case, "answer", text, channel)

    def hears(self, case, text, channel="phone"):
        return self._interacts(case, "inbound", text, channel)

    def offers_dialogue(self, case, text, alternatives, rules, channel="phone"):
        return self._interacts(case, "dialogue-offer", text, channel, alternative=alternatives, rule=rules)

    def _interacts(self, case, what, text, channel, **options):
        return self._run("case", "interact", self.number(case), what, text=text, channel=channel, **options)["case"]

    def closes(self, case, outcome, note="", guides=(), feedback=""):
        return self._run("case", "close", self.number(case), outcome=outcome, note=note, guide=guides,
                         feedback=feedback)["case"]

    def reopens(self, case, reason):
        return self._run("case", "reopen", self.number(case), reason=reason)["case"]

    def hands_over(self, case, to, reason, message, channel="phone"):
        return self._run("case", "hand-over", self.number(case), to=to.member, reason=reason, message=message,
                         channel=channel)["case"]

    def pauses(self, case, reason, note):
        return self._run("case", "pause", self.number(case), reason=reason, note=note)["case"]

    def resumes(self, case):
        return self._run("case", "resume", self.number(case))["case"]

    def extends(self, case, until, reason, message, channel="phone"):
        return self._run("case", "extend", self.number(case), until=self.typed(until), reason=reason,
                         message=message, channel=channel)["case"]

    def refers(self, case, authority, kind, question, service="", assignee=None, due=None, complete=None):
        return self._run("referral", "create", self.number(case), authority=authority, kind=kind, question=question,
                         service=service, assignee=assignee.member if assignee else "", due=self.typed(due),
                         application_complete=self.typed(complete))["referral"]

    def reads_referral(self, referral):
        return self._run("referral", "show", referral["name"])["referral"]

    def finds_referrals(self, case=None, state=""):
        return self._run("referral", "list", *([self.number(case)] if case else []), state=state).get("referrals", [])

    def accepts(self, referral, message="", channel=""):
        return self._moves("accept", referral, message=message, channel=channel)

    def declines(self, referral, reason, suggest=""):
        return self._moves("decline", referral, reason=reason, suggest=suggest)

    def answers(self, referral, text):
        return self._moves("answer", referral, text=text)

    def completes(self, referral, outcome):
        return self._moves("complete", referral, outcome=outcome)

    def confirms(self, referral, note):
        return self._moves("confirm", referral, note=note)

    def reminds(self, referral, note):
        return self._moves("remind", referral, note=note)

    def recalls(self, referral, reason):
        return self._moves("recall", referral, reason=reason)

    def reassigns(self, referral, to):
        return self._moves("reassign", referral, to=to.member)

    def _moves(self, move, referral, **options):
        return self._run("referral", move, referral["name"], **options)["referral"]

    def starts_plan(self, case, package="", yes=(), no=()):
        return self._run("plan", "start", self.number(case), package=package, yes=yes, no=no)["plan"]

    def moves_step(self, case, service, state, on=""):
        return self._run("plan", "step", self.number(case), service, state, on=on)["plan"]

    def drafts_answer(self, case):
        return self._run("answer", "draft", self.number(case))

    def sends_answer(self, case, text, channel="email"):
        return self._run("answer", "send", self.number(case), text=text, channel=channel)

    def notes(self, case, text, visibility):
        return self._run("note", "add", self.number(case), text=text, visibility=visibility)["note"]

    def reads_notes(self, case):
        return self._run("note", "list", self.number(case)).get("notes", [])

    def will_follow_up(self, case, due, text, assignee=None):
        return self._run("follow-up", "add", self.number(case), due=due, text=text,
                         assignee=assignee.member if assignee else "")["follow_up"]

    def follows_up(self, follow_up, result):
        return self._run("follow-up", "done", follow_up["name"], result=result)["follow_up"]

    def finds_follow_ups(self, due_by=""):
        return self._run("follow-up", "list", assignee="me", due_by=due_by).get("follow_ups", [])

    def adds_member(self, name, role, packages=(), key_accounts=(), **details):
        return self._run("member", "add", name=name, role=role, packages=" ".join(packages),
                         key_accounts=" ".join(key_accounts), **details)["member"]

    def creates_token(self, name, role, authority="", member=""):
        return self._run("token", "create", name=name, role=role, authority=authority, member=member)["secret"]

    def is_away(self, first_day, last_day, substitute=None, who=None):
        return self._run("member", "absence", "add", (who or self).member, substitute=substitute.member if substitute else "",
                         **{"from": first_day, "to": last_day})["absence"]

    def takes_leave(self, who):
        return self._run("member", "update", who.member, state="left")["member"]
