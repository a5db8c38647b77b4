#ifndef ZHAOLU_QUEUE_ENVELOPE_H
#define ZHAOLU_QUEUE_ENVELOPE_H

/*
 * A message of the queue: a JSON object, compressed, and bytes behind it (files, pictures). What
 * comes out of the queue is a stranger's: sizes are held against what really came before memory is
 * taken.
 */

#include <jansson.h>
#include <stddef.h>

#include "base/status.h"
#include "base/strbuf.h"

struct envelope {
  json_t *body;               /* owned */
  const unsigned char *bytes; /* borrowed: from the message it was read of */
  size_t size;
};
void envelope_clear(struct envelope *envelope);

/* The message's bytes; appended. STATUS_TOO_LARGE where the JSON is beyond any document. */
enum status envelope_encode(const struct envelope *envelope, struct strbuf *message,
                            struct error *error) MUST_CHECK;

/* STATUS_BAD_INPUT for what is none. */
enum status envelope_decode(const unsigned char *message, size_t size,
                            struct envelope *ret_envelope, struct error *error) MUST_CHECK;

#endif
