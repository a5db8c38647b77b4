"""Nothing is lost and nothing is done twice: SIGKILL at random moments, a full disk, a folder without events.

The short form is part of scripts/test; scripts/soak sets ZHAOLU_SOAK=1 for the long one. ZHAOLU_SEED repeats a run."""

import collections
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import time
import unittest

from fault_world import (Reader, drop, expected_texts, files_below, hashes_below, kill, kill_a_worker, make_documents,
                         one_line_png, outputs, run_and_kill, start_quietly)
from program import PROGRAM, ProgramTest, SANITIZED, clean_environment, main, run

SOAK = "ZHAOLU_SOAK" in os.environ
SEED = int(os.environ.get("ZHAOLU_SEED", random.randrange(1 << 30)))
DOCUMENTS = 300 if SOAK else 40
KILLS = 200 if SOAK else 30
BATCH_DOCUMENTS = 100 if SOAK else 24
BATCH_KILLS = 30 if SOAK else 8
SLOW = 4 if SANITIZED else 1
WATCH = ("--settle", 1, "--patience", 4, "--rescan", 2, "--retry-pause", 1, "-j", 2)


class FaultTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.inbox, self.out, self.log = self.folder / "in", self.folder / "out", self.folder / "log"
        self.inbox.mkdir()
        self.out.mkdir()

    def explain(self):
        """What to say when an assertion fails: how to repeat it, and the end of the log."""
        log = self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""
        return f"ZHAOLU_SEED={SEED}\n{log}"

    def check_outputs(self, documents):
        """Every good document has exactly one correct result, no other document has any."""
        found = outputs(self.out)
        good = {document.sha256: document for document in documents if document.kind == "good"}
        self.assertEqual(sorted(found), sorted(good), self.explain())
        texts = expected_texts(list(good.values()), self.folder / "expected")
        for sha256, results in found.items():
            self.assertEqual(len(results), 1, f"{[path.name for path, _ in results]} {self.explain()}")
            self.assertEqual(results[0][1]["text"], texts[sha256], self.explain())
            self.assertIn(results[0][1]["status"], ("ok", "check"), self.explain())  # whole, and of no known kind

    def check_nothing_is_left(self):
        for folder in (self.inbox, self.out / ".zhaolu/work", self.out / ".zhaolu/stage"):
            self.assertEqual(files_below(folder) if folder.exists() else [], [], self.explain())
        for part in self.folder.rglob(".zhaolu-part-*"):
            self.fail(f"{part} was left behind {self.explain()}")

    def check_originals(self, documents):
        """Good ones are among the done, bad ones among the failed with a reason; each content is there."""
        good = {document.sha256 for document in documents if document.kind in ("good", "copy")}
        bad = {document.sha256 for document in documents if document.kind not in ("good", "copy")}
        self.assertEqual(set(hashes_below(self.out / "done")), good, self.explain())
        self.assertEqual(set(hashes_below(self.out / "failed")), bad, self.explain())
        for path in files_below(self.out / "failed"):
            if not path.name.endswith(".reason.txt"):
                reason = path.with_name(path.name + ".reason.txt").read_text(encoding="utf-8")
                self.assertRegex(reason, r"Why / 原因:\n  \S+", self.explain())
        names = {path.relative_to(self.out / "done") for path in files_below(self.out / "done")}
        for document in documents:
            if document.kind in ("good", "copy"):
                self.assertIn(pathlib.Path(document.name), names, self.explain())


class WatchFaultTest(FaultTest):
    def drop_all(self, documents, pause):
        for document in documents:
            drop(self.inbox, document, self.chance_of_dropper, pause)
            time.sleep(self.chance_of_dropper.uniform(0, pause))

    def kill_while_dropping(self, *options):
        documents = make_documents(self.folder, DOCUMENTS, self.chance)
        self.chance_of_dropper = random.Random(SEED + 1)
        dropper = threading.Thread(target=self.drop_all, args=(documents, 0.4 * SLOW))
        reader = Reader(self.out)
        command = ("watch", self.inbox, "-o", self.out, *WATCH, *options)
        dropper.start()
        reader.start()
        kills = run_and_kill(command, self.log, self.chance, KILLS, 0.05 * SLOW, 1.4 * SLOW,
                             until=lambda: not dropper.is_alive())
        last = start_quietly((*command, "--once"), self.log)
        self.addCleanup(last.kill)
        last.wait(600)
        reader.stop()
        dropper.join()
        self.assertGreaterEqual(sum(kills), KILLS)
        self.assertTrue(all(kills), kills)
        if SOAK:
            print(f"{len(documents)} documents, {kills[0]} kills of the program and {kills[1]} of its workers: none lost or doubled")
        self.assertEqual(reader.wrong, [], self.explain())
        self.assertGreater(reader.looks, 100)
        self.check_outputs(documents)
        self.check_originals(documents)
        self.check_nothing_is_left()

    def test_a_watch_that_is_killed_at_random_moments_loses_and_doubles_nothing(self):
        self.kill_while_dropping()

    @unittest.skipUnless(SOAK, "in scripts/soak")
    def test_the_same_on_a_folder_that_delivers_no_events(self):
        self.kill_while_dropping("--no-inotify")


class BatchFaultTest(FaultTest):
    def test_a_batch_whose_workers_and_self_are_killed_goes_on_to_the_end(self):
        documents = make_documents(self.folder, BATCH_DOCUMENTS, self.chance)
        for document in documents:
            path = self.inbox / document.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document.content)
        reader = Reader(self.out)
        reader.start()
        command = ("batch", self.inbox, "-o", self.out, "--retry-pause", 1, "-j", 2, "--summary", self.folder / "all.csv")
        worker_kills = 0
        for _ in range(BATCH_KILLS):
            process = start_quietly(command, self.log)
            end = time.monotonic() + self.chance.uniform(0.1, 2.0) * SLOW
            while time.monotonic() < end and process.poll() is None:
                time.sleep(self.chance.uniform(0.1, 0.6) * SLOW)
                worker_kills += process.poll() is None and kill_a_worker(process, self.chance)
            kill(process)
        done = run(*command[0:])
        reader.stop()
        self.assertEqual(done.returncode, 1, done.err + self.explain())  # there are bad files among them
        self.assertGreater(worker_kills, 0)
        self.assertEqual(reader.wrong, [], self.explain())
        self.check_outputs(documents)
        self.assertEqual(files_below(self.out / ".zhaolu/stage"), [])
        rows = (self.folder / "all.csv").read_bytes()
        self.assertTrue(rows.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(rows.count(b"\r\n"), 1 + len(documents))
        counted = re.match(r"(\d+) documents: .* (\d+) failed", done.out)
        bad = sum(document.kind not in ("good", "copy") for document in documents)
        self.assertEqual((int(counted[1]), int(counted[2])), (len(documents), bad), done.out)


def may_mount():
    """Whether this machine lets us have a small disk of our own."""
    try:
        done = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"],
                              capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@unittest.skipUnless("ZHAOLU_SMALL_DISK" in os.environ or may_mount(), "no right to mount a small tmpfs (unshare -rm)")
class FullDiskTest(FaultTest):
    """Runs itself again inside a mount name space, with OUT on a tmpfs of 3 MB."""

    def setUp(self):
        super().setUp()
        if "ZHAOLU_SMALL_DISK" in os.environ:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", self.out], check=True)
            self.addCleanup(subprocess.run, ["umount", "-l", self.out], check=False)

    def in_a_small_world(self):
        """True inside; outside, the same test is run inside, and has to pass there."""
        if "ZHAOLU_SMALL_DISK" in os.environ:
            return True
        done = subprocess.run(["unshare", "-rm", sys.executable, __file__, self.id().removeprefix("__main__.")],
                              capture_output=True, timeout=600, check=False,
                              env=dict(os.environ, ZHAOLU_SMALL_DISK="1", ZHAOLU_SEED=str(SEED)))
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace")[-4000:])
        return False

    def fill(self):
        """Not a byte is left."""
        with open(self.out / "filler", "ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass

    def wait_for(self, condition, seconds=60):
        end = time.monotonic() + seconds * SLOW
        while not condition():
            self.assertLess(time.monotonic(), end, self.explain())
            time.sleep(0.05)

    def log_has(self, word):
        return self.log.exists() and word in self.log.read_text(errors="replace")

    def drop_good(self, first, count):
        for number in range(first, first + count):
            one_line_png(self.folder / "one.png", number)
            shutil.move(self.folder / "one.png", self.inbox / f"doc-{number:04d}.png")

    def test_a_watch_waits_for_room_and_goes_on(self):
        if not self.in_a_small_world():
            return
        self.drop_good(0, 4)
        self.fill()
        process = start_quietly(("watch", self.inbox, "-o", self.out, *WATCH), self.log)
        self.addCleanup(process.kill)
        self.wait_for(lambda: self.log_has("disk_full"))  # from the first moment
        time.sleep(3)
        self.assertIsNone(process.poll(), self.explain())
        self.assertEqual(len(files_below(self.inbox)), 4)
        (self.out / "filler").unlink()
        self.wait_for(lambda: len(outputs(self.out)) == 4)
        self.fill()  # and again while it runs
        self.drop_good(4, 4)
        self.wait_for(lambda: self.log.read_text().count("disk_full") >= 2)
        time.sleep(3)
        (self.out / "filler").unlink()
        self.wait_for(lambda: len(outputs(self.out)) == 8 and len(hashes_below(self.out / "done")) == 8)
        process.terminate()
        self.assertEqual(process.wait(20), 0, self.explain())
        self.assertEqual(len(hashes_below(self.out / "done")), 8)
        self.check_nothing_is_left()

    def test_a_batch_waits_for_room_and_goes_on(self):
        if not self.in_a_small_world():
            return
        self.drop_good(0, 6)
        process = start_quietly(("batch", self.inbox, "-o", self.out, "--retry-pause", 0, "-j", 2), self.log)
        self.addCleanup(process.kill)
        self.wait_for(lambda: any(self.out.glob("*.json")))
        self.fill()
        time.sleep(3)
        for _ in range(5):  # whatever freed itself meanwhile
            self.fill()
        self.assertIsNone(process.poll(), self.explain())
        (self.out / "filler").unlink()
        self.assertEqual(process.wait(120), 0, self.explain())
        self.assertEqual(len(outputs(self.out)), 6)
        self.assertEqual(collections.Counter(len(results) for results in outputs(self.out).values()), {1: 6})


@unittest.skipUnless(SOAK, "in scripts/soak")
class MemoryTest(ProgramTest):
    def resident(self, pid):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])

    def test_the_parent_does_not_grow_with_the_documents(self):
        documents, early = 2000, 200
        source, out, log = self.folder / "in", self.folder / "out", self.folder / "log"
        source.mkdir()
        for number in range(documents):
            one_line_png(source / f"{number:05d}.png", number)
        process = start_quietly(("batch", source, "-o", out, "-v", "--log-format", "json"), log)
        self.addCleanup(process.kill)
        at_early = at_last = 0
        while process.poll() is None:
            done = log.read_bytes().count(b'"event":"done"') if log.exists() else 0
            try:
                if done and done < documents:
                    at_last = self.resident(process.pid)
                if done >= early and not at_early:
                    at_early = at_last
            except (OSError, TypeError):
                break
            time.sleep(0.5)
        self.assertEqual(process.wait(), 0)
        print(f"memory of the parent: {at_early} kB at document {early}, {at_last} kB at the last of {documents}")
        self.assertLess(at_last - at_early, 5 * 1024)
        begun = time.monotonic()
        again = run("batch", source, "-o", out)
        print(f"a second batch over {documents} documents that are done: {time.monotonic() - begun:.2f} s")
        self.assertEqual(again.returncode, 0, again.err)
        self.assertIn(f"{documents} done before", again.out)


if __name__ == "__main__":
    main()
