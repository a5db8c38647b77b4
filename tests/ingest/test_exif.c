#include "tests/cmocka_all.h"

#include <stdint.h>
#include <string.h>

#include "ingest/exif.h"

enum { ENTRIES = 4, VALUES_AT = 10 + ENTRIES * 12, BLOCK_BYTES = VALUES_AT + 16 };
enum { UNIT_NONE = 1, UNIT_INCH = 2, UNIT_CENTIMETRE = 3 };

struct block {
  unsigned char bytes[BLOCK_BYTES];
  bool big_endian;
};

static void number_put(struct block *block, size_t at, int count, uint32_t value)
{
  for (int i = 0; i < count; i++)
    block->bytes[at + (size_t)i] =
        (unsigned char)(value >> 8 * (block->big_endian ? count - 1 - i : i));
}

static void entry_put(struct block *block, int index, uint32_t tag, uint32_t type, uint32_t value)
{
  size_t at = 10 + (size_t)index * 12;
  number_put(block, at, 2, tag);
  number_put(block, at + 2, 2, type);
  number_put(block, at + 4, 4, 1);
  number_put(block, at + 8, type == 3 ? 2 : 4, value);
}

/* A block that says: orientation 6, `x` by `y` pixels in a hundred units. */
static struct block block_make(bool big_endian, uint32_t x, uint32_t y, uint32_t unit)
{
  struct block block = {.big_endian = big_endian};
  memcpy(block.bytes, big_endian ? "MM" : "II", 2);
  number_put(&block, 2, 2, 42);
  number_put(&block, 4, 4, 8);
  number_put(&block, 8, 2, ENTRIES);
  entry_put(&block, 0, 274, 3, 6);
  entry_put(&block, 1, 282, 5, VALUES_AT);
  entry_put(&block, 2, 283, 5, VALUES_AT + 8);
  entry_put(&block, 3, 296, 3, unit);
  number_put(&block, VALUES_AT, 4, x);
  number_put(&block, VALUES_AT + 4, 4, 100);
  number_put(&block, VALUES_AT + 8, 4, y);
  number_put(&block, VALUES_AT + 12, 4, 100);
  return block;
}

static bool near(double a, double b)
{
  return a > b - 0.01 && a < b + 0.01;
}

static void test_resolution_is_given_in_inches_whatever_its_unit(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    uint32_t x, y, unit;
    double x_dpi, y_dpi;
  } cases[] = {
      {"inches", 30000, 20000, UNIT_INCH, 300, 200},
      {"centimetres", 11811, 7874, UNIT_CENTIMETRE, 300, 200},
      {"no unit", 30000, 20000, UNIT_NONE, 0, 0},
      {"unknown unit", 30000, 20000, 9, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int big_endian = 0; big_endian < 2; big_endian++) {
      struct block block = block_make(big_endian, cases[i].x, cases[i].y, cases[i].unit);
      struct exif exif = exif_parse(block.bytes, sizeof block.bytes);
      if (!near(exif.x_dpi, cases[i].x_dpi) || !near(exif.y_dpi, cases[i].y_dpi))
        fail_msg("%s: %g by %g dpi", cases[i].name, exif.x_dpi, exif.y_dpi);
      assert_int_equal(exif.orientation, 6);
    }
}

static void test_a_block_that_ends_anywhere_gives_what_could_be_read(void **state)
{
  (void)state;
  const struct block block = block_make(false, 30000, 20000, UNIT_INCH);
  for (size_t size = 0; size < sizeof block.bytes; size++) {
    unsigned char *cut = malloc(size + 1); /* of its own size, for the sanitizers */
    memcpy(cut, block.bytes, size);
    struct exif exif = exif_parse(cut, size);
    assert_int_equal(exif.orientation, size >= 22 ? 6 : 1);
    assert_true(exif.x_dpi == 0 || near(exif.x_dpi, 300));
    assert_true(exif.y_dpi == 0 || near(exif.y_dpi, 200));
    free(cut);
  }
}

static void test_what_is_no_block_says_nothing(void **state)
{
  (void)state;
  struct block block = block_make(true, 30000, 20000, UNIT_INCH);
  block.bytes[3] = 43;
  struct exif exif = exif_parse(block.bytes, sizeof block.bytes);
  assert_int_equal(exif.orientation, 1);
  assert_true(exif.x_dpi == 0 && exif.y_dpi == 0);
  block = block_make(true, 30000, 20000, UNIT_INCH);
  entry_put(&block, 0, 274, 3, 9); /* there are eight */
  assert_int_equal(exif_parse(block.bytes, sizeof block.bytes).orientation, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_resolution_is_given_in_inches_whatever_its_unit),
      cmocka_unit_test(test_a_block_that_ends_anywhere_gives_what_could_be_read),
      cmocka_unit_test(test_what_is_no_block_says_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
