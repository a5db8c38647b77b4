"""The faces that lines are drawn in. Those of the measuring, HELD_OUT, are never among them."""
import functools
import itertools
import pathlib
from dataclasses import dataclass

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# BabelStone Han, LXGW WenKai, WenQuanYi Micro Hei, and what the last was made of: docs/accuracy.md measures on the first three.
HELD_OUT = ("BabelStone", "LXGW", "wqy-microhei", "DroidSansFallback")
PACKAGES = ["fonts-arphic-uming", "fonts-arphic-ukai", "fonts-arphic-gbsn00lp", "fonts-arphic-gkai00mp", "fonts-wqy-zenhei",
            "fonts-noto-cjk", "fonts-noto-cjk-extra", "fonts-cwtex-fs", "fonts-cns11643-kai", "fonts-cns11643-sung",
            "fonts-smiley-sans", "fonts-liberation"]
UNPACKED = ["texlive-lang-chinese"]  # the Fandol faces are in it, and TeX need not be installed for them
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
_FONTS = "usr/share/fonts/"
_NOTO, _ARPHIC, _CNS = _FONTS + "opentype/noto/", _FONTS + "truetype/arphic/", _FONTS + "truetype/cns11643/"
_NOTO_SC, _PROBE = 2, 24  # the simplified Chinese face of a Noto collection; pixels
_LIBERATION = "/" + _FONTS + "truetype/liberation/Liberation{}.ttf"


@dataclass(frozen=True)
class Face:
    path: str
    index: int
    weight: float  # how often it is taken
    style: str  # song, fang, kai, hei


# Song, FangSong, Kai and Hei are what certificates are set in, Song most of all.
_CHINESE = [
    (_ARPHIC + "uming.ttc", 0, 3, "song"), (FANDOL + "FandolSong-Regular.otf", 0, 4, "song"), (FANDOL + "FandolSong-Bold.otf", 0, 1.5, "song"),
    (_NOTO + "NotoSerifCJK-Regular.ttc", _NOTO_SC, 3, "song"), (_NOTO + "NotoSerifCJK-Bold.ttc", _NOTO_SC, 1.5, "song"),
    (_NOTO + "NotoSerifCJK-Light.ttc", _NOTO_SC, 1.5, "song"), (_NOTO + "NotoSerifCJK-ExtraLight.ttc", _NOTO_SC, 1, "song"),
    (_NOTO + "NotoSerifCJK-Medium.ttc", _NOTO_SC, 1, "song"), (_NOTO + "NotoSerifCJK-SemiBold.ttc", _NOTO_SC, 1, "song"),
    (_NOTO + "NotoSerifCJK-Black.ttc", _NOTO_SC, 0.6, "song"), (_FONTS + "truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0, 1, "song"),
    (_CNS + "TW-Sung-98_1.ttf", 0, 0.7, "song"),
    (FANDOL + "FandolFang-Regular.otf", 0, 4, "fang"), (_FONTS + "truetype/cwtex/cwfs.ttf", 0, 1, "fang"),
    (_ARPHIC + "ukai.ttc", 0, 2, "kai"), (FANDOL + "FandolKai-Regular.otf", 0, 3, "kai"), (_CNS + "TW-Kai-98_1.ttf", 0, 0.7, "kai"),
    (_FONTS + "truetype/arphic-gkai00mp/gkai00mp.ttf", 0, 0.7, "kai"),
    (FANDOL + "FandolHei-Regular.otf", 0, 3, "hei"), (FANDOL + "FandolHei-Bold.otf", 0, 1.5, "hei"), (_FONTS + "truetype/wqy/wqy-zenhei.ttc", 0, 1.5, "hei"),
    (_NOTO + "NotoSansCJK-Regular.ttc", _NOTO_SC, 2, "hei"), (_NOTO + "NotoSansCJK-Bold.ttc", _NOTO_SC, 1, "hei"),
    (_NOTO + "NotoSansCJK-Light.ttc", _NOTO_SC, 1.5, "hei"), (_NOTO + "NotoSansCJK-DemiLight.ttc", _NOTO_SC, 1, "hei"),
    (_NOTO + "NotoSansCJK-Medium.ttc", _NOTO_SC, 1, "hei"), (_NOTO + "NotoSansCJK-Thin.ttc", _NOTO_SC, 0.4, "hei"),
    (_NOTO + "NotoSansCJK-Black.ttc", _NOTO_SC, 0.5, "hei"), (_FONTS + "truetype/smiley-sans/SmileySans-Oblique.ttf", 0, 0.3, "hei"),
]
_LATIN = ["Serif-Regular", "Serif-Regular", "Serif-Bold", "Sans-Regular", "Sans-Bold", "SansNarrow-Regular", "Mono-Regular", "Serif-Italic"]


class Faces:
    """The faces that are there, below the root and below folders where packages were unpacked."""

    def __init__(self, unpacked=()):
        self.chinese = []
        for path, *rest in _CHINESE:
            found = next((root / path for root in [*map(pathlib.Path, unpacked), pathlib.Path("/")] if (root / path).exists()), None)
            if found and not any(name in str(found) for name in HELD_OUT):
                self.chinese.append(Face(str(found), *rest))
        self.latin = [Face(path, 0, 1, "latin") for path in map(_LIBERATION.format, _LATIN) if pathlib.Path(path).exists()]
        # Noto has every character of the standard, in every weight
        self.complete = [face for face in self.chinese if "CJK" in face.path]
        self._weights = list(itertools.accumulate(face.weight for face in self.chinese))

    def choose(self, random, text):
        """A face that has all characters of a text."""
        for _ in range(4):
            face = random.choices(self.chinese, cum_weights=self._weights)[0]
            if covers_all(face, text):
                return face
        return random.choice(self.complete)


@functools.lru_cache(maxsize=1500)
def sized(face, pixels):
    return ImageFont.truetype(face.path, max(4, round(pixels)), index=face.index)


@functools.lru_cache(maxsize=50000)
def ink_extent(face, pixels, character):
    """The columns of a character's ink, from its origin."""
    image = Image.new("L", (3 * pixels, 3 * pixels), 0)
    ImageDraw.Draw(image).text((pixels, 2 * pixels), character, 255, sized(face, pixels), anchor="ls")
    box = image.getbbox() or (pixels, 0, pixels + 1, 0)
    return box[0] - pixels, box[2] - pixels


@functools.lru_cache(maxsize=None)
def _no_glyph(face):
    return bytes(sized(face, _PROBE).getmask("\U000F0000"))


@functools.lru_cache(maxsize=None)
def covers(face, character):
    return character == " " or bytes(sized(face, _PROBE).getmask(character)) not in (_no_glyph(face), b"")


def covers_all(face, text):
    return all(covers(face, character) for character in text)


@functools.lru_cache(maxsize=None)
def _shape(face, character):
    """A character's picture as a vector of length one about its mean."""
    image = Image.new("L", (_PROBE + 4,) * 2, 0)
    ImageDraw.Draw(image).text((image.width / 2, image.height / 2), character, 255, sized(face, _PROBE), anchor="mm")
    vector = numpy.asarray(image.filter(ImageFilter.GaussianBlur(1)), numpy.float32).ravel()
    vector = vector - vector.mean()
    return vector / (numpy.linalg.norm(vector) + 1e-6)


def look_alike(character, among, face):
    """The one of `among` whose shape is most like the character's."""
    wanted = _shape(face, character)
    return max(among, key=lambda other: float(wanted @ _shape(face, other)))
