"""What stands on drawn pages. Which words they are does not matter here: lines are told by their look."""
import pathlib

_DATA = pathlib.Path(__file__).resolve().parents[2] / "data"


def _lines(name):
    return [line.strip() for line in (_DATA / name).read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]


_WORDS = [line.split()[0] for line in _lines("lexicon/general.txt")][:20000]
_RARE = [c for line in _lines("standard-characters.txt") for c in line if "一" <= c <= "鿿"]
_MARKS = "，，，。、；：（）《》“”"
_LABELS = ["名称", "住所", "类型", "法定代表人", "注册资本", "成立日期", "营业期限", "经营范围", "登记机关", "证书编号", "有效期至", "发证日期", "负责人",
           "权利人", "申请日", "著作权人", "登记号", "姓名", "地址", "编号", "单位名称", "许可项目", "发证机关", "备注", "序号", "等级", "产品名称", "标准"]


def words(random, length):
    text = ""
    while len(text) < length:
        text += random.choice(_WORDS) if random.random() < 0.85 else random.choice(_RARE)
        if random.random() < 0.12:
            text += random.choice(_MARKS)
    return text[:length]


def label(random):
    return random.choice(_LABELS) if random.random() < 0.7 else words(random, random.randint(2, 6))


def number(random):
    kind = random.randrange(6)
    digits = lambda n: "".join(random.choice("0123456789") for _ in range(n))
    if kind == 0:
        return digits(random.randint(1, 18))
    if kind == 1:
        return f"{random.randint(1990, 2030)}年{random.randint(1, 12):02d}月{random.randint(1, 28):02d}日"
    if kind == 2:
        return "".join(random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(18))
    if kind == 3:
        return f"{random.randint(1, 99999)}.{digits(2)}万元"
    if kind == 4:
        return f"{random.choice('京沪粤苏浙')}{random.choice(['B2', 'ICP证'])}-{digits(8)}"
    return f"{digits(4)}-{digits(2)}-{digits(2)}"


def latin(random, count):
    def word():
        return "".join(random.choice("eetaoinshrdlucmfwypvbgkjqxz") for _ in range(random.randint(1, 9)))
    text = " ".join(word() for _ in range(count))
    return random.choice([str.upper, str.title, str.lower, str.capitalize])(text)


def value(random, length):
    kind = random.random()
    if kind < 0.3:
        return number(random)
    if kind < 0.36:
        return latin(random, random.randint(1, 6))
    return words(random, length)
