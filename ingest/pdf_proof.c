#include "ingest/pdf_page.h"

#include <math.h>

#include "ingest/text_proof.h"

enum {
  PROOF_SIDE_AT_MOST = 3000, /* pixels; a larger sheet is proofed at a lower resolution */
  IMAGES_AT_MOST = 24,
  CELL = 8,                     /* pixels of a proof that are compared as one */
  CELL_DIFFERENCE_AT_MOST = 28, /* grey levels between two ways of making a picture smaller */
};

bool pix_is_flat(PIX *pix)
{
  PIX *grey = pixConvertTo8(pix, 0);
  l_int32 least = 0, most = 255;
  bool known = grey && pixGetExtremeValue(grey, 1, L_SELECT_MIN, NULL, NULL, NULL, &least) == 0 &&
               pixGetExtremeValue(grey, 1, L_SELECT_MAX, NULL, NULL, NULL, &most) == 0;
  pixDestroy(&grey);
  return known && least == most;
}

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

/* Where and how a picture lies on the page. */
struct placed {
  int orientation;       /* 1 to 8, as in EXIF; 0: nowhere */
  PopplerRectangle area; /* points; may reach over the page's edge */
};

enum { AREAS = 9 };

/*
 * poppler gives two sides of the picture and either its upper left corner on the page or, when the
 * page or the picture is turned by a quarter, the corner that the picture's own upper left came to;
 * which, and which side is which then, it does not tell. These are all the places it can mean.
 */
static void areas_list(const PopplerRectangle *area, PopplerRectangle areas[AREAS])
{
  int count = 0;
  areas[count++] = *area;
  for (int i = 0; i < 8; i++) {
    double w = fabs(area->x2 - area->x1), h = fabs(area->y2 - area->y1);
    if (i & 4) {
      double swap = w;
      w = h;
      h = swap;
    }
    double x = area->x1 - (i & 1 ? w : 0), y = area->y1 - (i & 2 ? h : 0);
    areas[count++] = (PopplerRectangle){x, y, x + w, y + h};
  }
}

static struct box box_of_area(const PopplerRectangle *area, double dpi)
{
  double scale = dpi / 72;
  int x = (int)lround(area->x1 * scale), y = (int)lround(area->y1 * scale);
  return (struct box){x, y, (int)lround(area->x2 * scale) - x, (int)lround(area->y2 * scale) - y};
}

/* Share of the box that lies on the page. */
static double share_on_page(struct box box, PIX *page)
{
  int across = span_overlap(box.x, box.w, 0, pixGetWidth(page));
  int down = span_overlap(box.y, box.h, 0, pixGetHeight(page));
  return box_is_empty(box) || across <= 0 || down <= 0
             ? 0
             : (double)across * down / ((double)box.w * box.h);
}

/* `base` with the picture laid on it; NULL when it cannot be. */
static PIX *base_with(PIX *base, PIX *picture, struct box box, int orientation)
{
  bool quarter = orientation >= 5;
  PIX *small = scaled_to(picture, quarter ? box.h : box.w, quarter ? box.w : box.h);
  PIX *with = small && source_orient(&small, orientation) ? pixCopy(NULL, base) : NULL;
  if (with)
    pixRasterop(with, box.x, box.y, box.w, box.h, PIX_SRC, small, 0, 0);
  pixDestroy(&small);
  return with;
}

/* The way that looks most like the page so far, and how the page looks then. */
struct best_place {
  struct placed placed;
  PIX *base;
  double difference;
};

static void place_try(struct best_place *best, PIX *base, PIX *picture, PIX *page, double dpi,
                      struct placed placed)
{
  PIX *with = base_with(base, picture, box_of_area(&placed.area, dpi), placed.orientation);
  double difference = with ? mean_difference(with, page) : 0;
  if (with && (!best->base || difference < best->difference)) {
    pixDestroy(&best->base);
    *best = (struct best_place){placed, pixClone(with), difference};
  }
  pixDestroy(&with);
}

static bool is_new_area(const PopplerRectangle areas[AREAS], int index, double dpi)
{
  struct box box = box_of_area(&areas[index], dpi);
  for (int i = 0; i < index; i++) {
    struct box before = box_of_area(&areas[i], dpi);
    if (before.x == box.x && before.y == box.y && before.w == box.w && before.h == box.h)
      return false;
  }
  return true;
}

/* Lays the picture on proof->pictures where and how it looks most like the rendered page. */
static struct placed picture_place(struct pdf_proof *proof, PIX *image,
                                   const PopplerRectangle *area)
{
  const double least_on_page = 0.9;
  PopplerRectangle areas[AREAS];
  areas_list(area, areas);
  PIX *copy = reduced_copy(image, pixGetWidth(proof->page) + pixGetHeight(proof->page));
  struct best_place best = {0};
  for (int i = 0; copy && i < AREAS; i++) {
    if (share_on_page(box_of_area(&areas[i], proof->dpi), proof->page) < least_on_page ||
        !is_new_area(areas, i, proof->dpi))
      continue;
    for (int orientation = 1; orientation <= 8; orientation++)
      place_try(&best, proof->pictures, copy, proof->page, proof->dpi,
                (struct placed){orientation, areas[i]});
  }
  pixDestroy(&copy);
  if (best.base) {
    pixDestroy(&proof->pictures);
    proof->pictures = best.base;
  }
  return best.placed;
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
static void proof_keep_scan(struct pdf_proof *proof, PIX *image, const struct placed *placed)
{
  proof->scan = oriented_copy(image, placed->orientation);
  proof->scan_turned = placed->orientation != 1;
  if (!proof->scan)
    return;
  proof->scan_x_dpi = pixGetWidth(proof->scan) * 72 / (placed->area.x2 - placed->area.x1);
  proof->scan_y_dpi = pixGetHeight(proof->scan) * 72 / (placed->area.y2 - placed->area.y1);
}

/* Puts one picture where it lies on the page; keeps it as the scan when it is the only one and the
 * page's edge hides nothing of it. */
static void proof_place(const struct pdf_page *page, const PopplerImageMapping *mapping, bool only,
                        struct pdf_proof *proof)
{
  const double nearly_all = 0.97;
  PIX *image = pdf_page_image(page, mapping);
  if (!image)
    return;
  proof->has_flat_picture |= pix_is_flat(image);
  struct placed placed = picture_place(proof, image, &mapping->area);
  if (placed.orientation && only &&
      share_on_page(box_of_area(&placed.area, proof->dpi), proof->page) >= nearly_all)
    proof_keep_scan(proof, image, &placed);
  pixDestroy(&image);
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
  struct pdf_proof proof = {.dpi = TEXT_PROOF_DPI};
  double side = fmax(page->width, page->height) * TEXT_PROOF_DPI / 72;
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

bool pdf_proof_shows(const struct pdf_proof *proof, const PopplerRectangle *area)
{
  return text_proof_shows(proof->difference, box_of_area(area, proof->dpi));
}
