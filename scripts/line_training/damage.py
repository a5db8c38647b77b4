"""What copying, photographing and sending do to a page; the runs' corners follow its geometry."""
import io
import math

import numpy
from PIL import Image, ImageFilter

from .canvas import Canvas


def damage(canvas, random, scale):
    """The page as it arrives, `scale` times its size, as RGB, and the corners of its runs there."""
    picture = canvas.picture
    corners = numpy.array([run.corners for run in canvas.runs], numpy.float64).reshape(-1, 4, 2)
    picture, corners = _resize(picture, corners, scale)
    picture, corners = _place(picture, corners, random)
    if random.random() < 0.35:
        picture, corners = _bow(picture, corners, random)
    size = numpy.median([run.height for run in canvas.runs]) * scale if canvas.runs else 20
    if random.random() < 0.35:
        picture = _light(picture, random)
    if random.random() < 0.35:  # small print: sent as a small picture and enlarged again
        small = random.uniform(max(0.35, 8 / max(8, size)), 1)
        picture = picture.resize((max(8, round(picture.width * small)), max(8, round(picture.height * small))), Image.LANCZOS) \
            .resize(picture.size, random.choice([Image.BICUBIC, Image.BILINEAR]))
    if random.random() < 0.6:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 0.06 * min(40, size) + 0.3)))
    picture = _tone(picture, random)
    if random.random() < 0.6:
        picture = _grain(picture, random)
    if random.random() < 0.7:
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=random.randint(25, 92))
        picture = Image.open(io.BytesIO(data.getvalue())).convert("RGB")
    return picture, corners


def _resize(picture, corners, scale):
    wanted = (max(16, round(picture.width * scale)), max(16, round(picture.height * scale)))
    return picture.resize(wanted, Image.LANCZOS if scale < 1 else Image.BICUBIC), corners * scale


def _place(picture, corners, random):
    """A slight turn and slant as clean-up leaves them, on paper or on a dark desk."""
    w, h = picture.size
    angle = math.radians(random.gauss(0, 0.7))
    reach = random.choice([0, 0, random.uniform(0, 0.012)]) * w
    target = []
    for x, y in ((0, 0), (w, 0), (w, h), (0, h)):
        u, v = x - w / 2, y - h / 2
        target.append((w / 2 + u * math.cos(angle) - v * math.sin(angle) + random.uniform(-reach, reach),
                       h / 2 + u * math.sin(angle) + v * math.cos(angle) + random.uniform(-reach, reach)))
    if random.random() < 0.15:  # a margin of desk
        target = [(w / 2 + (x - w / 2) * 0.94, h / 2 + (y - h / 2) * 0.94) for x, y in target]
    forward = _homography([(0, 0), (w, 0), (w, h), (0, h)], target)
    back = numpy.linalg.inv(forward)
    back /= back[2, 2]
    ground = random.choice([picture.getpixel((1, 1)), (random.randint(20, 255),) * 3])
    moved = picture.transform(picture.size, Image.PERSPECTIVE, back.ravel()[:8].tolist(), Image.BICUBIC, fillcolor=tuple(ground))
    points = numpy.concatenate([corners.reshape(-1, 2), numpy.ones((corners.size // 2, 1))], axis=1) @ forward.T
    return moved, (points[:, :2] / points[:, 2:]).reshape(corners.shape)


def _homography(source, target):
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return numpy.append(numpy.linalg.solve(numpy.array(rows, float), numpy.array(right, float)), 1).reshape(3, 3)


def _bow(picture, corners, random):
    """Rows that bend as on a sheet that does not lie flat."""
    w, h = picture.size
    depth, waves, phase = random.uniform(0.001, 0.006) * h, random.uniform(0.3, 1.2), random.uniform(0, 6.28)
    shift = lambda x: depth * numpy.sin(numpy.asarray(x) / w * waves * 2 * math.pi + phase)
    array = numpy.asarray(picture)
    rows = numpy.clip(numpy.round(numpy.arange(h)[:, None] - shift(numpy.arange(w))[None, :]).astype(int), 0, h - 1)
    bent = array[rows, numpy.arange(w)[None, :]]
    corners = corners.copy()
    corners[:, :, 1] += shift(corners[:, :, 0])
    return Image.fromarray(bent), corners


def _light(picture, random):
    w, h = picture.size
    angle, depth = random.uniform(0, 6.28), random.uniform(0.1, 0.55)
    x, y = numpy.linspace(-1, 1, w)[None, :], numpy.linspace(-1, 1, h)[:, None]
    fall = 1 - depth * (0.5 + 0.5 * (x * math.cos(angle) + y * math.sin(angle)))
    if random.random() < 0.4:  # a fold or a shadow's edge
        edge = x * math.cos(angle + 1) + y * math.sin(angle + 1) - random.uniform(-0.7, 0.7)
        fall = fall * numpy.where(edge > 0, 1, random.uniform(0.6, 0.95)) * (1 - random.uniform(0, 0.4) * numpy.exp(-(edge / 0.02) ** 2))
    return Image.fromarray(numpy.clip(numpy.asarray(picture, numpy.float32) * fall[:, :, None], 0, 255).astype(numpy.uint8))


def _tone(picture, random):
    kind = random.random()
    if kind < 0.3:
        picture = picture.convert("L")
        if kind < 0.05:
            level = random.randint(110, 190)
            picture = picture.point(lambda v: 255 if v > level else 0)
        picture = picture.convert("RGB")
    if random.random() < 0.4:
        low, high, bend = random.randint(0, 60), random.randint(180, 255), random.uniform(0.6, 1.6)
        picture = picture.point([round(low + (high - low) * (v / 255) ** bend) for v in range(256)] * 3)
    return picture


def _grain(picture, random):
    noise = numpy.random.default_rng(random.randrange(1 << 30))
    array = numpy.asarray(picture, numpy.int16)
    grain = noise.standard_normal(array.shape[:2] + (1,), numpy.float32) * random.uniform(1, 12)
    return Image.fromarray(numpy.clip(array + grain.astype(numpy.int16), 0, 255).astype(numpy.uint8))
