#include "tests/cmocka_all.h"

#include "ocr/text_judge.h"

enum { CHAR = 24, MOST = 4 };

/* A segment as it was read. */
struct judged {
  const char *text;
  float confidence;
  int y, size;
  bool in_seal, is_text;
};

static struct read_segment segment_make(const struct judged *judged)
{
  struct read_segment segment = {.box = {100, judged->y, 0, judged->size}, .size = judged->size};
  for (const char *at = judged->text; *at;) {
    char character[8] = "";
    size_t length = 1;
    while ((at[length] & 0xC0) == 0x80)
      length++;
    memcpy(character, at, length);
    reading_add(&segment.best, character, judged->confidence, (struct box){0});
    segment.box.w += judged->size;
    at += length;
  }
  return segment;
}

static void test_tells_print_from_ornament(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    struct judged segments[MOST];
  } cases[] = {
      {"sure line", {{"云岫科技有限公司", 0.97f, 100, 24, false, true}}},
      {"line that is less sure, alone", {{"云岫科技有限公司", 0.94f, 100, 24, false, true}}},
      {"ornament alone", {{"回口回口回口回口", 0.85f, 100, 24, false, false}}},
      {"the same confidence beside a sure segment",
       {{"云岫科技有限公司", 0.85f, 100, 24, false, true},
        {"公司名称：", 0.98f, 104, 24, false, true}}},
      {"beside a sure segment in another row",
       {{"回口回口回口回口", 0.85f, 100, 24, false, false},
        {"公司名称：", 0.98f, 160, 24, false, true}}},
      {"beside a sure segment of another size",
       {{"回口回口回口回口", 0.85f, 100, 24, false, false},
        {"营业执照", 0.98f, 96, 60, false, true}}},
      {"beside one that is not sure itself",
       {{"回口回口回口回口", 0.85f, 100, 24, false, false},
        {"公司名称地址电话", 0.94f, 100, 24, false, true}}},
      {"too doubtful even beside a sure one",
       {{"回口回口回口回口", 0.75f, 100, 24, false, false},
        {"公司名称：", 0.98f, 100, 24, false, true}}},
      {"few characters need more alone",
       {{"回口", 0.94f, 100, 24, false, false}, {"云岫科技有", 0.94f, 300, 24, false, true}}},
      {"few characters need more beside a sure one",
       {{"张三", 0.82f, 100, 24, false, false},
        {"李四", 0.86f, 100, 24, false, true},
        {"法定代表人：", 0.98f, 100, 24, false, true}}},
      {"marks are no text", {{"——…·—", 0.99f, 100, 24, false, false}}},
      {"dirt is no text, however sure", {{"一", 0.99f, 100, 10, false, false}}},
      {"small print of three digits", {{"123", 0.97f, 100, 10, false, true}}},
      {"a seal's own letters",
       {{"云岫科技有限公司", 0.94f, 100, 24, true, false},
        {"云岫科技有限公司", 0.955f, 200, 24, true, true}}},
      {"in a seal beside a sure segment",
       {{"2023年5月", 0.91f, 100, 24, true, true},
        {"2023年5月", 0.88f, 100, 24, true, false},
        {"发证日期：", 0.98f, 100, 24, false, true}}},
      {"nothing read", {{"   ", 0.99f, 100, 24, false, false}}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct read_segment segments[MOST];
    bool in_seal[MOST], is_text[MOST];
    size_t count = 0;
    for (; count < MOST && cases[i].segments[count].text; count++) {
      segments[count] = segment_make(&cases[i].segments[count]);
      in_seal[count] = cases[i].segments[count].in_seal;
    }
    segments_judge(segments, in_seal, count, CHAR, is_text);
    for (size_t k = 0; k < count; k++) {
      if (is_text[k] != cases[i].segments[k].is_text)
        fail_msg("%s: segment %zu was %s", cases[i].name, k, is_text[k] ? "kept" : "dropped");
      reading_clear(&segments[k].best);
    }
  }
}

/* 言 and 吕 fall into parts as high as half of them, and that is what their segment's size says. */
static void test_a_character_in_parts_is_as_high_as_what_it_covers(void **state)
{
  (void)state;
  static const struct {
    int covers; /* pixels */
    bool is_text;
  } cases[] = {{CHAR, true}, {CHAR * 6 / 10, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct judged parts = {"吕言", 0.90f, 100, CHAR * 6 / 10, false, false};
    const struct judged label = {"法定代表人", 0.98f, 100, CHAR, false, true};
    struct read_segment segments[] = {segment_make(&parts), segment_make(&label)};
    bool in_seal[2] = {false}, is_text[2];
    segments[0].box.h = cases[i].covers;
    segments[0].box.w = 2 * cases[i].covers;
    segments_judge(segments, in_seal, 2, CHAR, is_text);
    if (is_text[0] != cases[i].is_text)
      fail_msg("%d pixels high: %s", cases[i].covers, is_text[0] ? "kept" : "dropped");
    reading_clear(&segments[0].best);
    reading_clear(&segments[1].best);
  }
}

static void test_a_line_that_the_network_is_sure_of_counts_under_a_seal(void **state)
{
  (void)state;
  static const struct {
    float confidence;
    double score; /* of the line */
    bool is_text;
  } cases[] = {{0.93f, 0.9, true}, {0.88f, 0.9, false}, {0.93f, 0.7, false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct judged judged = {"发证机关（盖章）", cases[i].confidence, 100, CHAR, true, true};
    struct read_segment segment = segment_make(&judged);
    segment.score = cases[i].score;
    bool in_seal[] = {true}, is_text[1];
    segments_judge(&segment, in_seal, 1, CHAR, is_text);
    if (is_text[0] != cases[i].is_text)
      fail_msg("%.2f at %.2f: %s", (double)cases[i].confidence, cases[i].score,
               is_text[0] ? "kept" : "dropped");
    reading_clear(&segment.best);
  }
}

static void test_a_page_without_segments_is_judged_too(void **state)
{
  (void)state;
  bool is_text[1] = {true};
  segments_judge(NULL, NULL, 0, CHAR, is_text);
  assert_true(is_text[0]); /* nothing was written */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tells_print_from_ornament),
      cmocka_unit_test(test_a_character_in_parts_is_as_high_as_what_it_covers),
      cmocka_unit_test(test_a_line_that_the_network_is_sure_of_counts_under_a_seal),
      cmocka_unit_test(test_a_page_without_segments_is_judged_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
