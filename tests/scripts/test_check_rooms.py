#!/usr/bin/env python3
"""The rooms of the code include only rooms above them, and scripts/check-rooms notices where they do not."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/check-rooms"


def breaches(script):
    run = subprocess.run([script], capture_output=True, text=True, check=False)
    return run.returncode, run.stderr


class Rooms(unittest.TestCase):
    def test_the_code_keeps_to_its_rooms(self):
        self.assertEqual(breaches(SCRIPT), (0, ""))

    def told_of(self, files):
        """What is said of a tree of these files: {path: the headers it includes}."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, headers in files.items():
                (root / path).parent.mkdir(exist_ok=True)
                (root / path).write_text("".join(f'#include "{header}"\n' for header in headers))
            (root / "scripts").mkdir()
            shutil.copy(SCRIPT, root / "scripts")
            code, said = breaches(root / "scripts/check-rooms")
            self.assertEqual(code, 1 if said else 0)
            return said

    def test_a_room_above_may_be_included(self):
        self.assertEqual(self.told_of({"cli/a.c": ["jobs/b.h"], "jobs/b.h": ["base/c.h"], "base/c.h": []}), "")

    def test_a_room_below_may_not(self):
        self.assertIn("jobs/b.h: includes cli/a.h, but cli/ stands below jobs/",
                      self.told_of({"cli/a.h": [], "jobs/b.h": ["cli/a.h"]}))

    def test_rooms_side_by_side_do_not_know_each_other(self):
        self.assertIn("do not know each other", self.told_of({"postproc/a.h": [], "extract/b.c": ["postproc/a.h"]}))

    def test_what_is_no_room_is_told(self):
        self.assertIn("attic/ is no room", self.told_of({"base/a.c": ["attic/b.h"]}))

    def test_files_that_include_each_other_are_told(self):
        self.assertIn("include each other: base/a, base/b",
                      self.told_of({"base/a.c": ["base/b.h"], "base/a.h": [], "base/b.c": ["base/a.h"], "base/b.h": []}))

    def test_a_header_of_shared_types_may_be_included_from_both_ends(self):
        self.assertEqual(self.told_of({"base/a.c": ["base/types.h"], "base/b.c": ["base/types.h"], "base/types.h": []}), "")

    def test_headers_without_code_include_each_other_neither(self):
        self.assertIn("include each other", self.told_of({"base/a.h": ["base/b.h"], "base/b.h": ["base/a.h"]}))


if __name__ == "__main__":
    unittest.main()
