#include "jobs/far_answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "jobs/page_job.h"

enum { DOCUMENT_GLYPHS_MAX = 1000000 };

/* ---- sending ---- */

/* Which machine's folders the files lay in is nobody's business. */
static void sentence_send(const struct far_task *task, char *const *paths, struct error *sentence)
{
  for (size_t i = 0; i < task->file_count; i++)
    far_sentence_replace(sentence, paths[i], task->files[i].sha256);
}

static json_t *failed_page_json(const struct far_task *task, char *const *paths,
                                const struct read_page *page, enum status why)
{
  struct error sentence = {0};
  error_set(&sentence, why, "%s", page->error ? page->error : "");
  sentence_send(task, paths, &sentence);
  return json_pack("{s:i, s:s}", "failed", (int)why, "error", sentence.message);
}

/* The page's JSON; its pictures go behind the others. */
static json_t *read_page_json(struct read_page *page, struct strbuf *pictures)
{
  struct message message = page_message(page);
  json_t *json = json_incref(message.body);
  if (message.size)
    strbuf_append_bytes(pictures, (const char *)message.bytes, message.size);
  message_clear(&message);
  return json;
}

static json_t *pages_json(const struct far_task *task, char *const *paths,
                          struct document_reading *reading, struct strbuf *pictures)
{
  json_t *pages = json_array();
  for (size_t i = 0; i < reading->page_count; i++) {
    struct read_page *page = &reading->pages[i];
    if (i < task->page_count && task->known[i])
      json_array_append_new(pages, json_null());
    else if (page->status == PAGE_FAILED)
      json_array_append_new(pages, failed_page_json(task, paths, page, reading->page_errors[i]));
    else
      json_array_append_new(pages, read_page_json(page, pictures));
  }
  return pages;
}

enum status far_answer_encode(const struct far_task *task, char *const *paths,
                              struct document_reading *reading, struct strbuf *message,
                              struct error *error)
{
  struct strbuf pictures cleanup_with(strbuf_clear) = {0};
  json_t *pages = pages_json(task, paths, reading, &pictures);
  sentence_send(task, paths, &reading->error);
  struct envelope envelope = {
      .body =
          json_pack("{s:i, s:s, s:i, s:b, s:f, s:o}", "status", (int)reading->status, "error",
                    reading->status ? reading->error.message : "", "format", (int)reading->format,
                    "final", reading->is_final, "seconds", reading->seconds, "pages", pages),
      .bytes = (const unsigned char *)strbuf_text(&pictures),
      .size = pictures.length,
  };
  enum status status = envelope.body
                           ? envelope_encode(&envelope, message, error)
                           : error_set(error, STATUS_INTERNAL, "an answer cannot be made");
  envelope_clear(&envelope);
  return status;
}

/* ---- receiving ---- */

struct answer_reader {
  const struct envelope *envelope;
  const struct far_task *task;
  struct document_request *request;
  struct document_reading *reading;
  size_t at;     /* in the envelope's bytes */
  size_t glyphs; /* of all pages */
};

static enum status form_error(struct error *error, const char *what)
{
  return error_set(error, STATUS_BAD_INPUT, "an answer of the queue has a wrong %s", what);
}

/* What would stop or pause the whole run is not believed of another machine. */
static bool failure_is_possible(int status)
{
  return status > STATUS_OK && status <= STATUS_INTERNAL && status != STATUS_NO_SPACE &&
         status != STATUS_BUSY && status != STATUS_USAGE && status != STATUS_INSTALL;
}

/* The request's paths again, where digests stand for them. */
static void sentence_receive(const struct answer_reader *reader, struct error *sentence)
{
  for (size_t i = 0; i < reader->task->file_count; i++)
    far_sentence_replace(sentence, reader->task->files[i].sha256, reader->request->paths[i]);
}

static enum status failed_page_read(struct answer_reader *reader, const json_t *json, size_t index,
                                    struct error *error)
{
  int why;
  const char *sentence;
  struct read_page *page = &reader->reading->pages[index];
  if (json_unpack((json_t *)json, "{s:i, s:s!}", "failed", &why, "error", &sentence) != 0 ||
      !failure_is_possible(why) || strlen(sentence) > READ_PAGE_SENTENCE_BYTES_MAX)
    return form_error(error, "failure");
  struct error received = {0};
  error_set(&received, (enum status)why, "%s", sentence);
  sentence_receive(reader, &received);
  page->status = PAGE_FAILED;
  page->error = memory_copy_string(received.message);
  reader->reading->page_errors[index] = received.status;
  return STATUS_OK;
}

static size_t pictures_size(const struct read_page *page)
{
  return page->scan_preview.size + page->clean_preview.size + page->full.size;
}

static enum status good_page_read(struct answer_reader *reader, json_t *json, size_t index,
                                  struct error *error)
{
  const struct envelope *envelope = reader->envelope;
  struct read_page *page = &reader->reading->pages[index];
  const struct message message = {.kind = MESSAGE_READ,
                                  .body = json,
                                  .bytes = (unsigned char *)envelope->bytes + reader->at,
                                  .size = envelope->size - reader->at};
  if (page_message_read(&message, page, error))
    return error->status;
  reader->at += pictures_size(page);
  reader->glyphs += read_page_glyph_count(page);
  if (page->status != PAGE_OK && page->status != PAGE_BLANK)
    return form_error(error, "status of a page");
  if (reader->glyphs > DOCUMENT_GLYPHS_MAX)
    return form_error(error, "number of characters");
  return STATUS_OK;
}

static bool is_known(const struct document_request *request, size_t index)
{
  return request->known && index < request->known_count &&
         request->known[index].status != PAGE_FAILED;
}

static enum status page_read_from(struct answer_reader *reader, json_t *json, size_t index,
                                  struct error *error)
{
  struct read_page *page = &reader->reading->pages[index];
  enum status status = STATUS_OK;
  if (json_is_null(json) != is_known(reader->request, index))
    return form_error(error, "list of pages");
  if (json_is_null(json)) {
    *page = reader->request->known[index];
    reader->request->known[index] = (struct read_page){.status = PAGE_FAILED};
  } else if (json_object_get(json, "failed")) {
    status = failed_page_read(reader, json, index, error);
  } else {
    status = good_page_read(reader, json, index, error);
  }
  page->number = (int)index + 1;
  return status;
}

static enum status pages_read(struct answer_reader *reader, const json_t *pages,
                              struct error *error)
{
  const struct document_request *request = reader->request;
  struct document_reading *reading = reader->reading;
  size_t count = json_array_size(pages);
  if (count > (size_t)request->limits.max_pages || (count == 0) != (reading->status != STATUS_OK) ||
      (request->known_count && count && count != request->known_count))
    return form_error(error, "number of pages");
  reading->pages = count ? memory_alloc(count * sizeof *reading->pages) : NULL;
  reading->page_errors = count ? memory_alloc(count * sizeof *reading->page_errors) : NULL;
  reading->page_count = count;
  enum status status = STATUS_OK;
  for (size_t i = 0; !status && i < count; i++)
    status = page_read_from(reader, json_array_get(pages, i), i, error);
  return status;
}

/* Everything but the pages. */
static enum status head_read(struct answer_reader *reader, json_t **ret_pages, struct error *error)
{
  struct document_reading *reading = reader->reading;
  int status, format, final;
  const char *sentence;
  if (json_unpack(reader->envelope->body, "{s:i, s:s, s:i, s:b, s:F, s:o!}", "status", &status,
                  "error", &sentence, "format", &format, "final", &final, "seconds",
                  &reading->seconds, "pages", ret_pages) != 0 ||
      !json_is_array(*ret_pages))
    return form_error(error, "form");
  if (status != STATUS_OK && !failure_is_possible(status))
    return form_error(error, "status");
  if (status == STATUS_OK && (format < SOURCE_PNG || format > SOURCE_PICTURES))
    return form_error(error, "format");
  if (!(reading->seconds >= 0 && reading->seconds < 1e9))
    return form_error(error, "time");
  reading->status = (enum status)status;
  reading->format = (enum source_format)format;
  reading->is_final = final;
  if (status)
    error_set(&reading->error, reading->status, "%s", sentence);
  sentence_receive(reader, &reading->error);
  return STATUS_OK;
}

enum status far_answer_decode(const struct envelope *envelope, const struct far_task *task,
                              struct document_request *request,
                              struct document_reading *ret_reading, struct error *error)
{
  struct document_reading reading = {0};
  struct answer_reader reader = {
      .envelope = envelope, .task = task, .request = request, .reading = &reading};
  json_t *pages = NULL;
  enum status status = head_read(&reader, &pages, error);
  if (!status)
    status = pages_read(&reader, pages, error);
  if (status)
    document_reading_clear(&reading);
  else
    *ret_reading = reading;
  return status;
}
