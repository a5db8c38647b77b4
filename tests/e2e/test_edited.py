"""What a person changed stays: in batch, watch, retry and convert; and new rules read nothing again unasked."""

import json
import os
import re
import shutil
import subprocess
import time

from program import ProgramTest, main, run

QUICK = ("--settle", 0, "--patience", 1, "--retry-pause", 0)


class EditedTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.inbox, self.archive, self.out = (self.folder / name for name in ("in", "archive", "out"))
        self.inbox.mkdir()
        self.archive.mkdir()

    def batch(self, *options):
        done = run("batch", self.archive, "-o", self.out, "--retry-pause", 0, *options)
        self.assertEqual(done.returncode, 0, done.err + done.out)
        return done

    def watch(self, *options):
        done = run("watch", self.inbox, "-o", self.out, "--once", *QUICK, *options)
        self.assertEqual(done.returncode, 0, done.err)
        return done

    def convert(self, *options):
        done = run("convert", "-o", self.out, *options)
        self.assertEqual(done.returncode, 0, done.err)
        return done

    def retry(self, *options):
        done = run("retry", "-o", self.out, *options)
        self.assertEqual(done.returncode, 0, done.err)
        return done

    def results(self):
        return sorted(path.name for path in self.out.iterdir() if path.is_file())

    def assert_kept(self, done, *names):
        """One line for each, with both names; nothing else is said to be kept."""
        lines = [line for line in done.err.splitlines() if ".edited-" in line]
        self.assertEqual(len(lines), len(names), done.err)
        for line, name in zip(lines, names):
            stem, number, ending = re.fullmatch(r"(.*)\.(edited-\d+)\.(.*)", name).groups()
            self.assertIn(f"{self.out}/{stem}.{ending}", line)
            self.assertIn(name, line)

    def test_batch_keeps_what_was_changed_beside_the_new_result(self):
        self.page("archive/a.png")
        self.batch("-f", "json,txt")
        first = (self.out / "a.json").read_text()
        (self.out / "a.json").write_text("corrected by hand")
        self.assert_kept(self.batch("--outdated", "-f", "json,txt"))  # nothing to do: nothing touched
        self.assertEqual((self.out / "a.json").read_text(), "corrected by hand")
        done = self.batch("--outdated", "-f", "json,txt", "--punctuation", "keep")
        self.assert_kept(done, "a.edited-1.json")
        self.assertEqual(self.results(), ["a.edited-1.json", "a.json", "a.txt"])
        self.assertEqual((self.out / "a.edited-1.json").read_text(), "corrected by hand")
        self.assertEqual(json.loads((self.out / "a.json").read_text())["source"], json.loads(first)["source"])
        (self.out / "a.json").write_text("again")
        (self.out / "a.txt").write_text("this too")
        self.assert_kept(self.batch("--outdated", "-f", "json,txt"), "a.edited-2.json", "a.edited-1.txt")
        (self.out / "a.txt").write_text("not wanted any more")
        self.assert_kept(self.batch("--force", "-f", "json,txt"))
        self.assertEqual(self.results(), ["a.edited-1.json", "a.edited-1.txt", "a.edited-2.json", "a.json", "a.txt"])
        self.assertNotEqual((self.out / "a.txt").read_text(), "not wanted any more")

    def test_a_file_that_zhaolu_did_not_write_is_kept_as_well(self):
        self.page("archive/a.png")
        self.batch()
        (self.out / "a.txt").write_text("my notes")
        self.assert_kept(self.batch("-f", "json,txt"), "a.edited-1.txt")
        self.assertEqual((self.out / "a.edited-1.txt").read_text(), "my notes")

    def test_retry_and_watch_keep_what_was_changed(self):
        self.page("in/a.png")
        self.watch()
        original = (self.out / "a.json").read_bytes()
        (self.out / "a.json").write_text("corrected by hand")
        self.retry(1)
        self.assert_kept(self.watch(), "a.edited-1.json")
        self.assertEqual((self.out / "a.edited-1.json").read_text(), "corrected by hand")
        self.assertEqual((self.out / "a.json").read_bytes(), original)
        (self.out / "a.json").write_text("not wanted")
        self.retry("--force", 1)
        self.assert_kept(self.watch())
        self.assertEqual((self.out / "a.json").read_bytes(), original)
        (self.out / "a.json").write_text("corrected once more")
        shutil.copy(self.out / "done/a.png", self.inbox / "a.png")  # dropped again, read by other rules
        self.assert_kept(self.watch("--punctuation", "keep"), "a.edited-2.json")

    def test_the_page_over_all_keeps_what_was_changed(self):
        self.page("archive/a.png", ("一",))
        self.page("in/b.png", ("二",))
        index = self.out / "index.html"
        self.batch("-f", "html")
        self.assert_kept(self.batch("-f", "html"))  # as written: replaced
        ours = index.read_text()
        index.write_text(ours.replace("</main>", "<p>my notes</p></main>"))
        self.assert_kept(self.batch("-f", "html"), "index.edited-1.html")
        self.assertIn("my notes", (self.out / "index.edited-1.html").read_text())
        self.assertEqual(index.read_text(), ours)
        index.write_text("again")
        self.assert_kept(self.watch("-f", "html"), "index.edited-2.html")
        self.assert_kept(self.batch("-f", "html"))  # the two know each other's pages
        self.assertIn("b.html", index.read_text())
        checked = subprocess.run(["sha256sum", "-c", ".zhaolu/index.sha256"], cwd=self.out, capture_output=True,
                                 env={**os.environ, "LC_ALL": "C"}, check=False)
        self.assertIn(b"index.html: OK", checked.stdout)
        shutil.rmtree(self.out / ".zhaolu")  # who wrote it is not known any more
        index.write_text("mine")
        self.assert_kept(self.batch("-f", "html"), "index.edited-3.html")

    def test_convert_keeps_what_was_changed_and_what_it_did_not_write(self):
        path = self.page("a.png")
        self.out.mkdir()
        (self.out / "a.txt").write_text("my notes")
        self.assert_kept(self.convert("-f", "json,txt", path), "a.edited-1.txt")
        self.assert_kept(self.convert("--punctuation", "keep", path))  # as written: replaced
        (self.out / "a.json").write_text("corrected by hand")
        self.assert_kept(self.convert(path), "a.edited-1.json")
        self.assertEqual((self.out / "a.edited-1.json").read_text(), "corrected by hand")
        (self.out / "a.json").write_text("not wanted")
        self.assert_kept(self.convert("--force", path))
        self.assertEqual(self.results(), ["a.edited-1.json", "a.edited-1.txt", "a.json", "a.txt"])
        self.assertNotEqual((self.out / "a.json").read_text(), "not wanted")
        # The list is one that sha256sum reads.
        (self.out / "a.txt").write_text("changed")
        checked = subprocess.run(["sha256sum", "-c", ".zhaolu/written.sha256"], cwd=self.out, capture_output=True,
                                 env={**os.environ, "LC_ALL": "C"}, check=False)
        self.assertIn(b"a.txt: FAILED", checked.stdout)

    def test_convert_and_batch_know_each_others_results(self):
        path = self.page("archive/a.png")
        self.batch()
        self.assert_kept(self.convert("--punctuation", "keep", path))
        self.assert_kept(self.batch("--outdated", "--punctuation", "keep"))
        self.assertEqual(self.results(), ["a.json"])

    def test_new_rules_read_nothing_again_unless_asked(self):
        self.page("archive/a.png", ("公司名称：听松",))
        self.page("archive/b.png", ("公司名称：观云",))
        self.batch()
        before = (self.out / "a.json").stat().st_mtime_ns
        done = self.batch("--punctuation", "keep")
        self.assertRegex(done.out, r"^2 documents: 0 done now .*, 2 done before")
        self.assertIn("2 of them outdated", done.out)
        self.assertIn("--outdated", done.out)
        os.utime(self.archive / "b.png", (1, 1))  # found by its content now
        self.assertIn("2 of them outdated", self.batch("--punctuation", "keep").out)
        self.assertEqual((self.out / "a.json").stat().st_mtime_ns, before)
        self.assertEqual(json.loads(run("status", "-o", self.out, "-f", "json").out)["counters"]["outdated"], 2)
        self.page("archive/c.png", ("公司名称：望湖",))  # what is new is done, and not the rest
        self.assertRegex(self.batch("--punctuation", "keep").out, r"1 done now .*, 2 done before")
        done = self.batch("--punctuation", "keep", "--outdated")
        self.assertRegex(done.out, r"2 done now .*, 1 done before")
        self.assertNotIn("outdated", self.batch("--punctuation", "keep").out)

    def test_retry_outdated_has_a_watch_read_with_the_new_rules(self):
        self.page("in/a.png", ("公司名称：听松",))
        self.page("in/b.png", ("公司名称：观云",))
        self.watch()
        self.assertIn("0 documents queued again", self.retry("--outdated").err)
        done = self.watch("--punctuation", "keep")
        self.assertRegex(done.err, r"outdated: 2 documents.*retry .*--outdated")
        self.assertIn("outdated   2", run("status", "-o", self.out).out)
        self.assertIn("2 documents queued again", self.retry("--outdated").err)
        self.assertEqual(sorted(path.name for path in self.inbox.glob("*.png")), ["a.png", "b.png"])
        self.watch("--punctuation", "keep")
        counters = json.loads(run("status", "-o", self.out, "-f", "json").out)["counters"]
        self.assertEqual((counters["done"], counters["outdated"]), (2, 0))


if __name__ == "__main__":
    main()
