"""An endless mix of samples: lines drawn one by one, lines cut from drawn pages, rings of seals, a user's own lines."""
from . import batches, line_drawing, page_lines, seal_drawing, texts

PAGE_SHARE = 0.3  # of the samples, where pages can be cut
OWN_SHARE = 0.3  # of the samples, where there are own lines
SEAL_SHARE = 0.07  # of the lines drawn one by one: the unrolled ring of a seal
RARE_SHARE = 0.55  # of the lines drawn one by one: the standard's characters, all alike often
RARE_SMALLEST = 13  # pixels; smaller, nothing tells a character of many strokes that the words beside it do not tell


class Source:
    def __init__(self, characters, installed, table, cutter=None, own=()):
        self.characters, self.installed, self.table, self.cutter, self.own = characters, installed, table, cutter, own

    def __call__(self, random):
        writer = texts.writer(random, self.table)
        pages = page_lines.lines_of_pages(random, writer, self.installed, self.cutter) if self.cutter else None
        while True:
            kind = random.random()
            if self.own and kind < OWN_SHARE:
                sample = random.choice(self.own).sample(random, self.characters)
            elif pages and kind < OWN_SHARE * bool(self.own) + PAGE_SHARE:
                line, text = next(pages)
                sample = batches.make_sample(random, line, text, self.characters)
            else:
                sample = self._drawn(random, writer)
            if sample:
                yield sample

    def _drawn(self, random, writer):
        if random.random() < SEAL_SHARE:
            text = seal_drawing.ring_text(random, writer)
            return batches.make_sample(random, seal_drawing.draw_strip(random, text, self.installed), text, self.characters)
        rare = random.random() < RARE_SHARE
        text = writer.rare_run() if rare else writer.line()
        if not text:
            return None
        line = line_drawing.draw_line(random, text, self.installed, RARE_SMALLEST if rare else line_drawing.SMALLEST)
        return batches.make_sample(random, line, text, self.characters)
