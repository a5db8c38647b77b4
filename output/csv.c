#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/table_cells.h"
#include "output/writers.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF"; /* Excel opens UTF-8 only with it */

/* A spreadsheet runs a cell that starts so; East Asian ones take the full-width forms too. */
static bool text_starts_formula(const char *text)
{
  static const char *const starts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                       "\n", "＝", "＋", "－", "＠"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (strncmp(text, starts[i], strlen(starts[i])) == 0)
      return true;
  return false;
}

/* Excel takes digits for a number: it keeps fifteen of eighteen, shows more than eleven as
 * 9.1E+17, and drops the zeros in front. As ="…" they stay the text that they are. */
static bool digits_would_change(const char *text)
{
  enum { DIGITS_SHOWN_MOST = 11 };
  size_t length = strlen(text);
  return strspn(text, "0123456789") == length &&
         (length > DIGITS_SHOWN_MOST || (length > 1 && text[0] == '0'));
}

/* Line ends stand in a cell as they are; what would steer a terminal or turn the text about does
 * not. */
static char *without_steering(const char *text)
{
  struct strbuf plain = {0};
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    if (codepoint_steers(codepoint) && !strchr("\t\r\n", (int)codepoint))
      strbuf_append_codepoint(&plain, 0xFFFD);
    else
      strbuf_append_bytes(&plain, text, length);
  return strbuf_take(&plain);
}

void csv_append_cell(const char *raw, struct strbuf *bytes)
{
  autofree char *plain = without_steering(raw);
  const char *text = plain;
  if (digits_would_change(text)) {
    strbuf_appendf(bytes, "\"=\"\"%s\"\"\"", text);
    return;
  }
  bool formula = text_starts_formula(text);
  if (!formula && !strpbrk(text, ",\"\r\n")) {
    strbuf_append(bytes, text);
    return;
  }
  strbuf_append(bytes, formula ? "\"'" : "\"");
  for (; *text; text++) {
    if (*text == '"')
      strbuf_append_char(bytes, '"');
    strbuf_append_char(bytes, *text);
  }
  strbuf_append_char(bytes, '"');
}

void csv_append_header(const struct table_columns *columns, struct strbuf *bytes)
{
  strbuf_append(bytes, byte_order_mark);
  for (size_t i = 0; i < table_column_count(columns); i++) {
    if (i > 0)
      strbuf_append_char(bytes, ',');
    csv_append_cell(table_heading_at(columns, i).name, bytes);
  }
  strbuf_append(bytes, "\r\n");
}

void csv_append_row(const struct table_columns *columns, const struct summary *summary,
                    struct strbuf *bytes)
{
  for (size_t i = 0; i < table_column_count(columns); i++) {
    struct table_cell cell = table_cell_at(columns, summary, i);
    if (i > 0)
      strbuf_append_char(bytes, ',');
    csv_append_cell(cell.text, bytes);
    free(cell.text);
  }
  strbuf_append(bytes, "\r\n");
}

void csv_append_table(const struct summary_list *rows, struct strbuf *bytes)
{
  struct table_columns columns = {0};
  for (size_t i = 0; i < rows->count; i++)
    table_columns_add_summary(&columns, &rows->items[i]);
  csv_append_header(&columns, bytes);
  for (size_t i = 0; i < rows->count; i++)
    csv_append_row(&columns, &rows->items[i], bytes);
  table_columns_clear(&columns);
}

enum status csv_write(const struct output_context *context, struct strbuf *ret_bytes,
                      struct error *error)
{
  (void)error;
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  summaries_from_document(context, &rows);
  csv_append_table(&rows, ret_bytes);
  return STATUS_OK;
}
