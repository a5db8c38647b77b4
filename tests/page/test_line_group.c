/* The first step of line finding: components of ink into groups. */

#include "tests/cmocka_all.h"

#include "page/line_group.h"

enum { CHAR = 24, PITCH = 27, X = 100, Y = 200, MOST = 40 };

struct drawn {
  struct box boxes[MOST];
  size_t count;
};

static void add(struct drawn *drawn, struct box box)
{
  drawn->boxes[drawn->count++] = box;
}

static void add_row(struct drawn *drawn, int x, int y, size_t count)
{
  for (size_t i = 0; i < count; i++)
    add(drawn, (struct box){x + (int)i * PITCH, y, CHAR, CHAR});
}

static struct group_list groups_of(struct drawn *drawn)
{
  const struct component_list list = {.boxes = drawn->boxes, .count = drawn->count};
  return groups_from_components(&list, CHAR);
}

static void test_components_that_stand_side_by_side_are_one_group(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    struct box second; /* relative to the right upper corner of a character */
    size_t groups;
  } cases[] = {
      {"next character", {3, 0, CHAR, CHAR}, 1},
      {"character half its width off", {CHAR / 2, 0, CHAR, CHAR}, 1},
      {"character of the next word", {CHAR * 3 / 4, 0, CHAR, CHAR}, 2},
      {"character a third lower", {3, CHAR / 3, CHAR, CHAR}, 1},
      {"character half its height lower", {3, CHAR / 2, CHAR, CHAR}, 2},
      {"character half its height higher", {3, -CHAR / 2, CHAR, CHAR}, 2},
      {"full stop", {3, CHAR - 6, 6, 6}, 1},
      {"full stop of the line above", {3, -5, 6, 6}, 2},
      {"comma that reaches below", {3, CHAR - 5, 6, 9}, 1},
      {"dot below the line", {3, CHAR - 2, 6, 6}, 2},
      {"character far larger", {3, -CHAR, 3 * CHAR, 3 * CHAR}, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct drawn drawn = {0};
    struct box second = cases[i].second;
    add(&drawn, (struct box){X, Y, CHAR, CHAR});
    second.x += X + CHAR;
    second.y += Y;
    add(&drawn, second);
    struct group_list groups = groups_of(&drawn);
    if (groups.count != cases[i].groups)
      fail_msg("%s: %zu groups", cases[i].name, groups.count);
    groups_clear(&groups);
  }
}

/* The group of the row of characters that starts at X. */
static const struct group *row_of(const struct group_list *groups)
{
  for (size_t i = 0; i < groups->count; i++)
    if (groups->groups[i].box.x == X && !groups->groups[i].taken)
      return &groups->groups[i];
  fail_msg("the row is gone");
  return NULL;
}

static void test_a_stroke_that_crosses_a_line_s_edge_ends_there(void **state)
{
  (void)state;
  static const struct box strokes[] = {{0, CHAR - 15, 10, 28}, {0, -13, 10, 28}};
  for (size_t i = 0; i < sizeof strokes / sizeof *strokes; i++) {
    struct drawn drawn = {0};
    struct box stroke = strokes[i];
    add_row(&drawn, X, Y, 10);
    stroke.x += X + 10 * PITCH;
    stroke.y += Y;
    add(&drawn, stroke);
    struct group_list groups = groups_of(&drawn);
    const struct group *row = row_of(&groups);
    assert_int_equal(groups.count, 1);
    assert_int_equal(row->count, 11);
    assert_in_range(row->box.h, CHAR + 1, CHAR + CHAR / 4);
    assert_in_range(row->box.y, Y - CHAR / 4, Y);
    groups_clear(&groups);
  }
}

/* Two pieces of a seal's ring: the first runs into the line, the second hangs on the first. */
static void test_what_hangs_on_a_line_is_a_group_of_its_own(void **state)
{
  (void)state;
  struct drawn drawn = {0};
  add_row(&drawn, X, Y, 6);
  add(&drawn, (struct box){X + 6 * PITCH, Y + 9, CHAR, CHAR});
  add(&drawn, (struct box){X + 7 * PITCH, Y + 18, CHAR, CHAR});
  struct group_list groups = groups_of(&drawn);
  assert_int_equal(groups.count, 2);
  const struct group *row = row_of(&groups);
  assert_int_equal(row->count, 7);
  assert_in_range(row->box.h, CHAR, CHAR + CHAR / 4);
  const struct group *hanging = &groups.groups[row == groups.groups];
  assert_int_equal(hanging->count, 1);
  assert_int_equal(hanging->box.y, Y + 18);
  assert_int_equal(hanging->box.h, CHAR);
  groups_clear(&groups);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_components_that_stand_side_by_side_are_one_group),
      cmocka_unit_test(test_a_stroke_that_crosses_a_line_s_edge_ends_there),
      cmocka_unit_test(test_what_hangs_on_a_line_is_a_group_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
