#include "page/page_clean.h"

#include <math.h>
#include <stdlib.h>

#include "page/colour_plane.h"
#include "page/component.h"
#include "page/flatten.h"
#include "page/ornament.h"
#include "page/paper_find.h"
#include "page/warp.h"

/* Geometry is measured on a copy with this many pixels on the longer side. */
enum { SURVEY_SIZE = 1200 };
/* Characters are brought to about this height (pixels) where they are smaller than the first or
 * larger than the last; Tesseract's network reads lines 48 pixels high. */
enum { CHAR_SMALL = 26, CHAR_WANTED = 32, CHAR_LARGE = 72 };
enum { CHAR_SIZE_UNKNOWN = 30, CHAR_SIZE_MIN = 8 };
static const double ENLARGE_MAX = 4.0;
/* Skew is sought within this range, and where nothing is found there within the wider one; it is
 * taken out above the smallest that matters (degrees). */
static const float SKEW_RANGE = 8.0f, SKEW_STEP = 0.5f, SKEW_WIDE_RANGE = 15.0f,
                   SKEW_RESOLUTION = 0.02f, SKEW_IGNORED = 0.04f;
/* Below this the sweep has no clear peak; the wider one needs a clearer one. */
static const float SKEW_CONFIDENCE_MIN = 1.5f, SKEW_WIDE_CONFIDENCE_MIN = 3.0f;
/* How much redder than any other colour red ink is (8-bit levels): for sure, and where it is darker
 * than paper and touches such ink. */
enum { RED_INK_SURE = 36, RED_INK_LEVEL = 12, RED_INK_DARK = 225 };
/* How far red ink is lightened (eighths, see pix_lift_red). */
enum { RED_LIFT_SOFT = 3, RED_LIFT_HARD = 16 };
/* A page's clean picture is never larger than this. */
static const double CLEAN_PIXELS_MAX = 60e6;

/* What is known of a page's geometry before the full picture is touched. */
struct survey {
  struct homography upright_from_source; /* lines horizontal, scale of the survey picture */
  int width, height;                     /* of the upright survey picture */
  int quarter_turns;
  float skew;
  int char_size; /* survey pixels; 0: not known */
};

void clean_page_clear(struct clean_page *page)
{
  pixDestroy(&page->ink);
  pixDestroy(&page->black);
  pixDestroy(&page->plain);
  pixDestroy(&page->mask);
  pixDestroy(&page->red_mask);
  pixDestroy(&page->redness);
  *page = (struct clean_page){0};
}

static double point_distance(struct point a, struct point b)
{
  return hypot(a.x - b.x, a.y - b.y);
}

/* Cuts the sheet out of the survey picture where a darker ground shows round it. */
static PIX *survey_straighten(PIX *small, struct survey *survey)
{
  struct point corners[4];
  if (!paper_find(small, corners))
    return pixClone(small);
  double width =
      (point_distance(corners[0], corners[1]) + point_distance(corners[3], corners[2])) / 2;
  double height =
      (point_distance(corners[0], corners[3]) + point_distance(corners[1], corners[2])) / 2;
  const struct point upright[4] = {{0, 0}, {width, 0}, {width, height}, {0, height}};
  struct homography straight;
  if (!homography_from_points(corners, upright, &straight))
    return pixClone(small);
  PIX *sheet = pix_warp_grey(small, &straight, (int)width, (int)height);
  if (!sheet)
    return pixClone(small);
  survey->upright_from_source = homography_then(survey->upright_from_source, straight);
  return sheet;
}

/* A clockwise quarter turn of a picture `height` pixels high. */
static struct homography quarter_turn(int height)
{
  return (struct homography){{0, -1, height, 1, 0, 0, 0, 0, 1}};
}

/* Turns the mask so that its lines are horizontal; measures the size of its characters. */
static void survey_turn(PIX **mask, PIX *flat, struct survey *survey)
{
  PIX *frames = ornament_find_frames(*mask, flat);
  PIX *text = frames ? pixSubtract(NULL, *mask, frames) : pixClone(*mask);
  struct component_list list = components_find(text, 4);
  survey->char_size = components_char_size(&list, SURVEY_SIZE / 14);
  int size = survey->char_size ? survey->char_size : CHAR_SIZE_UNKNOWN / 2;
  if (components_direction(&list, size) < 0) {
    PIX *turned = pixRotate90(*mask, 1);
    survey->upright_from_source =
        homography_then(survey->upright_from_source, quarter_turn(pixGetHeight(*mask)));
    survey->quarter_turns = 1;
    pixDestroy(mask);
    *mask = turned;
  }
  components_clear(&list);
  pixDestroy(&text);
  pixDestroy(&frames);
}

static bool skew_find(PIX *mask, float range, float confidence_min, float *ret_angle)
{
  l_float32 angle = 0, confidence = 0;
  if (pixFindSkewSweepAndSearch(mask, &angle, &confidence, 2, 1, range, SKEW_STEP,
                                SKEW_RESOLUTION) ||
      confidence < confidence_min)
    return false;
  *ret_angle = angle;
  return true;
}

/* Turns the survey; its picture grows, so that no corner is cut off. */
static void survey_rotate(struct survey *survey, float angle)
{
  const double radians = M_PI / 180 * (double)fabsf(angle), s = sin(radians), c = cos(radians);
  int width = (int)ceil(survey->width * c + survey->height * s);
  int height = (int)ceil(survey->width * s + survey->height * c);
  struct point centre = {survey->width / 2.0, survey->height / 2.0};
  struct homography turn = homography_then(
      homography_rotate(angle, centre),
      homography_translate((width - survey->width) / 2.0, (height - survey->height) / 2.0));
  survey->upright_from_source = homography_then(survey->upright_from_source, turn);
  survey->width = width;
  survey->height = height;
}

/* Finds the skew of the lines and takes it out. What a small turn cuts off the corners is the
 * sheet's edge. */
static void survey_deskew(PIX *mask, struct survey *survey)
{
  float angle = 0;
  if (skew_find(mask, SKEW_RANGE, SKEW_CONFIDENCE_MIN, &angle)) {
    struct point centre = {survey->width / 2.0, survey->height / 2.0};
    if (fabsf(angle) < SKEW_IGNORED)
      return;
    survey->upright_from_source =
        homography_then(survey->upright_from_source, homography_rotate(angle, centre));
  } else if (skew_find(mask, SKEW_WIDE_RANGE, SKEW_WIDE_CONFIDENCE_MIN, &angle)) {
    survey_rotate(survey, angle);
  } else {
    return;
  }
  survey->skew = -angle;
}

static bool survey_make(PIX *plain, struct survey *ret_survey)
{
  int longer = pixGetWidth(plain) > pixGetHeight(plain) ? pixGetWidth(plain) : pixGetHeight(plain);
  double factor = (double)SURVEY_SIZE / longer;
  PIX *small = pix_reduce_grey(plain, factor);
  if (!small)
    return false;
  double real_factor_x = (double)pixGetWidth(small) / pixGetWidth(plain);
  double real_factor_y = (double)pixGetHeight(small) / pixGetHeight(plain);
  struct survey survey = {.upright_from_source = homography_scale(real_factor_x, real_factor_y)};
  PIX *sheet = survey_straighten(small, &survey);
  PIX *flat = pix_flatten(sheet, SURVEY_SIZE / 40);
  PIX *mask = flat ? pix_ink_mask(flat) : NULL;
  if (mask) {
    survey_turn(&mask, flat, &survey);
    survey.width = pixGetWidth(mask);
    survey.height = pixGetHeight(mask);
    survey_deskew(mask, &survey);
  }
  pixDestroy(&small);
  pixDestroy(&sheet);
  pixDestroy(&flat);
  bool ok = mask != NULL;
  pixDestroy(&mask);
  if (ok)
    *ret_survey = survey;
  return ok;
}

/* Clean pixels per survey pixel: so that characters get a size that reads well. */
static double clean_factor(const struct survey *survey, double survey_scale)
{
  double source_char = survey->char_size ? survey->char_size / survey_scale : CHAR_SIZE_UNKNOWN;
  double enlarge = 1.0;
  if (source_char < CHAR_SMALL)
    enlarge = fmin(ENLARGE_MAX, CHAR_WANTED / source_char);
  else if (source_char > CHAR_LARGE)
    enlarge = CHAR_WANTED * 1.5 / source_char;
  double factor = enlarge / survey_scale;
  double pixels = factor * survey->width * factor * survey->height;
  return pixels > CLEAN_PIXELS_MAX ? factor * sqrt(CLEAN_PIXELS_MAX / pixels) : factor;
}

/* The plane as the clean page shows it; where the page is reduced, averaged first. */
static PIX *plane_project(PIX *plane, const struct homography *clean_from_source, double scale,
                          int width, int height)
{
  if (scale >= 0.75)
    return pix_warp_grey(plane, clean_from_source, width, height);
  PIX *reduced = pixScaleAreaMap(plane, (l_float32)scale, (l_float32)scale);
  if (!reduced)
    return NULL;
  struct homography source_from_reduced =
      homography_scale((double)pixGetWidth(plane) / pixGetWidth(reduced),
                       (double)pixGetHeight(plane) / pixGetHeight(reduced));
  struct homography h = homography_then(source_from_reduced, *clean_from_source);
  PIX *projected = pix_warp_grey(reduced, &h, width, height);
  pixDestroy(&reduced);
  return projected;
}

/* Where a pixel is at least `level` red. */
static PIX *red_threshold(PIX *redness, int level)
{
  PIX *others = pixThresholdToBinary(redness, level);
  return others ? pixInvert(others, others) : NULL;
}

/* Red ink: what is red for sure, and what is less red, darker than paper, and touches it. */
static PIX *red_ink_mask(PIX *redness, PIX *flat)
{
  PIX *sure = red_threshold(redness, RED_INK_SURE), *likely = red_threshold(redness, RED_INK_LEVEL);
  PIX *dark = pixThresholdToBinary(flat, RED_INK_DARK);
  if (likely && dark)
    pixAnd(likely, likely, dark);
  pixDestroy(&dark);
  PIX *ink = sure && likely ? pixSeedfillBinary(NULL, sure, likely, 8) : NULL;
  if (ink)
    pixOr(ink, ink, sure); /* bright red is paper on a plane without red */
  pixDestroy(&sure);
  pixDestroy(&likely);
  return ink;
}

static bool planes_project(const struct colour_planes *planes, const struct survey *survey,
                           struct clean_page *page)
{
  const double *m = survey->upright_from_source.m;
  double survey_scale = sqrt(fabs(m[0] * m[4] - m[1] * m[3])) / fabs(m[8]);
  double factor = clean_factor(survey, survey_scale);
  int width = (int)(survey->width * factor), height = (int)(survey->height * factor);
  page->clean_from_source =
      homography_then(survey->upright_from_source, homography_scale(factor, factor));
  page->scale = (float)(factor * survey_scale);
  page->char_size = (int)(survey->char_size ? survey->char_size * factor : CHAR_SIZE_UNKNOWN);
  page->quarter_turns = survey->quarter_turns;
  page->skew = survey->skew;
  page->plain = plane_project(planes->plain, &page->clean_from_source, page->scale, width, height);
  PIX *dark = planes->red_free ? plane_project(planes->red_free, &page->clean_from_source,
                                               page->scale, width, height)
              : page->plain    ? pixClone(page->plain)
                               : NULL;
  if (dark)
    page->ink = pix_flatten(dark, page->char_size * 2);
  pixDestroy(&dark);
  if (planes->redness) {
    PIX *red = plane_project(planes->redness, &page->clean_from_source, page->scale, width, height);
    page->red_mask = red && page->ink ? red_ink_mask(red, page->ink) : NULL;
    page->black = red && page->ink ? pixCopy(NULL, page->ink) : NULL;
    if (page->black) {
      pix_lift_red(page->ink, red, RED_LIFT_SOFT);
      pix_lift_red(page->black, red, RED_LIFT_HARD);
    }
    page->redness = red;
  }
  return page->plain && page->ink && ((page->red_mask && page->black) || !planes->redness);
}

/* The ink of text on the clean page, and the size of its characters once more. */
static bool page_find_text(struct clean_page *page)
{
  page->mask = pix_ink_mask(page->black ? page->black : page->ink);
  if (!page->mask)
    return false;
  PIX *frames = ornament_find_frames(page->mask, page->ink);
  if (frames)
    pixSubtract(page->mask, page->mask, frames);
  if (frames && page->red_mask)
    pixSubtract(page->red_mask, page->red_mask, frames);
  pixDestroy(&frames);
  struct component_list list = components_find(page->mask, CHAR_SIZE_MIN / 2);
  int width = pixGetWidth(page->mask), height = pixGetHeight(page->mask);
  int longer = width > height ? width : height;
  int size = components_char_size(&list, longer / 14);
  if (size)
    page->char_size = size;
  if (page->char_size < CHAR_SIZE_MIN)
    page->char_size = CHAR_SIZE_MIN;
  components_clear(&list);
  return true;
}

enum status clean_page_make(PIX *picture, struct clean_page *ret_page, struct error *error)
{
  struct colour_planes planes = {0};
  struct survey survey;
  struct clean_page page = {0};
  bool ok = colour_planes_split(picture, &planes) && survey_make(planes.plain, &survey) &&
            planes_project(&planes, &survey, &page);
  colour_planes_clear(&planes);
  if (!ok || !page_find_text(&page)) {
    clean_page_clear(&page);
    return error_set(error, STATUS_NO_MEMORY, "not enough memory to clean a page of %d×%d pixels",
                     pixGetWidth(picture), pixGetHeight(picture));
  }
  *ret_page = page;
  return STATUS_OK;
}

/* Applies a Leptonica function that works in place to every plane. */
static bool planes_change(struct clean_page *page, PIX *(*change)(PIX *, PIX *))
{
  PIX **planes[] = {&page->ink,  &page->black,    &page->plain,
                    &page->mask, &page->red_mask, &page->redness};
  for (size_t i = 0; i < sizeof planes / sizeof *planes; i++)
    if (*planes[i] && !change(*planes[i], *planes[i]))
      return false;
  return true;
}

enum status clean_page_turn_half(struct clean_page *page, struct error *error)
{
  if (!planes_change(page, pixRotate180))
    return error_set(error, STATUS_NO_MEMORY, "not enough memory to turn a page");
  struct homography turn = {
      {-1, 0, pixGetWidth(page->ink), 0, -1, pixGetHeight(page->ink), 0, 0, 1}};
  page->clean_from_source = homography_then(page->clean_from_source, turn);
  page->quarter_turns = (page->quarter_turns + 2) % 4;
  return STATUS_OK;
}

enum status clean_page_mirror(struct clean_page *page, struct error *error)
{
  if (!planes_change(page, pixFlipLR))
    return error_set(error, STATUS_NO_MEMORY, "not enough memory to mirror a page");
  struct homography mirror = {{-1, 0, pixGetWidth(page->ink), 0, 1, 0, 0, 0, 1}};
  page->clean_from_source = homography_then(page->clean_from_source, mirror);
  return STATUS_OK;
}
