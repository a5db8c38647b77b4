#include "ingest/source_decoder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/pdf_page.h"
#include "ingest/pdf_pictures.h"

/*
 * PDF through poppler-glib, its structure through libqpdf. A page that is one scan gives that
 * picture at its own resolution; a page with real text gives its text and a rendering; any other
 * page is rendered.
 */

enum { RENDER_DPI = 300, MAGIC_WITHIN = 1024 /* PDF 1.7, appendix H: where viewers look */ };

struct pdf_state {
  PopplerDocument *document;
  struct pdf_pictures *pictures; /* NULL where libqpdf cannot read the file */
};

static bool pdf_recognises(const unsigned char *head, size_t size)
{
  return memmem(head, size < MAGIC_WITHIN ? size : MAGIC_WITHIN, "%PDF-", 5) != NULL;
}

static enum status pdf_open_error(const GError *failure, struct error *error)
{
  if (failure && g_error_matches(failure, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    return error_set(error, STATUS_UNSUPPORTED,
                     "the PDF is locked with a password; save it without one, for example with: "
                     "qpdf --decrypt --password=… IN.pdf OUT.pdf");
  return error_set(error, STATUS_BAD_INPUT, "the PDF is damaged; copy it or print it to PDF again");
}

static enum status pdf_open(const struct source_file *file, void **ret_state, int *ret_page_count,
                            struct error *error)
{
  int fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 3); /* poppler closes its own */
  if (fd < 0)
    return error_set(error, STATUS_IO, "too many files are open");
  g_autoptr(GError) failure = NULL;
  PopplerDocument *document = poppler_document_new_from_fd(fd, NULL, &failure);
  if (!document)
    return pdf_open_error(failure, error);
  int pages = poppler_document_get_n_pages(document);
  enum status status = STATUS_OK;
  if (pages < 1)
    status = error_set(error, STATUS_BAD_INPUT, "the PDF has no pages; print it to PDF again");
  else if (pages > file->limits.max_pages)
    status =
        error_set(error, STATUS_TOO_LARGE,
                  "the PDF has %d pages, more than the limit of %d; split it, or raise --max-pages",
                  pages, file->limits.max_pages);
  if (status) {
    g_object_unref(document);
    return status;
  }
  struct pdf_state *state = memory_alloc(sizeof *state);
  *state = (struct pdf_state){document, pdf_pictures_open(file)};
  *ret_state = state;
  *ret_page_count = pages;
  return STATUS_OK;
}

static void pdf_close(void *opaque)
{
  struct pdf_state *state = opaque;
  g_object_unref(state->document);
  pdf_pictures_free(&state->pictures);
  free(state);
}

/* A page with text, or one that is drawn: as a printer at RENDER_DPI would show it. */
static enum status pdf_render(const struct pdf_page *page, struct page_picture *ret_picture,
                              struct error *error)
{
  PIX *pix = NULL;
  enum status status = pdf_page_render(page, RENDER_DPI, &pix, error);
  if (status)
    return status;
  ret_picture->pix = pix;
  ret_picture->dpi = RENDER_DPI;
  return STATUS_OK;
}

/* *ret_as_stored: the picture is one of the file's own, with its pixels where they were. */
static enum status pdf_page_load(const struct pdf_page *page, enum pdf_text_mode pdf_text,
                                 struct page_picture *ret_picture, bool *ret_as_stored,
                                 bool *ret_flat_picture, struct error *error)
{
  struct pdf_proof proof cleanup_with(pdf_proof_clear) = {0};
  enum status status = pdf_proof_make(page, &proof, error);
  if (status)
    return status;
  *ret_flat_picture = proof.has_flat_picture;
  struct page_picture picture = {0};
  if (proof.scan) {
    double x_dpi = proof.scan_x_dpi, y_dpi = proof.scan_y_dpi;
    if (!source_square_pixels(&proof.scan, page->limits, &x_dpi, &y_dpi))
      return error_set(error, STATUS_NO_MEMORY, "no memory to make the pixels of a scan square");
    picture.pix = proof.scan;
    picture.dpi =
        source_plausible_dpi(x_dpi, y_dpi, pixGetWidth(proof.scan), pixGetHeight(proof.scan));
    *ret_as_stored = !proof.scan_turned && x_dpi == proof.scan_x_dpi && y_dpi == proof.scan_y_dpi;
    proof.scan = NULL;
  } else {
    status = pdf_render(page, &picture, error);
    if (status)
      return status;
    if (pdf_text == PDF_TEXT_AUTO)
      pdf_text_find(page, &proof, RENDER_DPI, &picture.runs, &picture.run_count,
                    &picture.text_is_hidden);
  }
  *ret_picture = picture;
  return STATUS_OK;
}

/* poppler tells its troubles to whoever listens to GLib, and draws what is left. */
static void complaint_note(const gchar *domain, GLogLevelFlags level, const gchar *message,
                           gpointer context)
{
  bool *complained = context;
  (void)domain, (void)level, (void)message;
  *complained = true;
}

static enum status pdf_load(const struct source_file *file, void *opaque, int index,
                            enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                            struct error *error)
{
  const struct pdf_state *state = opaque;
  struct pdf_page page = {.limits = &file->limits};
  page.page = poppler_document_get_page(state->document, index);
  if (!page.page)
    return error_set(error, STATUS_BAD_INPUT, "the PDF page is damaged; print it to PDF again");
  poppler_page_get_size(page.page, &page.width, &page.height);
  page.images = poppler_page_get_image_mapping(page.page);
  page.images_fit = pdf_pictures_largest(state->pictures, index) <= file->limits.max_pixels;
  bool as_stored = false, flat_picture = false, complained = false;
  struct page_picture picture = {0};
  g_log_set_default_handler(complaint_note, &complained);
  enum status status = pdf_page_load(&page, pdf_text, &picture, &as_stored, &flat_picture, error);
  g_log_set_default_handler(g_log_default_handler, NULL);
  bool has_images = page.images != NULL;
  poppler_page_free_image_mapping(page.images);
  g_object_unref(page.page);
  bool page_is_flat = !status && pix_is_flat(picture.pix);
  if (!status && page.images_fit && (page_is_flat || flat_picture))
    status = pdf_pictures_check(state->pictures, index, page_is_flat, error);
  picture.has_flaws = complained && has_images;
  if (!status && as_stored)
    status = pdf_pictures_match(state->pictures, index, &file->limits, picture.pix, &picture.jpeg,
                                &picture.jpeg_size, error);
  if (status) {
    page_picture_clear(&picture);
    return status;
  }
  *ret_picture = picture;
  return STATUS_OK;
}

const struct source_decoder source_pdf_decoder = {
    .format = SOURCE_PDF,
    .recognises = pdf_recognises,
    .open = pdf_open,
    .load = pdf_load,
    .close = pdf_close,
};
