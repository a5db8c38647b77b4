#ifndef ZHAOLU_INGEST_FORMAT_END_H
#define ZHAOLU_INGEST_FORMAT_END_H

/*
 * Whether a file is all there: a scanner or a network copy that has only paused leaves a file at
 * rest whose end is missing. Looks at the format's own marks, decodes nothing:
 * PNG its IEND chunk, GIF its trailer, WebP, BMP and HEIC the length that they say, JPEG its EOI
 * marker, TIFF every directory and every strip within the file, PDF its %%EOF, with no further
 * objects behind it, OFD (as any ZIP archive) its directory: other bytes may follow, as browsers
 * and mail gateways append them. The format is told by the content.
 */

#include "base/status.h"

enum format_end {
  FORMAT_END_THERE,
  FORMAT_END_MISSING,  /* more should come; if none does, the file was cut off */
  FORMAT_END_UNMARKED, /* a JPEG without its marker, as some cameras write them, or a HEIC without
                          data: more may come; when nothing does, only decoding tells whether the
                          picture is whole */
  FORMAT_END_EMPTY,    /* no bytes, or nothing but zeros yet (Windows reserves the size first) */
  FORMAT_END_UNKNOWN,  /* a format without a known end */
};

/* STATUS_IO or STATUS_NOT_FOUND when the file cannot be read. Symbolic links are not followed. */
enum status format_end_check(const char *path, enum format_end *ret_end,
                             struct error *error) MUST_CHECK;

/* True if the content begins as one of the formats that zhaolu reads. */
enum status format_is_known(const char *path, bool *ret_known, struct error *error) MUST_CHECK;

#endif
