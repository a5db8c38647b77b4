#ifndef ZHAOLU_JOBS_DELIVERY_H
#define ZHAOLU_JOBS_DELIVERY_H

/* Where finished documents go: files in a folder, one a format, or one format to standard output.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "jobs/pipeline.h"
#include "output/output.h"
#include "spool/ledger.h"
#include "spool/written_list.h"

enum { FORMATS_MAX = 16 };

struct format_list {
  const struct output_format *items[FORMATS_MAX];
  size_t count;
};

/* "json,txt" → its formats, each once. STATUS_USAGE names the unknown one and lists the known. */
enum status format_list_parse(const char *text, struct format_list *ret_list,
                              struct error *error) MUST_CHECK;
bool format_list_needs_previews(const struct format_list *list);
bool format_list_needs_full(const struct format_list *list);

struct delivery {
  const char *folder; /* NULL: standard output */
  struct format_list formats;
  struct output_look look; /* of standard output */
  bool several;            /* documents: JSON becomes JSON Lines */
  size_t delivered;        /* to standard output so far */
  /* In a folder, what is there and was not written by zhaolu, or was changed since, is kept beside
   * (spool/edited.h) and told; `force` replaces it. */
  bool force;
  void (*kept)(void *context, const char *path, const char *beside);
  /* Told of each document's files once they are there: "OUT/a.json, OUT/a.html". May be NULL. */
  void (*wrote)(void *context, const char *paths);
  void *context;
  struct written_list *written; /* of the folder; NULL before delivery_open */
  struct ledger *ledger; /* of a watch or batch that writes into the folder as well, or NULL */
};
void delivery_close(struct delivery *delivery);

/* STATUS_USAGE where the wish cannot be met: several formats, or several documents in a format that
 * does not join, or bytes for a terminal; STATUS_INSTALL where the folder is not writable. */
enum status delivery_open(struct delivery *delivery, struct error *error) MUST_CHECK;

/* Writes one document in all formats; into a folder with what people said of it before. `stem`
 * names its files; `sources` are the files it came from, which no output may replace. */
enum status delivery_write(struct delivery *delivery, const struct pipeline *pipeline,
                           struct finished_document *finished, const char *stem,
                           char *const *sources, size_t source_count,
                           struct error *error) MUST_CHECK;

#endif
