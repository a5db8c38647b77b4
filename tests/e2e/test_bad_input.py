"""Bad files: one clear line each, exit code 1, and the other files are done all the same."""

import base64
import io
import json
import os
import struct
import subprocess
import zipfile
import zlib

from PIL import Image

from ofd_writer import Ofd, licence
from program import PROGRAM, ProgramTest, clean_environment, main, page_picture, run, squeezed


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_size(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + \
        png_chunk(b"IEND", b"")


def tiff_with_loop():
    """A directory that names itself as the next one."""
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
               (273, 4, 1, 122), (277, 3, 1, 1), (278, 3, 1, 8), (279, 4, 1, 64)]
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHI", tag, kind, count) + struct.pack("<I", value)
                          for tag, kind, count, value in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 8) + b"\x80" * 64


PDF_WITHOUT_PAGES = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj
xref
0 3
0000000000 65535 f 
0000000009 00000 n 
0000000056 00000 n 
trailer <</Size 3 /Root 1 0 R>>
startxref
107
%%EOF
"""


# 64 × 64 white pixels by libheif's encoder: no Python package of the set-up writes HEIC.
SMALL_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAA"
    "AAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAEwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAA"
    "AACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkA"
    "AAAwAAAwAeoCCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAEAAAABAAAAAEHBpeGkAAAAAAwgICAAA"
    "ABZpcG1hAAAAAAAAAAEAAQOBAoMAAAAbbWRhdAAAAA8oAa8EGPwd1z6b1Ze3HGA=")


def saved(picture, kind):
    stream = io.BytesIO()
    picture.save(stream, kind)
    return stream.getvalue()


def patched(data, offset, value):
    return data[:offset] + value + data[offset + len(value):]


def pictures_of_phones():
    """A good file of each kind, and the same with a header that claims what nobody could hold."""
    page = page_picture()
    webp, bmp, gif = saved(page.convert("RGB"), "WEBP"), saved(page, "BMP"), saved(page, "GIF")
    frame = webp.index(b"\x9d\x01\x2a") + 3
    size = SMALL_HEIC.index(b"ispe") + 8
    return {
        "webp": (webp, patched(webp, frame, struct.pack("<HH", 16383, 16383))),
        "bmp": (bmp, patched(bmp, 18, struct.pack("<ii", 100000, 100000))),
        "gif": (gif, patched(patched(gif, 6, b"\xff\xff\xff\xff"), gif.index(b"\x2c\0\0\0\0") + 5, b"\xff\xff\xff\xff")),
        "heic": (SMALL_HEIC, patched(SMALL_HEIC, size, struct.pack(">II", 20000, 20000))),
    }


def bombs():
    """Small files that say truly how much they unpack to."""
    wide = Image.new("L", (4000, 4000), 255)
    return {kind: saved(wide.convert("RGB" if kind == "WEBP" else "1"), kind) for kind in ("WEBP", "BMP", "GIF")}


def ofd_parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class BadInputTest(ProgramTest):
    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def noisy_fax_pdf(self):
        """A scan whose packed rows are noise: what is drawn of it is no text."""
        packed = bytes((number * 37 + 11) & 255 for number in range(6000))
        objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                   b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>",
                   b"<</Length 27>>stream\nq 595 0 0 842 0 0 cm /P Do Q\nendstream",
                   b"<</Type/XObject/Subtype/Image/Width 1654/Height 2339/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode"
                   b"/DecodeParms<</K -1/Columns 1654/Rows 2339>>/Length 6000>>stream\n" + packed + b"\nendstream"]
        text, places = b"%PDF-1.5\n", []
        for number, item in enumerate(objects, 1):
            places.append(len(text))
            text += b"%d 0 obj\n" % number + item + b"\nendobj\n"
        xref = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
        return self.write("noisy-fax.pdf", text + xref + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(text))

    def encrypted_pdf(self):
        plain, path = self.folder / "plain.pdf", self.folder / "encrypted.pdf"
        page = self.page("to-encrypt.png")
        Image.open(page).save(plain)
        subprocess.run(["qpdf", "--encrypt", "secret", "owner", "256", "--", plain, path], check=True)
        return path

    def bad_files(self):
        """Every bad file, with words its message must have."""
        whole = self.page("whole.png").read_bytes()
        locked = self.folder / "locked"
        locked.mkdir()
        return {
            self.write("empty.png", b""): "empty",
            self.write("text.png", "经营许可证\n".encode() * 100): "text",
            self.write("half.png", whole[:len(whole) // 2]): "",
            self.write("huge.png", png_of_size(100000, 100000)): "100000",
            self.write("loop.tif", tiff_with_loop()): "",
            self.encrypted_pdf(): "password",
            self.noisy_fax_pdf(): "the page's picture is damaged",
            self.write("no-pages.pdf", PDF_WITHOUT_PAGES): "no pages",
            self.write("half.pdf", b"%PDF-1.4\n1 0 obj <<"): "",
            self.folder / "not-there.png": "no such file",
            locked: "no pictures",
        }

    def test_each_gets_one_line_and_the_others_are_done(self):
        bad, good = self.bad_files(), self.page("good.png")
        out = self.folder / "out"
        done = run("convert", "-o", out, "-f", "txt", *bad, good)
        self.assertEqual(done.returncode, 1)
        lines = [line for line in done.err.splitlines() if not line.startswith("zhaolu: wrote ")]
        self.assertEqual(len(lines), len(bad), done.err)
        for line, (path, word) in zip(lines, bad.items()):
            self.assertTrue(line.startswith(f"zhaolu: {path}: "), line)
            self.assertIn(word, line)
            self.assertGreater(len(line), len(f"zhaolu: {path}: ") + 10, line)
        self.assertIn("20210386", squeezed((out / "good.txt").read_text("utf-8")))

    def test_each_alone_is_exit_code_1_and_a_failed_document(self):
        for path in self.bad_files():
            with self.subTest(path=path.name):
                document = self.convert_json(path, exit_code=1)
                self.assertEqual(document["status"], "failed")

    def assert_refused(self, path, word, *options):
        """One line with the word in it, exit code 1, soon."""
        done = run("convert", "-f", "txt", *options, path)
        self.assertEqual((done.returncode, done.out), (1, ""), done.err)
        self.assert_one_line(done.err, path, word)

    def test_pictures_of_phones_that_are_cut_off_or_claim_too_much(self):
        for kind, (good, hostile) in pictures_of_phones().items():
            with self.subTest(kind=kind):
                self.assertEqual(run("convert", "-f", "txt", self.write(f"good.{kind}", good)).returncode, 0)
                for part in (1, 2, 3):
                    self.assert_refused(self.write(f"cut-{part}.{kind}", good[:len(good) * part // 4]), "cut off")
                self.assert_refused(self.write(f"hostile.{kind}", hostile), "limit of 200000000")

    def test_pictures_that_unpack_to_more_than_is_allowed(self):
        for kind, data in bombs().items():
            with self.subTest(kind=kind):
                path = self.write(f"bomb.{kind.lower()}", data)
                self.assert_refused(path, "limit of 1000000", "--max-pixels", "1000000")
        self.assert_refused(self.write("bomb.heic", SMALL_HEIC), "limit of 1000", "--max-pixels", "1000")

    def ofd_with(self, name, **changes):
        """A good OFD with parts that are others; a double underscore stands for a slash, one for a dot."""
        parts = ofd_parts(licence(Ofd()).write(self.folder / "plain.ofd"))
        parts.update({part.replace("__", "/").replace("_xml", ".xml"): data for part, data in changes.items()})
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in parts.items():
                archive.writestr(part, data)
        return path

    def test_an_ofd_that_is_cut_off(self):
        whole = licence(Ofd()).write(self.folder / "whole.ofd").read_bytes()
        for part in range(1, 8):
            self.assert_refused(self.write(f"cut-{part}.ofd", whole[:len(whole) * part // 8]), "cut off")

    def test_an_ofd_whose_entry_says_that_it_is_small(self):
        path = licence(Ofd()).write(self.folder / "liar.ofd")
        data = path.read_bytes()
        entry = data.index(b"PK\1\2")
        while not data[entry + 46:].startswith(b"Doc_0/Pages/"):
            entry = data.index(b"PK\1\2", entry + 1)
        self.assert_refused(self.write("liar.ofd", patched(data, entry + 24, struct.pack("<I", 100))), "cut off or damaged")

    def test_an_ofd_that_unpacks_to_more_than_is_allowed(self):
        page = b"<a>" + b" " * (65 << 20) + b"</a>"
        self.assert_refused(self.ofd_with("page.ofd", Doc_0__Pages__Page_0__Content_xml=page), "limit of 64 MB")
        ofd = Ofd()
        ofd.page()
        ofd.picture(10, 10, 100, 100, png_of_size(100000, 100000))
        self.assert_refused(ofd.write(self.folder / "picture.ofd"), "limit of 200000000")
        sheet = Ofd((900000, 900000))
        sheet.page()
        sheet.text(10, 10, "一")
        self.assert_refused(sheet.write(self.folder / "sheet.ofd"), "too large")

    def test_an_ofd_cannot_name_what_lies_outside(self):
        secret = self.write("secret.xml", b"<Page/>")
        entity = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret}">]><a>&b;</a>'.encode()
        laughs = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
        for name, page in (("entity", entity), ("laughs", laughs)):
            self.assert_refused(self.ofd_with(f"{name}.ofd", Doc_0__Pages__Page_0__Content_xml=page), "damaged")
        for name, root in (("up", f"../../../..{secret}"), ("absolute", str(secret)), ("nothing", "")):
            top = f"<OFD><DocBody><DocRoot>{root}</DocRoot></DocBody></OFD>"
            self.assert_refused(self.ofd_with(f"{name}.ofd", OFD_xml=top), "lacks a part")

    def test_an_ofd_within_an_ofd_is_no_picture(self):
        inner = licence(Ofd()).write(self.folder / "inner.ofd").read_bytes()
        ofd = Ofd()
        ofd.page()
        ofd.picture(10, 10, 100, 100, inner)
        self.assert_refused(ofd.write(self.folder / "outer.ofd"), "a document of its own")

    def test_an_ofd_of_too_many_pages_and_pictures(self):
        ofd = Ofd((20, 20))
        for _ in range(3):
            ofd.page()
        path = ofd.write(self.folder / "pages.ofd")
        self.assert_refused(path, "limit of 2 pages", "--max-pages", "2")
        many, dot = Ofd((20, 20)), saved(Image.new("L", (1, 1)), "PNG")
        many.page()
        for _ in range(257):
            many.picture(1, 1, 1, 1, dot)
        self.assert_refused(many.write(self.folder / "pictures.ofd"), "more than 256 pictures")

    def test_other_archives_are_no_ofd(self):
        path = self.folder / "word.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", "<a/>")
        self.assert_refused(path, "as Word and Excel documents are")

    def test_a_damaged_page_costs_that_page(self):
        first, second, third = self.pages(3)
        second.write_bytes(second.read_bytes()[:300])
        done = run("convert", "--pages-of-one", first, second, third)
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.err, "page 2", second.name)
        document = json.loads(done.out)
        self.assertEqual(document["status"], "partial")
        self.assertEqual([page["status"] for page in document["pages"]], ["ok", "failed", "ok"])
        self.assertIsInstance(document["pages"][1]["error"], str)

    def test_control_characters_of_a_name_do_not_reach_the_terminal(self):
        path = self.folder / "a\033[31m\u202e\nb.png"
        path.write_bytes(b"")
        done = run("convert", path)
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.err, r"a\x1B[31m\u202E\x0Ab.png")
        self.assertNotIn("\033", done.err)

    def test_a_folder_without_permission(self):
        folder = self.folder / "closed"
        folder.mkdir()
        self.page("closed/page-1.png")
        folder.chmod(0)
        self.addCleanup(folder.chmod, 0o700)
        # Root may read everything, unless it gives that right up.
        rights = "-dac_override,-dac_read_search"
        through = ("setpriv", "--bounding-set", rights, "--inh-caps", rights) if os.getuid() == 0 else ()
        done = run("convert", "-f", "txt", folder, through=through)
        self.assertEqual(done.returncode, 1, done.err)
        self.assert_one_line(done.err, folder, "ermission")


class UnusableTest(ProgramTest):
    def test_a_missing_model_says_how_to_install_it(self):
        page = self.page("a.png")
        debian = ("chi_sim", "apt-get install tesseract-ocr-chi-sim")
        for arguments, environment, words in (
                (("--tessdata", self.folder), None, ("zhaolu.traineddata", "install that again")),
                (("--lang", "chi_sim", "--tessdata", self.folder), None, debian),
                (("--lang", "chi_sim"), clean_environment(TESSDATA_PREFIX=self.folder), debian)):
            done = run("convert", *arguments, page, environment=environment)
            self.assertEqual((done.returncode, done.out), (3, ""))
            self.assert_one_line(done.err, *words)

    def test_a_damaged_model_is_an_unusable_installation(self):
        (self.folder / "zhaolu.traineddata").write_bytes(b"nonsense" * 100)
        done = run("convert", "-f", "txt", "--tessdata", self.folder, *self.pages(3))
        self.assertEqual((done.returncode, done.out), (3, ""))
        self.assert_one_line(done.err, "zhaolu", "install")

    def test_an_output_folder_that_cannot_be_made(self):
        (self.folder / "file").write_bytes(b"")
        for folder in (self.folder / "file", self.folder / "file" / "below"):
            done = run("convert", "-o", folder, self.page("a.png"))
            self.assertEqual((done.returncode, done.out), (3, ""))
            self.assert_one_line(done.err, folder)

    def test_data_files_that_are_not_there(self):
        done = run("convert", self.page("a.png"), environment=clean_environment(ZHAOLU_DATA=self.folder / "no"))
        self.assertEqual((done.returncode, done.out), (3, ""))
        self.assert_one_line(done.err, "ZHAOLU_DATA")

    def test_standard_output_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "convert", str(self.page("a.png"))], stdout=full,
                                  stderr=subprocess.PIPE, timeout=120, env=clean_environment(), check=False)
        self.assertEqual(done.returncode, 1)
        self.assert_one_line(done.stderr.decode(), "standard output", "space")


if __name__ == "__main__":
    main()
