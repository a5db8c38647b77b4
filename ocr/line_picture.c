#include "ocr/line_picture.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/component.h"
#include "page/region.h"

/* Shares of the line's height. */
static const double GAP_KEPT = 0.30;       /* a wider gap between pieces is closed to this */
static const double GAP_CLOSED = 0.55;     /* gaps up to this stay as they are */
static const double PIECE_TALL = 0.55;     /* pieces at least this high tell where the line runs */
static const double OFFSET_IGNORED = 0.15; /* smaller differences between pieces stay */
static const double SLANT_IGNORED = 0.12;  /* a line less slanted from end to end is level */
static const double HEIGHT_RANK = 0.8;     /* of the columns, for the line's height */
static const double SIDE_WHITE = 0.25;     /* white before the first and after the last piece */

/* Ranks of the grey levels that count as ink and as paper, and the least difference (8-bit levels)
 * of the two in a line that is stretched. */
static const float INK_RANK = 0.03f, PAPER_RANK = 0.45f;
enum { CONTRAST_MIN = 40 };

static bool piece_is_tall(const struct text_segment *segment, size_t i)
{
  return segment->pieces[i].h >= PIECE_TALL * segment->size;
}

/* Twice the row in the middle of the line at piece i: its own where it is tall, else that of the
 * nearest tall piece. */
static int piece_middle(const struct text_segment *segment, size_t i)
{
  for (size_t distance = 0; distance < segment->piece_count; distance++)
    for (int side = -1; side <= 1; side += 2) {
      size_t k = i + (size_t)side * distance;
      if (k < segment->piece_count && piece_is_tall(segment, k))
        return 2 * segment->pieces[k].y + segment->pieces[k].h;
    }
  return 2 * segment->box.y + segment->box.h;
}

/* What is copied for one run of pieces on one level. */
struct cut {
  struct box from;
  struct box ink; /* of its pieces, as the page has it */
  int middle;     /* twice the middle row of its first piece */
  int gap_after;  /* white columns put behind it */
};

/* Pieces that stand level and near are one cut. */
static size_t cuts_plan(const struct text_segment *segment, struct cut *cuts)
{
  size_t count = 0;
  int size = segment->size;
  for (size_t i = 0; i < segment->piece_count; i++) {
    struct box piece = segment->pieces[i];
    int middle = piece_middle(segment, i);
    struct cut *last = count ? &cuts[count - 1] : NULL;
    int gap = last ? piece.x - (last->from.x + last->from.w) : 0;
    bool near = gap <= GAP_CLOSED * size;
    if (last && near && abs(middle - last->middle) <= 2 * OFFSET_IGNORED * size) {
      last->from = last->ink = box_union(last->from, piece);
      continue;
    }
    if (last)
      last->gap_after = near ? max_int(gap, 1) : (int)(GAP_KEPT * size);
    cuts[count++] = (struct cut){piece, piece, middle, 0};
  }
  return count;
}

/* Gives all cuts one height, that of most of the line, about their own middles. */
static int cuts_level(const struct text_segment *segment, struct cut *cuts, size_t count)
{
  /* a single larger label has room enough in the margin */
  int common = boxes_height_rank(segment->pieces, segment->piece_count, HEIGHT_RANK);
  int height = max_int(segment->size, min_int(common, segment->size * 3 / 2));
  for (size_t i = 0; i < count; i++) {
    bool whole = cuts[i].from.h >= PIECE_TALL * segment->size;
    int middle = whole ? 2 * cuts[i].from.y + cuts[i].from.h : cuts[i].middle;
    cuts[i].from.y = (middle - height) / 2;
    cuts[i].from.h = height;
  }
  return height;
}

/* Whitens a region of the page in a line into which `copied` went at column x. */
static void region_clear(PIX *line, int x, struct box copied, struct box region)
{
  pixRasterop(line, x + region.x - copied.x, region.y - copied.y, region.w, region.h, PIX_SET, NULL,
              0, 0);
}

/* Whitens what of a neighbour typed higher or lower lies in the rows copied for a cut, but for what
 * lies in the cut's own box. */
static void neighbour_clear(PIX *line, int x, struct box copied, struct box own,
                            struct box neighbour)
{
  int left = max_int(neighbour.x, copied.x);
  int right = min_int(box_right(neighbour), box_right(copied));
  int top = max_int(neighbour.y, copied.y);
  int bottom = min_int(box_bottom(neighbour), box_bottom(copied));
  if (left >= right || top >= bottom)
    return;
  struct box inner = {max_int(left, own.x), max_int(top, own.y), 0, 0};
  inner.w = max_int(min_int(right, box_right(own)) - inner.x, 0);
  inner.h = max_int(min_int(bottom, box_bottom(own)) - inner.y, 0);
  if (box_is_empty(inner)) {
    region_clear(line, x, copied, (struct box){left, top, right - left, bottom - top});
    return;
  }
  const struct box rest[] = {
      {left, top, right - left, inner.y - top},
      {left, box_bottom(inner), right - left, bottom - box_bottom(inner)},
      {left, inner.y, inner.x - left, inner.h},
      {box_right(inner), inner.y, right - box_right(inner), inner.h},
  };
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
    if (!box_is_empty(rest[i]))
      region_clear(line, x, copied, rest[i]);
}

static void stretch_add(struct line_picture *picture, int x, struct box from)
{
  picture->stretches[picture->count++] = (struct line_stretch){x, x + from.w, from};
}

/* Lays the cuts side by side on white at the page's own scale, `white_after` columns of it more at
 * the end. */
static PIX *cuts_compose(PIX *page, const struct cut *cuts, size_t count, int height, int margin,
                         int white_after, struct line_picture *picture)
{
  int side = (int)(SIDE_WHITE * height), width = 2 * side + white_after;
  for (size_t i = 0; i < count; i++)
    width += cuts[i].from.w + cuts[i].gap_after;
  PIX *line = pixCreate(width, height + 2 * margin, 8);
  if (!line)
    return NULL;
  pixSetAllArbitrary(line, 255);
  int x = side;
  for (size_t i = 0; i < count; i++) {
    struct box from = cuts[i].from;
    /* the white that really stands beside the piece comes along, but no neighbour */
    int before = i == 0 ? side : min_int(cuts[i - 1].gap_after / 2, side);
    int after = i + 1 == count ? side : min_int(cuts[i].gap_after / 2, side);
    struct box copied = {from.x - before, from.y - margin, from.w + before + after,
                         height + 2 * margin};
    if (copied.x < 0) {
      before += copied.x;
      copied.w += copied.x;
      copied.x = 0;
    }
    pixRasterop(line, x - before, 0, copied.w, copied.h, PIX_SRC, page, copied.x, copied.y);
    if (i > 0)
      neighbour_clear(line, x - before, copied, cuts[i].ink, cuts[i - 1].ink);
    if (i + 1 < count)
      neighbour_clear(line, x - before, copied, cuts[i].ink, cuts[i + 1].ink);
    stretch_add(picture, x, from);
    x += from.w + cuts[i].gap_after;
  }
  return line;
}

void line_stretch_contrast(PIX *line, int contrast_min)
{
  l_float32 black = 0, white = 255;
  NUMA *histogram = pixGetGrayHistogram(line, 1);
  if (histogram) {
    numaHistogramGetValFromRank(histogram, INK_RANK, &black);
    numaHistogramGetValFromRank(histogram, PAPER_RANK, &white);
    numaDestroy(&histogram);
  }
  if (white - black >= (l_float32)contrast_min)
    pixGammaTRC(line, line, 1.0f, (l_int32)black, (l_int32)white);
}

/* Makes print in many tones black: all that is clearly darker than the paper, which fills the least
 * part of heavy print. */
static void line_blacken(PIX *line)
{
  static const float PAPER = 0.9f;
  enum { BLACK = 50, WHITE = 20 }; /* levels darker than paper */
  l_float32 paper = 255;
  NUMA *histogram = pixGetGrayHistogram(line, 1);
  if (histogram)
    numaHistogramGetValFromRank(histogram, PAPER, &paper);
  numaDestroy(&histogram);
  pixGammaTRC(line, line, 1.0f, max_int((l_int32)paper - BLACK, 0),
              max_int((l_int32)paper - WHITE, 1));
}

static void line_soften(PIX **line)
{
  PIX *soft = pixBlockconvGray(*line, NULL, 1, 1);
  if (!soft)
    return; /* as sharp, the picture is as true */
  pixDestroy(line);
  *line = soft;
}

/* The picture of a level segment. */
static bool level_picture_make(PIX *page, const struct text_segment *segment,
                               const struct line_rendering *rendering,
                               struct line_picture *ret_picture)
{
  struct cut *cuts = memory_alloc(segment->piece_count * sizeof *cuts);
  size_t count = cuts_plan(segment, cuts);
  int height = cuts_level(segment, cuts, count);
  struct line_picture picture = {.stretches = memory_alloc(count * sizeof *picture.stretches)};
  int margin = max_int(1, (int)(rendering->margin * height + 0.5));
  int white_after = (int)(rendering->white_after * height);
  PIX *line = cuts_compose(page, cuts, count, height, margin, white_after, &picture);
  double scale = (double)rendering->height / (height + 2 * margin);
  double scale_x = rendering->width > 0 ? scale * rendering->width : scale;
  if (line)
    picture.pix = pixScaleToSize(
        line, rendering->width > 0 ? (l_int32)(scale_x * pixGetWidth(line)) : 0, rendering->height);
  if (picture.pix && rendering->blackened)
    line_blacken(picture.pix);
  else if (picture.pix)
    line_stretch_contrast(picture.pix, CONTRAST_MIN);
  if (picture.pix && rendering->softened)
    line_soften(&picture.pix);
  for (size_t i = 0; i < picture.count; i++) {
    picture.stretches[i].from = (int)(picture.stretches[i].from * scale_x);
    picture.stretches[i].to = (int)(picture.stretches[i].to * scale_x + 0.999);
  }
  pixDestroy(&line);
  free(cuts);
  if (!picture.pix) {
    line_picture_clear(&picture);
    return false;
  }
  *ret_picture = picture;
  return true;
}

/* Shifts the line's boxes by (x, y), and columns against its slope until it runs level. */
static struct text_segment segment_level(const struct text_segment *segment, int x, int y)
{
  struct text_segment level = *segment;
  level.box.x += x;
  level.box.y += y;
  level.pieces = memory_alloc(segment->piece_count * sizeof *level.pieces);
  for (size_t i = 0; i < segment->piece_count; i++) {
    struct box piece = segment->pieces[i];
    double drop = segment->slope * (box_middle_x(piece) - box_middle_x(segment->box));
    int slant = (int)(fabs(segment->slope) * piece.w);
    level.pieces[i] = (struct box){piece.x + x, piece.y + y - (int)lround(drop) + slant / 2,
                                   piece.w, max_int(piece.h - slant, 1)};
  }
  return level;
}

/* The picture of a segment whose line runs not level: its part of the page is sheared first. */
static bool slanted_picture_make(PIX *page, const struct text_segment *segment,
                                 const struct line_rendering *rendering,
                                 struct line_picture *ret_picture)
{
  int around = segment->size * 2;
  struct box box = segment->box;
  int x = max_int(box.x - around, 0), y = max_int(box.y - around, 0);
  PIX *part = region_clip(
      page, (struct box){x, y, box_right(box) + around - x, box_bottom(box) + around - y});
  if (!part)
    return false;
  /* pixVShear turns clockwise for a positive angle: columns right of the middle go down */
  pixVShearIP(part, (l_int32)lround(box_middle_x(box)) - x, (l_float32)-atan(segment->slope),
              L_BRING_IN_WHITE);
  struct text_segment level = segment_level(segment, -x, -y);
  bool ok = level_picture_make(part, &level, rendering, ret_picture);
  for (size_t i = 0; ok && i < ret_picture->count; i++) {
    ret_picture->stretches[i].clean.x += x;
    ret_picture->stretches[i].clean.y +=
        y + (int)lround(segment->slope *
                        (box_middle_x(ret_picture->stretches[i].clean) - box_middle_x(box)));
  }
  free(level.pieces);
  pixDestroy(&part);
  return ok;
}

bool line_picture_make(PIX *page, const struct text_segment *segment,
                       const struct line_rendering *rendering, struct line_picture *ret_picture)
{
  if (!segment->piece_count)
    return false;
  bool is_level = fabs(segment->slope) * segment->box.w <= SLANT_IGNORED * segment->size;
  return is_level ? level_picture_make(page, segment, rendering, ret_picture)
                  : slanted_picture_make(page, segment, rendering, ret_picture);
}

struct box line_picture_to_page(const struct line_picture *picture, int left, int right)
{
  int middle = (left + right) / 2;
  const struct line_stretch *stretch = &picture->stretches[0];
  for (size_t i = 1; i < picture->count; i++)
    if (middle >= picture->stretches[i].from)
      stretch = &picture->stretches[i];
  double scale = (double)stretch->clean.w / max_int(1, stretch->to - stretch->from);
  int x = stretch->clean.x + (int)((left - stretch->from) * scale);
  int end = stretch->clean.x + (int)((right - stretch->from) * scale + 0.999);
  x = max_int(x, stretch->clean.x - stretch->clean.h / 4);
  end = min_int(end, stretch->clean.x + stretch->clean.w + stretch->clean.h / 4);
  return (struct box){x, stretch->clean.y, max_int(1, end - x), stretch->clean.h};
}

void line_picture_clear(struct line_picture *picture)
{
  pixDestroy(&picture->pix);
  free(picture->stretches);
  *picture = (struct line_picture){0};
}
