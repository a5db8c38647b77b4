"""doctor, schema, configuration files: what an administrator looks at first."""

import json
import os
import re

import jsonschema

from program import SOURCE, ProgramTest, clean_environment, main, run, squeezed


class DoctorTest(ProgramTest):
    def test_a_sound_installation(self):
        done = run("doctor", "-o", self.folder)
        self.assertEqual((done.returncode, done.err), (0, ""), done.out)
        for word in ("zhaolu.traineddata", "seccomp", "ready", "可以使用", str(self.folder)):
            self.assertIn(word, done.out)
        self.assertNotIn("BAD", done.out)
        self.assertNotIn("\033", done.out)
        self.assertEqual(os.listdir(self.folder), [])

    def test_what_is_missing_comes_with_what_to_do(self):
        damaged = self.folder / "damaged"
        damaged.mkdir()
        (damaged / "zhaolu.traineddata").write_bytes(b"x" * 1000)
        for arguments, environment, words in (
                (("--tessdata", self.folder), None, ("install that again", "--lang chi_sim")),
                (("--lang", "chi_sim", "--tessdata", self.folder), None, ("apt-get install tesseract-ocr-chi-sim",)),
                (("--tessdata", damaged), None, ("cannot load", str(damaged))),
                (("--lang", "xyz_abc"), None, ("tesseract-ocr-xyz-abc",)),
                (("-o", self.folder / "none"), None, ("mkdir -p",)),
                (("--profile", "no such profile"), None, ("no such profile",)),
                ((), {"ZHAOLU_DATA": self.folder}, ("data files",)),
        ):
            with self.subTest(arguments=arguments):
                done = run("doctor", *arguments, environment=clean_environment(**(environment or {})))
                self.assertEqual(done.returncode, 3, done.out)
                for word in ("BAD", "故障", *words):
                    self.assertIn(word, done.out)


class ConfigurationTest(ProgramTest):
    def configure(self, text):
        folder = self.folder / "zhaolu"
        folder.mkdir(exist_ok=True)
        (folder / "config.yaml").write_text(text, "utf-8")
        return clean_environment(XDG_CONFIG_HOME=self.folder)

    def test_the_file_holds_where_the_command_line_says_nothing(self):
        environment = self.configure("fix:\n  format: json\n")
        done = run("fix", stdin="证书".encode(), environment=environment)
        self.assertEqual(json.loads(done.out)["schema"], "zhaolu/2")
        done = run("fix", "-f", "txt", stdin="证书".encode(), environment=environment)
        self.assertEqual(squeezed(done.out), "证书")

    def test_a_mistake_names_file_and_key(self):
        done = run("fix", stdin=b"", environment=self.configure("punctuaton: keep\n"))
        self.assertEqual((done.returncode, done.out), (2, ""))
        self.assert_one_line(done.err, "config.yaml", "punctuaton")

    def test_every_option_of_the_example_is_understood(self):
        example = (SOURCE / "data" / "zhaolu.yaml.example").read_text("utf-8")
        options = re.sub(r"(?m)^#(?=\S|  )", "", example)  # prose has one space after its #
        options = re.sub(r"(?m)^(tessdata|profile|extractor|lexicon):.*\n", "", options)  # name what is not there
        verbs = [section for section in re.findall(r"(?m)^(\w+):$", options) if section != "queue"]  # of several verbs
        self.assertIn("convert", verbs)
        for verb in verbs:
            done = run(verb, "--nonsense", environment=self.configure(options))
            self.assertIn("--nonsense", done.err)
        for verb, arguments in (("convert", ("none.png",)), ("fix", ("none.txt",)), ("doctor", ())):
            done = run(verb, *arguments, environment=self.configure(options), cwd=self.folder)
            self.assertNotEqual(done.returncode, 2, done.err)

    def test_the_example_leaves_no_option_out(self):
        """Each option of --help stands in the example, so that none is left undocumented."""
        example = (SOURCE / "data" / "zhaolu.yaml.example").read_text("utf-8")
        for verb in ("convert", "fix", "watch", "batch"):
            for name in re.findall(r"--([a-z-]+)", run(verb, "--help").out.split("Options:", 1)[1]):
                if name not in ("help", "config"):
                    self.assertRegex(example, rf"(?m)^# *{name}:", f"{verb} --{name}")

    def test_doctor_checks_every_section(self):
        for verb, text in (("watch", "settle: five"), ("batch", "nonsense: 1"), ("convert", "force: perhaps")):
            done = run("doctor", environment=self.configure(f"{verb}:\n  {text}\n"))
            self.assertEqual(done.returncode, 3, done.out)
            self.assertIn(text.split(":")[0], done.out)
            self.assertIn(verb, done.out)

    def test_doctor_names_the_files_in_use(self):
        done = run("doctor", environment=self.configure("page-timeout: 90\n"))
        self.assertEqual(done.returncode, 0, done.out)
        self.assertIn("zhaolu/config.yaml", done.out)


class RefusedTest(ProgramTest):
    def test_a_run_that_is_refused_makes_no_folder(self):
        inbox, page = self.folder / "in", self.page("page.png")
        inbox.mkdir()
        before = sorted(os.listdir(self.folder))
        refusals = (("--profile", "no_such_type"), ("--lang", "xyz"), ("-f", "no_such_format"), ("--tessdata", self.folder))
        commands = [(verb, *arguments, *refusal) for verb, *arguments in (("watch", inbox, "--once"), ("batch", inbox), ("convert", page))
                    for refusal in refusals]
        commands += [("watch", inbox, "--once", "--done", inbox),
                     ("watch", inbox, "--once", "--done", self.folder / "x", "--failed", self.folder / "x"),
                     ("watch", self.folder / "none", "--once")]
        for command in commands:
            with self.subTest(command):
                done = run(*command, "-o", self.folder / "new/out")
                self.assertIn(done.returncode, (2, 3), done.err)
                self.assertEqual((sorted(os.listdir(self.folder)), os.listdir(inbox)), (before, []))


class SchemaTest(ProgramTest):
    def test_results_obey_the_schema(self):
        schema = json.loads(run("schema").out)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        page, broken = self.page("a.png"), self.folder / "b.png"
        broken.write_bytes(page.read_bytes()[:200])
        results = run("convert", page, broken, self.folder / "none.png", "--pages-of-one").out
        results += run("convert", page, broken, self.folder / "none.png").out
        results += run("fix", "-f", "json", stdin="经营许可证编号：B2-20210386".encode()).out
        results += run("fix", "-f", "json", stdin=b"").out
        documents, at = [], 0
        decoder = json.JSONDecoder()
        while results[at:].strip():
            at += len(results[at:]) - len(results[at:].lstrip())
            document, at = decoder.raw_decode(results, at)
            documents.append(document)
        self.assertEqual(len(documents), 6)
        for document in documents:
            validator.validate(document)


if __name__ == "__main__":
    main()
