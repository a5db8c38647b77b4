#ifndef ZHAOLU_OCR_PREPARED_PAGE_H
#define ZHAOLU_OCR_PREPARED_PAGE_H

/* Inside ocr/: what page_prepare makes and page_read takes. */

#include "page/line_find.h"
#include "page/page_clean.h"
#include "page/qr.h"
#include "page/seal.h"
#include "ocr/page_read.h"

struct prepared_page {
  struct clean_page clean;
  struct seal_list seals;
  struct qr_code *qr;
  size_t qr_count;
  struct segment_list segments;
  struct reading *first_readings; /* by segment; empty: not read yet. NULL: none is */
  int source_width, source_height;
  float dpi;
  const struct text_run *runs; /* borrowed */
  size_t run_count;
  bool text_is_hidden;
  struct picture_blob scan_preview;
  bool want_previews;
};

/* Finds the page's lines, in place of those found before. */
enum status prepared_find_lines(const struct line_net *net, struct prepared_page *prepared,
                                struct error *error) MUST_CHECK;
/* Finds the lines, and turns or mirrors the page as they read best. */
enum status prepared_set_upright(struct engine *engine, struct prepared_page *prepared,
                                 struct error *error) MUST_CHECK;

#endif
