"""Registration certificates: of works (landscape) and of software (portrait)."""
from . import frame, invent, seal
from .sheet import Sheet

INK = (30, 28, 28)
_WORK_KINDS = ["美术作品", "摄影作品", "文字作品", "音乐作品"]


def work_registration(random, cast=invent.CAST):
    """Returns the sheet and its fields."""
    author, done = invent.person(random, cast), invent.day(random, 2018, 2023)
    published, registered = invent.years_later(done, 0), invent.years_later(done, 1)
    number = f"国作登字-{registered.year}-{random.choice('FGAB')}-{random.randint(10000000, 10999999)}"
    title, kind, owner = random.choice(cast.works), random.choice(_WORK_KINDS), random.choice([author, f"杭州{cast.brands[0]}文化传媒有限公司"])
    sheet = Sheet(297.0, 210.0, tint=random.choice([(255, 255, 255), (255, 252, 244)]))
    frame.key_pattern(sheet)
    sheet.centred(148, 47, "作品登记证书", "serif-bold", 15, colour=(20, 18, 18), tracking=3)
    seal.draw_qr(sheet, 240, 35, 22, f"https://works.example/{number}")
    seal.draw_bars(sheet, 236, 67, 32, 11, random)
    sheet.say("作品登记证书")
    _pair(sheet, 22, 72, "登记号", number, 22)
    _pairs(sheet, 85, ("作品名称", title), ("作品类别", kind))
    _pairs(sheet, 105, ("作者", author), ("著作权人", owner))
    _pairs(sheet, 125, ("创作完成日期", invent.chinese_date(done)), ("首次发表日期", invent.chinese_date(published)))
    ground = f"以上事项，由{owner}申请，经中国版权保护中心审核，根据《作品自愿登记试行办法》规定，予以登记。"
    for place, row in enumerate(sheet.wrap(ground, "serif", 4.9, 252, first_indent=10)):
        sheet.text(22 + (10 if place == 0 else 0), 137 + 8 * place, row, "serif", 4.9, colour=INK)
        sheet.say(row)
    _pair(sheet, 22, 165, "登记日期", invent.chinese_date(registered), 22)
    sheet.text(150, 165, "登记机构签章", "serif", 5.2, colour=INK)
    seal.draw_seal(sheet, 227, 168, 46, "中华人民共和国国家版权局", "作品自愿登记专用章", random, colour=(232, 88, 66))
    closing = "中华人民共和国国家版权局统一监制"
    sheet.centred(148, 198, closing, "serif", 5.2, colour=INK)
    sheet.say("登记机构签章", closing)
    fields = {"registration_number": number, "work_name": title, "work_category": kind, "author": author, "copyright_owner": owner,
              "completion_date": done.isoformat(), "first_publication_date": published.isoformat(), "registration_date": registered.isoformat()}
    return sheet, fields


def _pair(sheet, x, y, label, value, width):
    sheet.text(x, y, label, "serif", 5.2, colour=INK, spread=width if len(label) < 4 else None)
    reach = max(width, sheet.text_width(label, "serif", 5.2))
    sheet.text(x + reach, y, "：", "serif", 5.2, colour=INK)
    sheet.text(x + reach + 8.5, y, value, "serif", 5.2, colour=INK)
    sheet.say(f"{label}：{value}")


def _pairs(sheet, y, left, right):
    _pair(sheet, 22, y, *left, 22)
    _pair(sheet, 150, y, *right, 22)


def software_registration(random, cast=invent.CAST):
    """Returns the sheet and its fields."""
    _, _, _, cities, _ = invent.province(random)
    owner, done = invent.company(random, random.choice(cities), cast), invent.day(random, 2018, 2024)
    title = f"{random.choice(cast.software)}V{random.randint(1, 4)}.{random.randint(0, 9)}"
    certificate, number = f"软著登字第{random.randint(1000000, 9999999)}号", f"{done.year}SR{random.randint(100000, 1999999):07d}"
    rows = [("软件名称", title), ("著作权人", owner), ("开发完成日期", invent.chinese_date(done)), ("首次发表日期", "未发表"),
            ("权利取得方式", "原始取得"), ("权利范围", "全部权利"), ("登记号", number)]
    sheet = Sheet(210.0, 297.0, tint=random.choice([(255, 255, 255), (252, 250, 240)]))
    frame.engraved(sheet, random, margin=9, width=9, colour=(128, 104, 66), filled=False)
    frame.waves(sheet, random, 22, strength=0.3)
    seal.draw_emblem(sheet, 105, 44, 22)
    for y, heading in ((68, "中华人民共和国国家版权局"), (82, "计算机软件著作权登记证书")):
        sheet.centred(105, y, heading, "serif-bold", 8.2, colour=INK)
        sheet.say(heading)
    sheet.text(40, 102, f"证书号：　{certificate}", "song", 5.2, colour=INK)
    sheet.say(f"证书号：{certificate}")
    y = 116.0
    for label, value in rows:
        y = _software_row(sheet, label, value, y)
    ground = "根据《计算机软件保护条例》和《计算机软件著作权登记办法》的规定，经中国版权保护中心审核，对以上事项予以登记。"
    for place, row in enumerate(sheet.wrap(ground, "song", 5.2, 136, first_indent=10.4)):
        sheet.text(36 + (10.4 if place == 0 else 0), y + 9.5 * place, row, "song", 5.2, colour=INK)
        sheet.say(row)
    serial, issued = f"No.{random.randint(1000000, 9999999):08d}", invent.chinese_date(invent.years_later(done, 1))
    sheet.text(34, 262, serial, "song", 5.2, colour=INK)
    sheet.text(128, 262, issued, "song", 5.2, colour=INK)
    seal.draw_seal(sheet, 145, 250, 42, "中华人民共和国国家版权局", "计算机软件著作权登记专用章", random)
    sheet.say(serial, issued)
    fields = {"certificate_number": certificate, "software_name": title, "copyright_owner": owner, "registration_number": number,
              "completion_date": done.isoformat()}
    return sheet, fields


def _software_row(sheet, label, value, y):
    sheet.text(40, y, label, "song", 5.2, colour=INK, spread=32)
    sheet.text(73, y, "：", "song", 5.2, colour=INK)
    rows = sheet.wrap(value, "song", 5.2, 92)
    for place, row in enumerate(rows):
        sheet.text(81, y, row, "song", 5.2, colour=INK)
        y += 7.5 if place + 1 < len(rows) else 13.0
    sheet.say(f"{label}：{rows[0]}", *rows[1:])
    return y
