#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "document/reading_json.h"

static struct read_page sample_page(void)
{
  struct read_page page = {
      .number = 3,
      .status = PAGE_OK,
      .width = 2480,
      .height = 3508,
      .dpi = 300,
      .rotation = 90,
      .skew = -0.75f,
      .clean_width = 2400,
      .clean_height = 3400,
      .clean_from_source = {1, 0.25, -3, 0, 1, 0, 1e-6, 0, 1},
  };
  struct read_line *line = read_page_add_line(&page, LINE_TEXT, (struct box){10, 20, 300, 40});
  struct glyph *glyph = reading_add(&line->best, "证", 0.875f, (struct box){10, 20, 38, 40});
  glyph->alternatives[0] = (struct glyph_choice){.text = "征", .confidence = 0.125f};
  glyph->alternative_count = 1;
  strcpy(glyph->by_shape, "\u8bc3");
  reading_add(&line->best, "正", 0.5f, (struct box){48, 20, 38, 40})->is_part_of_shape = true;
  reading_add(&line->best, "余", 0.5f, (struct box){86, 20, 38, 40})->shape_is_doubtful = true;
  reading_add(&line->best, "禾", 0.5f, (struct box){124, 20, 38, 40})->shape_is_clear = true;
  reading_add(&line->best, " ", 1.0f, (struct box){0});
  struct glyph *unsure = reading_add(&line->best, "末", 0.9f, (struct box){162, 20, 38, 40});
  unsure->looks[0] = (struct glyph_likeness){0x672A, 0.96f};
  unsure->looks[1] = (struct glyph_likeness){0x672B, 0.95f};
  unsure->look_count = 2;
  unsure->read_likeness = 0.75f;
  reading_add(&line->best, "木", 0.9f, (struct box){200, 20, 38, 40})->shape_fits = true;
  reading_add(&line->other, "诬", 0.5f, (struct box){11, 20, 38, 40});
  read_page_add_line(&page, LINE_SEAL, (struct box){1, 2, 3, 4});
  read_page_add_qr(&page, "https://example.cn/?n=京A2-1");
  return page;
}

/* Through text, as it travels between processes. */
static json_t *travel(const struct read_page *page)
{
  json_t *json = read_page_to_json(page);
  assert_non_null(json);
  char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  json_t *arrived = json_loads(text, 0, NULL);
  free(text);
  assert_non_null(arrived);
  return arrived;
}

static void test_page_arrives_as_it_was_sent(void **state)
{
  (void)state;
  struct read_page sent = sample_page(), page = {0};
  json_t *json = travel(&sent);
  struct error error = {0};
  assert_int_equal(read_page_from_json(json, &page, &error), STATUS_OK);
  assert_int_equal(page.number, 3);
  assert_int_equal(page.clean_height, 3400);
  assert_true(page.skew == -0.75f);
  assert_memory_equal(page.clean_from_source, sent.clean_from_source,
                      sizeof sent.clean_from_source);
  assert_int_equal(page.line_count, 2);
  assert_int_equal(page.lines[1].kind, LINE_SEAL);
  assert_int_equal(page.lines[0].best.count, 7);
  assert_memory_equal(page.lines[0].best.glyphs, sent.lines[0].best.glyphs,
                      7 * sizeof(struct glyph));
  assert_string_equal(page.lines[0].other.glyphs[0].text, "诬");
  assert_string_equal(page.qr[0], "https://example.cn/?n=京A2-1");
  json_decref(json);
  read_page_clear(&page);
  read_page_clear(&sent);
}

static void test_text_that_is_not_utf8_does_not_lose_its_line(void **state)
{
  (void)state;
  struct read_page sent = sample_page(), page = {0};
  memcpy(sent.lines[0].best.glyphs[0].text, "\xe8\xaf", 3);
  json_t *json = travel(&sent);
  assert_int_equal(read_page_from_json(json, &page, NULL), STATUS_OK);
  assert_int_equal(page.lines[0].best.count, 7);
  assert_string_equal(page.lines[0].best.glyphs[0].text, "\uFFFD");
  json_decref(json);
  read_page_clear(&page);
  read_page_clear(&sent);
}

static void test_other_forms_are_refused(void **state)
{
  (void)state;
  static const struct {
    const char *key, *value;
  } cases[] = {
      {"status", "\"fine\""},
      {"width", "1e300"},
      {"width", "5000000000"},
      {"width", "-1"},
      {"rotation", "45"},
      {"dpi", "-300"},
      {"dpi", "1e9"},
      {"skew", "\"1\""},
      {"skew", "1e6"},
      {"clean_from_source", "[1, 0, 0, 0, 1, 0, 0, 0, 1e300]"},
      {"clean_from_source", "[1, 2, 3]"},
      {"qr", "[1]"},
      {"lines", "{}"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1],\"best\":[],\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,-1,1],\"best\":[],\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,1073741823,1,1],\"best\":[],\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1e9,0,0,1,1]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"too long a text\",1,0,0,1,1]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,[]]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"told\":1}]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"told\":\"too "
                "long a text\"}]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"read\":9}]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"looks\":5}]],"
                "\"other\":[]}]"},
      {"lines",
       "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"looks\":[26412]}]],"
       "\"other\":[]}]"},
      {"lines",
       "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"looks\":[26412,9]}]],"
       "\"other\":[]}]"},
      {"lines",
       "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"looks\":[65,0.5]}]],"
       "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,{\"looks\":["
                "\"末\",0.5]}]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[[\"a\"]]],\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,\"b\"]],"
                "\"other\":[]}]"},
      {"lines", "[{\"kind\":\"text\",\"box\":[0,0,1,1],\"best\":[[\"a\",1,0,0,1,1,\"b\",1,\"b\",1,"
                "\"b\",1,\"b\",1,\"b\",1]],\"other\":[]}]"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_page sent = sample_page(), page = {0};
    json_t *json = travel(&sent);
    json_object_set_new(json, cases[i].key, json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
    struct error error = {0};
    assert_int_equal(read_page_from_json(json, &page, &error), STATUS_BAD_INPUT);
    assert_true(error.message[0] != '\0');
    json_decref(json);
    read_page_clear(&page);
    read_page_clear(&sent);
  }
}

static void test_more_looks_than_a_glyph_has_are_refused(void **state)
{
  (void)state;
  struct read_page sent = sample_page(), page = {0};
  json_t *json = travel(&sent), *looks = json_array();
  json_t *line = json_array_get(json_object_get(json, "lines"), 0);
  json_t *glyph = json_array_get(json_object_get(line, "best"), 5);
  for (int i = 0; i <= GLYPH_LOOKS; i++) {
    json_array_append_new(looks, json_integer(0x4E00 + i));
    json_array_append_new(looks, json_real(0.5));
  }
  json_object_set_new(json_array_get(glyph, json_array_size(glyph) - 1), "looks", looks);
  assert_int_equal(read_page_from_json(json, &page, NULL), STATUS_BAD_INPUT);
  json_decref(json);
  read_page_clear(&page);
  read_page_clear(&sent);
}

static void test_a_page_of_more_characters_than_a_page_holds_is_refused(void **state)
{
  (void)state;
  struct read_page sent = sample_page(), page = {0};
  for (int i = 0; i <= READ_PAGE_GLYPHS_MAX; i++)
    reading_add(&sent.lines[i % 2].best, "a", 0.5f, (struct box){10, 20, 38, 40});
  json_t *json = travel(&sent);
  assert_int_equal(read_page_from_json(json, &page, NULL), STATUS_BAD_INPUT);
  json_decref(json);
  read_page_clear(&page);
  read_page_clear(&sent);
}

static void test_what_steers_terminals_or_turns_text_about_is_no_text(void **state)
{
  (void)state;
  static const char *const steering[] = {"\x1b", "\x7f", "\xC2\x9B", "\u202e", "\u2066", "\u200f"};
  for (size_t i = 0; i < sizeof steering / sizeof *steering; i++) {
    struct read_page sent = sample_page(), page = {0};
    strcpy(sent.lines[0].best.glyphs[0].text, steering[i]);
    json_t *json = travel(&sent);
    assert_int_equal(read_page_from_json(json, &page, NULL), STATUS_OK);
    assert_string_equal(page.lines[0].best.glyphs[0].text, "\uFFFD");
    json_decref(json);
    read_page_clear(&page);
    read_page_clear(&sent);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_page_arrives_as_it_was_sent),
      cmocka_unit_test(test_text_that_is_not_utf8_does_not_lose_its_line),
      cmocka_unit_test(test_other_forms_are_refused),
      cmocka_unit_test(test_more_looks_than_a_glyph_has_are_refused),
      cmocka_unit_test(test_a_page_of_more_characters_than_a_page_holds_is_refused),
      cmocka_unit_test(test_what_steers_terminals_or_turns_text_about_is_no_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
