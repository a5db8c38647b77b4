#ifndef ZHAOLU_CLI_OPTIONS_H
#define ZHAOLU_CLI_OPTIONS_H

/*
 * The command line and the configuration files, read by the rows of option_row.h.
 *
 * Values come from the built-in defaults, then /etc/zhaolu/config.yaml, then
 * $XDG_CONFIG_HOME/zhaolu/config.yaml (or only --config FILE), then the command line; later wins.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "cli/option_row.h"
#include "cli/queue_options.h"
#include "jobs/pipeline.h"
#include "jobs/reading_pool.h"

/* The options that every verb has. */
struct common_options {
  char *language, *tessdata_dir, *config, *profile, *lexicon, *extractor;
  bool no_correct, quiet, verbose, help;
  int punctuation; /* enum punctuation_mode */
  int pdf_text;    /* enum pdf_text_mode */
  int64_t jobs, page_timeout, document_timeout, max_pixels, max_pages, worker_memory_mb,
      recycle_pages, extractor_timeout, max_file_mb;
  struct queue_options queue; /* of the verbs that have one */
};
extern const struct option_row common_option_rows[];
void common_options_init(struct common_options *options);
void common_options_clear(struct common_options *options);

struct reading_pool_options common_pool_options(const struct common_options *options);
struct pipeline_options common_pipeline_options(const struct common_options *options);
struct source_limits common_source_limits(const struct common_options *options);

/* What a verb's own main needs to know about it. */
struct verb_usage {
  const char *name;              /* "convert" */
  const char *synopsis;          /* "[-o DIR] [-f FORMAT[,FORMAT]] FILE..." */
  const char *text;              /* what it does, a few lines */
  const struct option_row *rows; /* its own options; may be NULL */
  const char *const *shared;     /* names of the common options that it heeds, up to a NULL; NULL:
                                    all. The others are taken, as in a configuration, in silence. */
  bool has_queue;                /* takes the options of queue_options.h */
};

/* What stands on the command line beside the options; the texts are borrowed from argv. */
struct arguments {
  char **items;
  size_t count;
};
void arguments_clear(struct arguments *arguments);

/*
 * Reads the configuration files and the command line (argv[0] is the verb) into `own` (for
 * usage->rows) and `common`. True when the verb may go on; false when it is over, because --help
 * was printed or a mistake was reported, and *ret_exit_code is its exit code.
 */
bool options_read(const struct verb_usage *usage, int argc, char **argv, void *own,
                  struct common_options *common, struct arguments *ret_arguments,
                  int *ret_exit_code) MUST_CHECK;

/* The verb's tables and where their values go, as they are read; ends with an empty one. */
enum { OPTION_GROUPS = 4 };
void option_groups_make(const struct verb_usage *usage, void *own, struct common_options *common,
                        struct option_group ret_groups[OPTION_GROUPS]);

/* Frees the texts that a table's rows put into `own`. */
void options_clear(const struct option_row *rows, void *own);

#endif
