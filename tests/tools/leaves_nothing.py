#!/usr/bin/python3
"""Runs a test with a temporary folder of its own, and fails it when the test leaves anything there: leaves_nothing.py COMMAND..."""
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77


def main():
    folder = tempfile.mkdtemp(prefix="zhaolu-test-run-")
    try:
        result = subprocess.run(sys.argv[1:], env=dict(os.environ, TMPDIR=folder), check=False).returncode
        left = [os.path.join(os.path.relpath(path, folder), name) for path, folders, files in os.walk(folder) for name in folders + files]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if left and result in (0, SKIPPED):
        print(f"the test left {len(left)} files and folders in $TMPDIR: {', '.join(sorted(left)[:10])}", file=sys.stderr)
        return 1
    return result if result >= 0 else 128 - result


if __name__ == "__main__":
    sys.exit(main())
