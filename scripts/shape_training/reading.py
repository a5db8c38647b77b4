"""What the program reads on drawn pages, and the true character at each place."""
import concurrent.futures
import itertools
import subprocess
import sys
from dataclasses import dataclass

import numpy

from measuring import documents, errors

TOOL = "tests/tools/glyph_shapes"
LINE_LEAST = 3  # characters: where a shorter line stands in the text is a guess
WRONG_MOST = 0.5  # of a line's characters: with more it is another line's text


@dataclass
class Place:
    """A Chinese character that was read, what is printed there, and the shapes of the ways to cut it out."""
    true: str
    read: str
    cuts: numpy.ndarray  # of unit length, one a row


def aligned(line, text):
    """For each character of `line` the one of `text` (both folded) that stands in its place, or None."""
    table = numpy.zeros((len(line) + 1, len(text) + 1), int)
    table[0] = columns = numpy.arange(len(text) + 1)
    codes = errors.codes_of(text)
    for row, character in enumerate(line, 1):
        table[row] = errors.table_row(table[row - 1], columns, codes != ord(character))
    found, row, column = [None] * len(line), len(line), len(text)
    while row > 0:
        if column > 0 and table[row, column] == table[row - 1, column - 1] + (line[row - 1] != text[column - 1]):
            row, column = row - 1, column - 1
            found[row] = text[column]
        elif table[row, column] == table[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return found


def true_characters(line, text):
    """By place in `line`: (folded character read, true character), where the line is found in the folded `text`."""
    folded = [(place, errors.fold_character(c)[:1]) for place, c in enumerate(line)]
    folded = [(place, c) for place, c in folded if c]
    read = "".join(c for _, c in folded)
    if len(read) < LINE_LEAST:
        return {}
    edits, start, end = errors.find(read, text)
    if edits > WRONG_MOST * len(read):
        return {}
    pairs = zip(folded, aligned(read, text[start:end]))
    return {place: (c, true) for (place, c), true in pairs if true}


def places(output, text):
    """Places of a page in what the tool printed, where the page's true text tells what stands there."""
    text, known = errors.fold(text), {}
    for row in output.split("\n"):
        kind, *fields = row.split("\t")
        if kind == "line":
            known = true_characters(fields[0], text)
        elif kind == "glyph" and len(fields) > 2 and int(fields[0]) in known:
            read, true = known[int(fields[0])]
            yield Place(true, read, cells(fields[2:]))


def cells(cuts):
    shapes = numpy.array([numpy.frombuffer(bytes.fromhex(cut), numpy.uint8) for cut in cuts], numpy.float32)
    return shapes / numpy.linalg.norm(shapes, axis=1, keepdims=True)


def _page_places(tool, page, text):
    run = subprocess.run([str(tool), str(page)], capture_output=True, check=False)
    if run.returncode:
        sys.stderr.write(f"{page}: left out: {run.stderr.decode('utf-8', errors='replace')}")
        return []
    return list(places(run.stdout.decode("utf-8", errors="replace"), text))


def pages_in(sets):
    """(picture, true text) of all pages that have a text."""
    for document in itertools.chain.from_iterable(map(documents.documents_in, sets)):
        for page in document.pages:
            text = document.true_text(page)
            if text:
                yield page, text


def read_pages(build, sets, jobs):
    """The places of each page in turn, `jobs` pages read at a time."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda page: _page_places(build / TOOL, *page), pages_in(sets))
