#!/usr/bin/python3
"""embed.py OUT.c NAME=FILE...: each file as a NUL-terminated C string `embedded_NAME`; of scripts and
styles also `embedded_NAME_hash`, what a Content-Security-Policy allows them by; of others that are not
text `embedded_NAME_size`."""
import base64
import hashlib
import sys


def c_literal(line):
    plain = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("?"): "\\?"}
    return '"' + "".join(plain.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in line) + '"'


def main():
    out, pairs = sys.argv[1], [pair.split("=", 1) for pair in sys.argv[2:]]
    with open(out, "w", encoding="ascii") as file:
        file.write('#include "output/embedded.h"\n')
        for name, path in pairs:
            with open(path, "rb") as source:
                data = source.read()
            file.write(f"\nconst char embedded_{name}[] =\n")
            file.write("\n".join("    " + c_literal(line) for line in data.splitlines(keepends=True)) + ";\n")
            if path.endswith(".ttf"):
                file.write(f"const unsigned long embedded_{name}_size = {len(data)};\n")
            if path.endswith((".js", ".css")):
                digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
                file.write(f'const char embedded_{name}_hash[] = "sha256-{digest}";\n')


main()
