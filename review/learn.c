#include "review/learn.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/atomic_file.h"
#include "files/stream.h"
#include "jobs/review_words.h"
#include "output/value_text.h"
#include "review/learn_lexicon.h"
#include "review/learn_report.h"
#include "review/result_load.h"
#include "review/results.h"

enum { LINE_CHARACTERS_BYTES_MAX = 300, WORKERS_MAX = 256 };

struct learning {
  const struct learn_options *options;
  struct ledger *ledger;
  struct results *results;
  struct picture_desk *desk;
  struct learn_lexicon lexicon;
  struct strbuf report;
  struct learnt learnt;
};

/* One document with what people said of it. */
struct lesson {
  const struct result *result;
  json_t *json;
  struct record_list records;
};

static void lesson_clear(struct lesson *lesson)
{
  json_decref(lesson->json);
  record_list_clear(&lesson->records);
}

/* ---- line pictures ---- */

/* How many of the page's lines the box reaches into by half of their height. */
static size_t lines_in(const json_t *page, struct box box)
{
  size_t count = 0, i;
  json_t *line;
  json_array_foreach(json_object_get(page, "lines"), i, line)
  {
    int x, y, w, h;
    if (json_unpack(json_object_get(line, "box"), "[iiii]", &x, &y, &w, &h) != 0)
      continue;
    int top = y > box.y ? y : box.y, bottom = y + h < box.y + box.h ? y + h : box.y + box.h;
    count += x < box.x + box.w && x + w > box.x && (bottom - top) * 2 > h;
  }
  return count;
}

/* What stands in print where the field was read; NULL where that is not known: a person's word is
 * the value, and the paper may write it otherwise (a date in Chinese numerals). The caller's. */
static char *printed_text(const struct field *field)
{
  autofree char *machine = value_text(field->value), *person = value_text(field->review->value);
  bool as_read = field->raw && strcmp(field->raw, machine) == 0;
  if (strcmp(machine, person) == 0)
    return memory_copy_string(field->raw ? field->raw : person);
  return as_read ? memory_copy_string(person) : NULL;
}

static bool is_a_line(const struct lesson *lesson, const struct field *field)
{
  const json_t *page = json_array_get(json_object_get(lesson->json, "pages"),
                                      field->page > 0 ? (size_t)field->page - 1 : 0);
  return field->page > 0 && !box_is_empty(field->box) && field->source == FIELD_FROM_PRINT &&
         !json_is_array(field->value) && json_is_string(field->review->value) &&
         lines_in(page, field->box) == 1;
}

/* Sends a worker and waits for it; the result is the desk's. */
static bool line_cut(struct learning *learning, const struct lesson *lesson,
                     const struct field *field, struct desk_result *ret_result)
{
  struct picture_errand errand = {.kind = ERRAND_CUT, .page = field->page, .box = field->box};
  struct picture_places places;
  struct read_page page;
  struct error error = {0};
  enum desk_answer answer;
  memcpy(errand.sha256, lesson->result->sha256, sizeof errand.sha256);
  if (!result_page(lesson->json, field->page, &page))
    return false;
  errand.rotation = page.rotation;
  picture_places_find(learning->ledger, learning->options->out, lesson->json,
                      learning->options->files, &places);
  picture_desk_send(learning->desk, &errand, &places);
  while ((answer = picture_desk_know(learning->desk, &errand, ret_result, &error)) == DESK_ASKS) {
    struct pollfd fds[WORKERS_MAX];
    int timeout;
    picture_desk_run(learning->desk);
    size_t count = picture_desk_fds(learning->desk, fds, WORKERS_MAX, &timeout);
    if (picture_desk_know(learning->desk, &errand, ret_result, &error) == DESK_ASKS &&
        poll(fds, count, timeout) < 0)
      return false;
  }
  return answer == DESK_HAS;
}

static enum status line_learn(struct learning *learning, const struct lesson *lesson,
                              const struct field *field, struct error *error)
{
  autofree char *text = is_a_line(lesson, field) ? printed_text(field) : NULL;
  struct desk_result picture;
  if (!text || !text[0] || strlen(text) > LINE_CHARACTERS_BYTES_MAX)
    return STATUS_OK;
  if (!line_cut(learning, lesson, field, &picture)) {
    learning->learnt.lines_without_scan++;
    return STATUS_OK;
  }
  autofree char *stem =
      memory_format("%s/lines/%05zu", learning->options->to, ++learning->learnt.lines);
  autofree char *png = memory_format("%s.png", stem), *txt = memory_format("%s.txt", stem);
  autofree char *line = memory_format("%s\n", text);
  enum status status = file_write_atomic(png, picture.bytes, picture.size, error);
  return status ? status : file_write_atomic(txt, line, strlen(line), error);
}

/* ---- fields ---- */

static enum status field_learn(struct learning *learning, const struct lesson *lesson,
                               const struct record *record, const struct field *field,
                               struct error *error)
{
  bool right = json_equal(field->value, field->review->value);
  learning->learnt.fields++;
  learning->learnt.right += right;
  learn_report_append(&learning->report, lesson->result->rows.items[0].file, record, field, right);
  learn_lexicon_add(&learning->lexicon, field);
  return line_learn(learning, lesson, field, error);
}

static enum status result_learn(struct learning *learning, const struct result *result,
                                struct error *error)
{
  struct lesson lesson cleanup_with(lesson_clear) = {.result = result};
  autofree char *path = memory_format("%s/%s", learning->options->out, result->name);
  enum status status = result_load(path, &lesson.json, error);
  if (!status)
    status = record_list_from_json(lesson.json, &lesson.records, error);
  if (!status)
    status = review_words_put(learning->ledger, result->sha256, &lesson.records, error);
  for (size_t r = 0; !status && r < lesson.records.count; r++) {
    const struct record *record = lesson.records.items[r];
    for (size_t i = 0; !status && i < record->field_count; i++)
      if (record->fields[i].review)
        status = field_learn(learning, &lesson, record, &record->fields[i], error);
  }
  return status;
}

static enum status everything_learn(struct learning *learning, struct error *error)
{
  enum status status = results_refresh(learning->results, error);
  learn_report_begin(&learning->report);
  for (size_t i = 0; !status && i < results_count(learning->results); i++)
    if (results_at(learning->results, i)->version)
      status = result_learn(learning, results_at(learning->results, i), error);
  if (!status && !learning->learnt.fields)
    status = error_set(error, STATUS_NOT_FOUND, "%s: nobody has reviewed anything in it yet",
                       learning->options->out);
  return status;
}

static enum status learnt_write(struct learning *learning, struct error *error)
{
  struct strbuf words cleanup_with(strbuf_clear) = {0};
  autofree char *lexicon = memory_format("%s/lexicon.txt", learning->options->to);
  autofree char *report = memory_format("%s/report.csv", learning->options->to);
  learning->learnt.words = learn_lexicon_append(&learning->lexicon, &words);
  enum status status = file_write_atomic(lexicon, strbuf_text(&words), words.length, error);
  if (!status)
    status =
        file_write_atomic(report, strbuf_text(&learning->report), learning->report.length, error);
  return status;
}

static enum status parts_open(struct learning *learning, struct error *error)
{
  const struct learn_options *options = learning->options;
  autofree char *lines = memory_format("%s/lines", options->to);
  enum status status = picture_desk_open(&options->desk, &learning->desk, error);
  if (!status)
    status = ledger_open_existing(options->out, &learning->ledger, error);
  if (!status)
    status = folder_prepare(lines, error);
  if (!status)
    learning->results = results_open(options->out, learning->ledger);
  return status;
}

enum status learn(const struct learn_options *options, struct learnt *ret_learnt,
                  struct error *error)
{
  struct learning learning = {.options = options};
  enum status status = parts_open(&learning, error);
  if (!status)
    status = everything_learn(&learning, error);
  if (!status)
    status = learnt_write(&learning, error);
  if (!status)
    *ret_learnt = learning.learnt;
  results_close(&learning.results);
  picture_desk_close(&learning.desk);
  ledger_close(&learning.ledger);
  learn_lexicon_clear(&learning.lexicon);
  strbuf_clear(&learning.report);
  return status;
}
