#include "page/title_find.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "page/line_group.h"

/* Size of a title's characters, in characters of the text; their sides' ratio. */
static const double TITLE_SIZE_MIN = 3.0, TITLE_SIZE_MAX = 10.0, ASPECT_MAX = 1.5;
/* Within one title: sizes' ratio, and in its own characters the offset and the gap. */
static const double SIZE_RATIO = 1.25, OFFSET_MAX = 0.15, GAP_MAX = 2.0;
/* Gaps closed between the strokes of a title's character, in characters of the text. */
static const double STROKE_GAP = 0.55;
enum { REDUCTION = 2, TITLE_CHARS_MAX = 24 };

/* What may be characters of a title: ink that closes to something large and about square. Left to
 * right; at most `room`. */
static size_t candidates_find(PIX *mask, int char_size, struct box *ret_boxes, size_t room)
{
  PIX *small = pixReduceRankBinary2(mask, 1, NULL);
  int gap = max_int(3, (int)(STROKE_GAP * char_size / REDUCTION) | 1);
  PIX *closed = small ? pixCloseSafeBrick(NULL, small, gap, gap) : NULL;
  BOXA *boxes = closed ? pixConnCompBB(closed, 8) : NULL;
  size_t count = 0;
  for (l_int32 i = 0; boxes && i < boxaGetCount(boxes) && count < room; i++) {
    struct box box;
    boxaGetBoxGeometry(boxes, i, &box.x, &box.y, &box.w, &box.h);
    box = (struct box){box.x * REDUCTION, box.y * REDUCTION, box.w * REDUCTION, box.h * REDUCTION};
    int longer = box_longer(box), shorter = min_int(box.w, box.h);
    if (longer >= TITLE_SIZE_MIN * char_size && longer <= TITLE_SIZE_MAX * char_size &&
        longer <= ASPECT_MAX * shorter)
      ret_boxes[count++] = box;
  }
  boxaDestroy(&boxes);
  pixDestroy(&closed);
  pixDestroy(&small);
  qsort(ret_boxes, count, sizeof *ret_boxes, box_compare_left);
  return count;
}

static bool boxes_follow(struct box a, struct box b)
{
  int larger = max_int(box_longer(a), box_longer(b));
  int smaller = min_int(box_longer(a), box_longer(b)), gap = b.x - box_right(a);
  return larger <= SIZE_RATIO * smaller && gap >= 0 && gap <= GAP_MAX * larger &&
         fabs(box_middle(a) - box_middle(b)) <= OFFSET_MAX * larger;
}

/* The title that begins with boxes[first]: its boxes are moved to `title` and made empty. */
static size_t title_collect(struct box *boxes, size_t count, size_t first, struct box *title)
{
  size_t length = 0;
  title[length++] = boxes[first];
  for (size_t i = first + 1; i < count && length < TITLE_CHARS_MAX; i++)
    if (!box_is_empty(boxes[i]) && boxes_follow(title[length - 1], boxes[i])) {
      title[length++] = boxes[i];
      boxes[i] = (struct box){0};
    }
  return length;
}

static struct text_segment title_segment(const struct box *title, size_t length)
{
  struct text_segment segment = {.pieces = memory_alloc(length * sizeof *segment.pieces),
                                 .piece_count = length};
  for (size_t i = 0; i < length; i++) {
    segment.pieces[i] = title[i];
    segment.box = box_union(segment.box, title[i]);
    segment.size = max_int(segment.size, title[i].h);
  }
  return segment;
}

struct segment_list titles_take(PIX *mask, int char_size)
{
  enum { CANDIDATES_MAX = 256 };
  struct box boxes[CANDIDATES_MAX], title[TITLE_CHARS_MAX];
  struct segment_list list = {0};
  size_t count = candidates_find(mask, char_size, boxes, CANDIDATES_MAX);
  for (size_t first = 0; first < count; first++) {
    if (box_is_empty(boxes[first]))
      continue;
    size_t length = title_collect(boxes, count, first, title);
    if (length < 2)
      continue;
    array_reserve(list.segments, list.count, list.capacity);
    list.segments[list.count++] = title_segment(title, length);
    for (size_t i = 0; i < length; i++)
      pixRasterop(mask, title[i].x, title[i].y, title[i].w, title[i].h, PIX_CLR, NULL, 0, 0);
  }
  return list;
}
