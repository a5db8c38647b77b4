/* What a person says of a field, and what others have said meanwhile. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "jobs/review_words.h"
#include "review/result_load.h"
#include "review/review_parts.h"
#include "review/value_form.h"
#include "spool/ledger_review.h"

enum {
  WRITE_PAUSE_MS = 1500, /* a document's words go into its files together */
  RECEIPT_BYTES_MAX = 80,
};

void session_answer(struct review *review, const struct http_request *request,
                    struct http_answer *answer)
{
  answer_json(
      answer, 200,
      json_pack("{s:s, s:s}", "token", http_door_token(review->door), "person", request->person));
}

/* ---- what holds ---- */

static void word_add(const struct review_entry *entry, void *context)
{
  json_t *value = entry->after ? json_loads(entry->after, JSON_DECODE_ANY, NULL) : NULL;
  autofree char *text = value ? value_form_text(value) : memory_copy_string("");
  char at[REVIEW_TIME_BYTES];
  json_decref(value);
  review_time_text(entry->at, at);
  json_array_append_new(context,
                        json_pack("{s:i, s:s, s:I, s:s, s:s, s:s}", "record", entry->record,
                                  "field", entry->field, "id", (json_int_t)entry->id, "text", text,
                                  "by", entry->person, "at", at));
}

/* The document as people have it now: {"version", "words", "settled", "progress"}. */
static enum status state_make(struct review *review, const struct result *result,
                              json_t **ret_state, struct error *error)
{
  json_t *words = json_array();
  struct queue_progress progress = queue_progress_of(review->results);
  enum status status = ledger_review_of(review->ledger, result->sha256, word_add, words, error);
  if (status) {
    json_decref(words);
    return status;
  }
  *ret_state =
      json_pack("{s:I, s:o, s:b, s:[II]}", "version", (json_int_t)result->version, "words", words,
                "settled", !result_needs_person(result) || result_is_settled(result), "progress",
                (json_int_t)progress.settled, (json_int_t)progress.needing);
  return STATUS_OK;
}

static void state_send(struct review *review, const struct result *result, int code, json_t *others,
                       struct http_answer *answer)
{
  struct error error = {0};
  json_t *state = NULL;
  if (state_make(review, result, &state, &error)) {
    json_decref(others);
    answer_error(answer, 500, &error);
    return;
  }
  if (others)
    json_object_set_new(state, "others", others);
  answer_json(answer, code, state);
}

void state_answer(struct review *review, const struct http_request *request,
                  struct http_answer *answer)
{
  char sha256[DIGEST_HEX_BYTES];
  const char *rest, *page = http_request_value(request, "page");
  struct error error = {0};
  if (!path_digest(request->path, "/state/", sha256, &rest) || *rest) {
    answer_nothing_there(answer);
    return;
  }
  const struct result *result = results_find(review->results, sha256);
  if (!result)
    answer_nothing_there(answer);
  else if (results_hear(review->results, &error))
    answer_error(answer, 500, &error);
  else
    state_send(review, result, 200,
               page[0] ? presence_note(&review->presence, sha256, request->person, page) : NULL,
               answer);
}

/* ---- what is said ---- */

/* A POST's body, read; texts are borrowed from `json`. */
struct saying {
  json_t *json;
  const char *document, *field, *receipt;
  const char *text; /* NULL: the machine's value is right, or, of `takes_back`, holds again */
  int record;
  bool takes_back;
  json_int_t seen;
};

static bool saying_read(const struct http_request *request, struct saying *ret_saying)
{
  struct saying saying = {.json = json_loadb(request->body, request->body_length, 0, NULL)};
  const json_t *text = json_object_get(saying.json, "text");
  int takes_back = 0;
  bool sound = saying.json && json_unpack(saying.json, "{s:s, s:i, s:s, s:I, s:s, s?b}", "document",
                                          &saying.document, "record", &saying.record, "field",
                                          &saying.field, "seen", &saying.seen, "receipt",
                                          &saying.receipt, "takes_back", &takes_back) == 0;
  sound = sound && digest_is_sound(saying.document) && saying.receipt[0] &&
          strlen(saying.receipt) <= RECEIPT_BYTES_MAX &&
          (!text || json_is_null(text) || json_is_string(text));
  saying.takes_back = takes_back;
  saying.text = json_string_value(text);
  *ret_saying = saying;
  return sound;
}

static char *value_dump(const json_t *value)
{
  return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}

/* The value that the person means; a new reference. What is as the machine has it is the machine's
 * value, whatever its form. */
static json_t *value_meant(const struct saying *saying, const struct field *field)
{
  autofree char *machine = value_form_text(field->value);
  if (!saying->text || strcmp(saying->text, machine) == 0)
    return json_incref(field->value);
  return value_form_read(saying->text, field->value);
}

/* Says it to the ledger. `field` NULL: of the document as a whole. */
static enum status word_say(struct review *review, const struct http_request *request,
                            const struct saying *saying, const struct record *record,
                            const struct field *field, int64_t *ret_version, struct error *error)
{
  json_t *value = field ? value_meant(saying, field) : json_true();
  autofree char *after = saying->takes_back ? NULL : value_dump(value);
  autofree char *machine = field ? value_dump(field->value) : memory_copy_string("null");
  autofree char *before =
      field ? value_dump(field_value_in_force(field)) : memory_copy_string("null");
  json_decref(value);
  const struct review_word word = {
      .place = {saying->document, field ? saying->record : -1, record ? record->type : "",
                field ? field->name : ""},
      .person = request->person,
      .machine = machine,
      .before = before,
      .after = after,
      .seen = saying->seen,
      .receipt = saying->receipt,
  };
  return ledger_review_say(review->ledger, &word, ret_version, error);
}

/* The field that it is about. False, and the answer is made, where there is none. */
static bool place_find(const struct review_document *document, const struct saying *saying,
                       const struct record **ret_record, const struct field **ret_field,
                       struct http_answer *answer)
{
  *ret_record = NULL;
  *ret_field = NULL;
  if (!saying->field[0])
    return true;
  if (saying->record >= 0 && (size_t)saying->record < document->records.count) {
    *ret_record = document->records.items[saying->record];
    *ret_field = record_find_field(*ret_record, saying->field);
  }
  if (!*ret_field)
    answer_nothing_there(answer);
  return *ret_field != NULL;
}

static void saying_keep(struct review *review, const struct http_request *request,
                        const struct saying *saying, struct http_answer *answer)
{
  struct review_document document cleanup_with(review_document_clear) = {0};
  const struct record *record;
  const struct field *field;
  struct error error = {0};
  int64_t version;
  if (!review_document_open(review, saying->document, &document, answer) ||
      !place_find(&document, saying, &record, &field, answer))
    return;
  enum status status = word_say(review, request, saying, record, field, &version, &error);
  bool overtaken = status == STATUS_BUSY && version != saying->seen;
  if (status && !overtaken) {
    answer_error(answer, status == STATUS_BUSY ? 503 : 500, &error);
    return;
  }
  if (results_hear(review->results, &error)) {
    answer_error(answer, 500, &error);
    return;
  }
  review->write_at = clock_now() + WRITE_PAUSE_MS;
  state_send(review, document.result, overtaken ? 409 : 200, NULL, answer);
}

void say_answer(struct review *review, const struct http_request *request,
                struct http_answer *answer)
{
  struct saying saying = {0};
  if (saying_read(request, &saying))
    saying_keep(review, request, &saying, answer);
  else
    answer_json(answer, 400, json_pack("{s:s}", "error", "this is no saying"));
  json_decref(saying.json);
}
