#ifndef ZHAOLU_CLI_WORK_OPTIONS_H
#define ZHAOLU_CLI_WORK_OPTIONS_H

/* What watch and batch have in common on their command lines. */

#include "base/log.h"
#include "cli/options.h"
#include "jobs/run_loop.h"
#include "jobs/work.h"

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

/* The same as plain values for jobs/, which borrow from both. */
struct work_settings work_settings_of(const struct common_options *common,
                                      const struct work_options *own, const struct event_log *log);

/* Exit codes of a run that came to its end, and of one that could not begin. */
int exit_code_of_run(enum run_end end);
int exit_code_without_run(enum status status);

#endif
