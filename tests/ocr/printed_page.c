#include "tests/cmocka_all.h"

#include "tests/ocr/printed_page.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "jobs/reading_pool.h"

static const char FACE[] = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc";

struct printer {
  FT_Library library;
  FT_Face face;
};

struct printer *printer_open(void)
{
  struct printer *printer = memory_alloc(sizeof *printer);
  if (FT_Init_FreeType(&printer->library) == 0 &&
      FT_New_Face(printer->library, FACE, 0, &printer->face) == 0)
    return printer;
  printer_close(&printer);
  return NULL;
}

void printer_close(struct printer **printer)
{
  if (!*printer)
    return;
  if ((*printer)->face)
    FT_Done_Face((*printer)->face);
  if ((*printer)->library)
    FT_Done_FreeType((*printer)->library);
  free(*printer);
  *printer = NULL;
}

static void character_print(FT_Face face, unsigned codepoint, PIX *pix, int x, int baseline)
{
  assert_int_equal(FT_Load_Char(face, codepoint, FT_LOAD_RENDER | FT_LOAD_NO_BITMAP), 0);
  const FT_GlyphSlot slot = face->glyph;
  for (int row = 0; row < (int)slot->bitmap.rows; row++)
    for (int column = 0; column < (int)slot->bitmap.width; column++) {
      unsigned ink = slot->bitmap.buffer[row * slot->bitmap.pitch + column], level = 255 - ink;
      if (ink)
        pixSetPixel(pix, x + slot->bitmap_left + column, baseline - slot->bitmap_top + row,
                    pixGetDepth(pix) == 8 ? level : level * 0x01010100u);
    }
}

void print_line(const struct printer *printer, PIX *pix, int x, int y, int size, const char *text)
{
  unsigned codepoint;
  FT_Set_Pixel_Sizes(printer->face, 0, (FT_UInt)size);
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step, x += size)
    character_print(printer->face, codepoint, pix, x, y + size * 9 / 10);
}

struct engine *default_engine_open(void)
{
  const struct engine_options options = {
      .language = reading_pool_options_default.engine.language,
      .tessdata_dir = reading_pool_options_default.engine.tessdata_dir,
      .line_net = ZHAOLU_SOURCE_DATA "/line-net.bin",
      .own_models = ZHAOLU_SOURCE_DATA "/tessdata",
  };
  struct engine *engine = NULL;
  struct error error = {0};
  if (engine_open(&options, &engine, &error) != STATUS_OK)
    print_error("%s\n", error.message);
  return engine;
}

int fixture_open(void **state)
{
  struct fixture *fixture = memory_alloc(sizeof *fixture);
  fixture->engine = default_engine_open();
  fixture->printer = printer_open();
  *state = fixture;
  return fixture->engine && fixture->printer ? 0 : -1;
}

int fixture_close(void **state)
{
  struct fixture *fixture = *state;
  engine_close(&fixture->engine);
  printer_close(&fixture->printer);
  free(fixture);
  return 0;
}

char *reading_compact(const struct reading *reading)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < reading->count; i++)
    if (!glyph_is_space(&reading->glyphs[i]))
      strbuf_append(&text, reading->glyphs[i].text);
  return strbuf_take(&text);
}
