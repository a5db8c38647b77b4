#include "jobs/page_worker.h"

#include <allheaders.h>
#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "files/digest.h"
#include "ingest/source.h"
#include "jobs/page_job.h"
#include "ocr/page_read.h"
#include "page/picture_encode.h"

struct page_worker {
  int socket;
  struct engine *engine; /* NULL: engine_error says why */
  struct error engine_error;
  struct source *source; /* of document `source_id`; NULL for none */
  uint64_t source_id;
};

static void answer(struct page_worker *worker, struct message *message)
{
  bool sent = message_send(worker->socket, message);
  message_clear(message);
  if (!sent)
    _exit(1); /* the pool is gone: there is nobody to tell */
}

static void answer_failure(struct page_worker *worker, const struct error *error)
{
  struct message message = failure_message(error);
  answer(worker, &message);
}

/* The document's source, kept open from page to page. */
static enum status source_of(struct page_worker *worker, const struct job_document *job,
                             struct error *error)
{
  if (worker->source && worker->source_id == job->id)
    return STATUS_OK;
  source_close(&worker->source);
  worker->source_id = job->id;
  const char *const *paths = (const char *const *)job->paths;
  if (job->pictures_of_one)
    return source_open_pictures(paths, job->path_count, &job->limits, &worker->source, error);
  return source_open(paths[0], &job->limits, &worker->source, error);
}

static void probe_answer(struct page_worker *worker, const struct job_document *job)
{
  struct error error = {0};
  char digest[DIGEST_HEX_BYTES] = "";
  uint64_t bytes = 0;
  enum status status = source_of(worker, job, &error);
  if (status == STATUS_OK && job->want_digest)
    status = digest_files((const char *const *)job->paths, job->path_count, digest, &bytes, &error);
  if (status != STATUS_OK) {
    answer_failure(worker, &error);
    return;
  }
  struct message message = message_make(
      MESSAGE_PROBED, "{s:i, s:i, s:s, s:I}", "format", (int)source_get_format(worker->source),
      "pages", source_page_count(worker->source), "sha256", digest, "bytes", (json_int_t)bytes);
  answer(worker, &message);
}

static enum status engine_read(struct page_worker *worker, struct prepared_page *prepared,
                               struct read_page *page, struct error *error)
{
  if (!worker->engine)
    return error_set(error, worker->engine_error.status, "%s", worker->engine_error.message);
  return page_read(worker->engine, prepared, page, error);
}

static enum status picture_read(struct page_worker *worker, const struct job_document *job,
                                const struct page_picture *picture, struct read_page *page,
                                struct error *error)
{
  cleanup_with(prepared_page_free) struct prepared_page *prepared = NULL;
  cleanup_with(picture_blob_clear) struct picture_blob full = {0};
  const struct page_read_options options = {.dpi = picture->dpi,
                                            .want_previews = job->want_previews,
                                            .runs = picture->runs,
                                            .run_count = picture->run_count,
                                            .text_is_hidden = picture->text_is_hidden};
  enum status status = page_prepare(picture->pix, &options, &prepared, error);
  if (status == STATUS_OK && job->want_full)
    status = picture_encode_full(picture, &full, error);
  if (status == STATUS_OK)
    status = engine_read(worker, prepared, page, error);
  if (status == STATUS_OK && page->status == PAGE_BLANK && picture->has_flaws)
    status = error_set(error, STATUS_BAD_INPUT, "%s", page_picture_damaged);
  if (status != STATUS_OK)
    return status;
  page->full = full;
  full = (struct picture_blob){0};
  return STATUS_OK;
}

static enum status page_job_read(struct page_worker *worker, const struct job_document *job,
                                 struct read_page *page, struct error *error)
{
  enum status status = source_of(worker, job, error);
  if (status != STATUS_OK)
    return status;
  cleanup_with(page_picture_clear) struct page_picture picture = {0};
  status = source_load_page(worker->source, job->page, job->pdf_text, &picture, error);
  if (status != STATUS_OK)
    return status;
  return picture_read(worker, job, &picture, page, error);
}

static void page_answer(struct page_worker *worker, const struct job_document *job)
{
  cleanup_with(read_page_clear) struct read_page page = {0};
  struct error error = {0};
  if (page_job_read(worker, job, &page, &error) != STATUS_OK) {
    answer_failure(worker, &error);
    return;
  }
  if (read_page_glyph_count(&page) > READ_PAGE_GLYPHS_MAX) {
    error_set(&error, STATUS_TOO_LARGE,
              "the page holds more than %d characters, more than any page that people write",
              READ_PAGE_GLYPHS_MAX);
    answer_failure(worker, &error);
    return;
  }
  page.number = job->page + 1;
  struct message message = page_message(&page);
  answer(worker, &message);
}

/* A page asks for the same large pieces over and over, and the next page again. What is freed stays
 * with the worker: given back, the kernel would clear it anew each time. */
static void freed_memory_keep(void)
{
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

void *page_worker_begin(const struct page_worker_setting *setting)
{
  /* Libraries print what the pool's owner says better. */
  setMsgSeverity(setting->verbose ? L_SEVERITY_WARNING : L_SEVERITY_NONE);
  freed_memory_keep();
  struct page_worker *worker = memory_alloc(sizeof *worker);
  if (engine_open(&setting->engine, &worker->engine, &worker->engine_error) == STATUS_OK)
    engine_complete(worker->engine);
  return worker;
}

void page_worker_needs(const void *worker, const struct message *message,
                       struct worker_needs *ret_needs)
{
  (void)worker;
  cleanup_with(job_document_clear) struct job_document job = {0};
  if (!job_read(message, &job))
    return;
  for (size_t i = 0; i < job.path_count; i++) {
    worker_needs_path(ret_needs, job.paths[i]); /* the text is the message's */
    ret_needs->threads |= source_wants_threads(job.paths[i]);
  }
}

bool page_worker_work(void *state, int socket, const struct message *message)
{
  struct page_worker *worker = state;
  cleanup_with(job_document_clear) struct job_document job = {0};
  worker->socket = socket;
  if (!job_read(message, &job))
    return false;
  if (message->kind == MESSAGE_PROBE)
    probe_answer(worker, &job);
  else if (message->kind == MESSAGE_PAGE)
    page_answer(worker, &job);
  return message->kind == MESSAGE_PROBE || message->kind == MESSAGE_PAGE;
}
