#include "page/qr_sign.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "page/grey_row.h"

/* Every so many rows are looked at; the middle of a corner square of two-pixel modules is six. */
enum { ROW_STEP = 2 };
/* Paper is told from ink by the mean of so many pixels to each side, of which ink is darker by at
 * least so many levels. */
enum { MEAN_REACH = 48, INK_DARKER = 10 };
/* The least and the largest corner square, pixels and share of the picture's shorter side. */
enum { SQUARE_MIN = 10 };
static const double SQUARE_MAX = 0.2;
/* What is cut in two rows no more than this apart, in squares, is one square. */
static const double SQUARE_APART = 0.35;
/* The three squares of a code are of one size, and stand at the corners of half a square: to within
 * these shares. Their middles are two to 24 of their own widths apart (21 to 177 modules). */
static const double SIZE_ALIKE = 0.35, SIDES_ALIKE = 0.25;
static const double SIDE_MIN = 1.6, SIDE_MAX = 26;
/* More squares than this are not looked through. */
enum { SQUARES_MAX = 400 };

struct corner_square {
  int x, y, size; /* its middle and width */
  int rows;       /* that cut it */
};

struct sign {
  PIX *picture;
  int width, height, square_max;
  struct corner_square squares[SQUARES_MAX];
  int count;
};

static inline int pixel_level(PIX *picture, int x, int y)
{
  const l_uint32 *line = grey_row_words(picture, y);
  return pixGetDepth(picture) == 32 ? (int)(line[x] >> 16) & 0xFF : GET_DATA_BYTE(line, x);
}

/* A row's levels; of colour the green ones, in which red ink is dark too. */
static void row_levels(PIX *picture, int y, uint8_t *levels)
{
  if (pixGetDepth(picture) == 8) {
    grey_row_get(picture, y, levels);
    return;
  }
  const l_uint32 *line = grey_row_words(picture, y);
  for (int x = 0; x < pixGetWidth(picture); x++)
    levels[x] = (uint8_t)(line[x] >> 16);
}

/* Light from dark for each pixel of the row: below this level is ink. `shares[n]` is 2^16 / n. */
static void row_thresholds(const uint8_t *levels, int width, const uint32_t *shares,
                           uint8_t *thresholds)
{
  uint32_t sum = 0;
  int first = 0, end = 0;
  for (int x = 0; x < width; x++) {
    while (end < width && end <= x + MEAN_REACH)
      sum += levels[end++];
    if (first < x - MEAN_REACH)
      sum -= levels[first++];
    uint32_t mean = sum * shares[end - first] >> 16;
    thresholds[x] = (uint8_t)(mean > INK_DARKER ? mean - INK_DARKER : 0);
  }
}

/* Whether runs stand in the proportion 1 : 1 : 3 : 1 : 1, as far as blur and few pixels allow. */
static bool runs_are_square(const int length[5], int *ret_total)
{
  int total = 0;
  for (int i = 0; i < 5; i++)
    total += length[i];
  *ret_total = total;
  for (int i = 0; i < 5; i++) {
    /* in modules of 1/7 of the whole, and a pixel at each edge */
    double modules = i == 2 ? 3 : 1, module = total / 7.0, slack = 0.6 * module + 0.7;
    if (length[i] < modules * module - slack || length[i] > modules * module + slack)
      return false;
  }
  return true;
}

/* Counts pixels from (x, y) on, up or down, that are dark, or light. */
static int run_along_column(const struct sign *sign, int x, int *y, int step, int threshold,
                            bool dark)
{
  int length = 0;
  while (*y >= 0 && *y < sign->height && length <= sign->square_max &&
         (pixel_level(sign->picture, x, *y) < threshold) == dark) {
    length++;
    *y += step;
  }
  return length;
}

/* Whether the column through the middle of what the row showed agrees; the square's middle row. */
static bool column_agrees(const struct sign *sign, int x, int y, int width, int threshold,
                          int *ret_middle)
{
  int runs[5], up = y, down = y + 1, height;
  int above = run_along_column(sign, x, &up, -1, threshold, true);
  *ret_middle = up;
  int below = run_along_column(sign, x, &down, 1, threshold, true);
  *ret_middle = (up + down) / 2;
  runs[2] = above + below;
  for (int k = 0; k < 2; k++) {
    runs[1 - k] = run_along_column(sign, x, &up, -1, threshold, k == 1);
    runs[3 + k] = run_along_column(sign, x, &down, 1, threshold, k == 1);
  }
  return runs_are_square(runs, &height) && height * 4 >= width * 3 && height * 3 <= width * 4;
}

static void square_take(struct sign *sign, int x, int y, int size)
{
  for (int i = sign->count - 1; i >= 0; i--) {
    struct corner_square *square = &sign->squares[i];
    double near = SQUARE_APART * (size < square->size ? size : square->size);
    if (abs(x - square->x) <= near && abs(y - square->y) <= near) {
      square->rows++;
      return;
    }
  }
  if (sign->count < SQUARES_MAX)
    sign->squares[sign->count++] = (struct corner_square){x, y, size, 1};
}

static bool alike(double a, double b, double share)
{
  return fabs(a - b) <= share * fmax(a, b);
}

/* Whether a code may have `corner` between its other two squares. */
static bool squares_make_code(const struct corner_square *corner, const struct corner_square *a,
                              const struct corner_square *b)
{
  if (!alike(corner->size, a->size, SIZE_ALIKE) || !alike(corner->size, b->size, SIZE_ALIKE) ||
      !alike(a->size, b->size, SIZE_ALIKE))
    return false;
  double side_a = hypot(a->x - corner->x, a->y - corner->y);
  double side_b = hypot(b->x - corner->x, b->y - corner->y);
  double across = hypot(a->x - b->x, a->y - b->y);
  double size = (corner->size + a->size + b->size) / 3.0;
  return alike(side_a, side_b, SIDES_ALIKE) && alike(across, M_SQRT2 * side_a, SIDES_ALIKE) &&
         side_a >= SIDE_MIN * size && side_a <= SIDE_MAX * size;
}

/* Leaves the squares that enough rows cut: the middle is three sevenths high, but on a square that
 * stands on a corner only rows near its middle show the proportion. */
static void squares_drop_chance(struct sign *sign)
{
  enum { ROWS_MIN = 2 };
  static const double MIDDLE_MIN = 0.1;
  int kept = 0;
  for (int i = 0; i < sign->count; i++) {
    const struct corner_square *square = &sign->squares[i];
    if (square->rows >= ROWS_MIN && square->rows * ROW_STEP >= MIDDLE_MIN * square->size)
      sign->squares[kept++] = *square;
  }
  sign->count = kept;
}

static bool sign_is_code(const struct sign *sign)
{
  for (int i = 0; i < sign->count; i++)
    for (int a = 0; a < sign->count; a++)
      for (int b = a + 1; a != i && b < sign->count; b++)
        if (b != i && squares_make_code(&sign->squares[i], &sign->squares[a], &sign->squares[b]))
          return true;
  return false;
}

/* Looks along a row for five runs of the right proportion. */
static void row_look(struct sign *sign, int y, const uint8_t *levels, const uint8_t *thresholds)
{
  int length[5] = {0}, start = 0;
  bool dark = false;
  for (int x = 0; x <= sign->width; x++) {
    bool now = x < sign->width && levels[x] < thresholds[x];
    if (now == dark && x < sign->width)
      continue;
    for (int i = 0; i < 4; i++)
      length[i] = length[i + 1];
    length[4] = x - start;
    start = x;
    int total, middle, middle_x = x - length[4] - length[3] - length[2] / 2;
    if (dark && length[0] && runs_are_square(length, &total) && total >= SQUARE_MIN &&
        total <= sign->square_max &&
        column_agrees(sign, middle_x, y, total, thresholds[middle_x], &middle))
      square_take(sign, middle_x, middle, total);
    dark = now;
  }
}

bool qr_sign_seen(PIX *picture)
{
  int width = pixGetWidth(picture), height = pixGetHeight(picture);
  autofree struct sign *sign = memory_alloc(sizeof *sign);
  sign->picture = picture;
  sign->width = width;
  sign->height = height;
  sign->square_max = (int)(SQUARE_MAX * (width < height ? width : height));
  uint32_t shares[2 * MEAN_REACH + 2] = {0};
  for (uint32_t i = 1; i < sizeof shares / sizeof *shares; i++)
    shares[i] = (1u << 16) / i;
  autofree uint8_t *levels = memory_alloc((size_t)width + sizeof(l_uint32));
  autofree uint8_t *thresholds = memory_alloc((size_t)width);
  for (int y = ROW_STEP / 2; y < height; y += ROW_STEP) {
    row_levels(picture, y, levels);
    row_thresholds(levels, width, shares, thresholds);
    row_look(sign, y, levels, thresholds);
  }
  bool overfull = sign->count == SQUARES_MAX;
  squares_drop_chance(sign);
  return overfull || sign_is_code(sign);
}
