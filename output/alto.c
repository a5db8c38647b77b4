/* ALTO 4.2 (Library of Congress), one file a document: the elements stand in the schema's order. */

#include "base/memory.h"
#include "output/markup.h"
#include "output/page_walk.h"
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

static void word_open(const struct walked_line *line, const struct word *word, size_t number,
                      struct strbuf *bytes)
{
  autofree char *text = word_text(line->line, word);
  strbuf_appendf(bytes, "      <String ID=\"string_%s_%zu\" CONTENT=\"", line->id, number);
  markup_append(bytes, text);
  strbuf_append_char(bytes, '"');
  place_append(word->box, bytes);
  strbuf_appendf(bytes, " WC=\"%.2f\">", (double)word->confidence);
}

static void line_open(const struct walked_line *line, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "     <TextLine ID=\"line_%s\"", line->id);
  place_append(line->line->box, bytes);
  strbuf_append(bytes, ">\n");
}

static void block_open(const struct read_page *page, struct box area, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "    <TextBlock ID=\"block_%d\"", page->number);
  place_append(area, bytes);
  if (page->rotation)
    strbuf_appendf(bytes, " ROTATION=\"%d\"", page->rotation);
  strbuf_append(bytes, " LANG=\"zh-CN\">\n");
}

static void page_open(const struct document *document, const struct read_page *page,
                      struct strbuf *bytes)
{
  (void)document;
  strbuf_appendf(bytes,
                 "  <Page ID=\"page_%d\" PHYSICAL_IMG_NR=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\" "
                 "PROCESSINGREFS=\"processing_1\">\n"
                 "   <PrintSpace ID=\"space_%d\"",
                 page->number, page->number, page->width, page->height, page->number);
  place_append((struct box){0, 0, page->width, page->height}, bytes);
  strbuf_append(bytes, ">\n");
}

/* A TextLine holds at least one String: a line of spaces alone is left out. */
static const struct page_format alto_format = {
    .page_open = page_open,
    .block_open = block_open,
    .line_open = line_open,
    .word_open = word_open,
    .glyph = glyph_append,
    .between_words = "      <SP/>\n",
    .word_close = "</String>\n",
    .line_close = "     </TextLine>\n",
    .block_close = "    </TextBlock>\n",
    .page_close = "   </PrintSpace>\n  </Page>\n",
};

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
  pages_walk(context->document, &alto_format, ret_bytes);
  if (context->document->page_count == 0) /* the schema wants one at least */
    strbuf_append(ret_bytes, "  <Page ID=\"page_1\" PHYSICAL_IMG_NR=\"1\"/>\n");
  strbuf_append(ret_bytes, " </Layout>\n</alto>\n");
  return STATUS_OK;
}
