"""Folders of page pictures with their true text, and the program run on them."""
import json
import pathlib
import re
import subprocess
import sys

PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
PROJECT = pathlib.Path(__file__).resolve().parents[2]
DEFAULT_PROGRAM = PROJECT / "build/cli/zhaolu"


class Document:
    """One folder: its page pictures in order, and the true text of those that have one."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        self.pages = sorted((p for p in folder.iterdir() if p.name.startswith("page-") and p.suffix.lower() in PICTURES),
                            key=lambda p: [int(n) for n in re.findall(r"\d+", p.stem)])

    def true_text(self, page):
        path = page.with_suffix(".txt")
        return path.read_text(encoding="utf-8") if path.exists() else None


def documents_in(root):
    """The document folders below `root`, or `root` itself when it holds pages."""
    root = pathlib.Path(root)
    if not root.is_dir():
        sys.exit(f"{root}: no such folder")
    found = [Document(folder) for folder in [root, *sorted(root.iterdir())] if folder.is_dir()]
    return [document for document in found if document.pages]


def convert(program, document, options=()):
    """The program's JSON of a document, or None with its message on standard error."""
    run = subprocess.run([str(program), "convert", *options, "--pages-of-one", *map(str, document.pages)], capture_output=True,
                         check=False)
    try:
        return json.loads(run.stdout.decode("utf-8", errors="replace"))
    except json.JSONDecodeError:
        sys.stderr.write(f"{document.folder}: no result: {run.stderr.decode('utf-8', errors='replace')}")
        return None


def lines_of(result, number):
    """The lines of page `number`; of a page that repeats an earlier one, the earlier one's."""
    pages = {page["number"]: page for page in (result or {}).get("pages", [])}
    page = pages.get(number)
    if page and page["status"] == "duplicate":
        page = pages.get(page["duplicate_of"])
    return page["lines"] if page else []


def find_program(given):
    program = pathlib.Path(given) if given else DEFAULT_PROGRAM
    if not program.exists():
        sys.exit(f"{program} is not there: build it with `meson setup build && ninja -C build`, or name another with --program")
    return program
