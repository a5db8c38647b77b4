/* How the review's answers are made, and what they have in common. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "jobs/review_words.h"
#include "output/embedded.h"
#include "review/result_load.h"
#include "output/markup.h"
#include "review/review_parts.h"

void answer_json(struct http_answer *answer, int code, json_t *json)
{
  autofree char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  answer->code = code;
  strbuf_append(&answer->body, text ? text : "{}");
}

void answer_error(struct http_answer *answer, int code, const struct error *error)
{
  answer_json(answer, code, json_pack("{s:s}", "error", error->message));
}

void answer_nothing_there(struct http_answer *answer)
{
  answer_json(answer, 404, json_pack("{s:s}", "error", "there is nothing of that name"));
}

/* The same policy as that of the pages on disk; a page of the review may also fetch from it. */
static char *policy_make(void)
{
  return memory_format("default-src 'none'; img-src 'self'; connect-src 'self'; style-src '%s'; "
                       "script-src '%s' '%s' '%s' '%s'; base-uri 'none'; form-action 'self'; "
                       "frame-ancestors 'none'",
                       embedded_style_hash, embedded_language_script_hash,
                       embedded_document_script_hash, embedded_review_script_hash,
                       embedded_queue_script_hash);
}

void answer_page(struct http_answer *answer, const char *page, const struct template_part *parts,
                 const void *context)
{
  answer->code = 200;
  answer->type = "text/html; charset=utf-8";
  answer->policy = policy_make();
  template_append(page, parts, context, &answer->body);
}

/* ---- a document ---- */

void review_document_clear(struct review_document *document)
{
  json_decref(document->json);
  record_list_clear(&document->records);
  *document = (struct review_document){0};
}

bool review_document_open(struct review *review, const char *sha256,
                          struct review_document *ret_document, struct http_answer *answer)
{
  struct review_document document = {.result = results_find(review->results, sha256)};
  struct error error = {0};
  if (!document.result) {
    answer_nothing_there(answer);
    return false;
  }
  autofree char *path =
      memory_format("%s/%s", results_folder(review->results), document.result->name);
  enum status status = result_load(path, &document.json, &error);
  if (!status)
    status = record_list_from_json(document.json, &document.records, &error);
  if (!status)
    status = review_words_put(review->ledger, sha256, &document.records, &error);
  if (status) {
    answer_error(answer, 500, &error);
    review_document_clear(&document);
    return false;
  }
  *ret_document = document;
  return true;
}

/* ---- addresses ---- */

bool path_digest(const char *path, const char *prefix, char ret_sha256[DIGEST_HEX_BYTES],
                 const char **ret_rest)
{
  size_t length = strlen(prefix), digits = DIGEST_HEX_BYTES - 1;
  if (strncmp(path, prefix, length) != 0 || strlen(path + length) < digits)
    return false;
  memcpy(ret_sha256, path + length, digits);
  ret_sha256[digits] = '\0';
  *ret_rest = path + length + digits;
  return digest_is_sound(ret_sha256) && (**ret_rest == '\0' || **ret_rest == '/');
}

struct queue_wish wish_of(const struct http_request *request)
{
  return (struct queue_wish){
      .show = queue_show_named(http_request_value(request, "show")),
      .order = queue_order_named(http_request_value(request, "order")),
      .type = http_request_value(request, "type"),
      .reason = http_request_value(request, "reason"),
      .words = http_request_value(request, "words"),
  };
}

static void value_append(const char *name, const char *value, struct strbuf *bytes)
{
  strbuf_appendf(bytes, "%c%s=", strchr(strbuf_text(bytes), '?') ? '&' : '?', name);
  for (; *value; value++)
    if (strchr("-._~", *value) || (*value >= '0' && *value <= '9') ||
        (*value >= 'a' && *value <= 'z') || (*value >= 'A' && *value <= 'Z'))
      strbuf_append_char(bytes, *value);
    else
      strbuf_appendf(bytes, "%%%02X", (unsigned char)*value);
}

void wish_append(const struct queue_wish *wish, struct strbuf *bytes)
{
  if (wish->show != QUEUE_LEFT)
    value_append("show", queue_show_name(wish->show), bytes);
  if (wish->order != QUEUE_BY_URGENCY)
    value_append("order", queue_order_name(wish->order), bytes);
  if (wish->type[0])
    value_append("type", wish->type, bytes);
  if (wish->reason[0])
    value_append("reason", wish->reason, bytes);
  if (wish->words[0])
    value_append("words", wish->words, bytes);
}

void wish_append_markup(const struct queue_wish *wish, struct strbuf *bytes)
{
  struct strbuf query = {0};
  wish_append(wish, &query);
  markup_append(bytes, strbuf_text(&query));
  strbuf_clear(&query);
}

void progress_words_append(const struct review *review, struct strbuf *bytes)
{
  struct queue_progress progress = queue_progress_of(review->results);
  words_append_numbers(bytes, "review:progress", progress.settled, progress.needing);
}
