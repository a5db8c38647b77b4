/* One line through the real recogniser, in one rendering or in several. */

#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "ocr/segment_read.h"
#include "tests/ocr/printed_page.h"
#include "tests/page/drawn_ink.h"

enum { WIDTH = 1000, HEIGHT = 200, SIZE = 36, X = 80, Y = 80 };
static const char TEXT[] = "本公司应当依法开展经营活动";

/* A page of one line, and the line's segment. */
struct line {
  struct clean_page clean;
  struct text_segment segment;
  struct box piece;
};

static void text_print(const struct fixture *fixture, const char *text, struct line *line)
{
  *line = (struct line){.piece = {X, Y, SIZE * (int)utf8_count(text), SIZE}};
  line->clean.char_size = SIZE;
  line->clean.ink = paper_make(WIDTH, HEIGHT, 8);
  print_line(fixture->printer, line->clean.ink, X, Y, SIZE, text);
  line->clean.plain = pixCopy(NULL, line->clean.ink);
  line->segment = (struct text_segment){
      .box = line->piece, .size = SIZE, .pieces = &line->piece, .piece_count = 1};
}

static void line_print(const struct fixture *fixture, struct line *line)
{
  text_print(fixture, TEXT, line);
}

/* Dirt over every `step`-th character from the fourth on: nothing that a network could be sure of.
 */
static void soil(PIX *pix, int step)
{
  enum { SPECKS = 120, SPECK = 3, INK = 30 };
  unsigned seed = 7; /* always the same specks */
  for (int i = 3; i < 9; i += step)
    for (int k = 0; k < SPECKS; k++) {
      seed = seed * 1103515245u + 12345;
      int dx = (int)(seed >> 16) % SIZE, dy = (int)(seed >> 24) % SIZE;
      box_draw(pix, (struct box){X + i * SIZE + dx, Y + dy, SPECK, SPECK}, INK);
    }
}

static void read_line(const struct fixture *fixture, const struct line *line, enum seal_cover cover,
                      struct read_segment *ret_read)
{
  struct error error = {0};
  *ret_read = (struct read_segment){0};
  if (segment_read(fixture->engine, &line->clean, &line->segment, cover, NULL, ret_read, &error))
    fail_msg("%s", error.message);
}

static void read_clear(struct read_segment *read)
{
  reading_clear(&read->best);
  reading_clear(&read->other);
}

static void assert_reads(const struct reading *reading, const char *text)
{
  autofree char *read = reading_compact(reading);
  assert_string_equal(read, text);
}

static void test_a_clear_line_is_read_once(void **state)
{
  struct line line;
  struct read_segment read;
  line_print(*state, &line);
  line.clean.black = pixCopy(NULL, line.clean.ink);
  read_line(*state, &line, SEAL_NONE, &read);
  assert_reads(&read.best, TEXT);
  assert_int_equal(read.other.count, 0);
  assert_int_equal(read.size, SIZE);
  assert_int_equal(read.box.x, X);
  struct box first = read.best.glyphs[0].box;
  assert_in_range(first.x, X - SIZE / 2, X + SIZE / 2);
  assert_in_range(first.w, SIZE / 4, SIZE * 3 / 2);
  read_clear(&read);
  clean_page_clear(&line.clean);
}

static void test_a_line_with_a_doubtful_character_is_read_again(void **state)
{
  const struct fixture *fixture = *state;
  struct line line;
  struct read_segment read;
  struct reading first = {0};
  line_print(fixture, &line);
  soil(line.clean.ink, 2);
  assert_int_equal(
      segment_read_first(fixture->engine, &line.clean, &line.segment, LINE_AS_IT_IS, &first, NULL),
      STATUS_OK);
  float least = 1;
  for (size_t i = 0; i < first.count; i++)
    least = first.glyphs[i].confidence < least ? first.glyphs[i].confidence : least;
  assert_true((double)least < 0.7); /* or the line is no test */
  read_line(fixture, &line, SEAL_NONE, &read);
  assert_true(read.other.count > 0);
  size_t alternatives = 0;
  for (size_t i = 0; i < read.best.count; i++)
    alternatives += (size_t)read.best.glyphs[i].alternative_count;
  for (size_t i = 0; i < read.other.count; i++)
    alternatives += (size_t)read.other.glyphs[i].alternative_count;
  assert_true(alternatives > 0);
  reading_clear(&first);
  read_clear(&read);
  clean_page_clear(&line.clean);
}

static void test_what_a_red_seal_spoils_comes_right_without_it(void **state)
{
  struct line line;
  struct read_segment read;
  line_print(*state, &line);
  line.clean.black = pixCopy(NULL, line.clean.ink); /* what the seal lay over shows here */
  soil(line.clean.ink, 1);
  soil(line.clean.plain, 1);
  read_line(*state, &line, SEAL_RED, &read);
  assert_reads(&read.best, TEXT);
  assert_true(read.other.count > 0);
  read_clear(&read);
  clean_page_clear(&line.clean);
}

static void test_a_cleaning_step_can_lose_against_the_picture_as_it_was(void **state)
{
  struct line line;
  struct read_segment read;
  line_print(*state, &line);
  line.clean.black = pixCopy(NULL, line.clean.ink);
  box_draw(line.clean.black, line.piece, 255); /* all of it was taken for the seal's */
  read_line(*state, &line, SEAL_GREY, &read);
  assert_reads(&read.best, TEXT);
  read_clear(&read);
  clean_page_clear(&line.clean);
}

static void test_a_line_under_a_grey_seal_is_read_without_it_in_any_case(void **state)
{
  struct line line;
  struct read_segment read;
  line_print(*state, &line);
  line.clean.black = pixCopy(NULL, line.clean.ink);
  box_draw(line.clean.ink, (struct box){X, Y + SIZE / 2, 2 * SIZE, 2}, 170); /* the seal's print */
  read_line(*state, &line, SEAL_NONE, &read);
  assert_int_equal(read.other.count, 0); /* sure enough, were it not crossed */
  read_clear(&read);
  read_line(*state, &line, SEAL_GREY, &read);
  assert_reads(&read.best, TEXT);
  assert_true(read.other.count > 0);
  read_clear(&read);
  clean_page_clear(&line.clean);
}

static void test_a_line_that_stands_on_its_head_is_read_turned(void **state)
{
  const struct fixture *fixture = *state;
  struct line line;
  line_print(fixture, &line);
  pixRotate180(line.clean.ink, line.clean.ink);
  line.piece.x = WIDTH - box_right(line.piece);
  line.piece.y = HEIGHT - box_bottom(line.piece);
  line.segment.box = line.piece;
  for (int turned = 0; turned < 2; turned++) {
    struct reading reading = {0};
    assert_int_equal(segment_read_first(fixture->engine, &line.clean, &line.segment,
                                        turned ? LINE_BY_HALF : LINE_AS_IT_IS, &reading, NULL),
                     STATUS_OK);
    autofree char *text = reading_compact(&reading);
    assert_int_equal(strcmp(text, TEXT) == 0, turned);
    reading_clear(&reading);
  }
  clean_page_clear(&line.clean);
}

static void test_a_first_reading_is_taken_over_and_not_made_again(void **state)
{
  const struct fixture *fixture = *state;
  struct line line;
  struct read_segment read = {0};
  struct reading first = {0};
  line_print(fixture, &line);
  reading_add(&first, "甲", 0.99f, line.piece); /* nothing like the picture */
  assert_int_equal(
      segment_read(fixture->engine, &line.clean, &line.segment, SEAL_NONE, &first, &read, NULL),
      STATUS_OK);
  assert_reads(&read.best, "甲");
  assert_int_equal(first.count, 0);
  read_clear(&read);
  clean_page_clear(&line.clean);
}

/* A reading of characters of a byte or three, each of one confidence. */
static struct reading reading_of(const char *text, float confidence)
{
  struct reading reading = {0};
  for (const char *at = text; *at;) {
    char character[4] = "";
    unsigned codepoint = 0;
    size_t length = utf8_decode(at, &codepoint);
    memcpy(character, at, length);
    reading_add(&reading, character, confidence, (struct box){X, Y, SIZE, SIZE});
    at += length;
  }
  return reading;
}

static void test_figures_that_may_be_lost_or_wrong_are_read_again(void **state)
{
  static const char DATE[] = "2016年1月11日";
  static const struct {
    const char *first;
    float confidence;
    bool again;
  } cases[] = {
      {"2016年1月1日", 0.99f, true},
      {"2018年1月11日", 0.90f, true},
      {"2016年10月11日", 0.99f, false},
      {"共10人", 0.90f, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct line line;
    struct read_segment read = {0};
    struct error error = {0};
    text_print(*state, DATE, &line);
    struct reading first = reading_of(cases[i].first, cases[i].confidence);
    assert_int_equal(segment_read(((const struct fixture *)*state)->engine, &line.clean,
                                  &line.segment, SEAL_NONE, &first, &read, &error),
                     STATUS_OK);
    assert_reads(&read.best, cases[i].again ? DATE : cases[i].first);
    assert_int_equal(read.other.count > 0, cases[i].again);
    read_clear(&read);
    clean_page_clear(&line.clean);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_clear_line_is_read_once),
      cmocka_unit_test(test_a_line_with_a_doubtful_character_is_read_again),
      cmocka_unit_test(test_figures_that_may_be_lost_or_wrong_are_read_again),
      cmocka_unit_test(test_what_a_red_seal_spoils_comes_right_without_it),
      cmocka_unit_test(test_a_cleaning_step_can_lose_against_the_picture_as_it_was),
      cmocka_unit_test(test_a_line_under_a_grey_seal_is_read_without_it_in_any_case),
      cmocka_unit_test(test_a_line_that_stands_on_its_head_is_read_turned),
      cmocka_unit_test(test_a_first_reading_is_taken_over_and_not_made_again),
  };
  return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
