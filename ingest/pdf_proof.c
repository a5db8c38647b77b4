#include "ingest/pdf_page.h"

#include <math.h>

enum {
  PROOF_DPI = 75,
  PROOF_SIDE_AT_MOST = 3000, /* pixels; a larger sheet is proofed at a lower resolution */
  IMAGES_AT_MOST = 8,
  CELL = 8,                     /* pixels of a proof that are compared as one */
  CELL_DIFFERENCE_AT_MOST = 40, /* grey levels between two ways of making a picture smaller */
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

/* A picture of `full`'s content in a box of w by h pixels, grey; small steps keep the average. */
static PIX *reduced_to(PIX *full, int w, int h)
{
  PIX *small = pixScaleToSize(full, w, h);
  return as_grey(small);
}

/* Mean absolute difference of two grey pictures of the same size. */
static double mean_difference(PIX *a, PIX *b, BOX *box)
{
  PIX *difference = pixAbsDifference(a, b);
  l_float32 mean = 255;
  if (!difference || pixGetAverageMasked(difference, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean)) {
    pixDestroy(&difference);
    return 255;
  }
  if (box) {
    PIX *part = pixClipRectangle(difference, box, NULL);
    if (part)
      pixGetAverageMasked(part, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
    pixDestroy(&part);
  }
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
  struct placed best = {.orientation = 1};
  double best_difference = 0;
  for (int orientation = 1; target && orientation <= 8; orientation++) {
    bool quarter = orientation >= 5;
    PIX *small = reduced_to(image, quarter ? h : w, quarter ? w : h);
    if (!small || !source_orient(&small, orientation)) {
      pixDestroy(&small);
      continue;
    }
    double difference = mean_difference(small, target, NULL);
    if (!best.small || difference < best_difference) {
      pixDestroy(&best.small);
      best = (struct placed){orientation, small};
      best_difference = difference;
    } else {
      pixDestroy(&small);
    }
  }
  pixDestroy(&target);
  return best;
}

/* True where some cell of the two differs by more than the ways of making them can explain. */
static bool proofs_differ(PIX *a, PIX *b)
{
  PIX *difference = pixAbsDifference(a, b);
  PIX *cells = difference ? pixScaleAreaMap(difference, 1.0f / CELL, 1.0f / CELL) : NULL;
  l_uint32 most = 255;
  if (cells)
    pixGetMaxValueInRect(cells, NULL, &most, NULL, NULL);
  pixDestroy(&difference);
  pixDestroy(&cells);
  return most > CELL_DIFFERENCE_AT_MOST;
}

/* Puts one picture where it lies; keeps it as the scan when it is the only one. */
static void proof_place(const struct pdf_page *page, const PopplerImageMapping *mapping, bool only,
                        struct pdf_proof *proof)
{
  BOX *box = box_at(&mapping->area, proof->dpi, proof->page);
  if (!box)
    return;
  l_int32 x, y, w, h;
  boxGetGeometry(box, &x, &y, &w, &h);
  proof->coverage += (double)w * h / pixGetWidth(proof->page) / pixGetHeight(proof->page);
  PIX *image = pdf_page_image(page, mapping);
  struct placed placed = image ? placed_find(image, proof->page, box) : (struct placed){0};
  if (placed.small)
    pixRasterop(proof->pictures, x, y, w, h, PIX_SRC, placed.small, 0, 0);
  pixDestroy(&placed.small);
  if (image && only) {
    proof->scan = oriented_copy(image, placed.orientation);
    proof->scan_turned = placed.orientation != 1;
    if (proof->scan)
      proof->scan_dpi = pixGetWidth(proof->scan) * 72 / fabs(mapping->area.x2 - mapping->area.x1);
  }
  pixDestroy(&image);
  boxDestroy(&box);
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
  guint count = g_list_length(page->images);
  proof.pictures = count <= IMAGES_AT_MOST ? pixCreateTemplate(proof.page) : NULL;
  if (proof.pictures) {
    pixSetAllArbitrary(proof.pictures, 255);
    for (GList *item = page->images; item; item = item->next)
      proof_place(page, item->data, count == 1, &proof);
    if (proof.scan && proofs_differ(proof.page, proof.pictures))
      pixDestroy(&proof.scan);
  }
  *ret_proof = proof;
  return STATUS_OK;
}

void pdf_proof_clear(struct pdf_proof *proof)
{
  pixDestroy(&proof->page);
  pixDestroy(&proof->pictures);
  pixDestroy(&proof->scan);
}

double pdf_proof_difference(const struct pdf_proof *proof, const PopplerRectangle *area)
{
  BOX *box = proof->pictures ? box_at(area, proof->dpi, proof->page) : NULL;
  if (!box)
    return 0;
  double difference = mean_difference(proof->page, proof->pictures, box);
  boxDestroy(&box);
  return difference;
}
