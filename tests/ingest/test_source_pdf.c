#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "ingest/pdf_pictures.h"
#include "ingest/source.h"
#include "tests/ingest/made_pdf.h"
#include "tests/ingest/made_picture.h"

/* The made picture of 600 x 400 pixels fills a page of 288 x 192 points at 150 dpi. */
enum { WIDTH = 288, HEIGHT = 192 };
enum { PACKED_SIDE = 1000 };
static const char whole_page[] = "q 288 0 0 192 0 0 cm /P Do Q";

static int add_jpeg(struct made_pdf *pdf, const unsigned char *jpeg, size_t size)
{
  autofree char *dictionary =
      memory_format("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
                    "/ColorSpace /DeviceRGB /Filter /DCTDecode",
                    MADE_WIDTH, MADE_HEIGHT);
  return made_pdf_stream(pdf, dictionary, jpeg, size);
}

/* A PDF of one page that shows the made picture; the path is owned by the caller. */
static char *write_scan(const struct temp_folder *folder, const char *more, const char *content,
                        unsigned char **ret_jpeg, size_t *ret_size)
{
  PIX *made = made_picture(32);
  *ret_jpeg = made_jpeg(made, 0, ret_size);
  pixDestroy(&made);
  struct made_pdf pdf = made_pdf_begin();
  int picture = add_jpeg(&pdf, *ret_jpeg, *ret_size);
  made_pdf_page(&pdf, WIDTH, HEIGHT, more, picture, content);
  size_t size;
  autofree char *bytes = made_pdf_finish(&pdf, "", &size);
  return temp_write(folder, "scan.pdf", bytes, size);
}

static char *write_drawn(const struct temp_folder *folder, int width, int height,
                         const char *content)
{
  struct made_pdf pdf = made_pdf_begin();
  made_pdf_page(&pdf, width, height, "", 0, content);
  size_t size;
  autofree char *bytes = made_pdf_finish(&pdf, "", &size);
  return temp_write(folder, "drawn.pdf", bytes, size);
}

static struct page_picture load_first(const char *path, enum pdf_text_mode mode)
{
  struct source *source = NULL;
  struct page_picture picture = {0};
  struct error error;
  if (source_open(path, NULL, &source, &error))
    fail_msg("%s", error.message);
  assert_int_equal(source_get_format(source), SOURCE_PDF);
  if (source_load_page(source, 0, mode, &picture, &error))
    fail_msg("%s", error.message);
  source_close(&source);
  return picture;
}

static void test_a_page_that_is_one_scan_gives_the_scan_itself(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree unsigned char *jpeg = NULL;
  size_t size;
  autofree char *path = write_scan(&folder, "", whole_page, &jpeg, &size);
  struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
  assert_int_equal(pixGetWidth(picture.pix), MADE_WIDTH);
  assert_int_equal(pixGetHeight(picture.pix), MADE_HEIGHT);
  assert_float_equal(picture.dpi, MADE_DPI, 0.5);
  assert_string_equal(made_dark_corner(picture.pix), "top left");
  assert_non_null(picture.jpeg);
  assert_int_equal(picture.jpeg_size, size);
  assert_memory_equal(picture.jpeg, jpeg, size);
  page_picture_clear(&picture);
}

static void test_a_scan_stands_as_the_page_shows_it(void **state)
{
  (void)state;
  static const struct {
    const char *more, *content, *corner;
    int width;
  } cases[] = {
      {"/Rotate 90", whole_page, "top right", MADE_HEIGHT},
      {"/Rotate 180", whole_page, "bottom right", MADE_WIDTH},
      {"/Rotate 270", whole_page, "bottom left", MADE_HEIGHT},
      {"", "q -288 0 0 192 288 0 cm /P Do Q", "top right", MADE_WIDTH}, /* mirrored */
      {"", "q 288 0 0 -192 0 192 cm /P Do Q", "bottom left", MADE_WIDTH},
      {"", "q -288 0 0 -192 288 192 cm /P Do Q", "bottom right", MADE_WIDTH},
      {"/Rotate 90", "q -288 0 0 -192 288 192 cm /P Do Q", "bottom left", MADE_HEIGHT},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree unsigned char *jpeg = NULL;
    size_t size;
    autofree char *path = write_scan(&folder, cases[i].more, cases[i].content, &jpeg, &size);
    struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
    assert_string_equal(made_dark_corner(picture.pix), cases[i].corner);
    assert_int_equal(pixGetWidth(picture.pix), cases[i].width);
    assert_float_equal(picture.dpi, MADE_DPI, 0.5);
    assert_null(picture.jpeg); /* the stored file would show it otherwise */
    page_picture_clear(&picture);
  }
}

static const char hidden_text[] =
    "q 288 0 0 192 0 0 cm /P Do Q BT 3 Tr /F 10 Tf 20 100 Td (Licence number B2-20231583 of the) "
    "Tj 0 -14 Td (holder of this licence and its branch offices in the area) Tj 0 -14 Td "
    "(where value-added services are run within the law) Tj ET";

static void test_the_invisible_text_under_a_scan_is_not_taken_for_the_print(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree unsigned char *jpeg = NULL;
  size_t size;
  autofree char *path = write_scan(&folder, "", hidden_text, &jpeg, &size);
  struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
  assert_int_equal(picture.run_count, 0);
  assert_null(picture.runs);
  assert_int_equal(pixGetWidth(picture.pix), MADE_WIDTH);
  assert_non_null(picture.jpeg);
  page_picture_clear(&picture);
}

static void test_a_scan_with_a_stamp_over_it_is_drawn_with_the_stamp(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree unsigned char *jpeg = NULL;
  size_t size;
  autofree char *path = write_scan(
      &folder, "", "q 288 0 0 192 0 0 cm /P Do Q 1 0 0 rg 180 40 24 6 re f", &jpeg, &size);
  struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
  assert_int_equal(pixGetWidth(picture.pix), WIDTH * 300 / 72);
  assert_float_equal(picture.dpi, 300, 0);
  assert_null(picture.jpeg);
  l_int32 red, green, blue;
  pixGetRGBPixel(picture.pix, 190 * 300 / 72, (HEIGHT - 43) * 300 / 72, &red, &green, &blue);
  assert_int_equal(red, 255);
  assert_int_equal(green, 0);
  page_picture_clear(&picture);
}

static const char printed_text[] =
    "BT /F 12 Tf 36 700 Td (Licence number: B2-20231583) Tj 0 -40 Td (Holder: Sample Company) Tj "
    "0 -40 Td (Valid until 2028-11-02) Tj ET";

static void test_real_text_comes_as_lines_where_they_stand(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = write_drawn(&folder, 595, 842, printed_text);
  struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
  assert_int_equal(pixGetWidth(picture.pix), 2480);
  assert_int_equal(pixGetDepth(picture.pix), 8); /* no colour on the page */
  assert_int_equal(picture.run_count, 3);
  assert_string_equal(picture.runs[0].text, "Licence number: B2-20231583");
  assert_string_equal(picture.runs[1].text, "Holder: Sample Company");
  assert_string_equal(picture.runs[2].text, "Valid until 2028-11-02");
  for (int i = 0; i < 3; i++) {
    struct box box = picture.runs[i].box;
    double baseline = (842 - 700 + 40 * i) * 300 / 72.0;
    assert_in_range(box.x, 36 * 300 / 72 - 10, 36 * 300 / 72 + 10);
    assert_in_range(box.h, 30, 90);
    assert_true(box.y < baseline && box.y + box.h > baseline - 5);
    assert_in_range(box.w, 300, 1200);
  }
  page_picture_clear(&picture);
  assert_null(picture.runs);

  picture = load_first(path, PDF_TEXT_NEVER);
  assert_int_equal(picture.run_count, 0);
  assert_int_equal(pixGetWidth(picture.pix), 2480);
  page_picture_clear(&picture);
}

static void test_text_that_cannot_be_seen_is_not_taken(void **state)
{
  (void)state;
  static const char *const contents[] = {
      "BT 3 Tr /F 12 Tf 36 700 Td (Licence number: B2-20231583 invisible) Tj ET",
      "1 1 1 rg BT /F 12 Tf 36 700 Td (Licence number: B2-20231583 white on white) Tj ET",
      "0 0 m 500 700 l S",
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
    autofree char *path = write_drawn(&folder, 595, 842, contents[i]);
    struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
    assert_int_equal(picture.run_count, 0);
    assert_int_equal(pixGetWidth(picture.pix), 2480);
    page_picture_clear(&picture);
  }
}

static void test_of_text_partly_painted_over_the_visible_lines_are_taken(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *content =
      memory_format("%s 1 1 1 rg 30 650 300 25 re f", printed_text); /* over the second line */
  autofree char *path = write_drawn(&folder, 595, 842, content);
  struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
  assert_int_equal(picture.run_count, 2);
  assert_string_equal(picture.runs[1].text, "Valid until 2028-11-02");
  assert_true(picture.text_is_hidden);
  page_picture_clear(&picture);
}

static void test_real_text_on_a_background_picture_is_taken(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct strbuf content = {0};
  strbuf_append(&content, "q 288 0 0 192 0 0 cm /P Do Q BT /F 9 Tf 90 120 Td ");
  for (int i = 0; i < 6; i++)
    strbuf_appendf(&content, "(Clause %d of the electronic licence) Tj 0 -14 Td ", i);
  strbuf_append(&content, "ET");
  autofree unsigned char *jpeg = NULL;
  size_t size;
  autofree char *path = write_scan(&folder, "", strbuf_text(&content), &jpeg, &size);
  struct page_picture picture = load_first(path, PDF_TEXT_AUTO);
  assert_int_equal(picture.run_count, 6);
  assert_string_equal(picture.runs[5].text, "Clause 5 of the electronic licence");
  assert_string_equal(made_dark_corner(picture.pix), "top left"); /* drawn with its background */
  page_picture_clear(&picture);
  strbuf_clear(&content);
}

static void assert_refused(const char *path, enum status status, const char *part)
{
  struct source *source = NULL;
  struct page_picture picture = {0};
  struct error error;
  enum status got = source_open(path, NULL, &source, &error);
  if (!got)
    got = source_load_page(source, 0, PDF_TEXT_AUTO, &picture, &error);
  source_close(&source);
  assert_int_equal(got, status);
  if (!strstr(error.message, part))
    fail_msg("%s", error.message);
}

static void test_a_pdf_with_a_password_without_pages_or_cut_off_is_refused(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  size_t size;
  struct made_pdf locked = made_pdf_begin();
  made_pdf_page(&locked, 595, 842, "", 0, printed_text);
  autofree char *locked_bytes =
      made_pdf_finish(&locked,
                      "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
                      "/O <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> "
                      "/U <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> >>",
                      &size);
  autofree char *locked_path = temp_write(&folder, "locked.pdf", locked_bytes, size);
  assert_refused(locked_path, STATUS_UNSUPPORTED, "locked.pdf: the PDF is locked with a password");

  struct made_pdf bare = made_pdf_begin();
  autofree char *bare_bytes = made_pdf_finish(&bare, "", &size);
  autofree char *bare_path = temp_write(&folder, "bare.pdf", bare_bytes, size);
  assert_refused(bare_path, STATUS_BAD_INPUT, "bare.pdf: the PDF has no pages");

  autofree char *cut_path = temp_write(&folder, "cut.pdf", locked_bytes, 200);
  assert_refused(cut_path, STATUS_BAD_INPUT, "cut.pdf: the PDF");
}

/* A PDF whose one page is a JPEG of `size` bytes; its path, the caller's. */
static char *jpeg_pdf(const struct temp_folder *folder, const char *name, const unsigned char *jpeg,
                      size_t size)
{
  struct made_pdf pdf = made_pdf_begin();
  int picture = add_jpeg(&pdf, jpeg, size);
  made_pdf_page(&pdf, WIDTH, HEIGHT, "", picture, whole_page);
  autofree char *bytes = made_pdf_finish(&pdf, "", &size);
  return temp_write(folder, name, bytes, size);
}

static void test_a_scan_of_which_a_part_is_missing_is_refused(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  size_t size;
  autofree unsigned char *jpeg = made_jpeg(made, 0, &size);
  pixDestroy(&made);
  autofree char *path = jpeg_pdf(&folder, "cut.pdf", jpeg, size * 2 / 3);
  assert_refused(path, STATUS_BAD_INPUT, "cut.pdf: the JPEG is cut off or damaged");
}

static void test_a_scan_that_cannot_be_decoded_is_no_blank_page(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = made_picture(32);
  size_t size;
  autofree unsigned char *jpeg = made_jpeg(made, 0, &size);
  pixDestroy(&made);
  memset(jpeg, 0, 20);
  autofree char *path = jpeg_pdf(&folder, "headless.pdf", jpeg, size);
  assert_refused(path, STATUS_BAD_INPUT, "headless.pdf: the page's picture is damaged");
}

/* A PDF whose one page is a picture of one bit a pixel, packed by `filter`; the path, the caller's.
 */
static char *packed_pdf(const struct temp_folder *folder, const char *name, const char *filter,
                        const unsigned char *packed, size_t size)
{
  struct made_pdf pdf = made_pdf_begin();
  autofree char *dictionary =
      memory_format("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 "
                    "/ColorSpace /DeviceGray %s",
                    PACKED_SIDE, PACKED_SIDE, filter);
  int picture = made_pdf_stream(&pdf, dictionary, packed, size);
  made_pdf_page(&pdf, WIDTH, HEIGHT, "", picture, whole_page);
  autofree char *bytes = made_pdf_finish(&pdf, "", &size);
  return temp_write(folder, name, bytes, size);
}

#define FAX_FILTER "/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 1000 /Rows 1000 >>"

static void test_a_packed_scan_that_cannot_be_decoded_is_no_blank_page(void **state)
{
  (void)state;
  static const unsigned char nothing[4000] = {0};
  /* A page of 1000 by 1000 (T.88 §7.4.8), and a region that is cut off. */
  static const unsigned char cut_region[] = {
      0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19, 0,  0, 3, 0xE8, 0, 0, 3, 0xE8, 0,    0,    0,   0,
      0, 0, 0, 0, 0,  0, 0, 0, 0, 0, 1,  38, 0, 1, 0,    0, 5, 0, 0xFF, 0xFF, 0xFF, 0xFF};
  static const struct {
    const char *name, *filter;
    const unsigned char *packed;
    size_t size;
  } cases[] = {
      {"fax-zeros.pdf", FAX_FILTER, nothing, sizeof nothing},
      {"fax-nothing.pdf", FAX_FILTER, nothing, 0},
      {"jbig2-zeros.pdf", "/Filter /JBIG2Decode", nothing, sizeof nothing},
      {"jbig2-cut.pdf", "/Filter /JBIG2Decode", cut_region, sizeof cut_region},
      {"jpx-zeros.pdf", "/Filter /JPXDecode", nothing, sizeof nothing},
  };
  struct temp_folder folder autoremove = temp_folder_make();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *path =
        packed_pdf(&folder, cases[i].name, cases[i].filter, cases[i].packed, cases[i].size);
    struct source *source = NULL;
    assert_int_equal(source_open(path, NULL, &source, NULL), STATUS_OK);
    struct page_picture page = {0};
    struct error error = {0};
    enum status status = source_load_page(source, 0, PDF_TEXT_AUTO, &page, &error);
    /* poppler says nothing of fax codes that are all zero. */
    bool told = status == STATUS_BAD_INPUT || (i > 0 && page.has_flaws);
    page_picture_clear(&page);
    source_close(&source);
    if (!told)
      fail_msg("%s: nothing is said", cases[i].name);
  }
}

/* White rows take one bit each. */
static void test_a_blank_scan_packed_as_a_fax_is_a_page(void **state)
{
  (void)state;
  unsigned char white[PACKED_SIDE / 8 + 3];
  memset(white, 0xFF, PACKED_SIDE / 8);
  memcpy(white + PACKED_SIDE / 8, "\x00\x10\x01", 3);
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = packed_pdf(&folder, "white.pdf", FAX_FILTER, white, sizeof white);
  struct page_picture page = load_first(path, PDF_TEXT_AUTO);
  assert_non_null(page.pix);
  assert_false(page.has_flaws);
  page_picture_clear(&page);
}

static void test_a_scan_decoded_with_trouble_says_so(void **state)
{
  (void)state;
  unsigned char noise[4000];
  for (size_t i = 0; i < sizeof noise; i++)
    noise[i] = (unsigned char)(i * 37 + 11);
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = packed_pdf(&folder, "noise.pdf", FAX_FILTER, noise, sizeof noise);
  struct page_picture page = load_first(path, PDF_TEXT_AUTO);
  assert_true(page.has_flaws);
  page_picture_clear(&page);
}

static void test_a_blank_scan_is_a_page(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  PIX *made = pixCreate(MADE_WIDTH, MADE_HEIGHT, 32);
  pixSetAll(made);
  size_t size;
  autofree unsigned char *jpeg = made_jpeg(made, 0, &size);
  pixDestroy(&made);
  autofree char *path = jpeg_pdf(&folder, "blank.pdf", jpeg, size);
  struct page_picture page = load_first(path, PDF_TEXT_AUTO);
  assert_non_null(page.pix);
  page_picture_clear(&page);
}

static void test_a_page_of_giant_paper_is_refused_before_it_is_drawn(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *large = write_drawn(&folder, 5000, 5000, printed_text); /* 434 megapixels */
  assert_refused(large, STATUS_TOO_LARGE, "--max-pixels");
  autofree char *giant = write_drawn(&folder, 14400, 14400, printed_text);
  assert_refused(giant, STATUS_TOO_LARGE, "smaller sheet");
}

/* The largest picture of each page of a PDF, as libqpdf's structure tells. */
static void assert_largest(struct made_pdf *pdf, const uint64_t *largest, int count)
{
  struct temp_folder folder autoremove = temp_folder_make();
  size_t size;
  autofree char *bytes = made_pdf_finish(pdf, "", &size);
  autofree char *path = temp_write(&folder, "many.pdf", bytes, size);
  FILE *open_file = fopen(path, "rb");
  struct source_file file = {
      .path = path, .fd = fileno(open_file), .size = size, .limits = source_limits_default};
  struct pdf_pictures *pictures = pdf_pictures_open(&file);
  assert_non_null(pictures);
  for (int i = 0; i < count; i++)
    assert_int_equal(pdf_pictures_largest(pictures, i), largest[i]);
  pdf_pictures_free(&pictures);
  assert_null(pictures);
  fclose(open_file);
}

static void test_sizes_of_a_page_s_pictures_are_found_without_decoding(void **state)
{
  (void)state;
  struct made_pdf pdf = made_pdf_begin();
  static const unsigned char jpeg[] = {0xFF, 0xD8, 0xFF, 0xD9};
  int small = add_jpeg(&pdf, jpeg, sizeof jpeg);
  int large = made_pdf_stream(
      &pdf, "/Type/XObject/Subtype/Image/Width 90000/Height 80000/Filter/FlateDecode", "x", 1);
  int nameless = made_pdf_stream(&pdf, "/Type/XObject/Subtype/Image/Height 10", "x", 1);
  made_pdf_stream(&pdf, "/Width 100000 /Height 100000", "no picture", 10);
  autofree char *holds =
      memory_format("/Subtype /Form /Resources << /XObject << /Q %d 0 R >> >>", large);
  int drawing = made_pdf_stream(&pdf, holds, "/Q Do", 5);
  autofree char *stamp = memory_format("/Annots [<< /AP << /N %d 0 R >> >>]", drawing);
  const int shown[] = {small, large, nameless, drawing, 0};
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
    made_pdf_page(&pdf, 595, 842, "", shown[i], printed_text);
  made_pdf_page(&pdf, 595, 842, stamp, small, printed_text);
  const uint64_t giant = UINT64_C(90000) * 80000;
  const uint64_t largest[] = {
      MADE_WIDTH * MADE_HEIGHT, giant, UINT64_MAX, giant, 0, giant, UINT64_MAX /* no such page */};
  assert_largest(&pdf, largest, sizeof largest / sizeof *largest);
}

static void test_a_drawing_that_holds_itself_has_an_end(void **state)
{
  (void)state;
  struct made_pdf pdf = made_pdf_begin();
  autofree char *holds =
      memory_format("/Subtype /Form /Resources << /XObject << /A %d 0 R /B %d 0 R /C %d 0 R >> >>",
                    pdf.count + 1, pdf.count + 1, pdf.count + 1);
  int circle = made_pdf_stream(&pdf, holds, "/A Do", 5);
  made_pdf_page(&pdf, 595, 842, "", circle, printed_text);
  const uint64_t largest[] = {UINT64_MAX};
  assert_largest(&pdf, largest, 1);
}

static void test_of_a_file_without_structure_nothing_is_known(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *path = temp_write(&folder, "no.pdf", "%PDF-1.4\nnothing", 16);
  FILE *open_file = fopen(path, "rb");
  struct source_file file = {
      .path = path, .fd = fileno(open_file), .size = 16, .limits = source_limits_default};
  assert_null(pdf_pictures_open(&file));
  assert_int_equal(pdf_pictures_largest(NULL, 0), UINT64_MAX);
  fclose(open_file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_page_that_is_one_scan_gives_the_scan_itself),
      cmocka_unit_test(test_a_scan_stands_as_the_page_shows_it),
      cmocka_unit_test(test_the_invisible_text_under_a_scan_is_not_taken_for_the_print),
      cmocka_unit_test(test_a_scan_with_a_stamp_over_it_is_drawn_with_the_stamp),
      cmocka_unit_test(test_real_text_comes_as_lines_where_they_stand),
      cmocka_unit_test(test_text_that_cannot_be_seen_is_not_taken),
      cmocka_unit_test(test_of_text_partly_painted_over_the_visible_lines_are_taken),
      cmocka_unit_test(test_real_text_on_a_background_picture_is_taken),
      cmocka_unit_test(test_a_pdf_with_a_password_without_pages_or_cut_off_is_refused),
      cmocka_unit_test(test_a_scan_of_which_a_part_is_missing_is_refused),
      cmocka_unit_test(test_a_scan_that_cannot_be_decoded_is_no_blank_page),
      cmocka_unit_test(test_a_packed_scan_that_cannot_be_decoded_is_no_blank_page),
      cmocka_unit_test(test_a_blank_scan_packed_as_a_fax_is_a_page),
      cmocka_unit_test(test_a_scan_decoded_with_trouble_says_so),
      cmocka_unit_test(test_a_blank_scan_is_a_page),
      cmocka_unit_test(test_a_page_of_giant_paper_is_refused_before_it_is_drawn),
      cmocka_unit_test(test_sizes_of_a_page_s_pictures_are_found_without_decoding),
      cmocka_unit_test(test_a_drawing_that_holds_itself_has_an_end),
      cmocka_unit_test(test_of_a_file_without_structure_nothing_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
