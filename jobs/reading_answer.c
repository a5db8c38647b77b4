#include "jobs/reading_answer.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/memory.h"

/* What a document may hold, by the memory that extraction takes of it; and, once it is long, by
 * what its file can hold: a file that gives more draws the same again and again. */
enum { DOCUMENT_GLYPHS_MAX = 400000, LONG_GLYPHS = 100000, GLYPHS_PER_BYTE_MAX = 20 };

/* The job is over without a result: the page, or the whole document when it was being opened. */
static void job_fail(struct reading_document *document, size_t part, const struct error *error)
{
  if (part == OPENING) {
    reading_document_fail(document, error);
    return;
  }
  reading_document_page_failed(document, part, error);
  reading_document_try_finish(document, clock_now());
}

bool reading_job_again(struct reading_document *document, size_t part,
                       const struct reading_pool_options *options)
{
  int attempts = part == OPENING ? reading_document_probe_again(document)
                                 : reading_document_page_again(document, part);
  return attempts < options->page_attempts;
}

/* What a process's end (waitpid's status) means for what it was reading. */
static void death_explain(int wait_status, const struct reading_pool_options *options,
                          struct error *ret_error)
{
  if (!WIFSIGNALED(wait_status)) {
    error_set(ret_error, STATUS_CRASHED,
              "the worker process ended by itself (exit code %d); try again",
              WEXITSTATUS(wait_status));
    return;
  }
  int number = WTERMSIG(wait_status);
  const char *name = sigabbrev_np(number);
  if (number == SIGKILL)
    error_set(ret_error, STATUS_NO_MEMORY,
              "the worker process was killed (SIGKILL), perhaps because the machine ran out of "
              "memory; try again with fewer workers (-j 1)");
  else if (number == SIGABRT)
    error_set(ret_error, STATUS_CRASHED,
              "the worker process gave up (SIGABRT), most likely for want of memory; raise "
              "--worker-memory (now %" PRIu64 " MB)",
              options->worker_memory >> 20);
  else
    error_set(ret_error, STATUS_CRASHED,
              "the worker process crashed (SIG%s); the file is damaged in an unusual way: save it "
              "again in another format, and please report it",
              name ? name : "?");
}

static void loss_explain(enum worker_loss loss, int wait_status,
                         const struct reading_pool_options *options, struct error *ret_error)
{
  switch (loss) {
  case LOSS_DIED:
    death_explain(wait_status, options, ret_error);
    break;
  case LOSS_LATE:
    error_set(ret_error, STATUS_TIMEOUT,
              "not read within %d seconds; raise --page-timeout, or scan at a lower resolution",
              options->page_timeout);
    break;
  case LOSS_NONSENSE:
    error_set(ret_error, STATUS_CRASHED,
              "the worker process answered nonsense and was stopped; the file may be hostile");
    break;
  }
}

void reading_job_lost(struct reading_document *document, size_t part, enum worker_loss loss,
                      int wait_status, const struct reading_pool_options *options)
{
  struct error error = {0};
  loss_explain(loss, wait_status, options, &error);
  /* What a worker says of a file that cannot be opened names the file; this must, too. */
  if (part == OPENING)
    error_prefix(&error, "%s", document->request.paths[0]);
  job_fail(document, part, &error);
}

/* Or none. */
static bool is_digest(const char *text)
{
  size_t length = strlen(text);
  return length == 0 ||
         (length == DIGEST_HEX_BYTES - 1 && strspn(text, "0123456789abcdef") == length);
}

static enum worker_answer probed_take(struct reading_document *document,
                                      const struct message *message)
{
  int format, pages;
  const char *sha256;
  json_int_t bytes;
  if (json_unpack(message->body, "{s:i, s:i, s:s, s:I}", "format", &format, "pages", &pages,
                  "sha256", &sha256, "bytes", &bytes) != 0 ||
      format < SOURCE_PNG || format > SOURCE_PICTURES || pages < 1 ||
      pages > document->request.limits.max_pages || bytes < 0 || !is_digest(sha256))
    return ANSWER_NONSENSE;
  reading_document_open(document, (enum source_format)format, pages, sha256, (uint64_t)bytes);
  return ANSWER_ENDS;
}

/* A worker reads; which pages repeat others is told later, by their text. */
static bool page_is_possible(const struct read_page *page)
{
  return page->status == PAGE_OK || page->status == PAGE_BLANK;
}

static bool glyphs_have_room(const struct reading_document *document, size_t glyphs,
                             struct error *ret_why)
{
  uint64_t bytes = document->reading.bytes;
  if (glyphs > DOCUMENT_GLYPHS_MAX)
    return !error_set(ret_why, STATUS_TOO_LARGE,
                      "with this page the document holds more than %d characters; split it",
                      DOCUMENT_GLYPHS_MAX);
  if (glyphs > LONG_GLYPHS && bytes > 0 && glyphs / GLYPHS_PER_BYTE_MAX > bytes)
    return !error_set(ret_why, STATUS_TOO_LARGE,
                      "with this page the document holds more than %d characters, more than a file "
                      "of %" PRIu64 " bytes has to say; the file may be hostile",
                      LONG_GLYPHS, bytes);
  return true;
}

static enum worker_answer page_take(struct reading_document *document, size_t number,
                                    const struct message *message)
{
  struct read_page page = {0};
  if (page_message_read(message, &page, NULL) != STATUS_OK || !page_is_possible(&page)) {
    read_page_clear(&page);
    return ANSWER_NONSENSE;
  }
  size_t glyphs = read_page_glyph_count(&page);
  struct error why = {0};
  if (!glyphs_have_room(document, document->glyphs + glyphs, &why)) {
    read_page_clear(&page);
    job_fail(document, number, &why);
    return ANSWER_ENDS_WORK;
  }
  document->glyphs += glyphs;
  reading_document_page_finished(document, number, &page);
  reading_document_try_finish(document, clock_now());
  return ANSWER_ENDS_WORK;
}

/* "FILE: page N: " is said by whoever shows a page's error, so it is not said twice. */
static void page_error_shorten(const struct reading_document *document, size_t number,
                               struct error *error)
{
  autofree char *path = memory_format("%s: ", document->request.paths[0]);
  autofree char *page = memory_format("page %zu: ", number + 1);
  if (document->request.pictures_of_one)
    return;
  const char *message = error->message;
  if (strncmp(message, path, strlen(path)) == 0)
    message += strlen(path);
  if (strncmp(message, page, strlen(page)) == 0)
    message += strlen(page);
  memmove(error->message, message, strlen(message) + 1);
}

/* What would stop the whole run is not believed of one that read a stranger's file: it writes
 * nothing that could fill a disk, and the model is looked at again without it. */
static bool failure_is_possible(enum status status, const struct reading_pool_options *options)
{
  switch (status) {
  case STATUS_NO_SPACE:
  case STATUS_BUSY:
  case STATUS_USAGE:
    return false;
  case STATUS_INSTALL:
    return !engine_probe(&options->engine);
  default:
    return true;
  }
}

static enum worker_answer failure_take(struct reading_document *document, size_t part,
                                       const struct message *message,
                                       const struct reading_pool_options *options)
{
  struct error error = {0};
  failure_message_read(message, &error);
  if (!failure_is_possible(error.status, options))
    return ANSWER_NONSENSE;
  if (part != OPENING)
    page_error_shorten(document, part, &error);
  job_fail(document, part, &error);
  return ANSWER_ENDS;
}

enum worker_answer reading_answer_take(struct reading_document *document, size_t part,
                                       const struct message *message,
                                       const struct reading_pool_options *options)
{
  bool opening = part == OPENING;
  switch (message->kind) {
  case MESSAGE_PROBED:
    return opening ? probed_take(document, message) : ANSWER_NONSENSE;
  case MESSAGE_READ:
    return opening ? ANSWER_NONSENSE : page_take(document, part, message);
  case MESSAGE_FAILED:
    return failure_take(document, part, message, options);
  default:
    return ANSWER_NONSENSE;
  }
}
