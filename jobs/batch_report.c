#include "jobs/batch_report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/stream.h"
#include "files/part_file.h"
#include "output/html_index.h"
#include "output/table.h"

enum { SECTION_LINES_MAX = 50, SECONDS_A_DAY = 86400 };

/* One heading of the report and the lines under it. */
struct section {
  const char *heading;
  struct strbuf lines;
  size_t count;
};

struct batch_report {
  const struct batch_items *items;
  const struct batch_report_options *options;
  struct table_columns columns;
  struct part_file *table, *page; /* NULL: not wanted */
  struct section failed, partial, to_check, expiring;
  size_t fields_to_check;
};

bool days_until(const char *iso_date, int64_t now, long *ret_days)
{
  int year, month, day, end = 0;
  if (!iso_date || sscanf(iso_date, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
    return false;
  time_t seconds = (time_t)(now / 1000);
  struct tm today;
  localtime_r(&seconds, &today);
  /* At noon, so that summer time does not matter. */
  struct tm from = {.tm_year = today.tm_year,
                    .tm_mon = today.tm_mon,
                    .tm_mday = today.tm_mday,
                    .tm_hour = 12,
                    .tm_isdst = -1};
  struct tm to = {
      .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = 12, .tm_isdst = -1};
  double apart = difftime(mktime(&to), mktime(&from)) / SECONDS_A_DAY;
  *ret_days = (long)(apart < 0 ? apart - 0.5 : apart + 0.5);
  return true;
}

static struct strbuf *section_line(struct section *section, const char *file)
{
  if (++section->count > SECTION_LINES_MAX)
    return NULL;
  strbuf_append(&section->lines, "  ");
  strbuf_append_shown(&section->lines, file);
  return &section->lines;
}

static void line_with_text(struct section *section, const char *file, const char *text)
{
  struct strbuf *line = section_line(section, file);
  if (!line)
    return;
  strbuf_append(line, ": ");
  strbuf_append_shown(line, text);
  strbuf_append(line, "\n");
}

static void doubts_note(struct batch_report *report, const struct summary *summary)
{
  struct strbuf names cleanup_with(strbuf_clear) = {0};
  for (size_t i = 0; i < summary->field_count; i++) {
    if (summary->fields[i].status != FIELD_CHECK)
      continue;
    strbuf_appendf(&names, "%s%s", names.length ? ", " : "", summary->fields[i].name);
    report->fields_to_check++;
  }
  if (names.length)
    line_with_text(&report->to_check, summary->file, strbuf_text(&names));
}

static const char *field_text(const struct summary *summary, const char *name)
{
  const struct summary_field *field = summary_find_field(summary, name);
  return field ? field->value : "";
}

static void expiry_note(struct batch_report *report, const struct summary *summary,
                        const char *expires)
{
  long days;
  if (!days_until(expires, report->items->started, &days) || days > report->options->expiring_days)
    return;
  autofree char *text =
      days < 0 ? memory_format("expired on %s, %ld day%s ago  %s  %s", expires, -days,
                               days == -1 ? "" : "s", field_text(summary, "licence_number"),
                               field_text(summary, "company_name"))
               : memory_format("expires on %s, in %ld day%s  %s  %s", expires, days,
                               days == 1 ? "" : "s", field_text(summary, "licence_number"),
                               field_text(summary, "company_name"));
  line_with_text(&report->expiring, summary->file, text);
}

/* The summary that the ledger keeps of a document that is done. */
static bool summary_restore(const struct ledger_document *document, struct summary *ret_summary)
{
  if (document->state != LEDGER_DONE || !document->summary)
    return false;
  json_t *json = json_loads(document->summary, 0, NULL);
  bool restored = json && summary_from_json(json, ret_summary, NULL) == STATUS_OK;
  json_decref(json);
  return restored;
}

static void summary_set_text(char **text, const char *value)
{
  free(*text);
  *text = memory_copy_string(value);
}

/* An item in one row, whatever became of it; false when there is nothing to say of it yet. */
static bool item_summarise(const struct batch_report *report, const struct batch_item *item,
                           struct ledger_document *document, struct summary *ret_summary)
{
  if (item->state == BATCH_TO_LOOK_AT || item->state == BATCH_AFTER_COPY)
    return false;
  if (item->document &&
      ledger_find(report->items->work->ledger, item->document, document, NULL) != STATUS_OK)
    return false;
  if (item->document && summary_restore(document, ret_summary)) {
    summary_set_text(&ret_summary->file, item->shown);
    if (format_list_covers(document->formats, "html")) {
      autofree char *link = memory_format("%s.html", document->output);
      summary_set_link(ret_summary, link);
    }
    return true;
  }
  const char *reason = item->reason                     ? item->reason
                       : document->reason               ? document->reason
                       : item->state == BATCH_ELSEWHERE ? "in the work of the running watch"
                                                        : "";
  summary_of_failure(item->shown, reason, ret_summary);
  if (item->document)
    summary_set_text(&ret_summary->sha256, document->sha256);
  return true;
}

static void item_note(struct batch_report *report, const struct batch_item *item)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  struct summary summary cleanup_with(summary_clear) = {0};
  if (!item_summarise(report, item, &document, &summary))
    return;
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  if (report->table) {
    csv_append_row(&report->columns, &summary, &bytes);
    part_file_write(report->table, strbuf_text(&bytes), bytes.length);
    strbuf_truncate(&bytes, 0);
  }
  if (report->page) {
    html_index_append_row(&summary, &bytes);
    part_file_write(report->page, strbuf_text(&bytes), bytes.length);
  }
  if (item->state == BATCH_FAILED || item->state == BATCH_FAILED_BEFORE)
    line_with_text(&report->failed, item->shown, summary.reason);
  if (summary.status == DOCUMENT_PARTIAL)
    line_with_text(&report->partial, item->shown, summary.reason);
  if (item->state == BATCH_COPY)
    return; /* said of the document that it is a copy of */
  doubts_note(report, &summary);
  expiry_note(report, &summary, document.expires);
}

/* ---- the three places it goes to ---- */

static enum status table_begin(struct batch_report *report, struct error *error)
{
  if (!report->options->summary_path)
    return STATUS_OK;
  enum status status = part_file_open(report->options->summary_path, &report->table, error);
  if (status)
    return status;
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  table_columns_add_listed(&report->columns);
  csv_append_header(&report->columns, &bytes);
  part_file_write(report->table, strbuf_text(&bytes), bytes.length);
  return STATUS_OK;
}

static enum status page_begin(struct batch_report *report, struct error *error)
{
  const struct work *work = report->items->work;
  if (!format_list_covers(work->format_names, "html"))
    return STATUS_OK;
  autofree char *path = memory_format("%s/index.html", work->out);
  enum status status = part_file_open(path, &report->page, error);
  if (status)
    return status;
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  html_index_append_head(&bytes);
  part_file_write(report->page, strbuf_text(&bytes), bytes.length);
  return STATUS_OK;
}

static enum status files_end(struct batch_report *report, struct error *error)
{
  enum status status = STATUS_OK;
  if (report->table)
    status = part_file_finish(&report->table, error);
  if (!report->page)
    return status;
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  html_index_append_foot(&bytes);
  part_file_write(report->page, strbuf_text(&bytes), bytes.length);
  enum status page_status = part_file_finish(&report->page, error);
  return status ? status : page_status;
}

static void section_append(const struct section *section, struct strbuf *text)
{
  if (!section->count)
    return;
  strbuf_appendf(text, "\n%s (%zu)\n%s", section->heading, section->count,
                 strbuf_text(&section->lines));
  if (section->count > SECTION_LINES_MAX)
    strbuf_appendf(text, "  … and %zu more\n", section->count - SECTION_LINES_MAX);
}

static void totals_append(const struct batch_report *report, struct strbuf *text)
{
  const struct batch_items *items = report->items;
  double seconds = (double)(ledger_now() - items->started) / 1000;
  bool long_run = seconds >= 120;
  strbuf_appendf(text,
                 "%zu document%s: %zu done now (%lld pages in %.1f %s), %zu done before, "
                 "%zu cop%s, %zu failed",
                 items->list->count, items->list->count == 1 ? "" : "s", items->done,
                 (long long)items->pages, long_run ? seconds / 60 : seconds, long_run ? "min" : "s",
                 items->done_before, items->copies, items->copies == 1 ? "y" : "ies",
                 items->failed);
  if (items->elsewhere)
    strbuf_appendf(text, ", %zu left to the watch", items->elsewhere);
  if (report->options->interrupted)
    strbuf_appendf(text, ", %zu not done: stopped; run it again to go on",
                   items->list->count - items->ended);
  strbuf_append(text, "\n");
  if (items->outdated)
    strbuf_appendf(text,
                   "%zu of them outdated: done with other rules, profiles or another model than "
                   "now; --outdated does them again\n",
                   items->outdated);
}

static enum status report_tell(const struct batch_report *report, struct error *error)
{
  const struct section *sections[] = {&report->failed, &report->partial, &report->to_check,
                                      &report->expiring};
  struct strbuf text cleanup_with(strbuf_clear) = {0};
  size_t lines = 0;
  for (size_t i = 0; i < 4; i++)
    lines += sections[i]->count;
  /* With -q, cron sends no mail unless somebody has something to do. */
  if (report->options->quiet && lines == 0)
    return STATUS_OK;
  totals_append(report, &text);
  for (size_t i = 0; i < 4; i++)
    section_append(sections[i], &text);
  return stream_write_out(strbuf_text(&text), text.length, error);
}

static void report_clear(struct batch_report *report)
{
  part_file_drop(&report->table);
  part_file_drop(&report->page);
  table_columns_clear(&report->columns);
  strbuf_clear(&report->failed.lines);
  strbuf_clear(&report->partial.lines);
  strbuf_clear(&report->to_check.lines);
  strbuf_clear(&report->expiring.lines);
}

enum status batch_report_write(const struct batch_items *items,
                               const struct batch_report_options *options, struct error *error)
{
  struct batch_report report cleanup_with(report_clear) = {
      .items = items,
      .options = options,
      .failed.heading = "Failed",
      .partial.heading = "Read only in part",
      .to_check.heading = "Fields to check",
      .expiring.heading = "Licences that expire",
  };
  struct error page_error = {0};
  enum status status = table_begin(&report, error);
  enum status page_status = page_begin(&report, &page_error);
  for (size_t i = 0; i < items->list->count; i++)
    item_note(&report, &items->list->items[i]);
  struct error end_error = {0}, tell_error = {0};
  enum status end_status = files_end(&report, &end_error);
  enum status tell_status = report_tell(&report, &tell_error);
  if (!status && (status = page_status))
    *error = page_error;
  if (!status && (status = end_status))
    *error = end_error;
  if (!status && (status = tell_status))
    *error = tell_error;
  return status;
}
