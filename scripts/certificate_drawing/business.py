"""Business licences: landscape, two columns, gold title, pale words in the paper."""
from . import frame, invent, seal, wording
from .sheet import Sheet

INK = (26, 26, 30)
LABEL_INK = (48, 40, 36)


def business_licence(random, cast=invent.CAST):
    """Returns the sheet and its fields."""
    facts = _facts(random, cast)
    sheet = Sheet(297.0, 210.0, tint=(255, 255, 255))
    box = frame.ribbon(sheet, random, top=random.uniform(24, 32))
    frame.words(sheet, random, box, "SCJDGL")
    sheet.centred(148, 108, "市场监督管理", "sans-bold", 10, colour=(244, 220, 212), tracking=4)
    electronic = random.random() < 0.4
    if electronic:
        frame.slanted(sheet, "电子营业执照")
    seal.draw_emblem(sheet, 148.5, box[1], 34)
    _title(sheet, random)
    _code(sheet, facts)
    _left_column(sheet, random, facts)
    _right_column(sheet, facts)
    _foot(sheet, random, facts)
    return sheet, _fields(facts)


def _facts(random, cast):
    sign, province, _, cities, area = invent.province(random)
    city, established = random.choice(cities), invent.day(random, 2008, 2023)
    kinds = random.sample(wording.SCOPE_KINDS, random.randint(5, 12))
    return {
        "code": invent.credit_code(random, area), "company": invent.company(random, city, cast), "type": random.choice(wording.COMPANY_TYPES),
        "person": invent.person(random, cast), "capital": invent.capital_in_words(random), "established": established,
        "address": invent.address(random, province, city), "authority": _authority(province, city),
        "registered": invent.day(random, established.year + 1, 2025), "person_label": random.choice(["法定代表人", "法定代表人", "负责人"]),
        "scope": random.choice(wording.SCOPE_OPENINGS) + "；".join(kinds) + "。" + random.choice([wording.SCOPE_CLOSING, wording.SCOPE_CLOSING, ""]),
    }


def _authority(province, city):
    place = province if province.startswith(city) else city + "市"
    return place + "市场监督管理局"


def _fields(facts):
    return {"unified_social_credit_code": facts["code"], "company_name": facts["company"], "company_type": facts["type"],
            "legal_representative": facts["person"], "business_scope": facts["scope"], "registered_capital": facts["capital"],
            "establishment_date": facts["established"].isoformat(), "registered_address": facts["address"],
            "issue_date": facts["registered"].isoformat()}


def _title(sheet, random):
    gold = random.choice([(196, 134, 44), (170, 128, 52), (150, 120, 60)])
    sheet.centred(148, 82, "营业执照", random.choice(["serif-bold", "sans-bold"]), 22, colour=gold, tracking=9)
    sheet.say("营业执照")


def _code(sheet, facts):
    sheet.text(27, 70, "统一社会信用代码", "sans", 4.6, colour=LABEL_INK, tracking=0.5)
    sheet.text(27, 76.5, facts["code"], "serif", 4.6, colour=INK)
    sheet.say("统一社会信用代码", facts["code"])
    seal.draw_qr(sheet, 228, 64, 19, f"https://register.example/?uniscid={facts['code']}")


def _row(sheet, x, value_x, y, label, value, width, size=5.2):
    """A spread label and its value, which may run over several rows; returns the next baseline."""
    sheet.text(x, y, label, "sans-bold", 5.2, colour=LABEL_INK, spread=27)
    rows = sheet.wrap(value, "serif", size, width)
    for row in rows:
        sheet.text(value_x, y, row, "serif", size, colour=INK)
        y += size * 1.28
    if len(rows) == 1:
        sheet.say(f"{label} {value}")
    else:
        sheet.say(label, *rows)
    return y + 10.2 - size * 1.28


def _left_column(sheet, random, facts):
    y = 104.0
    for label, value in (("名称", facts["company"]), ("类型", facts["type"]), (facts["person_label"], facts["person"])):
        y = _row(sheet, 27, 58, y, label, value, 96)
    _row(sheet, 27, 58, y, "经营范围", facts["scope"], 96, size=4.2 if len(facts["scope"]) > 90 else 4.8)


def _right_column(sheet, facts):
    y = 104.0
    for label, value in (("注册资本", facts["capital"]), ("成立日期", invent.chinese_date(facts["established"])), ("住所", facts["address"])):
        y = _row(sheet, 165, 197, y, label, value, 70)


def _registered(sheet, random, date):
    """年 月 日 as the form has them, the figures as the printer put them between: on their row, or higher or lower, where
    they may run under the mark beside them."""
    drop, shift = random.choice([0.0, 0.0, random.uniform(-2.8, 2.8)]), random.uniform(-1.2, 1.2)
    face = random.choice(["song", "sans", "serif"])
    for x, figures, unit_x, unit in ((206, f"{date.year}", 220, "年"), (226.5, f"{date.month:02d}", 235.5, "月"),
                                     (242, f"{date.day:02d}", 251, "日")):
        sheet.text(unit_x, 181, unit, "sans-bold", 5.4, colour=LABEL_INK)
        sheet.text(x + shift, 181 + drop, figures, face, 4.9, colour=INK)


def _foot(sheet, random, facts):
    sheet.text(194, 170, "登记机关", "sans-bold", 5.4, colour=LABEL_INK, tracking=2.4)
    _registered(sheet, random, facts["registered"])
    sheet.say("登记机关", invent.chinese_date(facts["registered"]))
    seal.draw_seal(sheet, 244 + random.uniform(-6, 4), 170 + random.uniform(-4, 4), 32, facts["authority"], "", random)
    sheet.text(13, 206, "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", "serif", 3.6, colour=INK)
    sheet.text(240, 206, "国家市场监督管理总局监制", "serif", 4.0, colour=INK)
    sheet.say("国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", "国家市场监督管理总局监制")
