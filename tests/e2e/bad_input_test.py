"""Everything that must be refused, with its exact code and reason, and nothing stored of it."""

import contextlib
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from harness import BIN, Client, ROOT, Service, knowledge_file
from indgang.cases.v1 import case_pb2, case_service_pb2, enquiry_pb2, referral_service_pb2
from indgang.knowledge.v1 import service_pb2


def enquiry(**changes):
    """A good enquiry with some fields changed; "company.cvr_number" is written company_cvr_number."""
    good = enquiry_pb2.Enquiry(channel=enquiry_pb2.CHANNEL_PHONE, text="where may a car repair shop lie?", language="da")
    good.contact.phone = "12345678"
    for name, value in changes.items():
        target = good
        for outer in ("company", "contact"):
            if name.startswith(outer + "_"):
                target, name = getattr(good, outer), name[len(outer) + 1:]
        setattr(target, name, value)
    return good


class BadRequestTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.service = Service().start()
        cls.addClassCleanup(cls.service.kill)
        cls.front_desk = cls.service.token_file("Mette", "front-desk")
        cls.building = cls.service.token_file("Bo", "task-force-member", "--authority", "building")
        cls.statistics = cls.service.token_file("Sine", "statistics")

    def setUp(self):
        self.client = Client(self.service, self.front_desk)
        self.addCleanup(self.client.channel.close)
        self.before = self.service.stored()

    def assert_nothing_stored(self):
        self.assertEqual(self.service.stored(), self.before)

    def register(self, good):
        request = case_service_pb2.RegisterEnquiryRequest(request_id="good", enquiry=good)
        return self.client.call(self.client.cases.RegisterEnquiry, request).case

    def test_wrong_enquiries_name_every_field(self):
        wrong = [
            (enquiry(company_cvr_number="12345678"), ["enquiry.company.cvr_number"]),
            (enquiry(company_cvr_number="1234567"), ["enquiry.company.cvr_number"]),
            (enquiry(text=""), ["enquiry.text"]),
            (enquiry(text="x" * 20_001), ["enquiry.text"]),
            (enquiry(text="my number is 010203-1234"), ["enquiry.text"]),
            (enquiry(channel=0), ["enquiry.channel"]),
            (enquiry(channel=77), ["enquiry.channel"]),
            (enquiry(language="de"), ["enquiry.language"]),
            (enquiry(contact_phone=""), ["enquiry.contact"]),
        ]
        for number, (bad, fields) in enumerate(wrong):
            with self.subTest(fields=fields, number=number):
                request = case_service_pb2.RegisterEnquiryRequest(request_id=f"bad-{number}", enquiry=bad)
                self.assertEqual(self.client.refusal(self.client.cases.RegisterEnquiry, request),
                                 ("INVALID_ARGUMENT", "FIELD_INVALID", fields))
        megabyte = case_service_pb2.RegisterEnquiryRequest(request_id="big", enquiry=enquiry(text="x" * 1_000_000))
        self.assertEqual(self.client.refusal(self.client.cases.RegisterEnquiry, megabyte),
                         ("RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", []))
        several = case_service_pb2.RegisterEnquiryRequest(request_id="bad", enquiry=enquiry(text="", channel=0))
        code, reason, fields = self.client.refusal(self.client.cases.RegisterEnquiry, several)
        self.assertEqual((code, reason, sorted(fields)), ("INVALID_ARGUMENT", "FIELD_INVALID", ["enquiry.channel", "enquiry.text"]))
        self.assert_nothing_stored()

    def test_the_command_line_shows_what_was_wrong(self):
        ended = self.service.cli("enquiry", "register", "--channel", "phone", "--cvr", "12345678", "--phone", "12345678", "--text",
                                 "-", token=self.front_desk, text="")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("(INVALID_ARGUMENT, FIELD_INVALID)", ended.stderr)
        self.assertIn("\n  enquiry.company.cvr_number: ", ended.stderr)
        self.assertIn("\n  enquiry.text: ", ended.stderr)
        self.assertEqual(
            self.service.cli("enquiry", "register", "--channel", "fax", "--text", "x", token=self.front_desk).returncode, 2)
        self.assert_nothing_stored()

    def test_wrong_tokens(self):
        good = case_service_pb2.RegisterEnquiryRequest(request_id="token", enquiry=enquiry())
        made_up = self.service.folder / "made-up.token"
        made_up.write_text("indgang_" + "x" * 43)
        expected = [
            (None, ("UNAUTHENTICATED", "TOKEN_MISSING", [])),
            (made_up, ("UNAUTHENTICATED", "TOKEN_INVALID", [])),
            (self.building, ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED", [])),
            (self.statistics, ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED", [])),
            (self.service.admin_token, ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED", [])),
        ]
        for token, refusal in expected:
            with self.subTest(token=token), Client(self.service, token) as client:
                self.assertEqual(client.refusal(client.cases.RegisterEnquiry, good), refusal)
        self.assertEqual(self.service.cli_refusal("case", "list", token=self.statistics),
                         (4, "PERMISSION_DENIED", "ROLE_NOT_ALLOWED"))
        self.assert_nothing_stored()

    def test_unknown_case(self):
        get = case_service_pb2.GetCaseRequest(name="cases/2026-999999")
        self.assertEqual(self.client.refusal(self.client.cases.GetCase, get), ("NOT_FOUND", "CASE_NOT_FOUND", []))
        malformed = case_service_pb2.GetCaseRequest(name="2026-1")
        self.assertEqual(self.client.refusal(self.client.cases.GetCase, malformed), ("INVALID_ARGUMENT", "FIELD_INVALID", ["name"]))
        triage = case_service_pb2.TriageCaseRequest(request_id="t", name="cases/2026-999999",
                                                    complexity=service_pb2.COMPLEXITY_SIMPLE, services=["location-check"])
        self.assertEqual(self.client.refusal(self.client.cases.TriageCase, triage), ("NOT_FOUND", "CASE_NOT_FOUND", []))
        self.assert_nothing_stored()

    def test_stale_etag_and_reused_request_id(self):
        case = self.register(enquiry())
        inbound = case_pb2.Interaction(direction=case_pb2.Interaction.DIRECTION_INBOUND, kind=case_pb2.Interaction.KIND_MESSAGE,
                                       channel=enquiry_pb2.CHANNEL_PHONE, text="Any news?")
        self.client.call(self.client.cases.RecordInteraction, case_service_pb2.RecordInteractionRequest(
            request_id="i1", parent=case.name, interaction=inbound))
        self.before = self.service.stored()
        stale = case_service_pb2.CloseCaseRequest(request_id="c1", name=case.name, etag=case.etag,
                                                  outcome=case_pb2.Case.OUTCOME_WITHDRAWN)
        self.assertEqual(self.client.refusal(self.client.cases.CloseCase, stale), ("ABORTED", "ETAG_MISMATCH", []))
        self.assertEqual(
            self.service.cli_refusal("case", "close", case.case_number, "--outcome", "withdrawn", "--etag", case.etag,
                                     token=self.front_desk), (5, "ABORTED", "ETAG_MISMATCH"))
        other = case_service_pb2.RecordInteractionRequest(request_id="i1", parent=case.name, interaction=inbound)
        other.interaction.text = "Something else"
        self.assertEqual(self.client.refusal(self.client.cases.RecordInteraction, other)[:2],
                         ("INVALID_ARGUMENT", "REQUEST_ID_REUSED"))
        unknown_authority = referral_service_pb2.CreateReferralRequest(request_id="u1", parent=case.name, authority="nobody",
                                                                       question="?")
        self.assertEqual(self.client.refusal(self.client.referrals.CreateReferral, unknown_authority),
                         ("INVALID_ARGUMENT", "FIELD_INVALID", ["authority"]))
        self.assert_nothing_stored()


class BadStartTest(unittest.TestCase):
    """What the service needs before it serves anybody; it says what is wrong and leaves nothing behind."""

    def setUp(self):
        self.service = Service()

    def assert_refused(self, reason, **overrides):
        code, said = self.service.fails_to_start(**overrides)
        self.assertNotIn(code, (0, -11, -6), said)
        self.assertIn(reason, said)
        return said

    def test_missing_bundle(self):
        self.assertIn("/no/such/knowledge.binpb", self.assert_refused("FILE_NOT_FOUND", knowledge="/no/such/knowledge.binpb"))
        self.assertFalse(self.service.database.exists())

    def test_corrupt_bundle(self):
        good = knowledge_file().read_bytes()
        corrupt = self.service.folder / "knowledge.binpb"
        for content in (b"", good[:len(good) // 2], b"not a bundle"):
            with self.subTest(size=len(content)):
                corrupt.write_bytes(content)
                self.assertIn(str(corrupt), self.assert_refused("BUNDLE_CORRUPT", knowledge=corrupt))
                self.assertFalse(self.service.database.exists())

    def test_database_newer_than_the_program(self):
        self.service.start()
        self.assertEqual(self.service.stop(), 0)
        with contextlib.closing(sqlite3.connect(self.service.database)) as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            self.assertGreater(version, 0)
            database.execute(f"PRAGMA user_version = {version + 1}")
            database.commit()
        before = self.service.database.read_bytes()
        self.assert_refused("DATABASE_TOO_NEW")
        self.assertEqual(self.service.database.read_bytes(), before)

    def test_file_that_is_no_database(self):
        self.service.database.write_bytes(b"this is a letter, not a database" * 100)
        before = self.service.database.read_bytes()
        self.assert_refused("DATABASE_")
        self.assertEqual(self.service.database.read_bytes(), before)

    def test_second_service_on_the_same_database(self):
        self.service.start()
        self.addCleanup(self.service.kill)
        self.assert_refused("DATABASE_IN_USE", listen="127.0.0.1:0")

    def test_neither_loopback_nor_tls(self):
        self.assert_refused("LISTEN_NEEDS_TLS", listen=f"0.0.0.0:{self.service.address.rsplit(':', 1)[1]}")
        self.assertFalse(self.service.database.exists())

    def test_port_taken(self):
        self.service.start()
        self.addCleanup(self.service.kill)
        said = self.assert_refused("LISTEN_FAILED", db=self.service.folder / "other.db")
        self.assertIn(self.service.address, said)


class BadContentTest(unittest.TestCase):

    def test_sitegen_writes_nothing_from_content_with_errors(self):
        with tempfile.TemporaryDirectory() as folder:
            content = pathlib.Path(folder) / "content"
            shutil.copytree(ROOT / "content", content)
            facts = content / "services/location-check/facts.yaml"
            facts.write_text(facts.read_text() + "colour: blue\n")
            out = pathlib.Path(folder) / "out"
            ended = subprocess.run([BIN / "sitegen", "build", "--content", content, "--out", out], cwd=ROOT, capture_output=True,
                                   text=True)
            self.assertEqual(ended.returncode, 1, ended.stderr)
            self.assertIn("location-check/facts.yaml:", ended.stdout + ended.stderr)
            self.assertIn("colour", ended.stdout + ended.stderr)
            self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
