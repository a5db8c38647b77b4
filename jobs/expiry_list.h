#ifndef ZHAOLU_JOBS_EXPIRY_LIST_H
#define ZHAOLU_JOBS_EXPIRY_LIST_H

/* The certificates of a batch that expire, each once: one that came as pictures and again as PDF is
 * one certificate with two sources. */

#include <stddef.h>

#include "output/summary.h"

struct expiry {
  char *certificate; /* what tells it from others: its number, holder and last day */
  char *key;         /* for report_section.h: of the first source */
  char *sources;     /* the files, parted by ", " */
  char *text;        /* what is said of it */
};

struct expiry_list {
  struct expiry *items; /* in the order of their first sources */
  size_t count, capacity;
};

/* The certificate of a row, whose last day is `expires`; all texts are copied. */
void expiry_list_add(struct expiry_list *list, const struct summary *summary, const char *expires,
                     const char *key, const char *text);
void expiry_list_clear(struct expiry_list *list);

#endif
