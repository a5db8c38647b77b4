#!/usr/bin/python3
"""`zhaolu review`: what is said is kept, the results follow, strangers get nothing."""

import base64
import csv
import io
import json
import os
import random
import subprocess
import sys
import threading
import time
import zipfile

from PIL import Image

import program
from program import ProgramTest, run
from review_hostile import hostile_requests
from review_world import Client, Server, digest_of, make_results, sample_result, wait_for, without_reviews

# The long form is scripts/review-trial.
KILLS = int(os.environ.get("ZHAOLU_REVIEW_KILLS", "4"))
HOSTILE = int(os.environ.get("ZHAOLU_REVIEW_HOSTILE", "600"))


class ReviewTest(ProgramTest):
    def serve(self, *arguments, out=None, **options):
        server = Server(out or self.out, *arguments, **options)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server, Client(server)

    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"

    def result(self, name="scan-00000"):
        return json.loads((self.out / f"{name}.json").read_text("utf-8"))


class Sayings(ReviewTest):
    def setUp(self):
        super().setUp()
        make_results(self.out, 2)
        self.machine = self.result()
        self.digest = self.machine["source"]["sha256"]
        self.server, self.client = self.serve()

    def reviewed(self, name="software_name"):
        return self.result()["records"][0]["fields"][name].get("reviewed")

    def test_a_correction_stands_beside_what_the_machine_read(self):
        status, state = self.client.say(self.digest, "software_name", "禾穗农情采集APPV3.0", 0)
        self.assertEqual(status, 200)
        self.assertEqual([(word["field"], word["text"], word["by"]) for word in state["words"]],
                         [("software_name", "禾穗农情采集APPV3.0", "王敏")])
        self.assertTrue(wait_for(self.reviewed))
        self.assertEqual(self.reviewed()["value"], "禾穗农情采集APPV3.0")
        self.assertEqual(self.reviewed()["by"], "王敏")
        self.assertRegex(self.reviewed()["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(without_reviews(self.result()), self.machine)

    def test_a_confirmation_takes_the_machines_value_and_can_be_taken_back(self):
        _, state = self.client.say(self.digest, "copyright_owner", None, 0)
        self.assertTrue(wait_for(lambda: self.reviewed("copyright_owner")))
        fields = self.result()["records"][0]["fields"]
        self.assertEqual(self.reviewed("copyright_owner")["value"], fields["copyright_owner"]["value"])
        status, state = self.client.say(self.digest, "copyright_owner", None, state["version"], takes_back=True)
        self.assertEqual((status, state["words"]), (200, []))
        self.assertTrue(wait_for(lambda: self.reviewed("copyright_owner") is None))
        self.assertEqual(self.result(), self.machine)

    def test_who_has_not_seen_the_last_word_is_told_it(self):
        self.client.say(self.digest, "software_name", "甲", 0)
        status, state = self.client.say(self.digest, "software_name", "乙", 0)
        self.assertEqual(status, 409)
        self.assertEqual([word["text"] for word in state["words"]], ["甲"])
        self.assertEqual(self.client.state(self.digest)["words"], state["words"])
        self.assertEqual(self.client.say(self.digest, "software_name", "乙", state["version"])[0], 200)

    def test_a_word_that_is_sent_twice_counts_once(self):
        first = self.client.say(self.digest, "software_name", "甲", 0, receipt="one")
        second = self.client.say(self.digest, "software_name", "甲", 0, receipt="one")
        self.assertEqual(first, second)

    def test_progress_counts_documents(self):
        self.assertIn("已核对 0 份，共 2 份", self.client.get("/"))
        _, state = self.client.say(self.digest, "software_name", None, 0)
        _, state = self.client.say(self.digest, "copyright_owner", None, state["version"])
        self.assertEqual((state["settled"], state["progress"]), (True, [1, 2]))
        other = digest_of(self.out / "scan-00001.json")
        self.assertEqual(self.client.ask("GET", f"/next?after={self.digest}")[2]["Location"], f"/document/{other}")

    def test_a_result_that_changed_while_nobody_reviewed_is_read_again(self):
        self.server.stop()
        self.machine["records"][0]["fields"]["software_name"]["value"] = "另一个软件"
        (self.out / "scan-00000.json").write_text(json.dumps(self.machine, ensure_ascii=False), "utf-8")
        self.server.start()
        self.assertIn("scan-00000", self.client.get("/?words=%E5%8F%A6%E4%B8%80%E4%B8%AA"))

    def test_what_a_person_changed_in_a_result_by_hand_stays(self):
        self.machine["note"] = "mine"
        path = self.out / "scan-00000.json"
        path.write_text(json.dumps(self.machine, ensure_ascii=False), "utf-8")
        self.client.say(self.digest, "software_name", "禾穗", 0)
        self.assertTrue(wait_for(self.reviewed))
        self.assertEqual(self.result()["note"], "mine")
        self.assertEqual(sorted(one.name for one in self.out.glob("*.json")), ["scan-00000.json", "scan-00001.json"])

    def test_words_in_results_of_another_folder_are_taken_over(self):
        self.client.say(self.digest, "software_name", "禾穗", 0)
        self.server.stop()
        said, copied = self.reviewed(), self.folder / "copied"
        copied.mkdir()
        (copied / "a.json").write_bytes((self.out / "scan-00000.json").read_bytes())
        server, client = self.serve(out=copied, user="李娜")
        self.assertEqual([(word["text"], word["by"], word["at"]) for word in client.state(self.digest)["words"]], [("禾穗", "王敏", said["at"])])
        client.say(self.digest, "copyright_owner", None, client.state(self.digest)["version"])
        server.stop()
        fields = json.loads((copied / "a.json").read_text("utf-8"))["records"][0]["fields"]
        self.assertEqual((fields["software_name"]["reviewed"], fields["copyright_owner"]["reviewed"]["by"]), (said, "李娜"))

    def test_it_says_nothing_but_its_address(self):
        self.client.say(self.digest, "software_name", None, 0)
        self.assertEqual(self.server.stop(), (0, "", ""))
        self.assertTrue(self.reviewed())  # what was not written yet is, at the end


class Exports(ReviewTest):
    def test_every_format_gives_the_confirmed_value_and_says_so(self):
        sample_result(self.out)
        digest = digest_of(self.out / "page-1.json")
        server, client = self.serve()
        self.assertEqual(client.say(digest, "software_name", "禾穗农情采集<b>", 0)[0], 200)
        self.assertEqual(server.stop()[0], 0)
        row = list(csv.DictReader(io.StringIO((self.out / "page-1.csv").read_text("utf-8-sig"))))[0]
        self.assertEqual(row["software_name"], "禾穗农情采集<b>")
        self.assertIn("软件名称", row["reviewed"])
        self.assertNotIn("软件名称", row["to_check"])
        with zipfile.ZipFile(self.out / "page-1.xlsx") as book:
            texts = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        self.assertIn("禾穗农情采集&lt;b&gt;", texts)
        self.assertIn("人工确认 confirmed by 王敏", texts)
        page = (self.out / "page-1.html").read_text("utf-8")
        self.assertIn("<strong>禾穗农情采集&lt;b&gt;</strong>", page)
        self.assertIn("王敏", page)

    def test_a_document_that_is_read_again_keeps_what_was_said(self):
        sample_result(self.out)
        digest = digest_of(self.out / "page-1.json")
        server, client = self.serve()
        client.say(digest, "software_name", "禾穗农情采集", 0)
        server.stop()
        sample_result(self.out)
        self.assertEqual(self.result("page-1")["records"][0]["fields"]["software_name"]["reviewed"]["value"], "禾穗农情采集")
        self.assertFalse([path.name for path in self.out.iterdir() if ".edited-" in path.name])

    def test_the_table_over_all_documents_has_the_confirmed_values(self):
        scans, table = self.folder / "scans", self.folder / "all.csv"
        scans.mkdir()
        program.page_picture().save(scans / "a.png", dpi=(300, 300))
        self.assertEqual(run("batch", scans, "-o", self.out).returncode, 0)
        server, client = self.serve()
        client.say(digest_of(self.out / "a.json"), "company_name", "杭州听松网络科技有限公司（改）", 0)
        server.stop()
        self.assertEqual(run("batch", scans, "-o", self.out, "--summary", table).returncode, 0)
        row = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))[0]
        self.assertEqual(row["company_name"], "杭州听松网络科技有限公司（改）")
        self.assertIn("公司名称", row["reviewed"])


class Learning(ReviewTest):
    def setUp(self):
        super().setUp()
        make_results(self.out, 2, self.folder / "scans")
        digests = [digest_of(path) for path in sorted(self.out.glob("*.json"))]
        server, client = self.serve()
        client.say(digests[0], "software_name", "禾穗农情采集APPV3.0", 0)
        client.say(digests[1], "certificate_number", None, 0)
        server.stop()

    def learn(self):
        done = run("learn", self.out, "-o", self.folder / "learnt")
        self.assertEqual(done.returncode, 0, done.err)
        return self.folder / "learnt"

    def test_lines_come_with_their_text(self):
        lines = self.learn() / "lines"
        texts = {path.read_text("utf-8").strip() for path in lines.glob("*.txt")}
        self.assertEqual(texts, {"禾穗农情采集APPV3.0", "软著登字第3631528号"})
        for path in lines.glob("*.txt"):
            with Image.open(path.with_suffix(".png")) as picture:
                self.assertGreater(picture.width, 4 * picture.height)

    def test_names_go_into_a_lexicon_that_people_can_read(self):
        text = (self.learn() / "lexicon.txt").read_text("utf-8")
        self.assertIn("software_name\t禾穗农情采集APPV3.0\t1\n", text)
        self.assertNotIn("3631528", text)

    def test_the_report_says_what_was_right(self):
        rows = list(csv.DictReader(io.StringIO((self.learn() / "report.csv").read_text("utf-8"))))
        self.assertEqual({row["field"]: (row["status"], row["right"], row["by"]) for row in rows},
                         {"software_name": ("check", "no", "王敏"), "certificate_number": ("ok", "yes", "王敏")})

    def software_name(self, *arguments):
        result = self.convert_json("-f", "json", *arguments, program.SAMPLES / "software-copyright" / "page-1.jpg")
        return result["records"][0]["fields"]["software_name"]

    def test_a_lexicon_is_evidence_and_replaces_nothing(self):
        plain, lexicon = self.software_name(), self.folder / "lexicon.txt"
        lexicon.write_text(f"software_name\t{plain['value']}\n", "utf-8")
        known = self.software_name("--lexicon", lexicon)
        self.assertEqual(known["value"], plain["value"])
        self.assertIn(("in_lexicon", True), [(check["name"], check["ok"]) for check in known["checks"]])
        self.assertGreater(known["confidence"], plain["confidence"])
        lexicon.write_text(f"software_name\t{plain['value']}2\ncompany_name\t{plain['value']}\n", "utf-8")
        self.assertEqual(self.software_name("--lexicon", lexicon), plain)

    def test_a_lexicon_that_is_none_is_refused(self):
        lexicon = self.folder / "lexicon.txt"
        lexicon.write_text("no tab\n", "utf-8")
        done = run("convert", "--lexicon", lexicon, program.SAMPLES / "software-copyright" / "page-1.jpg")
        self.assertEqual(done.returncode, 2)
        self.assert_one_line(done.err, "--lexicon", "line 1")

    def test_a_folder_that_nobody_reviewed_teaches_nothing(self):
        other = self.folder / "other"
        make_results(other, 1, template=without_reviews(self.result()))
        self.assertEqual(run("learn", other).returncode, 1)


class Suggestions(ReviewTest):
    def offers(self, change, field="software_name"):
        """What is offered of the field in a result that was changed: texts with their source."""
        make_results(self.out, 2)
        for name in ("scan-00000", "scan-00001"):
            result = self.result(name)
            change(result, name)
            (self.out / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False), "utf-8")
        _, self.client = self.serve()
        digest = digest_of(self.out / "scan-00000.json")
        self.said(digest)
        answer = json.loads(self.client.get(f"/offers/{digest}?record=0&field={field}"))
        return [(one["text"], one["zh"]) for one in answer["offers"]]

    def said(self, digest):
        """What people say before the question."""

    def test_of_the_qr_code_what_looks_like_the_value(self):
        def change(result, _):
            result["pages"][0]["qr"] = ["https://example.com/q?no=软著登字第3631529号&x=123456"]
        self.assertEqual(self.offers(change, "certificate_number"), [("软著登字第3631529号", "二维码")])

    def test_of_other_pages_what_stands_behind_the_label(self):
        def change(result, _):
            result["pages"].append(dict(result["pages"][0], number=2, lines=[{"text": "软件名称：禾穗农情采集系统", "raw": "", "confidence": 1, "box": None}]))
            result["records"][0]["fields"]["software_name"]["label"] = "软件名称"
        self.assertEqual(self.offers(change), [("禾穗农情采集系统", "另一页上： 2")])

    def test_what_was_confirmed_for_the_same_company(self):
        def change(result, _):
            result["records"][0]["fields"]["unified_social_credit_code"] = dict(
                result["records"][0]["fields"]["certificate_number"], value="91410111MA58LNKJ1P")
        self.said = lambda _: self.client.say(digest_of(self.out / "scan-00001.json"), "copyright_owner", "遵义芏华园（集团）", 0)
        self.assertIn(("遵义芏华园（集团）", "同一公司已确认： scan-00001"), self.offers(change, "copyright_owner"))


class Pictures(ReviewTest):
    def setUp(self):
        super().setUp()
        make_results(self.out, 1, self.folder / "scans")
        self.digest = digest_of(self.out / "scan-00000.json")

    def test_a_page_is_shown_and_a_box_on_it_is_read(self):
        _, client = self.serve()
        status, picture, headers = client.ask("GET", f"/picture/{self.digest}/1")
        self.assertEqual((status, headers["Content-Type"], picture[:3]), (200, "image/jpeg", b"\xff\xd8\xff"))
        field = self.result()["records"][0]["fields"]["certificate_number"]
        status, answer = client.post("/read", {"document": self.digest, "page": 1, "box": field["box"]})
        self.assertEqual(status, 200)
        self.assertEqual(answer["texts"][0], field["value"])

    def test_a_file_that_is_another_by_now_is_not_shown(self):
        _, client = self.serve()
        (self.folder / "scans" / "scan-00000.jpg").write_bytes(program.SAMPLES.joinpath("blank-form", "page-1.jpg").read_bytes())
        self.assertEqual(client.ask("GET", f"/picture/{self.digest}/1")[0], 404)

    def test_a_scan_that_was_moved_is_found_where_the_user_says(self):
        (self.folder / "scans").rename(self.folder / "archive")
        _, client = self.serve("--files", self.folder / "archive")
        self.assertEqual(client.ask("GET", f"/picture/{self.digest}/1")[0], 200)

    def test_pictures_are_touched_by_shut_in_processes_only(self):
        server, client = self.serve()
        client.ask("GET", f"/picture/{self.digest}/1")
        children = subprocess.run(["pgrep", "-x", "zhaolu-worker", "-P", str(server.process.pid)], capture_output=True, text=True, check=True).stdout.split()
        self.assertTrue(children)
        for child in children:
            with open(f"/proc/{child}/status", encoding="utf-8") as file:
                status = dict(line.split(":\t", 1) for line in file if ":\t" in line)
            self.assertEqual((status["Seccomp"].strip(), status["NoNewPrivs"].strip()), ("2", "1"))
        with open(f"/proc/{server.process.pid}/maps", encoding="utf-8") as maps:
            text = maps.read()
        self.assertNotIn("traineddata", text)


class Strangers(ReviewTest):
    def test_hostile_requests_change_nothing_and_read_nothing(self):
        secret = self.folder / "secret.json"
        make_results(self.out, 3)
        secret.write_text(json.dumps({"schema": "zhaolu/2", "secret": "SECRET-" + "x" * 20}), "utf-8")
        server, client = self.serve()
        before = {path: path.read_bytes() for path in self.out.glob("*.json")}
        begun = time.monotonic()
        for status, body in hostile_requests(server.port, HOSTILE, random.Random(7), digest_of(self.out / "scan-00000.json")):
            self.assertNotIn(b"SECRET-", body)
            self.assertNotIn(b"root:", body)
            self.assertNotEqual(status, 500, body)
        print(f"{HOSTILE} hostile requests in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        self.assertEqual({path: path.read_bytes() for path in self.out.glob("*.json")}, before)
        self.assertEqual(client.state(digest_of(self.out / "scan-00000.json"))["words"], [])
        self.assertEqual(server.stop()[0], 0)

    def test_another_page_cannot_speak_for_the_person(self):
        make_results(self.out, 1)
        server, client = self.serve()
        digest = digest_of(self.out / "scan-00000.json")
        token = json.loads(client.get("/session"))["token"]
        body = json.dumps({"document": digest, "record": 0, "field": "software_name", "text": "x", "seen": 0, "receipt": "r"}).encode()
        own = {"Content-Type": "application/json", "X-Zhaolu-Token": token}
        for change, expected in (({"X-Zhaolu-Token": "0" * 32}, 403), ({"X-Zhaolu-Token": ""}, 403), ({"Content-Type": "text/plain"}, 415),
                                 ({"Origin": "https://example.com"}, 403), ({"Origin": "null"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
                                 ({"Sec-Fetch-Site": "same-site"}, 403), ({"Host": "evil.example"}, 421), ({"Host": f"127.0.0.1.nip.io:{server.port}"}, 421)):
            with self.subTest(change):
                self.assertEqual(client.ask("POST", "/say", body, {**own, **change})[0], expected)
        self.assertEqual(client.state(digest)["words"], [])
        self.assertEqual(client.ask("GET", "/session", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})[0], 403)
        self.assertEqual(client.ask("POST", "/say", body, {**own, "Origin": f"http://127.0.0.1:{server.port}"})[0], 200)

    def test_an_address_that_is_taken_or_none_is_said(self):
        make_results(self.out, 1)
        server, _ = self.serve()
        for listen, code, words in ((f"127.0.0.1:{server.port}", 1, ("--listen",)), ("nowhere", 2, ("127.0.0.1:8420",)), ("127.0.0.1:99999", 2, ("--listen",)),
                                    ("example.com:80", 2, ("--listen",))):
            done = run("review", self.out, "--listen", listen)
            self.assertEqual((done.returncode, done.out), (code, ""), listen)
            self.assert_one_line(done.err, *words)
        self.assertEqual(run("review", self.folder / "nothing").returncode, 2)

    def test_others_than_this_machine_need_a_password(self):
        make_results(self.out, 1)
        refused = run("review", self.out, "--listen", "0.0.0.0:0")
        self.assertEqual(refused.returncode, 2)
        self.assert_one_line(refused.err, "--passwords")
        people = self.folder / "people"
        # "geheim", by crypt(3) with SHA-512
        people.write_text("李娜:" + subprocess.run(["openssl", "passwd", "-6", "-salt", "ab", "geheim"], capture_output=True, text=True,
                                                  check=True).stdout, "utf-8")
        people.chmod(0o600)
        _, client = self.serve("--passwords", people)
        self.assertEqual(client.ask("GET", "/")[0], 401)
        basic = {"Authorization": "Basic " + base64.b64encode("李娜:geheim".encode()).decode()}
        wrong = {"Authorization": "Basic " + base64.b64encode("李娜:falsch".encode()).decode()}
        self.assertEqual(client.ask("GET", "/", headers=wrong)[0], 401)
        self.assertEqual(json.loads(client.ask("GET", "/session", headers=basic)[1])["person"], "李娜")


class Kills(ReviewTest):
    def test_what_was_confirmed_is_there_after_a_kill_at_any_moment(self):
        make_results(self.out, 6)
        digests = [digest_of(path) for path in sorted(self.out.glob("*.json"))]
        server, _ = self.serve()
        dice, kept = random.Random(11), {}

        def speak(deadline):
            client, number = Client(server), 0
            try:
                while time.monotonic() < deadline:
                    digest, field = dice.choice(digests), dice.choice(("software_name", "copyright_owner"))
                    number += 1
                    text = f"{number}-{deadline}"
                    status, _ = client.say(digest, field, text, client.state(digest)["version"])
                    if status == 200:
                        kept[digest, field] = text
            except Exception:  # pylint: disable=broad-except  # killed meanwhile
                pass

        for _ in range(KILLS):
            speaker = threading.Thread(target=speak, args=(time.monotonic() + 5,))
            speaker.start()
            time.sleep(dice.uniform(0.05, 1.2))
            server.kill()
            speaker.join()
            server.start()
            client = Client(server)
            for digest in digests:
                words = {word["field"]: word["text"] for word in client.state(digest)["words"]}
                for (of, field), text in kept.items():
                    if of == digest:
                        # a word may have been kept whose answer was lost; it is then a later one
                        self.assertIn(field, words)
                        if words[field] != text:
                            kept[of, field] = words[field]
        self.assertTrue(kept)
        print(f"killed {KILLS} times", file=sys.stderr)
        server.stop()
        for path in self.out.glob("*.json"):
            fields = json.loads(path.read_text("utf-8"))["records"][0]["fields"]
            for (of, field), text in kept.items():
                if of == digest_of(path):
                    self.assertEqual(fields[field]["reviewed"]["value"], text)


if __name__ == "__main__":
    program.main()
