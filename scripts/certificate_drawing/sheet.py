"""A page measured in millimetres. What is drawn with `line` and the like is remembered as the page's true text."""
from PIL import Image, ImageChops, ImageDraw

from . import fonts

MM_PER_INCH = 25.4
FINE = 2  # ornaments are drawn this much finer and then reduced, so that thin lines are smooth


class Sheet:
    def __init__(self, width_mm, height_mm, dpi=300, tint=(255, 255, 255)):
        self.width, self.height, self.dpi = width_mm, height_mm, dpi
        self.image = Image.new("RGB", (self.px(width_mm), self.px(height_mm)), tint)
        self.truth = []

    def px(self, mm):
        return round(mm * self.dpi / MM_PER_INCH)

    # -- inks ------------------------------------------------------------------------------------
    def ink(self, mask, colour, strength=1.0, over=False):
        """Prints `colour` through a mask of the page's size. Ink darkens what is below unless it lies `over` it."""
        if mask.size != self.image.size:
            mask = mask.resize(self.image.size, Image.BOX)
        if strength < 1.0:
            mask = mask.point(lambda level: round(level * strength))
        flat = Image.new("RGB", self.image.size, colour)
        source = flat if over else ImageChops.multiply(self.image, flat)
        self.image.paste(source, (0, 0), mask)

    def fine_mask(self):
        """An empty mask at FINE times the resolution, its drawing context, and the scale from mm to its pixels."""
        mask = Image.new("L", (self.image.width * FINE, self.image.height * FINE), 0)
        return mask, ImageDraw.Draw(mask), FINE * self.dpi / MM_PER_INCH

    # -- text ------------------------------------------------------------------------------------
    def text_width(self, text, face, size, tracking=0.0):
        return sum(self._advance(c, face, size) + tracking for c in text) - (tracking if text else 0)

    def _advance(self, character, face, size):
        name = fonts.face_for(face, character)
        return fonts.face(name, self.px(size)).getlength(character) * MM_PER_INCH / self.dpi

    def text(self, x, y, text, face, size, colour=(20, 20, 24), tracking=0.0, spread=None, weight=0):
        """Draws `text` with its baseline at y; `spread` pulls it to that width; `weight` thickens strokes (pixels).
        Returns the width in mm."""
        if spread and len(text) > 1:
            tracking = (spread - self.text_width(text, face, size)) / (len(text) - 1)
        pen, draw = x, ImageDraw.Draw(self.image)
        for character in text:
            name = fonts.face_for(face, character)
            draw.text((self.px(pen), self.px(y)), character, colour, fonts.face(name, self.px(size)), anchor="ls",
                      stroke_width=weight)
            pen += self._advance(character, face, size) + tracking
        return pen - tracking - x

    def centred(self, centre, y, text, face, size, **style):
        spread, tracking = style.get("spread"), style.get("tracking", 0.0)
        width = spread or self.text_width(text, face, size, tracking)
        return self.text(centre - width / 2, y, text, face, size, **style)

    def wrap(self, text, face, size, width, first_indent=0.0, hang_marks=False):
        """Breaks `text` into rows of `width` mm. With `hang_marks` no row starts with a closing mark."""
        rows, row, room = [], "", width - first_indent
        for character in text:
            fits = self.text_width(row + character, face, size) <= room
            if fits or not row or (hang_marks and character in "，。；：、）》】"):
                row += character
            else:
                rows.append(row)
                row, room = character, width
        return rows + [row] if row else rows

    # -- truth -----------------------------------------------------------------------------------
    def say(self, *lines):
        """Adds lines to the page's true text, in reading order."""
        self.truth.extend(lines)

    def true_text(self):
        return "\n".join(self.truth) + ("\n" if self.truth else "")
