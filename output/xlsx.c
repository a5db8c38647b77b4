#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/field_names.h"
#include "output/table_cells.h"
#include "output/writers.h"

enum { CELL_CHARACTERS = 32767, NOTE_CHARACTERS = 2000, HEADING_ROW_POINTS = 32 };

struct xlsx_table {
  char *path;
  struct table_columns columns; /* a copy */
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *plain, *doubtful, *missing, *reviewed;
  lxw_row_t rows; /* written, the heading among them */
};

/* Cuts at whole characters; Excel refuses a file with a longer cell. */
static void text_limit(char *text, size_t characters)
{
  unsigned codepoint;
  size_t length;
  char *at = text;
  for (size_t i = 0; i < characters && (length = utf8_decode(at, &codepoint)) > 0; i++)
    at += length;
  *at = '\0';
}

static double column_width(size_t index, const char *name)
{
  static const double leading[TABLE_LEADING_COLUMNS] = {28, 9, 24, 30, 26, 26, 7, 9, 14};
  if (index < TABLE_LEADING_COLUMNS)
    return leading[index];
  return strstr(name, "date") ? 12 : 26;
}

static void heading_write(struct xlsx_table *table)
{
  lxw_format *format = workbook_add_format(table->book);
  format_set_bold(format);
  format_set_text_wrap(format);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  format_set_bottom(format, LXW_BORDER_THIN);
  format_set_bg_color(format, 0xE8EEF2);
  size_t count = table_column_count(&table->columns);
  worksheet_set_row(table->sheet, 0, HEADING_ROW_POINTS, NULL);
  for (size_t i = 0; i < count; i++) {
    struct table_heading heading = table_heading_at(&table->columns, i);
    struct field_title title = {0};
    field_title_of(heading.name, heading.chinese, &title);
    autofree char *text = memory_format("%s\n%s", title.chinese, title.english);
    worksheet_set_column(table->sheet, (lxw_col_t)i, (lxw_col_t)i, column_width(i, heading.name),
                         NULL);
    worksheet_write_string(table->sheet, 0, (lxw_col_t)i, text, format);
    field_title_clear(&title);
  }
  worksheet_freeze_panes(table->sheet, 1, 1);
  table->rows = 1;
}

static lxw_format *format_new(struct xlsx_table *table)
{
  lxw_format *format = workbook_add_format(table->book);
  format_set_text_wrap(format);
  format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  return format;
}

enum status xlsx_table_open(const char *path, const struct table_columns *columns,
                            struct xlsx_table **ret_table, struct error *error)
{
  /* Rows leave memory as soon as the next one starts. */
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *book = workbook_new_opt(path, &options);
  lxw_worksheet *sheet = book ? workbook_add_worksheet(book, "zhaolu") : NULL;
  if (!sheet) {
    if (book)
      lxw_workbook_free(book);
    return error_set(error, STATUS_NO_MEMORY, "%s: a workbook could not be begun", path);
  }
  struct xlsx_table *table = memory_alloc(sizeof *table);
  *table = (struct xlsx_table){.path = memory_copy_string(path), .book = book, .sheet = sheet};
  for (size_t i = 0; i < columns->count; i++)
    table_columns_add(&table->columns, columns->names[i]);
  table->plain = format_new(table);
  table->doubtful = format_new(table);
  format_set_bg_color(table->doubtful, 0xFFF1C2);
  table->reviewed = format_new(table);
  format_set_bg_color(table->reviewed, 0xE3F2E6);
  table->missing = format_new(table);
  format_set_bg_color(table->missing, 0xF0F0F0);
  heading_write(table);
  *ret_table = table;
  return STATUS_OK;
}

static lxw_format *cell_format(const struct xlsx_table *table, const struct summary_field *field)
{
  if (field && field->by)
    return table->reviewed;
  if (!field || field->status == FIELD_OK)
    return table->plain;
  return field->status == FIELD_CHECK ? table->doubtful : table->missing;
}

static void note_write(struct xlsx_table *table, lxw_col_t column, char *note)
{
  text_limit(note, NOTE_CHARACTERS);
  worksheet_write_comment(table->sheet, table->rows, column, note);
}

/* What a person should look at; or who has, and what the machine had read. */
static char *cell_note(const struct summary_field *field)
{
  if (field && field->by)
    return memory_format("人工确认 confirmed by %s, %s%s%s", field->by, field->at,
                         strcmp(field->machine, field->value) ? "\n机器读作 read as " : "",
                         strcmp(field->machine, field->value) ? field->machine : "");
  return memory_copy_string(field && field->status == FIELD_CHECK ? field->doubt : "");
}

void xlsx_table_add(struct xlsx_table *table, const struct summary *summary)
{
  size_t count = table_column_count(&table->columns);
  for (size_t i = 0; i < count; i++) {
    lxw_col_t column = (lxw_col_t)i;
    struct table_cell cell = table_cell_at(&table->columns, summary, i);
    text_limit(cell.text, CELL_CHARACTERS);
    /* Always as a string, so nothing a stranger wrote is ever run. */
    worksheet_write_string(table->sheet, table->rows, column, cell.text,
                           cell_format(table, cell.field));
    autofree char *note = cell_note(cell.field);
    if (note[0])
      note_write(table, column, note);
    free(cell.text);
  }
  table->rows++;
}

enum status xlsx_table_close(struct xlsx_table **table, struct error *error)
{
  struct xlsx_table *old = *table;
  if (!old)
    return STATUS_OK;
  *table = NULL;
  worksheet_autofilter(old->sheet, 0, 0, old->rows > 1 ? old->rows - 1 : 1,
                       (lxw_col_t)(table_column_count(&old->columns) - 1));
  lxw_error result = workbook_close(old->book);
  enum status status = STATUS_OK;
  if (result != LXW_NO_ERROR)
    status = error_set(error, STATUS_IO, "%s: the workbook could not be written: %s", old->path,
                       lxw_strerror(result));
  table_columns_clear(&old->columns);
  free(old->path);
  free(old);
  return status;
}

static enum status file_append(int file, const char *name, struct strbuf *bytes,
                               struct error *error)
{
  char block[65536];
  ssize_t got;
  if (lseek(file, 0, SEEK_SET) != 0)
    return error_set_errno(error, errno, "%s: the workbook could not be read back", name);
  while ((got = read(file, block, sizeof block)) > 0)
    strbuf_append_bytes(bytes, block, (size_t)got);
  return got == 0 ? STATUS_OK
                  : error_set_errno(error, errno, "%s: the workbook could not be read back", name);
}

static enum status workbook_write(const char *path, const struct summary_list *rows,
                                  struct error *error)
{
  struct table_columns columns = {0};
  struct xlsx_table *table = NULL;
  for (size_t i = 0; i < rows->count; i++)
    table_columns_add_summary(&columns, &rows->items[i]);
  enum status status = xlsx_table_open(path, &columns, &table, error);
  if (status == STATUS_OK) {
    for (size_t i = 0; i < rows->count; i++)
      xlsx_table_add(table, &rows->items[i]);
    status = xlsx_table_close(&table, error);
  }
  table_columns_clear(&columns);
  return status;
}

/* The library writes to a path only; a file in memory has one, and leaves nothing behind. */
enum status xlsx_append_table(const struct summary_list *rows, struct strbuf *bytes,
                              struct error *error)
{
  const char *name = rows->items[0].file;
  int file = memfd_create("zhaolu.xlsx", MFD_CLOEXEC);
  if (file < 0)
    return error_set_errno(error, errno, "%s: a workbook could not be begun", name);
  autofree char *path = memory_format("/proc/self/fd/%d", file);
  enum status status = workbook_write(path, rows, error);
  if (status == STATUS_OK)
    status = file_append(file, name, bytes, error);
  close(file);
  return status;
}

enum status xlsx_write(const struct output_context *context, struct strbuf *ret_bytes,
                       struct error *error)
{
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  summaries_from_document(context, &rows);
  return xlsx_append_table(&rows, ret_bytes, error);
}
