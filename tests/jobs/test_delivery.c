#include "tests/cmocka_all.h"

#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "jobs/delivery.h"
#include "jobs/reading_pool.h"
#include "tests/files/temp_folder.h"

static const char TEXT[] = "增值电信业务经营许可证\n经营许可证编号：渝B2-20200646\n"
                           "公司名称：重庆云岫数据服务有限公司\n";

static struct pipeline *pipeline;

static int pipeline_ready(void **state)
{
  (void)state;
  const struct pipeline_options options = {.engine = reading_pool_options_default.engine};
  struct error error = {0};
  if (pipeline_open(&options, &pipeline, &error) == STATUS_OK)
    return 0;
  print_error("%s\n", error.message);
  return -1;
}

static int pipeline_end(void **state)
{
  (void)state;
  pipeline_close(&pipeline);
  return 0;
}

static struct finished_document document_make(const char *name)
{
  struct finished_document finished = {0};
  struct error error = {0};
  if (pipeline_finish_text(pipeline, name, NULL, TEXT, strlen(TEXT), &finished, &error))
    fail_msg("%s", error.message);
  return finished;
}

static struct format_list formats_of(const char *names)
{
  struct format_list list = {0};
  assert_int_equal(format_list_parse(names, &list, NULL), STATUS_OK);
  return list;
}

static void test_formats_are_taken_once_each_in_their_order(void **state)
{
  (void)state;
  struct format_list list = formats_of("txt,json,txt");
  struct error error = {0};
  assert_int_equal(list.count, 2);
  assert_string_equal(list.items[0]->name, "txt");
  assert_string_equal(list.items[1]->name, "json");
  static const char *const wrong[] = {"json,docx", "", "json,", "json txt", "JSON"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (format_list_parse(wrong[i], &list, &error) != STATUS_USAGE)
      fail_msg("'%s' is taken for formats", wrong[i]);
  assert_int_equal(format_list_parse("docx", &list, &error), STATUS_USAGE);
  assert_non_null(strstr(error.message, "\"docx\""));
  assert_non_null(strstr(error.message, "json"));
}

static void test_a_wish_that_standard_output_cannot_meet_is_said_at_once(void **state)
{
  (void)state;
  static const struct {
    const char *formats;
    bool several, fits;
  } cases[] = {{"json", false, true}, {"json", true, true},      {"txt", true, true},
               {"csv", true, true},   {"html", false, true},     {"html", true, false},
               {"alto", true, false}, {"json,txt", false, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct delivery delivery = {.formats = formats_of(cases[i].formats),
                                .several = cases[i].several};
    struct error error = {0};
    enum status status = delivery_open(&delivery, &error);
    if (status != (cases[i].fits ? STATUS_OK : STATUS_USAGE))
      fail_msg("%s%s: %s", cases[i].formats, cases[i].several ? " of several" : "", error.message);
    if (!cases[i].fits)
      assert_non_null(strstr(error.message, "-o DIR"));
    delivery_close(&delivery);
  }
}

static void test_each_format_is_a_file_of_its_own(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *out = temp_path(&folder, "out/of/it");
  struct delivery delivery = {.folder = out, .formats = formats_of("json,txt")};
  struct finished_document finished = document_make("licence.png");
  struct error error = {0};
  assert_int_equal(delivery_open(&delivery, &error), STATUS_OK); /* makes the folder */
  assert_int_equal(delivery_write(&delivery, pipeline, &finished, "licence", NULL, 0, &error),
                   STATUS_OK);
  size_t size;
  autofree char *json_path = memory_format("%s/licence.json", out);
  autofree char *text_path = memory_format("%s/licence.txt", out);
  autofree char *json = temp_read(json_path, &size), *text = temp_read(text_path, &size);
  assert_non_null(strstr(json, "渝B2-20200646"));
  assert_non_null(strstr(text, "重庆云岫数据服务有限公司"));
  assert_null(strchr(text, '{'));
  delivery_close(&delivery);
  finished_document_clear(&finished);
}

static void test_an_output_never_replaces_its_source(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *source = temp_write(&folder, "licence.txt", TEXT, strlen(TEXT));
  autofree char *link = temp_path(&folder, "another name");
  assert_int_equal(symlink(source, link), 0);
  char *const sources[] = {link};
  struct delivery delivery = {.folder = folder.path, .formats = formats_of("txt")};
  struct finished_document finished = document_make("licence.txt");
  struct error error = {0};
  assert_int_equal(delivery_open(&delivery, &error), STATUS_OK);
  assert_int_equal(delivery_write(&delivery, pipeline, &finished, "licence", sources, 1, &error),
                   STATUS_USAGE);
  assert_non_null(strstr(error.message, source));
  size_t size;
  autofree char *left = temp_read(source, &size);
  assert_string_equal(left, TEXT);
  assert_int_equal(delivery_write(&delivery, pipeline, &finished, "other", sources, 1, &error),
                   STATUS_OK);
  delivery_close(&delivery);
  finished_document_clear(&finished);
}

/* What two documents give on standard output, which a file stands for meanwhile. */
static char *standard_output_of_two(const char *format)
{
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_write(&folder, "stdout", "", 0);
  struct delivery delivery = {.formats = formats_of(format), .several = true};
  fflush(stdout);
  int kept = dup(STDOUT_FILENO);
  assert_non_null(freopen(path, "w", stdout));
  enum status status = STATUS_OK;
  for (int i = 0; i < 2 && status == STATUS_OK; i++) {
    struct finished_document finished = document_make(i ? "b.png" : "a.png");
    status = delivery_write(&delivery, pipeline, &finished, "x", NULL, 0, NULL);
    finished_document_clear(&finished);
  }
  fflush(stdout);
  dup2(kept, STDOUT_FILENO);
  close(kept);
  assert_int_equal(status, STATUS_OK);
  size_t size;
  return temp_read(path, &size);
}

static int count_of(const char *text, const char *part)
{
  int count = 0;
  for (; (text = strstr(text, part)); text += strlen(part))
    count++;
  return count;
}

static void test_several_documents_follow_each_other_on_standard_output(void **state)
{
  (void)state;
  autofree char *json = standard_output_of_two("json");
  assert_int_equal(count_of(json, "\n"), 2); /* JSON Lines */
  json_t *first = json_loads(json, JSON_DISABLE_EOF_CHECK, NULL);
  json_t *second = json_loads(strchr(json, '\n') + 1, 0, NULL);
  assert_string_equal(json_string_value(json_object_get(json_object_get(first, "source"), "name")),
                      "a.png");
  assert_string_equal(json_string_value(json_object_get(json_object_get(second, "source"), "name")),
                      "b.png");
  json_decref(first);
  json_decref(second);
  autofree char *text = standard_output_of_two("txt");
  assert_int_equal(count_of(text, "\f"), 1);
  assert_int_equal(count_of(text, "渝B2-20200646"), 2);
  autofree char *table = standard_output_of_two("csv");
  assert_int_equal(count_of(table, "渝B2-20200646"), 2);
  assert_int_equal(count_of(table, "licence_number"), 1); /* the header stands once */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_formats_are_taken_once_each_in_their_order),
      cmocka_unit_test(test_a_wish_that_standard_output_cannot_meet_is_said_at_once),
      cmocka_unit_test(test_each_format_is_a_file_of_its_own),
      cmocka_unit_test(test_an_output_never_replaces_its_source),
      cmocka_unit_test(test_several_documents_follow_each_other_on_standard_output),
  };
  return cmocka_run_group_tests(tests, pipeline_ready, pipeline_end);
}
