#ifndef ZHAOLU_EXTRACT_LAYOUT_PART_H
#define ZHAOLU_EXTRACT_LAYOUT_PART_H

/*
 * A part of a layout: some of its pages, or a region of one where several certificates stand side
 * by side or one below the other. Records are taken from a part as from a whole document.
 */

#include "extract/layout.h"

/* A page, or what of it stands between the edges. Text input has no places: its rows count. */
struct layout_area {
  size_t page;                  /* index into the layout's pages */
  bool whole;                   /* all of the page; the rest says nothing then */
  int left, right, top, bottom; /* upright pixels, [left, right) and [top, bottom) */
  size_t first_row, end_row;    /* of text: rows of the page, [first_row, end_row) */
};

/* A layout of these areas in this order. The document must outlive it, the layout need not. Of a
 * region's page only the seals inside it are left, and no QR codes, whose place is not known. */
struct layout *layout_part(const struct layout *layout, const struct layout_area *areas,
                           size_t count);

/* The same of a document's layout, made without the other pages. */
struct layout *layout_of_areas(const struct document *document, const struct layout_area *areas,
                               size_t count);

/* What the areas' ink takes of the source page; empty for text. */
struct box layout_part_source_box(const struct layout *part);

#endif
