#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/json_text.h"
#include "output/writers.h"

/* json_string takes only valid UTF-8; a file's name may hold any bytes. */
json_t *json_from_text(const char *text)
{
  if (!text)
    return json_null();
  json_t *string = json_string(text);
  if (string)
    return string;
  struct strbuf repaired = {0};
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    strbuf_append_codepoint(&repaired, codepoint);
  string = json_string(strbuf_text(&repaired));
  strbuf_clear(&repaired);
  return string;
}

/* Three decimals are more than a confidence or a skew carries, and short to read. */
static json_t *real_json(double value)
{
  return json_real(isfinite(value) ? round(value * 1000.0) / 1000.0 : 0.0);
}

static json_t *box_json(struct box box)
{
  return box_is_empty(box) ? json_null() : json_pack("[i,i,i,i]", box.x, box.y, box.w, box.h);
}

static void set_text(json_t *object, const char *key, const char *text)
{
  json_object_set_new(object, key, json_from_text(text));
}

static void set_integer(json_t *object, const char *key, json_int_t value)
{
  json_object_set_new(object, key, json_integer(value));
}

/* Zero means "not known" for sizes and page numbers. */
static void set_integer_or_null(json_t *object, const char *key, json_int_t value)
{
  json_object_set_new(object, key, value > 0 ? json_integer(value) : json_null());
}

static json_t *tool_json(const struct tool_info *tool)
{
  json_t *object = json_object();
  set_text(object, "version", tool->version);
  set_text(object, "tesseract", tool->tesseract);
  set_text(object, "leptonica", tool->leptonica);
  set_text(object, "model", tool->model);
  set_text(object, "model_sha256", tool->model_sha256);
  set_text(object, "rules", tool->rules);
  return object;
}

static json_t *source_json(const struct document *document)
{
  json_t *object = json_object();
  set_text(object, "name", document->source.name);
  set_text(object, "path", document->source.path);
  set_text(object, "sha256", document->source.sha256);
  set_integer(object, "bytes", (json_int_t)document->source.bytes);
  set_text(object, "format", document->source.format);
  set_integer(object, "pages", (json_int_t)document->page_count);
  return object;
}

static json_t *line_json(const struct document_line *line)
{
  json_t *object = json_object();
  set_text(object, "text", line->text ? line->text : "");
  set_text(object, "raw", line->raw ? line->raw : "");
  json_object_set_new(object, "confidence", real_json(line->confidence));
  json_object_set_new(object, "box", box_json(line->box));
  return object;
}

static json_t *page_json(const struct document_page *page)
{
  const struct read_page *read = &page->read;
  json_t *object = json_object(), *qr = json_array(), *lines = json_array();
  set_integer(object, "number", read->number);
  set_text(object, "status", page_status_name(read->status));
  set_text(object, "error", read->error);
  set_integer_or_null(object, "duplicate_of", read->duplicate_of);
  set_integer_or_null(object, "width", read->width);
  set_integer_or_null(object, "height", read->height);
  json_object_set_new(object, "dpi", read->dpi > 0 ? real_json(read->dpi) : json_null());
  set_integer(object, "rotation", read->rotation);
  json_object_set_new(object, "skew", real_json(read->skew));
  for (size_t i = 0; i < read->qr_count; i++)
    json_array_append_new(qr, json_from_text(read->qr[i]));
  json_object_set_new(object, "qr", qr);
  for (size_t i = 0; i < page->line_count; i++)
    json_array_append_new(lines, line_json(&page->lines[i]));
  json_object_set_new(object, "lines", lines);
  return object;
}

static json_t *edit_json(const struct edit *edit)
{
  json_t *object = json_object();
  set_integer(object, "page", edit->page);
  set_integer(object, "line", edit->line);
  set_text(object, "rule", edit->rule);
  set_text(object, "before", edit->before);
  set_text(object, "after", edit->after);
  return object;
}

json_t *document_to_json(const struct output_context *context)
{
  const struct document *document = context->document;
  json_t *object = json_object(), *pages = json_array(), *edits = json_array(),
         *warnings = json_array();
  for (size_t i = 0; i < document->page_count; i++)
    json_array_append_new(pages, page_json(&document->pages[i]));
  for (size_t i = 0; i < document->edit_count; i++)
    json_array_append_new(edits, edit_json(&document->edits[i]));
  for (size_t i = 0; i < document->warning_count; i++)
    json_array_append_new(warnings, json_from_text(document->warnings[i]));
  autofree char *text = document_text(document);
  set_text(object, "schema", "zhaolu/2");
  json_object_set_new(object, "tool", tool_json(context->tool));
  json_object_set_new(object, "source", source_json(document));
  set_text(object, "status", document_status_name(document->status));
  json_object_set_new(object, "pages", pages);
  set_text(object, "text", text);
  json_object_set_new(object, "edits", edits);
  json_object_set_new(object, "records", record_list_to_json(context->records));
  json_object_set_new(object, "warnings", warnings);
  return object;
}

/* Length of the array at `text` when it holds numbers alone, its brackets included; else 0. */
static size_t number_array_length(const char *text)
{
  size_t length = 1 + strspn(text + 1, "0123456789.-, \n");
  return text[length] == ']' ? length + 1 : 0;
}

/* Boxes on one line: [12, 34, 56, 78]. Indented they would take most of the file's lines. */
static void append_with_short_boxes(const char *text, struct strbuf *bytes)
{
  bool in_string = false;
  for (; *text; text++) {
    size_t length = *text == '[' && !in_string ? number_array_length(text) : 0;
    if (*text == '\\' && in_string)
      strbuf_append_char(bytes, *text++);
    else if (*text == '"')
      in_string = !in_string;
    if (length == 0) {
      strbuf_append_char(bytes, *text);
      continue;
    }
    for (const char *end = text + length - 1; text < end; text++)
      if (*text == ',')
        strbuf_append(bytes, ", ");
      else if (*text != ' ' && *text != '\n')
        strbuf_append_char(bytes, *text);
    strbuf_append_char(bytes, ']');
  }
}

bool document_json_append(const json_t *object, bool compact, struct strbuf *bytes)
{
  size_t layout = compact ? JSON_COMPACT : JSON_INDENT(2);
  autofree char *text = json_dumps(object, layout | JSON_REAL_PRECISION(15));
  if (!text)
    return false;
  if (compact)
    strbuf_append(bytes, text);
  else
    append_with_short_boxes(text, bytes);
  strbuf_append_char(bytes, '\n');
  return true;
}

enum status json_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  json_t *object = document_to_json(context);
  bool written = document_json_append(object, context->look.compact, ret_bytes);
  json_decref(object);
  return written ? STATUS_OK
                 : error_set(error, STATUS_INTERNAL, "%s: the result could not be written as JSON",
                             context->document->source.name);
}
