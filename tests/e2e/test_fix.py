"""fix: text of another OCR."""

import json
import os
import subprocess
import unittest

from program import PROGRAM, SANITIZED, ProgramTest, clean_environment, main, run, squeezed

SOAK = "ZHAOLU_SOAK" in os.environ

TEXT = "经 营 许 可 证 编 号：B2-20210386\n公司名称：杭州听松网络科技有限公司\n"


class FixTest(ProgramTest):
    def test_formats_that_say_where_words_stand_are_refused(self):
        for name in "hocr", "alto", "xlsx", "html":
            done = run("fix", "-f", name, "-", stdin="编号1234\n".encode())
            self.assertEqual((done.returncode, done.out), (2, ""))
            self.assertIn(f'not "{name}"', done.err)

    def test_text_in_text_out(self):
        for arguments, stdin in (((), TEXT.encode()), (("-",), TEXT.encode()), ((self.write(TEXT),), b"")):
            done = run("fix", *arguments, stdin=stdin)
            self.assertEqual((done.returncode, done.err), (0, ""))
            self.assertIn("经营许可证编号：B2-20210386", squeezed(done.out))

    def write(self, text):
        path = self.folder / "text.txt"
        path.write_text(text, "utf-8")
        return path

    def test_json_has_null_boxes_and_the_file_name(self):
        done = run("fix", "-f", "json", self.write(TEXT))
        document = json.loads(done.out)
        self.assertEqual(document["source"]["name"], "text.txt")
        self.assertEqual(document["source"]["format"], "text")
        self.assertEqual({line["box"] is None for page in document["pages"] for line in page["lines"]}, {True})

    @unittest.skipIf(SANITIZED, "sanitizers keep what is freed")
    def test_a_long_text_takes_little_memory(self):
        lines = [f"公司名称：杭州听松网络科技有限公司{number * 7919 % 1000003}\n注册资本：人民币壹仟万元整{number}\n"
                 for number in range(40000 if SOAK else 12000)]  # 4 or 1.2 MB
        path = self.write("".join(lines))
        for form in ("txt", "json"):
            done = run("fix", "-f", form, path, through=("/usr/bin/time", "-f", "%M kB"))
            self.assertEqual(done.returncode, 0, done.err[-300:])
            self.assertLess(int(done.err.split()[-2]), 130 * 1024)
            self.assertIn("壹仟万元整11999", done.out)

    def test_nothing_that_steers_a_terminal_or_turns_text_about_comes_out(self):
        text = "公司\u202e名称\u009b31m：杭州\u2066听松\033[2J网络\u200f科技有限公司\n经 营 许可证编号：B2-20210386\n"
        for options in ((), ("--no-correct",), ("-f", "json"), ("--explain",), ("-f", "csv")):
            done = run("fix", *options, stdin=text.encode())
            self.assertEqual(done.returncode, 0, done.err)
            for character in done.out:
                steers = character < " " or "\x7f" <= character <= "\x9f" or character in "\u200e\u200f\u202e\u2066"
                self.assertFalse(steers and character not in "\r\n", (options, done.out))

    def test_form_feed_ends_a_page(self):
        done = run("fix", "-f", "json", stdin="甲\f乙\f丙".encode())
        self.assertEqual(len(json.loads(done.out)["pages"]), 3)

    def test_empty_text_is_an_empty_result(self):
        done = run("fix", stdin=b"")
        self.assertEqual((done.returncode, done.out.strip(), done.err), (0, "", ""))
        done = run("fix", "-f", "json", stdin=b"")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(json.loads(done.out)["text"], "")

    def test_invalid_utf8_is_refused_with_its_position(self):
        path = self.folder / "gbk.txt"
        path.write_bytes("编号".encode() + "许可证".encode("gbk"))
        done = run("fix", path)
        self.assertEqual((done.returncode, done.out), (1, ""))
        self.assert_one_line(done.err, path, "6" if "byte 6" in done.err else "7", "UTF-8")

    def test_a_file_that_is_not_there(self):
        done = run("fix", self.folder / "none.txt")
        self.assertEqual((done.returncode, done.out), (1, ""))
        self.assert_one_line(done.err, "none.txt")

    def test_formats_that_need_a_picture_are_refused(self):
        done = run("fix", "-f", "xlsx", stdin=b"x")
        self.assertEqual((done.returncode, done.out), (2, ""))
        self.assert_one_line(done.err, "xlsx")

    def test_explain_shows_the_edits(self):
        done = run("fix", "--explain", stdin=TEXT.encode())
        self.assertEqual((done.returncode, done.err), (0, ""))
        self.assertRegex(done.out, r"(?s)^page 1, line 1: .*经\[- -\]营.*\d edits? in \d lines?\n$")
        self.assertNotIn("\033", done.out)

    def test_a_reader_that_has_seen_enough_ends_it_quietly(self):
        path = self.write("".join(f"第{number}条\n" for number in range(100000)))
        done = subprocess.run(f"'{PROGRAM}' fix '{path}' | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}", shell=True,
                              executable="/bin/bash", capture_output=True, timeout=120, check=False,
                              env=clean_environment())
        self.assertEqual((done.stdout, done.stderr), (b"141\n", b""))

    def fields(self, text, *options):
        done = run("fix", "-f", "json", *options, stdin=text.encode())
        self.assertEqual(done.returncode, 0, done.err)
        return json.loads(done.out)["records"][0]["fields"]

    def test_a_day_that_does_not_exist_is_no_value(self):
        lines = "增值电信业务经营许可证\n经营许可证编号：B2-20190386\n"
        field = self.fields(lines + "发证日期：2019年01月00日\n")["issue_date"]
        self.assertEqual((field["value"], field["raw"], field["status"]), (None, "2019年01月00日", "check"))
        self.assertEqual([(check["name"], check["ok"], check["detail"]) for check in field["checks"]],
                         [("date_real", False, "there is no such day: 2019-01-00")])
        field = self.fields(lines + "发证日期：2019年01月10日\n")["issue_date"]
        self.assertEqual(field["value"], "2019-01-10")

    def test_one_is_not_plural(self):
        lines = "增值电信业务经营许可证\n经营许可证编号：B2-20190386\n"
        for day, detail in (("2019年01月1O日", "one character of the date was doubtful"),
                            ("2019年0l月1O日", "2 characters of the date were doubtful")):
            field = self.fields(lines + f"发证日期：{day}\n", "--no-correct")["issue_date"]
            self.assertEqual([check["detail"] for check in field["checks"] if check["name"] == "date_real"], [detail])

    def test_no_correct_gives_the_text_as_it_came(self):
        done = run("fix", "--no-correct", stdin=TEXT.encode())
        self.assertEqual(done.out, TEXT)


if __name__ == "__main__":
    main()
