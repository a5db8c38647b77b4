"""Lines of invented text: what certificates say, ordinary Chinese, Latin and figures.

Names of companies, people and places are made of words and characters at random, never of the lists that the program holds,
so that what is measured on those says nothing of what was learnt by heart here.
"""
import gzip
import html
import pathlib
import re

from . import characters

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# Ordinary Chinese of Debian: manpages-zh, debian-reference-zh-cn; English words: wamerican.
PACKAGES = ["manpages-zh", "debian-reference-zh-cn", "wamerican"]
_MANUALS = ("/usr/share/man/zh_CN/man*/*.gz",)
_BOOKS = ("/usr/share/debian-reference/*zh-cn*",)
_ENGLISH = "/usr/share/dict/words"

FIGURES, CAPITALS, NUMERALS = "0123456789", "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元整角分", "〇一二三四五六七八九"
CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PAIRS = ["（）", "()", "《》", "“”", "【】", "〖〗", "[]", "〔〕", "「」", "〈〉"]
MARKS = "，。、；：,.;:?!·—…/-"
LABELS = """名称 公司名称 企业名称 类型 主体类型 企业类型 住所 注册住所 注册地址 经营场所 住所(经营场所) 法定代表人 负责人 经营者 投资人 注册资本 实收资本
成立日期 注册日期 营业期限 经营期限 经营范围 许可范围 登记机关 发证机关 发证机关（盖章） 发证日期 颁发日期 核准日期 有效期 有效期至 有效期限 有效期限自 证书编号 证书号
编号 注册号 登记号 统一社会信用代码 经营许可证编号 许可证编号 业务种类 (服务项目) 服务项目 及覆盖范围 业务覆盖范围 覆盖范围 网站名称 网站域名 服务器放置地 签发人
软件名称 著作权人 开发完成日期 首次发表日期 权利取得方式 权利范围 作品名称 作品类别 作者 登记日期 申请人 专利权人 发明人 专利号 专利申请日 授权公告日 发明名称
产品名称 型号规格 标准 认证范围 审核地址 初次发证日期 换证日期 监督电话 投诉电话 联系电话 传真 邮编 电子邮箱 网址 开户银行 账号 备注 项目 数量 单价 金额 合计
姓名 性别 民族 出生 职务 学历 毕业院校 身份证号码 等级 评定机构 主管部门 经济性质 经营方式 许可项目 一般项目 经办人 审核 批准 检验员 生产日期 合同编号 甲方 乙方""".split()
FIXED = """【依法须经批准的项目，经相关部门批准后方可开展相应经营活动】 （依法须经批准的项目，经相关部门批准后方可开展经营活动） 企业信用信息公示系统网址：
国家市场监督管理总局监制 国家工商行政管理总局监制 市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告 国家版权局监制
根据《中华人民共和国电信条例》及国家有关规定，经审查，准许你公司按照本经营许可证载明的内容经营增值电信业务 营业执照 （副本） 正本 （1-1） 副本编号：
中华人民共和国增值电信业务经营许可证 中华人民共和国国家版权局 计算机软件著作权登记证书 高新技术企业证书 质量管理体系认证证书 荣誉证书 特别规定事项 扫描二维码登录
有限责任公司(自然人投资或控股) 有限责任公司(自然人独资) 股份有限公司(非上市、自然人投资或控股) 个人独资企业 合伙企业 个体工商户 长期 永久 全部权利 原始取得 未发表
仅供办理业务使用，复印无效 此复印件与原件一致 根据《计算机软件保护条例》和《计算机软件著作权登记办法》的规定，经中国版权保护中心审核，对以上事项予以登记。""".split()
FORMS = ["有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "（集团）有限公司", "分公司", "中心（有限合伙）", "经营部", "厂", "合作社", "工作室"]
TRADES = """科技 网络科技 信息技术 贸易 商贸 文化传播 传媒 实业 投资管理 建筑工程 物流 餐饮管理 教育咨询 医疗器械 生物科技 机械设备 电子 化工 农业发展 环保科技 能源
服装 食品 旅游 广告 装饰工程 汽车销售 供应链管理 房地产开发 劳务 人力资源 物业管理 软件开发 智能科技 通信技术 数据服务 仪器仪表 印务 药业 服务 工程技术 纺织""".split()
PLACE_ENDS = ["省", "市", "县", "区", "自治区", "镇", "乡", "街道", "村", "路", "街", "大道", "巷", "开发区", "工业园", "新区"]
SUFFIXES = [".com", ".cn", ".net", ".com.cn", ".org", ".top"]


def characters_of(name):
    """The Chinese characters of a list in the project's data."""
    lines = (PROJECT / "data" / name).read_text(encoding="utf-8").splitlines()
    return [one for line in lines if not line.startswith("#") for one in line.strip() if one >= "\u3400"]


def standard_characters():
    return characters_of("standard-characters.txt")


def characters_to_learn():
    """Those of the standard, and once more those that chi_sim was never taught."""
    return standard_characters() + characters_of("characters-lacking.txt")


def _han_count(text):
    return len(re.findall("[\u4e00-\u9fff]", text))


def _files(patterns):
    return sorted(path for pattern in patterns for path in pathlib.Path("/").glob(pattern[1:]))


def _text_of(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "ignore")


def ordinary_lines():
    """Lines of manuals and books that are mostly Chinese, without their markup."""
    found = set()
    for path in _files(_MANUALS):
        for line in _text_of(path).split("\n"):
            line = re.sub(r"^\.[A-Za-z]+ ?", "", line) if not line.startswith("'") else ""
            found.add(re.sub(r"\\f.|\\-|\\&|\\\(..|\\", "", line).strip().strip('"'))
    for path in _files(_BOOKS):
        found.update(line.strip() for line in html.unescape(re.sub("<[^>]+>", "\n", _text_of(path))).split("\n"))
    return sorted(line for line in found if _han_count(line) >= 6 and "\ufffd" not in line)


class Writer:
    """Writes lines. Where characters are drawn from the standard, those that chi_sim lacks come twice as often as the others."""

    def __init__(self, random, words, ordinary, english):
        self.random, self.words, self.ordinary, self.english = random, words, ordinary, english
        self._standard, self._rare = characters_to_learn(), []
        self._common = sorted({one for line in ordinary for one in line if "\u4e00" <= one <= "\u9fff"})

    def rare(self):
        """The next of the standard's characters in an order of chance: none is left out."""
        if not self._rare:
            self._rare = self.random.sample(self._standard, len(self._standard))
        return self._rare.pop()

    def some(self, choices):
        return self.random.choice(choices)

    def digits(self, count):
        return "".join(self.random.choices(FIGURES, k=count))

    def chance(self, share):
        return self.random.random() < share

    # -- what certificates say -----------------------------------------------------------------
    def word(self):
        return self.some(self.words)

    def running(self, length):
        """Words and marks up to a length."""
        text = ""
        while len(text) < length:
            text += self.word() if not self.chance(0.06) else self.rare()
            if self.chance(0.14):
                text += self.some("，。、；：、，")
        return text[:length]

    def person(self):
        length = self.some([2, 3, 3, 3, 4])
        text = "".join(self.rare() if self.chance(0.7) else self.some(self._common) for _ in range(length))
        return "  ".join(text) if self.chance(0.06) else text

    def place(self):
        return self.some([self.word, self.word, lambda: self.rare() + self.some(self._common)])() + self.some(PLACE_ENDS)

    def company(self):
        name = "".join(self.rare() if self.chance(0.6) else self.some(self._common) for _ in range(self.random.randint(2, 4)))
        place = self.word()[:2] + self.some(["", "", "市", "省"])
        middle = f"{name}（{place}）" if self.chance(0.12) else place + name
        return middle + self.some(TRADES) + self.some(FORMS)

    def address(self):
        text = "".join(self.place() for _ in range(self.random.randint(1, 4)))
        text += f"{self.random.randint(1, 2999)}号"
        return text + self.some(["", f"{self.random.randint(1, 40)}幢{self.random.randint(101, 3208)}室", f"{self.some('ABCDEF')}座{self.random.randint(1, 39)}层",
                                 f"{self.word()}大厦{self.random.randint(101, 3208)}", f"-{self.random.randint(1, 99)}", f"附{self.random.randint(1, 30)}号"])

    def date(self):
        year, month, day = self.random.randint(1978, 2055), self.random.randint(1, 12), self.random.randint(1, 31)
        space = self.some(["", "", " ", "  "])
        return self.some([
            lambda: space.join([f"{year}", "年", f"{month:02d}", "月", f"{day:02d}", "日"]), lambda: f"{year}年{month}月{day}日",
            lambda: f"{year}{self.some('-./')}{month:02d}{self.some('-./')}{day:02d}", lambda: f"{chinese_year(year)}年{chinese_number(month)}月{chinese_number(day)}日",
            lambda: f"{year}年{month:02d}月{day:02d}日至{year + self.some([5, 10, 20, 30])}年{month:02d}月{day:02d}日", lambda: f"{year}年{month:02d}月{day:02d}日至长期"])()

    def capital(self):
        amount = "".join(self.some(CAPITALS[1:10]) + unit for unit in self.random.sample(["仟", "佰", "拾", "万"], self.random.randint(1, 3)))
        return self.some([lambda: f"人民币{amount}元{self.some(['', '整'])}", lambda: f"{amount}万元{self.some(['', '整'])}", lambda: f"（大写）{amount}圆整",
                          lambda: "人民币" + "".join(self.some(CAPITALS) for _ in range(self.random.randint(3, 9))),
                          lambda: f"{self.random.randint(1, 99999)}{self.some(['', '.' + self.digits(2), '.' + self.digits(6)])}{self.some(['万', '万元', '万元人民币', '万人民币', '万元整'])}",
                          lambda: f"{self.some(['￥', '¥', 'RMB', '$'])}{self.random.randint(1, 10 ** 7):,}.{self.digits(2)}"])()

    def number(self):
        code = "".join(self.random.choices(CODE_CHARACTERS, k=18))
        year = self.random.randint(1999, 2026)
        return self.some([
            lambda: "91" + self.digits(6) + code[:10], lambda: code, lambda: self.digits(15), lambda: f"{self.some('京津沪渝冀辽苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇陕甘吉黑晋蒙青宁新藏')}{self.some(['B2', 'B1', 'A2.B1', 'ICP证', 'B1.B2'])}-{year}{self.digits(4)}",
            lambda: f"{year}SR{self.digits(7)}", lambda: f"软著登字第{self.digits(7)}号", lambda: f"ZL {year} {self.some('123')} {self.digits(7)}.{self.some(FIGURES + 'X')}",
            lambda: f"GR{year}{self.digits(8)}", lambda: f"国作登字-{year}-{self.some('ABFHJ')}-{self.digits(8)}", lambda: f"{self.word()[:1]}（{year}）第{self.digits(4)}号",
            lambda: f"JY{self.digits(14)}", lambda: self.digits(6) + f"{self.random.randint(1950, 2005)}{self.random.randint(1, 12):02d}{self.random.randint(1, 28):02d}" + self.digits(3) + self.some(FIGURES + "X"),
            lambda: f"No.{self.digits(self.random.randint(6, 10))}", lambda: f"({self.random.randint(1, 3)}-{self.random.randint(1, 3)})", lambda: f"第{self.digits(self.random.randint(5, 9))}号",
            lambda: "".join(self.random.choices(CODE_CHARACTERS + "-./", k=self.random.randint(4, 20))).strip("-./") or code])()

    def web(self):
        name = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=self.random.randint(2, 12)))
        return self.some([lambda: name + self.some(SUFFIXES), lambda: "www." + name + self.some(SUFFIXES), lambda: "http://www." + name + self.some(SUFFIXES),
                          lambda: f"https://{name}.gov.cn/{self.some(self.english)}", lambda: f"{name}{self.digits(2)}@{self.some(self.english).lower()}{self.some(SUFFIXES)}"])()

    def scope(self):
        kinds = [self.word() + self.word()[:2] + self.some(["", "服务", "销售", "开发", "咨询", "批发", "零售", "设计", "制造"]) for _ in range(self.random.randint(2, 7))]
        text = self.some(["", "一般项目：", "许可项目："]) + self.some("、；，").join(kinds) + self.some(["", "。", "；"])
        begin = self.random.randrange(max(1, len(text) - 30))
        return text[begin:begin + self.random.randint(8, 36)]

    def clause(self):
        number = chinese_number(self.random.randint(1, 39))
        return self.some([f"（{number}）", f"{number}、", f"第{number}条 ", f"{self.random.randint(1, 20)}.", f"（{self.random.randint(1, 9)}）"]) + self.running(self.random.randint(4, 28))

    def in_pairs(self):
        pair = self.some(PAIRS)
        return self.running(self.random.randint(0, 8)) + pair[0] + self.running(self.random.randint(1, 10)) + pair[1] + self.running(self.random.randint(0, 8))

    def value(self):
        return self.some([self.person, self.person, self.company, self.company, self.address, self.date, self.date, self.capital, self.capital, self.number, self.number,
                          self.web, self.scope, self.clause, self.in_pairs, lambda: self.some(FIXED)])()

    def label(self):
        return self.some(LABELS)

    def labelled(self):
        label = self.label()
        if len(label) <= 4 and self.chance(0.3):
            label = (" " * self.random.randint(1, 4)).join(label)
        return label + self.some(["：", ":", "：", " ", "", "： "]) + (self.value() if self.chance(0.85) else "")

    # -- ordinary text ---------------------------------------------------------------------------
    def book(self):
        line = self.some(self.ordinary)
        length = self.random.randint(4, 36)
        begin = self.random.randrange(max(1, len(line) - length + 1))
        text = line[begin:begin + length].strip()
        return half_width(text) if self.chance(0.35) else text

    def figures(self):
        amount = f"{self.some(['', '', '-'])}{self.random.randint(0, 10 ** self.random.randint(1, 9)):,}{self.some(['', '.' + self.digits(2)])}"
        return self.some([lambda: "  ".join([amount] + [self.digits(self.random.randint(1, 6)) for _ in range(self.random.randint(0, 2))]), lambda: f"{self.random.uniform(0, 100):.2f}%",
                          lambda: self.some(["1", "010-", "021-", "400-", "+86 1", "(0571)"]) + self.digits(self.random.randint(6, 10)), lambda: self.digits(self.random.randint(1, 18)),
                          lambda: ".".join(str(self.random.randint(0, 20)) for _ in range(self.random.randint(2, 4))), lambda: f"{self.digits(2)}:{self.digits(2)}"])()

    def latin(self):
        words = [self.some(self.english) for _ in range(self.random.randint(1, 6))]
        case = self.some([str, str, str.upper, str.capitalize])
        return " ".join(map(case, words)) + self.some(["", "", ".", ",", " Co., Ltd."])

    def mixed(self):
        parts = [self.some([lambda: self.running(self.random.randint(2, 8)), self.latin, self.figures, self.number])() for _ in range(self.random.randint(2, 3))]
        return self.some(["", " "]).join(parts)[:46]

    def rare_run(self):
        return "".join(self.rare() for _ in range(self.random.randint(2, 14)))

    def line(self):
        """One line of any kind."""
        kinds = [(self.book, 24), (self.labelled, 17), (self.value, 20), (lambda: self.running(self.random.randint(3, 34)), 9), (self.rare_run, 4),
                 (self.figures, 5), (self.latin, 4), (self.mixed, 5), (self.label, 2)]
        text = self.random.choices([kind for kind, _ in kinds], [share for _, share in kinds])[0]()
        return text.strip()


def half_width(text):
    return text.translate(str.maketrans("，；：（）？！．", ",;:()?!."))


def chinese_year(year):
    return "".join(NUMERALS[int(figure)] for figure in str(year))


def chinese_number(number):
    """1 to 99."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + ("" if ones == 0 and tens else NUMERALS[ones])


def writer(random, table=characters.WUBI_TABLE):
    """A writer with Debian's words and texts."""
    english = [word for word in pathlib.Path(_ENGLISH).read_text(encoding="utf-8").split() if word.isascii() and word.isalpha()]
    return Writer(random, characters.wubi_words(table), ordinary_lines(), english)
