"""Faces by name. A character that a face lacks is drawn from the fallback face, never as an empty box."""
from functools import lru_cache

from PIL import ImageFont

_NOTO = "/usr/share/fonts/opentype/noto/"
_ARPHIC = "/usr/share/fonts/truetype/arphic/"
_FILES = {
    "song": (_ARPHIC + "uming.ttc", 0),
    "kai": (_ARPHIC + "ukai.ttc", 0),
    "hei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    "hei-mono": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 1),
    "sans": (_NOTO + "NotoSansCJK-Regular.ttc", 2),
    "sans-bold": (_NOTO + "NotoSansCJK-Bold.ttc", 2),
    "sans-mono": (_NOTO + "NotoSansCJK-Regular.ttc", 7),
    "serif": (_NOTO + "NotoSerifCJK-Regular.ttc", 2),
    "serif-bold": (_NOTO + "NotoSerifCJK-Bold.ttc", 2),
}
_FALLBACK = {"song": "serif", "kai": "serif", "hei": "sans", "hei-mono": "sans"}
# Faces that nothing was taught or drawn from: fonts-babelstone-han, fonts-lxgw-wenkai, fonts-wqy-microhei.
_HELD_OUT = "usr/share/fonts/truetype/"
_BABELSTONE, _WENKAI, _MICROHEI = "babelstone/BabelStoneHan.ttf", "lxgw-wenkai/LXGWWenKai-Regular.ttf", "wqy/wqy-microhei.ttc"
_HELD_OUT_FILES = {"song": _BABELSTONE, "serif": _BABELSTONE, "serif-bold": _BABELSTONE, "kai": _WENKAI, "hei": _MICROHEI, "hei-mono": _MICROHEI,
                   "sans": _MICROHEI, "sans-bold": _MICROHEI, "sans-mono": _MICROHEI}
LABEL_FACES = ["song", "song", "serif", "kai"]
VALUE_FACES = ["song", "sans", "hei", "serif", "kai", "sans-mono", "hei-mono"]


def use_held_out(root):
    """From here on everything is drawn in faces that the recogniser and its shapes were not made from; `root` holds their packages."""
    for name, file in _HELD_OUT_FILES.items():
        path = root / _HELD_OUT / file
        if not path.exists():
            raise SystemExit(f"{path} is missing: install fonts-babelstone-han, fonts-lxgw-wenkai and fonts-wqy-microhei, or unpack them below a folder")
        _FILES[name] = (str(path), 0)
    _FALLBACK.update({"kai": "serif", "sans": "serif", "hei": "serif", "hei-mono": "serif"})
    for cached in (face, covers, _missing_glyph):
        cached.cache_clear()


@lru_cache(maxsize=256)
def face(name, pixels):
    """The face at a character height of `pixels` (the em)."""
    path, index = _FILES[name]
    return ImageFont.truetype(path, max(4, round(pixels)), index=index)


@lru_cache(maxsize=None)
def _missing_glyph(name):
    return bytes(face(name, 24).getmask("\U000F0000"))


@lru_cache(maxsize=None)
def covers(name, character):
    return character.isspace() or bytes(face(name, 24).getmask(character)) != _missing_glyph(name)


def face_for(name, character):
    """The name of the face that can draw `character`: `name` itself wherever possible."""
    if covers(name, character):
        return name
    return _FALLBACK.get(name, "sans")
