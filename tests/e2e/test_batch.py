"""batch: what is a document, what is passed by, and what is told at the end."""

import csv
import datetime
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time
import zipfile

from PIL import Image

from program import PROGRAM, ProgramTest, SAMPLES, SANITIZED, clean_environment, main, run, start


class BatchTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.archive, self.out = self.folder / "archive", self.folder / "out"
        self.archive.mkdir()

    def add(self, name, line="公司名称：听松"):
        return self.page(f"archive/{name}", (line,))

    def batch(self, *options, exit_code=0, folders=None):
        done = run("batch", *(folders or [self.archive]), "-o", self.out, "--retry-pause", 0, *options)
        self.assertEqual(done.returncode, exit_code, done.err + done.out)
        return done

    def test_a_folder_that_is_not_there_is_a_mistake_of_the_command_line(self):
        done = self.batch(exit_code=2, folders=[self.archive, self.folder / "nosuch"])
        self.assertEqual(done.out, "")
        self.assert_one_line(done.err, "nosuch", "no such file or folder")

    def test_an_output_folder_that_goes_is_waited_for(self):
        for number in range(12):
            self.add(f"{number}.png", f"编号{number:04d}")
        process = start("batch", self.archive, "-o", self.out, "-j", 1, "--retry-pause", 0)
        self.addCleanup(process.kill)
        end = time.monotonic() + 60
        while not list(self.out.glob("*.json")) and time.monotonic() < end:
            time.sleep(0.01)
        away = self.folder / "away"
        self.out.rename(away)
        time.sleep(3)
        self.assertIsNone(process.poll(), "it waits")
        self.assertEqual(list(self.out.rglob("*")) if self.out.exists() else [], [], "no second folder is begun")
        away.rename(self.out)
        _, err = process.communicate(timeout=200)
        self.assertEqual(process.returncode, 0, err.decode())
        self.assertIn("the output folder is gone or cannot be written", err.decode())
        self.assertIn("the output folder is back", err.decode())
        self.assertEqual(len(list(self.out.glob("*.json"))), 12)

    def results(self):
        return sorted(str(path.relative_to(self.out)) for path in self.out.rglob("*.json"))

    def counted(self, done):
        """Done now, done before, copies, failed."""
        found = re.match(r"\d+ documents?: (\d+) done now .*, (\d+) done before, (\d+) cop\w+, (\d+) failed", done.out)
        return tuple(map(int, found.groups()))

    def test_each_file_is_a_document_and_a_folder_of_pages_is_one(self):
        self.add("a.png", "一")
        self.add("sub/b.png", "二")
        self.add("sub/licence/page-1.png", "三")
        self.add("sub/licence/page-2.png", "四")
        self.add("sub/licence/page-10.png", "五")
        (self.archive / "sub/licence/note.txt").write_text("no document")
        shutil.copy(self.archive / "a.png", self.archive / "scan_without_ending")
        self.add("sub/mixed/page-1.png", "六")
        self.add("sub/mixed/cover.png", "七")
        self.add("sub/.hidden.png", "八")
        done = self.batch()
        self.assertEqual(self.counted(done), (5, 0, 1, 0))
        self.assertEqual(self.results(), ["a.json", "sub/b.json", "sub/licence.json", "sub/mixed/cover.json",
                                          "sub/mixed/page-1.json"])
        document = json.loads((self.out / "sub/licence.json").read_text())
        self.assertEqual((document["source"]["pages"], document["source"]["format"]), (3, "pictures"))
        self.assertTrue((self.archive / "a.png").exists())  # originals stay
        shutil.rmtree(self.out)
        self.assertEqual(self.counted(self.batch("--each-file"))[0], 7)

    def test_what_is_done_is_passed_by_until_something_changes(self):
        first = self.add("a.png", "一")
        self.add("b.png", "二")
        self.assertEqual(self.counted(self.batch()), (2, 0, 0, 0))
        self.assertEqual(self.counted(self.batch()), (0, 2, 0, 0))
        os.utime(first)  # another time, the same content
        self.assertEqual(self.counted(self.batch()), (0, 2, 0, 0))
        self.assertEqual(self.counted(self.batch("-f", "json,txt")), (2, 0, 0, 0))  # a format more
        self.assertEqual(self.counted(self.batch()), (0, 2, 0, 0))
        self.assertEqual(self.counted(self.batch("--punctuation", "keep")), (0, 2, 0, 0))  # other rules: on wish
        self.assertEqual(self.counted(self.batch("--punctuation", "keep", "--outdated")), (2, 0, 0, 0))
        self.assertEqual(self.counted(self.batch("--punctuation", "keep", "--force")), (2, 0, 0, 0))
        self.add("a.png", "三")  # other content of the same name
        self.assertEqual(self.counted(self.batch("--punctuation", "keep")), (1, 1, 0, 0))
        self.assertRegex(" ".join(self.results()), r"^a-[0-9a-f]{8}\.json a\.json b\.json$")

    def test_nothing_of_somebody_elses_is_written_over(self):
        self.add("a.png")
        self.out.mkdir()
        (self.out / "a.json").write_text("mine")
        self.batch()
        self.assertEqual((self.out / "a.json").read_text(), "mine")
        self.assertEqual(len(self.results()), 2)

    def test_failures_are_told_every_night_and_done_again_on_wish(self):
        self.add("good.png", "一")
        bad = self.archive / "bad.png"
        bad.write_text("dear sirs")
        done = self.batch(exit_code=1)
        self.assertEqual(self.counted(done), (1, 0, 0, 1))
        self.assertIn("Failed (1)", done.out)
        self.assertRegex(done.err, r"error failed #\d+ .*bad\.png: ")
        again = self.batch("-q", exit_code=1)
        self.assertEqual(self.counted(again), (0, 1, 0, 1))
        self.assertIn("failed_before", again.err)
        self.assertEqual(run("retry", "-o", self.out, "--failed").returncode, 0)
        self.assertIn(" failed #", self.batch(exit_code=1).err)
        bad.unlink()
        self.assertIn("good.png: no certificate of a known kind was found", self.batch("-q").out)
        self.batch("--acknowledge")
        quiet = self.batch("-q")
        self.assertEqual((quiet.out, quiet.err), ("", ""))  # nothing for cron to mail

    def test_the_table_and_the_page_list_all_documents(self):
        shutil.copy(SAMPLES / "telecom-front/page-1.jpg", self.archive / "许可证.jpg")
        (self.archive / "bad.png").write_text("=cmd|' /C calc'!A0")
        table = self.folder / "tables/all.csv"
        for _ in range(2):  # fresh, and out of the ledger
            self.batch("-f", "json,html", "--summary", table, exit_code=1)
            text = table.read_bytes()
            self.assertTrue(text.startswith(b"\xef\xbb\xbf"))
            rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
            self.assertEqual([row["status"] for row in rows][0], "failed")
            record = json.loads((self.out / "许可证.json").read_text())["records"][0]["fields"]
            self.assertEqual(rows[1]["licence_number"], record["licence_number"]["value"])
            self.assertTrue(rows[1]["file"].endswith("许可证.jpg"))
            page = (self.out / "index.html").read_text()
            self.assertIn(record["licence_number"]["value"], page)
            self.assertIn(".html", page)

    def section(self, done, heading):
        """The figures in a heading's brackets, and the lines below it."""
        found = re.search(rf"\n{heading} \(([^)]*)\)\n((?:  .*\n)*)", done.out)
        return (found[1], found[2].splitlines()) if found else (None, [])

    def add_doubtful(self, name, number):
        """A certificate whose licence number is not of the usual form."""
        return self.page(f"archive/{name}", ("增值电信业务经营许可证", f"经营许可证编号：B2-2021038{number}9",
                                             "公司名称：杭州听松网络科技有限公司"))

    def test_files_that_are_no_documents_are_counted_and_named(self):
        self.add("a.png")
        (self.archive / "letter.docx").write_bytes(b"PK\3\4" + bytes(80))
        (self.archive / "sub").mkdir()
        (self.archive / "sub/photo.jp2").write_bytes(b"\0\0\0\x0cjP  " + bytes(80))
        (self.archive / ".hidden.docx").write_bytes(b"PK\3\4")
        done = self.batch("--summary", self.archive / "all.csv")
        self.assertIn(", 0 failed, 2 other files passed over\n", done.out)
        figures, lines = self.section(done, "Passed over, being no picture or PDF")
        self.assertEqual(figures, "2")
        self.assertIn("letter.docx: it looks like a ZIP archive, as Word", lines[0])
        self.assertIn("sub/photo.jp2: it looks like a JPEG 2000 picture", lines[1])
        self.batch("--acknowledge", "--summary", self.archive / "all.csv")
        self.assertEqual(self.batch("-q", "--summary", self.archive / "all.csv").out, "")
        shutil.move(self.archive / "letter.docx", self.archive / "letter2.docx")
        self.assertEqual(self.section(self.batch(), "Passed over, being no picture or PDF")[0], "2")

    def test_many_files_of_one_kind_that_are_passed_over_are_one_line(self):
        self.add("a.png")
        for number in range(9):
            (self.archive / f"note-{number}.md").write_text("一段说明文字")
        (self.archive / "photo.jp2").write_bytes(b"\0\0\0\x0cjP  " + bytes(80))
        done = self.batch()
        self.assertIn(", 10 other files passed over\n", done.out)
        lines = self.section(done, "Passed over, being no picture or PDF")[1]
        self.assertEqual(len(lines), 2, lines)
        self.assertIn("note-0.md and 8 others: it looks like text", lines[0])
        self.batch("--acknowledge")
        self.assertEqual(self.batch("-q").out, "")
        (self.archive / "note-9.md").write_text("又一段说明文字")
        self.assertIn("note-0.md and 9 others", self.batch("-q").out)

    def test_results_beside_their_originals_are_no_files_passed_over(self):
        self.add("a.png")
        for _ in range(2):
            done = run("batch", self.archive, "-o", self.archive, "-f", "json,txt,html")
            self.assertEqual(done.returncode, 0, done.err)
            self.assertNotIn("passed over", done.out)

    def test_figures_mean_the_same_on_the_second_run(self):
        shutil.copy(SAMPLES / "telecom-front/page-1.jpg", self.archive / "front.jpg")
        shutil.copy(self.archive / "front.jpg", self.archive / "again.jpg")
        self.add_doubtful("doubt.png", 1)
        shutil.copy(self.archive / "doubt.png", self.archive / "doubt-copy.png")
        first = self.batch("--expiring", 36500)
        self.assertEqual(self.counted(first), (2, 0, 2, 0))
        second = self.batch("--expiring", 36500)
        self.assertEqual(self.counted(second), (0, 2, 2, 0))
        figures, lines = self.section(first, "Fields to check")
        fields = sum(1 for name in self.results() for field in
                     json.loads((self.out / name).read_text())["records"][0]["fields"].values() if field["status"] == "check")
        self.assertEqual(figures, f"{fields} in 2 documents")
        self.assertEqual(self.section(second, "Fields to check"), (f"{figures}, none new", lines))
        figures, lines = self.section(first, "Licences that expire")
        self.assertEqual(figures, "1")
        self.assertEqual(self.section(second, "Licences that expire"), (f"{figures}, none new", lines))

    def test_what_is_new_comes_first_and_what_is_acknowledged_stays_away(self):
        self.add_doubtful("a.png", 1)
        self.batch()
        self.add_doubtful("b.png", 2)
        figures, lines = self.section(self.batch(), "Fields to check")
        self.assertRegex(figures, r"\d+ in 2 documents, 1 new")
        self.assertRegex(" ".join(lines), r"b\.png: .*told before: .*a\.png: ")
        done = self.batch("--acknowledge")
        self.assertEqual(len(self.section(done, "Fields to check")[1]), 2)
        self.assertEqual(self.batch("-q").out, "")
        done = self.batch()
        self.assertEqual(self.section(done, "Fields to check"), (None, []))
        self.assertIn("Left out, for it was acknowledged: 2\n", done.out)
        self.add_doubtful("c.png", 3)
        figures, lines = self.section(self.batch("-q"), "Fields to check")
        self.assertRegex(figures, r"\d+ in 1 document$")
        self.assertIn("c.png: ", lines[0])

    def test_a_failure_is_told_until_it_is_mended(self):
        (self.archive / "bad.png").write_text("dear sirs")
        self.batch("--acknowledge", exit_code=1)
        self.assertEqual(self.section(self.batch("-q", exit_code=1), "Failed")[0], "1, none new")

    def test_the_table_is_a_workbook_where_its_name_says_so(self):
        shutil.copy(SAMPLES / "telecom-front/page-1.jpg", self.archive / "许可证.jpg")
        (self.archive / "bad.png").write_text("dear sirs")
        table = self.folder / "tables/all.xlsx"
        for _ in range(2):
            self.batch("--summary", table, exit_code=1)
            with zipfile.ZipFile(table) as book:
                text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
            for word in ("渝B2-20240715", "许可证.jpg", "bad.png", "not a picture this program reads"):
                self.assertIn(word, text)
        self.assertEqual([path.name for path in table.parent.iterdir()], ["all.xlsx"])

    def test_the_page_lists_all_of_the_folder_of_results(self):
        self.add("one/a.png", "一")
        self.add("two/b.png", "二")
        for folder in ("one", "two"):
            self.batch("-f", "json,html", folders=[self.archive / folder])
        page = (self.out / "index.html").read_text()
        self.assertEqual(page.count('href="a.html"') + page.count('href="b.html"'), 2)

    def test_licences_that_expire_are_listed(self):
        shutil.copy(SAMPLES / "telecom-front/page-1.jpg", self.archive / "front.jpg")
        self.batch()
        expiry = json.loads((self.out / "front.json").read_text())["records"][0]["fields"]["expiry_date"]["value"]
        days = (datetime.date.fromisoformat(expiry) - datetime.date.today()).days
        self.assertNotIn("expire", self.batch("--expiring", max(days - 1, 0)).out if days > 0 else "")
        self.assertIn(f"{expiry}", self.batch("--expiring", max(days, 0)).out)

    def test_a_last_day_in_doubt_says_so(self):
        self.add("a.png", "一")
        for status, said in (("ok", "expires on 2031-03-04, in"), ("check", "expires on 2031-03-04 (to check), in")):
            record = {"type": "mine", "fields": {"expiry_date": {"value": "2031-03-04", "status": status}}, "provisions": []}
            done = self.batch("--force", "--expiring", 36500, "--extractor", f"echo '{json.dumps(record)}'")
            self.assertIn(said, done.out)

    def test_a_certificate_that_came_as_picture_and_as_pdf_expires_once_with_both_sources(self):
        scan = SAMPLES / "telecom-front/page-1.jpg"
        shutil.copy(scan, self.archive / "front.jpg")
        Image.open(scan).save(self.archive / "again.pdf", resolution=200)
        done = self.batch("--expiring", 36500)
        figures, lines = self.section(done, "Licences that expire")
        self.assertEqual((figures, len(lines)), ("1", 1), done.out)
        self.assertIn("again.pdf", lines[0])
        self.assertIn("front.jpg", lines[0])

    def test_status_names_a_failed_file_once_a_line(self):
        (self.archive / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.batch(exit_code=1)
        told = [line for line in run("status", "-o", self.out).out.splitlines() if "broken.png" in line]
        self.assertEqual([line.count("broken.png") for line in told], [1, 1], told)

    def test_stopped_in_the_middle_the_next_run_goes_on(self):
        for number in range(12):
            self.add(f"{number}.png", f"编号{number:04d}")
        process = start("batch", self.archive, "-o", self.out, "-j", 1)
        self.addCleanup(process.kill)
        end = time.monotonic() + (200 if SANITIZED else 40)
        while not self.results() and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begun, 10 if not SANITIZED else 30)
        self.assertEqual(process.returncode, 1, err.decode())
        self.assertRegex(out.decode(), r"(\d+) not done: stopped; run it again to go on")
        before = len(self.results())
        self.assertLess(before, 12)
        status = json.loads(run("status", "-o", self.out, "-f", "json").out)
        self.assertEqual(status["counters"]["working"], 0)
        self.assertEqual(self.counted(self.batch()), (12 - before, before, 0, 0))

    def test_progress_is_a_bar_on_a_terminal_and_gone_at_the_end(self):
        for number in range(3):
            self.add(f"{number}.png", f"编号{number:04d}")
        parent, child = pty.openpty()
        process = subprocess.Popen([PROGRAM, "batch", self.archive, "-o", self.out], stderr=child,
                                   stdout=subprocess.PIPE, env=clean_environment())
        os.close(child)
        shown = b""
        try:
            while piece := os.read(parent, 65536):
                shown += piece
        except OSError:
            pass  # the other end is closed
        os.close(parent)
        self.assertEqual(process.wait(60), 0)
        process.stdout.close()
        self.assertRegex(shown.decode(), r"\[[#.]{24}\] \d of 3 documents, \d+ pages, \d+ pages a minute")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-80:])

    def test_a_second_batch_on_the_same_folder_is_refused(self):
        for number in range(4):
            self.add(f"{number}.png", f"编号{number:04d}")
        process = start("batch", self.archive, "-o", self.out)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        lock = self.out / ".zhaolu/batch.lock"
        while not (lock.exists() and lock.read_text()):
            time.sleep(0.01)
        second = run("batch", self.archive, "-o", self.out)
        self.assertEqual(second.returncode, 3)
        self.assert_one_line(second.err, f"process {process.pid} ")

    def test_a_watch_and_a_batch_share_an_output_folder(self):
        inbox = self.folder / "in"
        inbox.mkdir()
        shutil.copy(self.add("a.png", "一"), inbox / "a.png")
        shutil.copy(self.add("b.png", "二"), inbox / "b.png")
        watch = start("watch", inbox, "-o", self.out, "--settle", 0)
        self.addCleanup(watch.communicate)
        self.addCleanup(watch.kill)
        while not list(self.out.glob("done/*.png")):
            time.sleep(0.01)
        self.batch()
        watch.terminate()
        self.assertEqual(watch.wait(20), 0)
        self.batch()
        self.assertEqual(self.results(), ["a.json", "b.json"])


if __name__ == "__main__":
    main()
