"""Who the stories are about. A person does the same steps in two ways: at a terminal (terminal.py) and with a program made
from the contract alone (program.py). Every step returns what the service said, as a dict with the contract's field names, and
raises Refused when the service said no."""


class Refused(Exception):
    """The service said no."""

    def __init__(self, code, reason, fields):
        super().__init__(f"{code} {reason} {fields}")
        self.code, self.reason, self.fields = code, reason, fields


class Person:
    """Somebody with a token. `member` is the id in the directory, empty for machines and admins."""

    refusal = Refused

    def __init__(self, service, name, token, member=""):
        """`token` is the file that holds it."""
        self.service, self.name, self.token, self.member = service, name, token, member

    def leaves(self):
        """Gives back what the person holds open."""

    def hires(self, name, role, authority="", **details):
        """Only for an admin: somebody new in the directory, with a token of their own."""
        member = ""
        if role in ("front-desk", "task-force-member", "consultant", "leader"):
            member = self.adds_member(name, role, unit=authority, **details)["id"]
        path = self.service.folder / f"{name}.token"
        path.write_text(self.creates_token(name, role, authority=authority, member=member))
        return type(self)(self.service, name, path, member)

    @staticmethod
    def number(case):
        return case["case_number"] if case else ""
