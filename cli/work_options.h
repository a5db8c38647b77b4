#ifndef ZHAOLU_CLI_WORK_OPTIONS_H
#define ZHAOLU_CLI_WORK_OPTIONS_H

/* What watch and batch have in common on their command lines and in opening their parts. */

#include "base/log.h"
#include "jobs/document_queue.h"
#include "cli/options.h"

struct work_options {
  char *output, *formats;
  int64_t retry_pause; /* seconds */
  int log_format;      /* enum log_format */
};
/* The rows for a table of the verb's own whose struct begins with a struct work_options. */
#define WORK_OPTION_ROWS                                                                            \
  {"output", 'o', OPTION_TEXT, offsetof(struct work_options, output),                               \
   "OUT",    0,   0,           "folder of the results; the ledger is kept in it"},                  \
      {"format",          'f', OPTION_TEXT, offsetof(struct work_options, formats),                 \
       "FORMAT[,FORMAT]", 0,   0,           "json, txt, csv, xlsx, html, pdf, hocr, alto (json)"},  \
      {"retry-pause",  0,                                                                           \
       OPTION_INTEGER, offsetof(struct work_options, retry_pause),                                  \
       "SECONDS",      0,                                                                           \
       86400,          "before the second attempt; the third and fourth wait 4 times as long (5)"}, \
  {                                                                                                 \
    "log-format", 0, OPTION_CHOICE, offsetof(struct work_options, log_format), "text|json", 0, 0,   \
        "form of the lines on standard error (text)"                                                \
  }

void work_options_init(struct work_options *options);

/* What both need open. The pool is opened last: everything before is needed to begin at all. */
struct work {
  struct common_options *common;
  const struct work_options *own;
  struct reporter reporter;
  struct format_list formats;
  char *out;          /* absolute */
  char *format_names; /* in the list's order, each once */
  char *version;      /* of rules, model and the options that change a result */
  struct pipeline *pipeline;
  struct worker_pool *pool;
  struct ledger *ledger;
};

/* STATUS_USAGE without -o. Makes OUT. Does not open the ledger. */
enum status work_open(struct work *work, struct common_options *common,
                      const struct work_options *own, struct error *error) MUST_CHECK;
void work_close(struct work *work);

/* Opens the ledger, ends what the last run of this keeper left, and listens for crashes. */
enum status work_open_ledger(struct work *work, enum ledger_keeper keeper,
                             struct error *error) MUST_CHECK;

/* Options for the queue, all but `finished` and `context`. */
struct document_queue_options work_queue_options(struct work *work);

/* SIGTERM, SIGINT and SIGHUP as a descriptor to poll, from now on; -1 where that fails. */
int stop_signals_open(void);
/* The number of stop signals that have come; never blocks. */
int stop_signals_read(int fd);

#endif
