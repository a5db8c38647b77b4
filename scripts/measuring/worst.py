"""The worst lines with their picture crops, as an HTML page to look at."""
import html

from PIL import Image, ImageOps

from .errors import fold

_STYLE = """body{font:16px sans-serif;margin:2em} td{vertical-align:top;padding:.4em 1em .4em 0;border-top:1px solid #ccc}
img{max-width:900px;display:block} .true{color:#060} .read{color:#900} .where{color:#666;font-size:13px}"""
_MARGIN = 12  # pixels of the source page around a crop


class WorstLine:
    """A true line and what was read in its place."""

    def __init__(self, picture, rotation, true, edits, read, boxes, confidence):
        self.picture, self.rotation, self.boxes = picture, rotation, boxes
        self.true, self.edits, self.read, self.confidence = true, edits, read, confidence


def lines_behind(read_lines, start, end):
    """The read lines that the span [start, end) of the page's folded text came from."""
    place, found = 0, []
    for line in read_lines:
        length = len(fold(line["text"]))
        if place < end and place + length > start:
            found.append(line)
        place += length
    return found


def _crop(worst, path):
    boxes = [box for box in worst.boxes if box]
    if not boxes:
        return False
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    with Image.open(worst.picture) as page:
        page = ImageOps.exif_transpose(page).convert("RGB")
        area = (max(0, left - _MARGIN), max(0, top - _MARGIN), min(page.width, right + _MARGIN), min(page.height, bottom + _MARGIN))
        if area[0] >= area[2] or area[1] >= area[3]:
            return False
        crop = page.crop(area)
    crop.rotate(-(worst.rotation or 0), expand=True).save(path, quality=85)
    return True


def write_report(folder, worst_lines, title):
    """Writes index.html, worst.tsv and the crops into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, table = [], ["edits\tpage\ttrue\tread\tconfidence\tcrop"]
    for number, worst in enumerate(worst_lines, 1):
        name = f"line-{number:03d}.jpg"
        cropped = _crop(worst, folder / name)
        picture = f'<img src="{name}" alt="">' if cropped else "not found on the page"
        confidence = "" if worst.confidence is None else f"{worst.confidence:.2f}"
        rows.append(f'<tr><td>{worst.edits}</td><td>{picture}<div class="true">{html.escape(worst.true)}</div>'
                    f'<div class="read">{html.escape(worst.read)}</div><div class="where">{html.escape(str(worst.picture))} {confidence}</div></td></tr>')
        table.append("\t".join([str(worst.edits), str(worst.picture), worst.true, worst.read, confidence, name if cropped else ""]))
    page = (f'<!doctype html><meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style><h1>{html.escape(title)}</h1>'
            f'<p>Edits, the line as printed, what is <span class="true">true</span> and what was <span class="read">read</span>.</p>'
            f'<table>{"".join(rows)}</table>')
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "worst.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")
