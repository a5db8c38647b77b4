"""Every output format of real samples, read back by other programs."""

import csv
import io
import json
import pathlib
import subprocess
import zipfile

from PIL import Image

from program import ProgramTest, SAMPLES, SOURCE, main, page_picture, run, squeezed

FORMATS = "json,txt,html,pdf,hocr,alto,csv,xlsx"


def tool(*arguments):
    """Another program's standard output; it must end well."""
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{arguments[0]}: {done.stdout.decode()} {done.stderr.decode()}")
    return done.stdout.decode()


class FormatsTest(ProgramTest):
    def convert(self, *sources, formats=FORMATS, exit_code=0):
        """Converts into this test's folder `out`; the one document's outputs by format."""
        out = self.folder / "out"
        done = run("convert", "-q", "-f", formats, "-o", out, *sources)
        self.assertEqual(done.returncode, exit_code, done.err)
        return {path.suffix[1:]: path for path in out.iterdir() if path.stem == pathlib.Path(sources[0]).stem}

    def test_a_page_says_as_read_and_no_sentence_half_in_english(self):
        page = self.convert(SAMPLES / "telecom-front")["html"].read_text("utf-8")
        self.assertIn("As read", page)
        self.assertNotIn("As printed", page)
        self.assertIn("字形与识读的字不同：岫（读作“册”）", page)
        (self.folder / "letter.png").write_text("dear sirs")
        page = self.convert(self.folder / "letter.png", exit_code=1)["html"].read_text("utf-8")
        self.assertIn("不是本程序能读的图像（像是文本）；请提供 PNG、JPEG、TIFF、WebP、BMP、GIF、HEIC、PDF 或 OFD", page)

    def test_all_formats_of_a_sample_tell_the_same(self):
        source = SAMPLES / "telecom-front" / "page-1.jpg"
        files = self.convert(source)
        self.assertEqual(sorted(files), sorted(FORMATS.split(",")))
        document = json.loads(files["json"].read_text("utf-8"))
        text, number = document["text"], document["records"][0]["fields"]["licence_number"]["value"]
        self.assertTrue(number)
        with self.subTest("txt"):
            self.assertEqual(files["txt"].read_text("utf-8").strip("\n"), text.strip("\n"))
        with self.subTest("pdf"):
            tool("qpdf", "--check", files["pdf"])
            tool("mutool", "info", files["pdf"])
            self.assertLessEqual(files["pdf"].stat().st_size, 1.2 * source.stat().st_size)
            self.assertCountEqual(tool("pdftotext", "-raw", files["pdf"], "-").replace("\f", "").split("\n")[:-1],
                                  text.split("\n"))
        with self.subTest("hocr"):
            words = tool("xmllint", "--nonet", "--xpath", "string(//*[@class='ocr_carea'])", files["hocr"])
            self.assertEqual(squeezed(words), squeezed(text))
        with self.subTest("alto"):
            tool("xmllint", "--noout", "--schema", SOURCE / "tests/output/alto-parts.xsd", files["alto"])
            strings = tool("xmllint", "--xpath", "//@CONTENT[not(parent::*[local-name()='Glyph'])]", files["alto"])
            self.assertIn(number, strings)
        with self.subTest("csv"):
            rows = list(csv.DictReader(io.StringIO(files["csv"].read_text("utf-8-sig"))))
            self.assertEqual([row["licence_number"] for row in rows], [number])
        with self.subTest("xlsx"):
            with zipfile.ZipFile(files["xlsx"]) as book:
                parts = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
            self.assertIn(number, parts)
        with self.subTest("html"):
            page = files["html"].read_text("utf-8")
            self.assertIn(number, page)
            placed = [field for field in document["records"][0]["fields"].values() if field["box"]]
            self.assertEqual(page.count('<polygon class="mark '), 2 * len(placed))

    def test_a_searchable_pdf_of_black_and_white_scans_stays_small(self):
        path = self.folder / "scan.tif"
        pages = [page_picture(mode="L").point(lambda grey: 255 * (grey > 128)).convert("1") for _ in range(2)]
        pages[1] = pages[1].rotate(90, expand=True)
        pages[0].save(path, compression="group4", dpi=(300, 300), save_all=True, append_images=pages[1:])
        files = self.convert(path, formats="pdf")
        # The pictures are tiny here: font, tables and text of the PDF itself take some 6 kB.
        self.assertLessEqual(files["pdf"].stat().st_size, 1.2 * path.stat().st_size + 6000)
        self.assertIn("20210386", squeezed(tool("pdftotext", files["pdf"], "-")))

    def test_a_photo_png_becomes_a_pdf_no_larger_than_itself(self):
        path = self.folder / "scan.png"
        Image.open(SAMPLES / "business-licence" / "page-1.jpg").resize((900, 640)).save(path)
        files = self.convert(path, formats="pdf")
        self.assertLess(files["pdf"].stat().st_size, path.stat().st_size)


if __name__ == "__main__":
    main()
