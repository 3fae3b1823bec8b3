"""A night at work: backups while enquiries come in, a machine that is lost, and the day after."""

import hashlib
import pathlib
import sqlite3
import subprocess
import threading
import unittest

from harness import BIN, Client, Service
from indgang.admin.v1 import operation_service_pb2, operation_service_pb2_grpc


class BackupTest(unittest.TestCase):

    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.kill)
        self.backups = self.service.folder / "backups"
        self.backups.mkdir()
        self.service.options["backup-dir"] = self.backups
        self.service.start()
        self.front_desk = self.service.token_file("Mette", "front-desk")

    def register(self, text):
        """The number of a new case."""
        answer = self.service.cli_json("enquiry", "register", "--channel", "phone", "--company", "Fjordby Autoservice",
                                       "--contact", "Lis Berg", "--phone", "+45 87 65 43 21", "--text", text,
                                       token=self.front_desk)
        return answer["case"]["case_number"]

    def case_numbers(self):
        cases = self.service.cli_json("case", "list", "--limit", "0", token=self.front_desk).get("cases", [])
        return sorted(case["case_number"] for case in cases)

    def restore(self, backup, *options):
        return subprocess.run([BIN / "indgangd", "restore", backup, "--db", self.service.database, *options],
                              capture_output=True, text=True, timeout=60)

    def test_what_was_acknowledged_before_a_backup_is_there_after_it_was_restored(self):
        kept = [self.register(f"question {i}") for i in range(3)]
        enough = threading.Event()
        meanwhile = []

        def keep_registering():
            while not enough.is_set():
                meanwhile.append(self.register("asked meanwhile"))

        load = threading.Thread(target=keep_registering)
        load.start()
        made = self.service.cli_json("backup", token=self.service.admin_token)
        enough.set()
        load.join()
        self.assertTrue(meanwhile)
        backup = pathlib.Path(made["path"])
        self.assertEqual(backup.parent, self.backups)
        self.assertEqual(hashlib.sha256(backup.read_bytes()).hexdigest(), made["sha256"])
        check = subprocess.run(["sha256sum", "--check", backup.name + ".sha256"], cwd=self.backups, capture_output=True)
        self.assertEqual(check.returncode, 0, check.stderr)

        refused = self.restore(backup)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("DATABASE_IN_USE", refused.stderr)
        lost = self.register("after the backup")
        before = self.case_numbers()
        self.service.kill()
        restored = self.restore(backup)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.service.start()
        after = self.case_numbers()
        self.assertEqual(after[:3], kept)
        self.assertEqual(after, before[:len(after)])
        self.assertNotIn(lost, after)

        # What was there is kept, with what only its WAL held.
        old = list(self.service.folder.glob("indgang.db.before-*Z"))
        self.assertEqual(len(old), 1)
        with sqlite3.connect(old[0]) as connection:
            self.assertEqual(connection.execute("SELECT count(*) FROM cases").fetchone()[0], len(before))

    def test_a_client_of_another_language_makes_a_backup_and_a_damaged_one_is_refused(self):
        self.register("question")
        with Client(self.service, self.service.admin_token) as admin:
            stub = operation_service_pb2_grpc.OperationServiceStub(admin.channel)
            made = admin.call(stub.CreateBackup, operation_service_pb2.CreateBackupRequest())
            status = admin.call(stub.GetStatus, operation_service_pb2.GetStatusRequest())
        self.assertEqual(status.database_size, self.service.database.stat().st_size)
        with Client(self.service, self.front_desk) as front_desk:
            stub = operation_service_pb2_grpc.OperationServiceStub(front_desk.channel)
            code, reason, _ = front_desk.refusal(stub.CreateBackup, operation_service_pb2.CreateBackupRequest())
        self.assertEqual((code, reason), ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED"))
        self.assertEqual(self.service.stop(), 0)
        backup = pathlib.Path(made.path)
        damaged = bytearray(backup.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        backup.write_bytes(damaged)
        before = self.service.database.read_bytes()
        refused = self.restore(backup)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("BACKUP_INVALID", refused.stderr)
        self.assertEqual(self.service.database.read_bytes(), before)

    def test_without_a_folder_there_are_no_backups(self):
        self.assertEqual(self.service.stop(), 0)
        del self.service.options["backup-dir"]
        self.service.start()
        self.assertEqual(self.service.cli_refusal("backup", token=self.service.admin_token),
                         (1, "FAILED_PRECONDITION", "BACKUP_NOT_CONFIGURED"))


if __name__ == "__main__":
    unittest.main()
