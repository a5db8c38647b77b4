/* hOCR 1.2 as valid XHTML: pages, lines, words and characters with places and confidences. */

#include "base/memory.h"
#include "output/markup.h"
#include "output/words.h"
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

static void word_append(const struct document_line *line, const struct line_words *words,
                        size_t index, const char *line_id, struct strbuf *bytes)
{
  const struct word *word = &words->words[index];
  strbuf_appendf(bytes, "<span class=\"ocrx_word\" id=\"word_%s_%zu\" title=\"", line_id,
                 index + 1);
  box_append("bbox", word->box, bytes);
  strbuf_appendf(bytes, "; x_wconf %d\">", (int)(word->confidence * 100.0f + 0.5f));
  for (size_t i = word->first; i < word->first + word->count; i++)
    glyph_append(&line->glyphs[i], words->glyph_boxes[i], bytes);
  strbuf_append(bytes, "</span>");
}

static void line_append(const struct document_line *line, const struct read_page *page,
                        size_t index, struct strbuf *bytes)
{
  struct line_words words;
  line_words_make(line, page->rotation, &words);
  autofree char *line_id = memory_format("%d_%zu", page->number, index + 1);
  strbuf_appendf(bytes, "    <span class=\"ocr_line\" id=\"line_%s\" title=\"", line_id);
  box_append("bbox", line->box, bytes);
  if (page->rotation)
    strbuf_appendf(bytes, "; textangle %d", page->rotation);
  strbuf_append(bytes, "\">");
  for (size_t i = 0; i < words.count; i++) {
    if (i > 0)
      strbuf_append_char(bytes, ' ');
    word_append(line, &words, i, line_id, bytes);
  }
  strbuf_append(bytes, "</span>\n");
  line_words_clear(&words);
}

static void page_append(const struct document_page *page, const char *name, struct strbuf *bytes)
{
  const struct read_page *read = &page->read;
  struct box text_area = {0};
  strbuf_appendf(bytes, "  <div class=\"ocr_page\" id=\"page_%d\" title=\"image &quot;",
                 read->number);
  markup_append(bytes, name);
  strbuf_appendf(bytes, "&quot;; bbox 0 0 %d %d; ppageno %d", read->width, read->height,
                 read->number - 1);
  if (read->dpi > 0)
    strbuf_appendf(bytes, "; scan_res %.0f %.0f", (double)read->dpi, (double)read->dpi);
  strbuf_append(bytes, "\">\n");
  for (size_t i = 0; i < page->line_count; i++)
    text_area = box_union(text_area, page->lines[i].box);
  if (page_has_text(page)) {
    strbuf_appendf(bytes, "   <div class=\"ocr_carea\" id=\"block_%d_1\" title=\"", read->number);
    box_append("bbox", text_area, bytes);
    strbuf_append(bytes, "\">\n");
    for (size_t i = 0; i < page->line_count; i++)
      line_append(&page->lines[i], read, i, bytes);
    strbuf_append(bytes, "   </div>\n");
  }
  strbuf_append(bytes, "  </div>\n");
}

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
  const struct document *document = context->document;
  head_append(context, ret_bytes);
  for (size_t i = 0; i < document->page_count; i++)
    page_append(&document->pages[i], document->source.name, ret_bytes);
  strbuf_append(ret_bytes, " </body>\n</html>\n");
  return STATUS_OK;
}
