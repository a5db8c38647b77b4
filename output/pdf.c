/* The searchable PDF: each page's picture as it is, the corrected text invisibly over it. */

#include <stdlib.h>

#include "base/memory.h"
#include "output/pdf_picture.h"
#include "output/pdf_text.h"
#include "output/words.h"
#include "output/writers.h"

static const double POINTS_AN_INCH = 72.0;
static const double A4_LONGER_EDGE = 11.69;             /* inches */
static const int BLANK_WIDTH = 595, BLANK_HEIGHT = 842; /* points, A4: a page without picture */

struct pdf_page {
  double width, height; /* points, as the picture lies */
  double scale;         /* points a pixel */
};

/* A picture whose resolution is not known is taken for a sheet of A4. */
static struct pdf_page page_measure(const struct read_page *page)
{
  if (page->width <= 0 || page->height <= 0)
    return (struct pdf_page){BLANK_WIDTH, BLANK_HEIGHT, 1};
  int longer = page->width > page->height ? page->width : page->height;
  double dpi = page->dpi > 0 ? (double)page->dpi : longer / A4_LONGER_EDGE;
  double scale = POINTS_AN_INCH / dpi;
  return (struct pdf_page){page->width * scale, page->height * scale, scale};
}

static void content_write(const struct document_page *page, const struct pdf_page *size,
                          struct pdf_font *font, struct pdf_writer *writer, int number)
{
  struct strbuf content = {0};
  if (page->read.full.format != PICTURE_NONE)
    strbuf_appendf(&content, "q %.3f 0 0 %.3f 0 0 cm /Im Do Q\n", size->width, size->height);
  if (page_has_text(page))
    pdf_text_append(page, size->scale, font, &content);
  pdf_stream(writer, number, "", strbuf_text(&content), content.length, true);
  strbuf_clear(&content);
}

static void page_dictionary_write(const struct read_page *page, const struct pdf_page *size,
                                  struct pdf_writer *writer, int number, int tree, int content,
                                  int font, int picture)
{
  pdf_object_begin(writer, number);
  strbuf_appendf(writer->bytes,
                 "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.3f %.3f] /Rotate %d /Contents %d "
                 "0 R /Resources << /Font << /F %d 0 R >>",
                 tree, size->width, size->height, page->rotation, content, font);
  if (picture)
    strbuf_appendf(writer->bytes, " /XObject << /Im %d 0 R >>", picture);
  strbuf_append(writer->bytes, " >> >>");
  pdf_object_end(writer);
}

static enum status page_write(const struct document_page *page, struct pdf_font *font,
                              struct pdf_writer *writer, int number, int tree, int font_number,
                              struct error *error)
{
  struct pdf_page size = page_measure(&page->read);
  int content = pdf_reserve(writer), picture = 0;
  if (page->read.full.format != PICTURE_NONE) {
    picture = pdf_reserve(writer);
    enum status status = pdf_picture_write(&page->read.full, writer, picture, error);
    if (status != STATUS_OK) {
      error_prefix(error, "page %d", page->read.number);
      return status;
    }
  }
  content_write(page, &size, font, writer, content);
  page_dictionary_write(&page->read, &size, writer, number, tree, content, font_number, picture);
  return STATUS_OK;
}

static enum status pages_write(const struct document *document, struct pdf_font *font,
                               struct pdf_writer *writer, int tree, int font_number,
                               struct error *error)
{
  /* A file that could not be opened gave no page; a PDF has at least one. */
  static const struct document_page blank = {.read = {.number = 1, .status = PAGE_FAILED}};
  const struct document_page *pages = document->page_count ? document->pages : &blank;
  size_t count = document->page_count ? document->page_count : 1;
  struct strbuf kids = {0};
  enum status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++) {
    int number = pdf_reserve(writer);
    strbuf_appendf(&kids, "%d 0 R ", number);
    status = page_write(&pages[i], font, writer, number, tree, font_number, error);
  }
  pdf_object_begin(writer, tree);
  strbuf_appendf(writer->bytes, "<< /Type /Pages /Count %zu /Kids [ %s] >>", count,
                 strbuf_text(&kids));
  pdf_object_end(writer);
  strbuf_clear(&kids);
  return status;
}

static void catalogue_write(struct pdf_writer *writer, int number, int tree)
{
  pdf_object_begin(writer, number);
  strbuf_appendf(writer->bytes,
                 "<< /Type /Catalog /Pages %d 0 R /Lang (zh-CN) /ViewerPreferences << "
                 "/DisplayDocTitle true >> >>",
                 tree);
  pdf_object_end(writer);
}

static void info_write(const struct output_context *context, struct pdf_writer *writer, int number)
{
  const char *name = context->document->source.name;
  pdf_object_begin(writer, number);
  strbuf_append(writer->bytes, "<< /Title ");
  pdf_append_text(writer->bytes, name ? name : "");
  strbuf_append(writer->bytes, " /Producer ");
  autofree char *producer = memory_format("zhaolu %s", context->tool->version);
  pdf_append_text(writer->bytes, producer);
  strbuf_append(writer->bytes, " >>");
  pdf_object_end(writer);
}

enum status pdf_write(const struct output_context *context, struct strbuf *ret_bytes,
                      struct error *error)
{
  const struct document *document = context->document;
  struct pdf_writer writer;
  struct pdf_font font;
  pdf_begin(&writer, ret_bytes);
  pdf_font_make(&font);
  int catalogue = pdf_reserve(&writer), info = pdf_reserve(&writer), tree = pdf_reserve(&writer),
      font_number = pdf_reserve(&writer);
  catalogue_write(&writer, catalogue, tree);
  info_write(context, &writer, info);
  enum status status = pages_write(document, &font, &writer, tree, font_number, error);
  pdf_font_write(&font, &writer, font_number);
  autofree char *text = document_text(document);
  autofree char *id = memory_format("%s %s", document->source.sha256, text);
  pdf_end(&writer, catalogue, info, id);
  pdf_font_clear(&font);
  if (status != STATUS_OK)
    error_prefix(error, "%s", document->source.name);
  return status;
}
