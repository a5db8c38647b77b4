#include "jobs/reading_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum page_stage { STAGE_QUEUED, STAGE_STARTED, STAGE_SHOWN, STAGE_FINISHED };
enum {
  COMPARE_BACK = 64, /* pages */
  LOOKS_KEPT = 256,  /* pages: COMPARE_BACK, and room for pages that are done again */
};

struct reading_page {
  enum page_stage stage;
  bool shown;                           /* its look is known, and it need not be waited for */
  struct page_fingerprint *fingerprint; /* NULL: none (yet), or not kept any longer */
  size_t repeats;                       /* index of an earlier page, or NO_PAGE */
  int workers_lost;                     /* that were killed while they read it */
  size_t told[CANDIDATES_MAX];          /* earlier pages that its worker was told of */
  size_t told_count;
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
  document->submitted = now;
  return document;
}

static void pages_free(struct reading_document *document)
{
  for (size_t i = 0; document->pages && i < document->reading.page_count; i++)
    free(document->pages[i].fingerprint);
  free(document->pages);
  document->pages = NULL;
}

void reading_document_free(struct reading_document **document)
{
  struct reading_document *old = *document;
  if (!old)
    return;
  pages_free(old);
  char **paths = (char **)old->request.paths;
  for (size_t i = 0; i < old->request.path_count; i++)
    free(paths[i]);
  free(paths);
  document_reading_clear(&old->reading);
  free(old);
  *document = NULL;
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
  for (size_t i = 0; i < reading->page_count; i++)
    document->pages[i].repeats = NO_PAGE;
  document->stage = DOCUMENT_OPEN;
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

void reading_document_page_started(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_STARTED;
  document->pages[page].told_count = 0;
}

void reading_document_page_shown(struct reading_document *document, size_t page,
                                 struct page_fingerprint *fingerprint)
{
  struct reading_page *shown = &document->pages[page];
  free(shown->fingerprint);
  shown->fingerprint = fingerprint;
  shown->shown = true;
  if (page >= LOOKS_KEPT) {
    free(document->pages[page - LOOKS_KEPT].fingerprint);
    document->pages[page - LOOKS_KEPT].fingerprint = NULL;
  }
  shown->stage = STAGE_SHOWN;
}

static bool page_has_failed(const struct reading_document *document, size_t page)
{
  return document->pages[page].stage == STAGE_FINISHED &&
         document->reading.pages[page].status == PAGE_FAILED;
}

/* Puts a page among the candidates if it resembles more than the least of them; the earlier of two
 * that resemble equally stays. `scores` go with them, most alike first. */
static void candidate_offer(struct candidate_list *candidates, float *scores, size_t page,
                            struct page_fingerprint *fingerprint, float score)
{
  size_t place = candidates->count;
  while (place > 0 && scores[place - 1] < score)
    place--;
  if (place == CANDIDATES_MAX)
    return;
  if (candidates->count < CANDIDATES_MAX)
    candidates->count++;
  for (size_t i = candidates->count - 1; i > place; i--) {
    candidates->pages[i] = candidates->pages[i - 1];
    candidates->fingerprints[i] = candidates->fingerprints[i - 1];
    scores[i] = scores[i - 1];
  }
  candidates->pages[place] = page;
  candidates->fingerprints[place] = fingerprint;
  scores[place] = score;
}

/* The first page of the same look is the original, not the most alike. */
static void candidates_order(struct candidate_list *candidates)
{
  for (size_t i = 1; i < candidates->count; i++)
    for (size_t k = i; k > 0 && candidates->pages[k] < candidates->pages[k - 1]; k--) {
      size_t page = candidates->pages[k];
      struct page_fingerprint *fingerprint = candidates->fingerprints[k];
      candidates->pages[k] = candidates->pages[k - 1];
      candidates->fingerprints[k] = candidates->fingerprints[k - 1];
      candidates->pages[k - 1] = page;
      candidates->fingerprints[k - 1] = fingerprint;
    }
}

bool reading_document_candidates(const struct reading_document *document, size_t page,
                                 struct candidate_list *ret_candidates)
{
  for (size_t i = 0; i < page; i++)
    if (!document->pages[i].shown && document->pages[i].stage != STAGE_FINISHED)
      return false;
  struct candidate_list candidates = {0};
  float scores[CANDIDATES_MAX];
  for (size_t i = page > COMPARE_BACK ? page - COMPARE_BACK : 0; i < page; i++) {
    struct page_fingerprint *earlier = document->pages[i].fingerprint;
    float score = earlier && !page_has_failed(document, i)
                      ? page_fingerprint_resemblance(earlier, document->pages[page].fingerprint)
                      : 0;
    if (score > 0)
      candidate_offer(&candidates, scores, i, earlier, score);
  }
  candidates_order(&candidates);
  *ret_candidates = candidates;
  return true;
}

bool reading_document_page_told(struct reading_document *document, size_t page,
                                struct candidate_list *ret_candidates)
{
  if (!reading_document_candidates(document, page, ret_candidates))
    return false;
  struct reading_page *told = &document->pages[page];
  memcpy(told->told, ret_candidates->pages, sizeof told->told);
  told->told_count = ret_candidates->count;
  return true;
}

bool reading_document_page_may_repeat(const struct reading_document *document, size_t page,
                                      size_t earlier)
{
  const struct reading_page *told = &document->pages[page];
  for (size_t i = 0; i < told->told_count; i++)
    if (told->told[i] == earlier)
      return true;
  return false;
}

static void page_requeue(struct reading_document *document, size_t page)
{
  read_page_clear(&document->reading.pages[page]);
  document->pages[page].stage = STAGE_QUEUED;
  document->pages[page].repeats = NO_PAGE;
  document->finished--;
}

void reading_document_page_finished(struct reading_document *document, size_t page, size_t repeats,
                                    struct read_page *page_read)
{
  struct reading_page *state = &document->pages[page];
  state->repeats = repeats;
  document->reading.pages[page] = *page_read;
  *page_read = (struct read_page){0};
  document->reading.pages[page].number = (int)page + 1;
  state->stage = STAGE_FINISHED;
  document->finished++;
  if (state->repeats != NO_PAGE && page_has_failed(document, state->repeats))
    page_requeue(document, page);
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
  document->pages[page].repeats = NO_PAGE;
  document->finished++;
  for (size_t i = page + 1; i < document->reading.page_count; i++)
    if (document->pages[i].repeats == page && document->pages[i].stage == STAGE_FINISHED)
      page_requeue(document, i);
}

int reading_document_page_again(struct reading_document *document, size_t page)
{
  document->pages[page].stage = STAGE_QUEUED;
  document->pages[page].repeats = NO_PAGE;
  return ++document->pages[page].workers_lost;
}

int reading_document_probe_again(struct reading_document *document)
{
  document->stage = DOCUMENT_QUEUED;
  return ++document->probes_lost;
}

/* A page that repeats a repeated page repeats that one's original; one that repeats a blank page is
 * blank. */
static void repeats_settle(struct reading_document *document)
{
  for (size_t i = 0; i < document->reading.page_count; i++) {
    struct reading_page *state = &document->pages[i];
    if (state->repeats == NO_PAGE)
      continue;
    if (document->pages[state->repeats].repeats != NO_PAGE)
      state->repeats = document->pages[state->repeats].repeats;
    struct read_page *page = &document->reading.pages[i];
    const struct read_page *original = &document->reading.pages[state->repeats];
    page->status = original->status == PAGE_BLANK ? PAGE_BLANK : PAGE_DUPLICATE;
    page->duplicate_of = page->status == PAGE_DUPLICATE ? original->number : 0;
  }
}

bool reading_document_try_finish(struct reading_document *document, int64_t now)
{
  if (document->stage != DOCUMENT_OPEN || document->finished < document->reading.page_count)
    return false;
  repeats_settle(document);
  pages_free(document);
  document->reading.seconds = (double)(now - document->submitted) / 1000.0;
  document->stage = DOCUMENT_FINISHED;
  return true;
}
