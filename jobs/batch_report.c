#include "jobs/batch_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/stream.h"
#include "jobs/expiry_list.h"
#include "jobs/index_page.h"
#include "jobs/report_section.h"
#include "jobs/summary_table.h"
#include "output/field_names.h"

enum { SECONDS_A_DAY = 86400 };

struct batch_report {
  const struct batch_items *items;
  const struct batch_report_options *options;
  struct summary_table *table; /* NULL: not wanted */
  struct index_page *page;     /* NULL: not wanted */
  struct report_memory memory;
  struct report_section failed, partial, to_check, expiring, passed;
  struct expiry_list expiries;
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

/* The certificate's kind before what is to be said of it. */
static char *with_title(const struct summary *summary, const char *text)
{
  return summary->title[0] ? memory_format("%s: %s", summary->title, text)
                           : memory_copy_string(text);
}

/* A certificate of no known kind is to be looked at even where no field could be named. */
static bool nothing_was_found(const struct summary *summary)
{
  return summary->status == DOCUMENT_CHECK &&
         (!summary->type[0] || strcmp(summary->type, "unknown") == 0);
}

/* The same fields with the same doubtful values are the same doubt. */
static void doubts_note(struct batch_report *report, const struct summary *summary)
{
  struct strbuf names cleanup_with(strbuf_clear) = {0}, key cleanup_with(strbuf_clear) = {0};
  size_t count = 0, before = report_section_count(&report->to_check);
  strbuf_append(&key, summary->sha256);
  for (size_t i = 0; i < summary->field_count; i++) {
    const struct summary_field *field = &summary->fields[i];
    if (!summary_field_is_in_doubt(field))
      continue;
    autofree char *called = field_title_text(field->name, NULL);
    strbuf_appendf(&names, "%s%s", names.length ? "、" : "", called);
    strbuf_appendf(&key, "\t%s=%s", field->name, field->value);
    count++;
  }
  if (!count && !nothing_was_found(summary))
    return;
  if (!count)
    strbuf_append(&names, "no certificate of a known kind was found");
  autofree char *titled = with_title(summary, strbuf_text(&names));
  report_section_add(&report->to_check, &report->memory, strbuf_text(&key), summary->file, titled);
  if (report_section_count(&report->to_check) > before)
    report->fields_to_check += count;
}

static void expiry_note(struct batch_report *report, const struct summary *summary,
                        const char *expires)
{
  long days;
  if (!days_until(expires, report->items->started, &days) || days > report->options->expiring_days)
    return;
  const char *doubt = summary_value_is_in_doubt(summary, expires) ? " (to check)" : "";
  autofree char *text =
      days < 0
          ? memory_format("expired on %s%s, %ld day%s ago  %s  %s", expires, doubt, -days,
                          days == -1 ? "" : "s", summary_number(summary), summary_holder(summary))
          : memory_format("expires on %s%s, in %ld day%s  %s  %s", expires, doubt, days,
                          days == 1 ? "" : "s", summary_number(summary), summary_holder(summary));
  autofree char *key =
      memory_format("%s\t%s\t%s", summary->sha256, expires, days < 0 ? "expired" : "expires");
  autofree char *titled = with_title(summary, text);
  expiry_list_add(&report->expiries, summary, expires, key, titled);
}

static void expiries_tell(struct batch_report *report)
{
  for (size_t i = 0; i < report->expiries.count; i++) {
    const struct expiry *expiry = &report->expiries.items[i];
    report_section_add(&report->expiring, &report->memory, expiry->key, expiry->sources,
                       expiry->text);
  }
}

/* The last day of this row's certificate; `first` is the first day on which one of the document's
 * certificates ends, whatever its field is called. */
static const char *expiry_of(const struct summary *summary, const char *first)
{
  for (size_t i = 0; first && i < summary->field_count; i++)
    if (strcmp(summary->fields[i].value, first) == 0)
      return first;
  return summary_last_day(summary);
}

static void summary_set_text(char **text, const char *value)
{
  free(*text);
  *text = memory_copy_string(value);
}

/* An item in its rows, whatever became of it; false when there is nothing to say of it yet. */
static bool item_summarise(const struct batch_report *report, const struct batch_item *item,
                           struct ledger_document *document, struct summary_list *ret_rows)
{
  if (item->state == BATCH_TO_LOOK_AT || item->state == BATCH_AFTER_COPY)
    return false;
  struct ledger *ledger = report->items->work->ledger;
  if (item->document && ledger_find(ledger, item->document, document, NULL) != STATUS_OK)
    return false;
  if (item->document && ledger_document_summaries(ledger, document, ret_rows)) {
    summary_list_set_file(ret_rows, item->shown);
    return true;
  }
  const char *reason = item->reason                     ? item->reason
                       : document->reason               ? document->reason
                       : item->state == BATCH_ELSEWHERE ? "in the work of the running watch"
                                                        : "";
  summary_list_of_failure(item->shown, reason, ret_rows);
  if (item->document)
    summary_set_text(&ret_rows->items[0].sha256, document->sha256);
  return true;
}

static void item_note(struct batch_report *report, const struct batch_item *item)
{
  struct ledger_document document cleanup_with(ledger_document_clear) = {0};
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  if (!item_summarise(report, item, &document, &rows))
    return;
  for (size_t i = 0; i < rows.count && report->table; i++)
    summary_table_add(report->table, &rows.items[i]);
  for (size_t i = 0; i < rows.count && report->page; i++)
    index_page_add(report->page, &rows.items[i]);
  const struct summary *first = &rows.items[0]; /* its reason and status are the document's */
  bool failed = item->state == BATCH_FAILED || item->state == BATCH_FAILED_BEFORE;
  autofree char *key = memory_format("%s\t%s", item->shown, first->reason);
  if (failed)
    report_section_add(&report->failed, &report->memory, key, item->shown, first->reason);
  if (item->state == BATCH_COPY)
    return; /* said of the document that it is a copy of */
  if (first->status == DOCUMENT_PARTIAL)
    report_section_add(&report->partial, &report->memory, key, item->shown, first->reason);
  for (size_t i = 0; i < rows.count; i++) {
    doubts_note(report, &rows.items[i]);
    expiry_note(report, &rows.items[i], expiry_of(&rows.items[i], document.expires));
  }
}

static int compare_passed(const void *a, const void *b)
{
  const struct passed_over *left = *(struct passed_over *const *)a;
  const struct passed_over *right = *(struct passed_over *const *)b;
  int order = strcmp(left->why, right->why);
  return order ? order : (left > right) - (left < right);
}

/* Files of one kind, as a text beside each picture, are one line: what is told apart is the kind.
 */
static void passed_kind_note(struct batch_report *report, struct passed_over *const *kind,
                             size_t count)
{
  enum { ONE_BY_ONE = 3 };
  for (size_t i = 0; count <= ONE_BY_ONE && i < count; i++)
    report_section_add(&report->passed, &report->memory, kind[i]->shown, kind[i]->shown,
                       kind[i]->why);
  if (count <= ONE_BY_ONE)
    return;
  autofree char *shown = memory_format("%s and %zu others", kind[0]->shown, count - 1);
  autofree char *key = memory_format("%s\t%zu", kind[0]->why, count);
  report_section_add(&report->passed, &report->memory, key, shown, kind[0]->why);
}

struct passed_kind {
  struct passed_over *const *files; /* as they were found */
  size_t count;
};

static int compare_kinds(const void *a, const void *b)
{
  const struct passed_over *left = ((const struct passed_kind *)a)->files[0];
  const struct passed_over *right = ((const struct passed_kind *)b)->files[0];
  return (left > right) - (left < right);
}

static void passed_note(struct batch_report *report)
{
  const struct batch_list *list = report->items->list;
  size_t kind_count = 0, count = list->passed_count;
  autofree struct passed_over **files = memory_alloc((count + 1) * sizeof *files);
  autofree struct passed_kind *kinds = memory_alloc((count + 1) * sizeof *kinds);
  for (size_t i = 0; i < count; i++)
    files[i] = &list->passed[i];
  qsort(files, count, sizeof *files, compare_passed);
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || strcmp(files[i]->why, files[i - 1]->why) != 0)
      kinds[kind_count++] = (struct passed_kind){.files = &files[i]};
    kinds[kind_count - 1].count++;
  }
  qsort(kinds, kind_count, sizeof *kinds, compare_kinds);
  for (size_t i = 0; i < kind_count; i++)
    passed_kind_note(report, kinds[i].files, kinds[i].count);
}

/* ---- the three places it goes to ---- */

static int compare_ids(const void *a, const void *b)
{
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

/* What else is in the folder of results: of a watch, or of a batch over other folders. */
static enum status page_complete(struct batch_report *report, struct error *error)
{
  const struct batch_list *list = report->items->list;
  autofree int64_t *ids = memory_alloc((list->count + 1) * sizeof *ids);
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].document)
      ids[count++] = list->items[i].document;
  qsort(ids, count, sizeof *ids, compare_ids);
  enum status status =
      index_page_add_ledger(report->page, report->items->work->ledger, ids, count, error);
  return status ? status : index_page_finish(&report->page, error);
}

static enum status files_begin(struct batch_report *report, struct error *error)
{
  const struct work *work = report->items->work;
  const char *table = report->options->summary_path;
  struct error page_error = {0};
  enum status status = table ? summary_table_open(table, &report->table, error) : STATUS_OK;
  enum status page_status =
      format_list_covers(work->format_names, "html")
          ? index_page_open(work->out, work->settings.log, &report->page, &page_error)
          : STATUS_OK;
  if (!status && page_status)
    *error = page_error;
  return status ? status : page_status;
}

static enum status files_end(struct batch_report *report, struct error *error)
{
  struct error page_error = {0};
  enum status status = report->table ? summary_table_finish(&report->table, error) : STATUS_OK;
  enum status page_status = report->page ? page_complete(report, &page_error) : STATUS_OK;
  if (!status && page_status)
    *error = page_error;
  return status ? status : page_status;
}

static void totals_append(const struct batch_report *report, struct strbuf *text)
{
  const struct batch_items *items = report->items;
  double seconds = (double)(ledger_now() - items->started) / 1000;
  bool long_run = seconds >= 120;
  strbuf_appendf(text,
                 "%zu document%s: %zu done now (%lld page%s in %.1f %s), %zu done before, "
                 "%zu cop%s, %zu failed",
                 items->list->count, items->list->count == 1 ? "" : "s", items->done,
                 (long long)items->pages, items->pages == 1 ? "" : "s",
                 long_run ? seconds / 60 : seconds, long_run ? "min" : "s", items->done_before,
                 items->copies, items->copies == 1 ? "y" : "ies", items->failed);
  if (items->list->passed_count)
    strbuf_appendf(text, ", %zu other file%s passed over", items->list->passed_count,
                   items->list->passed_count == 1 ? "" : "s");
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

/* A line names a document, and the fields in doubt are counted. */
static char *fields_counted(const struct batch_report *report)
{
  size_t documents = report_section_count(&report->to_check);
  return memory_format("%zu in %zu document%s", report->fields_to_check, documents,
                       documents == 1 ? "" : "s");
}

static enum status report_tell(const struct batch_report *report, struct error *error)
{
  const struct report_section *sections[] = {&report->failed, &report->partial, &report->to_check,
                                             &report->expiring, &report->passed};
  enum { SECTIONS = sizeof sections / sizeof *sections };
  struct strbuf text cleanup_with(strbuf_clear) = {0};
  size_t lines = 0, left_out = report->memory.left_out;
  for (size_t i = 0; i < SECTIONS; i++)
    lines += report_section_count(sections[i]);
  /* With -q, cron sends no mail unless somebody has something to do. */
  if (report->options->quiet && lines == 0)
    return STATUS_OK;
  autofree char *fields = fields_counted(report);
  totals_append(report, &text);
  for (size_t i = 0; i < SECTIONS; i++)
    report_section_append(sections[i], &report->memory,
                          sections[i] == &report->to_check ? fields : NULL, &text);
  if (left_out)
    strbuf_appendf(&text, "\nLeft out, for it was acknowledged: %zu\n", left_out);
  enum status status = stream_write_out(strbuf_text(&text), text.length, error);
  return status ? status : report_memory_keep(&report->memory, report->options->acknowledge, error);
}

static void report_clear(struct batch_report *report)
{
  summary_table_drop(&report->table);
  index_page_drop(&report->page);
  report_section_clear(&report->failed);
  report_section_clear(&report->partial);
  report_section_clear(&report->to_check);
  report_section_clear(&report->expiring);
  expiry_list_clear(&report->expiries);
  report_section_clear(&report->passed);
  report_memory_clear(&report->memory);
}

enum status batch_report_write(const struct batch_items *items,
                               const struct batch_report_options *options, struct error *error)
{
  struct batch_report report cleanup_with(report_clear) = {
      .items = items,
      .options = options,
      .memory = {.ledger = items->work->ledger, .shows_all = options->acknowledge},
      .failed = {.heading = "Failed", .stays = true},
      .partial.heading = "Read only in part",
      .to_check.heading = "Fields to check",
      .expiring.heading = "Licences that expire",
      .passed.heading = "Passed over, being no picture or PDF",
  };
  enum status status = files_begin(&report, error);
  for (size_t i = 0; i < items->list->count; i++)
    item_note(&report, &items->list->items[i]);
  expiries_tell(&report);
  passed_note(&report);
  struct error end_error = {0}, tell_error = {0};
  enum status end_status = files_end(&report, &end_error);
  enum status tell_status = report_tell(&report, &tell_error);
  if (!status && (status = end_status))
    *error = end_error;
  if (!status && (status = tell_status))
    *error = tell_error;
  return status;
}
