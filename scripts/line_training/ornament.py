"""What stands on certificates beside the text: frames, waves, rules, seals, watermarks, pictures. None of it is a run."""
import math

import numpy
from PIL import Image, ImageDraw, ImageFilter

from . import wording
from .canvas import FACES, face


def frame(canvas, random):
    """One to four nested borders, plain or engraved."""
    edge = random.uniform(0.01, 0.06) * min(canvas.width, canvas.height)
    for _ in range(random.randint(1, 4)):
        colour = _frame_colour(random)
        box = [edge, edge, canvas.width - edge, canvas.height - edge]
        kind = random.random()
        thickness = max(1, round(random.uniform(0.001, 0.006) * canvas.width))
        if kind < 0.5:
            canvas.pen.rectangle(box, outline=colour, width=thickness)
            edge += thickness + random.uniform(2, 12)
        elif kind < 0.8:
            edge += _engraved_band(canvas, random, box, colour)
        else:
            edge += _corner_flourishes(canvas, random, box, colour)


def _frame_colour(random):
    return random.choice([(160, 40, 40), (200, 160, 80), (60, 60, 60), (90, 120, 90), (70, 90, 140), (190, 150, 110), (210, 80, 70), (150, 150, 150)])


def _engraved_band(canvas, random, box, colour):
    band = random.uniform(0.012, 0.05) * canvas.width
    step = band * random.uniform(0.25, 1.2)
    width = max(1, round(band / random.uniform(8, 20)))
    shape = random.randrange(7)
    pattern = random.choice("回卍田囍寿亞万業中") + random.choice(["", "", "回", "十"])
    letters = face(random.choice(FACES), band * 0.8)
    turns = random.randint(5, 9)

    def fret(x, y, half):
        """A square spiral, every second one the other way round."""
        side = 1 if round(x / step) % 2 else -1
        points, reach = [(x - side * half, y + half)], half
        for turn in range(turns):
            dx, dy = ((0, -1), (1, 0), (0, 1), (-1, 0))[turn % 4]
            last = points[-1]
            points.append((last[0] + side * dx * 2 * reach, last[1] + dy * 2 * reach))
            reach -= half * 0.16 if turn else 0
        canvas.pen.line(points, colour, width)

    def motif(x, y):
        half = band * 0.45
        around = [x - half, y - half, x + half, y + half]
        if shape == 5:
            fret(x, y, half)
        elif shape == 6:  # characters that are no text: one or two of them, over and over
            canvas.pen.text((x, y), pattern[round(x + y) % len(pattern)], colour, letters, anchor="mm")
        elif shape == 0:
            canvas.pen.ellipse(around, outline=colour, width=width)
        elif shape == 1:
            canvas.pen.arc(around, 0, 200, colour, width)
            canvas.pen.arc([around[0] + half * 0.4, around[1], around[2], around[3]], 120, 330, colour, width)
        elif shape == 2:
            canvas.pen.polygon([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], outline=colour)
            canvas.pen.line([around[0], around[1], around[2], around[3]], colour, width)
        elif shape == 3:
            canvas.pen.rectangle([x - half, y - half, x + half * 0.2, y + half], outline=colour, width=width)
            canvas.pen.line([x, y - half, x + half, y + half], colour, width)
        else:
            canvas.pen.ellipse([x - half * 0.5, y - half * 0.5, x + half * 0.5, y + half * 0.5], fill=colour)
            canvas.pen.arc(around, 30, 300, colour, width)

    x = box[0]
    while x < box[2]:
        motif(x, box[1] + band / 2)
        motif(x, box[3] - band / 2)
        x += step
    y = box[1]
    while y < box[3]:
        motif(box[0] + band / 2, y)
        motif(box[2] - band / 2, y)
        y += step
    if random.random() < 0.6:
        canvas.pen.rectangle([box[0] + band, box[1] + band, box[2] - band, box[3] - band], outline=colour, width=width)
    return band + random.uniform(2, 8)


def _corner_flourishes(canvas, random, box, colour):
    reach = random.uniform(0.04, 0.12) * canvas.width
    for x, y in ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])):
        for _ in range(random.randint(3, 9)):
            r = reach * random.uniform(0.15, 0.7)
            cx, cy = x + random.uniform(-0.3, 0.3) * reach, y + random.uniform(-0.3, 0.3) * reach
            begin = random.uniform(0, 360)
            canvas.pen.arc([cx - r, cy - r, cx + r, cy + r], begin, begin + random.uniform(60, 300), colour, max(1, round(reach / 40)))
    canvas.pen.rectangle(box, outline=colour, width=max(1, round(reach / 60)))
    return random.uniform(4, 14)


def waves(canvas, random):
    """Guilloche: fine waves all over, or rays from the middle."""
    depth = random.uniform(3, 26)
    y, x = numpy.mgrid[0:canvas.height, 0:canvas.width].astype(numpy.float32)
    if random.random() < 0.6:
        length, bend = random.uniform(3, 14), random.uniform(15, 90)
        phase = y / length * 2 * math.pi + numpy.sin(x / bend * 2 * math.pi) * random.uniform(0.5, 4)
    else:
        dx, dy = x - canvas.width / 2, y - canvas.height / 2
        phase = numpy.hypot(dx, dy) / random.uniform(4, 12) * 2 * math.pi + numpy.arctan2(dy, dx) * random.randint(0, 60)
    level = depth * (numpy.sin(phase) > random.uniform(0, 0.8))
    if random.random() < 0.4:  # only a medallion in the middle, or a band
        r = random.uniform(0.15, 0.45) * canvas.width
        level *= numpy.hypot(x - canvas.width / 2, y - canvas.height * random.uniform(0.3, 0.7)) < r
    tint = numpy.array(random.choice([(1, 1, 1), (0.4, 1, 1), (1, 0.5, 0.9), (0.6, 0.8, 1.2)]), numpy.float32)
    picture = numpy.asarray(canvas.picture, numpy.float32) - level[:, :, None] * tint
    canvas.picture = Image.fromarray(numpy.clip(picture, 0, 255).astype(numpy.uint8))
    canvas.pen = ImageDraw.Draw(canvas.picture)


def _mask(canvas):
    mask = Image.new("L", canvas.picture.size, 0)
    return mask, ImageDraw.Draw(mask)


def watermark(canvas, random):
    """Use-only marks laid over a copy: small ones in rows, slantwise, or one large one; or pale words under the text."""
    mask, pen = _mask(canvas)
    text = random.choice(["仅供", "本复印件仅用于", "仅限", "此件只作", "样本", "副本仅供"]) + wording.words(random, random.randint(0, 10)) + random.choice(["使用", "存档", "备案", "有效", ""])
    if random.random() < 0.2:
        text = wording.latin(random, random.randint(1, 3))
    name = random.choice(FACES)
    colour = random.choice([(150, 150, 150), (120, 120, 120), (180, 180, 180), (200, 60, 60), (70, 110, 190), (90, 90, 90), (160, 190, 160)])
    if random.random() < 0.6:
        size = random.uniform(0.012, 0.05) * canvas.width
        letters = face(name, size)
        across = letters.getlength(text) + size * random.uniform(1, 6)
        pitch = size * random.uniform(2.5, 9)
        row, y = 0, -pitch
        reach = max(mask.size)
        big = Image.new("L", (reach * 2, reach * 2), 0)
        stamp = ImageDraw.Draw(big)
        while y < reach * 2:
            x = -across * random.random() if row % 2 else 0
            while x < reach * 2:
                stamp.text((x, y), text, 255, letters)
                x += across
            y += pitch
            row += 1
        turned = big.rotate(random.choice([random.uniform(15, 50), -random.uniform(15, 50), 45, 30, -30]), Image.BILINEAR)
        mask = turned.crop((reach // 2, reach // 2, reach // 2 + mask.size[0], reach // 2 + mask.size[1]))
        strength = random.uniform(0.12, 0.75)
    else:
        size = min(random.uniform(0.05, 0.16) * canvas.width, canvas.width * 1.1 / max(1, len(text)))
        letters = face(name, size)
        pen.text((mask.size[0] / 2, mask.size[1] * random.uniform(0.25, 0.75)), text, 255, letters, anchor="mm")
        mask = mask.rotate(random.uniform(8, 45) * random.choice([-1, 1]), Image.BILINEAR)
        strength = random.uniform(0.12, 0.85)
    canvas.multiply(mask, colour, strength)


def ghost(canvas, random):
    """A pale emblem or word under the text."""
    mask, pen = _mask(canvas)
    x, y = random.uniform(0.3, 0.7) * canvas.width, random.uniform(0.3, 0.7) * canvas.height
    r = random.uniform(0.1, 0.35) * canvas.width
    for _ in range(random.randint(3, 9)):
        pen.ellipse([x - r, y - r, x + r, y + r], outline=255, width=max(1, round(r * random.uniform(0.01, 0.2))))
        r *= random.uniform(0.6, 0.9)
    if random.random() < 0.5:
        pen.text((x, y), random.choice("营业证照国工商信") + random.choice(["", "", "业", "照"]), 255, face(random.choice(FACES), canvas.width * random.uniform(0.1, 0.3)), anchor="mm")
    canvas.multiply(mask.filter(ImageFilter.GaussianBlur(random.uniform(0, 3))), random.choice([(200, 200, 200), (240, 200, 190), (220, 225, 240), (225, 210, 170)]), random.uniform(0.3, 1.0))


def seal(canvas, random):
    """A round, oval or square seal with its ring of text, star and inner line; red mostly, grey on copies."""
    diameter = random.uniform(0.1, 0.28) * min(canvas.width, canvas.height)
    side = round(diameter * 1.15) + 4
    fine = 2
    stamp = Image.new("L", (side * fine, side * fine), 0)
    pen = ImageDraw.Draw(stamp)
    centre, r = side * fine / 2, diameter * fine / 2
    flat = random.uniform(0.6, 0.8) if random.random() < 0.15 else 1.0
    name = random.choice(FACES)
    ring = wording.words(random, random.randint(8, 20))
    if random.random() < 0.1:
        pen.rectangle([centre - r, centre - r * flat, centre + r, centre + r * flat], outline=255, width=max(2, round(r * 0.05)))
        for row in range(2):
            pen.text((centre, centre + (row - 0.5) * r * 0.8), ring[row * 3:row * 3 + 3], 255, face(name, r * 0.55), anchor="mm")
    else:
        pen.ellipse([centre - r, centre - r * flat, centre + r, centre + r * flat], outline=255, width=max(2, round(r * random.uniform(0.02, 0.07))))
        pixels = r * (0.3 if len(ring) < 14 else 0.22)
        span = min(280, 22 * len(ring))
        for place, character in enumerate(ring):
            angle = math.radians(-span / 2 + span * place / max(1, len(ring) - 1))
            tile = Image.new("L", (round(pixels * 1.6),) * 2, 0)
            ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), character, 255, face(name, pixels), anchor="mm")
            tile = tile.rotate(-math.degrees(angle), Image.BICUBIC)
            stamp.paste(255, (round(centre + r * 0.78 * math.sin(angle) - tile.width / 2), round(centre - r * 0.78 * flat * math.cos(angle) - tile.height / 2)), tile)
        if random.random() < 0.8:
            points = [(centre + r * k * math.sin(math.pi * i / 5), centre - r * k * math.cos(math.pi * i / 5)) for i in range(10) for k in [0.33 if i % 2 == 0 else 0.13]]
            pen.polygon(points, fill=255)
        if random.random() < 0.6:
            inner = wording.words(random, random.randint(3, 8))
            pen.text((centre, centre + r * 0.5), inner, 255, face(name, min(r * 0.24, r * 1.3 / len(inner))), anchor="mm")
    stamp = stamp.rotate(random.uniform(-15, 15), Image.BICUBIC).resize((side, side), Image.BOX)
    grain = numpy.random.default_rng(random.randrange(1 << 30)).normal(0, 1, (12, 12)).astype(numpy.float32)
    patches = numpy.asarray(Image.fromarray(grain).resize(stamp.size, Image.BICUBIC))
    stamp = Image.fromarray((numpy.asarray(stamp) * numpy.clip(0.85 + 0.25 * patches, 0.2, 1)).astype(numpy.uint8))
    mask, _ = _mask(canvas)
    if canvas.runs and random.random() < 0.65:  # a seal stands on the date or the issuer's name
        x, y = random.choice(canvas.runs).corners[random.randrange(4)]
    else:
        x, y = random.uniform(0.1, 0.9) * canvas.width, random.uniform(0.3, 0.95) * canvas.height
    mask.paste(stamp, (round(x - side / 2), round(y - side / 2)))
    colour = random.choice([(220, 50, 55), (200, 40, 40), (235, 80, 80), (190, 60, 90), (90, 90, 90), (120, 120, 120), (150, 150, 150), (180, 180, 180), (60, 70, 160)])
    canvas.multiply(mask, colour, random.uniform(0.4, 1.0))


def code(canvas, random):
    """A QR or bar code on white."""
    side = round(random.uniform(0.06, 0.18) * canvas.width)
    modules = random.choice([25, 29, 33, 45])
    noise = numpy.random.default_rng(random.randrange(1 << 30))
    bits = noise.integers(0, 2, (modules, modules)) if random.random() < 0.75 else noise.integers(0, 2, (1, modules * 2)).repeat(12, axis=0)
    if bits.shape[0] == bits.shape[1]:
        for r, c in ((0, 0), (0, modules - 7), (modules - 7, 0)):
            bits[r:r + 7, c:c + 7] = 0
            bits[r, c:c + 7] = bits[r + 6, c:c + 7] = bits[r:r + 7, c] = bits[r:r + 7, c + 6] = 1
            bits[r + 2:r + 5, c + 2:c + 5] = 1
    picture = Image.fromarray(((1 - bits) * 255).astype(numpy.uint8)).resize((side, max(4, side * bits.shape[0] // bits.shape[1])), Image.NEAREST)
    x, y = random.randrange(max(1, canvas.width - side)), random.randrange(max(1, canvas.height - picture.height))
    if not hits_run(canvas, x, y, x + side, y + picture.height):
        canvas.picture.paste(picture.convert("RGB"), (x, y))


def photo(canvas, random):
    """A portrait, an emblem, a logo: shapes with soft and hard edges."""
    w, h = [round(random.uniform(0.05, 0.2) * canvas.width) for _ in range(2)]
    noise = numpy.random.default_rng(random.randrange(1 << 30))
    coarse = noise.integers(0, 255, (random.randint(2, 14), random.randint(2, 14), 3)).astype(numpy.uint8)
    picture = Image.fromarray(coarse).resize((w, h), random.choice([Image.BICUBIC, Image.NEAREST]))
    mask = Image.new("L", (w, h), 255)
    if random.random() < 0.6:
        mask = Image.new("L", (w, h), 0)
        ImageDraw.Draw(mask).ellipse([0, 0, w - 1, h - 1], fill=255)
    pen = ImageDraw.Draw(picture)
    for _ in range(random.randint(0, 12)):
        p = [(random.uniform(0, w), random.uniform(0, h)) for _ in range(random.randint(2, 6))]
        pen.line(p, tuple(random.randrange(256) for _ in range(3)), random.randint(1, 4))
    x, y = random.randrange(max(1, canvas.width - w)), random.randrange(max(1, canvas.height - h))
    if not hits_run(canvas, x, y, x + w, y + h):
        canvas.picture.paste(picture, (x, y), mask)


def emblem(canvas, random):
    """A coat of arms as certificates carry it: a disc with stars, a gate and a wreath; on copies in grey."""
    side = round(random.uniform(0.06, 0.16) * canvas.width)
    x = random.choice([(canvas.width - side) // 2, random.randrange(max(1, canvas.width - side))])
    y = random.choice([round(canvas.height * random.uniform(0.0, 0.06)), random.randrange(max(1, canvas.height - side))])
    if hits_run(canvas, x, y, x + side, y + side):
        return
    dark, bright = random.choice([((200, 30, 30), (220, 170, 60)), ((60, 60, 60), (190, 190, 190)), ((140, 140, 140), (230, 230, 230)), ((230, 150, 140), (250, 240, 220))])
    fine = 3
    picture, shape = Image.new("RGB", (side * fine,) * 2, bright), Image.new("L", (side * fine,) * 2, 0)
    pen, middle = ImageDraw.Draw(picture), side * fine / 2
    ImageDraw.Draw(shape).ellipse([0, 0, side * fine - 1, side * fine - 1], fill=255)
    for ray in range(random.randint(30, 90)):
        angle = ray * 2.399
        reach = middle * random.uniform(0.78, 0.98)
        pen.line([middle + middle * 0.7 * math.cos(angle), middle + middle * 0.7 * math.sin(angle), middle + reach * math.cos(angle + 0.2), middle + reach * math.sin(angle + 0.2)], dark, 3)
    pen.ellipse([middle * 0.3, middle * 0.3, middle * 1.7, middle * 1.7], fill=dark)
    for k in range(5):
        r = middle * (0.2 if k == 0 else 0.08)
        cx, cy = middle + (0 if k == 0 else (k - 2.5) * middle * 0.35), middle * (0.65 if k == 0 else 0.9)
        pen.polygon([(cx + r * (1 if i % 2 == 0 else 0.4) * math.sin(math.pi * i / 5), cy - r * (1 if i % 2 == 0 else 0.4) * math.cos(math.pi * i / 5)) for i in range(10)], fill=bright)
    for k in range(random.randint(3, 9)):
        left = middle * random.uniform(0.45, 1.3)
        pen.rectangle([left, middle * random.uniform(1.05, 1.3), left + middle * random.uniform(0.05, 0.4), middle * random.uniform(1.32, 1.6)], fill=random.choice([bright, dark]), outline=bright)
    canvas.picture.paste(picture.resize((side, side), Image.LANCZOS), (x, y), shape.resize((side, side), Image.LANCZOS))


def strokes(canvas, random):
    """A signature, a pen mark, dirt."""
    x, y = random.uniform(0.05, 0.9) * canvas.width, random.uniform(0.05, 0.95) * canvas.height
    reach = random.uniform(0.02, 0.1) * canvas.width
    if hits_run(canvas, x - reach, y - reach, x + 3 * reach, y + reach):
        return
    points = [(x, y)]
    for _ in range(random.randint(4, 20)):
        points.append((points[-1][0] + random.uniform(-0.3, 0.5) * reach, y + random.uniform(-1, 1) * reach * 0.6))
    canvas.pen.line(points, random.choice([(40, 40, 60), (30, 30, 30), (30, 60, 150)]), random.randint(1, 4), joint="curve")


def hits_run(canvas, left, top, right, bottom):
    return any(r.corners[0][0] < right and r.corners[2][0] > left and r.corners[0][1] < bottom and r.corners[2][1] > top for r in canvas.runs)
