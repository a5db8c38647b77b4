"""What a network's outputs mean. It gives codes; a Chinese character is its Wubi 86 keys, two to four of them and an ending
where two characters share the keys, and each place of a character has 25 codes of its own. Other characters are one code each.

A character that a model lacks gets the code of its keys: nothing of the network changes, and it can be taught to read it.
"""
import struct
import unicodedata

KEYS = "abcdefghijklmnopqrstuvwxy"
PLACES = (121, 146, 171, 197)  # the code of key a at the first, second, third, fourth place
ENDINGS = {3: 196, 4: 222}  # tells a second character with the same three or four keys
BLANK = 223  # between two codes, or nothing
WUBI_TABLE = "/usr/share/rime-data/wubi86.dict.yaml"
_UNICHARSET_LINE = "{0} 1 0,255,0,255,0,0,0,0,0,0 Han {1} 0 {1} {0}\t# {0} [{2:x} ]x"
_NO_CHARACTERS = ("Joined", "|Broken|0|1")


class Characters:
    """A model's characters and their codes, from its unicharset and its recoder."""

    def __init__(self, unicharset, recoder):
        lines = unicharset.decode("utf-8").split("\n")
        self.lines = lines[1:int(lines[0]) + 1]
        self.records = _recoder_read(recoder)
        if len(self.lines) != len(self.records):
            raise ValueError("unicharset and recoder are of different models")
        names = [line.split(" ")[0] for line in self.lines]
        self.codes = {" " if name == "NULL" else name: code for name, (_, code) in zip(names, self.records) if name not in _NO_CHARACTERS}
        self._names = {code: name for name, code in self.codes.items()}
        self._longest = max(map(len, self._names))

    def __contains__(self, character):
        return character in self.codes

    def add(self, character, code):
        self.lines.append(_UNICHARSET_LINE.format(character, len(self.lines), ord(character)))
        self.records.append((1, code))
        self.codes[character], self._names[code] = code, character

    def is_free(self, code):
        return code not in self._names

    def encode(self, text):
        """The codes of a text, or None where a character has none."""
        codes = []
        for character in text:
            for one in character if character in self.codes else unicodedata.normalize("NFKC", character):
                if one not in self.codes:
                    return None
                codes += self.codes[one]
        return codes

    def decode(self, codes):
        text, place = "", 0
        while place < len(codes):
            for length in range(self._longest, 0, -1):
                name = self._names.get(tuple(codes[place:place + length]))
                if name is not None and place + length <= len(codes):
                    text, place = text + name, place + length
                    break
            else:
                place += 1
        return text

    def decode_best(self, best):
        """The text of the likeliest code at each step: repeats are one, blanks are none."""
        return self.decode([code for code, before in zip(best, [BLANK, *best]) if code not in (before, BLANK)])

    def unicharset(self):
        return ("\n".join([str(len(self.lines)), *self.lines]) + "\n").encode("utf-8")

    def recoder(self):
        data = struct.pack("<I", len(self.records))
        for normal, code in self.records:
            data += struct.pack(f"<bI{len(code)}i", normal, len(code), *code)
        return data


def _recoder_read(data):
    count, = struct.unpack_from("<I", data)
    place, records = 4, []
    for _ in range(count):
        normal, length = struct.unpack_from("<bI", data, place)
        records.append((normal, struct.unpack_from(f"<{length}i", data, place + 5)))
        place += 5 + 4 * length
    return records


def wubi_keys(table=WUBI_TABLE):
    """The full keys of each character, of an input method's table: lines of character, keys and weight."""
    keys = {}
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            character, _, rest = line.rstrip("\n").partition("\t")
            typed = rest.split("\t")[0]
            if len(character) == 1 and typed and set(typed) <= set(KEYS) and len(typed) > len(keys.get(character, "")):
                keys[character] = typed
    return keys


def wubi_words(table=WUBI_TABLE):
    """The words of the table."""
    with open(table, encoding="utf-8") as lines:
        words = {line.split("\t")[0] for line in lines if "\t" in line}
    return sorted(word for word in words if 2 <= len(word) <= 6 and all("\u4e00" <= one <= "\u9fff" for one in word))


def code_of_keys(keys):
    return tuple(start + KEYS.index(key) for start, key in zip(PLACES, keys))


def free_code(characters, keys):
    """A code for a character with these keys that no other has: theirs, with an ending, or with another last key."""
    code = code_of_keys(keys[:len(PLACES)])
    candidates = [code, *([code + (ENDINGS[len(code)],)] if len(code) in ENDINGS else [])]
    while len(code) < len(PLACES):
        code = code + (PLACES[len(code)],)
    candidates += [code[:3] + (PLACES[3] + other,) for other in range(len(KEYS))]
    candidates += [code[:2] + (PLACES[2] + third, PLACES[3] + fourth) for third in range(len(KEYS)) for fourth in range(len(KEYS))]
    return next((one for one in candidates if len(one) > 1 and characters.is_free(one)), None)


def add_lacking(characters, wanted, keys, look_alikes):
    """Gives a code to each character of `wanted` that the model lacks; returns those added. `look_alikes` gives, for a
    character whose keys nobody lists, one that looks like it: the network is near to giving its code already."""
    added = []
    for character in wanted:
        if character in characters:
            continue
        typed = keys.get(character) or keys.get(look_alikes(character), "aa")
        code = free_code(characters, typed)
        if code:
            characters.add(character, code)
            added.append(character)
    return added
