"""Learning the metric of shapes: which character stands where, what is learned, the file."""
import importlib.util
import os
import pathlib
import sys
import tempfile
import unittest

if not importlib.util.find_spec("numpy") and "ZHAOLU_TEST_NONE_SKIPPED" not in os.environ:
    print("python3-numpy is not installed: scripts/setup", file=sys.stderr)
    sys.exit(77)
import numpy  # noqa: E402

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from shape_training import check, drawn, metric, reading  # noqa: E402

BUILD = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build"


def unit(shapes):
    return (shapes / numpy.linalg.norm(shapes, axis=-1, keepdims=True)).astype(numpy.float32)


def places_of(shapes, random, noise, count):
    """Seen characters: the drawn ones with noise, in their last cells much and in the others little."""
    spread = numpy.where(numpy.arange(drawn.CELLS) < drawn.CELLS // 2, noise / 5, noise)
    for place in random.integers(len(shapes.characters), size=count):
        seen = shapes.shapes[0, place] + random.normal(0, spread)
        yield reading.Place(shapes.characters[place], "?", unit(seen)[None])


class Alignment(unittest.TestCase):
    def test_pairs_each_character_with_the_one_in_its_place(self):
        cases = [("公司名称", "公司名称", list("公司名称")), ("公可名称", "公司名称", list("公司名称")), ("公名称", "公司名称", list("公名称")),
                 ("公司司名", "公司名", ["公", None, "司", "名"]), ("公司", "", [None, None]), ("", "公司", [])]
        for line, text, expected in cases:
            with self.subTest(line=line, text=text):
                self.assertEqual(reading.aligned(line, text), expected)

    def test_finds_a_line_in_its_page(self):
        found = reading.true_characters("名 你：某公可地", "编号123名称:某公司地址")
        self.assertEqual(found, {0: ("名", "名"), 2: ("你", "称"), 3: (":", ":"), 4: ("某", "某"), 5: ("公", "公"), 6: ("可", "司"), 7: ("地", "地")})

    def test_drops_lines_that_stand_nowhere_or_are_too_short(self):
        self.assertEqual(reading.true_characters("甲乙丙丁", "编号123名称:某公司地址"), {})
        self.assertEqual(reading.true_characters("名称", "编号123名称:某公司地址"), {})

    def test_takes_places_from_what_the_tool_prints(self):
        shape = "03" + "04" * (drawn.CELLS - 1)
        output = f"page\ta.jpg\nline\t某 公可名\nglyph\t0\t0.9900\nglyph\t2\t0.9000\t{shape}\nglyph\t3\t0.5000\t{shape}\t{shape}\nline\t甲乙丙\nglyph\t0\t0.5\t{shape}\n"
        found = list(reading.places(output, "名称：某公司名\n"))
        self.assertEqual([(place.read, place.true, len(place.cuts)) for place in found], [("公", "公", 1), ("可", "司", 2)])
        numpy.testing.assert_allclose(numpy.linalg.norm(found[1].cuts, axis=1), 1, rtol=1e-5)


class Learning(unittest.TestCase):
    def setUp(self):
        self.random = numpy.random.default_rng(1)
        base = self.random.random(drawn.CELLS) + 0.1 * self.random.random((400, drawn.CELLS))
        self.drawn = drawn.Drawn([chr(0x4E00 + i) for i in range(400)], unit(numpy.stack([base, base + 0.1])))

    def learnt(self):
        residuals = metric.Residuals(self.drawn)
        residuals.add(list(places_of(self.drawn, self.random, 0.03, 4000)))
        return metric.learn(residuals)

    def test_tells_characters_by_what_varies_little(self):
        learnt = self.learnt()
        nearest = {}
        for name, nearness in (("metric", check.by_metric(self.drawn, learnt)), ("cosine", check.by_cosine(self.drawn))):
            one = check.Check(self.drawn, nearness)
            one.add(list(places_of(self.drawn, numpy.random.default_rng(2), 0.03, 100)))
            self.assertEqual(one.count, 100)
            nearest[name] = one.nearest
        self.assertGreater(nearest["metric"], 90)
        self.assertLess(nearest["cosine"], 80)

    def test_makes_the_same_character_vary_by_about_one_on_each_axis(self):
        learnt = self.learnt()
        offs = [(place.cuts[0] - self.drawn.shapes[0, self.drawn.index[place.true]] - learnt.shift) @ learnt.axes
                for place in places_of(self.drawn, self.random, 0.03, 1000)]
        variances = numpy.var(offs, axis=0)
        self.assertGreater(variances.min(), 0.5)  # less than one by metric.NOISE
        self.assertLess(variances.max(), 1.2)

    def test_learns_nothing_from_cuts_unlike_their_character(self):
        residuals = metric.Residuals(self.drawn)
        other = self.drawn.shapes[0, :1] * numpy.where(numpy.arange(drawn.CELLS) % 2, 1, 0)
        residuals.add([reading.Place(self.drawn.characters[0], "?", unit(other)), reading.Place("not drawn", "?", unit(other))])
        self.assertEqual(residuals.count, 0)

    def test_is_read_as_it_was_written(self):
        learnt = self.learnt()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "metric.bin")
            learnt.write(path)
            self.assertEqual(path.stat().st_size, (ROOT / "data/shape-metric.bin").stat().st_size)
            again = metric.read(path)
        for part in ("middle", "shift", "axes"):
            numpy.testing.assert_allclose(getattr(again, part), getattr(learnt, part), rtol=1e-5, atol=1e-6)

    def test_refuses_what_is_no_metric(self):
        with self.assertRaises(SystemExit):
            metric.read(ROOT / "data/line-net.bin")


class Program(unittest.TestCase):
    def test_cuts_the_characters_of_a_sample_out(self):
        places = [place for page in reading.read_pages(BUILD, [ROOT / "samples/telecom-front"], 1) for place in page]
        self.assertGreater(len(places), 100)
        self.assertGreater(sum(place.read == place.true for place in places), 0.95 * len(places))


if __name__ == "__main__":
    unittest.main()
