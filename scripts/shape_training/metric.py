"""The metric: learning it, its file."""
from dataclasses import dataclass

import numpy

from .drawn import CELLS

MAGIC = 0x5A4C4D31  # "ZLM1", ocr/shape_metric.c
AXES = 192
LIKE_LEAST = 0.85  # cosine: what is less like its drawn shape is a part of the character, or another
NOISE = 2e-5  # added to each variance within characters, so that none is taken for nothing


@dataclass
class Metric:
    middle: numpy.ndarray
    shift: numpy.ndarray
    axes: numpy.ndarray

    def write(self, path):
        with open(path, "wb") as file:
            numpy.array([MAGIC, CELLS, AXES], numpy.uint32).tofile(file)
            for part in (self.middle, self.shift, self.axes):
                part.astype(numpy.float32).tofile(file)


def read(path):
    with open(path, "rb") as file:
        if numpy.fromfile(file, numpy.uint32, 3).tolist() != [MAGIC, CELLS, AXES]:
            raise SystemExit(f"{path}: not a metric of {CELLS} cells and {AXES} axes")
        middle, shift = numpy.fromfile(file, numpy.float32, 2 * CELLS).reshape(2, CELLS)
        return Metric(middle, shift, numpy.fromfile(file, numpy.float32, CELLS * AXES).reshape(CELLS, AXES))


class Residuals:
    """How seen characters differ from the nearer of their drawn shapes: count, sum and sum of products."""

    def __init__(self, drawn):
        self.drawn, self.count = drawn, 0
        self.sum, self.products = numpy.zeros(CELLS), numpy.zeros((CELLS, CELLS))

    def add(self, places):
        found = [self._of(place) for place in places if place.true in self.drawn.index]
        if found:
            found = numpy.concatenate(found).astype(numpy.float64)
            self.count += len(found)
            self.sum += found.sum(axis=0)
            self.products += found.T @ found

    def _of(self, place):
        character = self.drawn.index[place.true]
        likenesses = self.drawn.likenesses(place.cuts, character)
        like = likenesses.max(axis=1) > LIKE_LEAST
        return place.cuts[like] - self.drawn.shapes[likenesses[like].argmax(axis=1), character]

    def mean(self):
        return self.sum / self.count

    def covariance(self):
        return self.products / self.count - numpy.outer(self.mean(), self.mean())


def learn(residuals):
    """Axes on which the same character varies by one, those first on which different ones vary most."""
    drawn = residuals.drawn.shapes.astype(numpy.float64)
    variances, directions = numpy.linalg.eigh(residuals.covariance())
    white = directions / numpy.sqrt(variances + NOISE)
    between = numpy.cov(drawn.reshape(-1, CELLS).T)
    _, best = numpy.linalg.eigh(white.T @ between @ white)
    return Metric(drawn[0].mean(axis=0), residuals.mean(), white @ best[:, ::-1][:, :AXES])
