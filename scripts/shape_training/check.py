"""How often the shapes tell what was misread."""
import numpy

NEAR = 12  # characters that are near enough to be considered


def by_cosine(drawn):
    """A function that says how near cuts are to each character, by the cosine to the nearer of its drawn shapes."""
    return lambda cuts: numpy.maximum.reduce([cuts @ shapes.T for shapes in drawn.shapes])


def by_metric(drawn, metric):
    """The same by the metric: minus the squared distance to the nearer of its drawn shapes, as the program takes it."""
    stands = [(shapes - metric.middle) @ metric.axes for shapes in drawn.shapes]

    def nearness(cuts):
        seen = (cuts - metric.middle - metric.shift) @ metric.axes
        own = (seen ** 2).sum(axis=1)[:, None]
        return numpy.maximum.reduce([2 * seen @ stand.T - (stand ** 2).sum(axis=1) - own for stand in stands])
    return nearness


class Check:
    """Counts, over misread places, how often the true character is the nearest, or among the nearest."""

    def __init__(self, drawn, nearness):
        self.drawn, self.nearness = drawn, nearness
        self.count = self.nearest = self.near = 0

    def add(self, places):
        for place in places:
            character = self.drawn.index.get(place.true)
            if place.true == place.read or character is None:
                continue
            nearness = self.nearness(place.cuts).max(axis=0)
            nearer = int((nearness > nearness[character]).sum())
            self.count += 1
            self.nearest += nearer == 0
            self.near += nearer < NEAR

    def result(self):
        share = [f"{hits / max(self.count, 1):.3f}" for hits in (self.nearest, self.near)]
        return f"nearest {share[0]}, among {NEAR} {share[1]}"
