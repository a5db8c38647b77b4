#ifndef ZHAOLU_JOBS_DOCUMENT_READING_H
#define ZHAOLU_JOBS_DOCUMENT_READING_H

/* A document as the workers are asked for it, and as they read it. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "document/reading.h"
#include "files/digest.h"
#include "ingest/page_picture.h"

/* What a document is read with, as the pool's user asks for it. */
struct document_request {
  const char *const *paths; /* copied */
  size_t path_count;        /* >= 1 */
  const char *sha256;       /* of the content, where it is known; borrowed until it is submitted */
  bool pictures_of_one;     /* the paths are pictures of one document, even if there is only one */
  struct source_limits limits;
  enum pdf_text_mode pdf_text;
  bool want_digest;   /* fill sha256 and bytes */
  bool want_previews; /* pages carry scan_preview and clean_preview */
  bool want_full;     /* pages carry full */
  /* Pages that an earlier attempt read, taken over: only those among them that failed are read, at
   * least one. NULL: none. */
  struct read_page *known;
  size_t known_count;
};

/* A document as the workers read it. */
struct document_reading {
  uint64_t id;
  enum status status; /* STATUS_OK: opened, even if pages failed; else why it could not be opened */
  struct error error; /* message names the file; filled when status is not STATUS_OK */
  enum source_format format;
  char sha256[DIGEST_HEX_BYTES]; /* "" if not asked for */
  uint64_t bytes;
  struct read_page *pages; /* in page order; duplicates and failures are marked */
  size_t page_count;
  /* The status behind each failed page, as in pages[i].error (STATUS_OK for the others), so that a
   * caller can tell a timeout, worth another try, from a damaged page. */
  enum status *page_errors;
  bool is_final; /* no use to try again what failed: the document took its time, or too many workers
                  */
  double seconds; /* from submission until the last page was read */
};
void read_pages_free(struct read_page **pages, size_t *count);
void document_reading_clear(struct document_reading *reading);

#endif
