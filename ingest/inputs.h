#ifndef ZHAOLU_INGEST_INPUTS_H
#define ZHAOLU_INGEST_INPUTS_H

/*
 * What stands on convert's command line as a list of documents: a file is a document, a folder's
 * pictures are the pages of one, and with --pages-of-one everything is.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct input_document {
  char *path;         /* as given; the first one with --pages-of-one */
  char *name;         /* the path's last part: `source.name` of the JSON */
  char *stem;         /* the name without its ending: outputs are STEM.FORMAT */
  bool stem_is_taken; /* an earlier document has the same stem */
  char **files;       /* in page order */
  size_t file_count;
  bool pictures_of_one;
  struct error
      error; /* status not STATUS_OK: there is nothing to read, the message names the path */
};

struct input_list {
  struct input_document *items;
  size_t count, capacity;
};

void input_list_collect(char *const *paths, size_t count, bool pages_of_one,
                        struct input_list *ret_list);
void input_list_clear(struct input_list *list);

#endif
