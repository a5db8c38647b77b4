#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/options.h"
#include "cli/verb.h"
#include "files/stream.h"
#include "review/review.h"

struct review_verb {
  char *listen, *user, *host, *passwords, *files;
};

static const struct option_row review_rows[] = {
    {"listen", 0, OPTION_TEXT, offsetof(struct review_verb, listen), "ADDRESS:PORT", 0, 0,
     "where browsers reach it (127.0.0.1:8420)"},
    {"user", 0, OPTION_TEXT, offsetof(struct review_verb, user), "NAME", 0, 0,
     "who reviews (the name of the login)"},
    {"passwords", 0, OPTION_TEXT, offsetof(struct review_verb, passwords), "FILE", 0, 0,
     "people who may review, NAME:HASH a line, as htpasswd -B writes"},
    {"host", 0, OPTION_TEXT, offsetof(struct review_verb, host), "NAME", 0, 0,
     "name of the server with TLS before it"},
    {"files", 0, OPTION_TEXT, offsetof(struct review_verb, files), "DIR", 0, 0,
     "where the scans lie, if not where they were read"},
    {0}};

static const char *const review_shared[] = {
    "lang",      "tessdata", "config",        "max-pixels", "page-timeout",
    "max-pages", "max-file", "worker-memory", "help",       NULL};

const struct verb_usage review_usage = {
    .name = "review",
    .synopsis = "OUT [--listen ADDRESS:PORT] [--user NAME]",
    .text =
        "A place to check and correct the results in OUT, be they of convert, watch or batch: "
        "open\n"
        "the address that it prints in a browser. What is said there is kept in OUT at once, with\n"
        "who and when; the results say it beside what the machine read.",
    .rows = review_rows,
    .shared = review_shared,
};

/* One run of the verb. */
struct reviewing {
  struct common_options common;
  struct review_verb own;
  struct pipeline *pipeline; /* knows the models */
  struct review *review;
};

static const char *login_name(void)
{
  const struct passwd *entry = getpwuid(geteuid());
  return entry && entry->pw_name[0] ? entry->pw_name : "reviewer";
}

static enum status review_begin(struct reviewing *run, const struct arguments *arguments,
                                struct error *error)
{
  struct reading_pool_options pool = common_pool_options(&run->common);
  const struct pipeline_options pipeline = common_pipeline_options(&run->common);
  if (arguments->count != 1)
    return error_set(error, STATUS_USAGE, "give one folder of results; see zhaolu review --help");
  enum status status = pipeline_open(&pipeline, &run->pipeline, error);
  if (status)
    return status;
  pipeline_engine_complete(run->pipeline, &pool.engine);
  const struct review_options options = {
      .out = arguments->items[0],
      .listen = run->own.listen ? run->own.listen : "127.0.0.1:8420",
      .host = run->own.host,
      .passwords = run->own.passwords,
      .person = run->own.user ? run->own.user : login_name(),
      .files = run->own.files,
      .engine = pool.engine,
      .limits = common_source_limits(&run->common),
      .page_timeout = pool.page_timeout,
      .worker_memory = pool.worker_memory,
  };
  return review_open(&options, &run->review, error);
}

static enum status review_serve(struct reviewing *run, struct error *error)
{
  autofree char *line = memory_format("%s\n", review_address(run->review));
  enum status status = stream_write_out(line, strlen(line), error);
  return status ? status : review_run(run->review, error);
}

int cmd_review(int argc, char **argv)
{
  struct reviewing run = {0};
  struct arguments arguments = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&run.common);
  if (!options_read(&review_usage, argc, argv, &run.own, &run.common, &arguments, &exit_code))
    return exit_code;
  enum status status = review_begin(&run, &arguments, &error);
  if (!status)
    status = review_serve(&run, &error);
  if (status)
    console_error(NULL, "%s", error.message);
  review_close(&run.review);
  pipeline_close(&run.pipeline);
  arguments_clear(&arguments);
  options_clear(review_rows, &run.own);
  common_options_clear(&run.common);
  return exit_code_for(status);
}
