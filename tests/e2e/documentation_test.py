"""What the pages tell people to type works as it is printed: in a folder as scripts/run leaves it, against the real service."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from harness import BIN, ROOT, SCRATCH, Service
from working_days import today

PRINTED_ADDRESS = "127.0.0.1:50051"


def examples(page, language):
    """The blocks of a page in that language, as printed."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(), flags=re.MULTILINE | re.DOTALL)


class DocumentationTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.service = Service().start()
        cls.addClassCleanup(cls.service.kill)
        cls.folder = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH))
        for name in ("proto", "node_modules", "package.json"):
            (cls.folder / name).symlink_to(ROOT / name)
        (cls.folder / "build/release").mkdir(parents=True)
        (cls.folder / "build/release/bin").symlink_to(BIN.resolve())
        var = cls.folder / "var"
        var.mkdir()
        for name, role, *options in (("front-desk", "front-desk", "--phone", "+45 12 34 56 78"),
                                     ("building", "task-force-member", "--authority", "building"),
                                     ("industrial-environment", "task-force-member", "--authority", "industrial-environment")):
            cls.service.token_file(name, role, *options).rename(var / f"{name}.token")
        (var / "client.conf").write_text(f"server = {cls.service.address}\ntoken_file = front-desk.token\n")

    def run_example(self, text, *command):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": "var/client"}
        ended = subprocess.run([*command, text.replace(PRINTED_ADDRESS, self.service.address)], cwd=self.folder, env=environment,
                               capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, 0, f"{text}\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def run_shell(self, text):
        return self.run_example(text, "bash", "-euo", "pipefail", "-c")

    def run_python(self, text):
        return self.run_example(text, "/usr/bin/python3", "-c")

    def test_the_page_for_client_developers(self):
        who_am_i, generate, *more_shell = examples("docs/clients.md", "sh")
        first_call, change, application, *more_python = examples("docs/clients.md", "python")
        self.assertIn('"ROLE_FRONT_DESK"', self.run_shell(who_am_i))
        self.run_shell(generate)
        self.assertEqual(len(first_call.splitlines()), 5)
        self.assertIn('authority: "building"', self.run_python(first_call))
        receipt, refusal = self.run_python(change).splitlines()
        self.assertRegex(receipt, r"^\d{4}-\d{6} front-desk \d{4}-\d\d-\d\dT")
        self.assertEqual(refusal, re.search(r"print\(error.*# (.*)", change)[1])
        self.assertRegex(self.run_python(application), r"^change-of-use building \d{4}-\d\d-\d\dT\S+Z\n$")
        for example in more_shell:
            self.run_shell(example)
        for example in more_python:
            self.run_python(example)

    def test_the_command_line_s_application(self):
        example, = [block for block in examples("docs/command-line.md", "") if "--apply-for" in block]
        receipt = self.run_shell('indgang() { build/release/bin/indgang --lang en "$@"; }\n' + example)
        self.assertRegex(receipt, r"The application was sent to\n.*\nchange-of-use +building +\w{3} \d+ \w{3} \d{4} \d\d:\d\d +\d{4}-\d{6}/1\n$")
        self.assertNotIn("seems to belong", receipt)

    def test_the_readme_s_first_steps(self):
        blocks = [block for block in examples("README.md", "") if "$indgang" in block]
        self.assertEqual(len(blocks), 2)
        setting, steps = blocks[0].splitlines()[0], "".join(blocks)
        self.assertTrue(setting.startswith("indgang="))
        case = self.service.cli_json("case", "list", token=self.folder / "var/front-desk.token").get("cases", [])
        steps = steps.replace("2026-000001", f"{today().year}-{len(case) + 1:06}")
        printed = self.run_shell(steps + "$indgang case show " + self.number(steps))
        for told in ("location-check", "front-desk", "No building work is planned", "In areas E4 and E7",
                     "Areas E4 and E7 are open to you.", "Told which areas allow a workshop"):
            self.assertIn(told, printed)
        self.assertRegex(printed, r"State +closed")
        people = self.run_shell(f"{setting}\n$indgang member list\n$indgang unit list")
        for name in ("front-desk", "building", "industrial-environment"):
            self.assertIn(name, people)

    @staticmethod
    def number(steps):
        return re.search(r"\d{4}-\d{6}", steps)[0]


if __name__ == "__main__":
    unittest.main()
