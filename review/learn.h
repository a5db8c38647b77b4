#ifndef ZHAOLU_REVIEW_LEARN_H
#define ZHAOLU_REVIEW_LEARN_H

/*
 * What people's words teach, written into a folder:
 *
 *     lexicon.txt       names, brands and addresses that people confirmed, for --lexicon
 *     lines/NNNN.png    pictures of printed lines, each with its text in NNNN.txt, for
 *                       scripts/train-model --own
 *     report.csv        each field that people looked at: what the machine had read and thought of
 *                       it, and whether it was right, for scripts/calibration --review
 */

#include <stddef.h>

#include "review/picture_desk.h"

struct learn_options {
  const char *out;   /* folder of results */
  const char *to;    /* folder that is written into */
  const char *files; /* a folder in which documents' files are sought too, or NULL */
  struct picture_desk_options desk;
};

struct learnt {
  size_t fields, right; /* that people looked at, and those of them that the machine had right */
  size_t words, lines;
  size_t lines_without_scan; /* whose document's file is not where it was */
};

/* STATUS_NOT_FOUND where nobody has reviewed anything; STATUS_IO, STATUS_NO_SPACE. */
enum status learn(const struct learn_options *options, struct learnt *ret_learnt,
                  struct error *error) MUST_CHECK;

#endif
