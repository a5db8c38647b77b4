/* ALTO 4.2 (Library of Congress), one file a document: the elements stand in the schema's order. */

#include "base/memory.h"
#include "output/markup.h"
#include "output/words.h"
#include "output/writers.h"

static void place_append(struct box box, struct strbuf *bytes)
{
  strbuf_appendf(bytes, " HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", box.x, box.y, box.w,
                 box.h);
}

static void glyph_append(const struct glyph *glyph, struct box box, struct strbuf *bytes)
{
  strbuf_append(bytes, "<Glyph CONTENT=\"");
  markup_append(bytes, glyph->text);
  strbuf_append_char(bytes, '"');
  place_append(box, bytes);
  strbuf_appendf(bytes, " GC=\"%.2f\"/>", (double)glyph->confidence);
}

static void word_append(const struct document_line *line, const struct line_words *words,
                        size_t index, const char *line_id, struct strbuf *bytes)
{
  const struct word *word = &words->words[index];
  autofree char *text = word_text(line, word);
  strbuf_appendf(bytes, "      <String ID=\"string_%s_%zu\" CONTENT=\"", line_id, index + 1);
  markup_append(bytes, text);
  strbuf_append_char(bytes, '"');
  place_append(word->box, bytes);
  strbuf_appendf(bytes, " WC=\"%.2f\">", (double)word->confidence);
  for (size_t i = word->first; i < word->first + word->count; i++)
    glyph_append(&line->glyphs[i], words->glyph_boxes[i], bytes);
  strbuf_append(bytes, "</String>\n");
}

/* A TextLine holds at least one String: a line of spaces alone is left out. */
static void line_append(const struct document_line *line, const struct read_page *page,
                        size_t index, struct strbuf *bytes)
{
  struct line_words words;
  line_words_make(line, page->rotation, &words);
  autofree char *line_id = memory_format("%d_%zu", page->number, index + 1);
  if (words.count > 0) {
    strbuf_appendf(bytes, "     <TextLine ID=\"line_%s\"", line_id);
    place_append(line->box, bytes);
    strbuf_append(bytes, ">\n");
    for (size_t i = 0; i < words.count; i++) {
      if (i > 0)
        strbuf_append(bytes, "      <SP/>\n");
      word_append(line, &words, i, line_id, bytes);
    }
    strbuf_append(bytes, "     </TextLine>\n");
  }
  line_words_clear(&words);
}

static void block_append(const struct document_page *page, struct strbuf *bytes)
{
  struct box area = {0};
  for (size_t i = 0; i < page->line_count; i++)
    area = box_union(area, page->lines[i].box);
  strbuf_appendf(bytes, "    <TextBlock ID=\"block_%d\"", page->read.number);
  place_append(area, bytes);
  if (page->read.rotation)
    strbuf_appendf(bytes, " ROTATION=\"%d\"", page->read.rotation);
  strbuf_append(bytes, " LANG=\"zh-CN\">\n");
  for (size_t i = 0; i < page->line_count; i++)
    line_append(&page->lines[i], &page->read, i, bytes);
  strbuf_append(bytes, "    </TextBlock>\n");
}

static void page_append(const struct document_page *page, struct strbuf *bytes)
{
  const struct read_page *read = &page->read;
  strbuf_appendf(bytes,
                 "  <Page ID=\"page_%d\" PHYSICAL_IMG_NR=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\" "
                 "PROCESSINGREFS=\"processing_1\">\n"
                 "   <PrintSpace ID=\"space_%d\"",
                 read->number, read->number, read->width, read->height, read->number);
  place_append((struct box){0, 0, read->width, read->height}, bytes);
  strbuf_append(bytes, ">\n");
  if (page_has_text(page))
    block_append(page, bytes);
  strbuf_append(bytes, "   </PrintSpace>\n  </Page>\n");
}

static void description_append(const struct output_context *context, struct strbuf *bytes)
{
  strbuf_append(bytes, " <Description>\n  <MeasurementUnit>pixel</MeasurementUnit>\n"
                       "  <sourceImageInformation><fileName>");
  markup_append(bytes, context->document->source.name);
  strbuf_append(bytes, "</fileName></sourceImageInformation>\n"
                       "  <Processing ID=\"processing_1\">\n"
                       "   <processingCategory>contentGeneration</processingCategory>\n"
                       "   <processingStepSettings>tesseract ");
  markup_append(bytes, context->tool->tesseract);
  strbuf_append(bytes, ", model ");
  markup_append(bytes, context->tool->model);
  strbuf_append(bytes, "</processingStepSettings>\n   <processingSoftware>"
                       "<softwareName>zhaolu</softwareName><softwareVersion>");
  markup_append(bytes, context->tool->version);
  strbuf_append(bytes, "</softwareVersion></processingSoftware>\n  </Processing>\n"
                       " </Description>\n");
}

enum status alto_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  (void)error;
  strbuf_append(ret_bytes,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" "
                "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                "xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4# "
                "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd\" SCHEMAVERSION=\"4.2\">\n");
  description_append(context, ret_bytes);
  strbuf_append(ret_bytes, " <Layout>\n");
  for (size_t i = 0; i < context->document->page_count; i++)
    page_append(&context->document->pages[i], ret_bytes);
  if (context->document->page_count == 0) /* the schema wants one at least */
    strbuf_append(ret_bytes, "  <Page ID=\"page_1\" PHYSICAL_IMG_NR=\"1\"/>\n");
  strbuf_append(ret_bytes, " </Layout>\n</alto>\n");
  return STATUS_OK;
}
