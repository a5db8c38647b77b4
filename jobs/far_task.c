#include "jobs/far_task.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { PAGES_MAX = 1000000 };

void far_task_clear(struct far_task *task)
{
  free(task->files);
  free(task->known);
  *task = (struct far_task){0};
}

uint64_t far_task_bytes(const struct far_task *task)
{
  uint64_t sum = 0;
  for (size_t i = 0; i < task->file_count; i++)
    sum += task->files[i].bytes;
  return sum;
}

/* ---- making one ---- */

/* As digest_files does it. */
static void content_digest(const struct far_task *task, char ret_sha256[DIGEST_HEX_BYTES])
{
  struct strbuf digests cleanup_with(strbuf_clear) = {0};
  if (task->file_count == 1) {
    memcpy(ret_sha256, task->files[0].sha256, DIGEST_HEX_BYTES);
    return;
  }
  for (size_t i = 0; i < task->file_count; i++)
    strbuf_append(&digests, task->files[i].sha256);
  digest_bytes(strbuf_text(&digests), digests.length, ret_sha256);
}

static enum status files_digest(const struct document_request *request, struct far_task *task,
                                struct error *error)
{
  task->file_count = request->path_count;
  task->files = memory_alloc(task->file_count * sizeof *task->files);
  for (size_t i = 0; i < task->file_count; i++) {
    struct far_file *file = &task->files[i];
    if (digest_file(request->paths[i], file->sha256, &file->bytes, error))
      return error->status;
  }
  char sha256[DIGEST_HEX_BYTES];
  content_digest(task, sha256);
  if (request->sha256 && strcmp(sha256, request->sha256) != 0)
    return error_set(error, STATUS_IO, "%s: has changed since it was entered", request->paths[0]);
  return STATUS_OK;
}

static void known_pages_note(const struct document_request *request, struct far_task *task)
{
  if (!request->known_count)
    return;
  task->page_count = request->known_count;
  task->known = memory_alloc(task->page_count * sizeof *task->known);
  for (size_t i = 0; i < task->page_count; i++)
    task->known[i] = request->known[i].status != PAGE_FAILED;
}

/* Of everything that the answer depends on. */
static void key_make(struct far_task *task, const char *reader)
{
  char digest[DIGEST_HEX_BYTES];
  json_t *json = far_task_to_json(task);
  json_object_del(json, "key");
  json_object_del(json, "in_message");
  autofree char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(json);
  autofree char *all = memory_format("%s %s", reader, text);
  digest_bytes(all, strlen(all), digest);
  memcpy(task->key, digest, QUEUE_KEY_DIGITS);
}

enum status far_task_make(const struct document_request *request, const char *owner,
                          const char *reader, struct far_task *ret_task, struct error *error)
{
  struct far_task task = {
      .pictures_of_one = request->pictures_of_one,
      .want_previews = request->want_previews,
      .want_full = request->want_full,
      .limits = request->limits,
      .pdf_text = request->pdf_text,
  };
  memcpy(task.owner, owner, QUEUE_NAME_DIGITS);
  if (files_digest(request, &task, error)) {
    far_task_clear(&task);
    return error->status;
  }
  known_pages_note(request, &task);
  key_make(&task, reader);
  *ret_task = task;
  return STATUS_OK;
}

/* ---- as JSON ---- */

json_t *far_task_to_json(const struct far_task *task)
{
  json_t *files = json_array(), *known = json_array();
  for (size_t i = 0; i < task->file_count; i++)
    json_array_append_new(
        files, json_pack("[s, I]", task->files[i].sha256, (json_int_t)task->files[i].bytes));
  for (size_t i = 0; i < task->page_count; i++)
    if (task->known[i])
      json_array_append_new(known, json_integer((json_int_t)i));
  return json_pack("{s:s, s:s, s:o, s:b, s:b, s:b, s:b, s:I, s:I, s:i, s:i, s:I, s:o}", "key",
                   task->key, "owner", task->owner, "files", files, "in_message", task->in_message,
                   "pictures_of_one", task->pictures_of_one, "want_previews", task->want_previews,
                   "want_full", task->want_full, "max_pixels", (json_int_t)task->limits.max_pixels,
                   "max_file_bytes", (json_int_t)task->limits.max_file_bytes, "max_pages",
                   task->limits.max_pages, "pdf_text", (int)task->pdf_text, "page_count",
                   (json_int_t)task->page_count, "known", known);
}

static enum status form_error(struct error *error, const char *what)
{
  return error_set(error, STATUS_BAD_INPUT, "a document in the queue has a wrong %s", what);
}

static enum status names_read(const char *key, const char *owner, struct far_task *task,
                              struct error *error)
{
  if (!queue_name_is_sound(key, QUEUE_KEY_DIGITS))
    return form_error(error, "key");
  if (!queue_name_is_sound(owner, QUEUE_NAME_DIGITS))
    return form_error(error, "owner");
  memcpy(task->key, key, sizeof task->key);
  memcpy(task->owner, owner, sizeof task->owner);
  return STATUS_OK;
}

static enum status files_read(const json_t *files, struct far_task *task, struct error *error)
{
  size_t count = json_array_size(files);
  if (count < 1 || count > FAR_FILES_MAX || (count > 1 && !task->pictures_of_one))
    return form_error(error, "number of files");
  task->files = memory_alloc(count * sizeof *task->files);
  task->file_count = count;
  for (size_t i = 0; i < count; i++) {
    const char *sha256;
    json_int_t bytes;
    if (json_unpack(json_array_get(files, i), "[s, I!]", &sha256, &bytes) != 0 ||
        !queue_digest_is_sound(sha256) || bytes < 0 ||
        (uint64_t)bytes > task->limits.max_file_bytes)
      return form_error(error, "file");
    memcpy(task->files[i].sha256, sha256, DIGEST_HEX_BYTES);
    task->files[i].bytes = (uint64_t)bytes;
  }
  return STATUS_OK;
}

static enum status known_read(const json_t *known, json_int_t page_count, struct far_task *task,
                              struct error *error)
{
  if (page_count < 0 || page_count > PAGES_MAX || json_array_size(known) > (size_t)page_count)
    return form_error(error, "number of pages");
  task->page_count = (size_t)page_count;
  task->known = page_count ? memory_alloc(task->page_count * sizeof *task->known) : NULL;
  for (size_t i = 0; i < json_array_size(known); i++) {
    const json_t *item = json_array_get(known, i);
    json_int_t page = json_is_integer(item) ? json_integer_value(item) : -1;
    if (page < 0 || page >= page_count)
      return form_error(error, "page");
    task->known[page] = true;
  }
  return STATUS_OK;
}

static enum status task_read(const struct envelope *envelope, struct far_task *task,
                             struct error *error)
{
  const char *key, *owner;
  json_t *files, *known;
  json_int_t max_pixels, max_file_bytes, page_count;
  int in_message, pictures, previews, full, pdf_text;
  if (json_unpack(envelope->body,
                  "{s:s, s:s, s:o, s:b, s:b, s:b, s:b, s:I, s:I, s:i, s:i, s:I, s:o!}", "key", &key,
                  "owner", &owner, "files", &files, "in_message", &in_message, "pictures_of_one",
                  &pictures, "want_previews", &previews, "want_full", &full, "max_pixels",
                  &max_pixels, "max_file_bytes", &max_file_bytes, "max_pages",
                  &task->limits.max_pages, "pdf_text", &pdf_text, "page_count", &page_count,
                  "known", &known) != 0)
    return form_error(error, "form");
  if (max_pixels < 1 || max_file_bytes < 1 || task->limits.max_pages < 1)
    return form_error(error, "limit");
  if (pdf_text != PDF_TEXT_AUTO && pdf_text != PDF_TEXT_NEVER)
    return form_error(error, "option");
  task->limits.max_pixels = (uint64_t)max_pixels;
  task->limits.max_file_bytes = (uint64_t)max_file_bytes;
  task->pdf_text = (enum pdf_text_mode)pdf_text;
  task->in_message = in_message;
  task->pictures_of_one = pictures;
  task->want_previews = previews;
  task->want_full = full;
  enum status status = names_read(key, owner, task, error);
  if (!status)
    status = files_read(files, task, error);
  if (!status)
    status = known_read(known, page_count, task, error);
  if (!status && envelope->size != (task->in_message ? far_task_bytes(task) : 0))
    status = form_error(error, "size");
  return status;
}

enum status far_task_from_envelope(const struct envelope *envelope, struct far_task *ret_task,
                                   struct error *error)
{
  struct far_task task = {0};
  enum status status = task_read(envelope, &task, error);
  if (status)
    far_task_clear(&task);
  else
    *ret_task = task;
  return status;
}

void far_sentence_replace(struct error *error, const char *from, const char *to)
{
  char *found = strstr(error->message, from);
  if (!found)
    return;
  autofree char *message = memory_format("%.*s%s%s", (int)(found - error->message), error->message,
                                         to, found + strlen(from));
  error_set(error, error->status, "%s", message);
}
