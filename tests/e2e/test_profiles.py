"""A certificate type of one's own, as docs/profiles.md says. Texts only, so that it is quick."""
import json
import re

from program import SAMPLES, SOURCE, ProgramTest, main, run

OWN = SAMPLES / "profile/fishing_permit.yaml"
FISHING = (SAMPLES / "profile/fishing_permit.txt").read_text("utf-8")
TELECOM = (SAMPLES / "telecom-front/page-1.txt").read_text("utf-8")
OTHER = "今日天气晴朗\n宜出海"


def rows_of(heading):
    """The names in the first column of the table under that heading of docs/profiles.md."""
    text = (SOURCE / "docs/profiles.md").read_text("utf-8")
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return re.findall(r"^\| `([a-z_]+)` \|", table[1], re.MULTILINE)


class ProfileTest(ProgramTest):
    def fix(self, text, *arguments):
        done = run("fix", "-f", "json", *arguments, stdin=text.encode())
        self.assertEqual(done.returncode, 0, done.err)
        return json.loads(done.out)["records"][0]

    def own(self, text):
        path = self.folder / "own.yaml"
        path.write_text(text, "utf-8")
        return path

    def test_a_file_adds_a_type_and_leaves_the_others(self):
        for text, arguments, expected in (
                (FISHING, (), "unknown"),
                (FISHING, ("--profile", OWN), "fishing_permit"),
                (TELECOM, ("--profile", OWN), "value_added_telecom_licence"),
                (OTHER, ("--profile", OWN), "unknown"),
        ):
            with self.subTest(text=text[:10], arguments=arguments):
                self.assertEqual(self.fix(text, *arguments)["type"], expected)

    def test_a_name_takes_every_document_for_that_type(self):
        for name in ("business_licence", "unknown"):
            self.assertEqual(self.fix(TELECOM, "--profile", name)["type"], name)

    def test_a_name_that_is_not_there_is_told_with_those_that_are(self):
        done = run("fix", "--profile", "fishing", stdin=b"")
        self.assertEqual((done.returncode, done.out), (2, ""))
        self.assert_one_line(done.err, "'fishing'", "business_licence", "unknown")

    def test_a_file_takes_the_place_of_the_type_of_its_name(self):
        path = self.own("name: business_licence\ntitle: 营业执照（本所）\nrecognise: {phrases: {营业执照: 1}}\n"
                        "fields:\n  shop: {labels: [字号]}\n")
        record = self.fix("营业执照\n字号：听松茶社\n", "--profile", path)
        self.assertEqual((record["type"], list(record["fields"])), ("business_licence", ["shop"]))

    def test_of_equal_points_the_own_type_wins(self):
        shipped = (SOURCE / "data/profiles/business_licence.yaml").read_text("utf-8")
        path = self.own(shipped.replace("name: business_licence", "name: own_licence"))
        self.assertEqual(self.fix("营业执照\n统一社会信用代码", "--profile", path)["type"], "own_licence")

    def test_the_title_is_shown_wherever_the_type_is(self):
        text = self.folder / "permit.txt"
        text.write_text(FISHING, "utf-8")
        for arguments, expected in (
                (("fix", "-f", "json", "--profile", OWN, text), '"title": "渔业捕捞许可证"'),
                (("convert", "-f", "html", "--profile", OWN, self.page("permit.png", FISHING.splitlines())), ">渔业捕捞许可证<"),
                (("convert", "-f", "csv", "--profile", OWN, self.folder / "permit.png"), ",fishing_permit,渔业捕捞许可证,"),
        ):
            with self.subTest(arguments[:3]):
                done = run(*arguments)
                self.assertEqual(done.returncode, 0, done.err)
                self.assertIn(expected, done.out)

    def test_a_field_of_ones_own_is_called_as_the_paper_and_the_profile_call_it(self):
        done = run("fix", "-f", "table", "--profile", OWN, stdin=FISHING.encode())
        self.assertEqual(done.returncode, 0, done.err)
        self.assertIn("船名 Ship name", done.out)

    def test_the_report_of_a_batch_names_the_kind_of_each_certificate(self):
        self.page("in/permit.png", (FISHING.splitlines()[0], "编号：（沪渔捕0042）", "有效期至：2031年1月2日"))
        done = run("batch", self.folder / "in", "-o", self.folder / "out", "--profile", OWN)
        self.assertEqual(done.returncode, 0, done.err)
        self.assertRegex(done.out, r"permit\.png: 渔业捕捞许可证: .*Number")

    def test_a_profile_with_a_last_day_says_that_it_means_the_end(self):
        """So that watch and batch can warn of what soon ends."""
        for path in sorted((SOURCE / "data/profiles").glob("*.yaml")):
            text = path.read_text("utf-8")
            if path.stem != "unknown" and re.search(r"^  valid_until:", text, re.MULTILINE) and "  expiry_date:" not in text:
                with self.subTest(path.stem):
                    self.assertEqual(text.count("means: expires"), 1)

    def test_every_check_and_kind_of_the_documentation_is_accepted(self):
        checks, kinds = rows_of("check"), rows_of("kind")
        self.assertIn("lost_digit", checks)
        self.assertIn("entries", kinds)
        for key, names in (("checks", [f"[{name}]" for name in checks]), ("kind", kinds)):
            for name in names:
                with self.subTest(name):
                    path = self.own(f"name: own\ntitle: 证\nrecognise: {{phrases: {{渔业: 1}}}}\nfields:\n  ship: {{labels: [船名], {key}: {name}}}\n")
                    self.fix(FISHING, "--profile", path)


if __name__ == "__main__":
    main()
