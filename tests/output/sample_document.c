#include "tests/output/sample_document.h"

#include "tests/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "page/picture_encode.h"

const struct tool_info sample_tool = {.version = "0.1.0",
                                      .tesseract = "5.3.0",
                                      .leptonica = "1.82.0",
                                      .model = "zhaolu",
                                      .model_sha256 = "",
                                      .rules = "1"};

/* A row of square characters from (x, y) on; along y downwards where the page lies on its side. */
static void line_add(struct read_page *page, const char *text, int x, int y, int size)
{
  bool sideways = page->rotation == 90;
  int count = (int)utf8_count(text);
  struct box whole = sideways ? (struct box){x, y - count * size, size, count * size}
                              : (struct box){x, y, count * size, size};
  struct read_line *line = read_page_add_line(page, LINE_TEXT, whole);
  unsigned codepoint;
  size_t length;
  for (int i = 0; (length = utf8_decode(text, &codepoint)) > 0; text += length, i++) {
    char character[GLYPH_TEXT_BYTES] = {0};
    memcpy(character, text, length);
    struct box box = sideways ? (struct box){x, y - (i + 1) * size, size, size}
                              : (struct box){x + i * size, y, size, size};
    if (codepoint == ' ')
      box = (struct box){0};
    reading_add(&line->best, character, i % 4 == 3 ? 0.62f : 0.97f, box);
  }
}

static PIX *picture_draw(const struct read_page *page)
{
  PIX *pix = pixCreate(page->width, page->height, 8);
  pixSetAllArbitrary(pix, 245);
  for (size_t i = 0; i < page->line_count; i++)
    for (size_t j = 0; j < page->lines[i].best.count; j++) {
      struct box box = page->lines[i].best.glyphs[j].box;
      if (box_is_empty(box))
        continue;
      BOX *ink = boxCreate(box.x + 3, box.y + 3, box.w - 6, box.h - 6);
      if (ink)
        pixSetInRectArbitrary(pix, ink, 40);
      boxDestroy(&ink);
    }
  return pix;
}

/* The picture's JPEG bytes, as a file would hold them. */
static struct page_picture picture_of_page(const struct read_page *page, enum picture_format format)
{
  struct page_picture picture = {.pix = picture_draw(page), .dpi = SAMPLE_DPI};
  if (format == PICTURE_G4) {
    PIX *binary = pixThresholdToBinary(picture.pix, 128);
    pixDestroy(&picture.pix);
    picture.pix = binary;
  } else if (format == PICTURE_JPEG) {
    size_t size = 0;
    assert_int_equal(pixWriteMemJpeg(&picture.jpeg, &size, picture.pix, 80, 0), 0);
    picture.jpeg_size = size;
  }
  return picture;
}

static void pictures_add(struct read_page *page, enum picture_format format)
{
  struct error error;
  struct page_picture picture = picture_of_page(page, format);
  PIX *upright = pixRotateOrth(picture.pix, page->rotation / 90);
  page->clean_width = pixGetWidth(upright);
  page->clean_height = pixGetHeight(upright);
  assert_int_equal(picture_encode_preview(picture.pix, &page->scan_preview, &error), STATUS_OK);
  assert_int_equal(picture_encode_preview(upright, &page->clean_preview, &error), STATUS_OK);
  if (format != PICTURE_NONE)
    assert_int_equal(picture_encode_full(&picture, &page->full, &error), STATUS_OK);
  pixDestroy(&upright);
  pixDestroy(&picture.pix);
  free(picture.jpeg);
}

static void upright_page_make(struct read_page *page, int number, enum picture_format format)
{
  static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  *page = (struct read_page){
      .number = number, .width = SAMPLE_WIDTH, .height = SAMPLE_HEIGHT, .dpi = SAMPLE_DPI};
  memcpy(page->clean_from_source, identity, sizeof identity);
  line_add(page, "经营许可证编号：京A2.B1-20200042", 60, 100, 20);
  line_add(page, "公 司 名 称：云岚<b>&\"科技'有限公司", 60, 160, 20);
  line_add(page, "法定代表人：冼赟彧", 60, 220, 20);
  read_page_add_qr(page, "https://licence.example/?id=<1>");
  pictures_add(page, format);
}

static void sideways_page_make(struct read_page *page, int number, enum picture_format format)
{
  /* Turned 90 degrees clockwise: (x, y) of a page of height H comes to (H - 1 - y, x). */
  static const double turned[9] = {0, -1, SAMPLE_WIDTH - 1, 1, 0, 0, 0, 0, 1};
  *page = (struct read_page){.number = number,
                             .width = SAMPLE_HEIGHT,
                             .height = SAMPLE_WIDTH,
                             .dpi = SAMPLE_DPI,
                             .rotation = 90};
  memcpy(page->clean_from_source, turned, sizeof turned);
  line_add(page, "一、持证者应当遵守规定。", 100, 740, 20);
  line_add(page, "（一）第一项；", 140, 740, 20);
  pictures_add(page, format);
}

static void field_fill(struct record *record, const char *name, json_t *value, int page,
                       struct box box, enum field_status status)
{
  struct field *field = record_add_field(record, name);
  json_decref(field->value);
  field->value = value;
  field->page = page;
  field->box = box;
  field->status = status;
  field->confidence = status == FIELD_MISSING ? 0.0f : 0.93f;
  field->raw = json_is_string(value) ? memory_copy_string(json_string_value(value)) : NULL;
}

static struct record *sample_record(void)
{
  struct record *record = memory_alloc(sizeof *record);
  record->type = memory_copy_string("value_added_telecom_licence");
  record->title = memory_copy_string("增值电信业务经营许可证");
  field_fill(record, "licence_number", json_string("京A2.B1-20200042"), 1,
             (struct box){220, 100, 320, 20}, FIELD_OK);
  field_add_check(&record->fields[0], "number_grammar", true, "%s", "");
  field_fill(record, "company_name", json_string("云岚<b>&\"科技'有限公司"), 1,
             (struct box){200, 160, 300, 20}, FIELD_CHECK);
  record->fields[1].label = memory_copy_string("公司名称");
  field_add_check(&record->fields[1], "same_on_every_page", false, "%s",
                  "page 2 says <script>alert(1)</script>");
  field_fill(record, "legal_representative", json_string("=HYPERLINK(\"http://x\",\"y\")"), 1,
             (struct box){180, 220, 60, 20}, FIELD_OK);
  field_fill(record, "business",
             json_pack("[{s:s,s:[s,s],s:n},{s:s,s:[],s:s}]", "name", "信息服务业务", "terms",
                       "含内容分发", "不含语音", "coverage", "name", "数据中心业务", "terms",
                       "coverage", "全国"),
             2, (struct box){140, 600, 20, 140}, FIELD_OK);
  field_fill(record, "expiry_date", json_null(), 0, (struct box){0}, FIELD_MISSING);
  field_fill(record, "house_rule", json_string("自定"), 1, (struct box){60, 220, 20, 20}, FIELD_OK);
  struct provision *provision = record_add_provision(
      record, memory_copy_string("一"), memory_copy_string("持证者应当遵守<规定>。"), 2);
  provision_add_item(provision, memory_copy_string("（一）"), memory_copy_string("第一项；"), 2);
  return record;
}

void sample_make(struct sample *sample, enum picture_format full_format)
{
  struct read_page pages[4] = {0};
  *sample = (struct sample){0};
  upright_page_make(&pages[0], 1, full_format);
  sideways_page_make(&pages[1], 2, full_format);
  upright_page_make(&pages[2], 3, full_format);
  pages[2].status = PAGE_DUPLICATE;
  pages[2].duplicate_of = 1;
  pages[3] = (struct read_page){
      .number = 4, .status = PAGE_FAILED, .error = memory_copy_string("took longer than 60 s")};
  sample->document = document_from_pages(pages, 4);
  sample->document->source =
      (struct document_source){.name = memory_copy_string("licence <1>.pdf"),
                               .path = memory_copy_string("in/licence <1>.pdf"),
                               .sha256 = memory_copy_string("00112233"),
                               .bytes = 4321,
                               .format = "pdf"};
  sample->document->status = DOCUMENT_PARTIAL;
  document_add_edit(sample->document, 1, 2, "spread_label", "公 司 名 称", "公司名称");
  document_add_edit(sample->document, 1, 3, "lookalike_in_term", "法定代袤人", "法定代表人");
  document_add_edit(sample->document, 3, 0, "repeated_page", "", "");
  document_add_warning(sample->document, "page 2: </script><img src=x onerror=alert(2)>");
  sample->record = sample_record();
  record_list_add(&sample->records, sample->record);
  sample->context = (struct output_context){
      .document = sample->document, .records = &sample->records, .tool = &sample_tool};
}

void sample_add_record(struct sample *sample)
{
  struct record *record = memory_alloc(sizeof *record);
  record->type = memory_copy_string("business_licence");
  record->title = memory_copy_string("营业执照");
  record_add_page(record, 4);
  record_add_page(record, 2);
  field_fill(record, "company_name", json_string("云岚餐饮店"), 2, (struct box){140, 600, 20, 140},
             FIELD_CHECK);
  record_list_add(&sample->records, record);
}

void sample_make_failed(struct sample *sample)
{
  *sample = (struct sample){.document = document_from_pages(NULL, 0)};
  sample->document->source = (struct document_source){.name = memory_copy_string("cut.png"),
                                                      .path = memory_copy_string("cut.png"),
                                                      .format = "png"};
  sample->document->status = DOCUMENT_FAILED;
  document_add_warning(sample->document, "the PNG is cut off");
  sample->context = (struct output_context){.document = sample->document, .tool = &sample_tool};
}

void sample_clear(struct sample *sample)
{
  document_free(&sample->document);
  record_list_clear(&sample->records);
}

struct strbuf sample_write(const struct sample *sample, const char *format)
{
  struct strbuf bytes = {0};
  struct error error = {0};
  const struct output_format *writer = output_format_find(format);
  assert_non_null(writer);
  if (writer->write(&sample->context, &bytes, &error) != STATUS_OK)
    fail_msg("%s: %s", format, error.message);
  return bytes;
}
