"""A worker that is killed, hangs or is hostile costs one page, never the run."""

import json
import os
import pathlib
import shutil
import signal
import time

from program import LINES, ProgramTest, SAMPLES, SANITIZED, clean_environment, main, start


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def children_of(pid, name="zhaolu-worker"):
    """Workers; or, by that name, the snapshot that they are copies of."""
    try:
        children = [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [child for child in children if name_of(child) == name]


def status_line(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return line.split(":")[1].strip()
    return ""


def busy_worker(parent, seconds=30, least=30):
    """A worker that has used some processor time on a page, once there is one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and parent.poll() is None:
        for child in children_of(parent.pid):
            try:
                fields = pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[11]) >= least:  # ticks of 10 ms in user mode: past loading, into the page
                return child
        time.sleep(0.01)
    raise AssertionError("no worker was busy")


class WorkerTest(ProgramTest):
    def licence(self):
        folder = self.folder / "licence"
        folder.mkdir()
        for number in (1, 2, 5):
            shutil.copy(SAMPLES / "telecom-licence" / f"page-{number}.jpg", folder)
        return folder

    def convert_disturbed(self, disturb, *arguments):
        """Runs convert on a licence whose front is there twice, disturbs a busy worker."""
        with start("convert", *arguments, self.licence()) as parent:
            self.addCleanup(parent.kill)
            disturb(busy_worker(parent))
            out, err = parent.communicate(timeout=300)
        return parent, json.loads(out), err.decode()

    def test_a_killed_worker_costs_its_page(self):
        parent, document, err = self.convert_disturbed(lambda pid: os.kill(pid, signal.SIGKILL), "-j", 1)
        self.assertEqual(parent.returncode, 1)
        self.assert_one_line(err, "licence: page 1: ", "SIGKILL")
        statuses = [page["status"] for page in document["pages"]]
        self.assertEqual(statuses.count("failed"), 1)
        self.assertEqual(statuses[0], "failed")
        self.assertEqual(document["status"], "partial")
        # The second page repeats the first, which is lost: it stands for itself.
        self.assertEqual(statuses[1], "ok")
        self.assertIn("SIGKILL", document["pages"][0]["error"])

    def test_a_killed_snapshot_is_made_anew(self):
        pages = [page for number in range(8) for page in self.pages(2, f"{number}-{{}}.png")]
        with start("convert", "-j", 2, *pages) as parent:
            self.addCleanup(parent.kill)
            killed, end = set(), time.monotonic() + 100
            while len(killed) < 3 and parent.poll() is None and time.monotonic() < end:
                for pid in set(children_of(parent.pid, "zhaolu-snapshot")) - killed:
                    time.sleep(0.2)  # in the middle of its work
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
                time.sleep(0.05)
            out, err = parent.communicate(timeout=300)
        self.assertEqual(len(killed), 3)
        self.assertEqual((parent.returncode, err), (0, b""))
        statuses = [json.loads(line)["pages"][0]["status"] for line in out.splitlines()]
        self.assertEqual(statuses, ["ok"] * len(pages))

    def test_a_hanging_worker_is_stopped_at_the_time_limit(self):
        begun = time.monotonic()
        parent, document, err = self.convert_disturbed(lambda pid: os.kill(pid, signal.SIGSTOP), "-j", 2,
                                                       "--page-timeout", 100 if SANITIZED else 30)
        self.assertEqual(parent.returncode, 1)
        self.assert_one_line(err, "page ", "--page-timeout")
        self.assertEqual([page["status"] for page in document["pages"]].count("failed"), 1)
        self.assertLess(time.monotonic() - begun, 280)

    def test_a_worker_out_of_memory_says_so(self):
        if SANITIZED:
            self.skipTest("the limit cannot be set under AddressSanitizer")
        parent = start("convert", "--worker-memory", 30, SAMPLES / "telecom-front")
        out, err = parent.communicate(timeout=120)
        self.assertEqual(parent.returncode, 1)
        self.assertIn("emory", err.decode())
        self.assertEqual(json.loads(out)["status"], "failed")

    def test_a_worker_has_one_thread_and_is_shut_in(self):
        def look(pid):
            self.assertEqual(status_line(pid, "Threads"), "1")
            self.assertEqual(status_line(pid, "NoNewPrivs"), "1")
            self.assertEqual(status_line(pid, "Seccomp"), "2")
            open_files = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in (0, 1, 2)}
            self.assertEqual(open_files, {"/dev/null"})
        parent, _, err = self.convert_disturbed(look, "-j", 1)
        self.assertEqual((parent.returncode, err), (0, ""))

    def test_workers_are_replaced_and_results_stay_the_same(self):
        pages = self.pages(4)
        outputs = []
        for recycle in (0, 1):
            parent = start("convert", "-j", 2, "--recycle-pages", recycle, *pages)
            outputs.append(parent.communicate(timeout=300)[0])
            self.assertEqual(parent.returncode, 0)
        self.assertEqual(outputs[0], outputs[1])

    def test_no_worker_outlives_a_killed_parent(self):
        with start("convert", "-j", 2, self.licence()) as parent:
            busy_worker(parent)
            workers = children_of(parent.pid)
            parent.kill()
        self.assertEqual(len(workers), 2)
        end = time.monotonic() + 5
        while any(os.path.exists(f"/proc/{pid}/fd/0") for pid in workers) and time.monotonic() < end:
            time.sleep(0.01)
        self.assertFalse([pid for pid in workers if os.path.exists(f"/proc/{pid}/fd/0")])

    def test_a_repeated_page_is_named_whatever_the_number_of_workers(self):
        first, other = self.page("d/1.png"), self.page("d/3.png", LINES[::-1])
        (self.folder / "d/2.png").write_bytes(first.read_bytes())
        (self.folder / "d/4.png").write_bytes(other.read_bytes())
        for jobs in (1, 2, 4):
            document = self.convert_json("-j", jobs, self.folder / "d")
            self.assertEqual([page["status"] for page in document["pages"]], ["ok", "duplicate", "ok", "duplicate"])
            self.assertEqual([page["duplicate_of"] for page in document["pages"]], [None, 1, None, 3])


if __name__ == "__main__":
    main()
