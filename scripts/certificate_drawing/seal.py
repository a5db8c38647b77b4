"""Round seals, emblems, QR codes and bar codes."""
import math

import numpy
import qrcode
from PIL import Image, ImageDraw, ImageFilter

from . import fonts


def _star(centre, radius, turn=0.0):
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(turn - 90 + 36 * corner)
        points.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    return points


def _glyph_on_ring(mask, character, face, pixels, centre, radius, angle):
    """Draws a character upright to the ring's outside at `angle` (degrees, 0 = top, clockwise)."""
    side = round(pixels * 1.5)
    glyph = Image.new("L", (side, side), 0)
    name = fonts.face_for(face, character)
    ImageDraw.Draw(glyph).text((side / 2, side / 2), character, 255, fonts.face(name, pixels), anchor="mm")
    glyph = glyph.rotate(-angle, Image.BICUBIC)
    x = centre[0] + radius * math.sin(math.radians(angle)) - side / 2
    y = centre[1] - radius * math.cos(math.radians(angle)) - side / 2
    mask.paste(255, (round(x), round(y)), glyph)


def draw_seal(sheet, x, y, diameter, ring_text, line_text="", random=None, face="song", colour=(222, 52, 58), strength=0.85):
    """A red seal centred at x, y (mm): ring, ring text, star, a straight text below the star; ink lies unevenly."""
    fine = 2
    size = sheet.px(diameter * 1.1) * fine
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    centre, radius = (size / 2, size / 2), size / 2.2
    stroke = max(2, round(radius * 0.035))
    draw.ellipse([centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], outline=255, width=stroke)
    draw.polygon(_star(centre, radius * 0.32), fill=255)
    span = min(250.0, 24.0 * len(ring_text))
    pixels = radius * (0.27 if len(ring_text) < 14 else 0.22)
    for place, character in enumerate(ring_text):
        angle = -span / 2 + span * (place / max(1, len(ring_text) - 1))
        _glyph_on_ring(mask, character, face, pixels, centre, radius * 0.78, angle)
    if line_text:
        pixels = min(radius * 0.22, radius * 1.35 / len(line_text))
        for place, character in enumerate(line_text):
            name = fonts.face_for(face, character)
            left = centre[0] + (place - (len(line_text) - 1) / 2) * pixels * 1.02
            draw.text((left, centre[1] + radius * 0.56), character, 255, fonts.face(name, pixels), anchor="mm",
                      stroke_width=max(0, fine - 1))
    turn = random.uniform(-9, 9) if random else 0
    mask = mask.rotate(turn, Image.BICUBIC).resize((size // fine, size // fine), Image.BOX)
    if random:
        mask = _uneven(mask, random)
    page = Image.new("L", sheet.image.size, 0)
    page.paste(mask, (sheet.px(x) - mask.width // 2, sheet.px(y) - mask.height // 2))
    sheet.ink(page, colour, strength)


def _uneven(mask, random):
    """Ink as a rubber stamp leaves it: thinner in patches."""
    grain = numpy.random.default_rng(random.randrange(1 << 30)).normal(0, 1, (24, 24)).astype(numpy.float32)
    patches = Image.fromarray(grain).resize(mask.size, Image.BICUBIC)
    factor = numpy.clip(0.9 + 0.18 * numpy.asarray(patches), 0.45, 1.0)
    return Image.fromarray((numpy.asarray(mask) * factor).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(0.4))


def draw_emblem(sheet, x, y, diameter, red=(208, 32, 32), gold=(214, 164, 48)):
    """An invented emblem: a red disc with stars and a gate inside a gold wreath."""
    fine = 3
    size = sheet.px(diameter) * fine
    picture = Image.new("RGB", (size, size), gold)
    outline = Image.new("L", (size, size), 0)
    ImageDraw.Draw(outline).ellipse([0, 0, size, size], fill=255)
    draw = ImageDraw.Draw(picture)
    middle = size / 2
    for ray in range(72):  # the wreath
        angle = math.radians(5 * ray)
        inner, outer = middle * 0.80, middle * 0.97
        draw.line([middle + inner * math.cos(angle), middle + inner * math.sin(angle),
                   middle + outer * math.cos(angle + 0.09), middle + outer * math.sin(angle + 0.09)], fill=red, width=max(1, size // 120))
    draw.ellipse([middle * 0.22, middle * 0.22, middle * 1.78, middle * 1.78], fill=red)
    draw.polygon(_star((middle, middle * 0.66), middle * 0.22), fill=gold)
    for corner in range(4):
        angle = math.radians(200 + 46 * corner)
        draw.polygon(_star((middle + middle * 0.52 * math.cos(angle + 0.2), middle * 0.92 - middle * 0.05 + middle * 0.45 * math.sin(angle) * 0.5),
                           middle * 0.09, 18 * corner), fill=gold)
    draw.polygon([(middle * 0.55, middle * 1.24), (middle * 1.45, middle * 1.24), (middle * 1.3, middle * 1.12), (middle * 0.7, middle * 1.12)], fill=gold)
    draw.rectangle([middle * 0.55, middle * 1.28, middle * 1.45, middle * 1.46], fill=gold)
    for gate in range(5):
        left = middle * (0.62 + 0.17 * gate)
        draw.rectangle([left, middle * 1.33, left + middle * 0.07, middle * 1.46], fill=red)
    picture = picture.resize((size // fine, size // fine), Image.LANCZOS)
    outline = outline.resize(picture.size, Image.LANCZOS)
    sheet.image.paste(picture, (sheet.px(x) - picture.width // 2, sheet.px(y) - picture.height // 2), outline)


def draw_qr(sheet, x, y, side, text, quiet=1, colour=(16, 16, 18)):
    """A QR code of `text` in UTF-8, its upper left corner at x, y."""
    code = qrcode.QRCode(border=quiet, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    cells = numpy.array(code.get_matrix(), dtype=numpy.uint8)
    picture = Image.fromarray(numpy.where(cells, 0, 255).astype(numpy.uint8)).resize((sheet.px(side),) * 2, Image.NEAREST)
    tile = Image.new("RGB", picture.size, (252, 252, 252))
    tile.paste(colour, (0, 0), picture.point(lambda level: 255 - level))
    sheet.image.paste(tile, (sheet.px(x), sheet.px(y)))


def draw_bars(sheet, x, y, width, height, random):
    """A bar code's look; it holds nothing."""
    draw, pen = ImageDraw.Draw(sheet.image), x
    while pen < x + width:
        bar = random.choice([0.25, 0.25, 0.5, 0.75])
        draw.rectangle([sheet.px(pen), sheet.px(y), sheet.px(pen + bar), sheet.px(y + height)], fill=(18, 18, 18))
        pen += bar + random.choice([0.25, 0.25, 0.5])
