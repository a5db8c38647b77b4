#ifndef ZHAOLU_INGEST_SEAL_H
#define ZHAOLU_INGEST_SEAL_H

/*
 * Round red seals. Their ring and star are no text, and the text along the ring is not part of the
 * page's text.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"

struct seal {
  struct box box; /* of the ring */
};

struct seal_list {
  struct seal *seals;
  size_t count, capacity;
};

/* `red_mask`: 1 bpp, red ink (NULL: no seals); sizes are told by `char_size` in pixels. */
struct seal_list seals_find(PIX *red_mask, int char_size);
void seals_clear(struct seal_list *list);

/* Whether the middle of `box` lies within a seal. */
bool seals_hold(const struct seal_list *list, struct box box);

/*
 * Takes the seals' own print out of `text` (1 bpp, ink) and of `plane` (8 bpp, flattened, red ink
 * lightened): where it is paler than the page's text, by that; else blots that are mostly red, from
 * `text` only.
 */
void seals_clear_print(const struct seal_list *list, PIX *text, PIX *plane, PIX *red_mask);

/* The red mask without seals, emblems and other large red things: red text, if any. New picture. */
PIX *seals_red_text(PIX *red_mask, const struct seal_list *list, int char_size);

#endif
