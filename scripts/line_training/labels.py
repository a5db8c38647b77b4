"""What the network is to say of a page: where characters are (`region`) and each run's middle band (`core`), at half resolution."""
import numpy
from PIL import Image, ImageDraw

CORE_SHARE = 0.42  # of a run's height: bands of neighbouring rows never touch
CORE_INSET = 0.25  # of the height, at both ends
FINE = 2  # labels are drawn that much larger, then averaged


def draw_labels(corners, size):
    """`corners`: runs × 4 × 2 in picture pixels; two float arrays [0, 1] of half of `size` (width, height)."""
    w, h = size[0] // 2, size[1] // 2
    region, core = (Image.new("L", (w * FINE, h * FINE), 0) for _ in range(2))
    for quad in corners * (FINE / 2):
        ImageDraw.Draw(region).polygon([tuple(p) for p in quad], fill=255)
        band = _core(quad)
        ImageDraw.Draw(core).polygon([tuple(p) for p in band], fill=255)
    return [numpy.asarray(mask.resize((w, h), Image.BOX), numpy.float32) / 255 for mask in (region, core)]


def _core(quad):
    left_top, right_top, right_bottom, left_bottom = quad
    height = (numpy.linalg.norm(left_bottom - left_top) + numpy.linalg.norm(right_bottom - right_top)) / 2
    along = (right_top + right_bottom - left_top - left_bottom) / 2
    length = max(1e-6, numpy.linalg.norm(along))
    inset = along / length * min(CORE_INSET * height, 0.3 * length)
    a, b = (1 - CORE_SHARE) / 2, (1 + CORE_SHARE) / 2
    return [left_top + (left_bottom - left_top) * a + inset, right_top + (right_bottom - right_top) * a - inset,
            right_top + (right_bottom - right_top) * b - inset, left_top + (left_bottom - left_top) * b + inset]
