#!/usr/bin/python3
"""The HTML pages in a real browser: what is shown, where the marks lie, what the keys do.

WRITE_PAGES names the program that writes the pages (tests/output/write_pages.c). Needs Debian's
chromium, chromium-driver and python3-selenium; without them the test is skipped (exit 77), or fails where
scripts/test runs it.
"""
import base64
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from browser import ActionChains, By, Keys, browser_open

FOLDER = tempfile.mkdtemp(prefix="zhaolu-pages-")
WIDTH, HEIGHT = 800, 1000  # of the sample's upright pages, pixels of the scan


class Pages(unittest.TestCase):
    language = "zh-CN"

    @classmethod
    def setUpClass(cls):
        cls.browser = browser_open(cls.language, FOLDER)

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()

    def open(self, name):
        self.browser.get(f"file://{FOLDER}/{name}")

    def tearDown(self):
        """Nothing may go wrong unseen: no error, no refused script or style, no request outwards."""
        self.assertEqual([entry["message"] for entry in self.browser.get_log("browser")], [])

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def shown(self, selector):
        return [element for element in self.all(selector) if element.is_displayed()]

    def row(self, name):
        return self.one(f'tr[data-name="{name}"]')

    def press(self, *keys):
        ActionChains(self.browser).send_keys(*keys).perform()

    def assert_fits_a_telephone(self):
        """Nothing sticks out to the side of a screen 400 pixels wide."""
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                     {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True})
        self.addCleanup(self.browser.execute_cdp_cmd, "Emulation.clearDeviceMetricsOverride", {})
        wide = self.run_script("""return [...document.querySelectorAll('.panel *, main > *, .documents tr')]
            .filter(one => one.getBoundingClientRect().right > 401 && !one.closest('svg, .unseen')).map(one => one.outerHTML)""")
        self.assertEqual(wide, [])

    def run_script(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def place_on_sheet(self, view, field):
        """Left, top, right, bottom of the field's mark, in pixels of the upright scan."""
        return self.run_script("""
            const mark = document.querySelector(`.sheet.of-${arguments[0]} .mark[data-field="${arguments[1]}"]`);
            const sheet = mark.ownerSVGElement.getBoundingClientRect(), place = mark.getBoundingClientRect();
            const scale = arguments[2] / sheet.width;
            return [place.left - sheet.left, place.top - sheet.top, place.right - sheet.left,
                    place.bottom - sheet.top].map(value => value * scale);""", view, field, WIDTH)


class DocumentPage(Pages):
    def setUp(self):
        self.open("document.html")

    def test_shows_each_field_with_its_value_and_how_sure_it_is(self):
        self.assertEqual(len(self.shown("tr[data-field]")), 6)
        number = self.row("licence_number").text
        for part in ("许可证编号", "京A2.B1-20200042", "可信", "93 %"):
            self.assertIn(part, number)
        self.assertIn("未见", self.row("expiry_date").text)
        self.assertIn("请核对", self.row("company_name").text)
        self.assertIn("信息服务业务", self.row("business").text)

    def test_a_strangers_text_is_shown_not_run(self):
        self.assertIn("云岚<b>&\"科技'有限公司", self.row("company_name").text)
        self.assertIn("<script>alert(1)</script>", self.row("company_name").text)
        self.assertIn("</script><img src=x onerror=alert(2)>", self.one(".notes").text)

    def test_text_that_runs_the_other_way_turns_nothing_else_about(self):
        loose = self.run_script("""return [...document.querySelectorAll('body *')]
            .filter(one => getComputedStyle(one).unicodeBidi == 'normal').map(one => one.outerHTML.slice(0, 80))""")
        self.assertEqual(loose, [])

    def test_marks_lie_on_the_print_in_both_views(self):
        expected = {0: (220, 100, 540, 120), 1: (200, 160, 500, 180), 3: (60, 140, 200, 160)}
        for view in ("scan", "clean"):
            self.one(f'button[data-view="{view}"]').click()
            for field, place in expected.items():
                for found, should in zip(self.place_on_sheet(view, field), place):
                    self.assertAlmostEqual(found, should, delta=6)  # the mark stands a little off

    def test_the_cut_out_beside_a_field_shows_its_print(self):
        self.assertEqual(len(self.shown("svg.crop")), 5)
        box = self.run_script("const b = document.querySelector('tr[data-name=licence_number] .crop').viewBox.baseVal;"
                              "return [b.x, b.y, b.width, b.height]")
        for found, should in zip(box, (202, 92, 356, 36)):  # with half a character more on either side
            self.assertAlmostEqual(found, should, delta=1)

    def test_pointing_at_a_field_shows_its_place_and_back(self):
        ActionChains(self.browser).move_to_element(self.row("company_name").find_element(By.TAG_NAME, "th")).perform()
        self.assertIn("active", self.shown('.mark[data-field="1"]')[0].get_attribute("class"))
        mark = self.shown('.mark[data-field="0"]')[0]
        ActionChains(self.browser).move_to_element(mark).perform()
        self.assertIn("active", self.row("licence_number").get_attribute("class"))
        self.assertNotIn("active", self.row("company_name").get_attribute("class"))
        mark.click()
        self.assertEqual(self.browser.switch_to.active_element.get_attribute("data-name"), "licence_number")

    def test_a_focused_field_is_brought_into_view(self):
        # on page 2, below the fold
        self.run_script("document.querySelector('tr[data-name=business]').focus()")
        for _ in range(40):
            inside = self.run_script("""
                const frame = document.querySelector('.pages').getBoundingClientRect();
                const mark = [...document.querySelectorAll('.mark[data-field="3"]')].find(m => m.getBoundingClientRect().width);
                const place = mark.getBoundingClientRect();
                return place.top >= frame.top && place.bottom <= frame.bottom;""")
            if inside:
                return
            ActionChains(self.browser).pause(0.1).perform()
        self.fail("the mark of a focused field stays out of sight")

    def test_works_by_keyboard_alone(self):
        self.press("n")
        self.assertEqual(self.browser.switch_to.active_element.get_attribute("data-name"), "company_name")
        self.press(Keys.ARROW_DOWN)
        self.assertEqual(self.browser.switch_to.active_element.get_attribute("data-name"), "legal_representative")
        self.assertEqual(len(self.shown("svg.sheet.of-scan")), 3)
        self.press("v")
        self.assertEqual(len(self.shown("svg.sheet.of-scan")), 0)
        self.assertEqual(len(self.shown("svg.sheet.of-clean")), 3)
        width = self.shown("svg.sheet")[0].size["width"]
        self.press("+")
        self.assertGreater(self.shown("svg.sheet")[0].size["width"], width * 1.2)
        self.press("0")
        self.assertEqual(self.shown("svg.sheet")[0].size["width"], width)
        self.press(Keys.ESCAPE)
        self.assertEqual(self.browser.switch_to.active_element.tag_name, "body")

    def test_pages_say_what_became_of_them(self):
        captions = [caption.text for caption in self.shown("figcaption")]
        self.assertEqual(captions[2], "第 3 页，共 4 页 · 重复页，同第 1 页")
        self.assertIn("took longer than 60 s", captions[3])

    def test_edits_and_provisions_open(self):
        for part in ("edits", "provisions"):
            self.one(f"details.of-{part} summary").click()
        self.assertEqual([gone.text for gone in self.shown(".of-edits > div > .edits del")], ["袤"])
        self.one("details.quiet summary").click()
        self.assertEqual([gone.text for gone in self.shown(".quiet del")], ["␣"] * 3)
        self.assertIn("持证者应当遵守<规定>。", self.one(".provisions").text)

    def test_fits_a_telephone(self):
        self.assert_fits_a_telephone()
        value, name = self.row("licence_number").find_elements(By.TAG_NAME, "td")[0], self.row("licence_number").find_element(By.TAG_NAME, "th")
        self.assertGreater(value.size["width"], 300)
        self.assertGreater(value.location["y"], name.location["y"])

    def test_the_switch_changes_the_language(self):
        self.one("#language").click()
        self.assertIn("Licence number", self.row("licence_number").text)
        self.assertNotIn("许可证编号", self.row("licence_number").text)
        self.assertEqual(self.run_script("return document.documentElement.lang"), "en")
        self.one("#language").click()
        self.assertIn("许可证编号", self.row("licence_number").text)

    def test_prints_the_record_and_every_page(self):
        path = os.path.join(FOLDER, "print.pdf")
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.browser.print_page()))
        pages = subprocess.run(["pdfinfo", path], capture_output=True, check=True).stdout.decode()
        self.assertRegex(pages, r"Pages: +[56]\n")  # the record on one or two, then each page on its own
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
        for part in ("京A2.B1-20200042", "第 1 页", "第 4 页", "持证者应当遵守"):
            self.assertIn(part, text)


class DocumentPageInEnglish(Pages):
    language = "en-US"

    def test_follows_the_browsers_language(self):
        self.open("document.html")
        self.assertIn("Legal representative", self.row("legal_representative").text)
        self.assertEqual(self.one("#language").text, "中文")


class IndexPage(Pages):
    def setUp(self):
        self.open("index.html")

    def files(self):
        return [cell.text.replace("\n", "") for cell in self.shown("td.file-name")]  # the folder stands above

    def test_lists_every_document(self):
        self.assertEqual(self.files(), ["北京 10.pdf", "北京 9.pdf", "<script>alert(3)</script>.png", "half.png",
                                        "javascript:alert(4)"])
        self.assertEqual([b.text for b in self.shown(".filters b")], ["5", "2", "2"])

    def test_narrows_to_what_needs_a_person(self):
        self.one('button[data-filter="person"]').click()
        self.assertEqual(self.files(), ["<script>alert(3)</script>.png", "half.png"])

    def test_narrows_to_what_expires_within_the_days_asked_for(self):
        self.one('button[data-filter="expiring"]').click()
        self.assertEqual(self.files(), ["北京 10.pdf", "<script>alert(3)</script>.png"])
        self.run_script("const d = document.getElementById('days'); d.value = 1000; d.dispatchEvent(new Event('input'))")
        self.assertEqual(self.files(), ["北京 10.pdf", "北京 9.pdf", "<script>alert(3)</script>.png"])
        dates = [cell.text for cell in self.shown("td.date")]
        self.assertIn("30 天后到期", dates[0])
        self.assertIn("已过期", dates[2])

    def test_finds_a_company(self):
        self.one("#search").send_keys("听松")
        self.assertEqual(self.files(), ["北京 9.pdf"])
        self.one("#search").send_keys("没有的")
        self.assertEqual(self.files(), [])
        self.assertTrue(self.one(".none").is_displayed())

    def test_sorts_numbers_as_numbers_and_the_unknown_last(self):
        self.one('button[data-sort="file"]').click()
        self.assertLess(self.files().index("北京 9.pdf"), self.files().index("北京 10.pdf"))
        for _ in range(2):
            self.one('button[data-sort="number"]').click()
            self.assertEqual(self.files()[-1], "half.png")

    def test_fits_a_telephone(self):
        self.assert_fits_a_telephone()

    def test_a_hostile_name_links_to_a_file(self):
        links = [link.get_attribute("href") for link in self.shown("td.file-name a")]
        self.assertTrue(all(link.startswith(f"file://{FOLDER}/") for link in links), links)


if __name__ == "__main__":
    try:
        subprocess.run([os.environ["WRITE_PAGES"], FOLDER], check=True)
        program = unittest.main(exit=False)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(not program.result.wasSuccessful())
