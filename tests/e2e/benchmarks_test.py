"""The benchmarks of lists, of watching and of simulated years still run, on little: what they promise to measure comes out. How
fast it is does not count here; `scripts/bench P3 P5 R6` says that, alone on the machine."""

import math
import re
import subprocess
import tempfile
import unittest

from harness import BIN, SCRATCH, knowledge_file

READINGS = ("a case", "all cases, page after page", "what is due", "what is late", "a contact person's work", "latest changes",
            "a company", "search for a word", "search for two words", "open cases by state")
NOT_A_TASK_FORCE_MEMBER_S = ("a case", "a contact person's work")


class BenchmarksTest(unittest.TestCase):

    def run_benchmark(self, program, *size, knowledge=None):
        return subprocess.run([BIN / program, knowledge or knowledge_file(), tempfile.mkdtemp(dir=SCRATCH), *map(str, size)],
                              capture_output=True, text=True, timeout=300)

    def assert_measures(self, benchmark, ended, promised):
        """It ended well, and printed a line with a finite number for each promise and no other."""
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        lines = [line for line in ended.stdout.splitlines() if line.startswith(f"{benchmark}:")]
        measured = {}
        for line in lines:
            parts = re.fullmatch(rf"{benchmark}: measured (\S+) \(target (\S+)\) (met|short): (.+)", line)
            self.assertTrue(parts, line)
            self.assertTrue(math.isfinite(float(parts[1])) and float(parts[2]) >= 0, line)
            measured[parts[4]] = float(parts[1])
        self.assertEqual(len(lines), len(measured), ended.stdout)
        self.assertEqual(sorted(measured), sorted(promised))
        return measured

    def test_p3_lists(self):
        promised = [f"ms, p99 of {reading}" for reading in READINGS]
        promised += [f"times as with 10 cases, p99 of {reading}" for reading in READINGS]
        promised += [f"times as long for a task-force member, p99 of {reading}" for reading in READINGS
                     if reading not in NOT_A_TASK_FORCE_MEMBER_S]
        promised += ["MB resident after all that", "s from the start after kill -9 to the first answer"]
        ended = self.run_benchmark("bench_lists", 1000)
        for value in self.assert_measures("P3", ended, promised).values():
            self.assertGreater(value, 0)
        self.assertRegex(ended.stdout, r"(?m)^1000 cases, \d+ MB, made in \d+ s$")

    def test_p5_watchers(self):
        ended = self.run_benchmark("bench_watchers", 100)
        measured = self.assert_measures("P5", ended, ["KB of the service for each stream", "ms from sending a change until all have it"])
        self.assertGreater(measured["ms from sending a change until all have it"], 0)
        self.assertIn("100 streams over 20 connections\n", ended.stdout)

    def test_r6_years(self):
        ended = self.run_benchmark("bench_simulate", 3, 30)
        measured = self.assert_measures("R6", ended, ["seeds with a broken rule", "seeds that came out differently the second time"])
        self.assertEqual(sorted(measured.values()), [0, 0])
        self.assertRegex(ended.stdout, r"(?m)^3 seeds of 30 days, each twice: [1-9]\d* cases, [1-9]\d* events, [1-9]\d* warnings, "
                                       r"[1-9]\d* missed goals, [1-9]\d* told to leaders, [1-9]\d* restarts$")

    def test_content_that_is_missing_is_told_of(self):
        for program, *size in (("bench_lists", 1000), ("bench_watchers", 100), ("bench_simulate", 1, 1)):
            with self.subTest(program, size=size):
                ended = self.run_benchmark(program, *size, knowledge=SCRATCH / "missing.binpb")
                self.assertEqual(ended.returncode, 1, ended.stdout + ended.stderr)
                self.assertIn(f"{SCRATCH}/missing.binpb", ended.stderr)
                self.assertNotIn("measured", ended.stdout)

    def test_too_little_is_refused(self):
        for program, *size in (("bench_lists", 999), ("bench_lists", "many"), ("bench_watchers", 99), ("bench_simulate", 0, 1),
                               ("bench_simulate", 1, 366)):
            with self.subTest(program, size=size):
                ended = self.run_benchmark(program, *size)
                self.assertEqual(ended.returncode, 1)
                self.assertIn(f"usage: {program} KNOWLEDGE_FILE", ended.stderr)


if __name__ == "__main__":
    unittest.main()
