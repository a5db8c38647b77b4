#include "jobs/reading_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

enum page_stage { STAGE_QUEUED, STAGE_STARTED, STAGE_ASIDE, STAGE_FINISHED };

struct reading_page {
  enum page_stage stage;
  int workers_lost; /* that were killed while they read it */
};

static char **paths_copy(const char *const *paths, size_t count)
{
  char **copy = memory_alloc(count * sizeof *copy);
  for (size_t i = 0; i < count; i++)
    copy[i] = memory_copy_string(paths[i]);
  return copy;
}

struct reading_document *reading_document_new(uint64_t id, const struct document_request *request,
                                              int64_t now)
{
  struct reading_document *document = memory_alloc(sizeof *document);
  document->request = *request;
  document->request.paths = (const char *const *)paths_copy(request->paths, request->path_count);
  document->reading.id = id;
  document->submitted = document->counted = now;
  return document;
}

void reading_document_free(struct reading_document **document)
{
  struct reading_document *old = *document;
  if (!old)
    return;
  free(old->pages);
  char **paths = (char **)old->request.paths;
  for (size_t i = 0; i < old->request.path_count; i++)
    free(paths[i]);
  free(paths);
  read_pages_free(&old->request.known, &old->request.known_count);
  document_reading_clear(&old->reading);
  free(old);
  *document = NULL;
}

/* What an earlier attempt read is not read again. */
static void known_pages_take(struct reading_document *document)
{
  struct document_request *request = &document->request;
  struct document_reading *reading = &document->reading;
  for (size_t i = 0; request->known_count == reading->page_count && i < reading->page_count; i++) {
    if (request->known[i].status == PAGE_FAILED)
      continue;
    reading->pages[i] = request->known[i];
    request->known[i] = (struct read_page){0};
    document->pages[i].stage = STAGE_FINISHED;
    document->finished++;
  }
  read_pages_free(&request->known, &request->known_count);
}

void reading_document_open(struct reading_document *document, enum source_format format,
                           int page_count, const char *sha256, uint64_t bytes)
{
  struct document_reading *reading = &document->reading;
  reading->format = format;
  reading->bytes = bytes;
  snprintf(reading->sha256, sizeof reading->sha256, "%s", sha256);
  reading->page_count = (size_t)page_count;
  reading->pages = memory_alloc(reading->page_count * sizeof *reading->pages);
  reading->page_errors = memory_alloc(reading->page_count * sizeof *reading->page_errors);
  document->pages = memory_alloc(reading->page_count * sizeof *document->pages);
  document->stage = DOCUMENT_OPEN;
  known_pages_take(document);
}

void reading_document_fail(struct reading_document *document, const struct error *error)
{
  document->reading.status = error->status;
  document->reading.error = *error;
  document->stage = DOCUMENT_FINISHED;
}

bool reading_document_next_page(const struct reading_document *document, size_t *ret_page)
{
  for (size_t i = 0; i < document->reading.page_count; i++)
    if (document->pages[i].stage == STAGE_QUEUED) {
      *ret_page = i;
      return true;
    }
  return false;
}

static size_t count_in_stage(const struct reading_document *document, enum page_stage stage)
{
  size_t count = 0;
  for (size_t i = 0; document->pages && i < document->reading.page_count; i++)
    count += document->pages[i].stage == stage;
  return count;
}

size_t reading_document_in_hand(const struct reading_document *document)
{
  return count_in_stage(document, STAGE_STARTED);
}

bool reading_document_has_page_aside(const struct reading_document *document)
{
  return count_in_stage(document, STAGE_ASIDE) > 0;
}

void reading_document_time_pass(struct reading_document *document, int64_t now)
{
  document->spent += (int64_t)reading_document_in_hand(document) * (now - document->counted);
  document->counted = now;
}

void reading_document_page_started(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_STARTED;
}

void reading_document_page_set_aside(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_ASIDE;
}

void reading_document_page_take_up(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_STARTED;
}

void reading_document_page_finished(struct reading_document *document, size_t page,
                                    struct read_page *page_read)
{
  document->reading.pages[page] = *page_read;
  *page_read = (struct read_page){0};
  document->reading.pages[page].number = (int)page + 1;
  document->pages[page].stage = STAGE_FINISHED;
  document->finished++;
}

void reading_document_page_failed(struct reading_document *document, size_t page,
                                  const struct error *error)
{
  struct read_page *failed = &document->reading.pages[page];
  failed->number = (int)page + 1;
  failed->status = PAGE_FAILED;
  failed->error = memory_copy_string(error->message);
  document->reading.page_errors[page] = error->status;
  document->pages[page].stage = STAGE_FINISHED;
  document->finished++;
}

void reading_document_give_up(struct reading_document *document, const struct error *error)
{
  size_t page;
  while (reading_document_next_page(document, &page)) {
    reading_document_page_failed(document, page, error);
    document->reading.is_final = true;
  }
}

void reading_document_page_put_back(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_QUEUED;
}

int reading_document_page_again(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_QUEUED;
  return ++document->pages[page].workers_lost;
}

int reading_document_probe_again(struct reading_document *document)
{
  document->stage = DOCUMENT_QUEUED;
  return ++document->probes_lost;
}

bool reading_document_try_finish(struct reading_document *document, int64_t now)
{
  if (document->stage != DOCUMENT_OPEN || document->finished < document->reading.page_count)
    return false;
  free(document->pages);
  document->pages = NULL;
  document->reading.seconds = (double)(now - document->submitted) / 1000.0;
  document->stage = DOCUMENT_FINISHED;
  return true;
}
