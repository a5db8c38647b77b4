#include "ingest/source_decoder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/ofd_draw.h"
#include "ingest/ofd_text.h"
#include "ingest/text_proof.h"

/*
 * OFD (GB/T 33190), as electronic licences and invoices are issued. A page that is one picture
 * gives that; any other is drawn, and its text is evidence as far as the page shows it.
 */

enum { RENDER_DPI = 300 };

static bool ofd_recognises(const unsigned char *head, size_t size)
{
  return size >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}

static enum status ofd_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                            struct error *error)
{
  struct ofd_document *document = NULL;
  enum status status = ofd_document_open(file, &document, error);
  if (status)
    return status;
  *ret_state = document;
  *ret_page_count = (int)document->page_count;
  return STATUS_OK;
}

static void ofd_close(void *state)
{
  struct ofd_document *document = state;
  ofd_document_free(&document);
}

/* ---- a page that is one picture ---- */

/* Whether the object is a picture, upright, that has the whole page. */
static bool is_whole_page(const struct ofd_page *page, const xmlNode *node)
{
  const double tilt_at_most = 0.01, share_at_least = 0.97;
  if (!ofd_node_is(node, "ImageObject") || ofd_number(node, "Alpha", 255) < 255)
    return false;
  struct ofd_matrix matrix = ofd_object_matrix(page, node);
  double width = page->area[2], height = page->area[3];
  double across = fmin(matrix.e + matrix.a, width) - fmax(matrix.e, 0);
  double down = fmin(matrix.f + matrix.d, height) - fmax(matrix.f, 0);
  return fabs(matrix.b) < tilt_at_most && fabs(matrix.c) < tilt_at_most &&
         across >= share_at_least * width && down >= share_at_least * height &&
         width * height >= share_at_least * matrix.a * matrix.d;
}

static enum status scan_load(const struct ofd_document *document, const struct ofd_page *page,
                             const struct source_limits *limits, struct page_picture *ret_picture,
                             struct error *error)
{
  const xmlNode *node = page->objects[0].node;
  autofree char *id = ofd_attribute(node, "ResourceID");
  struct page_picture picture = {0};
  enum status status = ofd_picture_load(document, id, limits, &picture, error);
  if (status)
    return status;
  struct ofd_matrix matrix = ofd_object_matrix(page, node);
  double x_dpi = pixGetWidth(picture.pix) / matrix.a * 25.4;
  double y_dpi = pixGetHeight(picture.pix) / matrix.d * 25.4;
  int width = pixGetWidth(picture.pix), height = pixGetHeight(picture.pix);
  if (!source_square_pixels(&picture.pix, limits, &x_dpi, &y_dpi)) {
    page_picture_clear(&picture);
    return error_set(error, STATUS_NO_MEMORY, "no memory to make the pixels of a scan square");
  }
  if (pixGetWidth(picture.pix) != width || pixGetHeight(picture.pix) != height) {
    free(picture.jpeg); /* it is no longer the page's picture */
    picture.jpeg = NULL;
    picture.jpeg_size = 0;
  }
  picture.dpi =
      source_plausible_dpi(x_dpi, y_dpi, pixGetWidth(picture.pix), pixGetHeight(picture.pix));
  *ret_picture = picture;
  return STATUS_OK;
}

/* ---- a page that is drawn ---- */

/* The page at low resolution with and without its text: what differs is text that can be seen. */
static enum status proof_make(const struct ofd_document *document, const struct ofd_page *page,
                              const struct source_limits *limits, PIX **ret_difference,
                              struct error *error)
{
  PIX *both[2] = {0};
  enum status status = STATUS_OK;
  for (int i = 0; i < 2 && !status; i++) {
    PIX *pix = NULL;
    status = ofd_page_draw(document, page, limits, TEXT_PROOF_DPI, i == 0, &pix, error);
    both[i] = pix ? pixConvertTo8(pix, 0) : NULL;
    pixDestroy(&pix);
  }
  PIX *difference = both[0] && both[1] ? pixAbsDifference(both[0], both[1]) : NULL;
  pixDestroy(&both[0]);
  pixDestroy(&both[1]);
  if (!status && !difference)
    status = error_set(error, STATUS_NO_MEMORY, "no memory for a proof of an OFD page");
  *ret_difference = difference;
  return status;
}

static bool run_is_visible(PIX *difference, struct box box)
{
  const double scale = (double)TEXT_PROOF_DPI / RENDER_DPI;
  int x = (int)floor(box.x * scale), y = (int)floor(box.y * scale);
  int right = (int)ceil(box_right(box) * scale), bottom = (int)ceil(box_bottom(box) * scale);
  return text_proof_shows(difference, (struct box){x, y, right - x, bottom - y});
}

static int compare_runs(const void *left, const void *right)
{
  const struct box a = ((const struct text_run *)left)->box;
  const struct box b = ((const struct text_run *)right)->box;
  return a.y != b.y ? (a.y > b.y) - (a.y < b.y) : (a.x > b.x) - (a.x < b.x);
}

/* Leaves the runs that can be seen, top to bottom. */
static void runs_keep_visible(struct page_picture *picture, PIX *difference)
{
  size_t kept = 0;
  for (size_t i = 0; i < picture->run_count; i++)
    if (run_is_visible(difference, picture->runs[i].box))
      picture->runs[kept++] = picture->runs[i];
    else {
      free(picture->runs[i].text);
      picture->text_is_hidden = true;
    }
  picture->text_is_hidden &= kept > 0;
  picture->run_count = kept;
  if (kept)
    qsort(picture->runs, kept, sizeof *picture->runs, compare_runs);
}

static enum status text_find(const struct ofd_document *document, const struct ofd_page *page,
                             const struct source_limits *limits, struct page_picture *picture,
                             struct error *error)
{
  ofd_text_lines(page, RENDER_DPI, &picture->runs, &picture->run_count);
  if (!picture->run_count)
    return STATUS_OK;
  PIX *difference = NULL;
  enum status status = proof_make(document, page, limits, &difference, error);
  if (!status)
    runs_keep_visible(picture, difference);
  pixDestroy(&difference);
  return status;
}

static enum status page_load(const struct ofd_document *document, const struct ofd_page *page,
                             const struct source_limits *limits, enum pdf_text_mode text,
                             struct page_picture *picture, struct error *error)
{
  if (page->count == 1 && is_whole_page(page, page->objects[0].node))
    return scan_load(document, page, limits, picture, error);
  enum status status =
      ofd_page_draw(document, page, limits, RENDER_DPI, true, &picture->pix, error);
  picture->dpi = RENDER_DPI;
  if (!status && text == PDF_TEXT_AUTO)
    status = text_find(document, page, limits, picture, error);
  return status;
}

static enum status ofd_load(const struct source_file *file, void *state, int index,
                            enum pdf_text_mode text, struct page_picture *ret_picture,
                            struct error *error)
{
  struct ofd_document *document = state;
  struct ofd_page page cleanup_with(ofd_page_clear) = {0};
  struct page_picture picture cleanup_with(page_picture_clear) = {0};
  enum status status = ofd_page_open(document, (size_t)index, &page, error);
  if (!status)
    status = page_load(document, &page, &file->limits, text, &picture, error);
  if (status)
    return status;
  *ret_picture = picture;
  picture = (struct page_picture){0};
  return STATUS_OK;
}

const struct source_decoder source_ofd_decoder = {
    .format = SOURCE_OFD,
    .recognises = ofd_recognises,
    .confirms = ofd_is,
    .open = ofd_open,
    .load = ofd_load,
    .close = ofd_close,
};
