"""Encrypted, the way the service must run when others can reach it."""

import os
import shutil
import subprocess
import unittest

from harness import SCRATCH, Service


class TlsTest(unittest.TestCase):

    def test_the_command_line_trusts_only_the_certificate_it_is_given(self):
        certificates = [self.certificate(name) for name in ("ours", "theirs")]
        service = Service(tls=certificates[0])
        self.addCleanup(service.kill)
        service.start()
        front_desk = service.token_file("Mette", "front-desk")
        self.assertEqual(service.cli_json("token", "whoami", token=front_desk)["token"]["display_name"], "Mette")

        foreign = service.cli("--tls-ca", certificates[1][0], "--timeout", "2", "token", "whoami", token=front_desk)
        self.assertEqual(foreign.returncode, 3, foreign.stderr)
        self.assertIn("with TLS", foreign.stderr)
        service.tls = None
        plain = service.cli("--timeout", "2", "token", "whoami", token=front_desk)
        self.assertEqual(plain.returncode, 3, plain.stderr)

    def test_a_certificate_is_renewed_and_asked_for_while_the_service_runs(self):
        first, second, client = (self.certificate(name) for name in ("first", "second", "client"))
        used = SCRATCH / "used.pem", SCRATCH / "used.key"
        self.use(first, used)
        service = Service(tls=used)
        self.addCleanup(service.kill)
        service.options["tls-client-ca"] = client[0]
        shown = "--tls-cert", client[0], "--tls-key", client[1]

        service.cli_options = shown
        service.start()
        front_desk = service.token_file("Mette", "front-desk")
        service.cli_options = ()
        refused = service.cli("--timeout", "2", "token", "whoami", token=front_desk)
        self.assertEqual(refused.returncode, 3, "no certificate was shown: " + refused.stdout)
        stranger = service.cli("--timeout", "2", "--tls-cert", second[0], "--tls-key", second[1], "token", "whoami",
                               token=front_desk)
        self.assertEqual(stranger.returncode, 3, stranger.stdout)

        service.cli_options = shown
        self.use(second, used)
        self.assertEqual(service.cli("token", "whoami", token=front_desk).returncode, 0)
        behind = service.cli("--tls-ca", first[0], "--timeout", "2", "token", "whoami", token=front_desk)
        self.assertEqual(behind.returncode, 3, "the old certificate is still in use: " + behind.stdout)

    @staticmethod
    def certificate(name):
        """(certificate file, key file), trusted by whoever trusts the certificate."""
        key, certificate = SCRATCH / f"{name}.key", SCRATCH / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        return certificate, key

    @staticmethod
    def use(pair, used):
        """Puts certificate and key in the place of those in use, each at once as a whole."""
        for source, target in zip(pair, used):
            os.replace(shutil.copy(source, f"{target}.new"), target)


if __name__ == "__main__":
    unittest.main()
