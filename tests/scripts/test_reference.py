"""The manual page, the configuration's example and the completions say what the program's own help says."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
PROGRAM = sys.argv.pop(1)
QUEUE_HEADING = "Options for several machines:"
NOT_IN_CONFIGURATION = {"config", "help"}


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, env=dict(os.environ, XDG_CONFIG_HOME="/nonexistent"))
    return done.returncode, done.stdout, done.stderr


def verbs():
    listed = run("--help")[1].split("Verbs:")[1].split("\n\n")[0]
    return re.findall(r"^  ([a-z]+) ", listed, re.M)


def options_in(text):
    return set(re.findall(r"^ +(?:-., )?--([a-z-]+)", text, re.M))


def help_options(verb):
    """The verb's own options and the shared ones that it heeds, by its help."""
    own, _, common = run(verb, "--help")[1].partition("Options that verbs share:")
    return options_in(own.partition(QUEUE_HEADING)[0]), options_in(common)


def queue_options(verb):
    """Those for several machines."""
    return options_in(run(verb, "--help")[1].partition(QUEUE_HEADING)[2].partition("Options that verbs share:")[0])


def manual_options(section):
    text = (DATA / "zhaolu.1").read_text(encoding="utf-8")
    part = re.split(rf"^\.S[SH] {re.escape(section)}$", text, flags=re.M)[1]
    part = re.split(r"^\.S[SH] ", part, flags=re.M)[0].replace("\\-", "-")
    return set(re.findall(r"^\.B[R]? .*?--([a-z-]+)", part, re.M))


def uncommented_example():
    """The configuration's example with every value in force."""
    text = (DATA / "zhaolu.yaml.example").read_text(encoding="utf-8")
    return "\n".join(re.sub(r"^#(?=[a-z]|  )", "", line) for line in text.splitlines()) + "\n"


def configuration_options(verb=None):
    """Names at the top level of the example, or below a verb."""
    text = uncommented_example()
    if verb is None:
        return set(re.findall(r"^([a-z-]+): \S", text, re.M))
    section = re.search(rf"^{verb}:\n((?:  .*\n)*)", text, re.M)
    return set(re.findall(r"^  ([a-z-]+):", section.group(1), re.M)) if section else set()


class Reference(unittest.TestCase):
    def test_the_manual_has_the_options_of_every_verb(self):
        self.assertIn("convert", verbs())
        for verb in verbs():
            own, common = help_options(verb)
            with self.subTest(verb=verb):
                self.assertEqual(manual_options(verb), own, f"options of {verb} in data/zhaolu.1")
                self.assertLessEqual(common, manual_options("OPTIONS OF EVERY VERB"))
        self.assertEqual(manual_options("OPTIONS OF EVERY VERB"), help_options("convert")[1])

    def test_the_manual_and_the_example_have_the_options_for_several_machines(self):
        for verb in ("watch", "batch", "work", "status"):
            self.assertEqual(queue_options(verb), manual_options("OPTIONS FOR SEVERAL MACHINES"), verb)
        self.assertEqual(queue_options("convert"), set())
        self.assertEqual(configuration_options("queue"), queue_options("work"))

    def test_the_help_of_a_verb_shows_what_it_heeds(self):
        self.assertEqual(help_options("schema"), (set(), {"help"}))
        for verb, without in (("status", "jobs"), ("status", "max-pixels"), ("retry", "lang"), ("fix", "page-timeout"), ("doctor", "pdf-text")):
            with self.subTest(verb=verb):
                self.assertNotIn(without, help_options(verb)[1])
                self.assertIn("config", help_options(verb)[1])

    def test_the_example_documents_every_option(self):
        for verb in verbs():
            own, common = help_options(verb)
            with self.subTest(verb=verb):
                self.assertEqual(configuration_options(verb), own - NOT_IN_CONFIGURATION, f"{verb} in data/zhaolu.yaml.example")
                self.assertLessEqual(common - NOT_IN_CONFIGURATION, configuration_options())
        self.assertEqual(configuration_options(), help_options("convert")[1] - NOT_IN_CONFIGURATION)

    def test_the_example_is_a_configuration_that_the_program_takes(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("as-is.yaml", (DATA / "zhaolu.yaml.example").read_text(encoding="utf-8")), ("all.yaml", uncommented_example())):
                path = pathlib.Path(folder) / name
                path.write_text(text, encoding="utf-8")
                code, _, errors = run("schema", "--config", str(path))
                self.assertEqual((code, errors), (0, ""), name)

    def test_a_wrong_line_in_a_configuration_is_refused(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write("page-timeout: soon\n")
            file.flush()
            code, _, errors = run("schema", "--config", file.name)
        self.assertEqual(code, 2)
        self.assertIn("page-timeout", errors)


class BashCompletion(unittest.TestCase):
    def complete(self, *words):
        script = f'. "{DATA}/completions/zhaolu.bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _zhaolu; printf "%s\\n" "${{COMPREPLY[@]}}"'
        environment = dict(os.environ, PATH=f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}")
        done = subprocess.run(["bash", "-c", script, "complete", *words], capture_output=True, text=True, check=True, env=environment)
        return done.stdout.split()

    def test_completes_verbs(self):
        self.assertEqual(self.complete("zhaolu", "conv"), ["convert"])

    def test_completes_all_options_of_a_verb(self):
        for verb in verbs():
            own, common = help_options(verb)
            offered = {word.removeprefix("--") for word in self.complete("zhaolu", verb, "--")}
            self.assertEqual(offered, own | queue_options(verb) | common, verb)

    def test_completes_values(self):
        self.assertEqual(self.complete("zhaolu", "convert", "--punctuation", "k"), ["keep"])
        self.assertEqual(self.complete("zhaolu", "convert", "-f", "json,ht"), ["json,html"])
        self.assertEqual(self.complete("zhaolu", "convert", "-j", ""), [])


if __name__ == "__main__":
    unittest.main()
