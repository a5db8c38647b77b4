#ifndef ZHAOLU_TESTS_WORKERS_TAKEN_OVER_H
#define ZHAOLU_TESTS_WORKERS_TAKEN_OVER_H

/* What a worker that a hostile file has taken over would try. */

#include <stdbool.h>
#include <stddef.h>

struct loot {
  const char *own, *other; /* the worker's document, and another one */
  const char *folder;      /* that both lie in */
  const char *fresh;       /* a name there that is free */
  const char *secret;      /* a text of the environment, where the kernel put it */
  const char *text;        /* where the parent holds the text of another document */
  int parent, sibling;     /* processes; sibling: another of the same user */
};

struct attempt {
  const char *gain; /* "a worker could …" */
  bool (*gained)(const struct loot *loot);
  bool not_outside; /* a free process may fail, or do harm: only workers try it */
};

extern const struct attempt attempts[];
extern const size_t attempt_count;

/* What it must be able to do, or it could not read. */
extern const struct attempt rights[];
extern const size_t right_count;

#endif
