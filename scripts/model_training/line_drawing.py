"""The picture of one line: drawn large, soiled as papers are, made small as scanners and phones make it, cut as zhaolu cuts.

Pictures are float arrays of grey levels, 0 black to 255 white.
"""
import io
import math

import numpy
from PIL import Image, ImageDraw, ImageFilter

from . import faces
from .network_file import ROWS, STEP

# As ocr/line_picture.c has them: shares of the line's height, and ranks of grey levels that are ink and paper.
MARGIN, SIDE, INK_RANK, PAPER_RANK, CONTRAST_MIN = 0.30, 0.25, 0.03, 0.45, 40
FINE_PIXELS = 44  # an em is drawn with at least so many
WIDTH_MAX = 1700
SMALLEST = 8


def draw_line(random, text, installed, smallest=SMALLEST):
    """The line as the recogniser gets it, or None where nothing came of it. `smallest`: pixels of the em as scanned."""
    size = _size(random)
    if size < smallest:
        size = random.uniform(smallest, 2 * smallest)
    fine = max(1, round(FINE_PIXELS / size))
    em = size * fine
    mask, box = _print(random, text, installed, em)
    page = _paper(random, mask, em)
    if random.random() < 0.35:
        page = _overlay(random, page, installed, em)
    page, box = _photograph(random, page, box, fine, size)
    return cut_line(random, page, box, size)


def _size(random):
    """Pixels of the em as scanned: most losses are in small print."""
    kind = random.random()
    return random.uniform(SMALLEST, 18) if kind < 0.45 else random.uniform(18, 32) if kind < 0.8 else random.uniform(32, 60)


def _advances(random, text, chosen, latin, em):
    """Each character with its face and its place along the line, and the line's end."""
    gap = em * random.choice([0, 0, 0, 0, random.uniform(-0.06, 0.15), random.uniform(0.1, 0.9)])
    placed, x = [], em
    for character in text:
        if character == " ":
            x += em * random.uniform(0.25, 0.6)
            continue
        face = latin if latin and character.isascii() else chosen
        placed.append((character, face, x))
        x += face.getlength(character) + gap
    return placed, x


def _print(random, text, installed, em):
    """The ink's mask with room around it, and the box of the line's own ink."""
    chosen = faces.sized(installed.choose(random, text), em)
    latin = faces.sized(random.choice(installed.latin), em * random.uniform(0.85, 1.05)) if installed.latin and random.random() < 0.4 else None
    placed, end = _advances(random, text, chosen, latin, em)
    image = Image.new("L", (int(end + em), int(em * 3)), 0)
    pen, baseline = ImageDraw.Draw(image), em * 1.86
    dropped = random.uniform(-0.12, 0.12) * em if random.random() < 0.08 else 0  # a value typed lower than its label
    at = random.randrange(len(placed) + 1)
    for place, (character, face, x) in enumerate(placed):
        pen.text((x, baseline + (dropped if place >= at else 0)), character, font=face, fill=255, anchor="ls")
    box = image.getbbox() or (0, int(em), image.width, int(2 * em))
    if random.random() < 0.3:
        _neighbour(random, pen, text, chosen, em)
    return _stroke_width(random, image), box


def _neighbour(random, pen, text, face, em):
    """Ink of the line above or below."""
    other = "".join(random.sample(text, len(text)))
    pen.text((em * random.uniform(0, 2), em * (1.86 + random.choice([-1, 1]) * random.uniform(1.25, 1.9))), other, font=face, fill=255, anchor="ls")


def _stroke_width(random, image):
    mask = numpy.asarray(image, numpy.float32) / 255
    if random.random() < 0.25:
        thicker = random.random() < 0.6
        changed = image.filter(ImageFilter.MaxFilter(3) if thicker else ImageFilter.MinFilter(3))
        share = random.uniform(0.3, 1) if thicker else random.uniform(0.2, 0.6)
        mask = mask * (1 - share) + numpy.asarray(changed, numpy.float32) / 255 * share
    return mask


def _paper(random, mask, em):
    paper = random.uniform(185, 255)
    ink = random.uniform(0, 110) if random.random() < 0.8 else random.uniform(90, 155)
    page = paper + (ink - paper) * mask
    if random.random() < 0.35:  # fine waves
        y, x = numpy.mgrid[0:mask.shape[0], 0:mask.shape[1]]
        wave = numpy.sin(x / em * random.uniform(0.5, 6) + 2 * numpy.sin(y / em * random.uniform(1, 5)))
        page = page - random.uniform(2, 22) * (wave > random.uniform(0.4, 0.9))
    if random.random() < 0.12:  # a rule under or through the line, as forms have
        row = int(em * random.choice([random.uniform(0.8, 1.0), random.uniform(1.9, 2.2)]))
        page[row:row + max(1, int(em * random.uniform(0.02, 0.05)))] -= random.uniform(40, 150)
    return page


def _overlay(random, page, installed, em):
    """A seal's arc, a slanted watermark or what is left of them: paler strokes across the line."""
    height, width = page.shape
    image = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(image)
    words = "".join(random.choices("仅供办理业务使用复印无效再次他用作废样本副本认证专章公司", k=random.randint(3, 7)))
    kind = random.random()
    if kind < 0.45:
        radius = em * random.uniform(2, 6)
        x, y = random.uniform(0, width), random.uniform(-radius * 0.9, height + radius * 0.9)
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], outline=255, width=max(1, int(em * random.uniform(0.04, 0.18))))
        face = faces.sized(installed.choose(random, words), em * random.uniform(0.8, 1.6))
        for character in words:
            angle = random.uniform(0, 2 * math.pi)
            pen.text((x + radius * 0.78 * math.cos(angle), y + radius * 0.78 * math.sin(angle)), character, font=face, fill=255, anchor="mm")
    else:
        large = kind < 0.8
        face = faces.sized(installed.choose(random, words), em * (random.uniform(1.5, 4) if large else random.uniform(0.7, 1.3)))
        for x in range(-int(em), width, int(em * random.uniform(6, 14)) + 1):
            pen.text((x, random.uniform(-em, 1.5 * em)), words, font=face, fill=255)
        image = image.rotate(random.choice([-1, 1]) * random.uniform(15, 50), Image.BICUBIC)
    strength = random.uniform(0.08, 0.45) if random.random() < 0.75 else random.uniform(0.4, 0.75)
    return page - (page - page.min()) * numpy.asarray(image, numpy.float32) / 255 * strength


def _image(page):
    return Image.fromarray(numpy.clip(page, 0, 255).astype(numpy.uint8))


def _photograph(random, page, box, fine, size):
    """Turned, sheared, made small, blurred, noisy, packed as JPEG; the box with it."""
    image, paper = _image(page), int(numpy.median(page))
    if random.random() < 0.5:
        image = image.rotate(random.uniform(-0.8, 0.8) * min(1, 800 / image.width * fine), Image.BICUBIC, fillcolor=paper)
    if random.random() < 0.15:
        shear = random.uniform(-0.18, 0.18)
        image = image.transform(image.size, Image.AFFINE, (1, shear, -shear * image.height / 2, 0, 1, 0), Image.BICUBIC, fillcolor=paper)
    across = random.uniform(0.7, 1.15) if random.random() < 0.3 else 1.0
    again = random.uniform(0.45, 0.9) if random.random() < 0.15 and size > 14 else 1.0  # a small copy made large again
    whole = (max(4, int(image.width * across / fine)), max(4, image.height // fine))
    if again < 1:
        image = image.resize((max(4, int(whole[0] * again)), max(4, int(whole[1] * again))), random.choice([Image.BILINEAR, Image.BOX, Image.LANCZOS]))
        image = _packed(random, image, 30)
    image = image.resize(whole, random.choice([Image.LANCZOS, Image.BILINEAR, Image.BOX]) if again == 1 else Image.BICUBIC)
    box = [side / fine * (across if place % 2 == 0 else 1) for place, side in enumerate(box)]
    if random.random() < 0.75:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 1.15) * min(1.2, size / 24)))
    if random.random() < 0.08:  # a hand that moved
        image = image.filter(ImageFilter.Kernel((3, 3), random.choice([[0, 0, 0, 1, 2, 1, 0, 0, 0], [0, 1, 0, 0, 2, 0, 0, 1, 0], [1, 0, 0, 0, 2, 0, 0, 0, 1]])))
    page = numpy.asarray(image, numpy.float32)
    if random.random() < 0.7:
        page = page + numpy.random.RandomState(random.randrange(1 << 31)).normal(0, random.uniform(0.5, 9), page.shape)
    if random.random() < 0.3:
        page = page * (1 - random.uniform(0, 0.35) * numpy.linspace(0, 1, page.shape[1])[None, ::random.choice([-1, 1])])
    if random.random() < 0.1:  # black and white: a fax, or a bad copy
        ink, paper = numpy.quantile(page, INK_RANK), numpy.median(page)
        page = numpy.where(page > ink + (paper - ink) * random.uniform(0.35, 0.75), 255.0, 0.0)
    return (_packed(random, _image(page), 30) if random.random() < 0.7 else _image(page)), box


def _packed(random, image, worst):
    data = io.BytesIO()
    image.save(data, "JPEG", quality=random.randint(worst, 92))
    return Image.open(data).convert("L")


def cut_line(random, image, box, size):
    """As line_picture.c cuts: the ink's rows with a margin, ROWS high; the ink's box is not found quite right."""
    height = max(box[3] - box[1], size * 0.85)
    margin, shift = height * MARGIN * random.uniform(0.75, 1.25), height * random.uniform(-0.06, 0.06)
    sides = [height * SIDE * random.uniform(0.4, 1.6) for _ in range(2)]
    left, top = max(0, int(box[0] - sides[0])), max(0, int(box[1] - margin + shift))
    right, bottom = min(image.width, int(box[2] + sides[1])), min(image.height, int(box[3] + margin + shift))
    if bottom - top < 4 or right - left < 4:
        return None
    cut = image.crop((left, top, right, bottom))
    width = max(2 * STEP, round(cut.width * ROWS / cut.height))
    if width > WIDTH_MAX:
        return None
    scaled = cut.resize((width, ROWS), Image.BILINEAR if cut.height < ROWS else Image.BOX)
    return stretch_contrast(numpy.asarray(scaled, numpy.float32))


def stretch_contrast(line):
    ink, paper = numpy.quantile(line, INK_RANK), numpy.quantile(line, PAPER_RANK)
    return numpy.clip((line - ink) * 255 / (paper - ink), 0, 255) if paper - ink >= CONTRAST_MIN else line


def normalise(line):
    """What Tesseract makes of a line before the network sees it: black and white are the quartiles of the dark and of the light
    turning points of its middle row, -1 and 1 (NetworkIO::Copy2DImage)."""
    row = line[ROWS // 2]
    before, here, after = row[:-2], row[1:-1], row[2:]
    dark = here[((here < before) & (here <= after)) | ((here <= before) & (here < after))]
    light = here[((here > before) & (here >= after)) | ((here >= before) & (here > after))]
    black = numpy.quantile(dark, 0.25) if len(dark) else 0
    white = numpy.quantile(light, 0.75) if len(light) else 255
    return numpy.clip((line - black) / max((white - black) / 2, 1.0) - 1, -1, 127 / 128).astype(numpy.float32)
