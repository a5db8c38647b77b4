#ifndef ZHAOLU_INGEST_SOURCE_SINGLE_H
#define ZHAOLU_INGEST_SOURCE_SINGLE_H

/* One open file and the decoder that its content calls for. Messages name the file, and the page
 * where it has several. */

#include "ingest/page_picture.h"

struct source_single; /* opaque */

enum status source_single_open(const char *path, const struct source_limits *limits,
                               struct source_single **ret_single, struct error *error) MUST_CHECK;
void source_single_close(struct source_single **single);

enum source_format source_single_format(const struct source_single *single);
int source_single_page_count(const struct source_single *single);

/* `index` is below the number of pages. */
enum status source_single_load(struct source_single *single, int index, enum pdf_text_mode pdf_text,
                               struct page_picture *ret_picture, struct error *error) MUST_CHECK;

/* The first page of a picture file that is in memory; not of a PDF or OFD. */
enum status source_single_load_bytes(const unsigned char *bytes, size_t size,
                                     const struct source_limits *limits,
                                     struct page_picture *ret_picture,
                                     struct error *error) MUST_CHECK;

#endif
