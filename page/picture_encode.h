#ifndef ZHAOLU_PAGE_PICTURE_ENCODE_H
#define ZHAOLU_PAGE_PICTURE_ENCODE_H

/*
 * Page pictures encoded again for the outputs: small ones to look at on a screen, and the whole
 * page as a searchable PDF carries it.
 */

#include <allheaders.h>

#include "base/status.h"
#include "document/picture_blob.h"
#include "ingest/page_picture.h"

/*
 * A reduced JPEG of `pix` (1 to 32 bits a pixel, borrowed): its longer edge is 1,600 pixels, or its
 * own where it is smaller. For read_page.scan_preview (the picture as delivered, not turned) and
 * read_page.clean_preview (set read_page.clean_width and clean_height beside it). Some 20 ms and
 * 150 to 400 kB a page. STATUS_NO_MEMORY or STATUS_INTERNAL.
 */
enum status picture_encode_preview(PIX *pix, struct picture_blob *ret_blob,
                                   struct error *error) MUST_CHECK;

/*
 * The whole page for read_page.full: the JPEG of the file itself where the page is one (copied,
 * so nothing is lost), CCITT group 4 for black and white, PNG for flat drawings, JPEG of quality 75
 * for the rest. A file is thereby never much larger than its source.
 */
enum status picture_encode_full(const struct page_picture *picture, struct picture_blob *ret_blob,
                                struct error *error) MUST_CHECK;

#endif
