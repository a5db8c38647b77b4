"""What scanners, copiers and phones do to a page. Each function takes and gives an RGB picture."""
import io
import math
from dataclasses import dataclass

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter

DRAWN_DPI = 300


@dataclass
class Treatment:
    kind: str  # "phone", "flatbed", "copier", "download"
    dpi: int
    skew: float = 0.0  # degrees
    perspective: float = 0.0  # share of the page's side by which corners move
    light: float = 0.0  # depth of the uneven light
    blur: float = 0.0  # pixels at the final resolution
    noise: float = 0.0  # grey levels
    quality: int = 85
    turn: int = 0
    grey: bool = False
    holes: bool = False
    show_through: bool = False
    desk: tuple = None


DESKS = [(62, 60, 58), (84, 84, 86), (40, 36, 34), (112, 96, 78), (140, 134, 124), (30, 34, 40)]


def choose_treatment(random, turns=True):
    kind = random.choice(["phone", "phone", "flatbed", "copier", "download"])
    turn = random.choice([0] * 7 + [90, 180, 270]) if turns else 0
    common = dict(turn=turn, quality=random.randint(60, 92))
    if kind == "phone":
        return Treatment(kind, dpi=random.randint(125, 240), skew=random.uniform(-4, 4), perspective=random.uniform(0.005, 0.035),
                         light=random.uniform(0.1, 0.42), blur=random.uniform(0.3, 0.9), noise=random.uniform(1.5, 5.5),
                         desk=random.choice(DESKS), **common)
    if kind == "flatbed":
        return Treatment(kind, dpi=random.choice([150, 200, 200, 300]), skew=random.uniform(-2.5, 2.5), blur=random.uniform(0, 0.5),
                         noise=random.uniform(0.5, 3), show_through=random.random() < 0.4, holes=random.random() < 0.25, **common)
    if kind == "copier":
        return Treatment(kind, dpi=random.choice([150, 200, 300]), skew=random.uniform(-2, 2), blur=random.uniform(0.2, 0.7),
                         noise=random.uniform(2, 7), light=random.uniform(0, 0.12), grey=True, holes=random.random() < 0.3,
                         show_through=random.random() < 0.3, **common)
    return Treatment(kind, dpi=random.choice([110, 125, 150]), blur=random.uniform(0.2, 0.6), noise=random.uniform(0, 2), **common)


def treat(picture, treatment, random):
    """Carries a drawn page through `treatment`."""
    noise = numpy.random.default_rng(random.randrange(1 << 30))
    if treatment.show_through:
        picture = show_through(picture, random)
    if treatment.holes:
        picture = _punch(picture, random)
    picture = _resize(picture, treatment.dpi / DRAWN_DPI)
    picture, _ = place(picture, treatment, random)
    if treatment.light:
        picture = uneven_light(picture, treatment.light, random)
    if treatment.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(treatment.blur))
    if treatment.grey:
        picture = picture.convert("L").convert("RGB")
    if treatment.noise:
        picture = grain(picture, treatment.noise, noise)
    return picture.rotate(-treatment.turn, expand=True) if treatment.turn else picture


def save(picture, path, treatment):
    """Writes a JPEG at the treatment's quality with its resolution in the header; returns its size in bytes."""
    data = io.BytesIO()
    final = picture.convert("L") if treatment.grey else picture
    final.save(data, "JPEG", quality=treatment.quality, dpi=(treatment.dpi, treatment.dpi))
    path.write_bytes(data.getvalue())
    return len(data.getvalue())


def _resize(picture, scale):
    if abs(scale - 1) < 0.01:
        return picture
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.LANCZOS)


def show_through(picture, random):
    """The back side's print, mirrored and faint."""
    back = picture.transpose(Image.FLIP_LEFT_RIGHT).convert("L").filter(ImageFilter.GaussianBlur(3))
    strength = random.uniform(0.06, 0.14)
    back = back.point(lambda level: round(255 - (255 - level) * strength))
    return ImageChops.multiply(picture, back.convert("RGB"))


def _punch(picture, random):
    pen, radius = ImageDraw.Draw(picture), round(3 / 25.4 * DRAWN_DPI)
    x = round(random.uniform(9, 12) / 25.4 * DRAWN_DPI)
    for offset in (-40, 40):
        y = picture.height // 2 + round(offset / 25.4 * DRAWN_DPI)
        shade = random.randint(20, 90)
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=(shade, shade, shade))
    return picture


def place(picture, treatment, random):
    """Lays the page on its background with skew and perspective; also gives where its corners come to lie."""
    width, height = picture.size
    if not treatment.skew and not treatment.perspective:
        return picture, [(0, 0), (width, 0), (width, height), (0, height)]
    margin = 0.06 if treatment.desk else 0.0
    out = (round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin)))
    centre, angle = (out[0] / 2, out[1] / 2), math.radians(treatment.skew)
    reach = treatment.perspective * width
    corners = []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        u, v = x - width / 2, y - height / 2
        corners.append((centre[0] + u * math.cos(angle) - v * math.sin(angle) + random.uniform(-reach, reach),
                        centre[1] + u * math.sin(angle) + v * math.cos(angle) + random.uniform(-reach, reach)))
    coefficients = perspective(corners, [(0, 0), (width, 0), (width, height), (0, height)])
    ground = treatment.desk or (random.randint(236, 255),) * 3
    background = _desk(out, ground, random) if treatment.desk else Image.new("RGB", out, ground)
    shape = Image.new("L", picture.size, 255).transform(out, Image.PERSPECTIVE, coefficients, Image.BICUBIC)
    laid = picture.transform(out, Image.PERSPECTIVE, coefficients, Image.BICUBIC)
    if treatment.desk:
        shadow = shape.filter(ImageFilter.GaussianBlur(max(2, width // 120))).point(lambda level: level // 2)
        background.paste((0, 0, 0), (width // 150, width // 150), shadow)
    background.paste(laid, (0, 0), shape)
    return background, corners


def perspective(source, target):
    """Coefficients for Image.transform that carry `source` corners of the output to `target` corners of the input."""
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        right += [u, v]
    return numpy.linalg.solve(numpy.array(rows), numpy.array(right)).tolist()


def _desk(size, colour, random):
    """A table top: streaks along one way, slightly uneven."""
    grain = numpy.random.default_rng(random.randrange(1 << 30))
    streaks = grain.normal(0, 5, (size[1], 1)) + grain.normal(0, 2, (size[1], size[0] // 8 + 1)).repeat(8, axis=1)[:, :size[0]]
    table = numpy.array(colour)[None, None, :] + streaks[:, :, None]
    return Image.fromarray(numpy.clip(table, 0, 255).astype(numpy.uint8))


def uneven_light(picture, depth, random):
    width, height = picture.size
    direction = random.uniform(0, 2 * math.pi)
    x = numpy.linspace(-1, 1, width)[None, :]
    y = numpy.linspace(-1, 1, height)[:, None]
    slope = x * math.cos(direction) + y * math.sin(direction)
    falloff = 1 - depth * (0.5 + 0.5 * slope) - 0.1 * depth * (x * x + y * y)
    warm = numpy.array([1.0, random.uniform(0.97, 1.0), random.uniform(0.9, 1.0)])
    lit = numpy.asarray(picture, dtype=numpy.float32) * falloff[:, :, None].astype(numpy.float32) * warm.astype(numpy.float32)
    return Image.fromarray(numpy.clip(lit, 0, 255).astype(numpy.uint8))


def grain(picture, level, noise):
    grain = noise.normal(0, level, (picture.height, picture.width, 1)).astype(numpy.float32)
    noisy = numpy.asarray(picture, dtype=numpy.float32) + grain
    return Image.fromarray(numpy.clip(noisy, 0, 255).astype(numpy.uint8))
