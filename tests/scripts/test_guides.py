#!/usr/bin/python3
"""The guides for newcomers name rooms, files and commands that are there."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDES = ("CONTRIBUTING.md", "docs/how-it-works.md")
PATH = re.compile(r"[A-Za-z0-9_*.-]+(?:/[A-Za-z0-9_*.-]*)*\.(?:c|h|md|py|sh|svg|tsv|txt|yaml|1)|[a-z_]+/[A-Za-z0-9_*/.-]*")
PARTS = ("", "data/")  # where a guide's paths begin: lexicon/terms.txt is in data/


def text_of(guide):
    return (ROOT / guide).read_text(encoding="utf-8")


def paths_in(text):
    """The paths among the words in `code` and in indented commands; build outputs and NAMEs to be filled in are none."""
    words = [word for code in re.findall(r"`([^`\n]+)`", text) for word in code.split()]
    words += [line.split()[0] for line in re.findall(r"^    (\S.*)$", text, re.M)]
    for word in words:
        word = word.rstrip(":,;")
        if PATH.fullmatch(word) and "NAME" not in word and not word.startswith("build"):
            yield word


def stands_in(folder, path):
    """Whether the path is in the folder; a name without a folder may be anywhere below it."""
    return any((ROOT / folder).glob(path) if "/" in path else (ROOT / folder).rglob(path))


def is_there(path):
    if "/" in path:
        return any(stands_in(part, path.rstrip("/")) for part in PARTS)
    return any(stands_in(folder.name, path) for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(("build", ".")))


def change_rows():
    """[(what, rooms, files)] of the table "I want to change"."""
    table = text_of("docs/how-it-works.md").split("## I want to change")[1].split("\n\n")[1]
    for row in table.splitlines()[2:]:
        what, rooms, files = (cell.strip() for cell in row.strip("|").split("|"))
        yield what, [room.rstrip("/") for room in re.findall(r"`([^`]+)`", rooms)], list(paths_in(files))


class Guides(unittest.TestCase):
    def test_what_they_name_is_there(self):
        for guide in GUIDES:
            named = set(paths_in(text_of(guide)))
            self.assertGreater(len(named), 20, guide)
            for path in sorted(named):
                with self.subTest(guide=guide, path=path):
                    self.assertTrue((ROOT / path).exists() or is_there(path))

    def test_each_change_names_a_file_of_its_room(self):
        rows = list(change_rows())
        self.assertGreaterEqual(len(rows), 15)
        for what, rooms, files in rows:
            with self.subTest(what=what):
                self.assertTrue(rooms and all((ROOT / room).is_dir() for room in rooms))
                for path in files:
                    self.assertTrue(any(stands_in(room, path) for room in rooms) or (ROOT / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
