#include "tests/cmocka_all.h"

#include "page/picture_encode.h"

/* Paper as a scanner sees it: no two neighbours alike. */
static PIX *paper_make(int width, int height, int depth)
{
  PIX *pix = pixCreate(width, height, depth);
  unsigned state = 1;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      state = state * 1664525u + 1013904223u;
      unsigned grey = 225 + (state >> 24) % 16;
      pixSetPixel(pix, x, y, depth == 32 ? grey << 24 | grey << 16 | grey << 8 | 0x80 : grey);
    }
  return pix;
}

/* One even tone: a drawing. */
static PIX *drawing_make(int width, int height, int depth)
{
  PIX *pix = pixCreate(width, height, depth);
  pixSetAllArbitrary(pix, depth == 32 ? 0x20406000 : 0x40);
  return pix;
}

static struct picture_blob full_encode(PIX *pix)
{
  struct page_picture picture = {.pix = pix};
  struct picture_blob blob = {0};
  struct error error;
  assert_int_equal(picture_encode_full(&picture, &blob, &error), STATUS_OK);
  assert_int_equal(blob.width, pixGetWidth(pix));
  assert_int_equal(blob.height, pixGetHeight(pix));
  return blob;
}

static void test_each_kind_of_page_is_packed_in_the_way_that_suits_it(void **state)
{
  (void)state;
  struct {
    PIX *pix;
    enum picture_format format;
  } cases[] = {
      {pixCreate(300, 400, 1), PICTURE_G4},      {drawing_make(300, 400, 8), PICTURE_PNG},
      {drawing_make(300, 400, 32), PICTURE_PNG}, {pixCreate(300, 400, 8), PICTURE_G4},
      {pixCreate(300, 400, 32), PICTURE_G4},     {paper_make(300, 400, 8), PICTURE_JPEG},
      {paper_make(300, 400, 32), PICTURE_JPEG},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct picture_blob blob = full_encode(cases[i].pix);
    assert_int_equal(blob.format, cases[i].format);
    picture_blob_clear(&blob);
    pixDestroy(&cases[i].pix);
  }
}

static void test_the_files_own_jpeg_is_carried_unchanged(void **state)
{
  (void)state;
  PIX *pix = paper_make(40, 30, 8);
  unsigned char bytes[] = {0xFF, 0xD8, 1, 2, 3};
  struct page_picture picture = {.pix = pix, .jpeg = bytes, .jpeg_size = sizeof bytes};
  struct picture_blob blob;
  struct error error;
  assert_int_equal(picture_encode_full(&picture, &blob, &error), STATUS_OK);
  assert_int_equal(blob.size, sizeof bytes);
  assert_memory_equal(blob.bytes, bytes, sizeof bytes);
  picture_blob_clear(&blob);
  pixDestroy(&pix);
}

static void test_transparent_parts_become_white_paper(void **state)
{
  (void)state;
  PIX *pix = pixCreate(300, 400, 32); /* black, alpha 0 */
  pixSetSpp(pix, 4);
  pixSetPixel(pix, 0, 0, 0x808080FF); /* not black and white alone */
  struct picture_blob blob = full_encode(pix);
  PIX *back = pixReadMem(blob.bytes, blob.size);
  l_uint32 pixel;
  pixGetPixel(back, 150, 200, &pixel);
  assert_int_equal(pixel >> 8, 0xFFFFFF);
  pixDestroy(&back);
  picture_blob_clear(&blob);
  pixDestroy(&pix);
}

static void test_a_preview_is_small_and_keeps_the_shape(void **state)
{
  (void)state;
  static const struct {
    int width, height, depth, preview_width, preview_height;
  } cases[] = {
      {2480, 3508, 8, 1131, 1600}, {2480, 3508, 1, 1131, 1600}, {2000, 1000, 32, 1600, 800},
      {400, 300, 8, 400, 300},     {400, 300, 1, 400, 300},     {400, 300, 16, 400, 300},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    PIX *pix = pixCreate(cases[i].width, cases[i].height, cases[i].depth);
    struct picture_blob blob;
    struct error error;
    assert_int_equal(picture_encode_preview(pix, &blob, &error), STATUS_OK);
    assert_int_equal(blob.format, PICTURE_JPEG);
    assert_in_range(blob.width, cases[i].preview_width - 1, cases[i].preview_width + 1);
    assert_in_range(blob.height, cases[i].preview_height - 1, cases[i].preview_height + 1);
    picture_blob_clear(&blob);
    assert_null(blob.bytes);
    pixDestroy(&pix);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_kind_of_page_is_packed_in_the_way_that_suits_it),
      cmocka_unit_test(test_the_files_own_jpeg_is_carried_unchanged),
      cmocka_unit_test(test_transparent_parts_become_white_paper),
      cmocka_unit_test(test_a_preview_is_small_and_keeps_the_shape),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
