#!/usr/bin/env python3
"""Compares the case service with Request Tracker 5 from Debian's packages: creating, reading and listing.

usage: compare.py KNOWLEDGE_FILE [--rounds N] [--seconds N] [--bin FOLDER]

Both are what their users get: Request Tracker's REST 2 on SQLite behind Starlet, the server Debian starts it with, and the case
service over gRPC. Both are asked by the same number of clients at a time. Every call to the case service carries a token that it
checks; Request Tracker is measured both ways, with a password in every request and with the session of a browser that has logged
in beforehand, because it takes a quarter of a second to check a password or token. A list holds 50 entries: Request Tracker gives
the five fields of each that are asked for, the case service whole cases. They run by turns; the median of the rounds' ratios
decides and ends in a line "P4: measured X (target Y) met|short: what".

Needs the packages request-tracker5 and rt5-db-sqlite. Nothing installs them, since they bring a service of their own.
"""

import argparse
import base64
import collections
import concurrent.futures
import http.client
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SERVER = pathlib.Path("/usr/share/request-tracker5/libexec/rt-server")
CLIENTS = 16
PASSWORD = "password"
TARGET = 200
TICKET = (
    '{"Queue": "General", "Subject": "Car repair shop", "Requestor": "lis@berg.example", "ContentType": "text/plain", "Content": '
    '"Where may a car repair shop lie? We are two mechanics and need about 300 m2 with a gate."}'
)
LIST = "/REST/2.0/tickets?" + urllib.parse.urlencode(
    {"query": "Status='new'", "per_page": 50, "orderby": "id", "order": "DESC", "fields": "Subject,Status,Created,Due,Requestor"}
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RequestTracker:
    """An installation of its own in a folder, with as many workers as this machine runs well."""

    def __init__(self, folder):
        self.port = free_port()
        config = folder / "RT_SiteConfig.pm"
        config.write_text(
            f"""Set($rtname, 'bench.example');
Set($Organization, 'bench.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {self.port});
Set($WebBaseURL, 'http://127.0.0.1:{self.port}');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.db');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'critical');
Set($MailCommand, 'testfile');
Set($WebSessionClass, 'Apache::Session::File');
1;
"""
        )
        environment = dict(os.environ, RT_SITE_CONFIG=str(config), RT_SITE_CONFIG_DIR=str(folder / "none"))
        made = subprocess.run(
            ["rt-setup-database-5", "--action", "init", "--skip-create"], env=environment, cwd=folder, capture_output=True, text=True
        )
        if made.returncode != 0:
            sys.exit(f"Request Tracker's database could not be made:\n{made.stdout}{made.stderr}")
        self.log = open(folder / "server.log", "w")
        self.process = subprocess.Popen(
            ["plackup", "-s", "Starlet", "--workers", str(2 * os.cpu_count()), "--max-keepalive-reqs", "1000000",
             "--host", "127.0.0.1", "--port", str(self.port), str(SERVER)],
            env=environment, cwd=folder, stdout=self.log, stderr=self.log, start_new_session=True,
        )
        self.sessions = [self.log_in() for _ in range(CLIENTS)]

    def log_in(self):
        """A session's cookie."""
        form = urllib.parse.urlencode({"user": "root", "pass": PASSWORD})
        for _ in range(120):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("POST", "/NoAuth/Login.html", form, {"Content-Type": "application/x-www-form-urlencoded"})
                answer = connection.getresponse()
                cookie = answer.getheader("Set-Cookie", "").split(";")[0]
                if cookie.startswith("RT_SID"):
                    return cookie
                sys.exit(f"Request Tracker gave no session: {answer.status}")
            except ConnectionError:
                if self.process.poll() is not None:
                    sys.exit("Request Tracker did not start")
                time.sleep(0.5)
        sys.exit("Request Tracker was not there within a minute")

    def ask(self, headers, method, path, body, wanted):
        """One request over a connection of its own, as plackup's workers serve one connection at a time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = headers | ({"Content-Type": "application/json"} if body else {})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status != wanted:
            sys.exit(f"Request Tracker answered {method} {path} with {answer.status}: {said[:400]!r}")

    def rate(self, callers, seconds, method, path, body=None, wanted=200):
        """Requests a second that all clients together have answered; `callers` are the headers by which each is known."""
        start = time.perf_counter()

        def client(number):
            done = 0
            while time.perf_counter() < start + seconds:
                self.ask(callers[number], method, path, body, wanted)
                done += 1
            return done

        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            done = sum(pool.map(client, range(CLIENTS)))
        return done / (time.perf_counter() - start)

    def rates(self, seconds):
        """By how callers are known and what they ask."""
        basic = "Basic " + base64.b64encode(f"root:{PASSWORD}".encode()).decode()
        known_by = {
            "a password": [{"Authorization": basic}] * CLIENTS,
            "a session": [{"Cookie": cookie} for cookie in self.sessions],
        }
        return {
            (known, what): self.rate(callers, seconds, *request)
            for known, callers in known_by.items()
            for what, request in {
                "create": ("POST", "/REST/2.0/ticket", TICKET, 201),
                "get": ("GET", "/REST/2.0/ticket/1"),
                "list": ("GET", LIST),
            }.items()
        }

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.log.close()


def own_rates(program, knowledge, folder):
    """What the case service does, as "create 123.4" and so on."""
    told = subprocess.run([program, knowledge, folder, "rates", str(CLIENTS)], capture_output=True, text=True)
    if told.returncode != 0:
        sys.exit(f"{program} failed with {told.returncode}:\n{told.stderr}")
    return {what: float(rate) for what, rate in (line.split() for line in told.stdout.splitlines())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("knowledge", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="how long Request Tracker is asked for each figure of a round")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/bench/bin")
    arguments = parser.parse_args()
    if not SERVER.exists() or not shutil.which("plackup") or not shutil.which("rt-setup-database-5"):
        sys.exit("P4 needs Request Tracker: apt-get install --no-install-recommends request-tracker5 rt5-db-sqlite")
    with tempfile.TemporaryDirectory(prefix="indgang-tracker-") as name:
        folder = pathlib.Path(name)
        tracker = RequestTracker(folder)
        ratios = collections.defaultdict(list)
        try:
            for number in range(arguments.rounds):
                theirs = tracker.rates(arguments.seconds)
                ours = own_rates(arguments.bin / "bench_service", arguments.knowledge, folder)
                for (known, what), rate in theirs.items():
                    ratios[known, what].append(ours[what] / rate)
                    print(f"round {number + 1}: {what}: {ours[what]:.0f}/s, Request Tracker with {known} {rate:.1f}/s", flush=True)
        finally:
            tracker.stop()
    for (known, what), values in ratios.items():
        measured = statistics.median(values)
        print(f"P4: measured {measured:.0f} (target {TARGET}) {'met' if measured >= TARGET else 'short'}: "
              f"{what}, of Request Tracker 5 with {known}", flush=True)


if __name__ == "__main__":
    main()
