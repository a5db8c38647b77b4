#include "tests/cmocka_all.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "page/picture_encode.h"
#include "tests/output/sample_document.h"
#include "tests/temp_name.h"

static const double SCALE = 72.0 / SAMPLE_DPI;

static PopplerDocument *pdf_open(const struct strbuf *bytes)
{
  GError *error = NULL;
  GBytes *copy = g_bytes_new(bytes->data, bytes->length);
  PopplerDocument *pdf = poppler_document_new_from_bytes(copy, NULL, &error);
  g_bytes_unref(copy);
  if (!pdf)
    fail_msg("%s", error->message);
  return pdf;
}

static PopplerDocument *sample_pdf(enum picture_format format)
{
  struct sample sample;
  sample_make(&sample, format);
  struct strbuf bytes = sample_write(&sample, "pdf");
  PopplerDocument *pdf = pdf_open(&bytes);
  strbuf_clear(&bytes);
  sample_clear(&sample);
  return pdf;
}

static void assert_page_text(PopplerDocument *pdf, int index, const char *expected)
{
  PopplerPage *page = poppler_document_get_page(pdf, index);
  char *text = poppler_page_get_text(page);
  assert_string_equal(text, expected);
  g_free(text);
  g_object_unref(page);
}

static void test_the_text_comes_back_without_added_spaces(void **state)
{
  (void)state;
  PopplerDocument *pdf = sample_pdf(PICTURE_JPEG);
  assert_int_equal(poppler_document_get_n_pages(pdf), 4);
  assert_page_text(pdf, 0,
                   "经营许可证编号：京A2.B1-20200042\n"
                   "公 司 名 称：云岚<b>&\"科技'有限公司\n"
                   "法定代表人：冼赟彧");
  assert_page_text(pdf, 1, "一、持证者应当遵守规定。\n（一）第一项；"); /* lies on its side */
  assert_page_text(pdf, 2, "");                                         /* repeats page 1 */
  assert_page_text(pdf, 3, "");                                         /* could not be read */
  g_object_unref(pdf);
}

static void test_each_page_has_the_papers_size_and_stands_upright(void **state)
{
  (void)state;
  PopplerDocument *pdf = sample_pdf(PICTURE_JPEG);
  for (int i = 0; i < 2; i++) {
    double width, height;
    PopplerPage *page = poppler_document_get_page(pdf, i);
    poppler_page_get_size(page, &width, &height);
    assert_float_equal(width, SAMPLE_WIDTH * SCALE, 0.1);
    assert_float_equal(height, SAMPLE_HEIGHT * SCALE, 0.1);
    g_object_unref(page);
  }
  g_object_unref(pdf);
}

/* Points from the top left, of the characters on page `index`. */
static void assert_character_at(PopplerDocument *pdf, int index, unsigned character, double x,
                                double y, double width)
{
  PopplerRectangle *places;
  unsigned count;
  PopplerPage *page = poppler_document_get_page(pdf, index);
  assert_true(poppler_page_get_text_layout(page, &places, &count));
  assert_true(character < count);
  const struct {
    double is, should;
  } sides[] = {
      {places[character].x1, x},
      {places[character].x2 - places[character].x1, width},
      {(places[character].y1 + places[character].y2) / 2, y},
  };
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
    if (fabs(sides[i].is - sides[i].should) > 1.0)
      fail_msg("character %u: %.1f where %.1f should be", character, sides[i].is, sides[i].should);
  g_free(places);
  g_object_unref(page);
}

static void test_each_character_lies_over_its_print(void **state)
{
  (void)state;
  PopplerDocument *pdf = sample_pdf(PICTURE_JPEG);
  assert_character_at(pdf, 0, 0, 60 * SCALE, 110 * SCALE, 20 * SCALE);
  assert_character_at(pdf, 0, 10, 260 * SCALE, 110 * SCALE, 20 * SCALE);
  assert_character_at(pdf, 1, 3, (60 + 3 * 20) * SCALE, 110 * SCALE, 20 * SCALE);
  g_object_unref(pdf);
}

/* Grey of a pixel of the page drawn at SAMPLE_DPI. */
static int grey_at(PopplerDocument *pdf, int index, int x, int y)
{
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, SAMPLE_WIDTH, SAMPLE_HEIGHT);
  cairo_t *cairo = cairo_create(surface);
  PopplerPage *page = poppler_document_get_page(pdf, index);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  cairo_scale(cairo, 1 / SCALE, 1 / SCALE);
  poppler_page_render(page, cairo);
  cairo_surface_flush(surface);
  int grey =
      cairo_image_surface_get_data(surface)[y * cairo_image_surface_get_stride(surface) + x * 4];
  g_object_unref(page);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return grey;
}

static void test_the_picture_is_seen_as_it_was_whatever_way_it_is_packed(void **state)
{
  (void)state;
  static const enum picture_format formats[] = {PICTURE_JPEG, PICTURE_G4, PICTURE_PNG};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    PopplerDocument *pdf = sample_pdf(formats[i]);
    assert_true(grey_at(pdf, 0, 70, 110) < 80); /* inside the first character */
    assert_true(grey_at(pdf, 0, 70, 60) > 220); /* paper; no text is drawn over it */
    assert_true(grey_at(pdf, 1, 70, 110) < 80); /* the same upright place on the turned page */
    assert_true(grey_at(pdf, 1, 70, 60) > 220);
    g_object_unref(pdf);
  }
}

static void test_a_jpeg_goes_in_byte_for_byte(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_JPEG);
  struct strbuf bytes = sample_write(&sample, "pdf");
  const struct picture_blob *full = &sample.document->pages[0].read.full;
  assert_non_null(memmem(bytes.data, bytes.length, full->bytes, full->size));
  size_t pictures = 0;
  for (size_t i = 0; i < 3; i++)
    pictures += sample.document->pages[i].read.full.size;
  assert_true(bytes.length < pictures + 8192); /* what text and font of four pages take */
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_characters_beyond_the_basic_plane_and_long_texts_come_back(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct document_line *line = &sample.document->pages[0].lines[2];
  strcpy(line->glyphs[6].text, "𠮷"); /* U+20BB7, in names */
  document_line_refresh(line);
  struct strbuf bytes = sample_write(&sample, "pdf");
  PopplerDocument *pdf = pdf_open(&bytes);
  PopplerPage *page = poppler_document_get_page(pdf, 0);
  char *text = poppler_page_get_text(page);
  assert_non_null(strstr(text, "法定代表人：𠮷赟彧"));
  g_free(text);
  g_object_unref(page);
  g_object_unref(pdf);
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_a_slanting_line_stays_one_line(void **state)
{
  (void)state;
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct document_line *line = &sample.document->pages[0].lines[0];
  for (size_t i = 0; i < line->glyph_count; i++)
    line->glyphs[i].box.y += (int)i; /* nearly three degrees */
  struct strbuf bytes = sample_write(&sample, "pdf");
  PopplerDocument *pdf = pdf_open(&bytes);
  PopplerPage *page = poppler_document_get_page(pdf, 0);
  char *text = poppler_page_get_text(page);
  if (!strstr(text, "经营许可证编号：京A2.B1-20200042\n"))
    fail_msg("%s", text);
  g_free(text);
  g_object_unref(page);
  g_object_unref(pdf);
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

/* The first page with `change` done to its third line, as poppler reads it back. */
static char *changed_page_text(void (*change)(struct document_line *line))
{
  struct sample sample;
  sample_make(&sample, PICTURE_NONE);
  struct document_line *line = &sample.document->pages[0].lines[2];
  change(line);
  document_line_refresh(line);
  struct strbuf bytes = sample_write(&sample, "pdf");
  PopplerDocument *pdf = pdf_open(&bytes);
  PopplerPage *page = poppler_document_get_page(pdf, 0);
  char *text = poppler_page_get_text(page);
  char *copy = memory_copy_string(text);
  g_free(text);
  g_object_unref(page);
  g_object_unref(pdf);
  strbuf_clear(&bytes);
  sample_clear(&sample);
  return copy;
}

static void glyph_set(struct glyph *glyph, const char *text, struct box box)
{
  strcpy(glyph->text, text);
  glyph->box = box;
}

/* A space between two characters whose boxes touch. */
static void space_narrow(struct document_line *line)
{
  glyph_set(&line->glyphs[3], " ", (struct box){0});
  line->glyphs[2].box.w = 2 * line->glyphs[2].box.w;
}

static void test_a_space_between_characters_that_touch_is_kept(void **state)
{
  (void)state;
  autofree char *spaced = changed_page_text(space_narrow);
  assert_non_null(strstr(spaced, "法定代 人：冼赟彧"));
}

static void test_other_readers_find_no_fault(void **state)
{
  (void)state;
  static const char *const commands[] = {"qpdf --check %s", "mutool info %s",
                                         "test $(pdffonts %s | grep -c 'yes no  yes') = 1"};
  struct sample sample;
  sample_make(&sample, PICTURE_JPEG);
  struct strbuf bytes = sample_write(&sample, "pdf");
  char path[TEMP_NAME_BYTES];
  temp_name(path, "zhaolu-test-XXXXXX");
  int file = mkstemp(path);
  assert_int_equal(write(file, bytes.data, bytes.length), (ssize_t)bytes.length);
  close(file);
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    struct strbuf command = {0};
    const char *place = strstr(commands[i], "%s");
    strbuf_append_bytes(&command, commands[i], (size_t)(place - commands[i]));
    strbuf_append(&command, path);
    strbuf_append(&command, place + 2);
    strbuf_append(&command, " >/dev/null");
    if (system(command.data) != 0)
      fail_msg("failed: %s", command.data);
    strbuf_clear(&command);
  }
  unlink(path);
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_a_document_without_pages_is_one_empty_page(void **state)
{
  (void)state;
  struct sample sample;
  sample_make_failed(&sample);
  struct strbuf bytes = sample_write(&sample, "pdf");
  PopplerDocument *pdf = pdf_open(&bytes);
  assert_int_equal(poppler_document_get_n_pages(pdf), 1);
  assert_page_text(pdf, 0, "");
  g_object_unref(pdf);
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

static void test_a_damaged_picture_is_an_error_that_names_the_page(void **state)
{
  (void)state;
  struct sample sample;
  struct strbuf bytes = {0};
  struct error error = {0};
  sample_make(&sample, PICTURE_JPEG);
  sample.document->pages[1].read.full.size = 10;
  assert_int_equal(output_format_find("pdf")->write(&sample.context, &bytes, &error),
                   STATUS_INTERNAL);
  assert_string_equal(error.message,
                      "licence <1>.pdf: page 2: a page's picture cannot go into a PDF");
  strbuf_clear(&bytes);
  sample_clear(&sample);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_text_comes_back_without_added_spaces),
      cmocka_unit_test(test_each_page_has_the_papers_size_and_stands_upright),
      cmocka_unit_test(test_each_character_lies_over_its_print),
      cmocka_unit_test(test_the_picture_is_seen_as_it_was_whatever_way_it_is_packed),
      cmocka_unit_test(test_a_jpeg_goes_in_byte_for_byte),
      cmocka_unit_test(test_characters_beyond_the_basic_plane_and_long_texts_come_back),
      cmocka_unit_test(test_a_slanting_line_stays_one_line),
      cmocka_unit_test(test_a_space_between_characters_that_touch_is_kept),
      cmocka_unit_test(test_other_readers_find_no_fault),
      cmocka_unit_test(test_a_document_without_pages_is_one_empty_page),
      cmocka_unit_test(test_a_damaged_picture_is_an_error_that_names_the_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
