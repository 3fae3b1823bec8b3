"""The real programs, started and stopped the way an operator does it, and a client that we did not write.

INDGANG_BIN names the folder of the programs (scripts/test sets it; default build/release/bin). The site is built once from
content/. The Python client is generated from proto/ by protoc and gRPC's Python plugin.
"""

import atexit
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("INDGANG_BIN", ROOT / "build/release/bin"))
SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="indgang-e2e-"))
START_SECONDS = 30


def _generate_client():
    """Python modules for the contract, on the module path."""
    target = SCRATCH / "client"
    target.mkdir()
    ours = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/indgang").rglob("*.proto"))
    subprocess.run(
        ["protoc", "-I", "proto", f"--python_out={target}", f"--grpc_out={target}",
         f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}", *ours], cwd=ROOT, check=True)
    subprocess.run(
        ["protoc", "-I", "node_modules/google-proto-files", f"--python_out={target}", "google/rpc/status.proto",
         "google/rpc/error_details.proto"], cwd=ROOT, check=True)
    sys.path.insert(0, str(target))


_generate_client()
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from indgang.admin.v1 import token_pb2, token_service_pb2, token_service_pb2_grpc  # noqa: E402
from indgang.cases.v1 import case_file_service_pb2_grpc, case_plan_service_pb2_grpc  # noqa: E402
from indgang.cases.v1 import case_service_pb2, case_service_pb2_grpc, referral_service_pb2_grpc  # noqa: E402
from indgang.directory.v1 import directory_service_pb2_grpc  # noqa: E402
from indgang.knowledge.v1 import knowledge_base_pb2, knowledge_service_pb2_grpc  # noqa: E402


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


_knowledge = None


def wait_until(condition, what, seconds=20):
    """Returns when condition() is true; fails, naming `what`, when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.05)


def knowledge_file():
    """The bundle of the real content, built once."""
    global _knowledge
    if _knowledge is None:
        out = SCRATCH / "out"
        subprocess.run([BIN / "sitegen", "build", "--out", out], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        _knowledge = out / "knowledge.binpb"
    return _knowledge


def bundle():
    """The content, as the service reads it."""
    _format, _hash, message = knowledge_file().read_bytes().split(b"\n", 2)
    return knowledge_base_pb2.KnowledgeBase.FromString(message)


class Service:
    """indgangd on a free port of 127.0.0.1, with a database of its own."""

    def __init__(self, tls=None):
        """`tls` is (certificate file, key file); clients then trust just that certificate."""
        self.tls = tls
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH))
        self.database = self.folder / "indgang.db"
        self.knowledge = knowledge_file()
        self.address = f"127.0.0.1:{free_port()}"
        self.process = None
        # More options of indgangd, by name, and of indgang.
        self.options = {}
        self.cli_options = ()

    def command(self, **overrides):
        options = {"listen": self.address, "db": self.database, "knowledge": self.knowledge, **self.options,
                   **overrides}
        if self.tls:
            options.update(zip(("tls-cert", "tls-key"), self.tls))
        return [BIN / "indgangd", *(str(word) for name, value in options.items() for word in (f"--{name}", value))]

    def start(self):
        self.log = open(self.folder / "indgangd.log", "ab")
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + START_SECONDS
        while self.cli("--timeout", "1", "health", token=None).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError("indgangd did not start:\n" + self.log_text())
        return self

    def log_text(self):
        return (self.folder / "indgangd.log").read_text(errors="replace")

    def kill(self):
        """As a crash of the machine would: no goodbye."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
            self.log.close()

    def crash_and_restart(self):
        self.kill()
        self.start()

    def stop(self):
        """As an operator does; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process = None
        self.log.close()
        return code

    def fails_to_start(self, **overrides):
        """Exit code and what was said of a start that must not succeed."""
        ended = subprocess.run(self.command(**overrides), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, timeout=START_SECONDS, text=True)
        return ended.returncode, ended.stdout

    def stored(self):
        """Everything the database holds but who read it, row by row, once all that was said is indexed."""
        indexed = "SELECT indexed = (SELECT coalesce(max(sequence), 0) FROM feed) FROM search_progress"
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            wait_until(lambda: database.execute(indexed).fetchone()[0], "the index follows the feed")
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'access_records'")]
            return {table: sorted(map(repr, database.execute(f'SELECT * FROM "{table}"'))) for table in tables}

    @property
    def admin_token(self):
        return pathlib.Path(f"{self.database}.admin-token")

    def token_file(self, name, role, *options):
        """Creates a token through the command line and returns its file."""
        path = self.folder / f"{name}.token"
        ended = self.cli("token", "create", "--name", name, "--role", role, "--secret-file", path, *options,
                         token=self.admin_token)
        assert ended.returncode == 0, ended.stderr
        return path

    def cli(self, *arguments, token, text=None):
        """Runs the command line against this service, with nothing from the caller's own surroundings."""
        command = [BIN / "indgang", "--server", self.address, "--lang", "en"]
        if self.tls:
            command += ["--tls-ca", self.tls[0]]
        command += self.cli_options
        if token:
            command += ["--token-file", token]
        return subprocess.run([str(word) for word in [*command, *arguments]], input=text, capture_output=True, text=True,
                              cwd=self.folder, env={"PATH": os.environ["PATH"]}, timeout=60)

    def cli_json(self, *arguments, token, text=None):
        ended = self.cli("--output", "json", *arguments, token=token, text=text)
        assert ended.returncode == 0, f"{arguments}: {ended.stderr}"
        return json.loads(ended.stdout)

    def cli_refusal(self, *arguments, token, text=None):
        """(exit code, code, reason) of a command that must fail."""
        ended = self.cli("--output", "json", *arguments, token=token, text=text)
        assert ended.returncode != 0, f"{arguments} was accepted: {ended.stdout}"
        error = json.loads(ended.stderr)
        return ended.returncode, error["code"], error["reason"]


class Client:
    """The generated Python client with one token."""

    def __init__(self, service, token_file):
        self.metadata = [("authorization", "Bearer " + pathlib.Path(token_file).read_text().strip())] if token_file else []
        self.channel = grpc.insecure_channel(
            service.address, options=[("grpc.enable_http_proxy", 0), ("grpc.max_reconnect_backoff_ms", 200)])
        self.cases = case_service_pb2_grpc.CaseServiceStub(self.channel)
        self.plans = case_plan_service_pb2_grpc.CasePlanServiceStub(self.channel)
        self.files = case_file_service_pb2_grpc.CaseFileServiceStub(self.channel)
        self.directory = directory_service_pb2_grpc.DirectoryServiceStub(self.channel)
        self.knowledge = knowledge_service_pb2_grpc.KnowledgeServiceStub(self.channel)
        self.referrals = referral_service_pb2_grpc.ReferralServiceStub(self.channel)
        self.tokens = token_service_pb2_grpc.TokenServiceStub(self.channel)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.channel.close()

    def call(self, method, request):
        return method(request, metadata=self.metadata, timeout=20, wait_for_ready=True)

    def refusal(self, method, request):
        """(code, reason, fields) of a call that must fail."""
        try:
            response = self.call(method, request)
        except grpc.RpcError as error:
            return (error.code().name, *error_details(error))
        raise AssertionError(f"accepted: {response}")


def error_details(error):
    """(reason, fields) of an error's google.rpc details."""
    reason, fields = "", []
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            info, bad_request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            if detail.Unpack(info):
                reason = info.reason
            elif detail.Unpack(bad_request):
                fields = [violation.field for violation in bad_request.field_violations]
    return reason, fields


def chain_faults(events):
    """Where the chain of a case's events is not what the contract says; empty when it is intact."""
    faults = []
    previous = bytes(32)
    for number, event in enumerate(events, start=1):
        bare = type(event)()
        bare.CopyFrom(event)
        bare.ClearField("hash")
        if event.sequence != number:
            faults.append(f"event {number} has sequence {event.sequence}")
        if event.previous_hash != previous:
            faults.append(f"event {number} does not follow the one before")
        if event.hash != hashlib.sha256(bare.SerializeToString(deterministic=True)).digest():
            faults.append(f"event {number} is not what was hashed")
        previous = event.hash
    return faults
