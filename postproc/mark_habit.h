#ifndef ZHAOLU_POSTPROC_MARK_HABIT_H
#define ZHAOLU_POSTPROC_MARK_HABIT_H

/*
 * What the recogniser makes of marks: each mark it writes, and which marks were printed where it
 * did. Measured on scans of licences, read by chi_sim, which is often right about the place of a
 * mark and wrong about which one it is; scripts/mark-habits counts it again for another model or
 * set.
 */

#include <stddef.h>
#include <uchar.h>

enum { MARK_TRUTHS = 4 };

struct mark_habit {
  char32_t read;
  float right; /* how often it is what was printed, or the same in another width */
  struct {
    char32_t printed;
    float share;         /* of all times that `read` was written */
  } truths[MARK_TRUTHS]; /* printed 0 ends the list */
};

/* NULL for a mark without a habit of its own. */
const struct mark_habit *mark_habit_find(unsigned codepoint);

#endif
