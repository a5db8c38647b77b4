#!/usr/bin/python3
"""Whatever the program names has a name for people in data/html/texts.tsv and data/field_names.tsv."""
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def table(name):
    """The entries of a table by key; each is the list of its other columns."""
    lines = (SOURCE / "data" / name).read_text("utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines if line and not line.startswith("#")}


def profile_lines():
    """Each line of each profile's list of fields."""
    for path in sorted((SOURCE / "data" / "profiles").glob("*.yaml")):
        text = path.read_text("utf-8").split("\nfields:\n")[1]
        yield from re.split(r"\n\S", text)[0].splitlines()


def sentences_of_checks():
    """Each sentence, or part of one, that a check may give as its detail; %s and %d as %."""
    for path in sorted((SOURCE / "extract").glob("*.c")):
        calls = re.findall(r"field_add_check\((.*?)\);", path.read_text("utf-8"), re.DOTALL)
        for call in calls:
            for literals in re.findall(r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*', call):
                sentence = re.sub(r"%(zu|[ds])", "%", "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)))
                if len(re.findall(r"\b[a-z]{2,}\b", sentence)) > 2:
                    yield sentence


def arguments_of_calls(text, names):
    """What stands between the brackets of each call of one of the functions."""
    for call in re.finditer(rf"\b(?:{names})\(", text):
        depth, at = 1, call.end()
        for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[()]', text[at:]):
            depth += {"(": 1, ")": -1}.get(token[0], 0)
            if depth == 0:
                yield text[at:at + token.start()]
                break


# Files whose troubles become a document's reason, and so stand in pages and reason files.
SOURCES_OF_REASONS = ("ingest/*.c", "page/*.c", "ocr/line_read.c", "ocr/page_*.c", "workers/*.c", "jobs/document_queue.c", "jobs/page_*.c",
                      "jobs/reading_*.c", "jobs/watch_arrival.c", "jobs/document_task.c", "postproc/vote.c")


def sentences_of_reasons():
    """Each sentence that may become a document's reason or note; what varies as %."""
    literal = r'"(?:[^"\\]|\\.)*"(?:\s*(?:PRI\w+)?\s*"(?:[^"\\]|\\.)*")*'
    for path in sorted(path for pattern in SOURCES_OF_REASONS for path in SOURCE.glob(pattern)):
        text = path.read_text("utf-8")
        for arguments in arguments_of_calls(text, "error_set|error_set_errno|document_add_warning"):
            for literals in re.findall(literal, arguments):
                whole = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))
                whole = re.sub(r"^%: ", "", re.sub(r"%[-.*0-9]*(zu|lld|[dsufg])?", "%", whole))
                if len(re.findall(r"\b[a-z]{2,}\b", whole)) > 1:
                    yield from whole.split("; ")


class Texts(unittest.TestCase):
    def test_every_entry_has_both_languages(self):
        for name in ("html/texts.tsv", "html/sentences.tsv", "field_names.tsv"):
            for key, columns in table(name).items():
                self.assertEqual([bool(column) for column in columns], [True, True], f"{name}: {key}")

    def test_no_key_stands_twice(self):
        for name in ("html/texts.tsv", "html/sentences.tsv", "field_names.tsv"):
            lines = (SOURCE / "data" / name).read_text("utf-8").splitlines()
            keys = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
            self.assertEqual(sorted(keys), sorted(set(keys)), name)

    def test_every_field_of_the_profiles_is_named(self):
        names = [match[1] for line in profile_lines() if (match := re.fullmatch(r"  ([a-z_]+):", line))]
        self.assertGreater(len(names), 20)
        self.assertEqual([name for name in names if name not in table("field_names.tsv")], [])

    def test_every_check_of_the_profiles_is_named(self):
        lists = [match[1] for line in profile_lines() if (match := re.fullmatch(r"    checks: \[(.*)\]", line))]
        checks = {check.strip() for one in lists for check in one.split(",")}
        self.assertGreater(len(checks), 8)
        self.assertEqual([check for check in checks if f"check:{check}" not in table("html/texts.tsv")], [])

    def test_every_sentence_of_a_check_is_also_chinese(self):
        known = [re.sub(r"%[1-5]", "%", columns[1]) for columns in table("html/sentences.tsv").values()]
        sentences = list(sentences_of_checks())
        self.assertGreater(len(sentences), 20)
        self.assertEqual([one for one in sentences if not any(one.strip() in sentence for sentence in known)], [])

    def test_every_reason_is_also_chinese(self):
        known = [re.compile(re.sub(r"%[1-5]", ".+", re.escape(columns[1]).replace("\\%", "%")))
                 for columns in table("html/sentences.tsv").values()]
        sentences = sorted(set(sentences_of_reasons()))
        self.assertGreater(len(sentences), 60)
        self.assertEqual([one for one in sentences if not any(form.fullmatch(one) for form in known)], [])

    def test_every_rule_of_correction_is_named(self):
        rows = re.findall(r"^\| (`[a-z_`, ]+) \|", (SOURCE / "docs/correction.md").read_text("utf-8"), re.MULTILINE)
        rules = [rule for row in rows for rule in re.findall(r"`([a-z_]+)`", row)]
        self.assertGreater(len(rules), 15)
        self.assertEqual([rule for rule in rules if f"rule:{rule}" not in table("html/texts.tsv")], [])


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False).result.wasSuccessful())
