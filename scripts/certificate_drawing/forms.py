"""Certificates of every other kind, drawn by the table forms.toml: one table entry a form, no code of its own.

An entry says paper, border, titles, rows of label and value, running text and seal; its head explains the keys. Values are
templates: `{company}`, `{issued:loose}`, `{n8}`; what they are filled with is in Facts. A row or a text that names a field
adds it to the document's true fields.
"""
import pathlib
import tomllib

from . import frame, invent, seal
from .sheet import Sheet

INK = (26, 26, 30)
PAPERS = {"portrait": (210.0, 297.0), "landscape": (297.0, 210.0)}
BORDERS = {
    "engraved": lambda sheet, random: frame.engraved(sheet, random, margin=9, width=8),
    "double": lambda sheet, random: frame.double_rule(sheet, random),
    "key": lambda sheet, random: frame.key_pattern(sheet),
    "ribbon": lambda sheet, random: frame.ribbon(sheet, random, top=12)[1] - 6,
}


def _read_table():
    return tomllib.loads((pathlib.Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))


TABLE = _read_table()
FORMS = {form["name"]: form for form in TABLE["form"]}


def type_of(form):
    """The certificate type that a form is of: its name up to the colon."""
    return form["name"].split(":")[0]


# -- what templates are filled with --------------------------------------------------------------------

_NUMERALS = "〇一二三四五六七八九"


def _numeral(number):
    """11 → 十一, 20 → 二十; up to 99."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十") + (_NUMERALS[ones] if ones or not tens else "")


class Day:
    """A date that a template prints in the way it asks for."""

    FORMS = {
        "": lambda d: invent.chinese_date(d), "loose": lambda d: invent.chinese_date(d, padded=False),
        "gaps": lambda d: f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日", "iso": lambda d: d.isoformat(),
        "dots": lambda d: f"{d.year}.{d.month:02d}.{d.day:02d}", "year": lambda d: str(d.year), "month": lambda d: f"{d.year}年{d.month:02d}月",
        "numerals": lambda d: "".join(_NUMERALS[int(c)] for c in str(d.year)) + f"年{_numeral(d.month)}月{_numeral(d.day)}日",
    }

    def __init__(self, date):
        self.date = date

    def __format__(self, form):
        return self.FORMS[form](self.date)


def facts(random, form, cast=invent.CAST):
    """Everything that templates may name, invented anew for a document."""
    sign, province, telecom_authority, cities, area = invent.province(random)
    city, issued = random.choice(cities), invent.day(random, 2012, 2021)
    place = province if province.startswith(city) else city + "市"
    found = {
        "sign": sign, "province": province, "city": city, "place": place, "area": area, "telecom_authority": telecom_authority,
        "company": invent.company(random, city, cast), "company2": invent.company(random, city, cast), "brand": random.choice(cast.brands),
        "person": invent.person(random, cast), "person2": invent.person(random, cast), "address": invent.address(random, province, city),
        "address2": invent.address(random, province, city), "capital": invent.capital_in_words(random), "code": invent.credit_code(random, area),
        "software": f"{random.choice(cast.software)}V{random.randint(1, 4)}.{random.randint(0, 9)}", "work": random.choice(cast.works),
        "domain": invent.domain(random), "issued": Day(issued), "established": Day(invent.years_later(issued, -random.randint(1, 6))),
        "ends": Day(invent.years_later(issued, form.get("years", 5), eve=True)),
        "registration13": invent.registration_number(random, area + "00" + str(random.randint(1, 2)), 13),
        "registration15": invent.registration_number(random, area + f"{random.randint(1, 20):02d}", 15),
        "organisation": invent.organisation_code(random), "patent": invent.patent_number(random, issued.year - 2, form.get("patent", 1)),
    }
    found["patent_spaced"] = f"{found['patent'][2:6]} {found['patent'][6]} {found['patent'][7:]}"
    found |= {f"n{digits}": f"{random.randint(1, 10 ** digits - 1):0{digits}d}" for digits in range(1, 14)}
    return found | {name: random.choice(choices) for name, choices in form.get("one_of", {}).items()}


# -- drawing -------------------------------------------------------------------------------------------

class _Form:
    """A form as it is drawn: the sheet, its facts, and the true fields so far."""

    def __init__(self, form, random, dpi):
        self.form, self.random, self.facts, self.fields = form, random, facts(random, form), {}
        self.sheet = Sheet(*PAPERS[form.get("paper", "portrait")], dpi=dpi, tint=tuple(form.get("tint", (255, 255, 255))))

    def filled(self, template):
        return template.format(**self.facts)

    def add_field(self, name, template):
        self.fields[name] = self.filled(template)

    def draw_paper(self):
        form, sheet = self.form, self.sheet
        inner = BORDERS[form["border"]](sheet, self.random) if "border" in form else 8
        if form.get("waves"):
            frame.waves(sheet, self.random, inner, strength=form["waves"])
        if "words" in form:
            frame.words(sheet, self.random, (inner, inner, sheet.width - inner, sheet.height - inner), form["words"])
        if "slanted" in form:
            frame.slanted(sheet, form["slanted"])
        if "emblem" in form:
            seal.draw_emblem(sheet, sheet.width / 2, form["emblem"], 24)

    def draw_title(self, title):
        style, text = TABLE["title_style"][title["style"]], self.filled(title["text"])
        self.sheet.centred(title.get("x", self.sheet.width / 2), title["y"], text, style["face"], style["size"], colour=tuple(style["colour"]),
                           tracking=style.get("tracking", 0.0), weight=style.get("weight", 0))
        self.sheet.say(text)
        if "field" in title:
            self.add_field(title["field"], title["text"])

    def draw_rows(self, block):
        """Rows of label and value; a value may run over several rows, and a row without a label leaves its place free."""
        sheet, y, size = self.sheet, block["y"], block.get("size", 5.2)
        face, value_face = block.get("face", "song"), block.get("value_face", block.get("face", "song"))
        colon = block.get("colon", "：")
        for label, template, *field in block["items"]:
            value, width = self.filled(template), max(sheet.text_width(label, face, size), block.get("spread", 0.0) if label[1:2] else 0.0)
            sheet.text(block["x"], y, label, face, size, colour=INK, spread=width)
            sheet.text(block["x"] + width, y, colon, face, size, colour=INK)
            if block.get("english") and label in TABLE["english"]:
                sheet.text(block["x"], y + size * 0.7, TABLE["english"][label], "sans", size * 0.5, colour=INK)
            x = max(block.get("value_x", 0.0), block["x"] + width + (size if colon else 0.0) + 1.5)
            rows = sheet.wrap(value, value_face, size, block.get("width", 110), hang_marks=True)
            for row in rows:
                sheet.text(x, y + block.get("drop", 0.0), row, value_face, size, colour=INK)
                y += size * 1.35
            sheet.say(f"{label}{colon or ' '}{rows[0] if rows else ''}", *rows[1:])
            y += block.get("step", 11.0) - size * 1.35 if rows else block.get("step", 11.0)
            if field:
                self.add_field(field[0], field[1] if len(field) > 1 else template)

    def draw_text(self, block):
        """Running text, or a single row, left or centred."""
        sheet, size, face = self.sheet, block.get("size", 5.2), block.get("face", "song")
        indent, y = block.get("indent", 0.0), block["y"]
        for place, row in enumerate(sheet.wrap(self.filled(block["text"]), face, size, block.get("width", 150), first_indent=indent, hang_marks=True)):
            if block.get("centred"):
                sheet.centred(block["x"], y, row, face, size, colour=INK)
            else:
                sheet.text(block["x"] + (indent if place == 0 else 0), y, row, face, size, colour=INK)
            sheet.say(row)
            y += size * block.get("leading", 1.7)
        for name, template in block.get("fields", {}).items():
            self.add_field(name, template)

    def draw_seal(self, mark):
        seal.draw_seal(self.sheet, mark["x"] + self.random.uniform(-3, 3), mark["y"] + self.random.uniform(-3, 3), mark.get("diameter", 40),
                       self.filled(mark["text"]), mark.get("line", ""), self.random, strength=mark.get("strength", 0.8))


def draw_form(name, random, dpi=300):
    """Draws the form of that name; returns its sheet and its true fields."""
    form = FORMS[name]
    drawn = _Form(form, random, dpi)
    drawn.draw_paper()
    for title in form.get("title", []):
        drawn.draw_title(title)
    for block in form.get("rows", []):
        drawn.draw_rows(block)
    for block in form.get("text", []):
        drawn.draw_text(block)
    for mark in form.get("seal", []):
        drawn.draw_seal(mark)
    return drawn.sheet, drawn.fields
