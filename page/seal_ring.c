#include "page/seal_ring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/linear.h"
#include "base/memory.h"
#include "base/number.h"
#include "page/flatten.h"
#include "page/region.h"

/* The seal in polar form: steps from the middle outwards, as shares of the ring's reach. */
enum { STEPS = 128 };
static const double SHARE_FIRST = 0.30, SHARE_LAST = 1.12;

/* Darkness by direction and step, 0 to 255. */
struct polar {
  float dark[SEAL_DIRECTIONS][STEPS];
};

static double share_of(double step)
{
  return SHARE_FIRST + (SHARE_LAST - SHARE_FIRST) * step / (STEPS - 1);
}

static int step_of(double share)
{
  return (int)lround((share - SHARE_FIRST) / (SHARE_LAST - SHARE_FIRST) * (STEPS - 1));
}

static double angle_of(double direction)
{
  return direction * 2 * M_PI / SEAL_DIRECTIONS;
}

/* ---- the seal's own print ---- */

/* Adds to each level of `print` what `black` is darker than paper. */
static void print_lift_black(PIX *print, PIX *black)
{
  for (int y = 0; y < pixGetHeight(print); y++) {
    l_uint32 *row = pixGetData(print) + y * pixGetWpl(print);
    const l_uint32 *other = pixGetData(black) + y * pixGetWpl(black);
    for (int x = 0; x < pixGetWidth(print); x++)
      SET_DATA_BYTE(row, x,
                    min_int(255, (int)GET_DATA_BYTE(row, x) + 255 - (int)GET_DATA_BYTE(other, x)));
  }
}

PIX *seal_print(PIX *plain, PIX *black, struct box box, int *ret_x, int *ret_y)
{
  static const double AROUND = 0.15, BACKGROUND = 0.2;
  int side = box_longer(box), around = (int)(side * AROUND);
  int x = max_int(0, box.x - around), y = max_int(0, box.y - around);
  struct box region = {x, y, box_right(box) + around - x, box_bottom(box) + around - y};
  PIX *part = region_clip(plain, region);
  PIX *other = part && black ? region_clip(black, region) : NULL;
  PIX *print = part ? pix_flatten(part, (int)(side * BACKGROUND)) : NULL;
  PIX *thick = other ? pixErodeGray(other, 3, 3) : NULL;
  if (print && thick)
    print_lift_black(print, thick);
  pixDestroy(&part);
  pixDestroy(&other);
  pixDestroy(&thick);
  *ret_x = x;
  *ret_y = y;
  return print;
}

/* ---- sampling ---- */

/* The level between pixels; white outside. */
static double level_at(PIX *pix, double x, double y)
{
  int left = (int)floor(x), top = (int)floor(y);
  if (left < 0 || top < 0 || left + 1 >= pixGetWidth(pix) || top + 1 >= pixGetHeight(pix))
    return 255;
  const l_uint32 *row = pixGetData(pix) + top * pixGetWpl(pix), *next = row + pixGetWpl(pix);
  double dx = x - left, dy = y - top;
  double above = GET_DATA_BYTE(row, left) * (1 - dx) + GET_DATA_BYTE(row, left + 1) * dx;
  double below = GET_DATA_BYTE(next, left) * (1 - dx) + GET_DATA_BYTE(next, left + 1) * dx;
  return above * (1 - dy) + below * dy;
}

static double ring_level(PIX *print, const struct seal_ring *ring, double direction, double share)
{
  double turn = fmod(direction + SEAL_DIRECTIONS, SEAL_DIRECTIONS);
  int before = (int)turn % SEAL_DIRECTIONS, after = (before + 1) % SEAL_DIRECTIONS;
  double part = turn - floor(turn);
  double reach = share * (ring->reach[before] * (1 - part) + ring->reach[after] * part);
  return level_at(print, ring->x + reach * sin(angle_of(turn)),
                  ring->y - reach * cos(angle_of(turn)));
}

static void polar_fill(struct polar *polar, PIX *print, const struct seal_ring *ring)
{
  for (int d = 0; d < SEAL_DIRECTIONS; d++)
    for (int s = 0; s < STEPS; s++)
      polar->dark[d][s] = (float)(255 - ring_level(print, ring, d, share_of(s)));
}

/* ---- the ring's stroke ---- */

/* The ring as a smooth curve: reach = c0 + c1 cos a + c2 sin a + c3 cos 2a + c4 sin 2a, which is an
 * ellipse not far from a circle and a little beside its supposed middle. */
enum { TERMS = 5 };

static void terms_at(double angle, double *terms)
{
  terms[0] = 1;
  terms[1] = cos(angle);
  terms[2] = sin(angle);
  terms[3] = cos(2 * angle);
  terms[4] = sin(2 * angle);
}

static bool curve_fit(const double *shares, const double *weights, double *ret_curve)
{
  double matrix[TERMS][TERMS + 1] = {{0}}, terms[TERMS];
  for (int d = 0; d < SEAL_DIRECTIONS; d++) {
    terms_at(angle_of(d), terms);
    for (int i = 0; i < TERMS; i++) {
      for (int k = 0; k < TERMS; k++)
        matrix[i][k] += weights[d] * terms[i] * terms[k];
      matrix[i][TERMS] += weights[d] * terms[i] * shares[d];
    }
  }
  return linear_solve(matrix[0], TERMS, ret_curve);
}

static double curve_at(const double *curve, double angle)
{
  double terms[TERMS], sum = 0;
  terms_at(angle, terms);
  for (int i = 0; i < TERMS; i++)
    sum += curve[i] * terms[i];
  return sum;
}

/* The share at which the ring's stroke is seen in a direction, near `expected`: the darkest, the
 * outer one of two; *ret_dark how dark. */
static double stroke_share(const struct polar *polar, int direction, double expected, double within,
                           double *ret_dark)
{
  int from = max_int(0, step_of(expected - within));
  int to = min_int(STEPS - 1, step_of(expected + within)), best = from;
  double best_worth = -1;
  for (int s = from; s <= to; s++) {
    double worth = (double)polar->dark[direction][s] * (0.8 + 0.2 * (s - from) / (to - from + 1));
    if (worth > best_worth) {
      best_worth = worth;
      best = s;
    }
  }
  *ret_dark = (double)polar->dark[direction][best];
  return share_of(best);
}

/* Fits the curve to the stroke, each time nearer to what was found before. */
static bool ring_follow_stroke(const struct polar *polar, double *curve)
{
  static const double WITHIN[] = {0.11, 0.07, 0.045};
  curve[0] = 0.97;
  for (int pass = 0; pass < 3; pass++) {
    double shares[SEAL_DIRECTIONS], weights[SEAL_DIRECTIONS], next[TERMS];
    for (int d = 0; d < SEAL_DIRECTIONS; d++)
      shares[d] = stroke_share(polar, d, curve_at(curve, angle_of(d)), WITHIN[pass], &weights[d]);
    if (!curve_fit(shares, weights, next))
      return false;
    memcpy(curve, next, sizeof next);
  }
  return curve[0] > 0.7 && fabs(curve[3]) < 0.15 && fabs(curve[4]) < 0.15;
}

/* Sets the ring's middle and reach by the curve that was found about the middle before. */
static void ring_take_curve(struct seal_ring *ring, const double *curve, double half_w,
                            double half_h)
{
  double dx = curve[2], dy = -curve[1]; /* shares of the half axes: where the middle really is */
  ring->x += dx * half_w;
  ring->y += dy * half_h;
  const double round[TERMS] = {curve[0], 0, 0, curve[3], curve[4]};
  for (int d = 0; d < SEAL_DIRECTIONS; d++)
    ring->reach[d] *= curve_at(round, angle_of(d));
}

static void ring_from_box(struct seal_ring *ring, struct box box)
{
  ring->x = box_middle_x(box) - 0.5;
  ring->y = box_middle(box) - 0.5;
  for (int d = 0; d < SEAL_DIRECTIONS; d++) {
    double s = sin(angle_of(d)) * 2 / box.w, c = cos(angle_of(d)) * 2 / box.h;
    ring->reach[d] = 1 / sqrt(s * s + c * c);
  }
}

/* ---- the band of text ---- */

/* How dark (`ret_dark`) and how uneven along the ring (`ret_rough`) the seal is at each step, away
 * from its lowest part, where dates and numbers stand. */
static void profile_make(const struct polar *polar, double *ret_dark, double *ret_rough)
{
  enum { SIDE = SEAL_DIRECTIONS * 115 / 360, NEXT = 4 };
  for (int s = 0; s < STEPS; s++) {
    double dark = 0, rough = 0;
    for (int i = -SIDE; i <= SIDE; i++) {
      int d = (i + SEAL_DIRECTIONS) % SEAL_DIRECTIONS, e = (d + NEXT) % SEAL_DIRECTIONS;
      dark += (double)polar->dark[d][s];
      rough += fabs((double)(polar->dark[d][s] - polar->dark[e][s]));
    }
    ret_dark[s] = dark / (2 * SIDE + 1);
    ret_rough[s] = rough / (2 * SIDE + 1);
  }
}

/* Text stands outside this share of the reach, and a gap parts it from the stroke; an emblem's
 * wreath reaches its edge. */
static const double TEXT_SHARE_MIN = 0.62, OUTER_MAX = 0.965;

/* Steps of a gap inside the stroke, and of a second, thinner stroke: text is higher. */
static const double GAP_MOST = 0.17, SECOND_WITHIN = 0.06, SECOND_MOST = 0.04;

/* From a stroke inwards to where the seal grows lighter no more. The text may have lighter steps
 * further in, but its upper ends stand in front of them. */
static int stroke_leave(const double *dark, int from, int last, double stroke)
{
  static const double LIGHTER = 0.95;
  int end = from;
  while (end > last && dark[end] > stroke)
    end--;
  while (end > last && dark[end - 1] < LIGHTER * dark[end])
    end--;
  return end;
}

/* Where the ring's stroke, or a thinner one close inside it, has ended inwards. */
static int stroke_end(const double *dark)
{
  static const double STROKE = 0.5; /* of the darkness of the ring */
  int first = step_of(1.0), last = step_of(1.0 - GAP_MOST);
  double stroke = STROKE * dark[first];
  int end = stroke_leave(dark, first, last, stroke), second = end;
  while (second > last && share_of(end) - share_of(second) < SECOND_WITHIN &&
         dark[second] <= stroke)
    second--;
  int inner = second;
  while (inner > 0 && dark[inner] > stroke)
    inner--;
  bool is_stroke = inner < second && share_of(second) - share_of(inner) <= SECOND_MOST;
  return is_stroke && second > last ? stroke_leave(dark, second, last, stroke) : end;
}

static bool ring_find_band(const struct polar *polar, struct seal_ring *ring)
{
  static const double EDGE = 0.40, BAND_MIN = 0.10, BAND_MAX = 0.45;
  double dark[STEPS], rough[STEPS];
  profile_make(polar, dark, rough);
  int end = stroke_end(dark), best = end;
  for (int s = end; s > step_of(TEXT_SHARE_MIN); s--)
    if (rough[s] > rough[best])
      best = s;
  int outer = best, inner = best;
  while (outer < end && rough[outer] > EDGE * rough[best])
    outer++;
  while (inner > 0 && rough[inner] > EDGE * rough[best])
    inner--;
  ring->outer = share_of(outer);
  ring->inner = share_of(inner);
  double high = ring->outer - ring->inner;
  return ring->outer <= OUTER_MAX && high >= BAND_MIN && high <= BAND_MAX;
}

/* ---- along the band ---- */

/* Ink of each direction across the band's middle: a seal's small number beside the ring stays out.
 */
static void band_ink(const struct polar *polar, const struct seal_ring *ring, double *ret_ink)
{
  static const double OUT = 0.30, IN = 0.05;
  double high = ring->outer - ring->inner;
  int from = step_of(ring->inner + IN * high), to = step_of(ring->outer - OUT * high);
  for (int d = 0; d < SEAL_DIRECTIONS; d++) {
    ret_ink[d] = 0;
    for (int s = from; s <= to; s++)
      ret_ink[d] += (double)polar->dark[d][s];
    ret_ink[d] /= to - from + 1;
  }
}

/* The direction round which there is least ink; the lowest of the seal where that is undecided. */
static int gap_middle(const double *ink, double mean)
{
  enum { SIDE = SEAL_DIRECTIONS * 16 / 360 };
  static const double ELSEWHERE = 0.5;
  int best = SEAL_DIRECTIONS / 2;
  double least = INFINITY;
  for (int d = 0; d < SEAL_DIRECTIONS; d++) {
    double sum = 0, away = fabs(d - SEAL_DIRECTIONS / 2.0) / (SEAL_DIRECTIONS / 2.0);
    for (int i = -SIDE; i <= SIDE; i++)
      sum += ink[(d + i + SEAL_DIRECTIONS) % SEAL_DIRECTIONS];
    double worth = sum / (2 * SIDE + 1) + ELSEWHERE * away * mean;
    if (worth < least) {
      least = worth;
      best = d;
    }
  }
  return best;
}

static void ring_find_span(const struct polar *polar, struct seal_ring *ring)
{
  double ink[SEAL_DIRECTIONS], mean = 0;
  band_ink(polar, ring, ink);
  for (int d = 0; d < SEAL_DIRECTIONS; d++)
    mean += ink[d] / SEAL_DIRECTIONS;
  int gap = gap_middle(ink, mean), from = 0, to = SEAL_DIRECTIONS;
  while (from < to && ink[(gap + from) % SEAL_DIRECTIONS] < 0.5 * mean)
    from++;
  while (to > from && ink[(gap + to - 1) % SEAL_DIRECTIONS] < 0.5 * mean)
    to--;
  double middle = (ring->outer + ring->inner) / 2;
  double side = 0.35 * (ring->outer - ring->inner) / middle;
  ring->start = angle_of(gap + from) - side;
  ring->span = fmin(angle_of(to - from) + 2 * side, 2 * M_PI);
}

bool seal_ring_measure(PIX *print, struct box box, struct seal_ring *ret_ring)
{
  struct polar *polar = memory_alloc(sizeof *polar);
  struct seal_ring ring = {0};
  double curve[TERMS] = {0};
  ring_from_box(&ring, box);
  polar_fill(polar, print, &ring);
  bool found = ring_follow_stroke(polar, curve);
  if (found) {
    ring_take_curve(&ring, curve, box.w / 2.0, box.h / 2.0);
    polar_fill(polar, print, &ring);
    found = ring_find_band(polar, &ring);
  }
  if (found)
    ring_find_span(polar, &ring);
  free(polar);
  if (found)
    *ret_ring = ring;
  return found;
}

/* ---- unrolled ---- */

const double SEAL_INK_SHARE = 0.62;

PIX *seal_ring_unroll(PIX *print, const struct seal_ring *ring, int height)
{
  static const double BEYOND = 0.08, WIDTH_MAX = 60; /* of the band's height; of the line's */
  double ink = SEAL_INK_SHARE * height, high = ring->outer - ring->inner;
  double middle = (ring->outer + ring->inner) / 2;
  int width = (int)fmin(ring->span * middle * ink / high, WIDTH_MAX * height);
  PIX *line = width > 0 ? pixCreate(width, height, 8) : NULL;
  if (!line)
    return NULL;
  pixSetAllArbitrary(line, 255);
  for (int y = 0; y < height; y++) {
    double down = (y + 0.5 - (height - ink) / 2) / ink;
    l_uint32 *row = pixGetData(line) + y * pixGetWpl(line);
    if (down < -BEYOND || down > 1 + BEYOND)
      continue;
    for (int x = 0; x < width; x++) {
      double angle = ring->start + ring->span * (x + 0.5) / width;
      double direction = angle / (2 * M_PI) * SEAL_DIRECTIONS;
      SET_DATA_BYTE(row, x, (int)ring_level(print, ring, direction, ring->outer - down * high));
    }
  }
  return line;
}
