#!/usr/bin/python3
"""Worn pages: small or dim, the same from the same seed, and plain sets stay as they were."""
import pathlib
import random
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from certificate_drawing import corpus, wear  # noqa: E402
from PIL import Image  # noqa: E402


class WearTest(unittest.TestCase):
    def test_the_same_seed_wears_alike_and_no_page_is_larger(self):
        page = Image.new("RGB", (1240, 1754), "white")
        page.paste("black", (200, 300, 900, 340))
        for seed in range(12):
            once, quality = wear.wear(page, random.Random(seed))
            again, _ = wear.wear(page, random.Random(seed))
            self.assertEqual(once.tobytes(), again.tobytes())
            self.assertTrue(30 <= quality <= 85)
            self.assertLess(max(once.size), 2.3 * 1100)
            self.assertNotEqual(once.size, page.size)

    def test_a_worn_set_has_the_same_text_and_says_its_resolution(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, worn in (("plain", False), ("worn", True)):
                list(corpus.write_set(root / name, 1, 5, ["front"], worn))
            plain, worn = (next((root / name).iterdir()) for name in ("plain", "worn"))
            self.assertEqual((plain / "page-1.txt").read_text(), (worn / "page-1.txt").read_text())
            sizes = [Image.open(one / "page-1.jpg") for one in (plain, worn)]
            inches = [one.width / one.info["dpi"][0] for one in sizes]
            self.assertNotEqual(sizes[0].size, sizes[1].size)
            self.assertAlmostEqual(inches[0], inches[1], delta=0.2)


if __name__ == "__main__":
    unittest.main()
