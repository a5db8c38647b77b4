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
static json_t *integer_or_null(json_int_t value)
{
  return value > 0 ? json_integer(value) : json_null();
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

/* Length of the array at `text` when it holds numbers alone, its brackets included; else 0. */
static size_t number_array_length(const char *text)
{
  size_t length = 1 + strspn(text + 1, "0123456789.-, \n");
  return text[length] == ']' ? length + 1 : 0;
}

static void append_indent(int depth, struct strbuf *bytes)
{
  for (int i = 0; i < depth; i++)
    strbuf_append(bytes, "  ");
}

/* Boxes on one line: [12, 34, 56, 78]. Indented they would take most of the file's lines. The text
 * stands `depth` levels deep. */
static void append_with_short_boxes(const char *text, int depth, struct strbuf *bytes)
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
      append_indent(*text == '\n' ? depth : 0, bytes);
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

/* What would steer a terminal or turn text about, which only strings hold, as \uXXXX: a program
 * reads the same. */
static char *without_steering(const char *text)
{
  struct strbuf plain = {0};
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    if (codepoint >= 0x7F && codepoint_steers(codepoint))
      strbuf_appendf(&plain, "\\u%04X", codepoint);
    else
      strbuf_append_bytes(&plain, text, length);
  return strbuf_take(&plain);
}

static bool value_append(const json_t *value, bool compact, int depth, struct strbuf *bytes)
{
  size_t layout = compact ? JSON_COMPACT : JSON_INDENT(2);
  autofree char *dumped = json_dumps(value, layout | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
  if (!dumped)
    return false;
  autofree char *text = without_steering(dumped);
  if (compact)
    strbuf_append(bytes, text);
  else
    append_with_short_boxes(text, depth, bytes);
  return true;
}

bool document_json_append(const json_t *object, bool compact, struct strbuf *bytes)
{
  if (!value_append(object, compact, 0, bytes))
    return false;
  strbuf_append_char(bytes, '\n');
  return true;
}

/* ---- the document, piece by piece: as one object of the library's it would take many times the
 * memory of its text ---- */

struct pieces {
  struct strbuf *bytes;
  bool compact;
  int depth;
  bool first;  /* of the list or object that is open */
  bool failed; /* memory is out */
};

/* `key` is NULL in a list. */
static void piece_begin(struct pieces *pieces, const char *key)
{
  if (!pieces->first)
    strbuf_append_char(pieces->bytes, ',');
  if (!pieces->compact && pieces->depth) {
    strbuf_append_char(pieces->bytes, '\n');
    append_indent(pieces->depth, pieces->bytes);
  }
  if (key)
    strbuf_appendf(pieces->bytes, "\"%s\":%s", key, pieces->compact ? "" : " ");
  pieces->first = false;
}

static void pieces_open(struct pieces *pieces, const char *key, char bracket)
{
  piece_begin(pieces, key);
  strbuf_append_char(pieces->bytes, bracket);
  pieces->depth++;
  pieces->first = true;
}

static void pieces_close(struct pieces *pieces, char bracket)
{
  pieces->depth--;
  if (!pieces->first && !pieces->compact) {
    strbuf_append_char(pieces->bytes, '\n');
    append_indent(pieces->depth, pieces->bytes);
  }
  strbuf_append_char(pieces->bytes, bracket);
  pieces->first = false;
}

/* Takes the value over. */
static void piece_add(struct pieces *pieces, const char *key, json_t *value)
{
  piece_begin(pieces, key);
  pieces->failed |= !value_append(value, pieces->compact, pieces->depth, pieces->bytes);
  json_decref(value);
}

static void add_integer_or_null(struct pieces *pieces, const char *key, json_int_t value)
{
  piece_add(pieces, key, integer_or_null(value));
}

static void page_add(struct pieces *pieces, const struct document_page *page)
{
  const struct read_page *read = &page->read;
  pieces_open(pieces, NULL, '{');
  piece_add(pieces, "number", json_integer(read->number));
  piece_add(pieces, "status", json_from_text(page_status_name(read->status)));
  piece_add(pieces, "error", json_from_text(read->error));
  add_integer_or_null(pieces, "duplicate_of", read->duplicate_of);
  add_integer_or_null(pieces, "width", read->width);
  add_integer_or_null(pieces, "height", read->height);
  piece_add(pieces, "dpi", read->dpi > 0 ? real_json(read->dpi) : json_null());
  piece_add(pieces, "rotation", json_integer(read->rotation));
  piece_add(pieces, "skew", real_json(read->skew));
  pieces_open(pieces, "qr", '[');
  for (size_t i = 0; i < read->qr_count; i++)
    piece_add(pieces, NULL, json_from_text(read->qr[i]));
  pieces_close(pieces, ']');
  pieces_open(pieces, "lines", '[');
  for (size_t i = 0; i < page->line_count; i++)
    piece_add(pieces, NULL, line_json(&page->lines[i]));
  pieces_close(pieces, ']');
  pieces_close(pieces, '}');
}

static void document_add(struct pieces *pieces, const struct output_context *context)
{
  const struct document *document = context->document;
  pieces_open(pieces, NULL, '{');
  piece_add(pieces, "schema", json_string("zhaolu/2"));
  piece_add(pieces, "tool", tool_json(context->tool));
  piece_add(pieces, "source", source_json(document));
  piece_add(pieces, "status", json_string(document_status_name(document->status)));
  pieces_open(pieces, "pages", '[');
  for (size_t i = 0; i < document->page_count; i++)
    page_add(pieces, &document->pages[i]);
  pieces_close(pieces, ']');
  autofree char *text = document_text(document);
  piece_add(pieces, "text", json_from_text(text));
  pieces_open(pieces, "edits", '[');
  for (size_t i = 0; i < document->edit_count; i++)
    piece_add(pieces, NULL, edit_json(&document->edits[i]));
  pieces_close(pieces, ']');
  piece_add(pieces, "records", record_list_to_json(context->records));
  pieces_open(pieces, "warnings", '[');
  for (size_t i = 0; i < document->warning_count; i++)
    piece_add(pieces, NULL, json_from_text(document->warnings[i]));
  pieces_close(pieces, ']');
  pieces_close(pieces, '}');
}

enum status json_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  struct pieces pieces = {.bytes = ret_bytes, .compact = context->look.compact, .first = true};
  document_add(&pieces, context);
  strbuf_append_char(ret_bytes, '\n');
  return !pieces.failed
             ? STATUS_OK
             : error_set(error, STATUS_INTERNAL, "%s: the result could not be written as JSON",
                         context->document->source.name);
}
