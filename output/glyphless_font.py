#!/usr/bin/python3
"""glyphless_font.py OUT.ttf: a TrueType font of two empty glyphs, one em wide.

The text of a searchable PDF is never drawn, but a viewer wants a font for it, and one that is not in
the file makes some viewers fetch or refuse. This is the least that OpenType calls a font of outlines.
"""
import struct
import sys

EM, ASCENT, DESCENT = 1000, 880, -120
GLYPHS = 2  # .notdef and the one that stands for every character


def checksum(data):
    data += b"\0" * (-len(data) % 4)
    return sum(struct.unpack(f">{len(data) // 4}I", data)) & 0xFFFFFFFF


def tables():
    return {
        b"glyf": b"\0" * 4,
        b"head": struct.pack(">IIIIHHQQhhhhHHhhh", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, EM, 0, 0,
                             0, DESCENT, EM, ASCENT, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x00010000, ASCENT, DESCENT, 0, EM, 0, 0, EM, 1, 0, 0,
                             0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hh", EM, 0) + struct.pack(">h", 0) * (GLYPHS - 1),
        b"loca": struct.pack(f">{GLYPHS + 1}H", *[0] * (GLYPHS + 1)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x00010000, GLYPHS, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }


def font():
    parts = sorted(tables().items())
    count = len(parts)
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, count * 16 - (16 << power))
    offset, directory, body = 12 + 16 * count, b"", b""
    for tag, data in parts:
        directory += struct.pack(">4sIII", tag, checksum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    whole = bytearray(head + directory + body)
    adjustment = (0xB1B0AFBA - checksum(bytes(whole))) & 0xFFFFFFFF
    place = offset + sum(len(data) + -len(data) % 4 for tag, data in parts if tag < b"head") + 8
    whole[place:place + 4] = struct.pack(">I", adjustment)
    return bytes(whole)


with open(sys.argv[1], "wb") as file:
    file.write(font())
