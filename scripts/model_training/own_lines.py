"""A user's pictures of lines with their text: NAME.png (or jpg, tif, bmp) and NAME.txt or NAME.gt.txt beside it."""
import pathlib
from dataclasses import dataclass

import numpy
from PIL import Image, ImageFilter

from . import batches, line_drawing

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


@dataclass
class OwnLine:
    picture: Image.Image
    text: str

    def sample(self, random, characters):
        """The line, each time cut and blurred a little differently."""
        image = self.picture
        if random.random() < 0.5:
            image = image.filter(ImageFilter.GaussianBlur(random.uniform(0, image.height / 60)))
        trim = [int(random.uniform(0, 0.05) * image.height) for _ in range(4)]
        image = image.crop((trim[0], trim[1], image.width - trim[2], image.height - trim[3]))
        line = numpy.asarray(image.resize((max(6, round(image.width * 48 / image.height)), 48), Image.BILINEAR if image.height < 48 else Image.BOX), numpy.float32)
        return batches.make_sample(random, line_drawing.stretch_contrast(line), self.text, characters)


def text_beside(path):
    for ending in (".txt", ".gt.txt"):
        beside = path.with_suffix(ending)
        if beside.exists():
            return " ".join(beside.read_text(encoding="utf-8").split())
    return None


def read(folder):
    """All lines of a folder and those below it. A picture without a text is passed over; none at all is an error."""
    found = []
    for path in sorted(pathlib.Path(folder).rglob("*")):
        text = text_beside(path) if path.suffix.lower() in ENDINGS else None
        if text:
            found.append(OwnLine(Image.open(path).convert("L"), text))
    if not found:
        raise SystemExit(f"{folder} holds no picture of a line with its text beside it: NAME.png and NAME.txt")
    return found
