#ifndef ZHAOLU_REVIEW_REVIEW_PARTS_H
#define ZHAOLU_REVIEW_REVIEW_PARTS_H

/* What the parts of the review share: what is open, and how an answer is made. */

#include <jansson.h>

#include "document/record.h"
#include "output/template.h"
#include "review/http_door.h"
#include "review/picture_desk.h"
#include "review/presence.h"
#include "review/queue.h"
#include "review/results.h"
#include "review/review.h"

struct review {
  struct review_options options;
  struct ledger *ledger;
  struct results *results;
  struct picture_desk *desk;
  struct http_door *door;
  struct presence presence;
  int64_t looked_at;  /* clock_now: at the folder */
  int64_t write_at;   /* clock_now: when files that are behind are written; 0: none is */
  struct error fatal; /* why nothing can be kept any more; status STATUS_OK: all is well */
};

/* ---- answers ---- */

/* Takes the reference over. */
void answer_json(struct http_answer *answer, int code, json_t *json);
/* {"error": sentence} */
void answer_error(struct http_answer *answer, int code, const struct error *error);
void answer_nothing_there(struct http_answer *answer);
/* A page of data/html with its places filled. */
void answer_page(struct http_answer *answer, const char *page, const struct template_part *parts,
                 const void *context);

/* ---- a document of the review ---- */

/* One result with its JSON, for the time of an answer. */
struct review_document {
  struct result *result; /* borrowed */
  json_t *json;
  struct record_list records; /* with what people said */
};
/* False, and the answer is made, when there is none of that digest. */
bool review_document_open(struct review *review, const char *sha256,
                          struct review_document *ret_document, struct http_answer *answer);
void review_document_clear(struct review_document *document);
/* Whether a file lies where the document's may be. */
bool document_has_files(const struct review *review, const struct review_document *document);

/* The digest behind `prefix` in "/document/<digest>", up to the next /; false when it is none. */
bool path_digest(const char *path, const char *prefix, char ret_sha256[DIGEST_HEX_BYTES],
                 const char **ret_rest);

/* What the address asks for; texts are borrowed from the request. */
struct queue_wish wish_of(const struct http_request *request);
/* "?show=left&type=…"; only what is not usual. */
void wish_append(const struct queue_wish *wish, struct strbuf *bytes);
/* The same inside an attribute of a page. */
void wish_append_markup(const struct queue_wish *wish, struct strbuf *bytes);
/* "37 of 212", in both languages. */
void progress_words_append(const struct review *review, struct strbuf *bytes);

/* ---- the answers, one function a place ---- */

typedef void place_answer(struct review *review, const struct http_request *request,
                          struct http_answer *answer);
place_answer queue_page_answer;    /* GET / */
place_answer fields_page_answer;   /* GET /fields */
place_answer document_page_answer; /* GET /document/DIGEST */
place_answer next_answer;          /* GET /next?after=DIGEST */
place_answer session_answer;       /* GET /session: the token */
place_answer state_answer;         /* GET /state/DIGEST */
place_answer say_answer;           /* POST /say */
place_answer picture_answer;       /* GET /picture/DIGEST/PAGE */
place_answer read_answer;          /* POST /read: the text in a box */
place_answer offers_answer;        /* GET /offers/DIGEST?record=&field= */

#endif
