#include "output/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/field_names.h"
#include "output/table_cells.h"

static bool columns_have(const struct table_columns *columns, const char *name)
{
  for (size_t i = 0; i < columns->count; i++)
    if (strcmp(columns->names[i], name) == 0)
      return true;
  return false;
}

void table_columns_add(struct table_columns *columns, const char *field_name)
{
  if (columns_have(columns, field_name))
    return;
  array_reserve(columns->names, columns->count, columns->capacity);
  columns->names[columns->count++] = memory_copy_string(field_name);
}

void table_columns_add_listed(struct table_columns *columns)
{
  char *name;
  for (size_t i = 0; (name = field_name_listed(i)); i++) {
    table_columns_add(columns, name);
    free(name);
  }
}

void table_columns_add_summary(struct table_columns *columns, const struct summary *summary)
{
  for (size_t i = 0; i < summary->field_count; i++)
    table_columns_add(columns, summary->fields[i].name);
}

void table_columns_clear(struct table_columns *columns)
{
  for (size_t i = 0; i < columns->count; i++)
    free(columns->names[i]);
  free(columns->names);
  *columns = (struct table_columns){0};
}

/* A field as people call it, and with its value where one is given. */
static void item_append(struct strbuf *list, const char *name, const char *value)
{
  autofree char *called = field_title_text(name, NULL);
  if (list->length > 0)
    strbuf_append(list, "；");
  strbuf_append(list, called);
  if (value) {
    strbuf_append(list, ": ");
    strbuf_append(list, value);
  }
}

static char *fields_to_check(const struct summary *summary)
{
  struct strbuf list = {0};
  for (size_t i = 0; i < summary->field_count; i++)
    if (summary_field_is_in_doubt(&summary->fields[i]))
      item_append(&list, summary->fields[i].name, NULL);
  return strbuf_take(&list);
}

static char *fields_without_column(const struct table_columns *columns,
                                   const struct summary *summary)
{
  struct strbuf list = {0};
  for (size_t i = 0; i < summary->field_count; i++) {
    const struct summary_field *field = &summary->fields[i];
    if (field->status != FIELD_MISSING && !columns_have(columns, field->name))
      item_append(&list, field->name, field->value);
  }
  return strbuf_take(&list);
}

/* Names of the fields whose value a person has confirmed or changed. */
static char *fields_reviewed(const struct summary *summary)
{
  struct strbuf list = {0};
  for (size_t i = 0; i < summary->field_count; i++)
    if (summary->fields[i].by)
      item_append(&list, summary->fields[i].name, NULL);
  return strbuf_take(&list);
}

/* The columns before the fields, in order. */
static const struct table_heading leading[TABLE_LEADING_COLUMNS] = {
    {"file", "文件"},   {"status", "状态"},         {"to_check", "待核对"},
    {"reason", "说明"}, {"type", "类型"},           {"title", "证照"},
    {"pages", "页数"},  {"record_pages", "所在页"}, {"sha256", "SHA-256"},
};
/* The columns behind them. */
static const struct table_heading trailing[TABLE_TRAILING_COLUMNS] = {{"other_fields", "其他字段"},
                                                                      {"reviewed", "人工确认"}};

size_t table_column_count(const struct table_columns *columns)
{
  return TABLE_LEADING_COLUMNS + columns->count + TABLE_TRAILING_COLUMNS;
}

struct table_heading table_heading_at(const struct table_columns *columns, size_t index)
{
  if (index < TABLE_LEADING_COLUMNS)
    return leading[index];
  index -= TABLE_LEADING_COLUMNS;
  return index < columns->count ? (struct table_heading){columns->names[index], NULL}
                                : trailing[index - columns->count];
}

static char *leading_cell(const struct summary *summary, size_t index)
{
  switch (index) {
  case 0:
    return memory_copy_string(summary->file);
  case 1:
    return memory_copy_string(document_status_name(summary->status));
  case 2:
    return fields_to_check(summary);
  case 3:
    return memory_copy_string(summary->reason);
  case 4:
    return memory_copy_string(summary->type);
  case 5:
    return memory_copy_string(summary->title);
  case 6:
    return summary->pages > 0 ? memory_format("%d", summary->pages) : memory_copy_string("");
  case 7:
    return memory_copy_string(summary->record_pages);
  default:
    return memory_copy_string(summary->sha256);
  }
}

struct table_cell table_cell_at(const struct table_columns *columns, const struct summary *summary,
                                size_t index)
{
  if (index < TABLE_LEADING_COLUMNS)
    return (struct table_cell){leading_cell(summary, index), NULL};
  index -= TABLE_LEADING_COLUMNS;
  if (index == columns->count)
    return (struct table_cell){fields_without_column(columns, summary), NULL};
  if (index > columns->count)
    return (struct table_cell){fields_reviewed(summary), NULL};
  const struct summary_field *field = summary_find_field(summary, columns->names[index]);
  return (struct table_cell){memory_copy_string(field ? field->value : ""), field};
}
