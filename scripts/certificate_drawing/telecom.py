"""Pages of telecom licences: fronts in the current and the older form, annexes, provisions."""
from dataclasses import dataclass, field

from . import fonts, frame, invent, seal, wording
from .sheet import Sheet

A4 = (210.0, 297.0)
INK = (24, 24, 28)
TINTS = [(255, 255, 255), (250, 250, 248), (244, 246, 246), (238, 244, 240), (242, 240, 230), (246, 240, 232), (236, 240, 246)]


@dataclass
class Licence:
    """The facts that a licence's pages print."""
    number: str
    company: str
    representative: str
    authority: str
    issued: object
    expires: object
    businesses: list  # (name, [terms])
    coverage: str = None
    capital: str = None
    address: str = None
    signer: str = None
    websites: list = field(default_factory=list)  # a (domain, server place, access provider) for each business

    def fields(self):
        facts = {"licence_number": self.number, "company_name": self.company, "legal_representative": self.representative}
        for name, value in (("registered_capital", self.capital), ("registered_address", self.address)):
            if value:
                facts[name] = value
        facts["business"] = [name for name, _ in self.businesses]
        facts["coverage"] = self.coverage
        if self.signer:
            facts["signer"] = self.signer
        facts["issue_date"], facts["expiry_date"] = self.issued.isoformat(), self.expires.isoformat()
        return facts


def invent_licence(random):
    sign, province, authority, cities, _ = invent.province(random)
    city = random.choice(cities)
    issued = invent.day(random)
    businesses = random.sample(wording.BUSINESSES, random.choice([1, 2, 2, 3]))
    unique = list({name: (name, terms) for name, terms in businesses}.values())
    address = invent.address(random, province, city)
    websites = [(invent.domain(random), address, random.choice(["云禾计算有限公司", "蓝栈数据服务有限公司"])) for _ in unique]
    return Licence(number=invent.licence_number(random, sign, issued.year), company=invent.company(random, city),
                   representative=invent.person(random), authority=authority, issued=issued,
                   expires=invent.years_later(issued, 5, eve=random.random() < 0.3), businesses=unique, websites=websites)


def invent_national_licence(random):
    """A licence for several provinces, in the older form: no province sign, capital and address printed."""
    licence = invent_licence(random)
    licence.number = invent.licence_number(random, "", licence.issued.year)
    licence.authority = "中华人民共和国工业和信息化部"
    licence.businesses = licence.businesses[:1]
    licence.businesses = [(licence.businesses[0][0], [])]
    licence.coverage = random.choice(wording.COVERAGES)
    if random.random() < 0.6:
        _, province, _, cities, _ = invent.province(random)
        licence.capital = invent.capital_in_words(random)
        licence.address = invent.address(random, province, random.choice(cities))
    if random.random() < 0.5:
        licence.signer = invent.person(random)
    return licence


@dataclass
class Style:
    """How a page is set; drawn once for a document so that its pages match."""
    label_face: str
    value_face: str
    drop: float  # mm by which typed values stand below their labels
    colon: str
    tint: tuple
    colour: tuple
    filled: bool
    weight: int
    title_weight: int
    narrow: bool  # brackets of half width
    seal_strength: float


def choose_style(random):
    return Style(label_face=random.choice(fonts.LABEL_FACES), value_face=random.choice(fonts.VALUE_FACES),
                 drop=random.choice([0.0, 0.8, 1.5, 2.2, 3.0]), colon=random.choice(["：", ":"]), tint=random.choice(TINTS),
                 colour=random.choice(frame.BAND_COLOURS), filled=random.random() < 0.5, weight=random.choice([0, 1]), title_weight=random.choice([0, 1, 2]),
                 narrow=random.random() < 0.4, seal_strength=random.uniform(0.55, 0.95))


def _set(style, text):
    """Brackets as this document sets them."""
    return text.replace("（", "(").replace("）", ")") if style.narrow else text


def blank_page(random, style=None):
    """Tinted paper with its frame and nothing else. Returns the sheet and the frame's inner edge in mm."""
    style = style or choose_style(random)
    sheet = Sheet(*A4, tint=style.tint)
    inner = frame.engraved(sheet, random, margin=random.uniform(9, 15), width=random.uniform(7.5, 11), colour=style.colour, filled=style.filled)
    random.choice([frame.waves, frame.waves, frame.net])(sheet, random, inner)
    return sheet, inner


# -- front page, current form ------------------------------------------------------------------------

def front_current(licence, random, style):
    sheet, _ = blank_page(random, style)
    label = dict(face=style.label_face, colour=INK, weight=style.weight)
    middle, shift = sheet.width / 2, random.uniform(-3, 3)
    for y, title in ((39, "中华人民共和国"), (49.2, "增值电信业务经营许可证")):
        sheet.centred(middle, y + shift, title, style.label_face, 8.4, colour=INK, weight=style.title_weight)
        sheet.say(title)
    _number_row(sheet, licence, style, 94, 68.5 + shift)
    _ground(sheet, style, label, 79 + shift)
    y = 117 + shift
    for caption, value in (("公司名称", licence.company), ("法定代表人", licence.representative)):
        _typed_row(sheet, style, caption, value, y)
        y += 12.3
    if licence.coverage:
        _labelled_businesses(sheet, licence, style, y)
    else:
        _three_row_businesses(sheet, licence, style, y)
    _closing(sheet, licence, random, style)
    return sheet


def _number_row(sheet, licence, style, x, y, size=5.3):
    width = sheet.text(x, y, "经营许可证编号" + style.colon, style.label_face, size, colour=INK, weight=style.weight)
    sheet.text(x + width + 2.2, y + style.drop, licence.number, style.value_face, size * 0.95, colour=INK)
    sheet.say(f"经营许可证编号{style.colon}{licence.number}")


def _ground(sheet, style, label, y):
    """The paragraph of grounds, in three rows broken as the form breaks it."""
    text = wording.LICENCE_GROUND.format(kind="")
    first, second = text.index("审查，"), text.index("内容经营")
    for place, row in enumerate((text[:first], text[first:second], text[second:])):
        indent = 12.0 if place == 0 else 0.0
        sheet.text(32 + indent, y + 8.9 * place, row, size=5.7, **label)
        sheet.say(row)


def _typed_row(sheet, style, caption, value, y, size=5.4):
    sheet.text(32, y, caption, style.label_face, 5.4, colour=INK, weight=style.weight, spread=30.5)
    sheet.text(63, y, style.colon, style.label_face, 5.4, colour=INK, weight=style.weight)
    sheet.text(69, y + style.drop, value, style.value_face, size, colour=INK)
    sheet.say(f"{caption}{style.colon}{value}")


def _three_row_businesses(sheet, licence, style, y):
    for place, caption in enumerate(("业务种类", "(服务项目)", "及覆盖范围" + style.colon)):
        spread = 30.5 if place == 0 else None
        sheet.text(32, y + 6.0 * place, caption, style.label_face, 5.3, colour=INK, weight=style.weight, spread=spread)
        sheet.say(caption)
    y += 2.0 + style.drop
    leading = 6.2 if sum(1 + 3 * len(terms) for _, terms in licence.businesses) < 10 else 5.6
    for name, terms in licence.businesses:
        for paragraph in [name] + [part for term in terms for part in term.replace("。【", "。\n【").split("\n")]:
            for row in sheet.wrap(_set(style, paragraph), style.value_face, 5.2, 112):
                sheet.text(68.5, y, row, style.value_face, 5.2, colour=INK)
                sheet.say(row)
                y += leading
        y += leading * 0.5


def _labelled_businesses(sheet, licence, style, y):
    """The form for several provinces: one row of businesses, one of coverage."""
    names = "、".join(_set(style, name) for name, _ in licence.businesses)
    for caption, value in (("业务种类", names), ("业务覆盖范围", licence.coverage)):
        rows = sheet.wrap(f"{caption}{style.colon}{value}", style.value_face, 5.2, 140)
        for row in rows:
            sheet.text(32, y, row, style.value_face, 5.2, colour=INK)
            sheet.say(row)
            y += 8.5


def _closing(sheet, licence, random, style):
    """Authority, seal, QR code, dates with their digits typed lower."""
    opening, closing = random.choice([("（", "）"), ("(", ")")])
    caption = f"发证机关{opening}盖章{closing}{style.colon}"
    sheet.text(116, 217.5, caption, style.label_face, 5.4, colour=INK, weight=style.weight)
    sheet.say(caption)
    seal.draw_qr(sheet, 35 + random.uniform(-2, 2), 213, random.uniform(27, 33),
                 f"https://licence.example/show?number={licence.number}&company={licence.company}")
    for y, caption, date in ((255, "发证日期", licence.issued), (267.5, "有效期至", licence.expires)):
        sheet.text(32, y, caption, style.label_face, 5.4, colour=INK, weight=style.weight, spread=33)
        sheet.text(66, y, style.colon, style.label_face, 5.4, colour=INK, weight=style.weight)
        x = 100.0
        for digits, unit in ((f"{date.year}", "年"), (f"{date.month:02d}", "月"), (f"{date.day:02d}", "日")):
            x += sheet.text(x, y + style.drop, digits, style.value_face, 5.4, colour=INK) + 2.2
            x += sheet.text(x, y, unit, style.label_face, 5.4, colour=INK, weight=style.weight) + random.uniform(2.0, 4.0)
        sheet.say(f"{caption}{style.colon}{invent.chinese_date(date)}")
    seal.draw_seal(sheet, 158 + random.uniform(-5, 4), 213 + random.uniform(-4, 6), 40, licence.authority, "电信业务审批专用章",
                   random, strength=style.seal_strength)


# -- front page, older form --------------------------------------------------------------------------

def front_older(licence, random, style, grey=False):
    """Emblem, red double frame, running rows; `grey` for a black-and-white original."""
    sheet = Sheet(*A4, tint=(255, 255, 255) if grey else random.choice(TINTS[:3]))
    colour = (70, 70, 74) if grey else (150, 40, 48)
    frame.double_rule(sheet, random, margin=random.uniform(8, 12), colour=colour)
    if random.random() < 0.6:
        frame.waves(sheet, random, 18, strength=0.3)
    seal.draw_emblem(sheet, 105, 46, 24, *(((96, 96, 98), (176, 176, 178)) if grey else ()))
    face = style.label_face
    for y, title in ((70, "中华人民共和国"), (82, "增值电信业务经营许可证")):
        sheet.centred(105, y, title, "kai" if face == "kai" else "hei", 9.0, colour=INK, tracking=0.6)
        sheet.say(title)
    number = f"经营许可证编号{style.colon}{licence.number}"
    sheet.centred(105, 95, number, face, 5.0, colour=INK)
    sheet.say(number)
    y = _older_ground(sheet, licence, style, 106)
    y = _older_rows(sheet, licence, style, y)
    _older_dates(sheet, licence, random, style, max(y, 180), grey)
    return sheet


def _older_ground(sheet, licence, style, y):
    face = style.label_face
    text = wording.LICENCE_GROUND.format(kind="跨地区" if not licence.number[0].isalpha() or licence.number[0] in "AB" else "")
    for place, row in enumerate(sheet.wrap("　　" + text, face, 5.0, 156, hang_marks=True)):
        sheet.text(28, y, row, face, 5.0, colour=INK, weight=style.weight)
        y += 9.0
    sheet.say(text)
    return y + 1


def _older_rows(sheet, licence, style, y):
    rows = [("公司名称", licence.company), ("法定代表人", licence.representative)]
    rows += [("注册资本", licence.capital)] if licence.capital else []
    rows += [("注册住所", licence.address)] if licence.address else []
    rows += [("业务种类", "、".join(_set(style, name) for name, _ in licence.businesses))]
    rows += [("业务覆盖范围", licence.coverage)] if licence.coverage else []
    for caption, value in rows:
        text = f"{caption}{style.colon}{value}"
        for row in sheet.wrap(text, style.label_face, 5.0, 150):
            sheet.text(28, y, row, style.label_face, 5.0, colour=INK, weight=style.weight)
            y += 9.4
        sheet.say(text)
    if licence.signer:
        for row in ("签发人" + style.colon, licence.signer):
            sheet.text(28, y, row, style.label_face, 5.0, colour=INK, weight=style.weight)
            sheet.say(row)
            y += 9.4
    return y


def _older_dates(sheet, licence, random, style, y, grey):
    for caption, date in (("发证日期", licence.issued), ("有效期至", licence.expires)):
        text = f"{caption}{style.colon}{invent.chinese_date(date)}"
        sheet.text(112, y, text, style.label_face, 5.0, colour=INK, weight=style.weight)
        sheet.say(text)
        y += 9.4
    seal.draw_seal(sheet, 150 + random.uniform(-6, 6), y + random.uniform(-6, 22), 42, licence.authority, "", random,
                   colour=(84, 84, 86) if grey else (214, 40, 46), strength=style.seal_strength)


# -- annex -------------------------------------------------------------------------------------------

def annex(licence, random, style, page=1, pages=1):
    """An annex page: for each business the website, its domain, the server's place, the access provider."""
    sheet, _ = blank_page(random, style)
    face = style.value_face
    sheet.text(28, 38, "经营许可证编号" + style.colon, style.label_face, 5.3, colour=INK, weight=style.weight)
    sheet.text(73, 38 + style.drop, licence.number, face, 5.1, colour=INK)
    sheet.say(f"经营许可证编号{style.colon}{licence.number}")
    for y, title in ((55, "中华人民共和国增值电信业务经营许可证"), (65.5, "（附 页）")):
        sheet.centred(105, y, title, style.label_face, 6.8, colour=INK, weight=style.weight)
        sheet.say(title)
    y = 83.0
    for (name, _), (domain, place, provider) in zip(licence.businesses, licence.websites):
        paragraphs = [f"{licence.company}获准经营{_set(style, name)}相关信息", f"网站名称{style.colon}{licence.company}",
                      f"网站域名{style.colon}{domain}", f"服务器放置地{style.colon}{place}", f"网站接入服务提供单位{style.colon}{provider}"]
        y = _paragraphs(sheet, paragraphs, face, 5.0, y, 6.6) + 5.0
    seal.draw_seal(sheet, 100 + random.uniform(-20, 40), 130 + random.uniform(-10, 60), 40, licence.authority, "电信业务审批专用章", random,
                   strength=style.seal_strength * 0.9)
    footer = f"{page}/{pages}"
    sheet.centred(105, 268, footer, face, 4.8, colour=INK)
    sheet.say(footer)
    return sheet


def _paragraphs(sheet, paragraphs, face, size, y, leading, left=30.0, width=150.0):
    """Sets indented paragraphs and says each row; returns the next baseline."""
    for paragraph in paragraphs:
        for place, row in enumerate(sheet.wrap(paragraph, face, size, width, first_indent=2 * size)):
            sheet.text(left + (2 * size if place == 0 else 0), y, row, face, size, colour=INK)
            sheet.say(row)
            y += leading
    return y


# -- provisions --------------------------------------------------------------------------------------

def provision_paragraphs(licence, random):
    """The clauses of this licence as paragraphs, numbered."""
    numbers = dict(days=random.choice([10, 15, 30, 45, 60]), months=random.choice([3, 5, 6]), users=random.choice(["1万", "5万", "10万"]),
                   hours=random.choice([2, 4, 12, 24]))
    paragraphs = [wording.PROVISIONS_OPENING.format(company=licence.company)]
    for place, clause in enumerate(wording.CLAUSES, 1):
        paragraphs.append(f"{wording.numeral(place)}、{clause.format(**numbers)}")
    for place, item in enumerate(wording.ITEMS, 1):
        paragraphs.append(f"（{wording.numeral(place)}）{item}")
    return paragraphs


def provisions(licence, random, style, size=4.3, paragraphs=None):
    """All pages of the provisions; a clause may run over a page's end, and its truth is cut there too."""
    paragraphs = paragraphs or provision_paragraphs(licence, random)
    face = random.choice(["song", "serif", "sans", "kai"])
    leading, left, width, bottom = size * 1.62, 27.0, 156.0, 265.0
    sheets, sheet, y, said = [], None, 0.0, ""
    for paragraph in paragraphs:
        said = ""
        for place, row in enumerate(Sheet(*A4).wrap(_set(style, paragraph), face, size, width, first_indent=2 * size, hang_marks=True)):
            if sheet is None or y > bottom:
                if sheet and said:
                    sheet.say(said)
                said = ""
                sheet, y = _provisions_page(licence, style, face), 62.0
                sheets.append(sheet)
            sheet.text(left + (2 * size if place == 0 else 0), y, row, face, size, colour=INK)
            said += row
            y += leading
        sheet.say(said)
    return sheets


def _provisions_page(licence, style, face):
    sheet = Sheet(*A4, tint=style.tint)
    number = f"经营许可证编号{style.colon}{licence.number}"
    sheet.text(183 - sheet.text_width(number, face, 4.3), 36, number, face, 4.3, colour=INK)
    sheet.centred(105, 49, wording.PROVISIONS_TITLE, "hei" if face != "kai" else "kai", 6.2, colour=INK)
    sheet.say(number, wording.PROVISIONS_TITLE)
    return sheet
