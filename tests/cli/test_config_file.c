#include "tests/cmocka_all.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/config_file.h"
#include "cli/options.h"
#include "tests/temp_name.h"

struct sample_options {
  char *output;
  bool loud;
  int64_t settle;
};

static const struct option_row sample_rows[] = {
    {"output", 'o', OPTION_TEXT, offsetof(struct sample_options, output), "DIR", 0, 0, "where"},
    {"loud", 0, OPTION_FLAG, offsetof(struct sample_options, loud), NULL, 0, 0, "noise"},
    {"settle", 0, OPTION_INTEGER, offsetof(struct sample_options, settle), "SECONDS", 0, 60,
     "rest"},
    {0}};

static const struct verb_usage sample_usage = {
    .name = "convert", .synopsis = "", .text = "", .rows = sample_rows};

static char folder[TEMP_NAME_BYTES];
static char file[TEMP_NAME_BYTES + 40];

static int folder_make(void **state)
{
  (void)state;
  temp_name(folder, "zhaolu-config-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  snprintf(file, sizeof file, "%s/zhaolu", folder);
  if (mkdir(file, 0700) != 0)
    return -1;
  snprintf(file, sizeof file, "%s/zhaolu/config.yaml", folder);
  return setenv("XDG_CONFIG_HOME", folder, 1);
}

static int folder_remove(void **state)
{
  (void)state;
  autofree char *command = memory_format("rm -r %s", folder);
  return system(command);
}

static void text_write(const char *path, const char *text)
{
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  assert_true(fputs(text, stream) >= 0);
  fclose(stream);
}

struct values {
  struct common_options common;
  struct sample_options own;
  struct arguments arguments;
};

static bool values_read(struct values *values, int argc, char **argv, int *ret_exit_code)
{
  *values = (struct values){0};
  common_options_init(&values->common);
  return options_read(&sample_usage, argc, argv, &values->own, &values->common, &values->arguments,
                      ret_exit_code);
}

static void values_clear(struct values *values)
{
  options_clear(sample_rows, &values->own);
  common_options_clear(&values->common);
  arguments_clear(&values->arguments);
}

static void test_command_line_wins_over_the_file_and_the_file_over_the_defaults(void **state)
{
  (void)state;
  text_write(file, "page-timeout: 7\njobs: 3\npunctuation: keep\nno-correct: yes\n"
                   "convert:\n  output: from file\n  settle: 5\ndoctor:\n  other: 1\nfix:\n\n");
  char *argv[] = {"convert", "a", "-j4", "--settle=9", "--no-correct=no", "--", "-b"};
  struct values values;
  int exit_code = 0;
  assert_true(values_read(&values, 7, argv, &exit_code));
  assert_int_equal(values.common.page_timeout, 7);
  assert_int_equal(values.common.jobs, 4);
  assert_int_equal(values.common.punctuation, 1);
  assert_false(values.common.no_correct);
  assert_int_equal(values.common.max_pages, 2000);
  assert_string_equal(values.own.output, "from file");
  assert_int_equal(values.own.settle, 9);
  assert_int_equal(values.arguments.count, 2);
  assert_string_equal(values.arguments.items[1], "-b");
  values_clear(&values);
}

static void test_named_file_takes_the_place_of_the_usual_ones(void **state)
{
  (void)state;
  char other[TEMP_NAME_BYTES + 40];
  snprintf(other, sizeof other, "%s/other.yaml", folder);
  text_write(file, "jobs: 3\n");
  text_write(other, "page-timeout: 8\n");
  char *argv[] = {"convert", "--config", other};
  struct values values;
  int exit_code = 0;
  assert_true(values_read(&values, 3, argv, &exit_code));
  assert_int_equal(values.common.jobs, 0);
  assert_int_equal(values.common.page_timeout, 8);
  values_clear(&values);
}

static void test_flags_and_values_in_every_spelling(void **state)
{
  (void)state;
  text_write(file, "");
  char *argv[] = {"convert", "-qvo", "dir", "--loud", "--lang", "chi_tra", "-j", "2", "-"};
  struct values values;
  int exit_code = 0;
  assert_true(values_read(&values, 9, argv, &exit_code));
  assert_true(values.common.quiet && values.common.verbose && values.own.loud);
  assert_string_equal(values.own.output, "dir");
  assert_string_equal(values.common.language, "chi_tra");
  assert_int_equal(values.common.jobs, 2);
  assert_int_equal(values.arguments.count, 1);
  assert_string_equal(values.arguments.items[0], "-");
  values_clear(&values);
}

static void test_mistakes_in_a_file_name_the_key(void **state)
{
  (void)state;
  static const struct {
    const char *text, *word;
  } cases[] = {
      {"page-timout: 5\n", "page-timout"},
      {"page-timeout: soon\n", "page-timeout"},
      {"page-timeout: [1, 2]\n", "page-timeout"},
      {"punctuation: wide\n", "fullwidth|keep"},
      {"convert:\n  settle: 100\n", "settle"},
      {"convert:\n  page-timeout: 5\n", "page-timeout"},
      {"settle: 5\n", "below the verb's name"},
      {"fly:\n  high: 1\n", "fly"},
      {"config: other.yaml\n", "config"},
      {"- a\n", "page-timeout: 120"},
      {"a: b: c\n", "config.yaml"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct common_options common;
    struct sample_options own = {0};
    struct error error = {0};
    const struct option_group groups[] = {
        {.rows = common_option_rows, .target = &common},
        {.rows = sample_rows, .target = &own, .section = "convert"},
        {0}};
    common_options_init(&common);
    text_write(file, cases[i].text);
    assert_int_equal(config_files_read(groups, NULL, &error), STATUS_USAGE);
    if (!strstr(error.message, cases[i].word) || !strstr(error.message, file))
      fail_msg("\"%s\" gave: %s", cases[i].text, error.message);
    options_clear(sample_rows, &own);
    common_options_clear(&common);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_command_line_wins_over_the_file_and_the_file_over_the_defaults),
      cmocka_unit_test(test_named_file_takes_the_place_of_the_usual_ones),
      cmocka_unit_test(test_flags_and_values_in_every_spelling),
      cmocka_unit_test(test_mistakes_in_a_file_name_the_key),
  };
  return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
