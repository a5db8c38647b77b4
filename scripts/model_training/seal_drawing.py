"""The text of a seal's ring as zhaolu reads it: drawn round, stamped, scanned, and unrolled into a straight strip.

What is particular to such strips: characters narrow and high, spread at their feet or heads, ink in patches, print of the
page across them as dark strokes or as gaps, remains of the ring above, and a band that is not found quite right.
"""
import functools
import math
import pathlib

import numpy
from PIL import Image, ImageDraw, ImageFilter

from . import faces, line_drawing
from .network_file import ROWS

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# As page/seal_unroll.c has them: white above and below the band, as a share of the strip's height.
MARGIN = 0.19
CONTRAST_MIN = 12  # levels between ink and paper; a seal may be pale
FINE = 3  # the seal is drawn so many times as large as it is scanned

OFFICES = """市场监督管理局 市场监督管理局 市场监督管理局 工商行政管理局 工商行政管理局 工商行政管理局 行政审批局 行政审批服务局 政务服务局 政务服务管理局 通信管理局 应急管理局
安全生产监督管理局 食品药品监督管理局 药品监督管理局 质量技术监督局 市场和质量监督管理委员会 卫生健康委员会 卫生局 环境保护局 生态环境局 文化广电和旅游局 文化局 广播电影电视局
教育局 公安局 税务局 国家税务局 地方税务局 民政局 交通运输局 道路运输管理处 商务局 科学技术局 科学技术厅 财政局 住房和城乡建设局 城乡建设委员会 农业农村局 人力资源和社会保障局
经济和信息化委员会 工业和信息化厅 新闻出版局 知识产权局 版权局 司法局 自然资源局 林业局 水利局 统计局 商务委员会 消防救援支队 审批服务管理局""".split()
NATIONAL = """中华人民共和国国家版权局 中华人民共和国国家知识产权局 国家知识产权局 中国版权保护中心 中华人民共和国工业和信息化部 国家工商行政管理总局商标局 国家市场监督管理总局
国家食品药品监督管理总局 中华人民共和国公安部 国家广播电视总局 国家工业信息安全发展研究中心 中国质量认证中心""".split()


@functools.lru_cache(maxsize=None)
def _divisions():
    """Chains of places, the larger first: province, city, district."""
    lines = (PROJECT / "data/divisions.txt").read_text(encoding="utf-8").splitlines()
    names = dict(line.split() for line in lines if not line.startswith("#"))
    return [[names[part] for part in dict.fromkeys([code[:2] + "0000", code[:4] + "00", code]) if part in names] for code in names]


def ring_text(random, writer):
    """What stands on a ring: an authority mostly, else a company."""
    kind = random.random()
    if kind < 0.25:
        return writer.company()
    if kind < 0.37:
        return random.choice(NATIONAL)
    chain, office = random.choice(_divisions()), random.choice(OFFICES)
    form = random.random()
    if form < 0.3:
        return chain[-1] + office
    if form < 0.85 or len(chain) < 2:
        return "".join(chain[-2:]) + office
    part = chain[-1].rstrip("市区县") if len(chain[-1]) > 2 and random.random() < 0.5 else chain[-1]
    return chain[-2] + office + part + "分局"


def draw_strip(random, text, installed):
    """The strip as the recogniser gets it, ROWS high, or None where nothing came of it."""
    em = _size(random)
    pixels = em * FINE
    squeeze = random.uniform(0.5, 1.05)  # of a character's width to its height
    step = pixels * squeeze * random.uniform(1.0, 1.7)
    open_part = random.uniform(0.12, 0.5)  # of the ring, without text
    middle = step * len(text) / (2 * math.pi * (1 - open_part))
    middle = max(middle, pixels * 1.6)
    if middle > pixels * 9 or middle < pixels * 1.2:
        return None
    outer, inner = middle + pixels / 2, middle - pixels / 2
    ring = outer + pixels * random.uniform(0.12, 0.6)
    step = min(step, 2 * math.pi * middle * (1 - 0.08) / len(text))
    mask = _ring(random, text, installed, pixels, squeeze, step, middle, ring)
    across = random.uniform(0.72, 0.95) if random.random() < 0.12 else 1.0  # oval
    page = _stamp(random, mask, installed, pixels)
    width, height = page.shape[1] // FINE, max(8, round(page.shape[0] * across / FINE))
    page = _photograph(random, page, (width, height), em)
    turn = random.gauss(0, 0.06)
    scale = width / mask.shape[1]
    return _unroll(random, page, outer * scale, inner * scale, across, step * len(text) / middle, turn)


def _size(random):
    """Pixels of the ring's characters as scanned: small mostly."""
    return random.uniform(7, 14) if random.random() < 0.35 else random.uniform(14, 26) if random.random() < 0.65 else random.uniform(26, 48)


def _glyph(face, character, pixels, squeeze):
    """A character's ink, scaled to the ring's cell: as high as the band, `squeeze` as wide."""
    side = round(pixels * 1.5)
    image = Image.new("L", (side, side), 0)
    ImageDraw.Draw(image).text((side / 2, side / 2), character, 255, faces.sized(face, pixels), anchor="mm")
    return image.resize((max(3, round(side * squeeze)), side), Image.BILINEAR)


def _ring(random, text, installed, pixels, squeeze, step, middle, ring):
    """The seal's mask: ring, characters, star, and a line below the star."""
    side = int(2 * ring + pixels)
    image = Image.new("L", (side, side), 0)
    pen, centre = ImageDraw.Draw(image), side / 2
    stroke = max(1, round(pixels * random.uniform(0.06, 0.25)))
    pen.ellipse([centre - ring, centre - ring, centre + ring, centre + ring], outline=255, width=stroke)
    if random.random() < 0.15:
        inner = ring - stroke - pixels * random.uniform(0.1, 0.2)
        if inner > middle + pixels * 0.55:
            pen.ellipse([centre - inner, centre - inner, centre + inner, centre + inner], outline=255, width=max(1, stroke // 2))
    face = installed.choose(random, text)
    for place, character in enumerate(text):
        angle = (place - (len(text) - 1) / 2) * step / middle
        glyph = _glyph(face, character, round(pixels * 1.05), squeeze).rotate(-math.degrees(angle), Image.BICUBIC, expand=True)
        x, y = centre + middle * math.sin(angle), centre - middle * math.cos(angle)
        image.paste(255, (round(x - glyph.width / 2), round(y - glyph.height / 2)), glyph)
    star = middle * random.uniform(0.3, 0.6)
    if random.random() < 0.85:
        corners = [(centre + (star if k % 2 == 0 else star * 0.382) * math.sin(k * math.pi / 5), centre - (star if k % 2 == 0 else star * 0.382) * math.cos(k * math.pi / 5)) for k in range(10)]
        pen.polygon(corners, fill=255)
    return line_drawing._stroke_width(random, image)


def _stamp(random, mask, installed, pixels):
    """Ink on paper, in patches, with print across it."""
    height, width = mask.shape
    noise = numpy.random.RandomState(random.randrange(1 << 31))
    cells = random.randint(4, 40)
    patches = Image.fromarray(noise.normal(0, 1, (cells, cells)).astype(numpy.float32)).resize((width, height), Image.BICUBIC)
    depth = random.choice([0.0, 0.1, 0.2, 0.35])
    ink = mask * numpy.clip(1 - depth + depth * numpy.asarray(patches), 0.1, 1)
    paper = random.uniform(185, 255)
    strength = random.uniform(0.3, 1.0)
    page = paper * (1 - ink * strength * 0.8)
    if random.random() < 0.5:
        page = _crossed(random, page, paper, installed, pixels)
    return page


def _crossed(random, page, paper, installed, pixels):
    """Print over or under the seal: dark, or gone with what it covered."""
    height, width = page.shape
    image = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(image)
    em = pixels * random.uniform(0.8, 2.2)
    words = "".join(random.choices("登记机关年月日发证许可〇一二三0123456789", k=12))
    face = faces.sized(installed.choose(random, words), em)
    for _ in range(random.randint(1, 2)):
        pen.text((random.uniform(-0.6, 0.4) * width, random.uniform(0, height)), words, font=face, fill=255)
    print_ = numpy.asarray(image, numpy.float32) / 255
    gone = random.random() < 0.5
    level = paper * random.uniform(0.75, 1.0) if gone else random.uniform(10, 120)
    return page * (1 - print_) + level * print_ if gone else numpy.minimum(page, page * (1 - print_) + level * print_)


def _photograph(random, page, size, em):
    image = line_drawing._image(page).resize(size, random.choice([Image.LANCZOS, Image.BILINEAR, Image.BOX]))
    if random.random() < 0.8:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 1.2) * min(1.2, em / 20)))
    page = numpy.asarray(image, numpy.float32)
    if random.random() < 0.7:
        page = page + numpy.random.RandomState(random.randrange(1 << 31)).normal(0, random.uniform(0.5, 10), page.shape)
    image = line_drawing._image(page)
    return numpy.asarray(line_drawing._packed(random, image, 30) if random.random() < 0.8 else image, numpy.float32)


def _sampled(page, x, y):
    """Levels between pixels, white outside."""
    height, width = page.shape
    inside = (x >= 0) & (y >= 0) & (x < width - 1) & (y < height - 1)
    x, y = numpy.clip(x, 0, width - 1.001), numpy.clip(y, 0, height - 1.001)
    left, top = x.astype(int), y.astype(int)
    dx, dy = x - left, y - top
    value = (page[top, left] * (1 - dx) + page[top, left + 1] * dx) * (1 - dy) + (page[top + 1, left] * (1 - dx) + page[top + 1, left + 1] * dx) * dy
    return numpy.where(inside, value, 255)


def _unroll(random, page, outer, inner, across, span, turn):
    """The band between two radii as a strip; centre and band are not met quite."""
    height = outer - inner
    outer, inner = outer + height * random.uniform(-0.03, 0.12), inner - height * random.uniform(-0.03, 0.12)
    x0 = page.shape[1] / 2 + random.gauss(0, 0.04) * height
    y0 = page.shape[0] / 2 + random.gauss(0, 0.04) * height
    inked = ROWS * (1 - 2 * MARGIN)
    middle, scale = (outer + inner) / 2, inked / (outer - inner)
    ends = [random.uniform(0.1, 1.2) * height / middle for _ in range(2)]
    span = min(span + sum(ends), 2 * math.pi)
    columns = round(span * middle * scale * random.uniform(0.95, 1.05))
    if columns < ROWS or columns > line_drawing.WIDTH_MAX:
        return None
    angles = -span / 2 + (ends[1] - ends[0]) / 2 + turn * height / middle + span * (numpy.arange(columns) + 0.5) / columns
    rows = (numpy.arange(ROWS) + 0.5 - ROWS * MARGIN) / inked  # 0 at the band's outer side, 1 at its inner
    radii = outer - rows * (outer - inner)
    x = x0 + radii[:, None] * numpy.sin(angles)[None, :]
    y = y0 - across * radii[:, None] * numpy.cos(angles)[None, :]
    strip = _sampled(page, x, y)
    kept = (rows > -0.08) & (rows < 1.08)
    strip[~kept] = numpy.quantile(strip[kept], 0.6)
    ink, paper = numpy.quantile(strip, line_drawing.INK_RANK), numpy.quantile(strip, line_drawing.PAPER_RANK)
    return numpy.clip((strip - ink) * 255 / max(paper - ink, CONTRAST_MIN), 0, 255)
