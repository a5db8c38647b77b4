#ifndef ZHAOLU_EXTRACT_CANDIDATE_H
#define ZHAOLU_EXTRACT_CANDIDATE_H

/* The places of a document where a field's value may stand, and the one that was chosen;
 * candidate_find.h finds them. */

#include "extract/gather.h"
#include "extract/kind.h"

enum candidate_origin {
  FROM_LABEL,   /* beside or below its label */
  FROM_MENTION, /* inside a sentence */
  FROM_GRAMMAR, /* recognised by its form alone */
  FROM_SEAL,    /* the text of a seal */
};

struct candidate {
  enum candidate_origin origin;
  size_t rank; /* of mentions: the mention's place in the profile */
  struct passage passage;
  struct parsed parsed;
  char *label;        /* as printed; NULL without one */
  bool label_is_lost; /* told by its place */
  bool label_is_near; /* only a part of it was read */
  bool is_translated; /* the label is in Latin letters: a second print of the same, or the only one
                       */
  char *key;          /* the value folded, for comparing */
  /* Which characters were recognised by their shape, and what was read: "佘 (read as 余)"; NULL:
   * none, here or in another place that gave its value to this one. */
  char *by_shape;
  bool shape_is_doubtful; /* a character of the name may be another, which the model lacks */
  int page;               /* 1-based */
  float confidence;
};

struct candidates {
  struct candidate *items;
  size_t count, capacity;
  char *label;    /* the first label seen, even one without a value */
  int label_page; /* 0: no label seen */
  char *beside;   /* what stands beside that label, value or not; "" for nothing */
  /* Where neither a label nor a value was taken: the text of a row that shows the field all the
   * same, and the label that it begins nearly like; NULL: none. */
  char *seen;
  char *seen_value;       /* what stands there in the value's place; NULL: nothing */
  const char *seen_label; /* borrowed from the profile; NULL: the value itself was seen in part */
  int seen_page;
  int elsewhere_page; /* a page that only points to another (见附页), 0: none */
  size_t chosen;      /* index of the value, == count when there is none */
};

/* Values that are the same but for width and spaces have the same key; owned by the caller. */
char *candidate_key(const json_t *value);
void candidate_clear(struct candidate *candidate);
/* Takes the last one back. */
void candidates_drop_last(struct candidates *candidates);
void candidates_clear(struct candidates *candidates);

/* Another text than was parsed becomes the value. */
void candidate_set_text(struct candidate *candidate, const char *text);

/* True when all that were found are the same value. */
bool candidates_agree(const struct candidates *candidates);

/* True when the choice, read beside a label in Latin letters, stands beside a Chinese one as well.
 */
bool candidates_confirm_translation(const struct candidates *candidates);

/* The chosen one, or NULL. */
const struct candidate *candidates_choice(const struct candidates *candidates);

#endif
