#include "output/html_index.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "output/embedded.h"
#include "output/field_names.h"
#include "output/html_parts.h"
#include "output/markup.h"
#include "output/template.h"

static const struct template_part parts[] = {
    {"style", .text = embedded_style},
    {"style_hash", .text = embedded_style_hash},
    {"language_script", .text = embedded_language_script},
    {"language_hash", .text = embedded_language_script_hash},
    {"index_script", .text = embedded_index_script},
    {"index_hash", .text = embedded_index_script_hash},
    {.name = NULL},
};

void html_index_append_head(struct strbuf *bytes)
{
  template_append_before(embedded_index_page, "rows", parts, NULL, bytes);
}

void html_index_append_foot(struct strbuf *bytes)
{
  template_append_after(embedded_index_page, "rows", parts, NULL, bytes);
}

/* A path as a relative link: nothing in a file's name can become a scheme or a query. */
static void link_append(const char *path, struct strbuf *bytes)
{
  for (; *path; path++) {
    unsigned char byte = (unsigned char)*path;
    if (isalnum(byte) || strchr("-._~/", byte))
      strbuf_append_char(bytes, (char)byte);
    else
      strbuf_appendf(bytes, "%%%02X", byte);
  }
}

static void attribute_append(const char *name, const char *value, struct strbuf *bytes)
{
  strbuf_appendf(bytes, " data-%s=\"", name);
  markup_append(bytes, value);
  strbuf_append_char(bytes, '"');
}

static void cell_append(const char *css_class, const char *text, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "<td class=\"%s\">", css_class);
  markup_append(bytes, text);
  strbuf_append(bytes, "</td>");
}

/* Its folder small, so that the name is found at a glance. */
static void file_append(const char *file, struct strbuf *bytes)
{
  const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
  if (slash) {
    autofree char *folder = memory_copy_bytes(file, (size_t)(name - file));
    strbuf_append(bytes, "<span class=\"folder\">");
    markup_append(bytes, folder);
    strbuf_append(bytes, "</span>");
  }
  markup_append(bytes, name);
}

static void file_cell_append(const struct summary *summary, struct strbuf *bytes)
{
  strbuf_append(bytes, "<td class=\"file-name\">");
  if (summary->link) {
    strbuf_append(bytes, "<a href=\"");
    link_append(summary->link, bytes);
    strbuf_append(bytes, "\">");
  }
  file_append(summary->file, bytes);
  strbuf_append(bytes, summary->link ? "</a></td>" : "</td>");
}

static void expiry_cell_append(const struct summary *summary, struct strbuf *bytes)
{
  const char *expiry = summary_last_day(summary);
  strbuf_append(bytes, "<td class=\"date\">");
  html_last_day_append(summary, bytes);
  if (expiry[0]) {
    strbuf_append(bytes, "<span class=\"left\"><span class=\"is-over\" hidden>");
    words_append(bytes, "index:expired");
    strbuf_append(bytes, "</span><span class=\"is-left\" hidden><b></b> ");
    words_append(bytes, "index:days_left");
    strbuf_append(bytes, "</span></span>");
  }
  strbuf_append(bytes, "</td>");
}

static size_t check_cell_append(const struct summary *summary, struct strbuf *bytes)
{
  size_t count = 0;
  strbuf_append(bytes, "<td class=\"to-check\">");
  for (size_t i = 0; i < summary->field_count; i++) {
    const struct summary_field *field = &summary->fields[i];
    if (!summary_field_is_in_doubt(field))
      continue;
    struct field_title title;
    field_title_of(field->name, NULL, &title);
    if (count++ > 0)
      words_append_pair(bytes, "、", ", ");
    words_append_pair(bytes, title.chinese, title.english);
    field_title_clear(&title);
  }
  strbuf_append(bytes, "</td>");
  return count;
}

static void reason_cell_append(const struct summary *summary, struct strbuf *bytes)
{
  static const char separator[] = "；";
  const char *reason = summary->reason;
  strbuf_append(bytes, "<td class=\"reason\">");
  while (*reason) {
    const char *end = strstr(reason, separator);
    autofree char *sentence =
        memory_copy_bytes(reason, end ? (size_t)(end - reason) : strlen(reason));
    html_note_append(sentence, bytes);
    reason = end ? end + strlen(separator) : "";
    if (*reason)
      strbuf_append(bytes, "<br>");
  }
  strbuf_append(bytes, "</td>");
}

void html_index_append_row(const struct summary *summary, struct strbuf *bytes)
{
  const char *number = summary_number(summary), *holder = summary_holder(summary);
  const char *expiry = summary_last_day(summary);
  struct strbuf check_cell = {0};
  size_t to_check = check_cell_append(summary, &check_cell);
  autofree char *to_check_text = memory_format("%zu", to_check);
  autofree char *rank = memory_format("%d", DOCUMENT_FAILED - (int)summary->status);

  strbuf_append(bytes, "<tr");
  attribute_append("person", summary->status == DOCUMENT_OK ? "0" : "1", bytes);
  attribute_append("status", rank, bytes);
  attribute_append("file", summary->file, bytes);
  attribute_append("type", summary->type, bytes);
  attribute_append("number", number, bytes);
  attribute_append("holder", holder, bytes);
  attribute_append("expiry", expiry, bytes);
  attribute_append("check", to_check ? to_check_text : "", bytes);
  strbuf_append(bytes, "><td>");
  html_chip_append("status", document_status_name(summary->status), bytes);
  strbuf_append(bytes, "</td>");
  file_cell_append(summary, bytes);
  strbuf_append(bytes, "<td>");
  if (summary->type[0])
    html_type_append(summary->type, summary->title, bytes);
  strbuf_append(bytes, "</td>");
  cell_append("holder", holder, bytes);
  cell_append("code", number, bytes);
  expiry_cell_append(summary, bytes);
  strbuf_append(bytes, strbuf_text(&check_cell));
  reason_cell_append(summary, bytes);
  strbuf_append(bytes, "</tr>\n");
  strbuf_clear(&check_cell);
}
