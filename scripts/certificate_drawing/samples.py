"""The small committed set: its documents are fixed, so that tests can name their facts."""
import datetime
import json
import random as randomness
import zlib

from . import business, degrade, invent, registration, telecom, wording

# The committed samples keep the names that they were first drawn with; sets for measuring have others (names.txt).
_CAST = invent.Cast(
    brands=["云岫", "澜舟", "砚池", "禾穗", "听松", "明烛", "星槎", "拾光", "鹿鸣", "沐野", "青岚", "竹影", "墨白", "橙果",
            "霁月", "望舒", "天天乐", "人人禾", "溪石", "博闻达", "锐行", "慧联通", "易知达", "晨露", "双双鲤", "聚星", "蓝鲸湾",
            "数影", "智汇云", "启航者", "瀚海蓝", "维度空间", "柒点", "叁石", "壹佰分", "渡口", "麦浪", "木槿", "缦云", "璟宸",
            "昱珩", "垚鑫", "淼森", "赟达", "翊帆", "颢元", "岱宗", "菁华园", "蔚然", "磐石基"],
    surnames="王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕卿冼逄郗闫佘亓覃戚麦",
    given=["伟", "芳", "敏", "静", "强", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明辉", "建国", "秀英", "志强", "晓东", "海燕", "子墨",
           "雨桐", "梓涵", "浩然", "思远", "一鸣", "文博", "佳怡", "彧", "赟", "翀", "喆", "垚", "淼", "珺", "昊天", "玥", "骞", "羿",
           "晗", "国栋", "启明", "若曦", "景行", "知非", "未央", "己任", "士诚", "大伟", "天宇", "日新", "千里"],
    works=["云上茶山", "小满与阿禾", "潮声十二图", "拾光LOGO", "青禾吉祥物", "北岸来信"],
    software=["云岫仓储管理系统", "澜舟客服工单平台", "鹿鸣在线考试软件", "禾穗农情采集APP", "星槎车联网数据网关"])

_TELECOM = "value_added_telecom_licence"


def write_samples(folder):
    _current_front(folder / "telecom-front")
    _several_pages(folder / "telecom-licence")
    _other(folder / "business-licence", business.business_licence, "business_licence", seed=41, dpi=150)
    _other(folder / "software-copyright", registration.software_registration, "software_copyright", seed=5, dpi=150)
    _blank(folder / "blank-form")


# -- the documents -----------------------------------------------------------------------------------

def _current_front(folder):
    """One front page in the current layout, photographed on a desk."""
    random = randomness.Random(11)
    licence = telecom.Licence(
        number="渝B2-20240715", company="重庆云岫人人禾数据服务有限公司", representative="沈知夏", authority="重庆市通信管理局",
        issued=datetime.date(2024, 7, 9), expires=datetime.date(2029, 7, 9),
        businesses=[wording.BUSINESSES[3], wording.BUSINESSES[0]])
    style = telecom.Style(label_face="song", value_face="sans", drop=1.6, colon=":", tint=(244, 246, 246), colour=(84, 92, 108), filled=True,
                          weight=0, title_weight=1, narrow=False, seal_strength=0.85)
    sheet = telecom.front_current(licence, random, style)
    treatment = degrade.Treatment("phone", dpi=180, skew=1.7, perspective=0.012, light=0.22, blur=0.4, noise=2.0, quality=82, desk=(62, 60, 58))
    _write(folder, [sheet], [treatment], random, _expected(licence))


def _several_pages(folder):
    """An older front, the same page scanned again, an annex, and provisions with a clause that runs over a page's end."""
    random = randomness.Random(23)
    licence = telecom.Licence(
        number="B2-20210386", company="杭州听松网络科技有限公司", representative="郗未央", authority="中华人民共和国工业和信息化部",
        issued=datetime.date(2021, 3, 16), expires=datetime.date(2026, 3, 16), coverage="全国", capital="人民币壹仟贰佰万元",
        address="浙江省杭州市滨江区文澜路318号云谷科技园6号楼", signer="戚景行", businesses=[(wording.BUSINESSES[1][0], [])],
        websites=[("tingsong.cn", "浙江省杭州市滨江区文澜路318号云谷科技园6号楼", "云禾计算有限公司")])
    style = telecom.Style(label_face="song", value_face="song", drop=0.0, colon="：", tint=(255, 255, 255), colour=(92, 92, 90), filled=False,
                          weight=1, title_weight=1, narrow=False, seal_strength=0.8)
    front = telecom.front_older(licence, random, style)
    paragraphs = telecom.provision_paragraphs(licence, random)
    sheets = [front, front, telecom.annex(licence, random, style)] + telecom.provisions(licence, random, style, size=4.7, paragraphs=paragraphs)
    treatments = [degrade.Treatment("flatbed", dpi=200, skew=skew, blur=0.3, noise=1.2, quality=68) for skew in (0.6, -0.9, 0.3, -0.4, 0.8, 0.2)]
    expected = _expected(licence)
    expected["duplicate_pages"] = {"2": 1}
    expected["record"]["provisions"] = _provisions(paragraphs)
    pictures = _write(folder, sheets, treatments, random, expected)
    write_pdf(folder.with_suffix(".pdf"), pictures, 200)


def _other(folder, draw, profile, seed, dpi):
    random = randomness.Random(seed)
    sheet, fields = draw(random, _CAST)
    treatment = degrade.Treatment("flatbed", dpi=dpi, skew=-0.7, blur=0.3, noise=1.5, quality=80)
    _write(folder, [sheet], [treatment], random, {"record": {"type": profile, "fields": fields}})


def _blank(folder):
    """Tinted paper in a frame: nothing on it may come out as text."""
    random = randomness.Random(3)
    sheet, _ = telecom.blank_page(random)
    _write(folder, [sheet], [degrade.Treatment("flatbed", dpi=130, skew=0.8, noise=1.5, quality=70)], random, {"record": {"type": "unknown", "fields": {}}})


# -- what should come out ----------------------------------------------------------------------------

def _expected(licence):
    fields = licence.fields()
    fields["business"] = [{"name": name, "terms": terms} for name, terms in licence.businesses]
    return {"record": {"type": _TELECOM, "fields": fields}}


def _provisions(paragraphs):
    """The numbered paragraphs as clauses with their items."""
    clauses = []
    for paragraph in paragraphs:
        if paragraph.startswith("（"):
            number, text = paragraph.split("）", 1)
            clauses[-1]["items"].append({"number": number + "）", "text": text})
        elif "、" in paragraph[:4] and paragraph[0] in wording.NUMERALS:
            number, text = paragraph.split("、", 1)
            clauses.append({"number": number, "text": text, "items": []})
    return clauses


# -- writing -----------------------------------------------------------------------------------------

def _write(folder, sheets, treatments, random, expected):
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for number, (sheet, treatment) in enumerate(zip(sheets, treatments), 1):
        path = folder / f"page-{number}.jpg"
        degrade.save(degrade.treat(sheet.image.copy(), treatment, random), path, treatment)
        (folder / f"page-{number}.txt").write_text(sheet.true_text(), encoding="utf-8")
        pictures.append(path)
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return pictures


def write_pdf(path, pictures, dpi):
    """A PDF of JPEG pages as a scanner writes it: each page is one picture, its bytes as they are."""
    from PIL import Image
    objects, kids = [], []
    for picture in pictures:
        with Image.open(picture) as page:
            width, height = page.size
            space = "/DeviceGray" if page.mode == "L" else "/DeviceRGB"
        data, first = picture.read_bytes(), 3 + 3 * len(kids)
        points = (width * 72 / dpi, height * 72 / dpi)
        drawing = zlib.compress(f"q {points[0]:.2f} 0 0 {points[1]:.2f} 0 0 cm /P Do Q".encode())
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {points[0]:.2f} {points[1]:.2f}] /Contents {first + 1} 0 R "
                       f"/Resources << /XObject << /P {first + 2} 0 R >> >> >>".encode())
        objects.append(f"<< /Length {len(drawing)} /Filter /FlateDecode >>\nstream\n".encode() + drawing + b"\nendstream")
        objects.append(f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace {space} /BitsPerComponent 8 "
                       f"/Filter /DCTDecode /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")
        kids.append(f"{first} 0 R")
    head = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()]
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(head + objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(bytes(out))
