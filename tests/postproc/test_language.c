#include "tests/cmocka_all.h"

#include <stdio.h>
#include <uchar.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "postproc/language.h"
#include "tests/temp_name.h"

static struct language *language_of_build(void)
{
  struct language *language = NULL;
  struct error error = {0};
  assert_int_equal(language_open(ZHAOLU_BUILD_DATA "/language.bin", &language, &error), STATUS_OK);
  return language;
}

static unsigned kinds_of(const struct language *language, const char32_t *word)
{
  size_t count = 0;
  while (word[count])
    count++;
  return language_word_kinds(language, word, count);
}

static void test_knows_words_by_kind(void **state)
{
  (void)state;
  struct language *language = language_of_build();
  assert_true(kinds_of(language, U"经营许可证编号") & WORD_LABEL);
  assert_true(kinds_of(language, U"经营许可证编号") & WORD_TERM);
  assert_true(kinds_of(language, U"管理人员") & WORD_GENERAL);
  assert_true(kinds_of(language, U"人人乐") & WORD_REPEAT);
  assert_int_equal(kinds_of(language, U"经营许可证编"), 0); /* only the start of one */
  assert_int_equal(kinds_of(language, U"膏经"), 0);
  language_close(&language);
  assert_null(language);
}

static void test_finds_the_longest_word_of_a_kind(void **state)
{
  (void)state;
  struct language *language = language_of_build();
  static const char32_t text[] = U"增值电信业务经营许可证的";
  assert_int_equal(language_longest_word(language, text, 12, WORD_TERM), 11);
  assert_int_equal(language_longest_word(language, text, 12, WORD_SURNAME), 0);
  assert_int_equal(language_longest_word(language, text, 3, WORD_TERM), 0);
  language_close(&language);
}

static void test_the_usual_character_is_likelier_and_digits_are_all_alike(void **state)
{
  (void)state;
  struct language *language = language_of_build();
  static const char32_t history[] = U"许可";
  assert_true(language_log_probability(language, history, 2, U'证') >
              language_log_probability(language, history, 2, U'正') + 2);
  static const char32_t number[] = U"提前";
  assert_true(language_log_probability(language, number, 2, U'6') ==
              language_log_probability(language, number, 2, U'9'));
  assert_true(language_log_probability(language, history, 2, 0x20BB7) >= LANGUAGE_FLOOR);
  language_close(&language);
}

static void test_look_alikes_go_both_ways(void **state)
{
  (void)state;
  struct language *language = language_of_build();
  assert_true(language_is_lookalike(language, U'未', U'末'));
  assert_true(language_is_lookalike(language, U'末', U'未'));
  assert_false(language_is_lookalike(language, U'未', U'未'));
  assert_false(language_is_lookalike(language, U'国', U'一'));
  language_close(&language);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  fclose(file);
}

static void test_a_missing_or_damaged_file_is_an_installation_fault(void **state)
{
  (void)state;
  struct language *language = NULL;
  struct error error = {0};
  assert_int_equal(language_open("/nonexistent/language.bin", &language, &error), STATUS_INSTALL);
  char path[TEMP_NAME_BYTES];
  temp_name(path, "language-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  close(file);
  assert_int_equal(language_open(path, &language, &error), STATUS_INSTALL); /* empty */
  /* A sound header that promises tables which are not there. */
  static const unsigned header[8] = {0x5A4C4D31, 2, 1u << 30, 1u << 30, 5, 5, 0, 0};
  write_file(path, header, sizeof header);
  assert_int_equal(language_open(path, &language, &error), STATUS_INSTALL);
  assert_non_null(strstr(error.message, path));
  assert_null(language);
  unlink(path);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_knows_words_by_kind),
      cmocka_unit_test(test_finds_the_longest_word_of_a_kind),
      cmocka_unit_test(test_the_usual_character_is_likelier_and_digits_are_all_alike),
      cmocka_unit_test(test_look_alikes_go_both_ways),
      cmocka_unit_test(test_a_missing_or_damaged_file_is_an_installation_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
