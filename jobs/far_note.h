#ifndef ZHAOLU_JOBS_FAR_NOTE_H
#define ZHAOLU_JOBS_FAR_NOTE_H

/* What a worker or an owner says of itself every few seconds, for `zhaolu status --queue`: who it
 * is, what it has in hand, and how fast it is. */

#include <stdint.h>

#include "queue/link.h"

enum { FAR_NOTE_SLOTS = 6 }; /* of NOTE_MS each: the last minute */

struct far_note {
  const char *kind; /* "worker", "owner"; static */
  char name[17];    /* 16 hexadecimal digits */
  char since[32];   /* ISO 8601 */
  int64_t next;     /* clock_now */
  int64_t done, failed, pages;
  int64_t slots[FAR_NOTE_SLOTS]; /* documents done, newest first */
};

void far_note_begin(struct far_note *note, const char *kind);
/* A document came to its end. */
void far_note_count(struct far_note *note, bool failed, int64_t pages);
/* Leaves the note, if it is time. `processes`: of a worker, else 0; `in_hand`: documents; `place`:
 * of an owner, else NULL. */
void far_note_leave(struct far_note *note, struct queue_link *link, const char *reader,
                    int64_t processes, size_t in_hand, const char *place);

#endif
