#ifndef ZHAOLU_JOBS_READERS_H
#define ZHAOLU_JOBS_READERS_H

/*
 * Who reads documents for the document queue: worker processes of this machine (readers_of_pool),
 * or other machines (far_readers.h). Both take a document as its files and bring back its read
 * pages, in any order.
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jobs/reading_pool.h"

struct readers_trade {
  uint64_t (*submit)(void *self, const struct document_request *request);
  void (*cancel)(void *self, uint64_t id);
  /* Does what can be done now without waiting. */
  void (*step)(void *self);
  bool (*take)(void *self, struct document_reading *ret_reading);
  /* What was taken is in the ledger; may be NULL. */
  void (*let_go)(void *self, uint64_t id);
  /* How many documents may be submitted at a time. */
  size_t (*places)(const void *self);
  size_t (*fds)(void *self, struct pollfd *ret_fds, size_t capacity, int *ret_timeout_ms);
  void (*close)(void *self);
  bool far; /* on other machines: what ends this program did not come from what they read */
};

struct readers {
  const struct readers_trade *trade; /* NULL: none */
  void *self;
};

/* Takes the pool over. */
struct readers readers_of_pool(struct reading_pool *pool);
void readers_close(struct readers *readers);

/* As the functions of reading_pool.h. The id is never 0. */
uint64_t readers_submit(struct readers readers, const struct document_request *request);
void readers_cancel(struct readers readers, uint64_t id);
void readers_step(struct readers readers);
/* The oldest submission that is read, or false. */
bool readers_take(struct readers readers, struct document_reading *ret_reading);
/* What was made of a document that was taken will last, or it was given up: until then it is asked
 * for again should this program end. */
void readers_let_go(struct readers readers, uint64_t id);
size_t readers_places(struct readers readers);
bool readers_are_far(struct readers readers);
size_t readers_fds(struct readers readers, struct pollfd *ret_fds, size_t capacity,
                   int *ret_timeout_ms);

#endif
