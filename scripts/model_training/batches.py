"""Batches of lines of like width, drawn by a process of their own while the network learns from those before."""
import multiprocessing
import os
import random as randomness

import numpy
from PIL import Image

from . import line_drawing
from .network_file import ROWS, STEP

POOL_BATCHES = 8  # so many are drawn before they are sorted by width
QUEUE_BATCHES = 24
PADDING = 0.3  # what follows a line's end is noise, as Tesseract has it
SQUEEZED_SHARE, SQUEEZED_LEAST = 0.5, 0.72  # of the lines, and of their width: a narrower line is read in less time


class Sample:
    """A normalised picture, its text, and the text's codes."""

    def __init__(self, picture, text, codes):
        self.picture, self.text, self.codes = picture, text, codes

    @property
    def width(self):
        return self.picture.shape[1]


def squeezed(random, line):
    """The line as it is, or narrower."""
    if random.random() >= SQUEEZED_SHARE:
        return line
    width = max(2 * STEP, round(line.shape[1] * random.uniform(SQUEEZED_LEAST, 1)))
    return numpy.asarray(Image.fromarray(line).resize((width, ROWS), Image.BOX), numpy.float32)


def make_sample(random, line, text, characters):
    """A sample of a line's picture, or None where the network could not give the text in so few steps."""
    codes = characters.encode(text) if line is not None else None
    if not codes:
        return None
    line = squeezed(random, line)
    repeats = sum(one == following for one, following in zip(codes, codes[1:]))
    fits = len(codes) + repeats + 2 < line.shape[1] // STEP and line.shape[1] <= line_drawing.WIDTH_MAX
    return Sample(line_drawing.normalise(line), text, codes) if fits else None


def stacked(samples, noise):
    """One array for a batch, and the widths."""
    widest = max(sample.width for sample in samples)
    widest += -widest % STEP
    pictures = noise.uniform(-PADDING, PADDING, (len(samples), 1, ROWS, widest)).astype(numpy.float32)
    for place, sample in enumerate(samples):
        pictures[place, 0, :, :sample.width] = sample.picture
    return pictures, [sample.width for sample in samples]


def batches(samples, size, random):
    """Batches of an endless source of samples."""
    noise = numpy.random.RandomState(random.randrange(1 << 31))
    while True:
        pool = sorted((next(samples) for _ in range(size * POOL_BATCHES)), key=lambda sample: sample.width)
        parts = [pool[start:start + size] for start in range(0, len(pool), size)]
        random.shuffle(parts)
        for part in parts:
            yield (*stacked(part, noise), [sample.codes for sample in part], [sample.text for sample in part])


def _fill(queue, source, size, seed):
    os.setsid()  # an interrupt is for the process that learns: it ends this one after its checkpoint
    random = randomness.Random(seed)
    for batch in batches(source(random), size, random):
        queue.put(batch)


def start_drawing(source, size, seed):
    """A queue of batches and the process that fills it. `source` takes a random source and yields samples."""
    queue = multiprocessing.Queue(QUEUE_BATCHES)
    process = multiprocessing.Process(target=_fill, args=(queue, source, size, seed), daemon=True)
    process.start()
    return queue, process
