"""convert: what goes in, what comes out, and where."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time

from PIL import Image

from program import LINES, PROGRAM, ProgramTest, SAMPLES, SOURCE, clean_environment, main, run, squeezed

MODEL = SOURCE / "data/tessdata/zhaolu.traineddata"


class ConvertTest(ProgramTest):
    def test_one_document_is_one_object_and_nothing_else(self):
        path = self.page("licence.png")
        done = run("convert", path)
        self.assertEqual((done.returncode, done.err), (0, ""))
        document = json.loads(done.out)
        self.assertEqual(document["schema"], "zhaolu/2")
        self.assertEqual(document["source"]["name"], "licence.png")
        self.assertEqual(document["source"]["bytes"], path.stat().st_size)
        self.assertEqual(document["source"]["format"], "png")
        self.assertEqual(len(document["source"]["sha256"]), 64)
        self.assertEqual([page["number"] for page in document["pages"]], [1])
        self.assertIn("20210386", squeezed(document["text"]))
        self.assertEqual(document["tool"]["model"], "zhaolu")
        self.assertEqual(document["tool"]["model_sha256"], hashlib.sha256(MODEL.read_bytes()).hexdigest())

    def test_several_documents_are_lines_in_the_order_given(self):
        paths = [self.page(f"{name}.png", (f"编号：{number}", *LINES)) for number, name in enumerate("cab")]
        done = run("convert", "-j", 2, *paths)
        self.assertEqual(done.returncode, 0, done.err)
        documents = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual([document["source"]["name"] for document in documents], ["c.png", "a.png", "b.png"])

    def test_text_to_standard_output(self):
        done = run("convert", "-f", "txt", self.page("a.png"))
        self.assertEqual(done.returncode, 0, done.err)
        self.assertIn("20210386", squeezed(done.out))
        self.assertNotIn("{", done.out)

    def test_json_has_the_full_path(self):
        paths = [self.page("one/a.png", LINES), self.page("two/a.png", LINES[::-1])]
        os.symlink(self.folder / "two", self.folder / "link")
        done = run("convert", "one/a.png", "link/a.png", cwd=self.folder)
        self.assertEqual([json.loads(line)["source"]["path"] for line in done.out.splitlines()],
                         [os.path.realpath(path) for path in paths])
        self.assertEqual({json.loads(line)["source"]["name"] for line in done.out.splitlines()}, {"a.png"})
        done = run("fix", "-f", "json", stdin=b"x")
        self.assertIsNone(json.loads(done.out)["source"]["path"])

    def test_the_record_as_a_table(self):
        done = run("convert", "-f", "table", SAMPLES / "telecom-front")
        self.assertEqual((done.returncode, done.err), (0, ""))
        self.assertIn("telecom-front: ", done.out.splitlines()[0])
        self.assertRegex(done.out, r"(?m)^  ✓  许可证编号 Licence number +渝B2-20240715 +\d+%$")
        self.assertRegex(done.out, r"(?m)^  \?  公司名称 Company +重庆云岫人人禾数据服务有限公司 +\d+%$")
        self.assertIn("! told by its shape", done.out)
        self.assertRegex(done.out, r"(?m)^  –  纸面没有 Not on the page +注册资本、")
        self.assertNotIn("\033", done.out)

    def test_every_format_into_a_folder(self):
        out = self.folder / "new" / "folder"
        done = run("convert", "-o", out, "-f", "json,txt", self.page("a.b.png"))
        self.assertEqual((done.returncode, done.out), (0, ""))
        self.assert_one_line(done.err, f"wrote {out}/a.b.json, {out}/a.b.txt")
        self.assertEqual(run("convert", "-q", "-o", out, "-f", "txt", self.page("a.b.png")).err, "")
        self.assertEqual(sorted(os.listdir(out)), [".zhaolu", "a.b.json", "a.b.txt"])
        self.assertEqual(json.loads((out / "a.b.json").read_text("utf-8"))["status"] in ("ok", "check"), True)

    def test_documents_of_one_name_do_not_replace_each_other(self):
        paths = [self.page("one/a.png", LINES), self.page("two/a.png", LINES[::-1]), self.page("a.jpg", LINES[1:])]
        out = self.folder / "out"
        done = run("convert", "-o", out, *paths)
        self.assertEqual(done.returncode, 0, done.err)
        names = sorted(path.name for path in out.glob("*.json"))
        self.assertEqual(len(names), 3)
        self.assertIn("a.json", names)
        digest = json.loads((out / [name for name in names if name != "a.json"][0]).read_text("utf-8"))["source"]
        self.assertIn(f"a-{digest['sha256'][:8]}.json", names)

    def test_an_output_never_replaces_its_source(self):
        path = self.folder / "scan.txt"
        shutil.copy(self.page("page.png"), path)
        before = path.read_bytes()
        done = run("convert", "-f", "txt", "-o", self.folder, path)
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.err, "scan.txt", "replace the source", "-o")
        self.assertEqual(path.read_bytes(), before)

    def test_a_folder_is_one_document_in_natural_order(self):
        for number in (10, 2, 1):
            self.page(f"licence/page-{number}.png", (f"第 {number} 页", f"编号：{number}{number}{number}{number}", *LINES))
        (self.folder / "licence" / "Thumbs.db").write_bytes(b"x")
        document = self.convert_json(self.folder / "licence")
        self.assertEqual(document["source"]["name"], "licence")
        self.assertEqual(document["source"]["pages"], 3)
        text = squeezed(document["text"])
        places = [text.find(number * 4) for number in ("1", "2", "10")]
        self.assertEqual(places, sorted(places), text)
        self.assertNotIn(-1, places)

    def test_pages_of_one_keeps_the_order_given(self):
        second, first = self.pages(2)
        document = self.convert_json("--pages-of-one", first, second)
        self.assertEqual(document["source"]["pages"], 2)
        self.assertEqual(document["source"]["format"], "pictures")
        text = squeezed(document["text"])
        self.assertLess(text.find("2469134"), text.find("1234567"))

    def test_file_names_are_taken_as_they_are(self):
        name = "许可证 副本 (1).png".encode() + b"\xd6\xa4.png"
        path = os.fsencode(self.folder) + b"/" + name
        shutil.copy(self.page("a.png"), path)
        done = run("convert", "-o", self.folder / "out", os.fsdecode(path))
        self.assertEqual(done.returncode, 0, done.err)
        self.assertEqual(sorted(os.listdir(os.fsencode(self.folder / "out"))), [b".zhaolu", name[:-4] + b".json"])

    def test_a_pdf_reads_like_its_pictures(self):
        pages = self.pages(2)
        pictures = [Image.open(page).convert("RGB") for page in pages]
        pictures[0].save(self.folder / "a.pdf", save_all=True, append_images=pictures[1:], resolution=300)
        from_pdf = self.convert_json(self.folder / "a.pdf")
        self.assertEqual(from_pdf["source"]["format"], "pdf")
        self.assertEqual(from_pdf["source"]["pages"], 2)
        for number in ("1234567", "2469134"):
            self.assertIn(number, squeezed(from_pdf["text"]))

    def test_an_electronic_pdf_gives_its_own_text(self):
        lines = [line.replace("杭州听松", "杭州彧赟") for line in LINES]  # characters that a reader takes for others
        path = self.folder / "electronic.pdf"
        subprocess.run([os.environ["TEXT_PDF"], path, *lines], check=True, timeout=60)
        document = self.convert_json("--no-correct", path)
        self.assertEqual(document["text"].split("\n"), lines)
        boxed = [line["box"] for line in document["pages"][0]["lines"]]
        self.assertEqual(len(boxed), len(lines))
        tops = [box[1] for box in boxed]
        self.assertEqual(tops, sorted(tops))
        self.assertTrue(all(0 <= box[0] and box[0] + box[2] <= document["pages"][0]["width"] for box in boxed))
        self.assertTrue(all(line["confidence"] == 1 for line in document["pages"][0]["lines"]))
        read = self.convert_json("--no-correct", "--pdf-text", "never", path)
        self.assertIn("20210386", squeezed(read["text"]))
        self.assertTrue(any(line["confidence"] < 1 for line in read["pages"][0]["lines"]))

    def test_every_page_of_a_tiff(self):
        pages = [Image.open(page) for page in self.pages(3)]
        pages[0].save(self.folder / "a.tif", save_all=True, append_images=pages[1:], dpi=(300, 300))
        document = self.convert_json(self.folder / "a.tif")
        self.assertEqual((document["source"]["format"], document["source"]["pages"]), ("tiff", 3))
        self.assertIn("3703701", squeezed(document["text"]))

    def test_results_do_not_depend_on_the_number_of_workers(self):
        self.pages(5, "many/page-{}.png")
        inputs = [SAMPLES / "telecom-front", self.folder / "many", self.page("a.png"), *self.pages(3)]
        one, two = (run("convert", "-j", jobs, *inputs) for jobs in (1, 2))
        self.assertEqual(one.returncode, 0, one.err)
        self.assertEqual(one.stdout, two.stdout)


class PipeTest(ProgramTest):
    """Documents that come through a pipe, as from a mail gateway or a scanner's program."""

    def test_standard_input_is_a_document(self):
        page = self.page("a.png")
        direct = json.loads(run("convert", "-f", "json", page).out)
        for name in ("-", "/dev/stdin"):
            done = run("convert", "-f", "json", name, stdin=page.read_bytes())
            self.assertEqual((done.returncode, done.err), (0, ""))
            piped = json.loads(done.out)
            self.assertEqual((piped["text"], piped["source"]["name"]), (direct["text"], "stdin"))
            self.assertEqual(piped["source"]["sha256"], direct["source"]["sha256"])

    def test_files_that_are_open_already_are_read(self):
        """A file as standard input, which the workers have no name for, and what a shell makes of <(command)."""
        page = self.page("a.png")
        direct = json.loads(run("convert", "-f", "json", page).out)
        for script, name in (('exec "$@" < a.png', "/dev/stdin"), ('exec "$@" 7< a.png', "/dev/fd/7"),
                             ('exec "$@" 7< a.png', "/proc/self/fd/7")):
            done = run("convert", "-f", "json", name, through=("sh", "-c", script, "sh"), cwd=self.folder)
            self.assertEqual((done.returncode, done.err), (0, ""), name)
            self.assertEqual(json.loads(done.out)["text"], direct["text"])

    def test_its_result_has_a_name(self):
        done = run("convert", "-f", "txt", "-o", self.folder / "out", "-", stdin=self.page("a.png").read_bytes())
        self.assertEqual(done.returncode, 0, done.err)
        self.assertTrue((self.folder / "out" / "stdin.txt").exists())

    def test_what_is_no_picture_is_told_of_standard_input(self):
        done = run("convert", "-f", "json", "-", stdin=b"text")
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.err, "standard input: ", "text")
        self.assertNotIn("/zhaolu-", json.loads(done.out)["warnings"][0])

    def test_nothing_is_left_of_a_pipe_when_a_signal_ends_the_run(self):
        """While more is waited for, and while a page is read."""
        temporary = self.folder / "temporary"
        temporary.mkdir()
        picture = self.page("a.png").read_bytes()
        for number, whole in ((signal.SIGTERM, False), (signal.SIGINT, True), (signal.SIGHUP, True)):
            with self.subTest(signal=number.name):
                process = subprocess.Popen([PROGRAM, "convert", "-f", "txt", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL, env=clean_environment(TMPDIR=str(temporary)),
                                           # nohup's children are born deaf to SIGHUP
                                           preexec_fn=lambda heard=number: signal.signal(heard, signal.SIG_DFL))
                process.stdin.write(picture if whole else picture[:100])
                process.stdin.flush()
                end = time.monotonic() + 60
                while not list(temporary.glob("*/1")) and time.monotonic() < end:
                    time.sleep(0.01)
                self.assertTrue(list(temporary.glob("*/1")))
                process.send_signal(number)
                process.stdin.close()
                self.assertEqual(process.wait(timeout=60), -number)
                self.assertEqual(list(temporary.iterdir()), [])


class UsageTest(ProgramTest):
    def test_mistakes_on_the_command_line(self):
        path = self.folder / "a.png"
        for arguments, words in (
                (("convert",), ("no file",)),
                (("convert", "--nonsense", path), ("--nonsense", "convert --help")),
                (("convert", "-Z", path), ("-Z",)),
                (("convert", "-f", "docx", path), ("docx", "json", "txt")),
                (("convert", "-f", "json,txt", path), ("-o DIR",)),
                (("convert", "-j", "many", path), ("-j", "many")),
                (("convert", "--page-timeout", "-5", path), ("--page-timeout",)),
                (("convert", "-o",), ("-o needs a value",)),
                (("convert", "--punctuation=half", path), ("fullwidth|keep",)),
                (("convert", "--config", "/nonexistent.yaml", path), ("/nonexistent.yaml",)),
                (("fix", "a", "b"), ("one file",)),
                (("fly",), ("fly", "--help")),
                (("--nonsense",), ("--help",)),
        ):
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, 2, done.err)
                self.assertEqual(done.out, "")
                self.assert_one_line(done.err, *words)

    def test_help_of_every_verb(self):
        done = run("--help")
        self.assertEqual((done.returncode, done.err), (0, ""))
        verbs = [line.split()[0] for line in done.out.split("Verbs:\n")[1].split("\n\n")[0].splitlines()]
        self.assertIn("convert", verbs)
        for verb in verbs:
            done = run(verb, "--help")
            self.assertEqual((done.returncode, done.err), (0, ""), verb)
            self.assertTrue(done.out.startswith(f"Usage: zhaolu {verb}"), done.out)
            self.assertEqual(run("help", verb).out, done.out)

    def test_debians_model_reads_where_it_is_asked_for(self):
        done = run("convert", "--lang", "chi_sim", self.page("licence.png"))
        document = json.loads(done.out)
        self.assertEqual(document["tool"]["model"], "chi_sim")
        self.assertIn("20210386", squeezed(document["text"]))

    def test_version_names_the_parts(self):
        done = run("--version")
        self.assertEqual(done.returncode, 0)
        for word in ("zhaolu ", "tesseract ", "leptonica-", "zhaolu.traineddata"):
            self.assertIn(word, done.out)

    def test_no_verb_shows_help_as_an_error(self):
        done = run()
        self.assertEqual((done.returncode, done.out), (2, ""))
        self.assertIn("Usage:", done.err)


if __name__ == "__main__":
    main()
