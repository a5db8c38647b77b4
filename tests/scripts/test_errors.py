"""The measure of character errors."""
import importlib.util
import os
import pathlib
import sys
import unittest

if not importlib.util.find_spec("numpy") and "ZHAOLU_TEST_NONE_SKIPPED" not in os.environ:
    print("python3-numpy is not installed: scripts/setup", file=sys.stderr)
    sys.exit(77)
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from measuring import errors  # noqa: E402


def plain_distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, before = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
    return row[-1]


class Errors(unittest.TestCase):
    def test_width_of_punctuation_and_space_cost_nothing(self):
        self.assertEqual(errors.fold("公 司（附 页）：Ａ"), errors.fold("公司(附页):A"))

    def test_distance_counts_changes_omissions_and_additions(self):
        cases = [("", "", 0), ("公司", "", 2), ("", "公司", 2), ("公司名称", "公司名称", 0), ("公司名称", "公可名称", 1),
                 ("公司名称", "公名称", 1), ("公司名称", "公司司名称", 1), ("abcdef", "badcfe", 4), ("a", "bbbb", 4)]
        for true, read, expected in cases:
            self.assertEqual(errors.distance(true, read), expected, (true, read))
            self.assertEqual(plain_distance(true, read), expected, (true, read))

    def test_a_line_is_found_at_its_place(self):
        self.assertEqual(errors.find("公司名称", "前言公司名称后语"), (0, 2, 6))
        self.assertEqual(errors.find("公司名称", "前言公可名称后语"), (1, 2, 6))
        self.assertEqual(errors.find("公司名称", ""), (4, 0, 0))

    def test_a_line_that_is_not_there_costs_its_length(self):
        self.assertEqual(errors.find("公司", "天地玄黄")[0], 2)

    def test_reading_order_costs_cer_but_not_any_order(self):
        page = errors.PageErrors("公司名称\n法定代表人\n", "法定代表人\n公司名称\n")
        self.assertEqual(page.line_edits, 0)
        self.assertGreater(page.cer_edits, 0)

    def test_extra_text_is_reported_as_unclaimed(self):
        page = errors.PageErrors("公司名称\n", "公司名称\n囚口人\n")
        self.assertEqual([page.read[a:b] for a, b in page.unclaimed()], ["囚口人"])

    def test_a_line_that_stands_twice_is_claimed_twice(self):
        page = errors.PageErrors("批准后经营\n甲\n批准后经营\n", "批准后经营\n甲\n批准后经营\n")
        self.assertEqual(page.unclaimed(), [])

    def test_a_page_of_no_text_claims_nothing(self):
        self.assertEqual(errors.PageErrors("", "人人").unclaimed(), [(0, 2)])


if __name__ == "__main__":
    unittest.main()
