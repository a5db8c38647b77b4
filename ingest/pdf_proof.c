#include "ingest/pdf_page.h"

#include <math.h>

enum {
  PROOF_DPI = 75,
  PROOF_SIDE_AT_MOST = 3000, /* pixels; a larger sheet is proofed at a lower resolution */
  IMAGES_AT_MOST = 24,
  CELL = 8,                     /* pixels of a proof that are compared as one */
  CELL_DIFFERENCE_AT_MOST = 28, /* grey levels between two ways of making a picture smaller */
};

static PIX *as_grey(PIX *pix)
{
  PIX *grey = pix ? pixConvertTo8(pix, 0) : NULL;
  pixDestroy(&pix);
  return grey;
}

static PIX *oriented_copy(PIX *pix, int orientation)
{
  PIX *copy = pixClone(pix);
  if (orientation == 1 || source_orient(&copy, orientation))
    return copy;
  pixDestroy(&copy);
  return NULL;
}

/* A grey copy of at most `side` pixels a side: small enough to try eight ways of turning. */
static PIX *reduced_copy(PIX *full, int side)
{
  int width = pixGetWidth(full), height = pixGetHeight(full);
  double scale = (double)side / (width > height ? width : height);
  PIX *small =
      scale < 1 ? pixScaleGeneral(full, (l_float32)scale, (l_float32)scale, 0, 0) : pixClone(full);
  return as_grey(small);
}

/* Without the sharpening that pixScale adds, which the renderer does not. */
static PIX *scaled_to(PIX *pix, int w, int h)
{
  l_float32 across = (l_float32)w / (l_float32)pixGetWidth(pix);
  l_float32 down = (l_float32)h / (l_float32)pixGetHeight(pix);
  PIX *scaled = pixScaleGeneral(pix, across, down, 0, 0);
  if (!scaled || (pixGetWidth(scaled) == w && pixGetHeight(scaled) == h))
    return scaled;
  PIX *fitted = pixResizeToMatch(scaled, NULL, w, h);
  pixDestroy(&scaled);
  return fitted;
}

/* Mean absolute difference of two grey pictures of the same size. */
static double mean_difference(PIX *a, PIX *b)
{
  PIX *difference = pixAbsDifference(a, b);
  l_float32 mean = 255;
  if (difference)
    pixGetAverageMasked(difference, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
  pixDestroy(&difference);
  return mean;
}

static BOX *box_at(const PopplerRectangle *area, double dpi, PIX *within)
{
  int x1 = (int)lround(fmin(area->x1, area->x2) * dpi / 72);
  int y1 = (int)lround(fmin(area->y1, area->y2) * dpi / 72);
  int x2 = (int)lround(fmax(area->x1, area->x2) * dpi / 72);
  int y2 = (int)lround(fmax(area->y1, area->y2) * dpi / 72);
  x1 = x1 < 0 ? 0 : x1;
  y1 = y1 < 0 ? 0 : y1;
  x2 = x2 > pixGetWidth(within) ? pixGetWidth(within) : x2;
  y2 = y2 > pixGetHeight(within) ? pixGetHeight(within) : y2;
  return x2 > x1 && y2 > y1 ? boxCreate(x1, y1, x2 - x1, y2 - y1) : NULL;
}

struct placed {
  int orientation; /* 1 to 8: how the stored picture is turned on the page */
  PIX *small;      /* grey, of the box's size, upright */
};

/*
 * How a picture lies on the page is a matrix, the page's own rotation and sometimes a mirror;
 * poppler-glib tells none of them. The orientation that looks like the rendered page is the one.
 */
static struct placed placed_find(PIX *image, PIX *page, BOX *box)
{
  l_int32 w, h;
  boxGetGeometry(box, NULL, NULL, &w, &h);
  PIX *target = pixClipRectangle(page, box, NULL);
  PIX *copy = reduced_copy(image, 2 * (w > h ? w : h));
  struct placed best = {.orientation = 1};
  double best_difference = 0;
  for (int orientation = 1; target && copy && orientation <= 8; orientation++) {
    bool quarter = orientation >= 5;
    PIX *small = scaled_to(copy, quarter ? h : w, quarter ? w : h);
    if (!small || !source_orient(&small, orientation)) {
      pixDestroy(&small);
      continue;
    }
    double difference = mean_difference(small, target);
    if (!best.small || difference < best_difference) {
      pixDestroy(&best.small);
      best = (struct placed){orientation, small};
      best_difference = difference;
    } else {
      pixDestroy(&small);
    }
  }
  pixDestroy(&target);
  pixDestroy(&copy);
  return best;
}

/* Puts the page's grey into its reach in `pictures`, so that errors of one pixel in where things
 * lie are no difference: what is darker or brighter than all neighbours is. NULL when memory is
 * out. */
static PIX *difference_make(PIX *page, PIX *pictures)
{
  PIX *darkest = pixErodeGray(pictures, 3, 3), *brightest = pixDilateGray(pictures, 3, 3);
  PIX *darker = darkest ? pixSubtractGray(NULL, darkest, page) : NULL;
  PIX *brighter = brightest ? pixSubtractGray(NULL, page, brightest) : NULL;
  PIX *difference = darker && brighter ? pixAddGray(NULL, darker, brighter) : NULL;
  pixDestroy(&darkest);
  pixDestroy(&brightest);
  pixDestroy(&darker);
  pixDestroy(&brighter);
  return difference;
}

/* True where some cell differs by more than the ways of making a picture smaller can explain. */
static bool shows_more(PIX *difference)
{
  PIX *cells = pixScaleAreaMap(difference, 1.0f / CELL, 1.0f / CELL);
  l_uint32 most = 255;
  if (cells)
    pixGetMaxValueInRect(cells, NULL, &most, NULL, NULL);
  pixDestroy(&cells);
  return most > CELL_DIFFERENCE_AT_MOST;
}

/* Keeps `image` as the page's scan, upright. */
static void proof_keep_scan(struct pdf_proof *proof, PIX *image, int orientation,
                            const PopplerRectangle *area)
{
  proof->scan = oriented_copy(image, orientation);
  proof->scan_turned = orientation != 1;
  if (!proof->scan)
    return;
  proof->scan_x_dpi = pixGetWidth(proof->scan) * 72 / fabs(area->x2 - area->x1);
  proof->scan_y_dpi = pixGetHeight(proof->scan) * 72 / fabs(area->y2 - area->y1);
}

/* Puts one picture where it lies on the page; keeps it as the scan when it is the only one. */
static void proof_place(const struct pdf_page *page, const PopplerImageMapping *mapping, bool only,
                        struct pdf_proof *proof)
{
  BOX *box = box_at(&mapping->area, proof->dpi, proof->page);
  PIX *image = box ? pdf_page_image(page, mapping) : NULL;
  if (image) {
    l_int32 x, y, w, h;
    boxGetGeometry(box, &x, &y, &w, &h);
    struct placed placed = placed_find(image, proof->page, box);
    if (placed.small)
      pixRasterop(proof->pictures, x, y, w, h, PIX_SRC, placed.small, 0, 0);
    pixDestroy(&placed.small);
    if (only)
      proof_keep_scan(proof, image, placed.orientation, &mapping->area);
  }
  pixDestroy(&image);
  boxDestroy(&box);
}

/* Share of the page that a picture covers. */
static double image_share(const struct pdf_page *page, const PopplerImageMapping *mapping)
{
  double w = fabs(mapping->area.x2 - mapping->area.x1),
         h = fabs(mapping->area.y2 - mapping->area.y1);
  double share = w * h / (page->width * page->height);
  return share < 1 ? share : 1;
}

/* Small pictures are not placed: they are what differs, like anything else that is drawn. */
static void proof_place_all(const struct pdf_page *page, struct pdf_proof *proof)
{
  const double small = 0.01;
  int count = 0;
  for (GList *item = page->images; item; item = item->next)
    if (image_share(page, item->data) >= small) {
      proof->coverage += image_share(page, item->data);
      count++;
    }
  if (count > IMAGES_AT_MOST || (count && !page->images_fit))
    return;
  proof->pictures = pixCreateTemplate(proof->page);
  if (!proof->pictures)
    return;
  pixSetAllArbitrary(proof->pictures, 255);
  for (GList *item = page->images; item; item = item->next)
    if (image_share(page, item->data) >= small)
      proof_place(page, item->data, count == 1, proof);
  proof->difference = difference_make(proof->page, proof->pictures);
  if (proof->scan && (!proof->difference || shows_more(proof->difference)))
    pixDestroy(&proof->scan);
}

enum status pdf_proof_make(const struct pdf_page *page, struct pdf_proof *ret_proof,
                           struct error *error)
{
  struct pdf_proof proof = {.dpi = PROOF_DPI};
  double side = fmax(page->width, page->height) * PROOF_DPI / 72;
  if (side > PROOF_SIDE_AT_MOST)
    proof.dpi *= PROOF_SIDE_AT_MOST / side;
  enum status status = pdf_page_render(page, proof.dpi, &proof.page, error);
  if (status)
    return status;
  proof.page = as_grey(proof.page);
  if (!proof.page)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a proof of a PDF page");
  proof_place_all(page, &proof);
  *ret_proof = proof;
  return STATUS_OK;
}

void pdf_proof_clear(struct pdf_proof *proof)
{
  pixDestroy(&proof->page);
  pixDestroy(&proof->pictures);
  pixDestroy(&proof->difference);
  pixDestroy(&proof->scan);
}

double pdf_proof_difference(const struct pdf_proof *proof, const PopplerRectangle *area)
{
  BOX *box = proof->difference ? box_at(area, proof->dpi, proof->page) : NULL;
  PIX *part = box ? pixClipRectangle(proof->difference, box, NULL) : NULL;
  l_float32 mean = 0;
  if (part)
    pixGetAverageMasked(part, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
  pixDestroy(&part);
  boxDestroy(&box);
  return mean;
}
