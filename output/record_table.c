/* The record as a table for a terminal: what is certain, what asks for a look, what is missing. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/field_names.h"
#include "output/summary.h"
#include "output/value_text.h"
#include "output/writers.h"

enum {
  COLUMNS_USUAL = 100,
  NAME_CELLS_LEAST = 24,
  VALUE_CELLS_LEAST = 24,
  VALUE_CELLS_MOST = 64,
  BESIDE_CELLS = 16, /* sign, confidence and what parts them */
};

/* Columns of one field, and where it goes. */
struct table {
  const struct output_context *context;
  struct strbuf *bytes;
  size_t name_cells, value_cells;
};

/* The sign says it, the colour only says it again. */
static const struct mark {
  const char *sign, *colour;
} marks[] = {[FIELD_OK] = {"✓", "32"}, [FIELD_CHECK] = {"?", "33"}, [FIELD_MISSING] = {"–", "2"}};
static const char colour_doubt[] = "33", colour_title[] = "1", colour_good[] = "32";

/* ---- cells ---- */

static bool codepoint_is_wide(unsigned codepoint)
{
  static const struct {
    unsigned first, last;
  } wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},
              {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6},
              {0x1F300, 0x1F64F}, {0x20000, 0x3FFFD}};
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (codepoint >= wide[i].first && codepoint <= wide[i].last)
      return true;
  return false;
}

static size_t codepoint_cells(unsigned codepoint)
{
  return codepoint_is_wide(codepoint) ? 2 : 1;
}

/* Columns that the text takes in a terminal. */
static size_t text_cells(const char *text)
{
  size_t cells = 0;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step)
    cells += codepoint_cells(codepoint);
  return cells;
}

/* How many bytes of the text fit into so many cells; at least one character. */
static size_t row_length(const char *text, size_t cells)
{
  size_t length = 0, used = 0;
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text + length, &codepoint)) != 0; length += step) {
    used += codepoint_cells(codepoint);
    if (used > cells && length)
      break;
  }
  return length;
}

/* What is read is a stranger's: nothing of it may steer the terminal. */
static void text_append(const char *text, size_t length, struct strbuf *bytes)
{
  for (size_t i = 0; i < length; i++)
    strbuf_append_char(bytes, (unsigned char)text[i] < ' ' || text[i] == 0x7F ? ' ' : text[i]);
}

static void padded_append(const char *text, size_t cells, struct strbuf *bytes)
{
  text_append(text, strlen(text), bytes);
  for (size_t used = text_cells(text); used < cells; used++)
    strbuf_append_char(bytes, ' ');
}

static void coloured_append(const struct table *table, const char *colour, const char *text)
{
  if (table->context->look.colour)
    strbuf_appendf(table->bytes, "\033[%sm", colour);
  text_append(text, strlen(text), table->bytes);
  if (table->context->look.colour)
    strbuf_append(table->bytes, "\033[0m");
}

/* ---- a field ---- */

static void line_begin(const struct table *table, const struct mark *mark, const char *name)
{
  strbuf_append(table->bytes, "  ");
  if (mark)
    coloured_append(table, mark->colour, mark->sign);
  else
    strbuf_append_char(table->bytes, ' ');
  strbuf_append(table->bytes, "  ");
  padded_append(name, table->name_cells, table->bytes);
  strbuf_append(table->bytes, "  ");
}

/* The text in rows; the first one stands behind what was begun, and ends with `behind`. */
static void rows_append(const struct table *table, const char *text, const char *behind)
{
  bool first = true;
  do {
    size_t length = row_length(text, table->value_cells);
    autofree char *row = memory_copy_bytes(text, length);
    if (!first)
      line_begin(table, NULL, "");
    if (first && behind[0])
      padded_append(row, table->value_cells, table->bytes);
    else
      text_append(row, length, table->bytes);
    strbuf_appendf(table->bytes, "%s\n", first ? behind : "");
    first = false;
    text += length;
  } while (*text);
}

/* A further line of a value. */
static void more_append(const struct table *table, const char *indent, const char *text)
{
  autofree char *whole = memory_format("%s%s", indent, text);
  line_begin(table, NULL, "");
  rows_append(table, whole, "");
}

/* An entry's parts, each in its line, further ones below the first; or those from `first` on. */
static void parts_append(const struct table *table, const json_t *entry, size_t first)
{
  struct entry_parts parts cleanup_with(entry_parts_clear) = {0};
  entry_parts_of(entry, &parts);
  for (size_t i = first; i < parts.count; i++)
    more_append(table, i ? "  " : "", parts.items[i].text);
}

static char *entry_head(const json_t *entry)
{
  struct entry_parts parts cleanup_with(entry_parts_clear) = {0};
  entry_parts_of(entry, &parts);
  return memory_copy_string(parts.count ? parts.items[0].text : "");
}

/* What stands in the field's own line. */
static char *value_head(const struct field *field)
{
  const json_t *value = field->value;
  if (json_is_array(value))
    value = json_array_get(value, 0);
  if (json_is_null(value) && field->raw)
    return memory_format("(read as %s)", field->raw);
  return json_is_object(value) ? entry_head(value) : value_text(value);
}

static void list_append(const struct table *table, const json_t *list)
{
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *item = json_array_get(list, i);
    autofree char *text = value_text(item);
    if (json_is_object(item))
      parts_append(table, item, i == 0);
    else if (i > 0 && text[0])
      more_append(table, "", text);
  }
}

static void doubt_append(const struct table *table, const char *doubt)
{
  autofree char *text = memory_format("! %s", doubt);
  line_begin(table, NULL, "");
  coloured_append(table, colour_doubt, text);
  strbuf_append_char(table->bytes, '\n');
}

static void doubts_append(const struct table *table, const struct field *field)
{
  size_t failed = 0;
  for (size_t i = 0; i < field->check_count; i++)
    if (!field->checks[i].ok) {
      const struct field_check *check = &field->checks[i];
      doubt_append(table, check->detail && check->detail[0] ? check->detail : check->name);
      failed++;
    }
  if (!failed && field->status == FIELD_CHECK)
    doubt_append(table, "not read surely enough; compare with the paper");
}

static char *field_name(const struct field *field)
{
  return field_title_text(field->name, field->label);
}

static void field_append(const struct table *table, const struct field *field)
{
  autofree char *name = field_name(field), *head = value_head(field);
  autofree char *confidence = json_is_null(field->value)
                                  ? memory_copy_string("")
                                  : memory_format("  %3.0f%%", (double)field->confidence * 100);
  line_begin(table, &marks[field->status], name);
  rows_append(table, head, confidence);
  list_append(table, field->value);
  if (json_is_object(field->value))
    parts_append(table, field->value, 1);
  doubts_append(table, field);
}

/* ---- the whole ---- */

/* 营业执照 business licence */
static char *type_text(const struct record *record)
{
  const char *title = record && record->title ? record->title : "";
  char *text =
      memory_format("%s%s%s", title, title[0] ? " " : "", record ? record->type : "unknown");
  for (char *at = text; *at; at++)
    *at = *at == '_' ? ' ' : *at;
  return text;
}

static void heading_append(const struct table *table)
{
  const struct document *document = table->context->document;
  const struct record_list *records = table->context->records;
  const struct record *record = records && records->count == 1 ? records->items[0] : NULL;
  size_t read = 0, repeated = 0, pages = document->page_count;
  for (size_t i = 0; i < pages; i++) {
    read += document->pages[i].read.status == PAGE_OK;
    repeated += document->pages[i].read.status == PAGE_DUPLICATE;
  }
  autofree char *type = records && records->count > 1
                            ? memory_format("%zu certificates", records->count)
                            : type_text(record);
  coloured_append(table, colour_title, document->source.name ? document->source.name : "");
  strbuf_appendf(table->bytes, ": %s, %zu page%s", type, pages, pages == 1 ? "" : "s");
  if (repeated)
    strbuf_appendf(table->bytes, " (%zu repeated)", repeated);
  if (read + repeated < pages)
    strbuf_appendf(table->bytes, " (%zu not read)", pages - read - repeated);
  strbuf_appendf(table->bytes, ", %s\n", document_status_name(document->status));
}

static void missing_append(const struct table *table, const struct record *record)
{
  struct strbuf names cleanup_with(strbuf_clear) = {0};
  for (size_t i = 0; i < record->field_count; i++) {
    if (record->fields[i].status != FIELD_MISSING)
      continue;
    struct field_title title;
    field_title_of(record->fields[i].name, NULL, &title);
    strbuf_appendf(&names, "%s%s", names.length ? "、" : "", title.chinese);
    field_title_clear(&title);
  }
  if (!names.length)
    return;
  line_begin(table, &marks[FIELD_MISSING], "纸面没有 Not on the page");
  rows_append(table, strbuf_text(&names), "");
}

static void provisions_append(const struct table *table, const struct record *record)
{
  static const struct mark found = {"✓", colour_good};
  size_t items = 0;
  for (size_t i = 0; i < record->provision_count; i++)
    items += record->provisions[i].item_count;
  if (!record->provision_count)
    return;
  line_begin(table, &found, "特别规定事项 Provisions");
  strbuf_appendf(table->bytes, "%zu clause%s, %zu item%s\n", record->provision_count,
                 record->provision_count == 1 ? "" : "s", items, items == 1 ? "" : "s");
}

static void widths_set(struct table *table)
{
  const struct record_list *records = table->context->records;
  int columns = table->context->look.columns;
  size_t width = columns > 0 ? (size_t)columns : COLUMNS_USUAL;
  table->name_cells = NAME_CELLS_LEAST;
  for (size_t r = 0; records && r < records->count; r++)
    for (size_t i = 0; i < records->items[r]->field_count; i++) {
      autofree char *name = field_name(&records->items[r]->fields[i]);
      size_t cells = text_cells(name);
      table->name_cells = cells > table->name_cells ? cells : table->name_cells;
    }
  size_t beside = table->name_cells + BESIDE_CELLS;
  table->value_cells = width > beside ? width - beside : 0;
  if (table->value_cells < VALUE_CELLS_LEAST)
    table->value_cells = VALUE_CELLS_LEAST;
  if (table->value_cells > VALUE_CELLS_MOST)
    table->value_cells = VALUE_CELLS_MOST;
}

/* Of several certificates each begins with its kind and its pages. */
static void certificate_heading_append(const struct table *table, size_t index)
{
  const struct record *record = table->context->records->items[index];
  autofree char *type = type_text(record), *pages = record_pages_text(record);
  strbuf_appendf(table->bytes, "\n%zu  ", index + 1);
  coloured_append(table, colour_title, type);
  if (pages[0])
    strbuf_appendf(table->bytes, ", page%s %s", record->page_count == 1 ? "" : "s", pages);
  strbuf_append_char(table->bytes, '\n');
}

static void record_append(const struct table *table, const struct record *record)
{
  for (size_t i = 0; i < record->field_count; i++)
    if (record->fields[i].status != FIELD_MISSING)
      field_append(table, &record->fields[i]);
  missing_append(table, record);
  provisions_append(table, record);
}

enum status record_table_write(const struct output_context *context, struct strbuf *ret_bytes,
                               struct error *error)
{
  (void)error;
  struct table table = {.context = context, .bytes = ret_bytes};
  widths_set(&table);
  heading_append(&table);
  for (size_t i = 0; context->records && i < context->records->count; i++) {
    if (context->records->count > 1)
      certificate_heading_append(&table, i);
    record_append(&table, context->records->items[i]);
  }
  for (size_t i = 0; i < context->document->warning_count; i++) {
    strbuf_append(ret_bytes, "  ! ");
    text_append(context->document->warnings[i], strlen(context->document->warnings[i]), ret_bytes);
    strbuf_append_char(ret_bytes, '\n');
  }
  return STATUS_OK;
}
