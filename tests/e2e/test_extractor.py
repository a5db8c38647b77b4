"""--extractor: a program of the user's makes the record."""

import json
import time

from program import SAMPLES, ProgramTest, main, run

TEXT = "经营许可证编号：B2-20210386\n".encode()
RECORD = {"type": "mine", "fields": {}, "provisions": []}


class ExtractorTest(ProgramTest):
    def fix(self, command, *arguments):
        return run("fix", "-f", "json", "--extractor", command, *arguments, stdin=TEXT)

    def assert_failed(self, document, *words):
        """A failed object like every other one, with what was read."""
        self.assertEqual((document["status"], document["records"]), ("failed", []))
        self.assertIn("B2-20210386", document["text"])
        for word in words:
            self.assertIn(word, document["warnings"][0])

    def test_its_record_takes_the_place_of_the_built_in_one(self):
        seen = self.folder / "seen.json"
        done = self.fix(f"cat > '{seen}'; echo '{json.dumps(RECORD)}'")
        self.assertEqual((done.returncode, done.err), (0, ""))
        self.assertEqual(json.loads(done.out)["records"], [{**RECORD, "pages": [], "region": None}])
        document = json.loads(seen.read_text("utf-8"))
        self.assertEqual(document["schema"], "zhaolu/2")
        self.assertIn("B2-20210386", document["text"])
        self.assertEqual(document["records"], [])

    def test_the_example_of_the_documentation(self):
        done = run("fix", "-f", "json", "--extractor", SAMPLES / "extractor/fishing_permit.py", SAMPLES / "profile/fishing_permit.txt")
        self.assertEqual((done.returncode, done.err), (0, ""))
        self.assertEqual(json.loads(done.out)["records"][0]["fields"]["number"]["value"], "鲁渔捕0042")

    def test_a_program_that_does_not_read_its_input(self):
        done = run("fix", "-f", "json", "--extractor", f"echo '{json.dumps(RECORD)}'", stdin=TEXT * 20000)
        self.assertEqual((done.returncode, done.err), (0, ""))
        self.assertEqual(json.loads(done.out)["records"][0]["type"], "mine")

    def test_what_goes_wrong_is_said_in_words(self):
        for command, exit_code, words in (
                ("exit 7", 1, ("exit code 7",)),
                ("kill -9 $$", 1, ("signal 9",)),
                ("echo hello", 1, ("did not write JSON", "line 1")),
                ("true", 1, ("did not write JSON",)),
                ("echo '{\"records\": 5}'", 1, ("did not write a record",)),
                ("echo '{\"type\": 5}'", 1, ("did not write a record", "type")),
                ("head -c 9000000 /dev/zero", 1, ("more than 8 MB",)),
                ("head -c 3000000 /dev/zero | tr '\\0' '['", 1, ("levels deep",)),
                ("echo '['; yes 0, | head -c 2000000", 1, ("more than 200000 values",)),
                ("/nonexistent/program", 3, ("cannot be run", "--extractor")),
        ):
            with self.subTest(command=command):
                done = self.fix(command)
                self.assertEqual(done.returncode, exit_code)
                self.assert_one_line(done.err.splitlines()[-1], command, *words)
                if exit_code == 1:
                    self.assert_failed(json.loads(done.out), *words)
                else:
                    self.assertEqual(done.out, "")

    def test_one_that_takes_too_long_is_stopped_with_all_it_started(self):
        for command in ("sleep 60", "sleep 60 & wait", "exec >&-; sleep 60"):
            with self.subTest(command=command):
                begun = time.monotonic()
                done = self.fix(command, "--extractor-timeout", 1)
                self.assertEqual(done.returncode, 1)
                self.assert_failed(json.loads(done.out), "the extractor")
                self.assertLess(time.monotonic() - begun, 20)

    def test_convert_hands_over_read_pages(self):
        done = run("convert", "--extractor", "python3 -c 'import json,sys; d=json.load(sys.stdin); print(json.dumps("
                   '{"type": str(len(d["pages"])), "fields": {}, "provisions": []}))' + "'", *self.pages(2))
        self.assertEqual((done.returncode, done.err), (0, ""))
        self.assertEqual([json.loads(line)["records"][0]["type"] for line in done.out.splitlines()], ["1", "1"])

    def test_one_document_that_fails_does_not_stop_the_others(self):
        first, second = self.pages(2)
        command = f"grep -q '\"name\":\"{first.name}\"' && exit 5; echo '{json.dumps(RECORD)}'"
        done = run("convert", "-q", "-o", self.folder / "out", "--extractor", command, first, second)
        self.assertEqual(done.returncode, 1)
        failures = [line for line in done.err.splitlines() if not line.startswith("zhaolu: wrote ")]
        self.assert_one_line("\n".join(failures), first, "exit code 5")
        self.assertTrue((self.folder / "out" / f"{second.stem}.json").exists())
        failed = json.loads((self.folder / "out" / f"{first.stem}.json").read_text("utf-8"))
        self.assertEqual((failed["status"], failed["records"]), ("failed", []))
        self.assertIn("exit code 5", failed["warnings"][0])
        self.assertIn("公司名称", failed["text"])

    def test_a_batch_does_not_try_again_what_fails_the_same_way(self):
        self.page("in/page.png")
        calls = self.folder / "calls"
        arguments = ("batch", self.folder / "in", "-o", self.folder / "out", "--extractor", f"echo >> '{calls}'; exit 5")
        for night in range(2):
            done = run(*arguments)
            self.assertEqual(done.returncode, 1, done.err)
            self.assertIn("exit code 5", done.out)
            self.assertEqual(len(calls.read_text("utf-8").splitlines()), 1, f"night {night + 1}")
        failed = json.loads((self.folder / "out/page.json").read_text("utf-8"))
        self.assertEqual((failed["status"], failed["records"]), ("failed", []))
        self.assertIn("exit code 5", failed["warnings"][0])
        self.assertIn("公司名称", failed["text"])
        self.assertEqual(run("retry", "--failed", "-o", self.folder / "out").returncode, 0)
        done = run(*arguments[:-1], f"echo '{json.dumps(RECORD)}'")
        self.assertEqual(done.returncode, 0, done.err + done.out)
        self.assertEqual(json.loads((self.folder / "out/page.json").read_text("utf-8"))["records"][0]["type"], "mine")


if __name__ == "__main__":
    main()
