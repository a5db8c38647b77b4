#ifndef ZHAOLU_INGEST_SOURCE_H
#define ZHAOLU_INGEST_SOURCE_H

/*
 * A document on disk as a row of page pictures: PNG, JPEG, TIFF with all its pages, WebP, BMP, GIF
 * (its first picture), HEIC, PDF, OFD, or several picture files that together are one document. The
 * format is told by the content, not the name. A picture whose EXIF or TIFF tag says that it was
 * taken sideways is turned as a viewer shows it; what is transparent is white; a PDF page stands as
 * its /Rotate says. Files come from strangers: every size is checked against the limits before
 * anything is allocated.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "ingest/page_picture.h"

struct source; /* opaque */

/* Opens one file. STATUS_BAD_INPUT, _UNSUPPORTED, _TOO_LARGE or _IO with a message that names the
 * file, the page where there is one, and the remedy. */
enum status source_open(const char *path, const struct source_limits *limits,
                        struct source **ret_source, struct error *error) MUST_CHECK;

/* Several files, in the order given, as one document; `count` >= 1. A file that cannot be read
 * costs its own page: source_load_page gives its error. Fails only when none can be read. */
enum status source_open_pictures(const char *const *paths, size_t count,
                                 const struct source_limits *limits, struct source **ret_source,
                                 struct error *error) MUST_CHECK;

void source_close(struct source **source);

/* Whether the file can only be decoded by a process that may start threads, by its first bytes. */
bool source_wants_threads(const char *path);

enum source_format source_get_format(const struct source *source);
int source_page_count(const struct source *source); /* >= 1 */

/* Loads page `index` (0-based). *ret_picture is cleared with page_picture_clear. */
enum status source_load_page(struct source *source, int index, enum pdf_text_mode pdf_text,
                             struct page_picture *ret_picture, struct error *error) MUST_CHECK;

#endif
