#include "review/learn_report.h"

#include "base/memory.h"
#include "output/table.h"
#include "output/value_text.h"

void learn_report_begin(struct strbuf *bytes)
{
  strbuf_append(bytes, "file,type,field,status,confidence,failed,right,machine,person,by,at\r\n");
}

static void cell_append(struct strbuf *bytes, const char *text, const char *end)
{
  csv_append_cell(text ? text : "", bytes);
  strbuf_append(bytes, end);
}

static char *failed_checks(const struct field *field)
{
  struct strbuf names = {0};
  for (size_t i = 0; i < field->check_count; i++)
    if (!field->checks[i].ok)
      strbuf_appendf(&names, "%s%s", names.length ? ";" : "", field->checks[i].name);
  return strbuf_take(&names);
}

void learn_report_append(struct strbuf *bytes, const char *file, const struct record *record,
                         const struct field *field, bool right)
{
  autofree char *machine = value_text(field->value), *person = value_text(field->review->value);
  autofree char *failed = failed_checks(field);
  cell_append(bytes, file, ",");
  cell_append(bytes, record->type, ",");
  cell_append(bytes, field->name, ",");
  cell_append(bytes, field_status_name(field->status), ",");
  strbuf_appendf(bytes, "%.4f,", (double)field->confidence);
  cell_append(bytes, failed, ",");
  cell_append(bytes, right ? "yes" : "no", ",");
  cell_append(bytes, machine, ",");
  cell_append(bytes, person, ",");
  cell_append(bytes, field->review->by, ",");
  cell_append(bytes, field->review->at, "\r\n");
}
