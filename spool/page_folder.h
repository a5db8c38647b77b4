#ifndef ZHAOLU_SPOOL_PAGE_FOLDER_H
#define ZHAOLU_SPOOL_PAGE_FOLDER_H

/*
 * A folder whose pictures are the pages of one document. It is one when it holds pictures that are
 * named as pages (ingest/page_name.h), and nothing else that is a document, no folders, links or
 * pipes; or, where whoever made it says so, pictures of any names. Other files, such as a text
 * beside the pages, go along with it. What inbox_name_is_ignored tells is as if it were not there.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "files/digest.h"

struct page_folder {
  char **pages; /* their paths, in the order that people mean */
  size_t count, capacity;
  uint64_t size;    /* of the pages */
  int64_t mtime;    /* of the newest page, nanoseconds */
  int64_t changed;  /* of the newest file, or when one came or went last */
  uint64_t inode;   /* of the folder */
  bool half_copied; /* something in it has the name of a file that is being copied */
};
void page_folder_clear(struct page_folder *folder);

/* False where it is no such folder. `any_names`: its pictures need not be named as pages. */
bool page_folder_read(const char *path, bool any_names, struct page_folder *ret_folder);

/* The digest of what stands at `path`: of a file, or of a folder's pages in their order. */
enum status content_digest(const char *path, char ret_sha256[DIGEST_HEX_BYTES],
                           struct error *error) MUST_CHECK;

#endif
