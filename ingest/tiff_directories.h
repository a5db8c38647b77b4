#ifndef ZHAOLU_INGEST_TIFF_DIRECTORIES_H
#define ZHAOLU_INGEST_TIFF_DIRECTORIES_H

/*
 * The chain of pages of a TIFF, walked before libtiff sees it: a chain that loops or leaves the
 * file is an error with a page number, not an endless document.
 */

#include "ingest/source_decoder.h"

/* Offsets of the directories that are pages, thumbnails left out; owned by the caller. */
enum status tiff_directories_find(const struct source_file *file, uint64_t **ret_offsets,
                                  int *ret_count, struct error *error) MUST_CHECK;

#endif
