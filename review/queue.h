#ifndef ZHAOLU_REVIEW_QUEUE_H
#define ZHAOLU_REVIEW_QUEUE_H

/* The results in the order in which a person goes through them, narrowed to what he looks for. */

#include "review/results.h"

enum queue_show { QUEUE_LEFT, QUEUE_SETTLED, QUEUE_ALL };
enum queue_order { QUEUE_BY_URGENCY, QUEUE_BY_EXPIRY, QUEUE_BY_TYPE, QUEUE_BY_FILE };

struct queue_wish {
  enum queue_show show;
  enum queue_order order;
  const char *type;   /* of a certificate; "": any */
  const char *reason; /* name of a check that failed; "": any */
  const char *words;  /* in the file's name, a value or the title; "": any */
};
/* The words of a page's address for them: "left", "expiry"; what is none of them is the first. */
enum queue_show queue_show_named(const char *name);
const char *queue_show_name(enum queue_show show);
enum queue_order queue_order_named(const char *name);
const char *queue_order_name(enum queue_order order);

struct queue {
  struct result **items; /* owned; the results are borrowed */
  size_t count;
};
void queue_make(const struct results *results, const struct queue_wish *wish,
                struct queue *ret_queue);
void queue_clear(struct queue *queue);

/* Behind the document of that digest the next that a person has not settled, from the beginning
 * again after the last; NULL: none. */
struct result *queue_next(const struct results *results, const struct queue_wish *wish,
                          const char *sha256);

struct queue_progress {
  size_t settled, needing; /* documents that ask for a person, and those of them that had him */
};
struct queue_progress queue_progress_of(const struct results *results);

#endif
