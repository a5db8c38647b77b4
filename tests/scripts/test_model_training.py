"""The model file's reader and writer, the codes, the lines that are drawn and cut, and, where PyTorch is, the network."""
import importlib.util
import pathlib
import random
import sys
import tempfile
import unittest

import numpy
from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from model_training import batches, characters, faces, line_drawing, network_file, own_lines, page_drawing, page_lines, seal_drawing, texts, traineddata  # noqa: E402

CHI_SIM = pathlib.Path("/usr/share/tesseract-ocr/5/tessdata/chi_sim.traineddata")
HAS_TORCH = importlib.util.find_spec("torch") is not None


def all_weights(layer):
    return layer.weights + [one for inner in layer.layers for one in all_weights(inner)]


class ModelFile(unittest.TestCase):
    def setUp(self):
        self.data = CHI_SIM.read_bytes()
        self.parts = traineddata.read(self.data)

    def test_is_written_as_it_was_read(self):
        self.assertEqual(traineddata.write(self.parts), self.data)

    def test_keeps_each_weight_to_a_rounding(self):
        network, tail = network_file.read(self.parts["lstm"])
        written = network_file.write(network, tail)
        self.assertEqual(len(written), len(self.parts["lstm"]))
        again, _ = network_file.read(written)
        for before, after in zip(all_weights(network), all_weights(again)):
            numpy.testing.assert_allclose(after, before, atol=float(numpy.abs(before).max()) / 250)

    def test_written_twice_is_the_same(self):
        once = network_file.write(*network_file.read(self.parts["lstm"]))
        self.assertEqual(network_file.write(*network_file.read(once)), once)

    def test_refuses_what_is_no_model(self):
        with self.assertRaises(ValueError):
            traineddata.read(b"\x89PNG\r\n\x1a\n" + bytes(100))


class Codes(unittest.TestCase):
    def setUp(self):
        parts = traineddata.read(CHI_SIM.read_bytes())
        self.parts = parts
        self.characters = characters.Characters(parts["lstm-unicharset"], parts["lstm-recoder"])

    def test_are_written_as_they_were_read(self):
        self.assertEqual(self.characters.unicharset(), self.parts["lstm-unicharset"])
        self.assertEqual(self.characters.recoder(), self.parts["lstm-recoder"])

    def test_give_a_text_back(self):
        text = "经营许可证编号:渝B2-20240715，【注册资本】"
        self.assertEqual(self.characters.decode(self.characters.encode(text)), text)

    def test_of_full_width_letters_are_those_of_plain_ones(self):
        self.assertEqual(self.characters.encode("（Ａ）"), self.characters.encode("(A)"))

    def test_of_a_repeated_character_need_a_blank_between(self):
        code, = self.characters.encode("A")
        self.assertEqual(self.characters.decode_best([code, code, characters.BLANK, code]), "AA")

    def test_of_a_character_are_its_keys(self):
        self.assertEqual(self.characters.codes["国"], characters.code_of_keys("lgy"))

    def test_of_lacking_characters_are_new_and_decode(self):
        lacking = [one for one in texts.standard_characters() if one not in self.characters][:300]
        keys = {one: characters.KEYS[place % 25] + characters.KEYS[place // 25] + "a" for place, one in enumerate(lacking)}
        added = characters.add_lacking(self.characters, lacking, keys, lambda character: lacking[0])
        self.assertEqual(added, lacking)
        self.assertEqual(len(set(self.characters.codes.values())), len(self.characters.codes))
        self.assertEqual(self.characters.decode(self.characters.encode("".join(lacking))), "".join(lacking))


class Texts(unittest.TestCase):
    def writer(self):
        return texts.Writer(random.Random(1), ["网络", "科技", "东方"], ["这是一本普通的书里的一行文字"], ["word"])

    def test_take_each_standard_character_and_those_that_chi_sim_lacks_twice(self):
        writer, lacking = self.writer(), texts.characters_of("characters-lacking.txt")
        expected = texts.standard_characters() + lacking
        self.assertGreater(len(lacking), 4000)
        self.assertEqual(sorted(writer.rare() for _ in expected), sorted(expected))

    def test_of_one_seed_are_the_same(self):
        self.assertEqual([self.writer().line()], [self.writer().line()])

    def test_write_years_and_days_in_chinese(self):
        self.assertEqual(texts.chinese_year(2025) + texts.chinese_number(10) + texts.chinese_number(31), "二〇二五十三十一")


class DrawnLines(unittest.TestCase):
    def setUp(self):
        self.installed = faces.Faces()

    def test_are_never_drawn_in_the_faces_that_are_measured_on(self):
        for face in self.installed.chinese:
            self.assertFalse([name for name in faces.HELD_OUT if name in face.path], face.path)

    def test_have_the_recognisers_height_and_ink_in_all_of_it(self):
        source = random.Random(3)
        drawn = [line_drawing.draw_line(source, "经营范围：软件开发", self.installed) for _ in range(20)]
        for line in drawn:
            self.assertEqual(line.shape[0], network_file.ROWS)
        dark = sum(line.min() < 128 for line in drawn)
        self.assertGreaterEqual(dark, 15)  # a few are as pale as bad copies are

    def test_are_between_black_and_white_for_the_network(self):
        normal = line_drawing.normalise(line_drawing.draw_line(random.Random(4), "注册资本", self.installed))
        self.assertGreaterEqual(normal.min(), -1)
        self.assertLessEqual(normal.max(), 1)
        self.assertLess(numpy.median(normal) - 1, 0.5)

    def test_of_rings_are_straight_and_as_wide_as_their_text(self):
        source, text = random.Random(5), "云溪市栖霞区市场监督管理局"
        drawn = [strip for strip in (seal_drawing.draw_strip(source, text, self.installed) for _ in range(12)) if strip is not None]
        self.assertGreaterEqual(len(drawn), 8)
        for strip in drawn:
            self.assertEqual(strip.shape[0], network_file.ROWS)
            self.assertGreater(strip.shape[1], len(text) * network_file.ROWS / 4)
            beyond = int(network_file.ROWS * seal_drawing.MARGIN / 2)
            self.assertLess(numpy.ptp(strip[:beyond]), 1)  # nothing of the ring is left beside the band

    def test_too_short_for_their_text_teach_nothing(self):
        class Characters:
            def encode(self, text):
                return [1] * len(text)
        narrow = numpy.zeros((network_file.ROWS, 30), numpy.float32)
        self.assertIsNone(batches.make_sample(random.Random(1), narrow, "有限责任公司", Characters()))
        self.assertIsNotNone(batches.make_sample(random.Random(1), narrow, "有", Characters()))

    def test_are_read_narrower_too(self):
        line, source = numpy.zeros((network_file.ROWS, 300), numpy.float32), random.Random(1)
        widths = [batches.squeezed(source, line).shape[1] for _ in range(60)]
        self.assertEqual((max(widths), min(widths) < 240, min(widths) >= 216), (300, True, True))


def glyphs_at(text, left, top, size):
    glyphs = page_drawing.Glyphs(list(text), [False] * len(text))
    glyphs.corners = numpy.array([[(left + size * place, top), (left + size * (place + 1), top), (left + size * (place + 1), top + size),
                                   (left + size * place, top + size)] for place in range(len(text))], float)
    glyphs.middles = glyphs.corners.mean(axis=1)
    return glyphs


def stretch(left, top, right, bottom):
    return numpy.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)


class CutLines(unittest.TestCase):
    """Five characters of 20 pixels from (100, 50)."""

    def setUp(self):
        self.glyphs = glyphs_at("注册资本金", 100, 50, 20)

    def test_have_the_text_that_stands_in_them(self):
        self.assertEqual(page_lines.text_of([stretch(100, 50, 200, 70)], self.glyphs), "注册资本金")
        self.assertEqual(page_lines.text_of([stretch(100, 50, 140, 70)], self.glyphs), "注册")

    def test_of_two_stretches_have_the_text_of_both(self):
        self.assertEqual(page_lines.text_of([stretch(100, 50, 120, 70), stretch(160, 50, 200, 70)], self.glyphs), "注本金")

    def test_that_cut_a_character_teach_nothing(self):
        self.assertIsNone(page_lines.text_of([stretch(100, 50, 150, 70)], self.glyphs))

    def test_that_hold_two_rows_teach_nothing(self):
        self.assertIsNone(page_lines.text_of([stretch(100, 25, 200, 75)], self.glyphs))

    def test_of_a_page_on_its_side_teach_nothing(self):
        self.assertIsNone(page_lines.text_of([numpy.roll(stretch(100, 50, 200, 70), 1, axis=0)], self.glyphs))

    def test_keep_a_space_between_latin_words_alone(self):
        glyphs = glyphs_at("abc注册", 0, 0, 20)
        glyphs.spaced = [False, True, False, True, True]
        self.assertEqual(page_lines.text_of([stretch(0, 0, 100, 20)], glyphs), "a bc注册")


class Pages(unittest.TestCase):
    def test_know_where_each_character_came_to_lie(self):
        source, installed = random.Random(2), faces.Faces()
        writer = texts.Writer(source, ["网络", "科技", "东方"], ["这是一本普通的书里的一行文字"], ["word"])
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "page.jpg"
            glyphs = page_drawing.draw_page(source, writer, installed, path)
            with Image.open(path) as page:
                width, height = page.size
        self.assertEqual(len(glyphs.characters), len(glyphs.corners))
        inside = (glyphs.middles > 0) & (glyphs.middles < numpy.array([width, height]))
        self.assertGreater(inside.all(axis=1).mean(), 0.9)


class OwnLines(unittest.TestCase):
    def test_are_pictures_with_their_text_beside_them(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("a", "甲方"), ("b", None)):
                Image.new("L", (90, 30), 255).save(pathlib.Path(folder) / f"{name}.png")
                if text:
                    (pathlib.Path(folder) / f"{name}.gt.txt").write_text(text + "\n", encoding="utf-8")
            self.assertEqual([line.text for line in own_lines.read(folder)], ["甲方"])

    def test_missing_are_an_error(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(SystemExit):
            own_lines.read(folder)


@unittest.skipUnless(HAS_TORCH, "PyTorch is not installed: scripts/train-model --setup")
class TaughtNetwork(unittest.TestCase):
    def test_read_and_stored_is_the_same_file(self):
        from model_training.network import Network
        layers, tail = network_file.read(traineddata.read(CHI_SIM.read_bytes())["lstm"])
        before = network_file.write(layers, tail)
        network = Network()
        network.load(layers)
        network.store(layers)
        self.assertEqual(network_file.write(layers, tail), before)

    def test_reads_a_line_as_it_is_printed(self):
        import torch
        from model_training.model import Model
        model = Model(CHI_SIM)
        line = line_drawing.stretch_contrast(clear_line("增值电信业务经营许可证"))
        picture = line_drawing.normalise(line)[:, :line.shape[1] // 3 * 3]
        with torch.no_grad():
            output = model.network(torch.from_numpy(picture)[None, None], torch.tensor([picture.shape[1]]))
        self.assertEqual(model.characters.decode_best(output[:, 0].argmax(1).tolist()).strip(), "增值电信业务经营许可证")

    def test_recurrence_goes_back_as_pytorchs_own(self):
        import torch
        from model_training.recurrent import Recurrent
        torch.manual_seed(1)
        own, plain = Recurrent(5, 8), torch.nn.LSTM(5, 8)
        with torch.no_grad():
            own.input_weights.copy_(plain.weight_ih_l0)
            own.state_weights.copy_(plain.weight_hh_l0)
            own.bias.copy_(plain.bias_ih_l0 + plain.bias_hh_l0)
        inputs = torch.randn(7, 3, 5)
        (own(inputs) ** 2).sum().backward()
        (plain(inputs)[0] ** 2).sum().backward()
        for mine, theirs in ((own.input_weights, plain.weight_ih_l0), (own.state_weights, plain.weight_hh_l0), (own.bias, plain.bias_ih_l0)):
            difference = (mine.grad - theirs.grad).norm() / theirs.grad.norm()
            self.assertLess(float(difference), 0.02)


def clear_line(text):
    from PIL import ImageDraw
    face = faces.sized(faces.Faces().chinese[0], 40)
    image = Image.new("L", (40 * len(text) + 30, 64), 255)
    ImageDraw.Draw(image).text((15, 46), text, font=face, fill=0, anchor="ls")
    return numpy.asarray(image.resize((round(image.width * 48 / 64), 48), Image.BOX), numpy.float32)


if __name__ == "__main__":
    unittest.main()
