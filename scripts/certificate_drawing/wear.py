"""Pages that have been through worse: sent on as small pictures, or photographed from screens and pale copies. On these the
recogniser misreads enough to learn from what a reading is worth (docs/accuracy.md, "Looks and language")."""
from PIL import Image, ImageFilter
import numpy

FILTERS = [Image.BICUBIC, Image.BILINEAR, Image.LANCZOS]


def wear(picture, random):
    """Gives the worn picture, and the quality at which it is packed as JPEG."""
    noise = numpy.random.default_rng(random.randrange(1 << 30))
    if random.random() < 0.5:
        return _small(picture, random, noise), random.randint(35, 85)
    return _dim(picture, random, noise), random.randint(30, 75)


def _scaled(picture, scale, filter):
    return picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), filter)


def _small(picture, random, noise):
    """Characters of 9 to 17 pixels, now and then enlarged again."""
    picture = _scaled(picture, random.uniform(500, 1100) / max(picture.size), random.choice(FILTERS))
    if random.random() < 0.5:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 0.7)))
    picture = _noisy(numpy.asarray(picture, dtype=numpy.float32), random.uniform(0, 7), noise)
    return _scaled(picture, random.uniform(1.3, 2.2), Image.BILINEAR) if random.random() < 0.4 else picture


def _dim(picture, random, noise):
    """Blurred and pale, with a screen's waves and reddish bands across it."""
    picture = _scaled(picture, min(1.2, random.uniform(1000, 2000) / max(picture.size)), Image.BICUBIC)
    picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.5, 1.6) * picture.width / 1200))
    levels = 255 - (255 - numpy.asarray(picture, dtype=numpy.float32)) * random.uniform(0.35, 1)
    if random.random() < 0.5:
        levels += random.uniform(4, 14) * _waves(picture, random, 1.2, 3)[..., None]
    if random.random() < 0.5:
        bands = numpy.maximum(0, _waves(picture, random, 20, 60)) ** 8
        levels -= random.uniform(10, 60) * bands[..., None] * numpy.array([0.4, 1, 1], dtype=numpy.float32)
    return _noisy(levels, random.uniform(2, 12), noise)


def _waves(picture, random, least, most):
    y, x = numpy.mgrid[0:picture.height, 0:picture.width].astype(numpy.float32)
    return numpy.sin(x / random.uniform(least, most) + y / random.uniform(least, most))


def _noisy(levels, level, noise):
    return Image.fromarray(numpy.clip(levels + noise.normal(0, level, levels.shape), 0, 255).astype(numpy.uint8))
