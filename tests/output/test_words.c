#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "output/words.h"

/* A line of the characters of `text`, one each, in the given boxes (empty: no place known). */
static struct document_line line_make(const char *const *characters, const struct box *boxes,
                                      size_t count, struct box whole)
{
  struct document_line line = {.box = whole, .glyph_count = count};
  line.glyphs = memory_alloc(count * sizeof *line.glyphs);
  for (size_t i = 0; i < count; i++) {
    strcpy(line.glyphs[i].text, characters[i]);
    line.glyphs[i].confidence = 0.5f;
    line.glyphs[i].box = boxes[i];
  }
  return line;
}

static void assert_box(struct box box, int x, int y, int w, int h)
{
  assert_int_equal(box.x, x);
  assert_int_equal(box.y, y);
  assert_int_equal(box.w, w);
  assert_int_equal(box.h, h);
}

static void test_a_line_is_cut_at_its_spaces(void **state)
{
  (void)state;
  static const char *const characters[] = {" ", "公", "司", " ", " ", "A", " "};
  struct box boxes[7] = {[1] = {10, 5, 20, 20}, [2] = {30, 6, 20, 20}, [5] = {80, 5, 10, 20}};
  struct document_line line = line_make(characters, boxes, 7, (struct box){0, 5, 100, 20});
  struct line_words words;
  line_words_make(&line, 0, &words);
  assert_int_equal(words.count, 2);
  autofree char *text = word_text(&line, &words.words[0]);
  assert_string_equal(text, "公司");
  assert_box(words.words[0].box, 10, 5, 40, 21);
  assert_box(words.words[1].box, 80, 5, 10, 20);
  line_words_clear(&words);
  free(line.glyphs);
}

static void test_a_character_without_place_gets_the_room_between_its_neighbours(void **state)
{
  (void)state;
  static const char *const characters[] = {"一", "二", "三", "四"};
  static const struct {
    int rotation;
    struct box whole, first, last, expected[2];
  } cases[] = {
      {0, {0, 0, 100, 20}, {0, 0, 20, 20}, {80, 0, 20, 20}, {{20, 0, 30, 20}, {50, 0, 30, 20}}},
      {180, {0, 0, 100, 20}, {80, 0, 20, 20}, {0, 0, 20, 20}, {{50, 0, 30, 20}, {20, 0, 30, 20}}},
      {90, {0, 0, 20, 100}, {0, 80, 20, 20}, {0, 0, 20, 20}, {{0, 50, 20, 30}, {0, 20, 20, 30}}},
      {270, {0, 0, 20, 100}, {0, 0, 20, 20}, {0, 80, 20, 20}, {{0, 20, 20, 30}, {0, 50, 20, 30}}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct box boxes[4] = {cases[i].first, {0}, {0}, cases[i].last};
    struct document_line line = line_make(characters, boxes, 4, cases[i].whole);
    struct line_words words;
    line_words_make(&line, cases[i].rotation, &words);
    for (int j = 0; j < 2; j++)
      assert_box(words.glyph_boxes[j + 1], cases[i].expected[j].x, cases[i].expected[j].y,
                 cases[i].expected[j].w, cases[i].expected[j].h);
    line_words_clear(&words);
    free(line.glyphs);
  }
}

static void test_a_line_without_place_has_words_without_place(void **state)
{
  (void)state;
  static const char *const characters[] = {"公", "司"};
  struct box boxes[2] = {{0}};
  struct document_line line = line_make(characters, boxes, 2, (struct box){0});
  struct line_words words;
  line_words_make(&line, 0, &words);
  assert_int_equal(words.count, 1);
  assert_true(box_is_empty(words.words[0].box));
  line_words_clear(&words);
  free(line.glyphs);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_line_is_cut_at_its_spaces),
      cmocka_unit_test(test_a_character_without_place_gets_the_room_between_its_neighbours),
      cmocka_unit_test(test_a_line_without_place_has_words_without_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
