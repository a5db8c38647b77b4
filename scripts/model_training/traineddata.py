"""The file of a Tesseract model: a count, the place of each part, the parts. Parts are known by number."""
import struct

PARTS = ["config", "unicharset", "unicharambigs", "inttemp", "pffmtable", "normproto", "punc-dawg", "word-dawg", "number-dawg",
         "freq-dawg", "fixed-length-dawgs", "cube-unicharset", "cube-word-dawg", "shapetable", "bigram-dawg", "unambig-dawg",
         "params-model", "lstm", "lstm-punc-dawg", "lstm-word-dawg", "lstm-number-dawg", "lstm-unicharset", "lstm-recoder", "version"]
_COUNT, _PLACE = struct.Struct("<i"), struct.Struct("<q")
_NOT_THERE = -1


def read(data):
    """The parts that are there, by name, in the file's order."""
    count, = _COUNT.unpack_from(data)
    if not 0 < count <= len(PARTS):
        raise ValueError("this is no traineddata file of Tesseract 4 or 5")
    starts = [_PLACE.unpack_from(data, _COUNT.size + _PLACE.size * part)[0] for part in range(count)]
    there = sorted((start, part) for part, start in enumerate(starts) if start != _NOT_THERE)
    ends = [start for start, _ in there[1:]] + [len(data)]
    return {PARTS[part]: data[start:end] for (start, part), end in zip(there, ends)}


def write(parts):
    """The bytes of a file with these parts."""
    place, head, body = _COUNT.size + _PLACE.size * len(PARTS), _COUNT.pack(len(PARTS)), b""
    for name in PARTS:
        head += _PLACE.pack(place + len(body) if name in parts else _NOT_THERE)
        body += parts.get(name, b"")
    return head + body
