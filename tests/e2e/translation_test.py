"""Somebody edits a Danish text: its English page, and no other, tells readers so until the translation is looked at again."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from harness import BIN, ROOT, SCRATCH

ITEM = "services/alcohol-licence"
BANNERS = ("This translation is from ", "The Danish text of this page is newer than this translation.")


class TranslationTest(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH))
        shutil.copytree(ROOT / "content", self.folder / "content")

    def sitegen(self, *arguments):
        ended = subprocess.run([BIN / "sitegen", *arguments, "--content", self.folder / "content"], cwd=ROOT, capture_output=True,
                               text=True, timeout=60)
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        return ended.stdout

    def pages_with_banner(self):
        self.sitegen("build", "--out", self.folder / "out")
        site = self.folder / "out/site"
        return {str(page.relative_to(site)) for page in site.rglob("*.html") if any(b in page.read_text() for b in BANNERS)}

    def test_the_english_page_tells_that_the_danish_text_is_newer(self):
        self.sitegen("translated", f"service:{ITEM.partition('/')[2]}", "--today", "2026-11-21")
        before = self.pages_with_banner()
        page = f"en/{ITEM}/index.html"
        self.assertNotIn(page, before)

        with (self.folder / "content" / ITEM / "da.md").open("a") as danish:
            danish.write("\nVent altid på svaret.\n")
        self.assertEqual(self.pages_with_banner(), before | {page})
        self.assertIn("This translation is from 21 November 2026", (self.folder / "out/site" / page).read_text())
        self.assertIn(f"{ITEM}/en.md", [line.split(":")[0].partition("/content/")[2] for line in self.sitegen("check").splitlines()
                                        if "[outdated-translation]" in line])

        self.sitegen("translated", f"service:{ITEM.partition('/')[2]}")
        self.assertEqual(self.pages_with_banner(), before)


if __name__ == "__main__":
    unittest.main()
