#include "tests/cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "ocr/shape_table.h"
#include "tests/files/temp_folder.h"

enum { SIDE = 60 };

/* A picture of some bars: bit i of `bars` is a bar in the i-th quarter, across or down. */
static void bars_draw(unsigned char ink[SIDE * SIDE], unsigned bars, int from, int side)
{
  memset(ink, 0, SIDE * SIDE);
  for (int i = 0; i < 8; i++)
    for (int k = 0; bars >> i & 1 && k < side; k++)
      for (int thick = 0; thick < side / 10; thick++) {
        int at = from + (i % 4) * side / 4 + thick;
        ink[i < 4 ? (from + k) * SIDE + at : at * SIDE + from + k] = 255;
      }
}

static struct shape bars_shape(unsigned bars, int from, int side)
{
  unsigned char ink[SIDE * SIDE];
  struct shape shape;
  bars_draw(ink, bars, from, side);
  assert_true(shape_make(&(struct shape_picture){ink, SIDE, SIDE}, &shape));
  return shape;
}

static double likeness(const struct shape *a, const struct shape *b)
{
  double sum = 0;
  for (int i = 0; i < SHAPE_CELLS; i++)
    sum += (double)a->cells[i] * (double)b->cells[i];
  return sum;
}

static void test_a_shape_does_not_mind_size_and_place(void **state)
{
  (void)state;
  struct shape small = bars_shape(0x93, 5, 30), large = bars_shape(0x93, 9, 50);
  struct shape other = bars_shape(0x39, 5, 30);
  assert_true(fabs(likeness(&small, &small) - 1) < 1e-4);
  assert_true(likeness(&small, &large) > 0.97);
  assert_true(likeness(&small, &other) < 0.9);
}

static void test_pictures_without_ink_have_no_shape(void **state)
{
  (void)state;
  static const unsigned char paper[SIDE * SIDE];
  struct shape shape;
  assert_false(shape_make(&(struct shape_picture){paper, SIDE, SIDE}, &shape));
  assert_false(shape_make(&(struct shape_picture){paper, 0, SIDE}, &shape));
  assert_false(shape_make(&(struct shape_picture){paper, SIDE, 1 << 20}, &shape));
}

/* The program's own metric; the caller's. */
static struct shape_metric *metric_load(void)
{
  struct shape_metric *metric = memory_alloc(sizeof *metric);
  FILE *file = fopen(ZHAOLU_SOURCE_DATA "/shape-metric.bin", "rbe");
  assert_non_null(file);
  assert_true(shape_metric_read(file, metric));
  fclose(file);
  return metric;
}

/* 一 and 三 are known, 丁 and 七 lacking; 丁 is near to 一. */
static void entries_make(const struct shape_metric *metric, struct shape_entry entries[4])
{
  static const unsigned codepoints[] = {0x4E00, 0x4E01, 0x4E03, 0x4E09};
  static const unsigned bars[] = {0x93, 0x91, 0x39, 0x4C};
  for (int i = 0; i < 4; i++) {
    struct shape shape = bars_shape(bars[i], 5, 40);
    struct shape_place place = shape_place_drawn(metric, &shape);
    entries[i] = (struct shape_entry){codepoints[i], i == 1 || i == 2, {place, place}, {0}};
    memset(entries[i].near, 0xFF, sizeof entries[i].near);
  }
  entries[0].near[0] = 1;
}

static void test_what_was_written_is_found_again(void **state)
{
  (void)state;
  autoremove struct temp_folder folder = temp_folder_make();
  autofree char *path = temp_path(&folder, "shapes.bin");
  struct shape_entry entries[4];
  struct shape_table *table = NULL;
  struct error error = {0};
  autofree struct shape_metric *metric = metric_load();
  entries_make(metric, entries);
  assert_int_equal(shape_table_write(path, metric, entries, 4, &error), STATUS_OK);
  assert_int_equal(shape_table_load(path, &table, &error), STATUS_OK);
  struct shape shape = bars_shape(0x91, 7, 45);
  struct shape_place seen = shape_table_place(table, &shape);
  struct shape_match match = shape_table_match(table, &seen, NULL);
  assert_int_equal(match.lacking, 0x4E01);
  assert_int_equal(match.known, 0x4E00);
  assert_true(match.lacking_likeness > match.known_likeness && match.lacking_likeness > 0.95f);
  struct shape_looks looks = {0};
  (void)shape_table_match(table, &seen, &looks);
  struct shape other = bars_shape(0x93, 5, 40);
  struct shape_place other_seen = shape_table_place(table, &other);
  (void)shape_table_match(table, &other_seen, &looks);
  assert_true(looks.count >= 2); /* each once, as like as it was at best */
  for (int i = 1; i < looks.count; i++) {
    assert_true(looks.items[i - 1].likeness >= looks.items[i].likeness);
    assert_int_not_equal(looks.items[i - 1].codepoint, looks.items[i].codepoint);
  }
  assert_int_equal(looks.items[0].codepoint, 0x4E00);
  assert_true(looks.items[0].likeness > 0.99f);
  float own, lacking;
  assert_true(shape_table_compare(table, &seen, 0x4E00, &own, &lacking));
  assert_true(own == match.known_likeness && lacking == match.lacking_likeness);
  assert_true(shape_table_compare(table, &seen, 0x4E09, &own, &lacking));
  assert_true(lacking == 0); /* nothing is near to it */
  assert_false(shape_table_compare(table, &seen, 0x4E02, &own, &lacking));
  shape_table_free(&table);
  assert_null(table);
}

/* Writes four entries, the byte at `at` changed, or the file cut there. */
static void damaged_write(const char *path, long at, int byte)
{
  struct shape_entry entries[4];
  struct error error = {0};
  autofree struct shape_metric *metric = metric_load();
  entries_make(metric, entries);
  assert_int_equal(shape_table_write(path, metric, entries, 4, &error), STATUS_OK);
  FILE *file = fopen(path, "r+b");
  assert_non_null(file);
  if (byte < 0) {
    assert_int_equal(ftruncate(fileno(file), at), 0);
  } else {
    fseek(file, at, SEEK_SET);
    putc(byte, file);
  }
  fclose(file);
}

static void test_damaged_files_are_refused(void **state)
{
  (void)state;
  enum { HEADER = 16, METRIC = HEADER + 12 + sizeof(struct shape_metric) };
  enum { RECORD = 4 + 2 * SHAPE_NEAR + SHAPE_BLURS * SHAPE_AXES };
  static const struct {
    long at;
    int byte; /* -1: cut the file there */
  } cases[] = {
      {0, 'X'},                       /* another kind of file */
      {4, 99},                        /* another version */
      {8, 5},                         /* more characters than there are */
      {8, 3},                         /* fewer */
      {8, 0},                         /* none */
      {12, 1},                        /* other shapes */
      {HEADER, 'X'},                  /* no metric */
      {METRIC + 4, 3},                /* near: one that chi_sim has */
      {METRIC + 4, 200},              /* near: beyond the end */
      {METRIC + RECORD, 0},           /* not in order */
      {METRIC + 3 * RECORD + 40, -1}, /* cut short */
      {0, -1},
  };
  autoremove struct temp_folder folder = temp_folder_make();
  autofree char *path = temp_path(&folder, "shapes.bin");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct shape_table *table = NULL;
    struct error error = {0};
    damaged_write(path, cases[i].at, cases[i].byte);
    if (shape_table_load(path, &table, &error) != STATUS_INSTALL)
      fail_msg("damage at %ld was not seen", cases[i].at);
    assert_non_null(strstr(error.message, path));
    assert_null(table);
  }
}

static void test_a_metric_without_numbers_is_refused(void **state)
{
  (void)state;
  autoremove struct temp_folder folder = temp_folder_make();
  autofree char *path = temp_path(&folder, "shapes.bin");
  autofree struct shape_metric *metric = metric_load();
  struct shape_entry entries[4];
  struct shape_table *table = NULL;
  struct error error = {0};
  entries_make(metric, entries);
  metric->axes[7][3] = NAN;
  assert_int_equal(shape_table_write(path, metric, entries, 4, &error), STATUS_OK);
  assert_int_equal(shape_table_load(path, &table, &error), STATUS_INSTALL);
}

static void test_a_missing_file_is_named(void **state)
{
  (void)state;
  struct shape_table *table = NULL;
  struct error error = {0};
  assert_int_equal(shape_table_load("/nonexistent/shapes.bin", &table, &error), STATUS_INSTALL);
  assert_non_null(strstr(error.message, "/nonexistent/shapes.bin"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_shape_does_not_mind_size_and_place),
      cmocka_unit_test(test_pictures_without_ink_have_no_shape),
      cmocka_unit_test(test_what_was_written_is_found_again),
      cmocka_unit_test(test_damaged_files_are_refused),
      cmocka_unit_test(test_a_metric_without_numbers_is_refused),
      cmocka_unit_test(test_a_missing_file_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
