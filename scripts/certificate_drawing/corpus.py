"""Sets of documents: page-N.jpg, page-N.txt, fields.json and turn in a folder each."""
import dataclasses
import json
import random as randomness

from . import business, degrade, forms, registration, telecom, wear

# Kinds of documents and how often each comes in a set of twelve.
KINDS = ["front"] * 6 + ["annex", "provisions", "business", "front-older", "registration", "business"]
FORMS = sorted(forms.FORMS)  # every other kind, by the table forms.toml
EXTRA_KINDS = ["blank", "forms", *FORMS]  # only on request; blank is tinted paper in a frame, forms are all forms in turn


def draw_document(kind, random):
    """Draws one document; returns its sheets and fields."""
    if kind == "business":
        sheet, fields = business.business_licence(random)
        return [sheet], fields
    if kind == "registration":
        sheet, fields = random.choice([registration.work_registration, registration.software_registration])(random)
        return [sheet], fields
    if kind in forms.FORMS:
        sheet, fields = forms.draw_form(kind, random)
        return [sheet], fields
    style = telecom.choose_style(random)
    if kind == "blank":
        return [telecom.blank_page(random, style)[0]], {}
    licence = telecom.invent_licence(random)
    if kind == "front":
        if random.random() < 0.2:
            licence = telecom.invent_national_licence(random)
            licence.capital = licence.address = licence.signer = None
        return [telecom.front_current(licence, random, style)], licence.fields()
    if kind == "front-older":
        licence = telecom.invent_national_licence(random)
        return [telecom.front_older(licence, random, style, grey=random.random() < 0.4)], licence.fields()
    if kind == "annex":
        names = [name for name, _ in licence.businesses]
        fields = {"licence_number": licence.number, "company_name": licence.company, "business": names}
        return [telecom.annex(licence, random, style)], fields
    if kind == "provisions":
        sheets = telecom.provisions(licence, random, style)
        return sheets, {"licence_number": licence.number, "company_name": licence.company}
    raise ValueError(kind)


def write_document(folder, sheets, fields, treatment, random, worn=False):
    """Writes the pages of one document, all treated alike."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, sheet in enumerate(sheets, 1):
        picture, packing = degrade.treat(sheet.image, treatment, random), treatment
        if worn:
            width = picture.width
            picture, quality = wear.wear(picture, random)
            packing = dataclasses.replace(treatment, quality=quality, dpi=max(1, round(treatment.dpi * picture.width / width)))
        degrade.save(picture, folder / f"page-{number}.jpg", packing)
        (folder / f"page-{number}.txt").write_text(sheet.true_text(), encoding="utf-8")
    (folder / "fields.json").write_text(json.dumps(fields, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "turn").write_text(str(treatment.turn))


def write_set(root, count, seed, kinds=None, worn=False):
    """Writes `count` documents; the same seed gives the same set, and a longer set begins as a shorter one."""
    kinds = [one for kind in kinds or KINDS for one in (FORMS if kind == "forms" else [kind])]
    for place in range(count):
        random = randomness.Random(seed * 100003 + place)
        kind = kinds[place % len(kinds)]
        sheets, fields = draw_document(kind, random)
        treatment = degrade.choose_treatment(random)
        name = f"g{place + 1:02d}-{kind.replace(':', '-')}"
        write_document(root / name, sheets, fields, treatment, random, worn)
        yield name, treatment
