"""The shapes that the program draws from its faces."""
import pathlib
import subprocess

import numpy

CELLS = 512
TOOL = "ocr/shape-compile"
DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
FACES, CHARACTERS = DATA / "shape-faces.txt", DATA / "standard-characters.txt"


class Drawn:
    """`shapes`: by blur (the sharp one first), then by character, of unit length; `index`: a character's place in them."""

    def __init__(self, characters, shapes):
        self.characters = characters
        self.index = {character: place for place, character in enumerate(characters)}
        self.shapes = shapes / numpy.linalg.norm(shapes, axis=2, keepdims=True)

    def likenesses(self, cuts, place):
        """Cosines of cuts to a character's drawn shapes: a row for each cut, a column for each blur."""
        return cuts @ self.shapes[:, place].T


def faces():
    lines = FACES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def draw(build):
    run = subprocess.run([str(build / TOOL), "--cells", str(CHARACTERS), *faces()], stdout=subprocess.PIPE, check=True)
    table = numpy.array([row.split() for row in run.stdout.splitlines()], numpy.int64)
    shapes = table[:, 1:].reshape(len(table), -1, CELLS).transpose(1, 0, 2).astype(numpy.float32)
    return Drawn([chr(codepoint) for codepoint in table[:, 0]], shapes)
