#ifndef ZHAOLU_PAGE_ORNAMENT_H
#define ZHAOLU_PAGE_ORNAMENT_H

/*
 * What is printed on a certificate and is not text: the frame, rules of tables, emblem, QR code.
 * It is taken out of the ink mask only; pictures for reading are never painted over, so that a
 * character that touches a frame keeps all its strokes.
 */

#include <allheaders.h>

#include "base/box.h"

/*
 * Bands of ornament along the sheet's sides (engraved, dark or coloured frames; nested ones too) as
 * a mask of about the size of `mask`, to be subtracted; NULL where there is none. `mask`: 1 bpp
 * ink, deskewed; `flat`: the flattened picture behind it (8 bpp), where pale frames are sought that
 * the mask shows in pieces.
 */
PIX *ornament_find_frames(PIX *mask, PIX *flat);

/* Clears straight rules, horizontal or vertical, at least `min_length` pixels long and at most
 * `max_thickness` thick. */
void ornament_clear_rules(PIX *mask, int min_length, int max_thickness);

/* Clears solid or dense areas larger than characters of `char_size` can be: emblems, pictures,
 * QR codes. `red_mask` (may be NULL) shows red ink, where emblems are found by their fill. */
void ornament_clear_blocks(PIX *mask, PIX *red_mask, int char_size);

/* Clears one region. */
void ornament_clear_box(PIX *mask, struct box box);

#endif
