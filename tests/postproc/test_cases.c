/* Runs the cases of tests/postproc/cases, which a user can extend; see the README there. */

#include "tests/cmocka_all.h"

#include <dirent.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "postproc/correct.h"
#include "postproc/document_text.h"

enum { LINE_BYTES = 8192, LEAST_CASES = 150 };

struct run {
  struct corrector *corrector;
  struct correct_options options;
  int cases, traps, failed;
};

/* Turns \n, \f and \s into what they stand for. */
static char *unescape(const char *text)
{
  struct strbuf out = {0};
  for (; *text; text++) {
    if (text[0] == '\\' && (text[1] == 'n' || text[1] == 'f' || text[1] == 's')) {
      text++;
      strbuf_append_char(&out, *text == 'n' ? '\n' : *text == 'f' ? '\f' : ' ');
    } else {
      strbuf_append_char(&out, *text);
    }
  }
  return strbuf_take(&out);
}

static char *corrected(const struct run *run, const char *text)
{
  struct document *document = NULL;
  struct error error = {0};
  assert_int_equal(document_from_text(text, strlen(text), &document, &error), STATUS_OK);
  document_correct(run->corrector, &run->options, document);
  char *result = document_text(document);
  document_free(&document);
  return result;
}

static void run_case(struct run *run, const char *file, int line, const char *before,
                     const char *after)
{
  autofree char *text = unescape(before);
  autofree char *wanted = unescape(after);
  autofree char *got = corrected(run, text);
  run->cases++;
  run->traps += strcmp(before, after) == 0;
  autofree char *again = corrected(run, got);
  if (strcmp(got, wanted) == 0 && strcmp(again, wanted) == 0)
    return;
  run->failed++;
  print_error("%s:%d: of %s\n  wanted %s\n  got    %s\n  and of that %s\n", file, line, text,
              wanted, got, again);
}

static void run_line(struct run *run, const char *file, int number, char *line)
{
  line[strcspn(line, "\r\n")] = '\0';
  char *arrow = strstr(line, " => ");
  if (line[0] == '#' || line[0] == '\0')
    return;
  if (strcmp(line, "[punctuation keep]") == 0) {
    run->options.punctuation = PUNCTUATION_KEEP;
  } else if (strcmp(line, "[punctuation fullwidth]") == 0) {
    run->options.punctuation = PUNCTUATION_FULLWIDTH;
  } else if (strncmp(line, "= ", 2) == 0) {
    run_case(run, file, number, line + 2, line + 2);
  } else if (arrow) {
    *arrow = '\0';
    run_case(run, file, number, line, arrow + strlen(" => "));
  } else {
    print_error("%s:%d: neither a case nor a comment: %s\n", file, number, line);
    run->failed++;
  }
}

static void run_file(struct run *run, const char *folder, const char *name)
{
  autofree char *path = memory_format("%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  char line[LINE_BYTES];
  run->options.punctuation = PUNCTUATION_FULLWIDTH;
  for (int number = 1; fgets(line, sizeof line, file); number++)
    run_line(run, name, number, line);
  fclose(file);
}

static void test_every_fault_is_mended_and_no_trap_springs(void **state)
{
  (void)state;
  struct run run = {.options = {.enabled = true}};
  struct error error = {0};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &run.corrector, &error), STATUS_OK);
  DIR *folder = opendir(POSTPROC_CASES);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
    if (strstr(entry->d_name, ".txt"))
      run_file(&run, POSTPROC_CASES, entry->d_name);
  closedir(folder);
  corrector_close(&run.corrector);
  print_message("%d cases, %d of them traps\n", run.cases, run.traps);
  assert_int_equal(run.failed, 0);
  assert_true(run.cases >= LEAST_CASES);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_fault_is_mended_and_no_trap_springs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
