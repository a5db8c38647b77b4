"""A small world for fault tests: documents good and bad, somebody who drops them, somebody who reads what comes
out, and somebody who kills."""

import contextlib
import dataclasses
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time

from PIL import Image, ImageDraw, ImageFont

from program import FONT, PROGRAM, clean_environment, paths_below


@dataclasses.dataclass
class Document:
    name: str  # below the inbox or the folder, with its subfolder
    content: bytes
    kind: str  # good, copy, empty, cut, foreign

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def one_line_png(path, number):
    """A page of one line, quick to read and unlike all others."""
    picture = Image.new("L", (560, 80), 255)
    ImageDraw.Draw(picture).text((20, 10), f"证书编号第{number:04d}号", font=ImageFont.truetype(FONT, 40), fill=0)
    picture.save(path, dpi=(300, 300))


def make_documents(folder, count, chance):
    """`count` documents: of twenty, three copies of others, one empty, one cut off, one of no known format; in
    subfolders, and some of the same name with other content."""
    documents = []
    for number in range(count):
        kind = {3: "copy", 9: "copy", 15: "copy", 5: "empty", 11: "cut", 17: "foreign"}.get(number % 20, "good")
        name = f"{chance.choice(['', 'a/', 'b/c/'])}doc-{number:04d}.png"
        path = folder / "one.png"
        one_line_png(path, number)
        content = path.read_bytes()
        if kind == "copy":
            content = chance.choice([document for document in documents if document.kind == "good"]).content
        elif kind == "empty":
            content = b""
        elif kind == "cut":
            content = content[:len(content) * 2 // 3]
        elif kind == "foreign":
            content = f"no picture at all, number {number}\n".encode() * 20
        documents.append(Document(name, content, kind))
    return documents


def drop(folder, document, chance, pause):
    """One document as people, scanners and networks write it."""
    target = folder / document.name
    target.parent.mkdir(parents=True, exist_ok=True)
    manner = chance.choice(["chunks", "reopened", "part", "renamed", "ready", "at once"])
    if manner in ("part", "renamed"):
        draft = target.with_name(target.name + ".part") if manner == "part" else target.with_name("." + target.name)
        draft.write_bytes(document.content)
        time.sleep(chance.uniform(0, pause))
        draft.rename(target)
    elif manner in ("chunks", "reopened"):
        pieces = sorted(chance.randrange(len(document.content) + 1) for _ in range(chance.randrange(3)))
        pieces = [document.content[a:b] for a, b in zip([0, *pieces], [*pieces, len(document.content)])]
        file = open(target, "wb", buffering=0)
        for piece in pieces:
            file.write(piece)
            if manner == "reopened":
                file.close()
                file = None
            time.sleep(chance.uniform(0, pause))
            if manner == "reopened":
                # The file may have been given up or taken meanwhile only if the pause was too long.
                file = open(target, "ab", buffering=0)
        file.close()
    else:
        target.write_bytes(document.content)
        if manner == "ready":
            target.with_name(target.name + ".ready").touch()
    return manner


class Reader(threading.Thread):
    """Polls the folder of results as another program would, and remembers whatever is wrong."""

    def __init__(self, out):
        super().__init__(daemon=True)
        self.out, self.seen, self.wrong, self.looks = out, {}, [], 0
        self.over = threading.Event()

    def results(self):
        """Folders may go while they are walked; os.walk does not mind."""
        for folder, folders, files in os.walk(self.out):
            folders[:] = [name for name in folders if name not in (".zhaolu", "done", "failed")]
            yield from (pathlib.Path(folder, name) for name in files if name.endswith(".json"))

    def look(self):
        self.looks += 1
        for path in self.results():
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            if self.seen.get(path) == data:
                continue
            if path in self.seen:
                self.wrong.append(f"{path.name} was written twice, and differently")
            self.seen[path] = data
            try:
                json.loads(data)
            except ValueError:
                self.wrong.append(f"{path.name} was seen half-written ({len(data)} bytes)")

    def run(self):
        try:
            while not self.over.is_set():
                self.look()
                time.sleep(0.005)
        except Exception as trouble:  # a reader that ended early would have found nothing wrong
            self.wrong.append(f"the reader failed: {trouble!r}")

    def stop(self):
        self.over.set()
        self.join()
        self.look()


def children_of(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def start_quietly(arguments, log):
    with open(log, "ab") as file:
        return subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=file, stderr=file, env=clean_environment())


def kill(process):
    """Kills the program, and sees to it that its workers went with it."""
    workers = children_of(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 10
    while any(pathlib.Path(f"/proc/{worker}/exe").exists() for worker in workers):
        if time.monotonic() > deadline:
            raise AssertionError("a worker outlived its parent by 10 s")
        time.sleep(0.01)


def kill_a_worker(process, chance):
    """Or the process that workers are copied from."""
    workers = children_of(process.pid)
    if workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
    return bool(workers)


def run_and_kill(arguments, log, chance, kills, shortest, longest, until=None):
    """Starts the program and kills it after a random time, and half as often one of its processes before, again and
    again. Returns how often it and how often they were killed."""
    programs = workers = 0
    while programs + workers < kills or (until and not until()):
        process = start_quietly(arguments, log)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(shortest, longest))
        if process.poll() is None and chance.random() < 0.6:
            workers += kill_a_worker(process, chance)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(shortest, longest))
        if process.poll() is None:
            kill(process)
            programs += 1
    return programs, workers


def outputs(out):
    """SHA-256 of the source -> the results that claim it."""
    found = {}
    for path in paths_below(out):
        if path.suffix == ".json" and ".zhaolu" not in path.parts:
            document = json.loads(path.read_text(encoding="utf-8"))
            found.setdefault(document["source"]["sha256"], []).append((path, document))
    return found


def expected_texts(documents, folder):
    """What convert, which knows no spool, reads in them."""
    folder.mkdir()
    for number, document in enumerate(documents):
        (folder / f"{number:05d}.png").write_bytes(document.content)
    paths = sorted(folder.iterdir())
    done = subprocess.run([PROGRAM, "convert", *paths], capture_output=True, env=clean_environment(), check=True)
    lines = done.stdout.decode().splitlines()
    shutil.rmtree(folder)
    return {document.sha256: json.loads(line)["text"] for document, line in zip(documents, lines, strict=True)}


def files_below(folder):
    return [path for path in paths_below(folder) if not path.name.startswith(".zhaolu")]


def hashes_below(folder):
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files_below(folder)
            if not path.name.endswith(".reason.txt")]
