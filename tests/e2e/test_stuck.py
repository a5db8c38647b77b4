"""What is stuck is told, once, with its reason and what helps; status tells all, also to those who may only read."""

import json
import os
import pathlib
import shutil
import subprocess
import time
import unittest

from program import PROGRAM, ProgramTest, SANITIZED, clean_environment, main, run

QUICK = ("--settle", 0, "--patience", 1, "--retry-pause", 0)
NOBODY = 65534
IS_ROOT = os.geteuid() == 0
# Root may do everything, so as root the program runs as somebody else.
AS_SERVICE = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if IS_ROOT else {}


def others_reach_the_program():
    """Not where root built it in its own home, which nobody else may enter."""
    try:
        return run("--version", **AS_SERVICE).returncode == 0
    except PermissionError:
        return False


@unittest.skipUnless(others_reach_the_program(), "the program lies where only root may go; these tests need another user")
class StuckTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        run_folder = self.folder.parent  # the one of the whole run, which is root's alone
        if IS_ROOT and run_folder.name.startswith("zhaolu-"):
            run_folder.chmod(0o711)
        self.inbox, self.out = self.folder / "in", self.folder / "out"
        for folder in (self.inbox, self.out):
            folder.mkdir()
            self.to_service(folder)
        self.addCleanup(self.open_all)

    def to_service(self, path):
        if IS_ROOT:
            os.chown(path, NOBODY, NOBODY)

    def open_all(self):
        """So that the folder can be removed, whoever runs the tests."""
        for path, _, _ in os.walk(self.folder):
            os.chmod(path, 0o700)
        subprocess.run(["chmod", "-R", "u+rwX", self.folder], check=False)

    def drop(self, name, line="公司名称：听松"):
        return self.page(f"in/{name}", (line,))

    def shut(self, folder, mode):
        """A subfolder that is somebody else's, or that its owner closed."""
        folder.chmod(mode if not IS_ROOT else mode | 0o700)

    def watch_once(self, exit_code=0, out=None):
        done = run("watch", self.inbox, "-o", out or self.out, "--once", *QUICK, **AS_SERVICE)
        self.assertEqual(done.returncode, exit_code, done.err)
        return done

    def watch_on(self):
        log = self.folder / "log"
        with open(log, "wb") as file:
            process = subprocess.Popen([PROGRAM, "watch", self.inbox, "-o", self.out, "--settle", "0", "--rescan", "1"],
                                       stderr=file, env=clean_environment(), **AS_SERVICE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, log

    def wait_for(self, condition, what):
        end = time.monotonic() + (200 if SANITIZED else 60)
        while not condition():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.05)

    def status(self, out=None, **options):
        done = run("status", "-o", out or self.out, "-f", "json", **(options or AS_SERVICE))
        self.assertEqual(done.returncode, 0, done.err)
        return json.loads(done.out)

    def status_text(self, out=None):
        done = run("status", "-o", out or self.out, **AS_SERVICE)
        self.assertEqual(done.returncode, 0, done.err)
        return done.out

    def retry(self, *options, out=None):
        return run("retry", "-o", out or self.out, *options, **AS_SERVICE)

    def inbox_names(self):
        return sorted(str(path.relative_to(self.inbox)) for path in self.inbox.rglob("*") if path.is_file())

    def check_told_once(self, folder, event):
        """The folder is told once however often it is met, status has it, and it ends by itself."""
        process, log = self.watch_on()
        self.wait_for(lambda: str(folder) in log.read_text(), "told")
        self.drop("open.png", "编号：77")
        self.wait_for(lambda: (self.out / "done/open.png").exists(), "the others go on")
        time.sleep(4)  # several looks
        told = [line for line in log.read_text().splitlines() if str(folder) in line]
        self.assertEqual(len(told), 1, log.read_text())
        self.assertIn(f"error {event}: {folder}: ", told[0])
        self.assertRegex(told[0], rf"to allow it: .*chmod .*'{folder}'")
        self.assertNotIn(".zhaolu", log.read_text())
        [trouble] = self.status()["troubles"]
        self.assertEqual((trouble["keeper"], trouble["place"]), ("watch", str(folder)))
        self.assertIn("chmod", trouble["reason"])
        self.assertRegex(self.status_text(), rf"Stuck\n  {folder}: .*chmod")
        folder.chmod(0o777)
        self.wait_for(lambda: (self.out / "done/sub/a.png").exists(), "it goes on by itself")
        self.wait_for(lambda: "way_free" in log.read_text(), "told that it is over")
        self.assertEqual(self.status()["troubles"], [])
        process.terminate()
        self.assertEqual(process.wait(60), 0)

    def test_a_folder_that_may_not_be_written_to_is_told_once_with_what_helps(self):
        self.drop("sub/a.png")
        self.drop("sub/b.png", "编号：2")
        self.shut(self.inbox / "sub", 0o555)
        self.check_told_once(self.inbox / "sub", "closed_folder")

    def test_a_folder_that_may_not_be_looked_into_is_told_once_with_what_helps(self):
        self.drop("sub/a.png")
        self.shut(self.inbox / "sub", 0)
        self.check_told_once(self.inbox / "sub", "unreadable")

    @unittest.skipUnless(IS_ROOT, "needs files of two users")
    def test_a_folder_in_which_each_may_take_only_his_own_is_told_with_what_helps(self):
        self.drop("sub/a.png")
        (self.inbox / "sub").chmod(0o1777)
        done = self.watch_once(exit_code=1)
        self.assertIn(f"sudo chmod -t '{self.inbox}/sub'", done.err)

    def failures_of_each_kind(self):
        """Three originals of which the ledger knows one: two are empty, one cannot be read."""
        (self.inbox / "empty-1.pdf").touch()
        (self.inbox / "empty-2.pdf").touch()
        self.drop("closed.png").chmod(0)
        self.watch_once(exit_code=1)
        self.names = ["closed.png", "empty-1.pdf", "empty-2.pdf"]
        self.assertEqual(sorted(path.name for path in (self.out / "failed").iterdir()),
                         sorted(self.names + [f"{name}.reason.txt" for name in self.names]))

    def test_status_tells_every_failed_file_and_retry_takes_them_all(self):
        self.failures_of_each_kind()
        text, told = self.status_text(), self.status()
        for name in self.names:
            self.assertRegex(text, rf"\n  {name}: .+")
        self.assertRegex(text, r"\n  closed.png: .*cannot be read")
        listed = [document["source"] for document in told["documents"]]
        unlisted = {file["file"]: file["reason"] for file in told["failed_unlisted"]}
        self.assertEqual(sorted(listed + list(unlisted)), self.names)
        self.assertIn("cannot be read", unlisted["closed.png"])
        done = self.retry("--failed")
        self.assertEqual(done.returncode, 0, done.err)
        self.assertEqual(self.inbox_names(), self.names)
        self.assertEqual(list((self.out / "failed").iterdir()), [])
        self.assertEqual(self.status()["failed_unlisted"], [])

    def test_without_its_ledger_the_failed_files_are_told_as_well(self):
        self.failures_of_each_kind()
        shutil.rmtree(self.out / ".zhaolu")
        self.drop("good.png")
        self.watch_once()
        self.assertEqual([file["file"] for file in self.status()["failed_unlisted"]], self.names)

    def test_retry_follows_a_moved_folder(self):
        (self.inbox / "empty.pdf").touch()
        self.drop("sub/a.png")
        self.to_service(self.inbox / "sub")
        self.watch_once(exit_code=1)
        moved = self.folder / "moved"
        self.out.rename(moved)
        self.assertEqual(self.status(moved)["failed_unlisted"], [])
        self.assertEqual(len(self.status(moved)["documents"]), 2)
        for document in self.status(moved)["documents"]:
            done = self.retry(document["id"], out=moved)
            self.assertEqual(done.returncode, 0, done.err)
        self.assertEqual(self.inbox_names(), ["empty.pdf", "sub/a.png"])
        self.watch_once(exit_code=1, out=moved)
        # All of it, to another place.
        (self.folder / "elsewhere").mkdir()
        for folder in (self.inbox, moved):
            folder.rename(self.folder / "elsewhere" / folder.name)
        self.inbox, moved = self.folder / "elsewhere/in", self.folder / "elsewhere/moved"
        self.assertEqual(self.retry("--failed", out=moved).returncode, 0)
        self.assertEqual(self.inbox_names(), ["empty.pdf"])

    def test_an_original_that_has_gone_leaves_its_document_as_it_is(self):
        self.drop("a.png")
        self.watch_once()
        (self.out / "done/a.png").unlink()
        done = self.retry(1)
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.err.splitlines()[0], "a.png", "drop it into the inbox again")
        self.assertEqual(self.status()["documents"][0]["state"], "done")
        shutil.rmtree(self.inbox)
        (self.out / "done/a.png").touch()
        self.assertIn("the inbox is not there any more", self.retry(1).err)

    def test_what_a_batch_could_not_read_is_told(self):
        archive = self.folder / "archive"
        self.page("archive/closed.png").chmod(0)
        self.page("archive/shut/a.png")
        self.shut(archive / "shut", 0)
        done = run("batch", archive, "-o", self.out, **AS_SERVICE)
        self.assertEqual(done.returncode, 1, done.err)
        places = [trouble["place"] for trouble in self.status()["troubles"]]
        self.assertEqual(sorted(pathlib.Path(place).name for place in places), ["closed.png", "shut"])
        (archive / "shut").chmod(0o755)
        (archive / "closed.png").chmod(0o644)
        self.assertEqual(run("batch", archive, "-o", self.out, **AS_SERVICE).returncode, 0)
        self.assertEqual(self.status()["troubles"], [])

    def test_status_works_for_those_who_may_only_read(self):
        self.drop("a.png")
        self.watch_once()
        reader = {"user": NOBODY - 1, "group": NOBODY - 1, "extra_groups": []} if IS_ROOT else {}
        subprocess.run(["chmod", "-R", "a-w", self.out], check=True)
        subprocess.run(["chmod", "-R", "a+rX", self.out], check=True)
        before = sorted(os.listdir(self.out / ".zhaolu"))
        self.assertEqual(self.status(**reader)["counters"]["done"], 1)
        self.assertEqual(sorted(os.listdir(self.out / ".zhaolu")), before)
        subprocess.run(["chmod", "-R", "u+w", self.out], check=True)
        if IS_ROOT:  # while the watch is at work as well
            process, log = self.watch_on()
            self.wait_for(lambda: "watching" in log.read_text(), "watch")
            self.assertTrue(self.status(**reader)["watch"]["running"])
            process.terminate()
            process.wait(60)
        self.shut(self.out / "failed", 0)
        told = self.status(**reader)
        self.assertEqual(told["no_access"], [str((self.out / "failed").resolve())])
        self.shut(self.out / ".zhaolu", 0)
        done = run("status", "-o", self.out, **reader)
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.err, self.out / ".zhaolu", "no access")


if __name__ == "__main__":
    main()
