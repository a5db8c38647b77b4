/* The page pictures and the places of fields on them, as SVG: as scanned (turned upright) and as
 * cleaned. Each picture is in the file once; the pages and the cut-outs beside the fields use it.
 */

#include <math.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/memory.h"
#include "output/field_names.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/page_place.h"
#include "output/template.h"

enum view { VIEW_SCAN, VIEW_CLEAN };
static const char *const view_names[] = {"scan", "clean"};

static bool page_has_view(const struct read_page *page, enum view view)
{
  if (page->width <= 0 || page->height <= 0 || page->scan_preview.format == PICTURE_NONE)
    return false;
  return view == VIEW_SCAN || page_place_has_clean(page);
}

static const struct picture_blob *picture_of(const struct read_page *page, enum view view)
{
  return view == VIEW_SCAN ? &page->scan_preview : &page->clean_preview;
}

static const char *link_of(const struct read_page *page, enum view view)
{
  return view == VIEW_SCAN ? page->scan_link : NULL;
}

bool html_has_pictures(const struct document *document)
{
  for (size_t i = 0; i < document->page_count; i++)
    if (page_has_view(&document->pages[i].read, VIEW_SCAN))
      return true;
  return false;
}

static void base64_append(const struct picture_blob *blob, struct strbuf *bytes)
{
  enum { BLOCK = 3 * 4096 };
  unsigned char text[BLOCK / 3 * 4 + 1];
  for (size_t at = 0; at < blob->size; at += BLOCK) {
    size_t length = blob->size - at < BLOCK ? blob->size - at : BLOCK;
    int written = EVP_EncodeBlock(text, blob->bytes + at, (int)length);
    strbuf_append_bytes(bytes, (const char *)text, (size_t)written);
  }
}

static void picture_append(const struct read_page *page, enum view view, struct strbuf *bytes)
{
  const struct picture_blob *blob = picture_of(page, view);
  int width = view == VIEW_SCAN ? page->width : page->clean_width;
  int height = view == VIEW_SCAN ? page->height : page->clean_height;
  strbuf_appendf(bytes,
                 "<image id=\"%s-%d\" width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\" "
                 "href=\"data:image/%s;base64,",
                 view_names[view], page->number, width, height,
                 blob->format == PICTURE_PNG ? "png" : "jpeg");
  base64_append(blob, bytes);
  strbuf_append(bytes, "\"/>\n");
}

static void pictures_append(const struct document *document, struct strbuf *bytes)
{
  strbuf_append(bytes, "<svg class=\"pictures\" aria-hidden=\"true\"><defs>\n");
  for (size_t i = 0; i < document->page_count; i++)
    for (enum view view = VIEW_SCAN; view <= VIEW_CLEAN; view++)
      if (page_has_view(&document->pages[i].read, view) && !link_of(&document->pages[i].read, view))
        picture_append(&document->pages[i].read, view, bytes);
  strbuf_append(bytes, "</defs></svg>\n");
}

/* The picture in the view's own upright coordinates. */
static void use_append(const struct read_page *page, enum view view, struct strbuf *bytes)
{
  const char *link = link_of(page, view);
  if (link) {
    strbuf_append(bytes, "<image href=\"");
    markup_append(bytes, link);
    strbuf_appendf(bytes, "\" width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\"",
                   view == VIEW_SCAN ? page->width : page->clean_width,
                   view == VIEW_SCAN ? page->height : page->clean_height);
  } else {
    strbuf_appendf(bytes, "<use href=\"#%s-%d\"", view_names[view], page->number);
  }
  if (view == VIEW_SCAN && page->rotation == 90)
    strbuf_appendf(bytes, " transform=\"translate(%d 0) rotate(90)\"", page->height);
  else if (view == VIEW_SCAN && page->rotation == 180)
    strbuf_appendf(bytes, " transform=\"translate(%d %d) rotate(180)\"", page->width, page->height);
  else if (view == VIEW_SCAN && page->rotation == 270)
    strbuf_appendf(bytes, " transform=\"translate(0 %d) rotate(-90)\"", page->width);
  strbuf_append(bytes, "/>");
}

static struct place_quad field_quad(const struct read_page *page, enum view view, struct box box)
{
  return view == VIEW_SCAN ? page_place_upright(page, box) : page_place_clean(page, box);
}

static void mark_append(const struct read_page *page, enum view view, const struct field *field,
                        size_t index, struct strbuf *bytes)
{
  struct place_quad quad = field_quad(page, view, page_place_mark(page, field->box));
  struct field_title title;
  field_title_of(field->name, field->label, &title);
  strbuf_appendf(bytes, "<polygon class=\"mark is-%s\" data-field=\"%zu\" points=\"",
                 field_status_name(field->status), index);
  for (int i = 0; i < 4; i++)
    strbuf_appendf(bytes, "%.0f,%.0f ", quad.x[i], quad.y[i]);
  strbuf_append(bytes, "\"><title>");
  markup_append(bytes, title.chinese);
  strbuf_append(bytes, "</title></polygon>");
  field_title_clear(&title);
}

static void sheet_append(const struct output_context *context, const struct read_page *page,
                         enum view view, enum view shown_in, struct strbuf *bytes)
{
  int width, height;
  if (view == VIEW_SCAN)
    page_place_upright_size(page, &width, &height);
  else
    width = page->clean_width, height = page->clean_height;
  strbuf_appendf(bytes,
                 "<svg class=\"sheet of-%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                 view_names[shown_in], width, height);
  words_append_attribute(bytes, view == VIEW_SCAN ? "view_scan" : "view_clean");
  strbuf_append(bytes, "\">");
  use_append(page, view, bytes);
  size_t index = 0; /* over the fields of all records, as in html_fields.c */
  for (size_t r = 0; context->records && r < context->records->count; r++) {
    const struct record *record = context->records->items[r];
    for (size_t i = 0; i < record->field_count; i++, index++) {
      const struct field *field = &record->fields[i];
      if (field->page == page->number && !box_is_empty(field->box))
        mark_append(page, view, field, index, bytes);
    }
  }
  strbuf_append(bytes, "</svg>\n");
}

static void caption_append(const struct document *document, const struct read_page *page,
                           struct strbuf *bytes)
{
  strbuf_append(bytes, "<figcaption>");
  words_append_numbers(bytes, "page_of", (size_t)page->number, document->page_count);
  if (page->status == PAGE_DUPLICATE) {
    strbuf_append(bytes, " · ");
    words_append_numbers(bytes, "page:duplicate", (size_t)page->duplicate_of, 0);
  } else if (page->status != PAGE_OK) {
    strbuf_append(bytes, " · ");
    words_append(bytes, page->status == PAGE_BLANK ? "page:blank" : "page:failed");
  }
  if (page->error) {
    strbuf_append(bytes, ": ");
    markup_append(bytes, page->error);
  }
  strbuf_append(bytes, "</figcaption>\n");
}

static void page_append(const struct output_context *context, const struct read_page *page,
                        struct strbuf *bytes)
{
  strbuf_appendf(bytes, "<figure class=\"page\" id=\"page-%d\">", page->number);
  caption_append(context->document, page, bytes);
  if (!page_has_view(page, VIEW_SCAN)) {
    strbuf_append(bytes, "<p class=\"no-picture\">");
    words_append(bytes, "page:no_picture");
    strbuf_append(bytes, "</p>");
  } else {
    bool clean = page_has_view(page, VIEW_CLEAN);
    sheet_append(context, page, VIEW_SCAN, VIEW_SCAN, bytes);
    sheet_append(context, page, clean ? VIEW_CLEAN : VIEW_SCAN, VIEW_CLEAN, bytes);
  }
  strbuf_append(bytes, "</figure>\n");
}

static void tool_append(const char *attributes, const char *symbol, const char *key,
                        struct strbuf *bytes)
{
  strbuf_appendf(bytes, "<button type=\"button\" %s", attributes);
  if (symbol) {
    strbuf_append(bytes, " title=\"");
    words_append_attribute(bytes, key);
    strbuf_appendf(bytes, "\">%s<span class=\"unseen\">", symbol);
  } else {
    strbuf_append(bytes, "><span>");
  }
  words_append(bytes, key);
  strbuf_append(bytes, "</span></button>");
}

static bool any_is_cleaned(const struct document *document)
{
  for (size_t i = 0; i < document->page_count; i++)
    if (page_has_view(&document->pages[i].read, VIEW_CLEAN))
      return true;
  return false;
}

static void tools_append(const struct document *document, struct strbuf *bytes)
{
  strbuf_append(bytes, "<div class=\"tools\">");
  if (any_is_cleaned(document)) {
    strbuf_append(bytes, "<div class=\"choices\" role=\"group\">");
    tool_append("data-view=\"scan\" aria-pressed=\"true\"", NULL, "view_scan", bytes);
    tool_append("data-view=\"clean\" aria-pressed=\"false\"", NULL, "view_clean", bytes);
    strbuf_append(bytes, "</div>");
  }
  strbuf_append(bytes, "<div class=\"choices\" role=\"group\">");
  tool_append("data-zoom=\"0.8\"", "−", "zoom_out", bytes);
  tool_append("data-zoom=\"1.25\"", "+", "zoom_in", bytes);
  tool_append("data-zoom=\"0\"", NULL, "zoom_fit", bytes);
  strbuf_append(bytes, "</div></div>\n");
}

void html_viewer_append(const void *context, struct strbuf *bytes)
{
  const struct output_context *output = context;
  if (!html_has_pictures(output->document))
    return;
  pictures_append(output->document, bytes);
  strbuf_append(bytes, "<section class=\"viewer\" aria-label=\"");
  words_append_attribute(bytes, "pictures");
  strbuf_append(bytes, "\">\n");
  tools_append(output->document, bytes);
  strbuf_append(bytes, "<div class=\"pages\" tabindex=\"0\">\n");
  for (size_t i = 0; i < output->document->page_count; i++)
    page_append(output, &output->document->pages[i].read, bytes);
  strbuf_append(bytes, "</div></section>\n");
}

static void cut_append(const struct read_page *page, enum view view, enum view shown_in,
                       struct box box, struct strbuf *bytes)
{
  /* Preview pixels a little enlarged: what a screen shows sharply. */
  const double ENLARGED = 1.25, MOST_HEIGHT = 220;
  const struct picture_blob *blob = picture_of(page, view);
  int width = view == VIEW_SCAN ? page->width : page->clean_width;
  double scale = ENLARGED * blob->width / width;
  struct box frame = place_quad_bounds(field_quad(page, view, page_place_crop(page, box)));
  scale = fmin(scale, MOST_HEIGHT / frame.h);
  strbuf_appendf(bytes,
                 "<svg class=\"crop of-%s\" viewBox=\"%d %d %d %d\" width=\"%.0f\" height=\"%.0f\" "
                 "aria-hidden=\"true\">",
                 view_names[shown_in], frame.x, frame.y, frame.w, frame.h, frame.w * scale,
                 frame.h * scale);
  use_append(page, view, bytes);
  strbuf_append(bytes, "</svg>");
}

void html_crop_append(const struct document *document, const struct field *field,
                      struct strbuf *bytes)
{
  if (field->page < 1 || (size_t)field->page > document->page_count || box_is_empty(field->box))
    return;
  const struct read_page *page = &document->pages[field->page - 1].read;
  if (!page_has_view(page, VIEW_SCAN))
    return;
  bool clean = page_has_view(page, VIEW_CLEAN);
  cut_append(page, VIEW_SCAN, VIEW_SCAN, field->box, bytes);
  cut_append(page, clean ? VIEW_CLEAN : VIEW_SCAN, VIEW_CLEAN, field->box, bytes);
}
