#ifndef ZHAOLU_QUEUE_QUEUE_VIEW_H
#define ZHAOLU_QUEUE_QUEUE_VIEW_H

/* What stands in the queue and who is at work, as anybody may ask who may look into its streams. */

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "queue/link_options.h"

/* Documents for workers of one reader (link_options.h). */
struct queue_line {
  char *reader;
  int64_t waiting, in_work;
};

struct queue_view {
  struct queue_line *lines;
  size_t line_count;
  int64_t waiting, in_work; /* of all lines */
  int64_t answers;          /* that their owners did not fetch yet */
  int64_t bytes;            /* of messages on the server */
  int64_t oldest_ms;        /* since the oldest document was put in; 0: there is none */
  json_t *notes;            /* what everyone at work said last: objects of link's notes */
};
void queue_view_clear(struct queue_view *view);

/* Waits for the server some seconds at most. STATUS_IO where it cannot be reached, STATUS_INSTALL
 * where this program was built without the queue. A queue that nobody ever used is empty. */
enum status queue_view_look(const struct queue_place *place, struct queue_view *ret_view,
                            struct error *error) MUST_CHECK;

#endif
