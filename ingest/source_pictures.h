#ifndef ZHAOLU_INGEST_SOURCE_PICTURES_H
#define ZHAOLU_INGEST_SOURCE_PICTURES_H

/*
 * Several files as one document. A file that cannot be read costs its own page: it counts as one
 * page that fails when it is loaded. Only one file is open at a time.
 */

#include "ingest/page_picture.h"

struct source_pictures;

/* Fails only when no file at all can be read, with the first one's error. */
enum status source_pictures_open(const char *const *paths, size_t count,
                                 const struct source_limits *limits,
                                 struct source_pictures **ret_pictures, int *ret_page_count,
                                 struct error *error) MUST_CHECK;
void source_pictures_close(struct source_pictures **pictures);

enum status source_pictures_load(struct source_pictures *pictures, int index,
                                 enum pdf_text_mode pdf_text, struct page_picture *ret_picture,
                                 struct error *error) MUST_CHECK;

#endif
