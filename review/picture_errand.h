#ifndef ZHAOLU_REVIEW_PICTURE_ERRAND_H
#define ZHAOLU_REVIEW_PICTURE_ERRAND_H

/*
 * What the review has its worker processes do with a document's file, and how it stands in their
 * messages. Only they open such a file; they are shut in (workers/sandbox.h).
 *
 *     parent                              worker
 *     SHOW  files, page            →
 *                                  ←      SHOWN   a reduced JPEG of the page as delivered
 *     READ  files, page, box       →
 *                                  ←      READ    what stands in the box, and what else it may be
 *     CUT   files, page, box       →
 *                                  ←      CUT_OUT the line's picture as PNG, upright
 *                                  ←      FAILED  a status and its sentence, to any of them
 */

#include "base/box.h"
#include "files/digest.h"
#include "ingest/page_picture.h"
#include "workers/worker_message.h"

enum errand_kind { ERRAND_SHOW = 1, ERRAND_READ, ERRAND_CUT };
enum { ERRAND_DONE = 10, ERRAND_FAILED };

/* A document's file, or its files in the order of its pages. */
struct errand_files {
  char **paths;
  size_t count;
  bool pictures_of_one;
};
void errand_files_clear(struct errand_files *files);

struct picture_errand {
  enum errand_kind kind;
  char sha256[DIGEST_HEX_BYTES]; /* what the files must be */
  int page;                      /* from 1 */
  int rotation;                  /* 0, 90, 180, 270: what turns the page upright */
  struct box box;                /* pixels of the source page; empty for SHOW */
};

struct message errand_message(const struct picture_errand *errand, const struct errand_files *files,
                              const struct source_limits *limits);
/* Reads it back; the paths point into `message`, their array is the caller's. */
bool errand_read(const struct message *message, struct picture_errand *ret_errand,
                 struct errand_files *ret_files, struct source_limits *ret_limits) MUST_CHECK;

#endif
