"""Whole pages of invented print in forms, paragraphs and tables, with the place of each character.

They look like nothing in particular: what counts is that zhaolu's own finding and cleaning of lines meets frames, tinted paper, seals,
watermarks and bad copies, and that its pictures of lines are those that the recogniser is taught on.
"""
import io
from dataclasses import dataclass, field

import numpy
from certificate_drawing import degrade, frame, seal
from certificate_drawing.sheet import Sheet
from PIL import Image, ImageDraw, ImageFilter

from . import faces

DPI, MM = 180, 25.4
EM = (4.2, 6.0)  # millimetres
TINTS = [(255, 255, 255), (252, 250, 244), (250, 246, 232), (244, 248, 244), (240, 244, 250), (252, 240, 236)]
INKS = [(16, 16, 20)] * 5 + [(40, 36, 34), (70, 70, 74), (24, 28, 80), (110, 30, 30)]
SEAL_REDS = [(214, 40, 46), (196, 30, 40), (226, 70, 76), (84, 84, 86)]
USES = ["仅供办理业务使用", "仅供投标使用", "复印无效", "仅用于资质审核", "再次复印无效", "样本", "此件仅供备案", "内部资料", "电子证照", "副本"]


@dataclass
class Glyphs:
    characters: list = field(default_factory=list)
    spaced: list = field(default_factory=list)  # whether a space stands before
    corners: list = field(default_factory=list)  # four points each; an array once the page is done
    middles: numpy.ndarray = None


class Page(Sheet):
    """A sheet that remembers where each character stands, in its own pixels."""

    def __init__(self, random, installed, width, height):
        super().__init__(width, height, DPI, random.choice(TINTS))
        self.random, self.installed, self.glyphs = random, installed, Glyphs()
        self.ink_colour = random.choice(INKS)

    def pixels(self, mm):
        return mm * DPI / MM

    def width_of(self, text, face, em, tracking=0.0):
        font = faces.sized(face, self.pixels(em))
        return sum(em * 0.4 if one == " " else font.getlength(one) * MM / DPI + tracking for one in text)

    def print(self, x, y, text, face, em, spread=None, tracking=0.0, colour=None, heavy=0):
        """Prints with the baseline at y (mm) and returns the end. `spread`: the width a label is pulled to."""
        if not faces.covers_all(face, text):
            face = self.installed.choose(self.random, text)
        if spread and len(text) > 1:
            tracking = max(0.0, (spread - self.width_of(text, face, em)) / (len(text) - 1))
        font, pen, spaced = faces.sized(face, self.pixels(em)), ImageDraw.Draw(self.image), False
        for one in text:
            if one == " ":
                x, spaced = x + em * 0.4, True
                continue
            at, base = self.pixels(x), self.pixels(y)
            pen.text((at, base), one, font=font, fill=colour or self.ink_colour, anchor="ls", stroke_width=heavy)
            left, right = faces.ink_extent(face, round(self.pixels(em)), one)
            top, bottom = base - 0.86 * self.pixels(em), base + 0.14 * self.pixels(em)
            self.glyphs.characters.append(one)
            self.glyphs.spaced.append(spaced)
            self.glyphs.corners.append([(at + left, top), (at + right, top), (at + right, bottom), (at + left, bottom)])
            x, spaced = x + font.getlength(one) * MM / DPI + tracking, False
        return x

    def rows(self, text, face, em, width):
        """Breaks a text into rows of a width."""
        rows, row, filled = [], "", 0.0
        for one in text:
            advance = self.width_of(one, face, em)
            if row and filled + advance > width:
                rows, row, filled = rows + [row], "", 0.0
            row, filled = row + one, filled + advance
        return rows + [row]


# -- what stands on a page -------------------------------------------------------------------------

def _form(page, writer, em):
    """A title, labels with values in another face, set lower and often over rules."""
    random, face, typed = page.random, page.installed.choose(page.random, "名称"), page.installed.choose(page.random, "名称")
    left, y = random.uniform(8, 16), random.uniform(12, 20)
    title, large = writer.some([writer.label() + "证书", writer.company(), writer.some(USES), writer.word() + "许可证"]), em * random.uniform(1.3, 2.4)
    page.print(max(4, (page.width - page.width_of(title, face, large)) / 2), y, title, face, large, heavy=random.choice([0, 0, 1]))
    pull, dropped, apart = em * random.uniform(4.2, 6.5), random.choice([0, 0, 0.2, 0.35]) * em, random.uniform(0.3, 2.5) * em
    leading, ruled = em * random.uniform(1.5, 2.4), random.random() < 0.3
    y += leading * 1.3
    while y < page.height - 6:
        label = writer.label()
        end = page.print(left, y, label, face, em, spread=pull if random.random() < 0.6 else None)
        end = page.print(end, y, random.choice(["：", ":", ""]), face, em)
        start = max(end, left + pull) + apart
        for row in page.rows(writer.value(), typed, em, page.width - start - 6)[:3]:
            page.print(start, y + dropped, row, typed, em)
            if ruled:
                ImageDraw.Draw(page.image).line([page.px(start), page.px(y + 0.3 * em), page.px(page.width - 6), page.px(y + 0.3 * em)], fill=page.ink_colour, width=1)
            y += leading
        y += leading * random.uniform(0, 0.4)


def _paragraphs(page, writer, em):
    random = page.random
    face, columns = page.installed.choose(page.random, "名称"), random.choice([1, 1, 2])
    wide, leading = (page.width - 14) / columns - 5, em * random.uniform(1.15, 1.8)
    for column in range(columns):
        x, y = 7 + column * (wide + 7), 7 + em
        while y < page.height - 5:
            text = "".join(random.choice([writer.book, writer.book, writer.clause, writer.scope, writer.mixed, writer.rare_run])() + random.choice("。；，")
                                               for _ in range(random.randint(1, 4)))
            for row in page.rows(text, face, em, wide):
                if y < page.height - 5:
                    page.print(x, y, row.strip(), face, em)
                y += leading


def _table(page, writer, em):
    random, pen = page.random, ImageDraw.Draw(page.image)
    face, columns, height = page.installed.choose(page.random, "名称"), random.randint(2, 5), em * random.uniform(1.5, 2.3)
    edges = [6 + (page.width - 12) * place / columns for place in range(columns + 1)]
    top, rows = 6.0, int((page.height - 12) / height)
    for row in range(rows):
        for left, right in zip(edges, edges[1:]):
            text = random.choice([writer.figures, writer.figures, writer.word, writer.label, writer.person, writer.date, writer.number, writer.latin, lambda: writer.running(8)])()
            while text and page.width_of(text, face, em) > right - left - 0.8 * em:
                text = text[:-1]
            inner = right - left - page.width_of(text, face, em)
            page.print(left + inner * random.choice([0.5, 0.5, 0.3 * em / max(inner, 0.3 * em)]), top + row * height + height / 2 + 0.36 * em, text.strip(), face, em)
    if random.random() < 0.8:
        grey = (random.randint(20, 150),) * 3
        for row in range(rows + 1):
            pen.line([page.px(edges[0]), page.px(top + row * height), page.px(edges[-1]), page.px(top + row * height)], fill=grey, width=random.choice([1, 1, 2]))
        for edge in edges:
            pen.line([page.px(edge), page.px(top), page.px(edge), page.px(top + rows * height)], fill=grey, width=1)


def _scattered(page, writer, em):
    """Lines of all sizes one below the other, as on plaques, awards and covers."""
    random, y = page.random, 8.0
    while y < page.height - 8:
        size = em * random.choice([0.7, 0.8, 1, 1, 1.3, 1.8, 2.5])
        text = writer.line()
        face = page.installed.choose(random, text)
        text = page.rows(text, face, size, page.width - 16)[0].strip()
        y += size * 1.1
        if y < page.height - 5:
            room = page.width - page.width_of(text, face, size)
            page.print(random.choice([8, max(4, room / 2), max(4, room - 8)]), y, text, face, size, colour=random.choice([None, None, (150, 30, 36), (140, 100, 30)]), heavy=random.choice([0, 0, 0, 1]))
        y += size * random.uniform(0.25, 1.2)


# -- what lies under and over it -------------------------------------------------------------------

def _ground(page, writer):
    random = page.random
    kind = random.random()
    if kind < 0.2:
        frame.waves(page, random, 4)
    elif kind < 0.28:
        frame.net(page, random, 4)
    elif kind < 0.36:
        frame.words(page, random, (0, 0, page.width, page.height), writer.word(), size=random.uniform(5, 9))
    if random.random() < 0.2:
        ImageDraw.Draw(page.image).rectangle([page.px(2), page.px(2), page.px(page.width - 2), page.px(page.height - 2)], outline=random.choice(frame.BAND_COLOURS), width=random.randint(1, 6))


def _watermark(page):
    """The use a copy is meant for, aslant over the whole page, again and again or once."""
    random, text = page.random, page.random.choice(USES)
    em = random.uniform(4, 9) if random.random() < 0.7 else random.uniform(10, 20)
    mask = Image.new("L", page.image.size, 0)
    font = faces.sized(page.installed.choose(random, text), page.pixels(em))
    tile = Image.new("L", (int(font.getlength(text)) + 8, int(page.pixels(em) * 1.3)), 0)
    ImageDraw.Draw(tile).text((4, 0), text, font=font, fill=255)
    tile = tile.rotate(random.choice([30, 45, 35, -30, -45]), Image.BICUBIC, expand=True)
    step = (int(tile.width * random.uniform(1.0, 1.8)), int(tile.height * random.uniform(1.0, 1.8)))
    for x in range(-tile.width // 2, page.image.width, step[0]):
        for y in range(-tile.height // 2, page.image.height, step[1]):
            mask.paste(255, (x, y), tile)
    grey = random.randint(90, 190)
    page.ink(mask, random.choice([(grey, grey, grey), (grey, grey, grey), (200, 90, 90), (90, 110, 200)]), random.uniform(0.2, 0.75))


def _seal(page, writer):
    random, diameter = page.random, page.random.uniform(26, 44)
    seal.draw_seal(page, random.uniform(0.2, 0.9) * page.width, random.uniform(0.2, 0.95) * page.height, diameter, writer.company()[:16], random.choice(["", writer.word() + "专用章"]),
                   random, face=random.choice(["song", "hei"]), colour=random.choice(SEAL_REDS), strength=random.uniform(0.5, 0.95))


# -- how it is copied ------------------------------------------------------------------------------

def _corners_carried(corners, size, carried):
    """Where points of a picture come to lie when its own corners come to `carried`."""
    width, height = size
    forward = degrade.perspective([(0, 0), (width, 0), (width, height), (0, height)], carried)
    a, b, c, d, e, f, g, h = forward
    points = corners.reshape(-1, 2)
    below = g * points[:, 0] + h * points[:, 1] + 1
    return numpy.stack([(a * points[:, 0] + b * points[:, 1] + c) / below, (d * points[:, 0] + e * points[:, 1] + f) / below], 1).reshape(corners.shape)


def _treatment(random, scale):
    treatment = degrade.choose_treatment(random, turns=False)
    treatment.dpi = round(degrade.DRAWN_DPI * scale)
    treatment.skew, treatment.perspective = treatment.skew * 0.6, treatment.perspective * 0.5
    treatment.blur = random.uniform(0, 1.1) * min(1.0, scale * 1.6)
    treatment.quality = random.randint(35, 92)
    return treatment


def _copied(random, page, size):
    """The page as a picture, and its glyphs' corners on it."""
    scale = size / page.pixels(sum(EM) / 2)
    corners, treatment = numpy.array(page.glyphs.corners, float), _treatment(random, scale)
    picture = page.image.resize((max(8, round(page.image.width * scale)), max(8, round(page.image.height * scale))), random.choice([Image.LANCZOS, Image.BOX, Image.BILINEAR]))
    corners *= numpy.array(picture.size) / numpy.array(page.image.size)
    laid, carried = degrade.place(picture, treatment, random)
    corners, picture = _corners_carried(corners, picture.size, carried), laid
    if treatment.light:
        picture = degrade.uneven_light(picture, treatment.light, random)
    if treatment.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(treatment.blur))
    picture = degrade.grain(picture, treatment.noise, numpy.random.default_rng(random.randrange(1 << 30)))
    if treatment.grey or random.random() < 0.2:
        picture = picture.convert("L")
    return _bad_copy(random, picture, corners, size), treatment


def _bad_copy(random, picture, corners, size):
    """Some copies are made small and large again, some are black and white only."""
    if random.random() < 0.2:
        again = random.uniform(1.2, 2.4) if size < 20 else random.uniform(0.5, 0.9)
        picture = picture.resize((round(picture.width * again), round(picture.height * again)), Image.BICUBIC)
        corners = corners * again
    if random.random() < 0.08:
        grey = picture.convert("L")
        level = int(numpy.median(numpy.asarray(grey))) - random.randint(40, 90)
        picture = grey.point(lambda one: 255 if one > level else 0)
    return picture, corners


def draw_page(random, writer, installed, path):
    """Draws a page into a JPEG file and returns its glyphs."""
    em = random.uniform(*EM)
    page = Page(random, installed, em * random.uniform(20, 40), em * random.uniform(12, 26))
    _ground(page, writer)
    random.choice([_form, _form, _form, _paragraphs, _paragraphs, _table, _scattered])(page, writer, em)
    if random.random() < 0.3:
        _watermark(page)
    for _ in range(random.choice([0, 0, 1, 1, 2])):
        _seal(page, writer)
    size = random.uniform(9, 19) if random.random() < 0.55 else random.uniform(19, 42)
    (picture, corners), treatment = _copied(random, page, size)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=treatment.quality)
    path.write_bytes(data.getvalue())
    glyphs = page.glyphs
    glyphs.corners, glyphs.middles = corners, corners.mean(axis=1)
    return glyphs
