#ifndef ZHAOLU_OCR_TEXT_LAYER_H
#define ZHAOLU_OCR_TEXT_LAYER_H

/*
 * A PDF's own text held against what its page shows. The picture was read as any other; where the
 * layer's text stands and the reading agrees, the layer's characters are taken in its place, sure
 * but for those that differ. What the page does not show is left out, and a layer that says
 * something else altogether is no evidence: the reading stays. What only the picture has stays too.
 */

#include "ingest/page_picture.h"
#include "ocr/prepared_page.h"
#include "ocr/row_order.h"

struct text_layer_result {
  size_t kept;     /* runs taken */
  size_t read;     /* segments that only the picture has */
  size_t unshown;  /* runs, or parts of one, that the page does not show */
  size_t unlike;   /* runs that the page shows as other text */
  bool is_rubbish; /* most of the layer is: nothing of it was taken */
};

/*
 * Replaces *segments (boxes in pixels of the clean page, owned by the caller) by the layer's runs
 * and what is left of the readings. The layer's segments come first, in the runs' order.
 */
void text_layer_apply(const struct prepared_page *prepared, const struct text_run *runs,
                      size_t run_count, struct read_segment **segments, size_t *count,
                      struct text_layer_result *ret_result);

#endif
