"""Character errors between a true and a read text.

CER: white space dropped, punctuation and letters folded to one width (NFKC and the CJK marks it leaves), then the
Levenshtein distance by the true text's length. Any-order: each true line is sought anywhere in the page's text, so that
reading order and extra text cost nothing.
"""
import unicodedata

import numpy

_MARKS = str.maketrans("，。、；：？！（）【】〔〕《》“”‘’「」—–·．", ",.,;:?!()[][]<>\"\"''\"\"--..")
_START = 1 << 20  # cost and start column share one integer: cost * _START + start


def fold_character(character):
    """The folded form: none, one or several characters."""
    folded = unicodedata.normalize("NFKC", character).translate(_MARKS)
    return "".join(c for c in folded if not c.isspace())


def fold(text):
    folded = unicodedata.normalize("NFKC", text).translate(_MARKS)
    return "".join(c for c in folded if not c.isspace())


def codes_of(text):
    return numpy.array([ord(c) for c in text], dtype=numpy.int64)


def table_row(previous, columns, unequal):
    """One row of the distance table; `previous` and `columns` may carry a start column in their low part."""
    unit = columns[1] - columns[0] if len(columns) > 1 else 1
    row = previous + unit
    row[1:] = numpy.minimum(row[1:], previous[:-1] + unequal * unit)
    return numpy.minimum.accumulate(row - columns) + columns


def distance(true, read):
    """Levenshtein distance of two folded texts."""
    if len(true) < len(read):
        true, read = read, true
    columns, codes = numpy.arange(len(read) + 1, dtype=numpy.int64), codes_of(read)
    row = columns.copy()
    for place, character in enumerate(true, 1):
        row = table_row(row, columns, codes != ord(character))
    return int(row[-1])


def find(line, text):
    """The best place of `line` in `text` (both folded): (edits, start, end). Edits are at most the line's length."""
    if not text:
        return len(line), 0, 0
    columns, codes = numpy.arange(len(text) + 1, dtype=numpy.int64), codes_of(text)
    row, columns = columns.copy(), columns * _START  # cost nothing, start here
    for character in line:
        row = table_row(row, columns, codes != ord(character))
    end = int(row.argmin())
    return min(int(row[end]) // _START, len(line)), int(row[end]) % _START, end


class PageErrors:
    """The errors of one page: cer_edits by the reading order, line_edits in any order, of true_length characters."""

    def __init__(self, true_text, read_text):
        true, self.read = fold(true_text), fold(read_text)
        self.true_length, self.read_length = len(true), len(self.read)
        self.cer_edits = distance(true, self.read)
        self.lines = []  # (true line, edits, start, end) in the folded read text
        for line in true_text.splitlines():
            if fold(line):
                self.lines.append((line, *find(fold(line), self.read)))
        self.line_edits = sum(edits for _, edits, _, _ in self.lines)

    def unclaimed(self):
        """Spans of the folded read text that no true line accounts for."""
        claimed, rest = numpy.zeros(self.read_length, dtype=bool), self.read
        for line, edits, start, end in self.lines:
            wanted = fold(line)
            if claimed[start:end].all():  # a line that stands on the page more than once
                edits, start, end = find(wanted, rest)
            if edits < 0.6 * len(wanted):
                claimed[start:end] = True
                rest = rest[:start] + "\0" * (end - start) + rest[end:]
        spans, start = [], None
        for place in range(self.read_length + 1):
            free = place < self.read_length and not claimed[place]
            if free and start is None:
                start = place
            elif not free and start is not None:
                spans.append((start, place))
                start = None
        return spans
