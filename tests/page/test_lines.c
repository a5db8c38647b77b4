#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "base/number.h"
#include "page/line_find.h"
#include "page/page_clean.h"
#include "tests/files/temp_folder.h"
#include "tests/page/drawn_ink.h"

#define NETWORK ZHAOLU_SOURCE_DATA "/line-net.bin"
#define SAMPLE(name) ZHAOLU_SOURCE_DATA "/../samples/" name "/page-1.jpg"

/* A sample, cleaned, and the network that finds its lines. */
struct sample {
  struct line_net *net;
  struct clean_page page;
};

/* Its picture is scaled by `scale` first. */
static struct sample sample_open(const char *path, float scale)
{
  struct sample sample = {0};
  struct error error;
  PIX *scan = pixRead(path), *picture = pixScale(scan, scale, scale);
  assert_non_null(picture);
  assert_int_equal(line_net_open(NETWORK, &sample.net, &error), STATUS_OK);
  assert_int_equal(clean_page_make(picture, &sample.page, &error), STATUS_OK);
  pixDestroy(&picture);
  pixDestroy(&scan);
  return sample;
}

static void sample_close(struct sample *sample)
{
  clean_page_clear(&sample->page);
  line_net_close(&sample->net);
}

static struct segment_list lines_of(const struct sample *sample, PIX *plain, PIX *redness,
                                    PIX *mask)
{
  struct segment_list list = {0};
  struct error error;
  assert_int_equal(
      lines_find(sample->net, plain, redness, mask, sample->page.char_size, &list, &error),
      STATUS_OK);
  return list;
}

static struct segment_list sample_lines(const char *path, float scale)
{
  struct sample sample = sample_open(path, scale);
  const struct clean_page *page = &sample.page;
  struct segment_list list = lines_of(&sample, page->plain, page->redness, page->mask);
  sample_close(&sample);
  return list;
}

/* Segments whose characters are of the text's size. */
static size_t lines_of_size(const struct segment_list *list, int from, int to)
{
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++)
    count += list->segments[i].size >= from && list->segments[i].size <= to &&
             list->segments[i].box.w > 3 * list->segments[i].size;
  return count;
}

static void test_finds_a_licence_s_rows_and_leaves_its_frame_and_seal(void **state)
{
  (void)state;
  struct segment_list list = sample_lines(SAMPLE("telecom-front"), 1);
  assert_in_range(lines_of_size(&list, 12, 80), 14, 40);
  for (size_t i = 1; i < list.count; i++)
    assert_true(list.segments[i - 1].box.y <= list.segments[i].box.y);
  segments_clear(&list);
}

/* Frame and ground take hardly anything for a line; what they do, reading drops. */
static void test_an_empty_form_has_hardly_a_line(void **state)
{
  (void)state;
  struct segment_list list = sample_lines(SAMPLE("blank-form"), 1);
  assert_in_range(lines_of_size(&list, 12, 80), 0, 3);
  segments_clear(&list);
}

static void test_finds_the_same_rows_on_a_picture_half_as_large(void **state)
{
  (void)state;
  struct segment_list large = sample_lines(SAMPLE("software-copyright"), 1);
  struct segment_list small = sample_lines(SAMPLE("software-copyright"), 0.5f);
  size_t rows = lines_of_size(&large, 12, 80), rows_small = lines_of_size(&small, 12, 80);
  assert_true(rows >= 8);
  assert_in_range(rows_small, rows - 4, rows + 4); /* a run may part or join, none is lost */
  segments_clear(&large);
  segments_clear(&small);
}

static void test_pieces_go_from_left_to_right_within_their_segment(void **state)
{
  (void)state;
  struct segment_list list = sample_lines(SAMPLE("business-licence"), 1);
  assert_true(list.count > 10);
  for (size_t i = 0; i < list.count; i++) {
    const struct text_segment *segment = &list.segments[i];
    assert_true(segment->piece_count >= 1);
    for (size_t k = 0; k < segment->piece_count; k++) {
      assert_true(k == 0 || segment->pieces[k].x >= box_right(segment->pieces[k - 1]));
      assert_true(segment->pieces[k].x >= segment->box.x);
      assert_true(box_right(segment->pieces[k]) <= box_right(segment->box));
    }
  }
  segments_clear(&list);
}

/* The widest segment of one level. */
static const struct text_segment *segment_widest(const struct segment_list *list)
{
  const struct text_segment *widest = &list->segments[0];
  for (size_t i = 1; i < list->count; i++)
    if (list->segments[i].box.w > widest->box.w)
      widest = &list->segments[i];
  return widest;
}

/* The segment about the middle of a box. */
static const struct text_segment *segment_at(const struct segment_list *list, struct box box)
{
  for (size_t i = 0; i < list->count; i++) {
    struct box other = list->segments[i].box;
    if (other.x <= box_middle_x(box) && box_right(other) >= box_middle_x(box) &&
        other.y <= box_middle(box) && box_bottom(other) >= box_middle(box))
      return &list->segments[i];
  }
  return NULL;
}

/* Moves what stands in and about the box down the page and whitens all else. */
static PIX *page_of_one_row(PIX *page, struct box box, int down)
{
  PIX *row = pixCreateTemplate(page);
  assert_non_null(row);
  if (pixGetDepth(row) == 8)
    pixSetAllArbitrary(row, 255);
  pixRasterop(row, box.x - box.h, box.y - box.h / 2 + down, box.w + 2 * box.h, 2 * box.h, PIX_SRC,
              page, box.x - box.h, box.y - box.h / 2);
  return row;
}

static void test_a_row_on_a_blank_page_is_found_where_it_stands(void **state)
{
  (void)state;
  struct sample sample = sample_open(SAMPLE("software-copyright"), 1);
  const struct clean_page *page = &sample.page;
  struct segment_list all = lines_of(&sample, page->plain, NULL, page->mask);
  struct box box = segment_widest(&all)->box;
  int down = pixGetHeight(page->plain) - box.y - 4 * box.h;
  PIX *plain = page_of_one_row(page->plain, box, down);
  PIX *mask = page_of_one_row(page->mask, box, down);
  struct segment_list alone = lines_of(&sample, plain, NULL, mask);
  box.y += down;
  const struct text_segment *found = segment_at(&alone, box);
  assert_non_null(found);
  assert_in_range(abs(found->box.y - box.y), 0, box.h / 2);
  assert_true(found->box.x >= box.x - box.h && box_right(found->box) <= box_right(box) + box.h);
  pixDestroy(&plain);
  pixDestroy(&mask);
  segments_clear(&all);
  segments_clear(&alone);
  sample_close(&sample);
}

/* Strokes that the network sees nothing of, hanging from a row or standing on it: a pale seal's or
 * a pen's. */
static void test_strokes_that_run_out_of_a_row_are_cut_off(void **state)
{
  (void)state;
  struct sample sample = sample_open(SAMPLE("software-copyright"), 1);
  const struct clean_page *page = &sample.page;
  struct segment_list before = lines_of(&sample, page->plain, page->redness, page->mask);
  const struct text_segment *row = segment_widest(&before);
  const struct box box = row->box;
  for (int i = 1; i <= 3; i++) {
    struct box stroke = {box.x + i * box.w / 4, (int)box_middle(box) - 2 * row->size * (i % 2),
                         max_int(row->size / 8, 2), 2 * row->size};
    box_draw(page->mask, stroke, 1);
  }
  struct segment_list after = lines_of(&sample, page->plain, page->redness, page->mask);
  const struct text_segment *crossed = segment_at(&after, box);
  assert_non_null(crossed);
  assert_in_range(crossed->box.h, row->size, 13 * row->size / 10);
  segments_clear(&before);
  segments_clear(&after);
  sample_close(&sample);
}

/* The network's file with `size` bytes of it kept and one of them changed. */
static enum status open_damaged(const struct temp_folder *folder, size_t size, size_t at, char byte)
{
  size_t length = 0;
  autofree char *bytes = temp_read(NETWORK, &length);
  if (at < length)
    bytes[at] = byte;
  autofree char *path = temp_write(folder, "net.bin", bytes, size < length ? size : length);
  struct line_net *net = NULL;
  struct error error;
  enum status status = line_net_open(path, &net, &error);
  line_net_close(&net);
  return status;
}

static void test_a_damaged_network_is_an_installation_s_fault(void **state)
{
  (void)state;
  autoremove struct temp_folder folder = temp_folder_make();
  enum { WHOLE = 1 << 20, NOWHERE = 1 << 20 };
  static const struct {
    const char *what;
    size_t size, at;
    char byte;
  } cases[] = {
      {"empty", 0, NOWHERE, 0},
      {"cut off in the head", 10, NOWHERE, 0},
      {"cut off in the weights", 5000, NOWHERE, 0},
      {"another magic", WHOLE, 0, 'X'},
      {"three planes", WHOLE, 4, 3},
      {"far too many operations", WHOLE, 14, 100},
      {"an unknown operation", WHOLE, 16, 99},
      {"a value that is not made yet", WHOLE, 22, 7},
      {"a stride of nothing", WHOLE, 20, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    enum status status = open_damaged(&folder, cases[i].size, cases[i].at, cases[i].byte);
    if (status != STATUS_INSTALL)
      fail_msg("%s: status %d", cases[i].what, status);
  }
  assert_int_equal(open_damaged(&folder, WHOLE, NOWHERE, 0), STATUS_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_finds_a_licence_s_rows_and_leaves_its_frame_and_seal),
      cmocka_unit_test(test_an_empty_form_has_hardly_a_line),
      cmocka_unit_test(test_finds_the_same_rows_on_a_picture_half_as_large),
      cmocka_unit_test(test_pieces_go_from_left_to_right_within_their_segment),
      cmocka_unit_test(test_a_row_on_a_blank_page_is_found_where_it_stands),
      cmocka_unit_test(test_strokes_that_run_out_of_a_row_are_cut_off),
      cmocka_unit_test(test_a_damaged_network_is_an_installation_s_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
