"""A queue of its own for each test: a real nats-server with its file store, owners and workers."""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import unittest

from program import PROGRAM, ProgramTest, SANITIZED, clean_environment, run, start

SERVER = shutil.which("nats-server", path="/usr/sbin:/usr/bin:/usr/local/bin")
HAS_QUEUE = "without the queue" not in run("work", "--queue", "nats://127.0.0.1:1", "--queue-seed", "/nonexistent").err


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def message_put(server, subject, content):
    """What a stranger may send: a message of any content, by NATS's own protocol."""
    with socket.create_connection((server.host, server.port)) as stream:
        lines = stream.makefile("rb")
        lines.readline()
        stream.sendall(b'CONNECT {"verbose":false,"pedantic":false}\r\n'
                       b"PUB %s %d\r\n%s\r\nPING\r\n" % (subject.encode(), len(content), content))
        while b"PONG" not in lines.readline():
            pass


class Server:
    """nats-server with JetStream; ended and started again it has what it had."""

    def __init__(self, folder, configuration="", port=None, host="127.0.0.1", through=()):
        self.folder, self.port, self.host, self.through = pathlib.Path(folder), port or free_port(), host, through
        self.process = None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration = self.folder / "nats.conf"
        self.configuration.write_text(f'host: "{host}"\nport: {self.port}\n'
                                      f'jetstream {{ store_dir: "{self.folder}/store" }}\n{configuration}')

    @property
    def url(self):
        return f"nats://{self.host}:{self.port}"

    def start(self):
        self.process = subprocess.Popen([*self.through, SERVER, "-c", self.configuration, "-l", self.folder / "log"])
        end = time.monotonic() + 20
        while "Server is ready" not in self.log()[self.log().rfind("Starting nats-server"):]:
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(self.log())
            time.sleep(0.02)

    def log(self):
        try:
            return (self.folder / "log").read_text()
        except FileNotFoundError:
            return ""

    def first_subject(self, stream):
        """Of the oldest message, as JetStream's own API tells it."""
        with socket.create_connection((self.host, self.port)) as connection:
            lines = connection.makefile("rb")
            lines.readline()
            ask = b'{"next_by_subj":">","seq":1}'
            connection.sendall(b'CONNECT {"verbose":false,"pedantic":false}\r\nSUB answer 1\r\n'
                               b"PUB $JS.API.STREAM.MSG.GET.%s answer %d\r\n%s\r\n" % (stream.encode(), len(ask), ask))
            while not (line := lines.readline()).startswith(b"MSG"):
                pass
            return json.loads(lines.read(int(line.split()[-1])))["message"]["subject"]

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None


@unittest.skipUnless(HAS_QUEUE, "this zhaolu is built without the queue (-Dqueue=disabled, or no libnats-dev)")
@unittest.skipUnless(SERVER, "nats-server is not installed (scripts/setup does it)")
class QueueWorld(ProgramTest):
    configuration = ""

    def setUp(self):
        super().setUp()
        self.archive, self.out, self.store = (self.folder / name for name in ("archive", "out", "store"))
        self.archive.mkdir()
        self.server = Server(self.folder / "nats", self.configuration)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.workers = []

    def queue(self, *options, store=True):
        return ("--queue", self.server.url, *(("--store", self.store) if store else ()), *options)

    def add(self, name, line="公司名称：听松", **options):
        return self.page(f"archive/{name}", (line,), **options)

    def work(self, *options, store=True, temporary=None):
        """A worker that goes on until the test is over."""
        temporary = temporary or self.folder / f"work-{len(self.workers)}"
        temporary.mkdir(exist_ok=True)
        worker = subprocess.Popen([PROGRAM, "work", *map(str, self.queue(store=store)), "-j", "1", *map(str, options)],
                                  stderr=subprocess.PIPE, env=clean_environment(TMPDIR=temporary))
        self.workers.append(worker)
        self.addCleanup(worker.communicate)
        self.addCleanup(worker.kill)
        return worker

    def batch(self, *options, out=None, exit_code=0, queue=True, store=True):
        done = run("batch", self.archive, "-o", out or self.out, "--retry-pause", 0,
                   *(self.queue(store=store) if queue else ()), *options)
        self.assertEqual(done.returncode, exit_code, done.err + done.out)
        return done

    def batch_on(self, *options):
        process = start("batch", self.archive, "-o", self.out, "--retry-pause", 0, *self.queue(), *options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def look(self, *options):
        """What `zhaolu status --queue` says of the queue."""
        done = run("status", "-f", "json", *self.queue(*options))
        self.assertEqual(done.returncode, 0, done.err)
        return json.loads(done.out)["queue"]

    def results(self, out=None):
        """{name: content} of what is in place."""
        out = out or self.out
        return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*"))
                if path.is_file() and ".zhaolu" not in path.parts}

    def same_as_here(self, *options):
        """What the queue gave is, byte for byte, what this machine gives alone."""
        here = self.folder / "here"
        self.batch(*options, out=here, queue=False)
        self.assertEqual(self.results(), self.results(here))

    def wait_for(self, condition, what):
        end = time.monotonic() + (200 if SANITIZED else 40)
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.05)
