#!/usr/bin/python3
"""ledger_seed.py FOLDER: an empty ledger and one of some documents, as files of SQLite, made by the program."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

folder = pathlib.Path(sys.argv[1])
program = os.environ.get("ZHAOLU", "build/cli/zhaolu")
with tempfile.TemporaryDirectory() as work:
    inbox, out = pathlib.Path(work, "in"), pathlib.Path(work, "out")
    inbox.mkdir()
    for number in range(4):
        (inbox / f"{number}.png").write_bytes(b"\x89PNG" * (number + 1))
    subprocess.run([program, "batch", "-q", inbox, "-o", out], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ledger = out / ".zhaolu/ledger.sqlite3"
    connection = sqlite3.connect(ledger)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    shutil.copy(ledger, folder / "ledger.sqlite3")
