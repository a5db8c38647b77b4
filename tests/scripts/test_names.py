"""The names that drawn certificates have are none that the program's lists were made of."""
import pathlib
import random
import sys
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(PROJECT / "scripts"))
from certificate_drawing import invent  # noqa: E402


def listed(name):
    """The words of a list; sets of characters are none."""
    lines = (PROJECT / "data" / name).read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return {word for word in words if name == "company-words.txt" or len(word) == 2}


LISTED = listed("company-words.txt") | listed("company-characters.txt")


class Names(unittest.TestCase):
    def assert_holds_none(self, name):
        self.assertEqual([word for word in LISTED if word in name], [], name)

    def test_no_drawn_brand_holds_a_word_of_the_lists(self):
        for brand in invent.CAST.brands:
            self.assert_holds_none(brand)

    def test_no_word_of_a_drawn_title_is_one_of_the_lists(self):
        for title in invent.CAST.works + invent.CAST.software:
            self.assertNotIn(title[:2], LISTED, title)
            self.assertNotIn(title[2:4], LISTED, title)

    def test_a_drawn_company_is_a_brand_of_the_cast_and_words_of_trade(self):
        for seed in range(200):
            name = invent.company(random.Random(seed), "杭州")
            self.assertTrue(any(brand in name for brand in invent.CAST.brands), name)

    def test_neither_side_reads_the_other(self):
        for script in (PROJECT / "scripts/certificate_drawing").glob("*.py"):
            self.assertNotIn("company-", script.read_text(encoding="utf-8"), script)
        lists = (PROJECT / "scripts/name-lists").read_text(encoding="utf-8")
        self.assertNotRegex(lists, r"import.*(certificate_drawing|invent)|[\"/]names\.txt")

    def test_lists_and_names_tell_their_sources(self):
        for path in (*(PROJECT / "data" / name for name in ("company-characters.txt", "company-words.txt", "name-characters.txt")),
                     PROJECT / "scripts/certificate_drawing/names.txt"):
            self.assertRegex(path.read_text(encoding="utf-8")[:600], r"written by scripts/[a-z-]+", path)


if __name__ == "__main__":
    unittest.main()
