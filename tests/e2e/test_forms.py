"""A drawn certificate of every kind through the real program, and five of them as one shuffled bundle."""
import json
import random
import sys

from program import SOURCE, ProgramTest, main, run

sys.path.insert(0, str(SOURCE / "scripts"))
from certificate_drawing import forms, telecom  # noqa: E402
from measuring import fields as measuring  # noqa: E402

DPI = 150
SEED = 15
RIGHT_LEAST = 0.9  # of all fields; the names have rare characters that cannot be read
# Kinds that have a drawing of their own, and tests in test_samples.py.
DRAWN_ELSEWHERE = {"value_added_telecom_licence", "software_copyright", "work_registration"}


def draw(name, seed=SEED):
    """The picture of a form, its type and its true fields."""
    sheet, fields = forms.draw_form(name, random.Random(f"{name} {seed}"), DPI)
    return sheet.image, forms.type_of(forms.FORMS[name]), fields


class FormsTest(ProgramTest):
    results = {}

    def drawn(self):
        """Each form's name, its type, its true fields and the document that the program made of it; converted once."""
        if not self.results:
            paths = {}
            for name in forms.FORMS:
                image, kind, fields = draw(name)
                paths[name] = self.folder / f"{name.replace(':', '-')}.jpg"
                image.save(paths[name], quality=85, dpi=(DPI, DPI))
                self.results[name] = [kind, fields]
            done = run("convert", "-q", "-o", self.folder / "out", *paths.values())
            self.assertEqual(done.returncode, 0, done.err)
            for name, path in paths.items():
                self.results[name].append(json.loads((self.folder / "out" / f"{path.stem}.json").read_text("utf-8")))
        return [(name, *rest) for name, rest in self.results.items()]

    def test_every_profile_has_a_form(self):
        profiles = {path.stem for path in (SOURCE / "data/profiles").glob("*.yaml")} - {"unknown"}
        self.assertEqual(profiles - DRAWN_ELSEWHERE, {forms.type_of(form) for form in forms.FORMS.values()})

    def test_each_is_one_record_of_its_type(self):
        for name, kind, _, document in self.drawn():
            with self.subTest(name):
                self.assertEqual([record["type"] for record in document["records"]], [kind])

    def test_every_field_is_right_or_to_be_checked(self):
        right = count = 0
        for name, _, fields, document in self.drawn():
            for field, true in fields.items():
                with self.subTest(name, field=field):
                    got = document["records"][0]["fields"][field]
                    is_right = measuring.same(got["value"], true)
                    right, count = right + is_right, count + 1
                    self.assertTrue(is_right or got["status"] == "check", (true, got["value"], got["status"]))
        self.assertGreaterEqual(right, RIGHT_LEAST * count)


class BundleTest(ProgramTest):
    def test_five_certificates_with_their_pages_shuffled_are_five_records(self):
        names = ["high_tech_enterprise", "business_licence:branch", "food_business", "work_safety"]
        pages = [(draw(name)[0], draw(name)[1]) for name in names] + self.telecom_pages()
        random.Random(SEED).shuffle(pages)
        pdf = self.folder / "bundle.pdf"
        pages[0][0].save(pdf, save_all=True, append_images=[image for image, _ in pages[1:]], resolution=DPI)
        records = self.convert_json(pdf)["records"]
        expected = {}
        for number, (_, kind) in enumerate(pages, 1):
            expected.setdefault(kind, []).append(number)
        self.assertEqual({record["type"]: sorted(record["pages"]) for record in records}, expected)
        self.assertEqual(len(records), 5)

    def telecom_pages(self):
        """The front and the annex of one licence."""
        chance = random.Random(SEED)
        licence, style = telecom.invent_licence(chance), telecom.choose_style(chance)
        sheets = telecom.front_current(licence, chance, style), telecom.annex(licence, chance, style)
        return [(sheet.image.resize((sheet.image.width // 2, sheet.image.height // 2)), "value_added_telecom_licence") for sheet in sheets]


if __name__ == "__main__":
    main()
