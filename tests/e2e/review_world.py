"""Results to review, the server over them, and a client that speaks to it as its pages do."""

import copy
import functools
import hashlib
import http.client
import json
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.parse
import uuid

import program

SAMPLE = program.SAMPLES / "software-copyright" / "page-1.jpg"
START_SECONDS = 60 * (10 if program.SANITIZED else 1)


@functools.cache
def sample_json():
    """The sample is read once a run."""
    with tempfile.TemporaryDirectory(prefix="zhaolu-sample-") as folder:
        return sample_result(pathlib.Path(folder))


def sample_result(folder):
    """What the program reads off the sample, as JSON."""
    done = program.run("convert", "-q", "-o", folder, "-f", "json,csv,xlsx,html", SAMPLE)
    assert done.returncode == 0, done.err
    return json.loads((folder / "page-1.json").read_text("utf-8"))


def numbered_picture(path, number):
    """The sample's picture as another file: with a comment in it."""
    comment = f"copy {number}".encode()
    data = SAMPLE.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:])
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_results(out, count, scans=None, doubts=2, template=None):
    """`count` results as convert writes them, each of its own picture in `scans`, with so many doubtful fields."""
    out.mkdir(parents=True, exist_ok=True)
    template = template or sample_json()
    for number in range(count):
        result = copy.deepcopy(template)
        name = f"scan-{number:05}"
        result["source"]["name"] = name + ".jpg"
        result["source"]["sha256"] = hashlib.sha256(name.encode()).hexdigest()
        result["source"]["path"] = None
        if scans is not None:
            scans.mkdir(exist_ok=True)
            path = scans / (name + ".jpg")
            result["source"]["sha256"] = numbered_picture(path, number)
            result["source"]["path"] = str(path)
        for index, field in enumerate(result["records"][0]["fields"].values()):
            if field["value"] is not None:
                field["status"] = "check" if 1 <= index <= doubts else "ok"
        (out / (name + ".json")).write_text(json.dumps(result, ensure_ascii=False, indent=2), "utf-8")


def without_reviews(result):
    """What the machine read, alone."""
    plain = copy.deepcopy(result)
    for record in plain["records"]:
        for field in record["fields"].values():
            field.pop("reviewed", None)
    return plain


class Server:
    """`zhaolu review OUT`, which may be killed and started again at the same address."""

    def __init__(self, out, *arguments, user="王敏"):
        self.out, self.arguments, self.port, self.process = out, (*arguments, "--user", user), 0, None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [program.PROGRAM, "review", str(self.out), "--listen", f"127.0.0.1:{self.port}", *self.arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.clean_environment())
        line = self.process.stdout.readline().decode()
        assert line.startswith("http://"), (line, self.process.stderr.read().decode())
        self.address = line.strip()
        self.port = urllib.parse.urlsplit(self.address).port

    def kill(self):
        self.process.kill()
        self.end()

    def stop(self):
        """Asks it to end; what it said after its address."""
        self.process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self):
        said = self.process.communicate(timeout=START_SECONDS)
        return self.process.returncode, said[0].decode(), said[1].decode()


class Client:
    """Speaks to the server as a page does."""

    def __init__(self, server):
        self.server, self.token = server, None

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def get(self, path):
        status, body, _ = self.ask("GET", path)
        assert status == 200, (status, body)
        return body.decode()

    def state(self, digest):
        return json.loads(self.get(f"/state/{digest}"))

    def post(self, path, body):
        if self.token is None:
            self.token = json.loads(self.get("/session"))["token"]
        status, answer, _ = self.ask("POST", path, json.dumps(body).encode(),
                                     {"Content-Type": "application/json", "X-Zhaolu-Token": self.token})
        return status, json.loads(answer)

    def say(self, digest, field, text, seen, record=0, receipt=None, **more):
        return self.post("/say", {"document": digest, "record": record, "field": field, "text": text, "seen": seen,
                                  "receipt": receipt or uuid.uuid4().hex, **more})


def digest_of(path):
    return json.loads(pathlib.Path(path).read_text("utf-8"))["source"]["sha256"]


def wait_for(condition, seconds=20):
    """True as soon as it is; False when it is not in time."""
    end = time.monotonic() + seconds * (10 if program.SANITIZED else 1)
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
