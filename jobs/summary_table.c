#include "jobs/summary_table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "files/part_file.h"
#include "output/table.h"

struct summary_table {
  struct table_columns columns;
  struct part_file *file;
  struct xlsx_table *book; /* NULL: CSV */
};

static bool is_workbook(const char *path)
{
  const char *ending = strrchr(path, '.');
  return ending && strcasecmp(ending, ".xlsx") == 0;
}

void summary_table_drop(struct summary_table **table)
{
  struct summary_table *old = *table;
  if (!old)
    return;
  /* The library frees a workbook only by writing it. */
  if (old->book && xlsx_table_close(&old->book, NULL) != STATUS_OK)
    old->book = NULL;
  part_file_drop(&old->file);
  table_columns_clear(&old->columns);
  free(old);
  *table = NULL;
}

static enum status table_begin(struct summary_table *table, const char *path, struct error *error)
{
  enum status status = part_file_open(path, &table->file, error);
  if (status)
    return status;
  table_columns_add_listed(&table->columns);
  if (is_workbook(path))
    return xlsx_table_open(part_file_path(table->file), &table->columns, &table->book, error);
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  csv_append_header(&table->columns, &bytes);
  part_file_write(table->file, strbuf_text(&bytes), bytes.length);
  return STATUS_OK;
}

enum status summary_table_open(const char *path, struct summary_table **ret_table,
                               struct error *error)
{
  struct summary_table *table cleanup_with(summary_table_drop) = memory_alloc(sizeof *table);
  enum status status = table_begin(table, path, error);
  if (status)
    return status;
  *ret_table = table;
  table = NULL;
  return STATUS_OK;
}

void summary_table_add(struct summary_table *table, const struct summary *summary)
{
  if (table->book) {
    xlsx_table_add(table->book, summary);
    return;
  }
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  csv_append_row(&table->columns, summary, &bytes);
  part_file_write(table->file, strbuf_text(&bytes), bytes.length);
}

enum status summary_table_finish(struct summary_table **table, struct error *error)
{
  struct summary_table *old = *table;
  enum status status = xlsx_table_close(&old->book, error);
  if (!status)
    status = part_file_finish(&old->file, error);
  summary_table_drop(table);
  return status;
}
