#include "ocr/seal_read.h"

#include <string.h>

#include "page/seal_ring.h"
#include "ocr/line_picture.h"
#include "ocr/line_read.h"

/* As high as other lines are given to the network. */
enum { RING_HEIGHT = 48 };
/* A ring read less surely is read once more, with what was taken for print left in it. */
static const float SURE = 0.97f;
/* Less than this many characters are ornament. */
enum { CHARACTERS_MIN = 4 };

/* The least difference of ink and paper that is stretched: a seal may be pale. */
enum { CONTRAST_MIN = 12 };

/* The seal's ring as a line; NULL where there is none, or no memory. */
static PIX *ring_picture(PIX *plain, PIX *black, struct box box)
{
  int x, y;
  struct seal_ring ring;
  PIX *line = NULL, *print = seal_print(plain, black, box, &x, &y);
  if (print && seal_ring_measure(print, (struct box){box.x - x, box.y - y, box.w, box.h}, &ring))
    line = seal_ring_unroll(print, &ring, RING_HEIGHT);
  if (line)
    line_stretch_contrast(line, CONTRAST_MIN);
  pixDestroy(&print);
  return line;
}

/* Takes out the spaces, which a ring's wide setting makes; where a character stands is not told
 * nearer than by the seal. */
static void reading_close_up(struct reading *reading, struct box box)
{
  size_t kept = 0;
  for (size_t i = 0; i < reading->count; i++)
    if (!glyph_is_space(&reading->glyphs[i])) {
      reading->glyphs[kept] = reading->glyphs[i];
      reading->glyphs[kept++].box = box;
    }
  reading->count = kept;
}

/* `black`: the page without its seals, whose print is taken out of the ring; NULL: nothing is. */
static enum status ring_read(struct engine *engine, const struct prepared_page *prepared,
                             PIX *black, struct box box, struct box source_box,
                             struct reading *ret_reading, struct error *error)
{
  PIX *line = ring_picture(prepared->clean.plain, black, box);
  if (!line)
    return STATUS_OK;
  struct line_stretch stretch = {0, pixGetWidth(line), box};
  struct line_picture picture = {line, &stretch, 1};
  enum status status = line_read(engine, &picture, true, ret_reading, error);
  if (status == STATUS_OK)
    reading_close_up(ret_reading, source_box);
  pixDestroy(&line);
  return status;
}

static enum status seal_read(struct engine *engine, const struct prepared_page *prepared,
                             struct box box, struct box source_box, struct read_page *page,
                             struct error *error)
{
  struct reading best = {0}, other = {0};
  PIX *black = prepared->clean.black;
  enum status status = ring_read(engine, prepared, black, box, source_box, &best, error);
  bool again = black && best.count >= CHARACTERS_MIN && reading_confidence(&best) < SURE;
  if (status == STATUS_OK && again)
    status = ring_read(engine, prepared, NULL, box, source_box, &other, error);
  if (status != STATUS_OK || best.count < CHARACTERS_MIN) {
    reading_clear(&best);
    reading_clear(&other);
    return status;
  }
  struct read_line *line = read_page_add_line(page, LINE_SEAL, source_box);
  line->best = best;
  line->other = other;
  return STATUS_OK;
}

enum status seals_read(struct engine *engine, const struct prepared_page *prepared,
                       const struct homography *source_from_clean, struct read_page *page,
                       struct error *error)
{
  enum status status = STATUS_OK;
  for (size_t i = 0; i < prepared->seals.count && status == STATUS_OK; i++) {
    struct box box = prepared->seals.seals[i].box;
    status =
        seal_read(engine, prepared, box, homography_apply_box(source_from_clean, box), page, error);
  }
  return status;
}
