/* hOCR 1.2 as valid XHTML: pages, lines, words and characters with places and confidences. */

#include "base/memory.h"
#include "output/markup.h"
#include "output/page_walk.h"
#include "output/writers.h"

static void box_append(const char *property, struct box box, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "%s %d %d %d %d", property, box.x, box.y, box.x + box.w, box.y + box.h);
}

static void glyph_append(const struct glyph *glyph, struct box box, struct strbuf *bytes)
{
  strbuf_append(bytes, "<span class=\"ocrx_cinfo\" title=\"");
  box_append("x_bboxes", box, bytes);
  strbuf_appendf(bytes, "; x_conf %.2f\">", glyph->confidence * 100.0);
  markup_append(bytes, glyph->text);
  strbuf_append(bytes, "</span>");
}

static void word_open(const struct walked_line *line, const struct word *word, size_t number,
                      struct strbuf *bytes)
{
  strbuf_appendf(bytes, "<span class=\"ocrx_word\" id=\"word_%s_%zu\" title=\"", line->id, number);
  box_append("bbox", word->box, bytes);
  strbuf_appendf(bytes, "; x_wconf %d\">", (int)(word->confidence * 100.0f + 0.5f));
}

static void line_open(const struct walked_line *line, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "    <span class=\"ocr_line\" id=\"line_%s\" title=\"", line->id);
  box_append("bbox", line->line->box, bytes);
  if (line->page->rotation)
    strbuf_appendf(bytes, "; textangle %d", line->page->rotation);
  strbuf_append(bytes, "\">");
}

static void block_open(const struct read_page *page, struct box area, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "   <div class=\"ocr_carea\" id=\"block_%d_1\" title=\"", page->number);
  box_append("bbox", area, bytes);
  strbuf_append(bytes, "\">\n");
}

static void page_open(const struct document *document, const struct read_page *page,
                      struct strbuf *bytes)
{
  strbuf_appendf(bytes, "  <div class=\"ocr_page\" id=\"page_%d\" title=\"image &quot;",
                 page->number);
  markup_append(bytes, document->source.name);
  strbuf_appendf(bytes, "&quot;; bbox 0 0 %d %d; ppageno %d", page->width, page->height,
                 page->number - 1);
  if (page->dpi > 0)
    strbuf_appendf(bytes, "; scan_res %.0f %.0f", (double)page->dpi, (double)page->dpi);
  strbuf_append(bytes, "\">\n");
}

static const struct page_format hocr_format = {
    .page_open = page_open,
    .block_open = block_open,
    .line_open = line_open,
    .word_open = word_open,
    .glyph = glyph_append,
    .between_words = " ",
    .word_close = "</span>",
    .line_close = "</span>\n",
    .block_close = "   </div>\n",
    .page_close = "  </div>\n",
    .wordless_lines = true,
};

static void head_append(const struct output_context *context, struct strbuf *bytes)
{
  strbuf_append(bytes,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
                "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
                "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"zh-CN\" lang=\"zh-CN\">\n"
                " <head>\n  <title>");
  markup_append(bytes, context->document->source.name);
  strbuf_append(bytes,
                "</title>\n"
                "  <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" />\n"
                "  <meta name=\"ocr-system\" content=\"zhaolu ");
  markup_append(bytes, context->tool->version);
  strbuf_append(bytes, ", tesseract ");
  markup_append(bytes, context->tool->tesseract);
  strbuf_appendf(
      bytes,
      "\" />\n"
      "  <meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_line ocrx_word "
      "ocrx_cinfo ocrp_wconf\" />\n"
      "  <meta name=\"ocr-number-of-pages\" content=\"%zu\" />\n"
      " </head>\n <body>\n",
      context->document->page_count);
}

enum status hocr_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  (void)error;
  head_append(context, ret_bytes);
  pages_walk(context->document, &hocr_format, ret_bytes);
  strbuf_append(ret_bytes, " </body>\n</html>\n");
  return STATUS_OK;
}
