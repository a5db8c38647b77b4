"""Frames and papers: engraved bands, double rules, key patterns, fine waves, watermarks."""
import math

import numpy
from PIL import Image, ImageDraw

from . import fonts

BAND_COLOURS = [(84, 92, 108), (96, 74, 52), (52, 96, 70), (70, 80, 118), (118, 74, 58), (92, 92, 90), (60, 100, 112), (128, 104, 66)]


def _band_boxes(left, top, right, bottom, width):
    """The four sides of a band as (x, y, length, horizontal), corners left out."""
    return [(left + width, top, right - left - 2 * width, True), (left + width, bottom - width, right - left - 2 * width, True),
            (left, top + width, bottom - top - 2 * width, False), (right - width, top + width, bottom - top - 2 * width, False)]


def _curve(draw, scale, points, width):
    draw.line([(x * scale, y * scale) for x, y in points], fill=255, width=width)


def _guilloche_points(side, phase, period, amplitude, width, step=0.25):
    x, y, length, horizontal = side
    count = max(2, int(length / step))
    for place in range(count + 1):
        along = length * place / count
        off = width / 2 + amplitude * width / 2 * math.sin(2 * math.pi * along / period + phase)
        yield (x + along, y + off) if horizontal else (x + off, y + along)


def _rosette(draw, scale, centre, radius, lines, stroke):
    for turn in range(lines):
        phase = 2 * math.pi * turn / lines
        points = []
        for place in range(121):
            angle = 2 * math.pi * place / 120
            reach = radius * (0.62 + 0.36 * math.sin(6 * angle + phase))
            points.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
        _curve(draw, scale, points, stroke)


def engraved(sheet, random, margin=14.0, width=9.0, colour=None, filled=None):
    """A banknote-like band: interlaced curves, medallions, corner rosettes, rules on both sides."""
    colour = colour or random.choice(BAND_COLOURS)
    filled = random.random() < 0.5 if filled is None else filled
    left, top, right, bottom = margin, margin * random.uniform(0.95, 1.05), sheet.width - margin, sheet.height - margin
    lines, pen, scale = sheet.fine_mask()
    stroke = max(1, round(0.14 * scale))
    period = random.uniform(9.0, 16.0)
    families = random.choice([5, 7, 9])
    for side in _band_boxes(left, top, right, bottom, width):
        whole = side[2] / max(1, round(side[2] / period))
        for family in range(families):
            phase = math.pi * family / families
            for sign in (1, -1):
                _curve(pen, scale, _guilloche_points(side, sign * phase + math.pi / 2 * (sign < 0), whole, 0.86, width), stroke)
        for place in range(round(side[2] / whole)):
            along = whole * (place + 0.5)
            centre = (side[0] + along, side[1] + width / 2) if side[3] else (side[0] + width / 2, side[1] + along)
            _rosette(pen, scale, centre, width * 0.26, 4, stroke)
    for corner in ((left, top), (right - width, top), (left, bottom - width), (right - width, bottom - width)):
        centre = (corner[0] + width / 2, corner[1] + width / 2)
        _rosette(pen, scale, centre, width * random.uniform(0.55, 0.75), 7, stroke)
    for inset in (0, 0.7, width - 0.5, width + 0.3):
        pen.rectangle([(left + inset) * scale, (top + inset) * scale, (right - inset) * scale, (bottom - inset) * scale], outline=255, width=stroke)
    if filled:
        band, band_pen, _ = sheet.fine_mask()
        band_pen.rectangle([left * scale, top * scale, right * scale, bottom * scale], fill=255)
        band_pen.rectangle([(left + width) * scale, (top + width) * scale, (right - width) * scale, (bottom - width) * scale], fill=0)
        if random.random() < 0.5:
            _scallops(band_pen, scale, left + width, top + width, right - width, bottom - width, random.uniform(2.5, 4.5))
        sheet.ink(band, colour, random.uniform(0.75, 1.0), over=True)
        light = tuple(min(255, channel + 100) for channel in colour)
        sheet.ink(lines, light, 0.8, over=True)
    else:
        sheet.ink(lines, colour, random.uniform(0.6, 0.9))
    return margin + width


def _scallops(pen, scale, left, top, right, bottom, pitch):
    """Teeth on the band's inner edge."""
    for start, end, edge, horizontal, way in ((left, right, top, True, 1), (left, right, bottom, True, -1),
                                              (top, bottom, left, False, 1), (top, bottom, right, False, -1)):
        for place in range(int((end - start) / pitch)):
            a = start + place * pitch
            tooth = [(a, edge), (a + pitch, edge), (a + pitch / 2, edge + way * pitch * 0.55)]
            pen.polygon([((x if horizontal else y) * scale, (y if horizontal else x) * scale) for x, y in tooth], fill=255)


def double_rule(sheet, random, margin=10.0, colour=(150, 40, 48)):
    """The older form's frame: a thick and two thin rules."""
    pen = ImageDraw.Draw(sheet.image)
    gold = (206, 182, 108) if colour[0] > colour[1] + 40 else colour
    for inset, rule, ink in ((0.0, 1.1, colour), (2.0, 0.4, colour), (4.6, 0.3, gold)):
        inset += margin
        pen.rectangle([sheet.px(inset), sheet.px(inset), sheet.px(sheet.width - inset), sheet.px(sheet.height - inset)],
                      outline=ink, width=max(1, sheet.px(rule)))
    if random.random() < 0.3:
        pen.rectangle([sheet.px(margin - 1.6)] * 2 + [sheet.px(sheet.width - margin + 1.6), sheet.px(sheet.height - margin + 1.6)],
                      outline=colour, width=max(1, sheet.px(0.25)))
    return margin + 5


def key_pattern(sheet, margin=6.0, cell=4.4, colour=(176, 130, 96)):
    """A key-pattern border with two rules, as registration certificates have."""
    mask, pen, scale = sheet.fine_mask()
    stroke = max(2, round(0.35 * scale))
    across, down = int((sheet.width - 2 * margin) / cell), int((sheet.height - 2 * margin) / cell)
    dx, dy = (sheet.width - 2 * margin) / across, (sheet.height - 2 * margin) / down
    key = [(0.1, 0.9), (0.1, 0.1), (0.9, 0.1), (0.9, 0.75), (0.35, 0.75), (0.35, 0.4), (0.62, 0.4), (0.62, 0.55)]
    for column in range(across):
        for row in range(down):
            if column in (0, across - 1) or row in (0, down - 1):
                _curve(pen, scale, [(margin + (column + u) * dx, margin + (row + v) * dy) for u, v in key], stroke)
    for inset in (margin - 1.0, margin + cell + 1.0):
        pen.rectangle([inset * scale, inset * scale, (sheet.width - inset) * scale, (sheet.height - inset) * scale], outline=255, width=stroke)
    for corner_x, way_x in ((margin + cell + 1, 1), (sheet.width - margin - cell - 1, -1)):
        for corner_y, way_y in ((margin + cell + 1, 1), (sheet.height - margin - cell - 1, -1)):
            _spirals(pen, scale, corner_x, corner_y, way_x, way_y, stroke)
    sheet.ink(mask, colour, 0.85)
    return margin + cell + 4


def _spirals(pen, scale, x, y, way_x, way_y, stroke):
    """Tendrils in a corner."""
    for reach, turns, size in ((9, 2.2, 4.5), (16, 1.6, 3.0), (22, 1.2, 2.0)):
        for along_x in (True, False):
            points = []
            for place in range(60):
                angle = 2 * math.pi * turns * place / 59
                spread = size * (1 - place / 60)
                u = reach + spread * math.cos(angle)
                v = size + 1 + spread * math.sin(angle)
                points.append((x + way_x * (u if along_x else v), y + way_y * (v if along_x else u)))
            _curve(pen, scale, points, stroke * 2)


def ribbon(sheet, random, margin=9.0, top=24.0, width=6.0, colour=(150, 146, 118)):
    """The wavy ribbon of business licences, with a paper of its own tint inside."""
    left, right, bottom = margin, sheet.width - margin, sheet.height - margin - 3
    mask, pen, scale = sheet.fine_mask()
    stroke = max(1, round(0.16 * scale))
    inside = Image.new("L", sheet.image.size, 0)
    ImageDraw.Draw(inside).rectangle([sheet.px(left), sheet.px(top), sheet.px(right), sheet.px(bottom)], fill=255)
    sheet.ink(inside, random.choice([(248, 236, 228), (250, 238, 224), (246, 236, 226)]), 1.0, over=True)
    for side in _band_boxes(left, top, right, bottom, width):
        whole = side[2] / max(1, round(side[2] / 8.0))
        for family in range(10):
            _curve(pen, scale, _guilloche_points(side, math.pi * family / 5, whole, 0.5 + 0.045 * family, width), stroke)
    for x, y in ((left, top), (right - width, top), (left, bottom - width), (right - width, bottom - width)):
        _rosette(pen, scale, (x + width / 2, y + width / 2), width * 0.6, 6, stroke)
    for inset in (0.0, 0.8):
        pen.rectangle([(left + inset) * scale, (top + inset) * scale, (right - inset) * scale, (bottom - inset) * scale], outline=255, width=stroke)
    sheet.ink(mask, colour, 0.9)
    return left + width, top + width, right - width, bottom - width


# -- papers ------------------------------------------------------------------------------------------

def waves(sheet, random, inset, strength=None):
    """Fine wavy lines over the paper inside the frame."""
    mask, pen, scale = sheet.fine_mask()
    pitch, period = random.uniform(1.8, 4.5), random.uniform(20, 60)
    amplitude, stroke = random.uniform(0.4, 1.2), max(1, round(random.uniform(0.1, 0.22) * scale))
    y = inset
    while y < sheet.height - inset:
        points = [(x, y + amplitude * math.sin(2 * math.pi * x / period + y / 9)) for x in numpy.arange(inset, sheet.width - inset, 1.0)]
        _curve(pen, scale, points, stroke)
        y += pitch
    sheet.ink(mask, random.choice([(170, 180, 190), (180, 186, 172), (196, 182, 170), (190, 196, 206)]), strength or random.uniform(0.25, 0.7))


def net(sheet, random, inset):
    """A fine net of crossed waves."""
    mask, pen, scale = sheet.fine_mask()
    pitch = random.uniform(1.3, 2.2)
    stroke = max(1, round(0.1 * scale))
    for family in (0, math.pi):
        for step in numpy.arange(inset, sheet.height - inset, pitch):
            points = [(x, step + 0.6 * math.sin(2 * math.pi * x / 3.2 + family)) for x in numpy.arange(inset, sheet.width - inset, 0.4)]
            _curve(pen, scale, points, stroke)
    sheet.ink(mask, (178, 186, 190), random.uniform(0.25, 0.5))


def words(sheet, random, box, text, colour=(244, 216, 206), size=9.0, face="sans-bold"):
    """A pale word repeated over the paper."""
    left, top, right, bottom = box
    y, shift = top + size * 1.6, 0
    while y < bottom - size / 2:
        x = left + 6 + shift
        while x < right - 30:
            sheet.text(x, y, text, face, size, colour)
            x += 58
        y += size * 2.6
        shift = 24 - shift


def slanted(sheet, text, size=15.0, colour=(200, 200, 200), angle=-32.0, strength=0.55):
    """A large slanted word across the page, as electronic copies carry."""
    mask = Image.new("L", sheet.image.size, 0)
    pen = ImageDraw.Draw(mask)
    for place, character in enumerate(text):
        along = (place - (len(text) - 1) / 2) * size * 1.9
        x = sheet.width / 2 + along * math.cos(math.radians(angle))
        y = sheet.height / 2 - along * math.sin(math.radians(angle))
        glyph = Image.new("L", (sheet.px(size * 1.5),) * 2, 0)
        ImageDraw.Draw(glyph).text((glyph.width / 2, glyph.height / 2), character, 255, fonts.face("sans", sheet.px(size)), anchor="mm")
        glyph = glyph.rotate(angle, Image.BICUBIC)
        mask.paste(255, (sheet.px(x) - glyph.width // 2, sheet.px(y) - glyph.height // 2), glyph)
    del pen
    sheet.ink(mask, colour, strength)


def medallion(sheet, x, y, radius, colour=(205, 208, 212)):
    """A large pale rosette in the paper."""
    mask, pen, scale = sheet.fine_mask()
    _rosette(pen, scale, (x, y), radius, 9, max(1, round(0.15 * scale)))
    _rosette(pen, scale, (x, y), radius * 0.5, 7, max(1, round(0.15 * scale)))
    sheet.ink(mask, colour, 0.5)
