"""Encrypted, the way the service must run when others can reach it."""

import subprocess
import unittest

from harness import SCRATCH, Service


class TlsTest(unittest.TestCase):

    def test_the_command_line_trusts_only_the_certificate_it_is_given(self):
        certificates = []
        for name in ("ours", "theirs"):
            key, certificate = SCRATCH / f"{name}.key", SCRATCH / f"{name}.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                            "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
            certificates.append((certificate, key))
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


if __name__ == "__main__":
    unittest.main()
