"""OFD documents: text by its place, pictures, and what the page does not show."""

import ctypes
import ctypes.util
import pathlib

from ofd_writer import HEAD, LICENCE, SPACE, Ofd, licence
from program import ProgramTest, main, page_picture

EMBEDDED = "/usr/share/fonts/truetype/arphic/uming.ttc"

RIGHT = {"licence_number": "浙B2-20231583", "company_name": "杭州听松网络科技有限公司", "legal_representative": "陈建国",
         "registered_address": "浙江省杭州市滨江区文澜路318号", "issue_date": "2023-04-17", "expiry_date": "2028-04-17"}


def glyph_number(data, character):
    """The number of the character's glyph in a font."""
    freetype = ctypes.CDLL(ctypes.util.find_library("freetype") or "libfreetype.so.6")
    library, face = ctypes.c_void_p(), ctypes.c_void_p()
    freetype.FT_Get_Char_Index.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
    assert freetype.FT_Init_FreeType(ctypes.byref(library)) == 0
    assert freetype.FT_New_Memory_Face(library, data, ctypes.c_long(len(data)), ctypes.c_long(0), ctypes.byref(face)) == 0
    number = freetype.FT_Get_Char_Index(face, ord(character))
    freetype.FT_Done_Face(face)
    freetype.FT_Done_FreeType(library)
    return number


class OfdTest(ProgramTest):
    def fields(self, ofd, name="licence.ofd"):
        document = self.convert_json(ofd.write(self.folder / name))
        self.assertEqual(document["source"]["format"], "ofd")
        return document, document["records"][0]["fields"]

    def assert_right(self, fields, leave=()):
        for name, value in RIGHT.items():
            if name not in leave:
                self.assertEqual((name, fields[name]["value"], fields[name]["status"]), (name, value, "ok"))

    def test_text_is_taken_with_its_place(self):
        document, fields = self.fields(licence(Ofd()))
        self.assert_right(fields)
        page = document["pages"][0]
        self.assertEqual((page["width"], page["height"], page["dpi"]), (2481, 3508, 300))
        x, y, w, h = fields["licence_number"]["box"]
        self.assertAlmostEqual(x / 300 * 25.4, 75, delta=2)
        self.assertAlmostEqual((y + h) / 300 * 25.4, 70.6, delta=2)

    def test_characters_that_are_objects_of_their_own_make_lines(self):
        ofd = Ofd()
        ofd.page()
        for row, (label, value) in enumerate((("增值电信业务经营许可证", ""), *LICENCE)):
            for column, character in enumerate(label + value):
                ofd.text(30 + 5 * column, 60 + 14 * row, character)
        document, fields = self.fields(ofd)
        self.assert_right(fields)
        self.assertIn("公司名称：杭州听松网络科技有限公司", document["text"])

    def test_a_page_that_is_a_scan_gives_the_scan(self):
        ofd, picture = Ofd((90, 38)), page_picture()
        ofd.page()
        ofd.picture(0, 0, 90, 38, picture)
        document, fields = self.fields(ofd)
        page = document["pages"][0]
        self.assertEqual((page["width"], page["height"]), picture.size)
        self.assertEqual(fields["licence_number"]["value"], "B2-20210386")

    def test_text_and_a_pasted_picture_are_read_together(self):
        ofd = licence(Ofd(), LICENCE[:5])
        ofd.picture(30, 135, 90, 22, page_picture(("发证日期：2023年04月17日", "有效期至：2028年04月17日")), "jpg")
        document, fields = self.fields(ofd)
        self.assert_right(fields, leave=("issue_date", "expiry_date"))
        self.assertEqual(fields["issue_date"]["value"], "2023-04-17")
        self.assertEqual(fields["expiry_date"]["value"], "2028-04-17")

    def test_resources_that_pages_name_again_and_again_are_read_once(self):
        """Else each mention costs the whole file once more, and a small document all the memory."""
        ofd, picture = Ofd((90, 38)), page_picture()
        for _ in range(2):
            ofd.page()
            ofd.picture(0, 0, 90, 38, picture)
        fonts = "".join(f'<ofd:Font ID="{100000 + i}" FontName="宋体"/>' for i in range(5000))
        ofd.parts["Doc_0/Pages/Page_0/Res.xml"] = ofd.parts["Doc_0/Pages/Page_1/Res.xml"] = (
            f'{HEAD}<ofd:Res {SPACE} BaseLoc="../../Res"><ofd:Fonts>{fonts}</ofd:Fonts>'
            f'<ofd:MultiMedias>{"".join(ofd.resources)}</ofd:MultiMedias></ofd:Res>')
        ofd.resources = []  # only the pages name their pictures
        ofd.page_resources = "<ofd:PageRes>Res.xml</ofd:PageRes>" * 20000
        document = self.convert_json(ofd.write(self.folder / "again.ofd"))
        self.assertEqual([page["status"] for page in document["pages"]], ["ok", "duplicate"])
        self.assertEqual(document["records"][0]["fields"]["licence_number"]["value"], "B2-20210386")

    def test_text_that_the_page_does_not_show_is_left_out(self):
        """In the colour of the paper, painted over, or under a picture."""
        def white(ofd):
            licence(ofd, LICENCE[:6])
            ofd.text(30, 154, "有效期至：2031年04月17日", colour="255 255 255")

        def barred(ofd):
            licence(ofd)
            ofd.bar(70, 148, 60, 8)

        def papered(ofd):
            licence(ofd)
            ofd.bar(28, 148, 120, 8, "255 255 255")

        for hide in (white, barred, papered):
            with self.subTest(hide=hide.__name__):
                ofd = Ofd()
                hide(ofd)
                document, fields = self.fields(ofd)
                self.assert_right(fields, leave=("expiry_date",))
                self.assertIsNone(fields["expiry_date"]["value"])
                self.assertTrue(any("does not show" in warning for warning in document["warnings"]), document["warnings"])

    def test_a_font_that_shows_other_characters_than_the_text_says_is_not_believed(self):
        """The glyphs of 2031 under the characters 2028, in a font that comes along."""
        data = pathlib.Path(EMBEDDED).read_bytes()
        shown = "".join(f"{glyph_number(data, character)} " for character in "2031年04月17日")
        ofd = Ofd()
        font = ofd.font("Own", data)
        licence(ofd, LICENCE[:6])
        ofd.text(30, 154, "有效期至：")
        ofd.text(75, 154, "2028年04月17日", font=font, inner=f'<ofd:CGTransform CodePosition="0" CodeCount="11" '
                 f'GlyphCount="11"><ofd:Glyphs>{shown}</ofd:Glyphs></ofd:CGTransform>')
        _, fields = self.fields(ofd)
        self.assert_right(fields, leave=("expiry_date",))
        self.assertNotEqual((fields["expiry_date"]["value"], fields["expiry_date"]["status"]), ("2028-04-17", "ok"))


if __name__ == "__main__":
    main()
