/* Lines drawn in a face that the table of shapes was not made from. */

#include "tests/cmocka_all.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <uchar.h>

#include "base/number.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "ocr/shape_read.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 900, HEIGHT = 120, SIZE = 36, X = 60, BASELINE = 80, MOST = 20 };
static const char FACE[] = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc";

struct fixture {
  FT_Library library;
  FT_Face face;
  struct shape_table *table;
};

static int fixture_open(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  struct error error = {0};
  if (!fixture ||
      shape_table_load(ZHAOLU_BUILD_DATA "/shapes.bin", &fixture->table, &error) != STATUS_OK ||
      FT_Init_FreeType(&fixture->library) != 0)
    return -1;
  if (FT_New_Face(fixture->library, FACE, 0, &fixture->face) != 0)
    fixture->face = NULL;
  *state = fixture;
  return 0;
}

static int fixture_close(void **state)
{
  struct fixture *fixture = *state;
  if (fixture->face)
    FT_Done_Face(fixture->face);
  FT_Done_FreeType(fixture->library);
  shape_table_free(&fixture->table);
  free(fixture);
  return 0;
}

static void character_draw(FT_Face face, unsigned codepoint, PIX *page, int x)
{
  assert_int_equal(FT_Load_Char(face, codepoint, FT_LOAD_RENDER | FT_LOAD_NO_BITMAP), 0);
  const FT_GlyphSlot slot = face->glyph;
  for (int row = 0; row < (int)slot->bitmap.rows; row++)
    for (int column = 0; column < (int)slot->bitmap.width; column++)
      pixSetPixel(page, x + slot->bitmap_left + column, BASELINE - slot->bitmap_top + row,
                  255 - slot->bitmap.buffer[row * slot->bitmap.pitch + column]);
}

/* Draws `printed` and says that `read` was read of it, `shift` pixels beside its place. */
static PIX *line_draw(FT_Face face, const char *printed, const char *read, int shift,
                      struct text_segment *segment, struct reading *reading)
{
  PIX *page = paper_make(WIDTH, HEIGHT, 8);
  unsigned codepoint;
  int x = X;
  FT_Set_Pixel_Sizes(face, 0, SIZE);
  for (size_t step; (step = utf8_decode(printed, &codepoint)) != 0; printed += step, x += SIZE)
    character_draw(face, codepoint, page, x);
  struct box box = {X, BASELINE - SIZE * 9 / 10, x - X, SIZE};
  segment->pieces[0] = segment->box = box;
  segment->piece_count = 1;
  segment->size = SIZE;
  double pitch = (double)box.w / (double)utf8_count(read);
  for (int i = 0; (codepoint = 0, utf8_decode(read, &codepoint)) != 0; i++) {
    char text[5];
    read += utf8_encode(codepoint, text);
    reading_add(reading, text, 0.99f,
                (struct box){X + (int)(i * pitch) + shift, box.y, (int)pitch, SIZE});
  }
  return page;
}

/* 张余[佘]; a part of a character is in round brackets. */
static char *reading_told(const struct reading *reading)
{
  struct strbuf told = {0};
  for (size_t i = 0; i < reading->count; i++) {
    const struct glyph *glyph = &reading->glyphs[i];
    strbuf_appendf(&told, glyph->is_part_of_shape ? "(%s)" : "%s", glyph->text);
    if (*glyph->by_shape)
      strbuf_appendf(&told, "[%s]", glyph->by_shape);
  }
  return strbuf_take(&told);
}

static void test_tells_characters_that_the_model_lacks(void **state)
{
  static const struct {
    const char *printed, *read, *told;
  } cases[] = {
      {"张彧", "张或", "张或[彧]"},
      {"李崴", "李册", "李册[崴]"},
      {"冼知夏", "洗知夏", "洗[冼]知夏"},
      {"何赟喆", "何斌哲", "何斌[赟]哲[喆]"},
      {"林翀骅", "林冲华", "林冲[翀]华"},
      {"陈瞍安", "陈上时安", "陈上[瞍](时)安"}, /* read as two */
      {"重庆云岫数据有限公司", "重庆云册数据有限公司", "重庆云册[岫]数据有限公司"},
      /* what was read is what is printed */
      {"许诺", "许诺", "许诺"},
      {"章或", "章或", "章或"},
      {"于丁卜", "于丁卜", "于丁卜"},
      /* misread surely, and the model has it: nothing is told */
      {"张场", "张杨", "张杨"},
      {"沈知夏", "沈如复", "沈如复"},
  };
  const struct fixture *fixture = *state;
  if (!fixture->face)
    skip();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int shift = -SIZE / 3; shift <= SIZE / 3; shift += SIZE / 3) {
      struct box pieces[1];
      struct text_segment segment = {.pieces = pieces};
      struct reading reading = {0};
      PIX *page =
          line_draw(fixture->face, cases[i].printed, cases[i].read, shift, &segment, &reading);
      reading_compare_shapes(fixture->table, page, &segment, &reading);
      char *told = reading_told(&reading);
      if (strcmp(told, cases[i].told) != 0)
        fail_msg("%s read as %s, %d pixels beside: %s, not %s", cases[i].printed, cases[i].read,
                 shift, told, cases[i].told);
      free(told);
      reading_clear(&reading);
      pixDestroy(&page);
    }
}

/* One character drawn, read with that confidence, and compared. The reading is the caller's. */
static struct reading one_character_compared(const struct fixture *fixture, const char *printed,
                                             const char *read, float confidence)
{
  struct box pieces[1];
  struct text_segment segment = {.pieces = pieces};
  struct reading reading = {0};
  PIX *page = line_draw(fixture->face, printed, read, 0, &segment, &reading);
  reading.glyphs[0].confidence = confidence;
  reading_compare_shapes(fixture->table, page, &segment, &reading);
  pixDestroy(&page);
  return reading;
}

/* Of what was read unsurely, only what looks like it and like no other is clear. */
static void test_says_which_doubtful_characters_are_clear(void **state)
{
  static const struct {
    const char *printed, *read;
    float confidence;
    bool is_clear;
  } cases[] = {
      {"禾", "禾", 0.9f, true},    {"岱", "岱", 0.9f, true},  {"锋", "笙", 0.9f, false},
      {"孝", "学", 0.9f, false},   {"渎", "污", 0.9f, false}, {"末", "未", 0.9f, false},
      {"禾", "禾", 0.995f, false}, /* sure without it */
  };
  const struct fixture *fixture = *state;
  if (!fixture->face)
    skip();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading reading =
        one_character_compared(fixture, cases[i].printed, cases[i].read, cases[i].confidence);
    if (reading.glyphs[0].shape_is_clear != cases[i].is_clear)
      fail_msg("%s read as %s: %d", cases[i].printed, cases[i].read,
               reading.glyphs[0].shape_is_clear);
    reading_clear(&reading);
  }
}

/* What was read unsurely becomes what the picture clearly shows, and is an alternative to it. */
static void test_mends_what_was_misread_unsurely(void **state)
{
  static const struct {
    const char *printed, *read;
    float confidence;
    const char *mended;
  } cases[] = {
      {"毅", "敲", 0.90f, "毅"}, {"超", "起", 0.93f, "超"},
      {"孝", "学", 0.80f, "孝"}, {"超", "起", 0.98f, "起"}, /* surely read */
      {"末", "未", 0.90f, "未"},                            /* too much alike to tell */
      {"一", "二", 0.90f, "二"},                            /* too narrow a shape to compare */
  };
  const struct fixture *fixture = *state;
  if (!fixture->face)
    skip();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct reading reading =
        one_character_compared(fixture, cases[i].printed, cases[i].read, cases[i].confidence);
    const struct glyph *glyph = &reading.glyphs[0];
    if (strcmp(glyph->text, cases[i].mended) != 0)
      fail_msg("%s read as %s: %s", cases[i].printed, cases[i].read, glyph->text);
    bool is_mended = strcmp(cases[i].read, cases[i].mended) != 0;
    assert_int_equal(glyph->alternative_count, is_mended);
    if (is_mended) {
      assert_string_equal(glyph->alternatives[0].text, cases[i].read);
      assert_true(glyph->confidence <= 0.8f);
    }
    reading_clear(&reading);
  }
}

/* What is read unsurely and looks otherwise says what it looks like, but for its neighbours. */
static void test_says_what_a_doubtful_character_looks_like(void **state)
{
  const struct fixture *fixture = *state;
  if (!fixture->face)
    skip();
  struct reading reading = one_character_compared(fixture, "末", "来", 0.975f);
  const struct glyph *glyph = &reading.glyphs[0];
  assert_true(glyph->look_count > 3 && !glyph->shape_fits);
  assert_true(glyph->looks[0].codepoint == 0x672B || glyph->looks[0].codepoint == 0x672A);
  assert_true(glyph->looks[0].likeness > glyph->read_likeness && glyph->read_likeness > 0.5f);
  reading_clear(&reading);
  reading = one_character_compared(fixture, "末", "来", 0.995f); /* surely read */
  assert_int_equal(reading.glyphs[0].look_count, 0);
  reading_clear(&reading);
  reading = one_character_compared(fixture, "岱", "岱", 0.9f);
  assert_true(reading.glyphs[0].look_count == 0 && reading.glyphs[0].shape_fits);
  reading_clear(&reading);
}

/* As small print looks that was copied badly: blurred and pale. */
static PIX *page_wear(PIX *page)
{
  PIX *blurred = pixBlockconvGray(page, NULL, 2, 3);
  assert_non_null(blurred);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      l_uint32 level;
      pixGetPixel(blurred, x, y, &level);
      pixSetPixel(blurred, x, y, 255 - (255 - level) * 6 / 10);
    }
  pixDestroy(&page);
  return blurred;
}

static void test_knows_worn_characters(void **state)
{
  const struct fixture *fixture = *state;
  if (!fixture->face)
    skip();
  static const char32_t worn[] = U"猎绍纸粉绣组拱控禺器渔络";
  for (size_t i = 0; worn[i]; i++) {
    struct box pieces[1];
    struct text_segment segment = {.pieces = pieces};
    struct reading reading = {0};
    char printed[5];
    utf8_encode(worn[i], printed);
    PIX *page = page_wear(line_draw(fixture->face, printed, "来", 0, &segment, &reading));
    reading.glyphs[0].confidence = 0.8f;
    reading_compare_shapes(fixture->table, page, &segment, &reading);
    pixDestroy(&page);
    const struct glyph *glyph = &reading.glyphs[0];
    if (strcmp(glyph->text, printed) != 0 &&
        (glyph->look_count == 0 || glyph->looks[0].codepoint != worn[i]))
      fail_msg("%s looks like U+%04X", printed, glyph->looks[0].codepoint);
    reading_clear(&reading);
  }
}

static void test_a_neighbour_is_not_what_a_character_looks_like(void **state)
{
  const struct fixture *fixture = *state;
  if (!fixture->face)
    skip();
  struct box pieces[1];
  struct text_segment segment = {.pieces = pieces};
  struct reading reading = {0};
  PIX *page = line_draw(fixture->face, "末末", "来末", 0, &segment, &reading);
  reading.glyphs[0].confidence = 0.975f;
  reading_compare_shapes(fixture->table, page, &segment, &reading);
  pixDestroy(&page);
  assert_true(reading.glyphs[0].look_count > 0);
  for (int i = 0; i < reading.glyphs[0].look_count; i++)
    assert_int_not_equal(reading.glyphs[0].looks[i].codepoint, 0x672B);
  reading_clear(&reading);
}

static void test_leaves_an_empty_picture_and_unknown_places_alone(void **state)
{
  const struct fixture *fixture = *state;
  PIX *page = paper_make(WIDTH, HEIGHT, 8);
  struct box pieces[] = {{X, 40, 2 * SIZE, SIZE}};
  struct text_segment segment = {
      .box = pieces[0], .pieces = pieces, .piece_count = 1, .size = SIZE};
  struct reading reading = {0};
  reading_add(&reading, "或", 0.9f, pieces[0]);
  reading_add(&reading, "册", 0.9f, (struct box){0});
  reading_add(&reading, "余", 0.9f, (struct box){WIDTH + 500, -300, SIZE, SIZE});
  reading_compare_shapes(fixture->table, page, &segment, &reading);
  char *told = reading_told(&reading);
  assert_string_equal(told, "或册余");
  free(told);
  reading_clear(&reading);
  pixDestroy(&page);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tells_characters_that_the_model_lacks),
      cmocka_unit_test(test_says_which_doubtful_characters_are_clear),
      cmocka_unit_test(test_mends_what_was_misread_unsurely),
      cmocka_unit_test(test_says_what_a_doubtful_character_looks_like),
      cmocka_unit_test(test_knows_worn_characters),
      cmocka_unit_test(test_a_neighbour_is_not_what_a_character_looks_like),
      cmocka_unit_test(test_leaves_an_empty_picture_and_unknown_places_alone),
  };
  return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
