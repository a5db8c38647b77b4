"""Pages of many kinds, drawn with their runs: certificates, tables, print in columns, and scattered rows."""
import math

from . import ornament, wording
from .canvas import FACES, LATIN_FACES, Canvas, face


def draw_page(random):
    """A page as it was printed; what happens to it afterwards is in damage.py."""
    landscape = random.random() < 0.4
    width = random.randint(900, 1500) if landscape else random.randint(700, 1150)
    height = round(width * (random.uniform(0.6, 0.8) if landscape else random.uniform(1.25, 1.45)))
    canvas = Canvas(width, height, _paper(random))
    if random.random() < 0.45:
        ornament.waves(canvas, random)
    if random.random() < 0.3:
        ornament.ghost(canvas, random)
    kind = random.random()
    if kind < 0.55:
        _certificate(canvas, random)
    elif kind < 0.72:
        _table(canvas, random)
    elif kind < 0.88:
        _columns(canvas, random)
    else:
        _scattered(canvas, random)
    for draw, chance in ((ornament.code, 0.35), (ornament.photo, 0.25), (ornament.emblem, 0.3), (ornament.strokes, 0.25)):
        if random.random() < chance:
            draw(canvas, random)
    for _ in range(random.choice([0, 0, 1, 1, 1, 2, 3])):
        ornament.seal(canvas, random)
    if random.random() < 0.4:
        ornament.watermark(canvas, random)
    return canvas


def _paper(random):
    if random.random() < 0.5:
        return (255, 255, 255)
    return tuple(random.randint(215, 255) for _ in range(3))


def _ink(random):
    kind = random.random()
    if kind < 0.85:
        level = random.randint(0, 90) if kind < 0.75 else random.randint(110, 175)
        return (level, level, level)
    return random.choice([(120, 30, 30), (180, 30, 30), (30, 40, 110), (90, 70, 30), (170, 130, 60), (110, 110, 110), (130, 130, 130), (40, 80, 50)])


def _certificate(canvas, random):
    w, h = canvas.width, canvas.height
    if random.random() < 0.75:
        ornament.frame(canvas, random)
    margin = random.uniform(0.09, 0.16) * w
    size = random.uniform(0.011, 0.034) * w
    label_face, value_face = random.choice(FACES), random.choice(FACES)
    label_ink, value_ink = _ink(random), _ink(random)
    y = random.uniform(0.08, 0.2) * h
    for _ in range(random.choice([1, 1, 2])):
        y = _title(canvas, random, y, size)
    if random.random() < 0.6:
        _numbers_above(canvas, random, margin, y, size, value_face, value_ink)
        y += size * random.uniform(2, 3.5)
    if random.random() < 0.25:
        y = _paragraph(canvas, random, margin, y, w - 2 * margin, size * random.uniform(0.8, 1.2), label_face, label_ink, random.randint(1, 5))
    columns = 2 if random.random() < 0.25 else 1
    pitch = size * random.uniform(1.5, 3.4)
    bottom = h * random.uniform(0.75, 0.92)
    for column in range(columns):
        left = margin + column * (w - 2 * margin) / columns
        right = margin + (column + 1) * (w - 2 * margin) / columns - size
        if columns == 1 and random.random() < 0.15:  # typed beyond the frame
            right = w - random.uniform(0.2, 3) * size
        _pairs(canvas, random, left, right, y, bottom - (0.1 * h), pitch, size, (label_face, label_ink), (value_face, value_ink))
    _foot(canvas, random, margin, bottom, size, label_face, label_ink)


def _title(canvas, random, y, size):
    big = size * random.uniform(1.6, 4.5)
    text = wording.words(random, random.randint(2, 14)) if random.random() < 0.9 else wording.latin(random, random.randint(1, 4))
    name = random.choice(FACES)
    spacing = random.choice([0, 0, random.uniform(0.1, 1.2)])
    long = face(name, big).getlength(text) + spacing * big * len(text)
    if long > canvas.width * 0.85:
        big *= canvas.width * 0.85 / long
        long = canvas.width * 0.85
    canvas.text((canvas.width - long) / 2, y + big, text, name, big, random.choice([_ink(random), (200, 30, 30), (190, 150, 60)]), spacing)
    return y + big * random.uniform(1.3, 2.2)


def _numbers_above(canvas, random, margin, y, size, name, ink):
    small = size * random.uniform(0.7, 1.1)
    text = wording.label(random) + random.choice(["：", ":", " ", ""])
    x = random.choice([margin, canvas.width * random.uniform(0.4, 0.6)])
    end = canvas.text(x, y + small, text + (wording.number(random) if random.random() < 0.6 else ""), name, small, ink)
    if random.random() < 0.4:
        canvas.text(end + small * random.uniform(2.2, 6), y + small, wording.number(random), name, small, ink)


def _spread_label(canvas, random, x, baseline, text, width, name, size, ink):
    """A label whose characters fill its column: one run."""
    natural = face(name, size).getlength(text)
    spacing = max(0.0, (width - natural) / max(1, len(text) - 1)) / size
    return canvas.text(x, baseline, text, name, size, ink, spacing)


def _pairs(canvas, random, left, right, y, bottom, pitch, size, label_style, value_style):
    label_width = size * random.uniform(4, 7.5)
    spread = random.random() < 0.55
    drop = random.choice([0, 0, random.uniform(-0.5, 0.6)]) * size
    value_size = size * random.choice([1, 1, random.uniform(0.75, 1.15), random.uniform(0.45, 0.8)])
    colon = random.choice(["", "", "：", ":"])
    ruled = random.random() < 0.15
    while y < bottom:
        text = wording.label(random)
        if spread and len(text) <= label_width / size:
            end = _spread_label(canvas, random, left, y + size, text, label_width, label_style[0], size, label_style[1])
            if colon:
                end = canvas.text(end + 0.05 * size, y + size, colon, label_style[0], size, label_style[1])
                _join_last(canvas)
        else:
            end = canvas.text(left, y + size, text + colon, label_style[0], size, label_style[1])
        if random.random() < 0.15:
            below = wording.latin(random, random.randint(1, 3))
            canvas.text(left, y + size * 1.75, below, random.choice(LATIN_FACES), size * 0.55, label_style[1])
        start = max(left + label_width, end) + size * random.choice([random.uniform(0.1, 0.6), random.uniform(0.8, 3)])
        if start > right - 3 * size:
            y += pitch
            continue
        close = start - end < 0.9 * size and abs(drop) < 0.2 * size and value_size == size
        rows = random.choice([1, 1, 1, 2, 3, 5]) if random.random() < 0.5 else 1
        first = len(canvas.runs)
        baseline = y + size + drop
        if value_size < 0.8 * size and rows > 1:  # small rows begin beside the label's head
            baseline = y + value_size * random.uniform(0.8, 1.1)
        if random.random() < 0.12:
            _overprinted_date(canvas, random, start, y + size, size, label_style, value_style, drop)
        else:
            leading = value_size * random.uniform(1.2, 1.6)
            for _ in range(rows):
                room = max(1, int((right - start) / value_size))
                text = wording.value(random, random.randint(max(1, room * 2 // 3), room) if rows > 1 else random.randint(1, room))
                while len(text) > 1 and face(value_style[0], value_size).getlength(text) > right - start:
                    text = text[:-1]
                canvas.text(start, baseline, text, value_style[0], value_size, value_style[1])
                baseline += leading
        if close and first and len(canvas.runs) > first:
            _join(canvas, first - 1, first)
        if ruled:
            canvas.pen.line([start - size * 0.2, y + size * 1.25, right, y + size * 1.25], label_style[1], 1)
        y = max(y + pitch, baseline - size + (pitch - size) * 0.6)


def _join(canvas, a, b):
    """Two runs without a gap that parts them are one."""
    one, two = canvas.runs[a], canvas.runs[b]
    left, right = one.corners[0][0], two.corners[2][0]
    top, bottom = min(one.corners[0][1], two.corners[0][1]), max(one.corners[2][1], two.corners[2][1])
    del canvas.runs[b]
    one.corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    one.height = bottom - top


def _join_last(canvas):
    _join(canvas, len(canvas.runs) - 2, len(canvas.runs) - 1)


def _overprinted_date(canvas, random, x, baseline, size, label_style, value_style, drop):
    """Figures typed between the printed 年 月 日, on their row or up to most of a character off it."""
    drop = random.choice([drop, random.gauss(0, 0.25) * size, random.uniform(-0.75, 0.75) * size])
    figures_size = size * random.choice([1, 1, random.uniform(0.8, 1.2)])
    first = len(canvas.runs)
    year, month, day = random.randint(1990, 2030), random.randint(1, 12), random.randint(1, 28)
    parts = [str(year), random.choice(["{}", "{:02d}"]).format(month), random.choice(["{}", "{:02d}"]).format(day)]
    if random.random() < 0.25:
        parts = ["".join("〇一二三四五六七八九"[int(c)] for c in part) for part in parts]
    for figures, mark in zip(parts, "年月日"):
        gap = random.uniform(0.05, 0.8) * size
        x = canvas.text(x, baseline + drop, figures, value_style[0], figures_size, value_style[1])
        x = canvas.text(x + gap, baseline, mark, label_style[0], size, label_style[1]) + gap
    while len(canvas.runs) > first + 1:
        _join(canvas, first, first + 1)


def _foot(canvas, random, margin, y, size, name, ink):
    for _ in range(random.choice([0, 1, 2, 3])):
        if random.random() < 0.35:
            _overprinted_date(canvas, random, canvas.width * random.uniform(0.3, 0.62), y, size, (name, ink), (random.choice(FACES), _ink(random)), 0)
            y += size * random.uniform(1.5, 2.2)
            continue
        text = random.choice([wording.words(random, random.randint(4, 14)), wording.number(random), wording.label(random) + "：" + wording.value(random, 6)])
        s = size * random.uniform(0.7, 1.2)
        long = face(name, s).getlength(text)
        x = random.choice([canvas.width - margin - long, canvas.width * 0.55, margin])
        if ornament.hits_run(canvas, x, y - s, x + long, y + 0.2 * s):
            y += s * 2
            continue
        canvas.text(max(margin / 2, x), y, text, name, s, ink, random.choice([0, 0, 0, 0.3]))
        y += s * random.uniform(1.5, 2.2)
        if y > canvas.height - size:
            return
    if random.random() < 0.35:
        text = random.choice([wording.words(random, random.randint(6, 26)), "http://" + wording.latin(random, 2).lower().replace(" ", ".") + ".cn"])
        canvas.text(margin * random.uniform(0.4, 1.2), canvas.height - random.uniform(0.01, 0.03) * canvas.height, text, name, size * random.uniform(0.5, 0.8), ink)


def _paragraph(canvas, random, left, y, width, size, name, ink, rows, leading=None):
    leading = leading or random.uniform(1.2, 2.0)
    for row in range(rows):
        if y + size > canvas.height * 0.97:
            break
        indent = size * 2 if row == 0 and random.random() < 0.7 else 0
        share = 1.0 if row < rows - 1 else random.uniform(0.15, 1)
        text = wording.words(random, max(1, int((width * share - indent) / size)))
        canvas.text(left + indent, y + size, text, name, size, ink)
        y += size * leading
    return y


def _columns(canvas, random):
    """Print: one to three columns, headings between paragraphs."""
    w, h = canvas.width, canvas.height
    count = random.choice([1, 1, 2, 3])
    margin, gutter = random.uniform(0.04, 0.12) * w, random.uniform(0.02, 0.05) * w
    column = (w - 2 * margin - gutter * (count - 1)) / count
    size = random.uniform(0.009, 0.024) * w
    name, ink, leading = random.choice(FACES), _ink(random), random.uniform(1.15, 1.9)
    latin = random.random() < 0.15
    for k in range(count):
        left, y = margin + k * (column + gutter), random.uniform(0.04, 0.1) * h
        while y < 0.95 * h:
            if random.random() < 0.2:
                big = size * random.uniform(1.1, 1.8)
                canvas.text(left, y + big, wording.words(random, max(1, min(12, int(column / big)))), random.choice(FACES), big, ink)
                y += big * 1.8
            if latin:
                for _ in range(random.randint(2, 6)):
                    text = wording.latin(random, 30).lower()
                    letters = face(LATIN_FACES[0], size)
                    while letters.getlength(text) > column:
                        text = text[:-1]
                    canvas.text(left, y + size, text.strip(), LATIN_FACES[0], size, ink)
                    y += size * leading
            else:
                y = _paragraph(canvas, random, left, y, column, size, name, ink, random.randint(1, 9), leading)
            y += size * random.uniform(0, 1.5)


def _table(canvas, random):
    """Cells with or without rules; rows of one to three lines; a coloured head with white print."""
    w, h = canvas.width, canvas.height
    left, right = random.uniform(0.04, 0.12) * w, w - random.uniform(0.04, 0.12) * w
    size = random.uniform(0.010, 0.026) * w
    y = random.uniform(0.05, 0.15) * h
    if random.random() < 0.7:
        y = _title(canvas, random, y, size)
    count = random.randint(2, 6)
    cuts = sorted(random.uniform(0.12, 0.9) for _ in range(count - 1))
    edges = [left + (right - left) * c for c in [0] + cuts + [1]]
    rules = random.choice(["all", "all", "rows", "none", "dotted"])
    colour = random.choice([(60, 60, 60), (120, 120, 120), (150, 60, 60), (170, 170, 170)])
    name, ink = random.choice(FACES), _ink(random)
    row = 0
    while y < h * 0.92:
        lines = random.choice([1, 1, 1, 2, 3])
        height = size * 1.35 * lines + size * random.uniform(0.3, 1.4)
        shade = row == 0 and random.random() < 0.3
        if shade:
            canvas.pen.rectangle([left, y, right, y + height], fill=random.choice([(40, 70, 130), (150, 40, 40), (70, 70, 70), (40, 110, 80)]))
        for cell in range(count):
            _cell(canvas, random, edges[cell], edges[cell + 1], y, height, lines, size, name, (255, 255, 255) if shade else ink)
        if rules in ("all", "rows"):
            canvas.pen.line([left, y, right, y], colour, random.choice([1, 1, 2]))
            canvas.pen.line([left, y + height, right, y + height], colour, 1)
        if rules == "dotted":
            for x in range(int(left), int(right), 5):
                canvas.pen.line([x, y + height, x + 2, y + height], colour, 1)
        if rules == "all":
            for x in edges:
                canvas.pen.line([x, y, x, y + height], colour, random.choice([1, 1, 2]))
        y += height
        row += 1


def _cell(canvas, random, left, right, y, height, lines, size, name, ink):
    pad = size * random.uniform(0.15, 0.6)
    room = int((right - left - 2 * pad) / size)
    if room < 1 or random.random() < 0.08:
        return
    used = random.randint(1, lines)
    top = y + (height - used * size * 1.3) / 2
    for line in range(used):
        text = wording.value(random, random.randint(1, room)) if used == 1 else wording.words(random, room if line < used - 1 else random.randint(1, room))
        while len(text) > 1 and face(name, size).getlength(text) > right - left - 2 * pad:
            text = text[:-1]
        long = face(name, size).getlength(text)
        if long > right - left:
            return
        x = left + pad if used > 1 or random.random() < 0.5 else (left + right - long) / 2
        canvas.text(x, top + size, text, name, size, ink)
        top += size * 1.3


def _scattered(canvas, random):
    """Rows anywhere, in any size: what no other kind shows."""
    if random.random() < 0.3:
        ornament.frame(canvas, random)
    for _ in range(random.randint(3, 40)):
        size = canvas.width * math.exp(random.uniform(math.log(0.008), math.log(0.08)))
        name = random.choice(FACES)
        text = wording.value(random, random.randint(1, 20))
        long = face(name, size).getlength(text)
        if long > canvas.width * 0.9:
            continue
        x, y = random.uniform(0.02, 0.98) * (canvas.width - long), random.uniform(0.02, 0.96) * canvas.height
        if y - size < 0 or ornament.hits_run(canvas, x - 0.6 * size, y - 1.1 * size, x + long + 0.6 * size, y + 0.4 * size):
            continue
        if random.random() < 0.1:  # white print on a bar
            canvas.pen.rectangle([x - size * 0.4, y - size * 1.05, x + long + size * 0.4, y + size * 0.35],
                                 fill=random.choice([(150, 30, 30), (30, 50, 110), (60, 60, 60)]))
            canvas.text(x, y, text, name, size, (250, 250, 245))
        else:
            canvas.text(x, y, text, name, size, _ink(random))
