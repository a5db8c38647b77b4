/* Characters that the recogniser's model lacks, told by their shape: only names take them. */

#include "tests/extract/extract_fixture.h"

enum { SIZE = 20 };

static struct read_line *draw(struct read_page *page, int y, const char *text)
{
  page_draw(page, LINE_TEXT, 100, y, SIZE, text, 0.995F);
  return &page->lines[page->line_count - 1];
}

/* Says of the line's character `read` that its shape is `shape`; "" for a part of the one before.
 */
static void tell(struct read_line *line, const char *read, const char *shape)
{
  for (size_t i = 0; i < line->best.count; i++)
    if (!strcmp(line->best.glyphs[i].text, read)) {
      strcpy(line->best.glyphs[i].by_shape, shape);
      line->best.glyphs[i].is_part_of_shape = !*shape;
      return;
    }
  fail_msg("the line has no %s", read);
}

static void draw_heads(struct read_page *page)
{
  draw(page, 100, "增值电信业务经营许可证");
  draw(page, 150, "经营许可证编号：渝B2-20200646");
  draw(page, 200, "特颁发增值电信业务经营许可证。");
}

static void test_names_take_what_the_shape_tells_and_ask_to_be_checked(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_heads(&page);
  tell(draw(&page, 260, "公司名称：重庆云册数据服务有限公司"), "册", "岫");
  tell(draw(&page, 300, "法定代表人：沈或"), "或", "彧");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_name", "重庆云岫数据服务有限公司");
  assert_string_equal(record_find_field(record, "company_name")->raw, "重庆云册数据服务有限公司");
  assert_value(record, "legal_representative", "沈彧");
  assert_string_equal(record_find_field(record, "legal_representative")->raw, "沈或");
  assert_int_equal(record_check(record, "company_name", "by_shape"), 0);
  assert_int_equal(record_check(record, "legal_representative", "by_shape"), 0);
  assert_string_equal(record_status(record, "company_name"), "check");
  assert_string_equal(record_status(record, "legal_representative"), "check");
  record_free(&record);
}

static void test_a_character_read_as_two_is_one(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_heads(&page);
  draw(&page, 260, "公司名称：重庆云岫数据服务有限公司");
  struct read_line *line = draw(&page, 300, "法定代表人：沈上时");
  tell(line, "上", "瞍");
  tell(line, "时", "");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "legal_representative", "沈瞍");
  assert_string_equal(record_find_field(record, "legal_representative")->raw, "沈上时");
  record_free(&record);
}

static void test_other_fields_keep_what_was_read(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_heads(&page);
  draw(&page, 260, "公司名称：重庆云岫数据服务有限公司");
  draw(&page, 300, "法定代表人：沈知夏");
  tell(draw(&page, 340, "业务覆盖范围：全国"), "国", "囯");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "coverage", "全国");
  assert_int_equal(record_check(record, "coverage", "by_shape"), -1);
  assert_value(record, "company_name", "重庆云岫数据服务有限公司");
  assert_int_equal(record_check(record, "company_name", "by_shape"), -1);
  record_free(&record);
}

static void test_a_doubtful_shape_in_a_name_asks_for_a_look(void **state)
{
  (void)state;
  static const struct {
    const char *character; /* in doubt */
    const char *status;    /* of the name */
  } cases[] = {{"沈", "check"}, {"全", "ok"}, {NULL, "ok"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page page = {0};
    draw_heads(&page);
    draw(&page, 260, "公司名称：重庆云岫数据服务有限公司");
    draw(&page, 300, "法定代表人：沈知夏");
    draw(&page, 340, "业务覆盖范围：全国");
    for (size_t k = 0; k < page.line_count; k++)
      for (size_t n = 0; cases[i].character && n < page.lines[k].best.count; n++)
        if (!strcmp(page.lines[k].best.glyphs[n].text, cases[i].character))
          page.lines[k].best.glyphs[n].shape_is_doubtful = true;
    struct record *record = page_record(&page, NULL);
    assert_value(record, "legal_representative", "沈知夏");
    assert_string_equal(record_status(record, "legal_representative"), cases[i].status);
    assert_string_equal(record_status(record, "coverage"), "ok");
    record_free(&record);
  }
}

/* The model reads 岫 as 册 wherever it stands; where the shape told nothing, the name is the same.
 */
static void test_places_where_the_shape_told_nothing_agree(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_heads(&page);
  tell(draw(&page, 260, "公司名称：重庆云册数据服务有限公司"), "册", "岫");
  draw(&page, 300, "法定代表人：沈知夏");
  draw(&page, 500,
       "《特别规定事项》是经营许可证重要组成部分，重庆云册数据服务有限公司应当按照经营许可证"
       "载明的许可事项开展经营活动：");
  struct record *record = page_record(&page, NULL);
  assert_value(record, "company_name", "重庆云岫数据服务有限公司");
  assert_int_equal(record_check(record, "company_name", "same_on_every_page"), 1);
  assert_int_equal(record_check(record, "company_name", "by_shape"), 0);
  assert_string_equal(record_status(record, "company_name"), "check");
  record_free(&record);
}

/* The text says what the record says; the reading stays beside it, and the log has the edit. */
static void test_the_text_has_the_name_as_the_record_has_it(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_heads(&page);
  tell(draw(&page, 260, "公司名称：重庆云册数据服务有限公司"), "册", "岫");
  struct read_line *line = draw(&page, 300, "法定代表人：沈上时");
  tell(line, "上", "瞍");
  tell(line, "时", "");
  draw(&page, 340, "注册资本：壹册册元");
  draw(&page, 500,
       "《特别规定事项》是经营许可证重要组成部分，重庆云册数据服务有限公司应当按照经营许可证"
       "载明的许可事项开展经营活动：");
  draw(&page, 540, "重庆云册数据服务有限公司");
  struct document *document = page_document(&page);
  struct record *record = document_record(document, NULL);
  const struct document_line *lines = document->pages[0].lines;
  assert_string_equal(lines[3].text, "公司名称：重庆云岫数据服务有限公司");
  assert_string_equal(lines[3].raw, "公司名称：重庆云册数据服务有限公司");
  assert_string_equal(lines[4].text, "法定代表人：沈瞍");
  assert_string_equal(lines[4].raw, "法定代表人：沈上时");
  assert_string_equal(lines[5].text, "注册资本：壹册册元");
  assert_non_null(strstr(lines[6].text, "，重庆云岫数据服务有限公司应当"));
  assert_string_equal(lines[7].text, "重庆云岫数据服务有限公司");
  assert_int_equal(document->edit_count, 4);
  const struct edit *edit = &document->edits[0];
  assert_string_equal(edit->rule, "name_by_shape");
  assert_int_equal(edit->line, 4);
  assert_string_equal(edit->before, "庆云册数据");
  assert_string_equal(edit->after, "庆云岫数据");
  record_free(&record);
  document_free(&document);
}

static void test_a_raw_text_stays_raw(void **state)
{
  (void)state;
  struct read_page page = {0};
  draw_heads(&page);
  tell(draw(&page, 260, "公司名称：重庆云册数据服务有限公司"), "册", "岫");
  struct document *document = page_document(&page);
  document->text_is_raw = true;
  struct record *record = document_record(document, NULL);
  assert_value(record, "company_name", "重庆云岫数据服务有限公司");
  assert_string_equal(document->pages[0].lines[3].text, "公司名称：重庆云册数据服务有限公司");
  assert_int_equal(document->edit_count, 0);
  record_free(&record);
  document_free(&document);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names_take_what_the_shape_tells_and_ask_to_be_checked),
      cmocka_unit_test(test_a_character_read_as_two_is_one),
      cmocka_unit_test(test_other_fields_keep_what_was_read),
      cmocka_unit_test(test_a_doubtful_shape_in_a_name_asks_for_a_look),
      cmocka_unit_test(test_places_where_the_shape_told_nothing_agree),
      cmocka_unit_test(test_the_text_has_the_name_as_the_record_has_it),
      cmocka_unit_test(test_a_raw_text_stays_raw),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
