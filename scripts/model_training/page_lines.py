"""Lines of drawn pages as zhaolu itself finds, cleans and cuts them, each with the text that was drawn there."""
import pathlib
import subprocess
import tempfile

import numpy
from PIL import Image, ImageFilter

from . import page_drawing

CUTTER = "tests/tools/line_pictures"
# A picture shows this much of what stands beside its stretches, as a share of the line's height (ocr/line_picture.c).
OUTER_SIDE, INNER_SIDE = 0.22, 0.10
# The share of a character's width that is seen when it is read, and when it is passed over; between them the label is in doubt.
READ_MIN, PASSED_MAX = 0.75, 0.25
MARK_READ_MIN = 0.5  # marks are narrow: there is no doubt about them
HEIGHTS = (0.5, 2.0)  # of a character's em in the line's height: others are rows found as one, or parts of large characters
MARGINS = ("0.30", "0.30", "0.25", "0.45")  # as ocr/segment_read.c asks for
KEPT_LINES = 500  # each line comes a second time, soiled, when so many others have been kept
PLANES = ("ink", "ink", "ink", "black")


def find_cutter(build):
    """The developer's tool that cuts lines, or None."""
    path = pathlib.Path(build) / CUTTER
    return path if path.exists() else None


class Cutter:
    """The tool, running; pages go in by path."""

    def __init__(self, path, margin, plane):
        self.process = subprocess.Popen([str(path), margin, plane], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def lines(self, page):
        """The page's lines: pictures, and the corners of their stretches on the page."""
        self.process.stdin.write(f"{page}\n".encode())
        self.process.stdin.flush()
        return [self._line() for _ in range(int(self._words()[1]))]

    def _words(self):
        words = self.process.stdout.readline().split()
        if not words:
            raise RuntimeError("the tool that cuts lines has ended")
        return words

    def _line(self):
        width, height, count = map(int, self._words()[1:])
        stretches = [numpy.array(self._words()[1:], float).reshape(4, 2) for _ in range(count)]
        pixels = self.process.stdout.read(width * height)
        return numpy.frombuffer(pixels, numpy.uint8).reshape(height, width).astype(numpy.float32), stretches


def within(stretch, points):
    """Where points lie in a stretch: 0 to 1 along it and down it (it is near enough a parallelogram)."""
    along, down = stretch[1] - stretch[0], stretch[3] - stretch[0]
    return numpy.linalg.solve(numpy.stack([along, down], 1), (points - stretch[0]).T).T


def text_of(stretches, glyphs):
    """The text that a line's picture shows, or None where a character is cut. `glyphs`: page_drawing.Glyphs, on the page."""
    found = []
    for place, stretch in enumerate(stretches):
        along, down = stretch[1] - stretch[0], stretch[3] - stretch[0]
        if not glyphs.characters or along[0] < 3 * abs(along[1]) or down[1] < 3 * abs(down[0]):
            return None  # the page was taken to stand on another side
        shape = numpy.linalg.norm(down) / numpy.linalg.norm(along)
        sides = [shape * (OUTER_SIDE if outer else INNER_SIDE) for outer in (place == 0, place + 1 == len(stretches))]
        shown = _shown(stretch, sides, glyphs)
        if shown is None:
            return None
        taken = {index for _, _, index in found}
        found += [(place, along, index) for along, index in shown if index not in taken]
    return _joined(sorted(found), glyphs)


def _shown(stretch, sides, glyphs):
    """(place along the stretch, index) of each character that is seen, or None where one is seen in part."""
    middles, found = within(stretch, glyphs.middles), []
    for index in numpy.flatnonzero((middles[:, 0] > -1.5) & (middles[:, 0] < 2.5) & (middles[:, 1] > 0.05) & (middles[:, 1] < 0.95)):
        corners = within(stretch, glyphs.corners[index])
        (low, top), (high, bottom) = corners.min(axis=0), corners.max(axis=0)
        seen = (min(high, 1 + sides[1]) - max(low, -sides[0])) / max(high - low, 1e-6)
        mark = not glyphs.characters[index].isalnum()
        if seen <= (MARK_READ_MIN if mark else PASSED_MAX):
            continue
        if seen < (MARK_READ_MIN if mark else READ_MIN) or not HEIGHTS[0] < bottom - top < HEIGHTS[1]:
            return None
        found.append((middles[index, 0], index))
    return found


def _joined(found, glyphs):
    """The characters in order, with a space where the drawn text has one between two that are not Chinese."""
    text, before = "", None
    for _, _, index in found:
        character = glyphs.characters[index]
        spaced = before is not None and (glyphs.spaced[index] or index != before + 1)
        if spaced and character.isascii() and glyphs.characters[before].isascii():
            text += " "
        text, before = text + character, index
    return text


def lines_of_pages(random, writer, installed, cutter):
    """Endless pairs of a line's picture and its text."""
    tools, kept = {}, []
    with tempfile.TemporaryDirectory(prefix="zhaolu-page-") as folder:
        while True:
            margin, plane = random.choice(MARGINS), random.choice(PLANES)
            tool = tools.get((margin, plane)) or tools.setdefault((margin, plane), Cutter(cutter, margin, plane))
            path = pathlib.Path(folder) / "page.jpg"
            glyphs = page_drawing.draw_page(random, writer, installed, path)
            lines = tool.lines(path)
            random.shuffle(lines)
            for line, stretches in lines:
                text = text_of(stretches, glyphs) if len(stretches) else None
                if text:
                    yield line, text
                    kept.append((line, text))
            while len(kept) > KEPT_LINES:
                line, text = kept.pop(random.randrange(len(kept)))
                yield _soiled(random, line), text


def _soiled(random, line):
    """A line that was seen before, a little otherwise."""
    image = Image.fromarray(line.astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(random.uniform(0, 0.9)))
    wide = max(6, round(image.width * random.uniform(0.9, 1.12)))
    soiled = numpy.asarray(image.resize((wide, image.height), Image.BILINEAR), numpy.float32)
    noise = numpy.random.RandomState(random.randrange(1 << 31)).normal(0, random.uniform(0, 8), soiled.shape)
    return numpy.clip(soiled + noise, 0, 255)
