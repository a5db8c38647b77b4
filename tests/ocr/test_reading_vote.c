/* Several readings of one line made one. */

#include "tests/cmocka_all.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "ocr/reading_vote.h"

enum { MOST = 5, PITCH = 20 };

/* One reading: its characters, and the confidence of all but those of `marked`, which have 0.6. */
struct spoken {
  const char *text;
  float confidence;
  const char *marked;
};

static struct reading reading_of(struct spoken spoken)
{
  struct reading reading = {0};
  int x = 0;
  for (const char *at = spoken.text; *at;) {
    unsigned codepoint = 0;
    char text[5] = "";
    at += utf8_decode(at, &codepoint);
    utf8_encode(codepoint, text);
    if (*text == ' ') {
      reading_add(&reading, " ", 1, (struct box){0});
      continue;
    }
    bool is_marked = spoken.marked && strstr(spoken.marked, text);
    reading_add(&reading, text, is_marked ? 0.6f : spoken.confidence, (struct box){x, 0, 16, 16});
    x += PITCH;
  }
  return reading;
}

static bool last_vote_was_complete;

static struct reading vote_of(const struct spoken *spoken, size_t count)
{
  struct reading readings[MOST], voted;
  for (size_t i = 0; i < count; i++)
    readings[i] = reading_of(spoken[i]);
  last_vote_was_complete = readings_vote(readings, count, 0, &voted);
  for (size_t i = 0; i < count; i++)
    reading_clear(&readings[i]);
  return voted;
}

static void assert_voted(const struct spoken *spoken, size_t count, const char *text)
{
  struct reading voted = vote_of(spoken, count);
  autofree char *got = reading_text(&voted);
  assert_string_equal(got, text);
  reading_clear(&voted);
}
#define ASSERT_VOTED(text, ...)                                                                    \
  do {                                                                                             \
    const struct spoken spoken[] = {__VA_ARGS__};                                                  \
    assert_voted(spoken, sizeof spoken / sizeof *spoken, text);                                    \
  } while (0)

static void test_what_most_readings_have_wins(void **state)
{
  (void)state;
  ASSERT_VOTED("吴中区木渎镇", {"昊中区木渎镇", 0.9f, NULL}, {"吴中区木浇镇", 0.9f, NULL},
               {"吴中区木渎镇", 0.9f, NULL});
  ASSERT_VOTED("吴中", {"吴中", 0.9f, NULL});           /* one reading has the only vote */
  ASSERT_VOTED("柊", {"柊", 0, NULL}, {"柊", 0, NULL}); /* nobody is sure of it, and all read it */
}

static void test_one_sure_reading_outweighs_two_that_guess(void **state)
{
  (void)state;
  ASSERT_VOTED("木渎镇", {"木浇镇", 0.99f, "浇"}, {"木浇镇", 0.99f, "浇"}, {"木渎镇", 0.99f, NULL});
}

static void test_a_lost_character_comes_back_and_a_speck_goes(void **state)
{
  (void)state;
  ASSERT_VOTED("2018年08月", {"201年08月", 0.98f, NULL}, {"2018年08月", 0.98f, NULL},
               {"2018年08月", 0.98f, NULL});
  ASSERT_VOTED("权利范围", {"权利人范围", 0.9f, "人"}, {"权利范围", 0.9f, NULL},
               {"权利范围", 0.9f, NULL});
  ASSERT_VOTED("全部", {"全", 0.9f, NULL}, {"全部", 0.9f, NULL}, {"全部", 0.9f, NULL});
}

/* Three readings that see something, each something else, outweigh two that see nothing. */
static void test_that_something_stands_there_is_voted_on_before_what(void **state)
{
  (void)state;
  const struct spoken spoken[] = {{"市崂硎文", 0.9f, NULL},
                                  {"市典硎文", 0.8f, NULL},
                                  {"市曲硎文", 0.8f, NULL},
                                  {"市硎文", 0.9f, NULL},
                                  {"市硎文", 0.9f, NULL}};
  assert_voted(spoken, 5, "市崂硎文");
}

static void test_spaces_are_the_bases_and_part_no_vote(void **state)
{
  (void)state;
  ASSERT_VOTED("成 立 日期", {"成 立 日期", 0.9f, NULL}, {"成立日 期", 0.9f, NULL},
               {"成立日期", 0.9f, NULL});
  ASSERT_VOTED("成立", {"", 0, NULL}, {"成 立", 0.9f, NULL}); /* the base has nothing */
}

static void test_wide_and_narrow_marks_are_the_same(void **state)
{
  (void)state;
  ASSERT_VOTED("甲，乙", {"甲、乙", 0.9f, NULL}, {"甲，乙", 0.9f, NULL}, {"甲,乙", 0.8f, NULL});
}

static const struct glyph *glyph_of(const struct reading *reading, const char *text)
{
  const struct glyph *found = NULL;
  for (size_t i = 0; i < reading->count; i++)
    if (strcmp(reading->glyphs[i].text, text) == 0)
      found = &reading->glyphs[i];
  assert_non_null(found);
  return found;
}

static void test_agreement_is_sure_and_what_lost_is_an_alternative(void **state)
{
  (void)state;
  const struct spoken spoken[] = {
      {"木渎镇", 0.96f, NULL}, {"木浇镇", 0.96f, NULL}, {"木渎镇", 0.98f, NULL}};
  struct reading voted = vote_of(spoken, 3);
  assert_true(glyph_of(&voted, "木")->confidence > 0.96f);
  const struct glyph *doubtful = glyph_of(&voted, "渎");
  assert_true(doubtful->confidence < 0.92f);
  assert_true(doubtful->alternative_count == 1);
  assert_string_equal(doubtful->alternatives[0].text, "浇");
  reading_clear(&voted);
}

static void test_beside_what_may_be_lost_nothing_is_sure(void **state)
{
  (void)state;
  const struct spoken spoken[] = {{"一种", 0.9f, "一"}, {"种", 0.99f, NULL}, {"种", 0.99f, NULL}};
  struct reading voted = vote_of(spoken, 3);
  assert_int_equal(voted.count, 1);
  assert_false(last_vote_was_complete);
  assert_true(voted.glyphs[0].confidence < 0.99f);
  const struct spoken agreed[] = {{"种", 0.99f, NULL}, {"种", 0.99f, NULL}, {"种", 0.99f, NULL}};
  struct reading sure = vote_of(agreed, 3);
  assert_true(last_vote_was_complete);
  assert_true(sure.glyphs[0].confidence > voted.glyphs[0].confidence);
  reading_clear(&voted);
  reading_clear(&sure);
}

static void test_readings_agree_but_for_spaces(void **state)
{
  (void)state;
  struct reading one = reading_of((struct spoken){"成 立,", 0.9f, NULL});
  struct reading same = reading_of((struct spoken){"成立，", 0.7f, NULL});
  struct reading other = reading_of((struct spoken){"成立", 0.9f, NULL});
  assert_true(readings_agree(&one, &same));
  assert_false(readings_agree(&one, &other));
  reading_clear(&one);
  reading_clear(&same);
  reading_clear(&other);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_most_readings_have_wins),
      cmocka_unit_test(test_one_sure_reading_outweighs_two_that_guess),
      cmocka_unit_test(test_a_lost_character_comes_back_and_a_speck_goes),
      cmocka_unit_test(test_that_something_stands_there_is_voted_on_before_what),
      cmocka_unit_test(test_spaces_are_the_bases_and_part_no_vote),
      cmocka_unit_test(test_wide_and_narrow_marks_are_the_same),
      cmocka_unit_test(test_agreement_is_sure_and_what_lost_is_an_alternative),
      cmocka_unit_test(test_beside_what_may_be_lost_nothing_is_sure),
      cmocka_unit_test(test_readings_agree_but_for_spaces),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
