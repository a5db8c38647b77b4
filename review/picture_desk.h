#ifndef ZHAOLU_REVIEW_PICTURE_DESK_H
#define ZHAOLU_REVIEW_PICTURE_DESK_H

/*
 * What the review knows of documents' pictures: asked for a page or the text in a box, it gives
 * what it has, or sends a worker for it and is to be asked again. Nothing here opens a document's
 * file or decodes a picture; the workers do, shut in.
 */

#include <jansson.h>
#include <poll.h>
#include <stdbool.h>

#include "base/status.h"
#include "ocr/engine.h"
#include "review/picture_errand.h"
#include "review/picture_place.h"

struct picture_desk; /* opaque */

struct picture_desk_options {
  struct engine_options engine; /* borrowed strings must outlive the desk */
  struct source_limits limits;
  int timeout; /* seconds an errand may take */
  uint64_t worker_memory;
};

/* Like every pool, from a process without threads. STATUS_INSTALL. */
enum status picture_desk_open(const struct picture_desk_options *options,
                              struct picture_desk **ret_desk, struct error *error) MUST_CHECK;
void picture_desk_close(struct picture_desk **desk);

enum desk_answer {
  DESK_HAS,    /* *ret_result is filled */
  DESK_ASKS,   /* a worker is on its way: ask again when something happened */
  DESK_HAS_NOT /* `error` says why */
};

/* Bytes (a JPEG, a PNG) or the texts of a box; borrowed until the desk is asked again. */
struct desk_result {
  const unsigned char *bytes;
  size_t size;
  const json_t *body;
};

/* What is known of it. DESK_HAS_NOT with STATUS_NOT_FOUND where nobody has asked yet. */
enum desk_answer picture_desk_know(struct picture_desk *desk, const struct picture_errand *errand,
                                   struct desk_result *ret_result, struct error *error);
/* Sends a worker for it; takes the places over. */
void picture_desk_send(struct picture_desk *desk, const struct picture_errand *errand,
                       struct picture_places *places);

/* For the loop; true from _run when an errand has ended. */
size_t picture_desk_fds(struct picture_desk *desk, struct pollfd *ret_fds, size_t capacity,
                        int *ret_timeout_ms);
bool picture_desk_run(struct picture_desk *desk);

#endif
