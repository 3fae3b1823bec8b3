#!/usr/bin/env python3
"""Builds a made-up site with sitegen and with other generators and compares time and memory.

usage: compare.py S1|S2|S3... [--pages N] [--rounds N] [--bin FOLDER]

Everything lies on tmpfs. Contenders run by turns, what counts is the median, and a ratio is what decides. Each target ends
in a line "ID: measured X (target Y) met|short: what". --pages makes a smaller site, for trying the benchmark itself.
"""

import argparse
import collections
import filecmp
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


# What a command took: seconds by the clock and of all processors together, peak memory in MiB, and what it printed.
Ran = collections.namedtuple("Ran", "seconds processor memory said")


def run(command, cwd=ROOT):
    """Runs a command; what it prints is shown only when it fails."""
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        said = log.read().decode(errors="replace")
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed with {child.returncode}:\n{said}")
    return Ran(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def size_of(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    html = sum(path.suffix == ".html" for path in files)
    return f"{html} pages, {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB"


def same(one, other):
    """Whether two folders hold the same files with the same bytes."""
    compared = filecmp.dircmp(one, other)
    return not (
        compared.left_only
        or compared.right_only
        or compared.funny_files
        or filecmp.cmpfiles(one, other, compared.common_files, shallow=False)[1:] != ([], [])
        or any(not same(one / name, other / name) for name in compared.common_dirs)
    )


def report(name, measured, target, what):
    print(f"{name}: measured {measured:.2f} (target {target:.2f}) {'met' if meets(name, measured, target) else 'short'}: {what}", flush=True)


def meets(name, measured, target):
    return measured >= target if name in AT_LEAST else measured <= target


# Of these, more is better.
AT_LEAST = {"S1 Hugo", "S1 Eleventy"}


class Bench:
    def __init__(self, folder, options):
        self.folder = folder
        self.rounds = options.rounds
        self.bin = pathlib.Path(options.bin).resolve()
        self.pages = options.pages
        self.corpora = {}

    def corpus(self, pages):
        if pages not in self.corpora:
            self.corpora[pages] = self.folder / f"corpus-{pages}"
            run([self.bin / "bench_corpus", str(pages), self.corpora[pages], "--plain"])
        return self.corpora[pages]

    def sitegen(self, content, out):
        return run([self.bin / "sitegen", "build", "--content", content, "--out", out])

    def fresh(self, name):
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        return path

    def build_clean(self, pages):
        out = self.fresh("out")
        ran = self.sitegen(self.corpus(pages) / "content", out)
        return ran.seconds, ran.memory, out

    def build_raw(self, pages):
        """What sitegen built last in "out", written again."""
        target = self.fresh("raw")
        seconds = run([self.bin / "bench_raw", self.corpus(pages) / "content", self.folder / "out", target]).said
        return float(seconds), 0, target

    def project(self, name, pages):
        """A folder in which another generator finds its templates and the corpus as its content."""
        folder = self.folder / name
        if not folder.exists():
            shutil.copytree(HERE / name, folder, symlinks=True, ignore=shutil.ignore_patterns("node_modules"))
            shutil.copy(HERE / "strings.json", folder)
            (folder / "content").symlink_to(self.corpus(pages) / "plain") if name == "eleventy" else shutil.copytree(
                self.corpus(pages) / "plain", folder / "content"
            )
        return folder

    def build_hugo(self, pages):
        folder = self.project("hugo", pages)
        (folder / "i18n").mkdir(exist_ok=True)
        for language, words in json.loads((HERE / "strings.json").read_text()).items():
            (folder / "i18n" / f"{language}.json").write_text(json.dumps(words))
        out = self.fresh("hugo/public")
        ran = run(["hugo", "--quiet", "--destination", out], cwd=folder)
        return ran.seconds, ran.memory, out

    def build_eleventy(self, pages):
        folder = self.project("eleventy", pages)
        if not (folder / "node_modules").exists():
            (folder / "node_modules").symlink_to(HERE / "eleventy/node_modules")
        out = self.fresh("eleventy/public")
        ran = run(["node", "node_modules/.bin/eleventy", "--quiet"], cwd=folder)
        return ran.seconds, ran.memory, out

    def s1(self):
        """The same site by everybody."""
        contenders = {
            "sitegen": self.build_clean,
            "raw limit": self.build_raw,
            "Hugo": self.build_hugo,
            "Eleventy": self.build_eleventy,
        }
        took = {name: [] for name in contenders}
        memory = {name: [] for name in contenders}
        for number in range(self.rounds):
            for name, build in contenders.items():
                seconds, mebibytes, out = build(self.pages)
                took[name].append(seconds)
                memory[name].append(mebibytes)
                if number == 0:
                    print(f"{name}: {size_of(out)}", flush=True)
        for name, seconds in took.items():
            rounds = ", ".join(f"{second:.2f}" for second in seconds)
            print(f"{name}: {statistics.median(seconds):.3f} s ({rounds}), {max(memory[name]):.0f} MiB", flush=True)
        ours = statistics.median(took["sitegen"])
        report("S1", ours / statistics.median(took["raw limit"]), 1.8, "times the raw limit of reading, cmark and writing")
        report("S1 Hugo", statistics.median(took["Hugo"]) / ours, 9, "times faster than Hugo")
        report("S1 Eleventy", statistics.median(took["Eleventy"]) / ours, 33, "times faster than Eleventy")

    def s2(self):
        """Building again, after nothing and after one edit; each time what a clean build makes."""
        content = self.folder / "edited"
        shutil.copytree(self.corpus(self.pages) / "content", content)
        out = self.folder / "again"
        clean = self.folder / "clean"
        guide = content / "services/service-20"
        edits = {
            "one edit of a text": (guide / "da.md", lambda text, n: f"{text}\nRettet for {n}. gang.\n"),
            "one edit of a title": (guide / "da.md", lambda text, n: text.replace('title: "', f'title: "{n}: ', 1)),
            "one edit of a fee": (guide / "facts.yaml", lambda text, n: re.sub(r"amount: \d", f"amount: {n + 2}", text, count=1)),
        }
        self.sitegen(content, out)
        full, took = [], {"no change": [], **{name: [] for name in edits}}
        for number in range(self.rounds):
            took["no change"].append(self.sitegen(content, out))
            for name, (file, edit) in edits.items():
                file.write_text(edit(file.read_text(), number))
                took[name].append(self.sitegen(content, out))
                shutil.rmtree(clean, ignore_errors=True)
                full.append(self.sitegen(content, clean))
                if not (same(out / "site", clean / "site") and filecmp.cmp(out / "knowledge.binpb", clean / "knowledge.binpb", False)):
                    sys.exit(f"compare.py: after {name} the site is not what a clean build makes")
        seconds = lambda runs: statistics.median(ran.seconds for ran in runs)
        processor = lambda runs: statistics.median(ran.processor for ran in runs)
        print(f"a clean build: {seconds(full):.3f} s, {processor(full):.3f} s of processors", flush=True)
        for name, runs in took.items():
            share = processor(runs) / processor(full)
            print(
                f"after {name}: {seconds(runs):.3f} s, {processor(runs):.3f} s of processors ({share:.2f} of a clean build), "
                "same bytes as a clean build",
                flush=True,
            )
            target = 0.15 if name == "no change" else 0.2
            report("S2", seconds(runs) / seconds(full), target, f"of a clean build after {name}")

    def s3(self):
        """Memory beside Hugo's, and ten times the pages."""
        ours, hugo, small, large = [], [], [], []
        for _ in range(self.rounds):
            seconds, memory, _ = self.build_clean(self.pages)
            small.append(seconds)
            ours.append(memory)
            hugo.append(self.build_hugo(self.pages)[1])
            large.append(self.build_clean(10 * self.pages)[0])
        print(f"peak memory: sitegen {max(ours):.0f} MiB, Hugo {max(hugo):.0f} MiB", flush=True)
        print(f"{self.pages} pages: {statistics.median(small):.3f} s, ten times as many: {statistics.median(large):.3f} s", flush=True)
        report("S3", max(ours) / max(hugo), 0.25, "of Hugo's peak memory")
        report("S3", statistics.median(large) / statistics.median(small), 11, "times the time for ten times the pages")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="+", choices=["S1", "S2", "S3"])
    parser.add_argument("--pages", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bin", default=ROOT / "build/bench/bin")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="indgang-bench-", dir="/dev/shm") as folder:
        bench = Bench(pathlib.Path(folder), options)
        for target in options.targets:
            print(f"{target}: {getattr(bench, target.lower()).__doc__}", flush=True)
            getattr(bench, target.lower())()


if __name__ == "__main__":
    main()
