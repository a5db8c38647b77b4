"""watch, status and retry: where files go, when they are taken, and what an operator sees."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

from program import PROGRAM, SANITIZED, clean_environment, main, run, start
from test_workers import busy_worker
from watch_world import QUICK, WatchWorld


class WatchTest(WatchWorld):
    def test_an_output_folder_that_goes_is_told_and_waited_for(self):
        process = self.watch_on("--rescan", 1)
        self.drop("a.png", "第一号")
        self.wait_for(lambda: (self.out / "done/a.png").exists(), "the first result")
        away = self.folder / "away"
        self.out.rename(away)
        time.sleep(2.5)
        self.drop("b.png", "第二号")
        time.sleep(1.5)
        self.assertTrue((self.inbox / "b.png").exists())
        away.rename(self.out)
        self.wait_for(lambda: (self.out / "done/b.png").exists(), "it was put back")
        shutil.rmtree(self.out)
        time.sleep(2.5)
        self.drop("c.png", "第三号")
        self.out.mkdir()
        self.wait_for(lambda: (self.out / "done/c.png").exists(), "it was made again")
        shutil.rmtree(self.out)
        time.sleep(2.5)
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=20)[1].decode()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(err.count("the output folder is gone"), 4, err)  # three times, and at last
        self.assertEqual(err.count("the output folder is back"), 2, err)

    def test_subfolders_keep_their_structure_in_results_and_originals(self):
        self.drop("a.png", "第一号")
        self.drop("2025/三月/b.png", "第二号")
        self.watch_once("-f", "json,txt")
        self.assertEqual(self.names(self.out), ["2025/三月/b.json", "2025/三月/b.txt", "a.json", "a.txt",
                                                "done/2025/三月/b.png", "done/a.png"])
        self.assertEqual(self.names(self.inbox), [])
        self.assertTrue((self.inbox / "2025/三月").is_dir())

    def test_a_subfolder_that_cannot_be_read_is_told_of_once_and_the_rest_is_done(self):
        self.drop("a.png")
        closed = self.inbox / "closed"
        closed.mkdir(mode=0)
        self.addCleanup(closed.chmod, 0o700)
        # Root may read everything, unless it gives that right up.
        rights = "-dac_override,-dac_read_search"
        through = ("setpriv", "--bounding-set", rights, "--inh-caps", rights) if os.getuid() == 0 else ()
        done = run("watch", self.inbox, "-o", self.out, "--once", *QUICK, through=through)
        self.assertEqual(done.returncode, 1, done.err)
        self.assertEqual(len(re.findall(rf"error unreadable: {closed}: the folder cannot be read", done.err)), 1, done.err)
        self.assertTrue((self.out / "a.json").exists())

    def test_bad_files_go_to_failed_with_a_reason_and_do_not_stop_the_rest(self):
        good = self.drop("good.png")
        (self.inbox / "cut.png").write_bytes(good.read_bytes()[:300])
        (self.inbox / "empty.pdf").touch()
        (self.inbox / "letter.png").write_text("dear sirs")
        done = self.watch_once("--failed", self.folder / "bad", exit_code=1)
        self.assertEqual(self.names(self.folder / "bad"), sorted(
            name + ending for name in ("cut.png", "empty.pdf", "letter.png") for ending in ("", ".reason.txt")))
        for name, word in (("cut.png", "cut off"), ("empty.pdf", "empty"), ("letter.png", "text")):
            self.assertIn(word, (self.folder / "bad" / f"{name}.reason.txt").read_text())
            self.assertRegex(done.err, rf"error failed #\d+ {name}: .*{word}")
        self.assertEqual(self.names(self.out), ["done/good.png", "good.json"])

    def test_a_reason_is_told_in_both_languages_throughout(self):
        (self.inbox / "sub").mkdir()
        (self.inbox / "letter.png").write_text("dear sirs")
        (self.inbox / "sub/letter.png").write_text("dear sirs")  # the same content elsewhere
        (self.inbox / "empty.pdf").touch()
        (self.inbox / "photo.jp2").write_bytes(b"\0\0\0\x0cjP  " + bytes(80))
        self.watch_once(exit_code=1)
        for name, english, chinese in (("letter.png", "not a picture this program reads (it looks like text); give PNG",
                                        "不是本程序能读的图像（像是文本）；请提供"),
                                       ("sub/letter.png", "not a picture", "不是本程序能读的图像"),
                                       ("photo.jp2", "a JPEG 2000 picture", "JPEG 2000 图像"),
                                       ("empty.pdf", "the file is empty, and nothing came within 1 s",
                                        "文件是空的，1 秒内也没有内容")):
            reason = (self.out / "failed" / f"{name}.reason.txt").read_text()
            why = reason.split("Why / 原因:\n")[1].split("\n\n")[0].splitlines()
            self.assertEqual(len(why), 2, reason)
            self.assertTrue(why[0].startswith(f"  {english}" if english[0] != "a" else "  not"), reason)
            self.assertIn(english, why[0])
            self.assertIn(chinese, why[1])
            self.assertEqual(reason.count(english), 1)

    def test_the_page_over_all_is_kept_current(self):
        self.drop("a.png", "一")
        (self.inbox / "bad.png").write_text("dear sirs")
        watch = self.watch_on("-f", "json,html")
        index = self.out / "index.html"
        self.wait_for(lambda: index.exists() and 'href="a.html"' in index.read_text() and "bad.png" in index.read_text(),
                      "the page has both")
        self.drop("sub/b.png", "二")
        self.wait_for(lambda: 'href="sub/b.html"' in index.read_text(), "the page has the third")
        watch.terminate()
        self.assertEqual(watch.wait(20), 0)
        document = json.loads((self.out / "sub/b.json").read_text())
        self.assertEqual(document["source"]["path"], str((self.inbox / "sub/b.png").resolve()))

    def test_a_copy_is_done_once_and_other_content_of_the_name_beside(self):
        first = self.drop("scan.png", "第一号")
        shutil.copy(first, self.inbox / "copy.png")
        self.watch_once()
        shutil.copy(self.out / "done/scan.png", self.inbox / "scan.png")
        self.watch_once()
        self.drop("scan.png", "第二号")
        done = self.watch_once()
        [other] = re.findall(r"written as (scan-[0-9a-f]{8})", done.err)
        self.assertIn(f"{other}.json", self.names(self.out))
        results = [name for name in self.names(self.out) if name.endswith(".json")]
        self.assertEqual(len(results), 2, results)
        self.assertEqual(len([name for name in self.names(self.out) if name.startswith("done/")]), 3)
        self.assertEqual(self.status()["counters"]["done"], 2)
        self.assertEqual(self.status()["counters"]["copies"], 1)

    def test_a_file_is_left_alone_until_it_is_marked_as_ready(self):
        self.drop(".hidden.png", "一")
        self.drop("later.png", "二").rename(self.inbox / "later.png.part")
        cut = self.drop("cut.png", "三")
        cut.write_bytes(cut.read_bytes()[:300])
        process = self.watch_on("--patience", 600)
        self.drop("whole.png", "四")
        self.wait_for(lambda: "done/whole.png" in self.names(self.out), "whole.png")
        self.assertEqual(self.names(self.inbox), [".hidden.png", "cut.png", "later.png.part"])
        (self.inbox / "cut.png.ready").touch()
        self.wait_for(lambda: "failed/cut.png" in self.names(self.out), "cut.png")
        self.assertEqual(self.names(self.inbox), [".hidden.png", "later.png.part"])
        process.terminate()
        self.assertEqual(process.wait(20), 0)

    def test_what_is_left_alone_is_mentioned_once(self):
        (self.inbox / "link.png").symlink_to("/etc/passwd")
        os.mkfifo(self.inbox / "pipe.png")
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(self.inbox / "door"))
        (self.inbox / "a.png.ready").write_text("说明")
        process = self.watch_on("--rescan", 1)
        self.drop("a.png")
        self.wait_for(lambda: "done/a.png" in self.names(self.out), "a.png")
        time.sleep(2.5)
        process.terminate()
        told = process.communicate(timeout=20)[1].decode()
        for name, what in (("link.png", "symbolic link"), ("pipe.png", "pipe"), ("door", "socket"),
                           ("a.png.ready", "with content")):
            self.assertEqual(len(re.findall(rf"{re.escape(name)}.*{what}", told)), 1, told)
        self.assertEqual(sorted(name for name in os.listdir(self.inbox) if name[0] != "."), ["a.png.ready", "door", "link.png", "pipe.png"])

    def test_results_meet_neither_folders_of_the_inbox_nor_originals(self):
        for number, name in enumerate(("x.json/a.png", "x.png", "done/b.png", "b.png")):
            self.drop(name, f"第{number + 1}号")
        self.watch_once()
        self.assertEqual(self.names(self.out), [
            "b.json", "done/b.png", "done/done/b.png", "done/x.json/a.png", "done/x.png", "done_/b.json", "x.json",
            "x.json_/a.json"])

    def test_a_folder_without_events_is_looked_through(self):
        process = self.watch_on("--no-inotify", "--rescan", 1)
        time.sleep(0.5)
        self.drop("new/a.png")
        self.wait_for(lambda: "done/new/a.png" in self.names(self.out), "a.png")
        process.terminate()
        self.assertEqual(process.wait(20), 0)

    def test_a_second_watch_is_refused_by_name_of_the_first(self):
        process = self.watch_on()
        self.wait_for(lambda: (self.out / ".zhaolu/watch.lock").exists(), "lock")
        self.wait_for(lambda: (self.out / ".zhaolu/watch.lock").read_text(), "lock")
        self.assertEqual(list(self.inbox.iterdir()), [], "nothing is put where strangers drop files")
        for out in (self.folder / "other", self.out):
            second = run("watch", self.inbox, "-o", out, "--once")
            self.assertEqual(second.returncode, 3)
            self.assert_one_line(second.err, self.inbox, f"process {process.pid}", "stop that one first")
        self.assertFalse((self.folder / "other").exists(), "a refused watch makes no folder")
        self.assertTrue(self.status()["watch"]["running"])
        self.assertEqual(self.status()["watch"]["pid"], process.pid)
        process.terminate()
        self.assertEqual(process.wait(20), 0)
        self.assertIsNone(self.status()["watch"])

    @unittest.skipUnless(os.geteuid() == 0, "needs another user")
    def test_a_lock_that_a_stranger_holds_keeps_nobody_from_work(self):
        self.folder.chmod(0o755)
        self.drop("a.png")
        hold = "import fcntl, os, time; os.setgid(65534); os.setuid(65534)\n" \
               "fd = os.open('.', 0); fcntl.flock(fd, fcntl.LOCK_EX); print('held', flush=True); time.sleep(100)"
        with subprocess.Popen([sys.executable, "-c", hold], cwd=self.inbox, stdout=subprocess.PIPE) as stranger:
            self.addCleanup(stranger.kill)
            self.assertEqual(stranger.stdout.readline(), b"held\n")
            (self.inbox / ".zhaolu.lock").mkdir()
            done = self.watch_once()
            stranger.kill()
        self.assertIn(f"locked by process {stranger.pid} of another user", done.err)
        self.assertEqual(self.names(self.out / "done"), ["a.png"])

    def test_a_folder_put_in_the_place_of_done_gets_nothing(self):
        done, elsewhere = self.folder / "read", self.folder / "elsewhere"
        process = self.watch_on("--done", done)
        self.drop("a.png")
        self.wait_for(lambda: self.names(done) == ["a.png"], "a.png")
        done.rename(self.folder / "moved")
        elsewhere.mkdir()
        done.symlink_to(elsewhere)
        self.drop("b.png", "编号2")
        self.wait_for(lambda: (self.out / "b.json").exists(), "b.json")
        time.sleep(1)
        done.unlink()
        (self.folder / "moved").rename(done)
        self.wait_for(lambda: self.names(done) == ["a.png", "b.png"], "b.png")
        self.assertEqual(list(elsewhere.iterdir()), [])
        process.terminate()
        self.assertIn("is no longer the folder that it was", process.communicate()[1].decode())

    def test_a_log_that_nobody_reads_stops_nothing(self):
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writing, b"x" * 4096)
        process = subprocess.Popen([PROGRAM, "watch", self.inbox, "-o", self.out, "--settle", "0"], stderr=writing,
                                   env=clean_environment())
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.drop("a.png")
        self.wait_for(lambda: (self.out / "done/a.png").exists(), "a.png")
        os.read(reading, 8192)
        self.drop("b.png", "编号2")
        self.wait_for(lambda: (self.out / "done/b.png").exists(), "b.png")
        self.assertIn(b"lines before this one are missing", os.read(reading, 8192))
        os.close(reading)
        os.close(writing)

    def test_what_is_put_in_the_place_of_the_inbox_is_not_read(self):
        secret, moved = self.folder / "secret", self.folder / "moved"
        secret.mkdir()
        self.page("secret/theirs.png", ("公司名称：他人",))
        process = self.watch_on("--rescan", 1)
        self.drop("a.png")
        self.wait_for(lambda: (self.out / "a.json").exists(), "a.json")
        self.inbox.rename(moved)
        for swap in lambda: self.inbox.symlink_to(secret), lambda: secret.rename(self.inbox):
            swap()
            time.sleep(2.5)
            self.assertEqual(self.names(secret if secret.exists() else self.inbox), ["theirs.png"])
            if self.inbox.is_symlink():
                self.inbox.unlink()
        self.inbox.rename(secret)
        moved.rename(self.inbox)
        self.drop("b.png", "编号2")
        self.wait_for(lambda: (self.out / "b.json").exists(), "it was put back")
        shutil.rmtree(self.inbox)
        time.sleep(1.5)
        self.inbox.mkdir()
        self.drop("c.png", "编号3")
        self.wait_for(lambda: (self.out / "c.json").exists(), "it was removed and made again")
        self.assertFalse((self.out / "theirs.json").exists())
        process.terminate()
        err = process.communicate()[1].decode()
        self.assertIn("is no longer the folder that it was", err)
        self.assertIn("inbox_back", err)

    def test_what_is_put_in_the_place_of_work_or_out_gets_nothing(self):
        for top in self.out, self.out / ".zhaolu/work":
            with self.subTest(top=top.name):
                elsewhere, moved = self.folder / f"elsewhere-{top.name}", self.folder / f"moved-{top.name}"
                process = self.watch_on("--rescan", 1)
                self.drop("a.png", f"编号{top.name}")
                self.wait_for(lambda: (self.out / "done/a.png").exists(), "the first")
                top.rename(moved)
                elsewhere.mkdir()
                top.symlink_to(elsewhere)
                self.drop("b.png", f"第二{top.name}")
                time.sleep(3)
                self.assertEqual(list(elsewhere.iterdir()), [])
                self.assertEqual(self.names(self.inbox), ["b.png"])
                top.unlink()
                moved.rename(top)
                self.wait_for(lambda: (self.out / "done/b.png").exists(), "it was put back")
                process.terminate()
                self.assertIn("the output folder is gone", process.communicate()[1].decode())
                shutil.rmtree(self.out)

    def test_a_link_in_the_place_of_a_folder_of_results_gets_nothing(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        self.out.mkdir()
        (self.out / "sub").symlink_to(elsewhere)
        self.drop("sub/a.png")
        done = run("watch", self.inbox, "-o", self.out, "--once", *QUICK)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(list(elsewhere.iterdir()), [])
        self.assertIn("a link, or what is no folder, stands on the way", done.err)
        self.assertTrue((self.out / "failed/sub/a.png").exists())

    def test_a_link_in_the_place_of_a_folder_of_done_gets_nothing(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (self.out / "done").mkdir(parents=True)
        (self.out / "done/sub").symlink_to(elsewhere)
        self.drop("sub/a.png")
        self.watch_once()
        self.assertEqual(list(elsewhere.iterdir()), [])
        self.assertTrue((self.out / "done/a.png").exists())

    def test_results_keep_apart_from_originals_wherever_these_are_kept(self):
        self.drop("old/read/a.json.png")
        self.watch_once("--done", self.out / "old/read")
        self.assertEqual(self.names(self.out), ["old/read/old/read/a.json.png", "old/read_/a.json.json"])

    def test_a_second_stop_signal_ends_at_once(self):
        self.drop("a.png")
        process = self.watch_on("-j", 1)
        stuck = busy_worker(process, least=1)
        os.kill(stuck, signal.SIGSTOP)  # as on a page that takes for ever
        process.send_signal(signal.SIGINT)
        time.sleep(1.5)
        self.assertIsNone(process.poll(), "the first lets what is in work end")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(2), 0)
        self.assertEqual(self.names(self.inbox), ["a.png"])

    def test_a_stop_signal_finishes_or_puts_back_within_ten_seconds(self):
        for number in range(12):
            self.drop(f"{number}.png", f"编号{number:04d}")
        process = self.watch_on("-v")
        self.wait_for(lambda: list((self.out / ".zhaolu/work").glob("*/*.png")), "work")
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 0)
        self.assertLess(time.monotonic() - begun, 10 if not SANITIZED else 30)
        where = self.names(self.inbox) + [name[5:] for name in self.names(self.out) if name.startswith("done/")]
        self.assertEqual(sorted(where), sorted(f"{number}.png" for number in range(12)))
        self.assertEqual(list((self.out / ".zhaolu/work").rglob("*.png")), [])
        self.watch_once()
        self.assertEqual(self.status()["counters"]["done"], 12)
        self.assertEqual(self.status()["counters"]["queued"], 0)

    def test_a_stop_signal_does_not_wait_for_a_hanging_extractor(self):
        self.drop("a.png")
        process = self.watch_on("--extractor", f"touch {self.folder}/called; sleep 100", "--extractor-timeout", 90)
        self.wait_for(lambda: (self.folder / "called").exists(), "extractor")
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 0)
        self.assertLess(time.monotonic() - begun, 10 if not SANITIZED else 30)
        self.assertEqual(self.names(self.inbox), ["a.png"])
        self.watch_once()
        self.assertEqual(self.names(self.out), ["a.json", "done/a.png"])

    def test_retry_sends_a_failed_original_back(self):
        good = self.drop("a.png").read_bytes()
        (self.inbox / "a.png").write_bytes(good[:300])
        self.watch_once(exit_code=1)
        [failed] = self.status("--state", "failed")["documents"]
        self.assertEqual((failed["source"], failed["error"]), ("a.png", "bad_input"))
        done = run("retry", "-o", self.out, failed["id"])
        self.assertEqual(done.returncode, 0, done.err)
        self.assertEqual(self.names(self.inbox), ["a.png"])
        self.assertEqual(self.names(self.out), [])
        self.watch_once(exit_code=1)
        self.assertEqual(run("retry", "-o", self.out, "--failed").returncode, 0)
        self.assertEqual(self.status("--state", "queued")["documents"][0]["id"], failed["id"])
        unknown = run("retry", "-o", self.out, 99)
        self.assertEqual(unknown.returncode, 1)
        self.assertIn("no document 99", unknown.err)

    def test_logs_and_status_are_json_for_programs(self):
        self.drop("a.png")
        done = self.watch_once("--log-format", "json")
        events = [json.loads(line) for line in done.err.splitlines()]
        self.assertEqual([event["event"] for event in events], ["watching", "done", "stopped"])
        self.assertEqual((events[1]["file"], events[1]["pages"]), ("a.png", 1))
        [document] = self.status()["documents"]
        self.assertEqual((document["state"], document["pages"], document["attempts"]), ("done", 1, 1))
        table = run("status", "-o", self.out)
        self.assertIn("1 done", table.out)
        self.assertIn("a.png", table.out)

    def test_a_file_over_the_limit_is_not_read_to_be_refused(self):
        with open(self.inbox / "giant.png", "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            file.truncate(1 << 40)  # takes no room, and hours to be read
        (self.inbox / "giant.png.ready").touch()
        done = self.watch_once(exit_code=1)
        self.assertIn("1048576 MB, more than the limit of 1024 MB", done.err)

    def test_the_service_manager_is_told_that_it_goes_on(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
            listening.bind(str(self.inbox.parent / "notify"))
            listening.settimeout(5)
            run("watch", "--once", self.inbox, "-o", self.out,
                environment=clean_environment(NOTIFY_SOCKET=self.inbox.parent / "notify", WATCHDOG_USEC=1000000))
            self.assertEqual(listening.recv(100), b"WATCHDOG=1")

    def test_a_hostile_name_breaks_neither_log_nor_results(self):
        page = self.drop("a.png", "一")
        name = b"\xd6\xa4\xd5\xd5\n\x1b[2J.png"  # GBK, a line's end and a terminal's command
        os.rename(page, os.fsencode(self.inbox) + b"/" + name)
        done = self.watch_once()
        self.assertEqual(len(done.err.splitlines()), 3, done.err)
        self.assertNotIn("\x1b", done.err)
        [result] = [path for path in self.names(self.out) if path.endswith(".json")]
        self.assertRegex(result, r"-[0-9a-f]{8}\.json$")
        self.assertTrue(os.path.exists(os.fsencode(self.out) + b"/done/" + name))
        self.assertEqual(len(self.status()["documents"]), 1)

    def test_folders_that_cannot_work_are_refused(self):
        for arguments, code, word in ((("watch", self.folder / "none", "-o", self.out), 3, "cannot be found"),
                                      (("watch", self.inbox), 2, "-o OUT"),
                                      (("watch", self.inbox, "-o", self.inbox), 2, "cannot be"),
                                      (("watch", self.inbox, "-o", self.out, "-f", "doc"), 2, "no format"),
                                      (("status", "-o", self.folder / "none"), 1, "no ledger"),
                                      (("retry", "-o", self.out), 2, "ID")):
            done = run(*arguments)
            self.assertEqual(done.returncode, code, done.err)
            self.assert_one_line(done.err, word)

    def test_a_damaged_ledger_is_refused_with_the_remedy(self):
        self.drop("a.png")
        self.watch_once()
        (self.out / ".zhaolu/ledger.sqlite3").write_bytes(b"no database" * 1000)
        self.drop("b.png", "二")
        done = run("watch", self.inbox, "-o", self.out, "--once", *QUICK)
        self.assertEqual(done.returncode, 3)
        self.assert_one_line(done.err, "ledger is damaged", "backup")

    def test_a_document_on_which_the_program_crashed_twice_is_quarantined(self):
        self.drop("a.png", "一")
        self.watch_once()
        with sqlite3.connect(self.out / ".zhaolu/ledger.sqlite3") as ledger:
            ledger.execute("UPDATE document SET state = 1, ticket = NULL, formats = NULL")
        ledger.close()
        shutil.move(self.out / "done/a.png", self.inbox / "a.png")
        self.drop("b.png", "二")
        (self.out / ".zhaolu/crashes").write_text("1\n1\n")
        self.watch_once(exit_code=1)
        [poison] = self.status("--state", "quarantined")["documents"]
        self.assertEqual(poison["source"], "a.png")
        self.assertIn("crashed 2 times", (self.out / "failed/a.png.reason.txt").read_text())
        self.assertIn("b.json", self.names(self.out))


if __name__ == "__main__":
    main()
