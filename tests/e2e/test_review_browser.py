#!/usr/bin/python3
"""The review in a real browser, by keyboard alone: documents worked through, kills in the middle, two people."""

import copy
import json
import os
import random
import sys
import threading
import time

import program
from program import ProgramTest
from review_world import Client, Server, digest_of, make_results, sample_json, wait_for

sys.path.insert(0, str(program.SOURCE / "tests" / "browser"))
from browser import By, Keys, ActionChains, WebDriverException, browser_open  # noqa: E402

DOCUMENTS = int(os.environ.get("ZHAOLU_REVIEW_DOCUMENTS", "40"))
KILLS = int(os.environ.get("ZHAOLU_REVIEW_KILLS", "5"))
LISTED = int(os.environ.get("ZHAOLU_REVIEW_LISTED", "1000"))
KEYS_MAX = 6  # beyond the typed text, of a document with two doubts


class ReviewPages(ProgramTest):
    language = "zh-CN"

    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        self.browser = browser_open(self.language, self.folder)
        self.addCleanup(self.browser.quit)
        self.keys = 0

    def serve(self, *arguments, **options):
        self.server = Server(self.out, *arguments, **options)
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.kill())
        return Client(self.server)

    def open(self, path=""):
        self.browser.get(self.server.address + path)

    def press(self, *keys, held=None):
        chain = ActionChains(self.browser)
        if held:
            chain.key_down(held)
        for key in keys:
            chain.send_keys(key)
        if held:
            chain.key_up(held)
        chain.perform()
        self.keys += len(keys) + (1 if held else 0)

    def type(self, text):
        ActionChains(self.browser).send_keys(text).perform()

    def run_script(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def progress(self):
        """How far the review is, as shown; "" while one page follows another."""
        try:
            return self.run_script("const e = document.querySelector('#progress'); return e ? e.innerText : ''")
        except WebDriverException:
            return ""

    def focused(self):
        """Name of the field that has the focus, or the id of what else has."""
        try:
            return self.focused_now()
        except WebDriverException:  # one page follows another
            return ""

    def focused_now(self):
        return self.run_script("const e = document.activeElement, r = e.closest('tr[data-document]'); return r ? r.dataset.name : e.id")

    def wait(self, condition, seconds=30):
        self.assertTrue(wait_for(condition, seconds))

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def row(self, name):
        return self.one(f'tr[data-name="{name}"]')

    def assert_no_errors(self, allowed=()):
        errors = [entry["message"] for entry in self.browser.get_log("browser")]
        self.assertEqual([one for one in errors if not any(word in one for word in allowed)], [])

    def reviewed(self, name):
        fields = json.loads((self.out / f"{name}.json").read_text("utf-8"))["records"][0]["fields"]
        return {key: field["reviewed"]["value"] for key, field in fields.items() if "reviewed" in field}


class ByKeyboard(ReviewPages):
    def test_forty_documents_are_worked_through(self):
        make_results(self.out, DOCUMENTS, self.folder / "scans")
        self.serve()
        self.open()
        self.assertEqual(self.focused(), "start")
        self.press(Keys.ENTER)
        most = 0
        for number in range(DOCUMENTS):
            self.wait(lambda: self.focused() == "software_name")
            self.keys = 0
            corrected = f"禾穗农情采集软件{number}"
            self.type(corrected)  # the value is selected: typing replaces it
            self.press(Keys.ENTER)
            self.assertEqual(self.focused(), "copyright_owner")
            self.press(Keys.ENTER)
            self.assertEqual(self.focused(), "next-document")
            here = self.browser.current_url
            self.press(Keys.ENTER)
            most = max(most, self.keys)
            self.wait(lambda: self.browser.current_url != here)
        self.assertLessEqual(most, KEYS_MAX)
        print(f"{DOCUMENTS} documents, at most {most} keys beyond the typed text", file=sys.stderr)
        self.wait(lambda: self.browser.current_url == self.server.address)
        self.assertIn(f"已核对 {DOCUMENTS} 份，共 {DOCUMENTS} 份", self.progress())
        self.assertEqual(self.server.stop()[0], 0)
        for number in range(DOCUMENTS):
            said = self.reviewed(f"scan-{number:05}")
            self.assertIn("copyright_owner", said)
            self.assertTrue(said["software_name"].startswith("禾穗农情采集软件"))
        self.assert_no_errors()

    def test_a_document_without_doubtful_fields_is_settled_by_enter(self):
        make_results(self.out, 1, doubts=0)
        path = self.out / "scan-00000.json"
        result = json.loads(path.read_text("utf-8"))
        result["status"] = "partial"
        path.write_text(json.dumps(result), "utf-8")
        self.serve()
        self.open("next")
        self.assertEqual(self.focused(), "next-document")
        self.press(Keys.ENTER)
        self.wait(lambda: "已核对 1 份，共 1 份" in self.progress())

    def test_the_list_of_fields_over_all_documents(self):
        make_results(self.out, 3, self.folder / "scans")
        self.serve()
        self.open("fields")
        for _ in range(6):
            self.assertIn(self.focused(), ("software_name", "copyright_owner"))
            self.press(Keys.ENTER)
        self.assertEqual(self.focused(), "next-document")
        self.press(Keys.ENTER)
        self.wait(lambda: "已核对 3 份，共 3 份" in self.progress())
        self.assert_no_errors()

    def test_escape_undoes_and_takes_back(self):
        make_results(self.out, 1)
        client = self.serve()
        digest = digest_of(self.out / "scan-00000.json")
        self.open(f"document/{digest}")
        value = self.row("software_name").find_element(By.CSS_SELECTOR, ".value")
        machine = value.get_attribute("value")
        self.type("错")
        self.press(Keys.ESCAPE)
        self.assertEqual(value.get_attribute("value"), machine)
        self.type("改")
        self.press(Keys.ENTER)
        self.wait(lambda: client.state(digest)["words"])
        self.press(Keys.ARROW_UP, held=Keys.ALT)
        self.wait(lambda: "is-reviewed" in self.row("software_name").get_attribute("class"))
        self.press(Keys.ESCAPE)
        self.wait(lambda: not client.state(digest)["words"])
        self.assertEqual(value.get_attribute("value"), machine)

    def test_the_question_mark_shows_the_keys(self):
        make_results(self.out, 1)
        self.serve()
        self.open(f"document/{digest_of(self.out / 'scan-00000.json')}")
        self.press("?")
        self.assertTrue(self.one("#keys").is_displayed())
        self.press(Keys.ESCAPE)
        self.assertFalse(self.one("#keys").is_displayed())
        self.type("是否?")
        self.assertFalse(self.one("#keys").is_displayed())

    def test_a_suggestion_is_taken_by_its_number(self):
        template = copy.deepcopy(sample_json())
        template["records"][0]["fields"]["software_name"]["raw"] = "禾穗农情采集APPV20"  # before it was corrected
        make_results(self.out, 1, self.folder / "scans", template=template)
        self.serve()
        self.open(f"document/{digest_of(self.out / 'scan-00000.json')}")
        row = self.row("software_name")
        self.wait(lambda: row.find_elements(By.CSS_SELECTOR, ".offers button"))
        offered = row.find_element(By.CSS_SELECTOR, ".offers button").get_attribute("data-text")
        self.press("1", held=Keys.ALT)
        self.assertEqual(row.find_element(By.CSS_SELECTOR, ".value").get_attribute("value"), offered)
        self.assert_no_errors()

    def test_a_box_is_drawn_and_read(self):
        make_results(self.out, 1, self.folder / "scans")
        self.serve()
        fields = json.loads((self.out / "scan-00000.json").read_text("utf-8"))["records"][0]["fields"]
        self.open(f"document/{digest_of(self.out / 'scan-00000.json')}")
        x, y, width, height = fields["certificate_number"]["box"]
        place = self.run_script("""
            const sheet = document.querySelector('.sheet.of-scan');
            sheet.querySelectorAll('.mark').forEach(mark => mark.remove());
            sheet.scrollIntoView();
            const point = (x, y) => { const p = new DOMPoint(x, y).matrixTransform(sheet.getScreenCTM()); return [p.x, p.y]; };
            return [point(arguments[0], arguments[1]), point(arguments[2], arguments[3])];""", x - 8, y - 6, x + width + 8, y + height + 6)
        for kind, (left, top), buttons in (("mousePressed", place[0], 1), ("mouseMoved", place[1], 1), ("mouseReleased", place[1], 0)):
            self.browser.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, "x": left, "y": top, "button": "left", "buttons": buttons,
                                                                      "clickCount": 1})
        value = self.row("software_name").find_element(By.CSS_SELECTOR, ".value")
        self.wait(lambda: value.get_attribute("value").endswith("登字第3631528号"))
        self.assert_no_errors()


class Together(ReviewPages):
    def test_who_is_overtaken_is_told_and_loses_nothing(self):
        make_results(self.out, 1)
        client = self.serve()
        digest = digest_of(self.out / "scan-00000.json")
        self.open(f"document/{digest}")
        self.wait(lambda: self.focused() == "software_name")
        client.say(digest, "software_name", "别人的话", 0)
        self.type("我的话")
        self.press(Keys.ENTER)
        row = self.row("software_name")
        self.wait(lambda: "别人的话" in row.find_element(By.CSS_SELECTOR, ".state").text)
        self.assertEqual(row.find_element(By.CSS_SELECTOR, ".value").get_attribute("value"), "我的话")
        self.assertEqual([word["text"] for word in client.state(digest)["words"] if word["field"] == "software_name"], ["别人的话"])
        self.press(Keys.ARROW_UP, held=Keys.ALT)
        self.press(Keys.ENTER)
        self.wait(lambda: "我的话" in [word["text"] for word in client.state(digest)["words"]])

    def test_words_on_other_fields_do_not_stand_in_the_way(self):
        make_results(self.out, 1)
        client = self.serve()
        digest = digest_of(self.out / "scan-00000.json")
        self.open(f"document/{digest}")
        client.say(digest, "copyright_owner", "别人的话", 0)
        self.type("我的话")
        self.press(Keys.ENTER)
        self.wait(lambda: {word["text"] for word in client.state(digest)["words"]} == {"别人的话", "我的话"})

    def test_who_else_has_the_document_open_is_shown(self):
        make_results(self.out, 1)
        client = self.serve()
        digest = digest_of(self.out / "scan-00000.json")
        client.get(f"/state/{digest}?page=another")
        self.open(f"document/{digest}")
        self.wait(lambda: "王敏" in self.one("#others").text)
        self.assert_no_errors()


class InTrouble(ReviewPages):
    def test_kills_in_the_middle_lose_no_confirmed_field(self):
        """The server is killed and started again at random while the person works on; the page is loaded anew in between."""
        documents = DOCUMENTS if KILLS >= 30 else 12
        make_results(self.out, documents)
        client = self.serve()
        over, dice, killed = threading.Event(), random.Random(5), 0

        def trouble():
            nonlocal killed
            while killed < KILLS and not over.is_set():
                time.sleep(dice.uniform(0.2, 2.0))
                self.server.kill()
                killed += 1
                time.sleep(dice.uniform(0, 0.5))
                self.server.start()

        self.open("next")
        troubler = threading.Thread(target=trouble)
        troubler.start()
        said = {}
        try:
            for number in range(documents):
                self.wait(lambda: self.alive() and self.focused() == "software_name", 60)
                here = self.browser.current_url.split("/document/")[1].split("?")[0]
                said[here] = f"确认过的{number}"
                self.type(said[here])
                self.press(Keys.ENTER)
                if number % 7 == 3:  # a reload in the middle: the page waits until the word is kept
                    self.wait(lambda: self.kept(here, "software_name"), 60)
                    self.reload()
                self.wait(lambda: self.focused() == "copyright_owner")
                self.press(Keys.ENTER)
                self.wait(lambda: self.kept(here, "software_name") and self.kept(here, "copyright_owner"), 60)
                self.go_on(here)
        finally:
            over.set()
            troubler.join()
        print(f"killed {killed} times", file=sys.stderr)
        self.assertGreaterEqual(killed, min(KILLS, 1))
        client = Client(self.server)
        for digest, text in said.items():
            words = {word["field"]: word["text"] for word in client.state(digest)["words"]}
            self.assertEqual(words["software_name"], text)
            self.assertIn("copyright_owner", words)
        self.assertEqual(self.server.stop()[0], 0)

    def alive(self):
        return "/document/" in self.browser.current_url

    def kept(self, digest, name):
        return self.run_script("""const row = document.querySelector(`tr[data-document="${arguments[0]}"][data-name="${arguments[1]}"]`);
            return Boolean(row) && row.dataset.state === 'saved'""", digest, name)

    def reload(self):
        """Until the server is there."""
        def loaded():
            try:
                self.browser.refresh()
            except Exception:  # pylint: disable=broad-except
                return False
            return bool(self.browser.find_elements(By.CSS_SELECTOR, "tr[data-document]"))
        self.wait(loaded, 60)

    def go_on(self, here):
        self.press(Keys.ENTER)
        if not wait_for(lambda: here not in self.browser.current_url and self.browser.find_elements(By.CSS_SELECTOR, "header .app"), 5):
            def gone():
                try:
                    self.browser.get(f"{self.server.address}next?after={here}")
                except Exception:  # pylint: disable=broad-except
                    return False
                return bool(self.browser.find_elements(By.CSS_SELECTOR, "header .app"))
            self.wait(gone, 60)


class Looks(ReviewPages):
    def test_both_languages_and_both_widths(self):
        make_results(self.out, 2, self.folder / "scans")
        self.serve()
        for width, height in ((1400, 900), (800, 900)):
            self.browser.set_window_size(width, height)
            for path in ("", "fields", f"document/{digest_of(self.out / 'scan-00000.json')}"):
                self.open(path)
                for language in ("zh", "en"):
                    if self.run_script("return document.documentElement.dataset.language") != language:
                        self.one("#language").click()
                    wide = self.run_script("""return [...document.querySelectorAll('main *, header *')].filter(one => !one.closest('svg, .unseen, .pages')
                        && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))""")
                    self.assertEqual(wide, [], (width, path, language))
        self.assert_no_errors()

    def test_everything_that_is_used_has_a_name(self):
        make_results(self.out, 1, self.folder / "scans")
        self.serve()
        for path in ("", "fields", f"document/{digest_of(self.out / 'scan-00000.json')}"):
            self.open(path)
            names = self.run_script("""return [...document.querySelectorAll('button, a, textarea, input, select')].filter(one => one.offsetParent)
                .map(one => (one.labels && one.labels.length ? one.labels[0].innerText : '') + one.innerText + (one.getAttribute('aria-label') || ''))""")
            self.assertTrue(names)
            self.assertTrue(all(name.strip() for name in names), path)


class Many(ReviewPages):
    def test_the_list_opens_within_a_second(self):
        make_results(self.out, LISTED)
        self.serve()
        self.open()
        time.sleep(2.5)  # so that the folder is looked at anew
        self.open()
        took = self.run_script("return performance.getEntriesByType('navigation')[0].loadEventEnd")
        print(f"the list of {LISTED} documents opened in {took:.0f} ms", file=sys.stderr)
        self.assertLess(took, 1000)
        self.assertIn(f"共 {LISTED} 份", self.progress())
        self.assert_no_errors()


class English(ReviewPages):
    language = "en-US"

    def test_the_pages_are_in_english(self):
        make_results(self.out, 1)
        self.serve()
        self.open()
        self.assertIn("0 of 1 reviewed", self.progress())
        self.assertIn("To review", self.one("select[name=show]").text)


if __name__ == "__main__":
    program.main()
