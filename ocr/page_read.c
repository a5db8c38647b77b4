#include "ocr/page_read.h"

#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/memory.h"
#include "ingest/page_fingerprint.h"
#include "ingest/picture_encode.h"
#include "ocr/engine.h"

enum { DPI_ASSUMED = 300 };

struct prepared_page {
  PIX *grey;
  float dpi;
  bool want_previews;
  struct page_fingerprint fingerprint;
};

enum status page_prepare(PIX *picture, const struct page_read_options *options,
                         struct prepared_page **ret_prepared, struct error *error)
{
  PIX *grey = pixConvertTo8(picture, 0);
  if (!grey)
    return error_set(error, STATUS_NO_MEMORY, "not enough memory for a page of %d x %d pixels",
                     pixGetWidth(picture), pixGetHeight(picture));
  struct prepared_page *prepared = memory_alloc(sizeof *prepared);
  prepared->grey = grey;
  prepared->dpi = options->dpi;
  prepared->want_previews = options->want_previews;
  *ret_prepared = prepared;
  return STATUS_OK;
}

void prepared_page_free(struct prepared_page **prepared)
{
  if (!*prepared)
    return;
  pixDestroy(&(*prepared)->grey);
  free(*prepared);
  *prepared = NULL;
}

const struct page_fingerprint *prepared_page_fingerprint(const struct prepared_page *prepared)
{
  return &prepared->fingerprint;
}

static struct box iterator_box(TessPageIterator *iterator, TessPageIteratorLevel level)
{
  int left, top, right, bottom;
  if (!TessPageIteratorBoundingBox(iterator, level, &left, &top, &right, &bottom))
    return (struct box){0};
  return (struct box){left, top, right - left, bottom - top};
}

static void glyph_add_alternatives(TessResultIterator *symbol, struct glyph *glyph)
{
  TessChoiceIterator *choice = TessResultIteratorGetChoiceIterator(symbol);
  if (!choice)
    return;
  do {
    const char *text = TessChoiceIteratorGetUTF8Text(choice);
    if (!text || strlen(text) >= GLYPH_TEXT_BYTES || strcmp(text, glyph->text) == 0)
      continue;
    struct glyph_choice *alternative = &glyph->alternatives[glyph->alternative_count++];
    strcpy(alternative->text, text);
    alternative->confidence = TessChoiceIteratorConfidence(choice) / 100.0f;
  } while (glyph->alternative_count < GLYPH_ALTERNATIVES && TessChoiceIteratorNext(choice));
  TessChoiceIteratorDelete(choice);
}

static void line_add_symbol(TessResultIterator *symbol, struct read_line *line)
{
  TessPageIterator *iterator = TessResultIteratorGetPageIterator(symbol);
  if (line->best.count > 0 && TessPageIteratorIsAtBeginningOf(iterator, RIL_WORD))
    reading_add(&line->best, " ", 1.0f, (struct box){0});
  char *text = TessResultIteratorGetUTF8Text(symbol, RIL_SYMBOL);
  if (text && strlen(text) < GLYPH_TEXT_BYTES) {
    struct glyph *glyph =
        reading_add(&line->best, text, TessResultIteratorConfidence(symbol, RIL_SYMBOL) / 100.0f,
                    iterator_box(iterator, RIL_SYMBOL));
    glyph_add_alternatives(symbol, glyph);
  }
  TessDeleteText(text);
}

static void page_add_lines(TessResultIterator *symbol, struct read_page *page)
{
  TessPageIterator *iterator = TessResultIteratorGetPageIterator(symbol);
  struct read_line *line = NULL;
  do {
    if (!line || TessPageIteratorIsAtBeginningOf(iterator, RIL_TEXTLINE))
      line = read_page_add_line(page, LINE_TEXT, iterator_box(iterator, RIL_TEXTLINE));
    line_add_symbol(symbol, line);
  } while (TessResultIteratorNext(symbol, RIL_SYMBOL));
}

enum status page_read(struct engine *engine, struct prepared_page *prepared,
                      struct read_page *ret_page, struct error *error)
{
  TessBaseAPI *tesseract = engine_tesseract(engine);
  struct read_page page = {
      .width = pixGetWidth(prepared->grey),
      .height = pixGetHeight(prepared->grey),
      .dpi = prepared->dpi,
      .clean_width = pixGetWidth(prepared->grey),
      .clean_height = pixGetHeight(prepared->grey),
      .clean_from_source = {1, 0, 0, 0, 1, 0, 0, 0, 1},
  };
  TessBaseAPISetPageSegMode(tesseract, PSM_AUTO);
  TessBaseAPISetImage2(tesseract, prepared->grey);
  TessBaseAPISetSourceResolution(tesseract, prepared->dpi > 0 ? (int)prepared->dpi : DPI_ASSUMED);
  if (TessBaseAPIRecognize(tesseract, NULL) != 0)
    return error_set(error, STATUS_INTERNAL, "Tesseract gave up on this page");
  TessResultIterator *symbol = TessBaseAPIGetIterator(tesseract);
  if (symbol) {
    page_add_lines(symbol, &page);
    TessResultIteratorDelete(symbol);
  }
  TessBaseAPIClear(tesseract);
  if (page.line_count == 0)
    page.status = PAGE_BLANK;
  enum status status = STATUS_OK;
  if (prepared->want_previews)
    status = picture_encode_preview(prepared->grey, &page.scan_preview, error);
  if (prepared->want_previews && status == STATUS_OK)
    status = picture_encode_preview(prepared->grey, &page.clean_preview, error);
  if (status != STATUS_OK) {
    read_page_clear(&page);
    return status;
  }
  *ret_page = page;
  return STATUS_OK;
}
