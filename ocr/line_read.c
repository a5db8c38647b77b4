#include "ocr/line_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ocr/engine_handle.h"

/* The network was trained on lines scanned at this resolution; only warnings depend on it. */
enum { LINE_DPI = 300 };

static void glyph_add_alternatives(TessResultIterator *symbol, struct glyph *glyph)
{
  TessChoiceIterator *choice = TessResultIteratorGetChoiceIterator(symbol);
  if (!choice)
    return;
  do {
    const char *text = TessChoiceIteratorGetUTF8Text(choice);
    if (!text || !*text || strlen(text) >= GLYPH_TEXT_BYTES || strcmp(text, glyph->text) == 0)
      continue;
    struct glyph_choice *alternative = &glyph->alternatives[glyph->alternative_count++];
    strcpy(alternative->text, text);
    alternative->confidence = TessChoiceIteratorConfidence(choice) / 100.0f;
  } while (glyph->alternative_count < GLYPH_ALTERNATIVES && TessChoiceIteratorNext(choice));
  TessChoiceIteratorDelete(choice);
}

static void reading_add_symbol(struct reading *reading, TessResultIterator *symbol,
                               const struct line_picture *picture)
{
  TessPageIterator *iterator = TessResultIteratorGetPageIterator(symbol);
  int left, top, right, bottom;
  struct box box = {0};
  if (TessPageIteratorBoundingBox(iterator, RIL_SYMBOL, &left, &top, &right, &bottom))
    box = line_picture_to_page(picture, left, right);
  if (reading->count > 0 && TessPageIteratorIsAtBeginningOf(iterator, RIL_WORD))
    reading_add(reading, " ", 1.0f, (struct box){0});
  char *text = TessResultIteratorGetUTF8Text(symbol, RIL_SYMBOL);
  if (text && *text && strlen(text) < GLYPH_TEXT_BYTES) {
    float confidence = TessResultIteratorConfidence(symbol, RIL_SYMBOL) / 100.0f;
    glyph_add_alternatives(symbol, reading_add(reading, text, confidence, box));
  }
  TessDeleteText(text);
}

enum status line_read(struct engine *engine, const struct line_picture *picture,
                      bool with_alternatives, struct reading *ret_reading, struct error *error)
{
  TessBaseAPI *tesseract = engine_tesseract(engine);
  /* mode 2 lists the choices at each character, mode 0 only the best path */
  TessBaseAPISetVariable(tesseract, "lstm_choice_mode", with_alternatives ? "2" : "0");
  TessBaseAPISetPageSegMode(tesseract, PSM_RAW_LINE);
  TessBaseAPISetImage2(tesseract, picture->pix);
  TessBaseAPISetSourceResolution(tesseract, LINE_DPI);
  if (TessBaseAPIRecognize(tesseract, NULL) != 0)
    return error_set(error, STATUS_INTERNAL, "Tesseract gave up on a line");
  struct reading reading = {0};
  TessResultIterator *symbol = TessBaseAPIGetIterator(tesseract);
  if (symbol) {
    do {
      reading_add_symbol(&reading, symbol, picture);
    } while (TessResultIteratorNext(symbol, RIL_SYMBOL));
    TessResultIteratorDelete(symbol);
  }
  TessBaseAPIClear(tesseract);
  *ret_reading = reading;
  return STATUS_OK;
}
