/*
 * write_pages FOLDER: the sample document's page and an index of five documents, for the tests in a
 * browser (tests/browser). Dates of expiry are days from today, as the index counts them.
 */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <time.h>

#include "base/memory.h"
#include "output/html_index.h"
#include "tests/output/sample_document.h"

static void file_write(const char *folder, const char *name, struct strbuf *bytes)
{
  autofree char *path = memory_format("%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes->data, 1, bytes->length, file) != bytes->length || fclose(file) != 0) {
    perror(path);
    exit(1);
  }
  strbuf_clear(bytes);
}

static char *date_in_days(int days)
{
  time_t then = time(NULL) + (time_t)days * 86400;
  struct tm date;
  char text[16];
  localtime_r(&then, &date);
  strftime(text, sizeof text, "%Y-%m-%d", &date);
  return memory_copy_string(text);
}

struct index_row {
  const char *file, *number, *company, *reason;
  enum document_status status;
  int expires_in; /* days; 0: not known */
};

static void field_put(struct summary *summary, const char *name, char *value,
                      enum field_status status)
{
  summary->fields =
      memory_resize(summary->fields, summary->field_count + 1, sizeof *summary->fields);
  summary->fields[summary->field_count++] = (struct summary_field){.name = memory_copy_string(name),
                                                                   .value = value,
                                                                   .doubt = memory_copy_string(""),
                                                                   .status = status};
}

static void row_append(const struct index_row *row, struct strbuf *bytes)
{
  struct summary summary;
  summary_of_failure(row->file, row->reason, &summary);
  summary.status = row->status;
  if (row->number) {
    free(summary.type);
    summary.type = memory_copy_string("value_added_telecom_licence");
    field_put(&summary, "licence_number", memory_copy_string(row->number), FIELD_OK);
    field_put(&summary, "company_name", memory_copy_string(row->company),
              row->status == DOCUMENT_CHECK ? FIELD_CHECK : FIELD_OK);
    autofree char *link = memory_format("%s.html", row->file);
    summary_set_link(&summary, link);
  }
  if (row->expires_in)
    field_put(&summary, "expiry_date", date_in_days(row->expires_in), FIELD_OK);
  html_index_append_row(&summary, bytes);
  summary_clear(&summary);
}

int main(int count, char **arguments)
{
  static const struct index_row rows[] = {
      {"北京 10.pdf", "京B2-20210010", "云岚科技有限公司", "", DOCUMENT_OK, 30},
      {"北京 9.pdf", "京B2-20210009", "听松网络有限公司", "", DOCUMENT_OK, 900},
      {"<script>alert(3)</script>.png", "沪B2-20200001", "青禾信息有限公司", "", DOCUMENT_CHECK,
       -5},
      {"half.png", NULL, NULL, "half.png: the file is cut off; scan it again", DOCUMENT_FAILED, 0},
      {"javascript:alert(4)", "粤B2-20190007", "鸿澜汇科技有限公司", "", DOCUMENT_OK, 0},
  };
  if (count != 2)
    return 2;
  struct sample sample;
  struct strbuf bytes = {0};
  sample_make(&sample, PICTURE_NONE);
  bytes = sample_write(&sample, "html");
  file_write(arguments[1], "document.html", &bytes);
  html_index_append_head(&bytes);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    row_append(&rows[i], &bytes);
  html_index_append_foot(&bytes);
  file_write(arguments[1], "index.html", &bytes);
  sample_clear(&sample);
  return 0;
}
