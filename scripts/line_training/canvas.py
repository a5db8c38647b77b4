"""A page in the making: its picture and the text runs that stand on it.

A run is what the recogniser is to get in one go: a piece of a row without a gap that parts it. What is drawn as ornament,
watermark or seal leaves no run, so the network learns to leave it alone.
"""
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

_NOTO, _ARPHIC = "/usr/share/fonts/opentype/noto/", "/usr/share/fonts/truetype/arphic/"
_LIBERATION = "/usr/share/fonts/truetype/liberation/Liberation"
FACES = [(_ARPHIC + "uming.ttc", 0), (_ARPHIC + "uming.ttc", 0), (_ARPHIC + "ukai.ttc", 0), ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
         (_NOTO + "NotoSansCJK-Regular.ttc", 2), (_NOTO + "NotoSansCJK-Bold.ttc", 2), (_NOTO + "NotoSerifCJK-Regular.ttc", 2),
         (_NOTO + "NotoSerifCJK-Bold.ttc", 2), (_NOTO + "NotoSansCJK-Regular.ttc", 7)]
LATIN_FACES = [(_LIBERATION + name + ".ttf", 0) for name in
               ("Serif-Regular", "Serif-Bold", "Serif-Italic", "Sans-Regular", "Sans-Bold", "SansNarrow-Regular", "Mono-Regular")]
ASCENT, DESCENT = 0.86, 0.12  # of the em, above and below the baseline: what a Chinese character covers


def face(name, pixels):
    return _face(name, max(4, round(pixels)))


@lru_cache(maxsize=300)
def _face(name, pixels):
    return ImageFont.truetype(name[0], pixels, index=name[1])


@dataclass
class Run:
    """Corners of the characters' band: left top, right top, right bottom, left bottom (pixels)."""
    corners: list
    height: float


@dataclass
class Canvas:
    width: int
    height: int
    paper: tuple = (250, 249, 245)
    runs: list = field(default_factory=list)

    def __post_init__(self):
        self.picture = Image.new("RGB", (self.width, self.height), self.paper)
        self.pen = ImageDraw.Draw(self.picture)

    def text(self, x, baseline, text, name, size, ink, spacing=0.0, is_text=True):
        """Draws one run from `x` on; `spacing` is white between characters in ems. Returns where it ends."""
        letters = face(name, size)
        start = x
        if spacing:
            for character in text:
                self.pen.text((x, baseline), character, ink, letters, anchor="ls")
                x += letters.getlength(character) + spacing * size
            x -= spacing * size
        else:
            self.pen.text((x, baseline), text, ink, letters, anchor="ls")
            x += letters.getlength(text)
        if is_text and text.strip():
            self.add_run(start, baseline - ASCENT * size, x, baseline + DESCENT * size)
        return x

    def add_run(self, left, top, right, bottom):
        self.runs.append(Run([(left, top), (right, top), (right, bottom), (left, bottom)], bottom - top))

    def blend(self, mask, colour, strength=1.0):
        """Lays `colour` where `mask` (L, of the page's size) says."""
        if strength < 1:
            mask = mask.point(lambda level: round(level * strength))
        self.picture.paste(colour, (0, 0), mask)

    def multiply(self, mask, colour, strength):
        """The same as ink does on print: what is dark stays dark."""
        from PIL import ImageChops
        shade = Image.new("RGB", self.picture.size, (255, 255, 255))
        shade.paste(colour, (0, 0), mask.point(lambda level: round(level * strength)))
        self.picture = ImageChops.multiply(self.picture, shade)
        self.pen = ImageDraw.Draw(self.picture)
