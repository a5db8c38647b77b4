#ifndef ZHAOLU_PAGE_COLOUR_TEXT_H
#define ZHAOLU_PAGE_COLOUR_TEXT_H

/*
 * Text that is not dark on bright: printed in red, which taking out seals makes paler, or left
 * white in a dark block (a ribbon, the head of a table). It is put back on the pictures for reading
 * as dark on white, and into the mask of text.
 */

#include "page/page_clean.h"

/* Red text: `red_text` (1 bpp) shows it; it is added to `text` and to the page's planes. False when
 * memory is out. */
bool colour_text_restore_red(struct clean_page *page, PIX *red_text, PIX *text);

/* White text in blocks: `text` then holds its letters in place of the block. How many blocks. */
int colour_text_invert_blocks(struct clean_page *page, PIX *text);

#endif
