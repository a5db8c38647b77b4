#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "ingest/runs_page.h"

static struct page_picture picture_with(const char *text, struct box box)
{
  struct page_picture picture = {.pix = pixCreate(500, 400, 8), .dpi = 300, .run_count = 1};
  picture.runs = memory_alloc(sizeof *picture.runs);
  picture.runs[0] = (struct text_run){.text = memory_copy_string(text), .box = box};
  return picture;
}

static void test_characters_share_the_width_of_their_run(void **state)
{
  (void)state;
  struct page_picture picture = picture_with("编号 A2", (struct box){100, 50, 140, 20});
  struct read_page page = {0};
  runs_page_fill(&picture, &page);
  assert_int_equal(page.status, PAGE_OK);
  assert_int_equal(page.width, 500);
  assert_int_equal(page.line_count, 1);
  const struct reading *best = &page.lines[0].best;
  static const struct {
    const char *text;
    struct box box;
  } expected[] = {{"编", {100, 50, 40, 20}},
                  {"号", {140, 50, 40, 20}},
                  {" ", {0, 0, 0, 0}},
                  {"A", {200, 50, 20, 20}},
                  {"2", {220, 50, 20, 20}}};
  assert_int_equal(best->count, 5);
  for (size_t i = 0; i < best->count; i++) {
    assert_string_equal(best->glyphs[i].text, expected[i].text);
    assert_memory_equal(&best->glyphs[i].box, &expected[i].box, sizeof(struct box));
    assert_true(best->glyphs[i].confidence == 1.0f);
  }
  read_page_clear(&page);
  page_picture_clear(&picture);
}

static void test_page_without_characters_is_blank(void **state)
{
  (void)state;
  struct page_picture picture = picture_with("", (struct box){0, 0, 10, 10});
  struct read_page page = {0};
  runs_page_fill(&picture, &page);
  assert_int_equal(page.status, PAGE_BLANK);
  read_page_clear(&page);
  page_picture_clear(&picture);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_characters_share_the_width_of_their_run),
      cmocka_unit_test(test_page_without_characters_is_blank),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
