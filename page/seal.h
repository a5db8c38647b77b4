#ifndef ZHAOLU_PAGE_SEAL_H
#define ZHAOLU_PAGE_SEAL_H

/*
 * Round seals, red or stamped in grey. Their ring and star are no text, and the text along the ring
 * is not part of the page's text.
 */

#include <allheaders.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"

struct seal {
  struct box box; /* of the ring */
  bool is_grey;   /* told by its paler ink, not by colour: every plane shows its print at first */
};

struct seal_list {
  struct seal *seals;
  size_t count, capacity;
};

/* `red_mask`: 1 bpp, red ink (NULL: no seals); sizes are told by `char_size` in pixels. */
struct seal_list seals_find(PIX *red_mask, int char_size);
void seals_clear(struct seal_list *list);

/*
 * Seals of a page without red, a photocopy or a grey scan: rings of an ink paler than the text's.
 * `text`: 1 bpp, ink; `plane`: 8 bpp, flattened. *ret_print: 1 bpp, that ink, the caller's; NULL
 * where there is none.
 */
struct seal_list seals_find_grey(PIX *text, PIX *plane, int char_size, PIX **ret_print);
/* Takes what was found so out of both pictures, as seals_clear_print does. */
void seals_clear_grey(const struct seal_list *list, PIX *text, PIX *plane, PIX *print);

/* The same seals on the page turned by half; its width and height in pixels. */
void seals_turn_half(struct seal_list *list, int width, int height);
/* … on the page mirrored left to right; its width in pixels. */
void seals_mirror(struct seal_list *list, int width);

enum seal_cover { SEAL_NONE, SEAL_RED, SEAL_GREY };

/* The seal that lies over a line in `box`: over part of its width only where the seal is grey,
 * whose own print cannot be told from the line's. */
enum seal_cover seals_cover(const struct seal_list *list, struct box box);
/* Whether the middle of `box` lies within a seal's box. */
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
