"""Invented companies, people, numbers and dates. Check digits are right so that checks can pass."""
import collections
import datetime
import pathlib

# Province sign, province, authority of its telecom licences, cities, area number of credit codes.
PROVINCES = [
    ("京", "北京市", "北京市通信管理局", ["北京"], "1101"),
    ("津", "天津市", "天津市通信管理局", ["天津"], "1201"),
    ("沪", "上海市", "上海市通信管理局", ["上海"], "3101"),
    ("渝", "重庆市", "重庆市通信管理局", ["重庆"], "5001"),
    ("冀", "河北省", "河北省通信管理局", ["石家庄", "唐山", "保定"], "1301"),
    ("辽", "辽宁省", "辽宁省通信管理局", ["沈阳", "大连"], "2101"),
    ("苏", "江苏省", "江苏省通信管理局", ["南京", "苏州", "无锡", "常州"], "3201"),
    ("浙", "浙江省", "浙江省通信管理局", ["杭州", "宁波", "嘉兴"], "3301"),
    ("皖", "安徽省", "安徽省通信管理局", ["合肥", "芜湖"], "3401"),
    ("闽", "福建省", "福建省通信管理局", ["福州", "厦门", "泉州"], "3501"),
    ("赣", "江西省", "江西省通信管理局", ["南昌", "赣州"], "3601"),
    ("鲁", "山东省", "山东省通信管理局", ["济南", "青岛", "烟台"], "3701"),
    ("豫", "河南省", "河南省通信管理局", ["郑州", "洛阳"], "4101"),
    ("鄂", "湖北省", "湖北省通信管理局", ["武汉", "宜昌"], "4201"),
    ("湘", "湖南省", "湖南省通信管理局", ["长沙", "株洲"], "4301"),
    ("粤", "广东省", "广东省通信管理局", ["广州", "深圳", "佛山", "东莞"], "4401"),
    ("桂", "广西壮族自治区", "广西壮族自治区通信管理局", ["南宁", "桂林"], "4501"),
    ("琼", "海南省", "海南省通信管理局", ["海口", "三亚"], "4601"),
    ("川", "四川省", "四川省通信管理局", ["成都", "绵阳"], "5101"),
    ("黔", "贵州省", "贵州省通信管理局", ["贵阳", "遵义"], "5201"),
    ("滇", "云南省", "云南省通信管理局", ["昆明", "大理"], "5301"),
    ("陕", "陕西省", "陕西省通信管理局", ["西安", "咸阳"], "6101"),
    ("甘", "甘肃省", "甘肃省通信管理局", ["兰州", "天水"], "6201"),
]
_TRADES = ["网络科技", "信息技术", "数据服务", "文化传媒", "智能科技", "电子商务", "软件", "云计算", "通信技术", "教育科技",
           "供应链管理", "健康科技", "物联网科技", "数字技术", "互动娱乐", "广告传播", "汽车服务", "企业管理咨询"]
_FORMS = ["有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "（集团）有限公司"]
_DISTRICTS = ["高新区", "滨江区", "新城区", "江北区", "西湖区", "南山区", "鼓楼区", "开发区", "雨花区", "武侯区"]
_ROADS = ["文澜路", "创业大道", "春晖路", "科创一路", "望江东路", "学府街", "银杏路", "龙腾三路", "海棠路", "玉泉北街"]
_PARKS = ["云谷科技园", "软件产业园", "数字港", "星河国际中心", "创新大厦", "金茂广场", "天健商务楼"]


# Whom and what drawn certificates name.
Cast = collections.namedtuple("Cast", "brands surnames given works software")


def _read_cast():
    """The names of names.txt; half of the people bear one of the frequent surnames."""
    text = (pathlib.Path(__file__).parent / "names.txt").read_text(encoding="utf-8")
    pools = {name: words.split() for name, words in (line.split(": ", 1) for line in text.splitlines() if not line.startswith("#"))}
    rest, frequent = pools["surnames"], pools["frequent_surnames"]
    return Cast(pools["brands"], frequent * (len(rest) // len(frequent)) + rest, pools["given"], pools["works"], pools["software"])


CAST = _read_cast()
_LACKING = pathlib.Path(__file__).resolve().parents[2] / "data/characters-lacking.txt"
_RARE_COUNT = 800


def give_rare_names(random):
    """From here on every person and company bears a name with characters that the model chi_sim lacks."""
    lines = _LACKING.read_text(encoding="utf-8").splitlines()
    rare = [one for line in lines if not line.startswith("#") for one in line.strip() if one >= "\u3400"]
    common = [one for given in CAST.given for one in given]

    def name():
        other = random.choice(rare if random.random() < 0.5 else common)
        return "".join(random.sample([random.choice(rare), other], 2))
    CAST.given[:] = [name() if random.random() < 0.7 else random.choice(rare) for _ in range(_RARE_COUNT)]
    CAST.brands[:] = [name() for _ in range(_RARE_COUNT)]


def person(random, cast=CAST):
    return random.choice(cast.surnames) + random.choice(cast.given)


def province(random):
    return random.choice(PROVINCES)


def company(random, city, cast=CAST):
    """The name of a company in `city`, in one of the usual orders."""
    name, trade, form = random.choice(cast.brands), random.choice(_TRADES), random.choice(_FORMS)
    if random.random() < 0.15:
        return f"{name}（{city}）{trade}{form.replace('（集团）', '')}"
    suffix = "市" if random.random() < 0.25 else ""
    return f"{city}{suffix}{name}{trade}{form}"


def address(random, province_name, city):
    start = province_name if province_name.startswith(city) else f"{province_name}{city}市"
    road = f"{random.choice(_ROADS)}{random.randint(1, 1999)}号"
    room = random.choice([f"{random.choice(_PARKS)}{random.randint(1, 28)}号楼",
                          f"{random.randint(1, 12)}幢{random.randint(101, 2608)}室",
                          f"{random.choice(_PARKS)}{random.choice('ABCD')}座{random.randint(3, 31)}层{random.randint(1, 9):02d}号"])
    return f"{start}{random.choice(_DISTRICTS)}{road}{room}"


def day(random, first_year=2016, last_year=2025):
    return datetime.date(random.randint(first_year, last_year), random.randint(1, 12), random.randint(1, 28))


def years_later(date, years, eve=False):
    later = date.replace(year=date.year + years)
    return later - datetime.timedelta(days=1) if eve else later


def licence_number(random, sign, year):
    kind = random.choice(["B2"] * 8 + ["B1", "B1.B2", "A2.B1"])
    return f"{sign}{kind}-{year}{random.randint(1, 6999):04d}"


_CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z


def credit_code(random, area):
    """A unified social credit code with its right check digit (GB 32100-2015)."""
    body = "91" + area + f"{random.randint(1, 20):02d}" + "MA" + "".join(random.choice(_CODE_DIGITS) for _ in range(7))
    total = sum(_CODE_DIGITS.index(digit) * pow(3, place, 31) for place, digit in enumerate(body))
    return body + _CODE_DIGITS[(31 - total % 31) % 31]


def registration_number(random, area, digits):
    """A business registration number: 13 digits without, or 15 with a check digit (ISO 7064 MOD 11,10)."""
    body = area + "".join(str(random.randint(0, 9)) for _ in range((digits - 1 if digits == 15 else digits) - len(area)))
    if digits != 15:
        return body
    product = 10
    for digit in body:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return body + str((11 - product) % 10)


def organisation_code(random):
    """An organisation code with its check character (GB 11714)."""
    body = "".join(str(random.randint(0, 9)) for _ in range(8))
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    return f"{body}-{'X' if rest == 10 else rest % 11}"


def patent_number(random, year, kind):
    """A patent number (1 invention, 2 utility model, 3 design) with its check character."""
    body = f"{year}{kind}{random.randint(0, 9999999):07d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))) % 11
    return f"ZL{body}.{'X' if rest == 10 else rest}"


def domain(random):
    syllables = ["yun", "lan", "zhi", "mo", "qing", "lu", "shu", "tian", "xing", "he", "ke", "wei", "an", "bo"]
    return "".join(random.choices(syllables, k=random.randint(2, 3))) + random.choice([".cn", ".com", ".net", ".com.cn", ".cloud"])


_BIG = "零壹贰叁肆伍陆柒捌玖"


def capital_in_words(random):
    amount, word = random.choice([(100, "壹佰万"), (500, "伍佰万"), (1000, "壹仟万"), (1200, "壹仟贰佰万"), (5000, "伍仟万"),
                                  (2000, "贰仟万"), (300, "叁佰万"), (10000, "壹亿")])
    return random.choice([f"人民币{word}元", f"{word}元整", f"{amount}万元人民币"])


def chinese_date(date, padded=True):
    return f"{date.year}年{date.month:02d}月{date.day:02d}日" if padded else f"{date.year}年{date.month}月{date.day}日"
