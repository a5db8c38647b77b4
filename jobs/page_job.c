#include "jobs/page_job.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "document/reading_json.h"

enum { PICTURES_OF_A_PAGE = 3, PICTURE_EDGE_MAX = 1 << 20, PREVIEW_BYTES_MAX = 16 << 20 };

/* ---- document ---- */

static void paths_pack(const struct document_request *request, struct message *message)
{
  size_t size = 0;
  for (size_t i = 0; i < request->path_count; i++)
    size += strlen(request->paths[i]) + 1;
  message->bytes = memory_alloc(size);
  for (size_t i = 0; i < request->path_count; i++) {
    size_t length = strlen(request->paths[i]) + 1;
    memcpy(message->bytes + message->size, request->paths[i], length);
    message->size += length;
  }
}

struct message job_message(enum page_message kind, uint64_t id, int page,
                           const struct document_request *request)
{
  struct message message =
      message_make(kind, "{s:I, s:i, s:b, s:I, s:I, s:i, s:b, s:i, s:b, s:b, s:b}", "id",
                   (json_int_t)id, "page", page, "pictures_of_one", request->pictures_of_one,
                   "max_pixels", (json_int_t)request->limits.max_pixels, "max_file_bytes",
                   (json_int_t)request->limits.max_file_bytes, "max_pages",
                   request->limits.max_pages, "no_links", request->limits.no_links, "pdf_text",
                   (int)request->pdf_text, "want_digest", request->want_digest, "want_previews",
                   request->want_previews, "want_full", request->want_full);
  paths_pack(request, &message);
  return message;
}

bool job_read(const struct message *message, struct job_document *ret_job)
{
  struct job_document job = {0};
  json_int_t id, max_pixels, max_file_bytes;
  int pictures, no_links, pdf_text, digest, previews, full;
  if (json_unpack(message->body, "{s:I, s:i, s:b, s:I, s:I, s:i, s:b, s:i, s:b, s:b, s:b}", "id",
                  &id, "page", &job.page, "pictures_of_one", &pictures, "max_pixels", &max_pixels,
                  "max_file_bytes", &max_file_bytes, "max_pages", &job.limits.max_pages, "no_links",
                  &no_links, "pdf_text", &pdf_text, "want_digest", &digest, "want_previews",
                  &previews, "want_full", &full) != 0)
    return false;
  job.id = (uint64_t)id;
  job.pictures_of_one = pictures;
  job.limits.max_pixels = (uint64_t)max_pixels;
  job.limits.max_file_bytes = (uint64_t)max_file_bytes;
  job.limits.no_links = no_links;
  job.pdf_text = (enum pdf_text_mode)pdf_text;
  job.want_digest = digest;
  job.want_previews = previews;
  job.want_full = full;
  size_t capacity = 0;
  for (size_t at = 0; at < message->size; at += strlen((char *)message->bytes + at) + 1) {
    array_reserve(job.paths, job.path_count, capacity);
    job.paths[job.path_count++] = (char *)message->bytes + at;
  }
  *ret_job = job;
  return job.path_count > 0;
}

void job_document_clear(struct job_document *job)
{
  free(job->paths);
  *job = (struct job_document){0};
}

/* ---- page ---- */

static void page_pictures(struct read_page *page, struct picture_blob *ret[PICTURES_OF_A_PAGE])
{
  ret[0] = &page->scan_preview;
  ret[1] = &page->clean_preview;
  ret[2] = &page->full;
}

struct message page_message(struct read_page *page)
{
  struct message message = {.kind = MESSAGE_READ, .body = json_object()};
  struct picture_blob *blobs[PICTURES_OF_A_PAGE];
  page_pictures(page, blobs);
  json_t *pictures = json_array();
  for (int i = 0; i < PICTURES_OF_A_PAGE; i++) {
    json_array_append_new(pictures,
                          json_pack("[i, i, i, I]", (int)blobs[i]->format, blobs[i]->width,
                                    blobs[i]->height, (json_int_t)blobs[i]->size));
    message.size += blobs[i]->size;
  }
  json_object_set_new(message.body, "page", read_page_to_json(page));
  json_object_set_new(message.body, "pictures", pictures);
  message.bytes = message.size ? memory_alloc(message.size) : NULL;
  unsigned char *next = message.bytes;
  for (int i = 0; i < PICTURES_OF_A_PAGE; i++) {
    if (blobs[i]->size)
      next = mempcpy(next, blobs[i]->bytes, blobs[i]->size);
    picture_blob_clear(blobs[i]);
  }
  return message;
}

static bool picture_read(const json_t *json, const struct message *message, size_t *at,
                         struct picture_blob *blob)
{
  int format, width, height;
  json_int_t size;
  if (json_unpack((json_t *)json, "[i, i, i, I]", &format, &width, &height, &size) != 0 ||
      format < PICTURE_NONE || format > PICTURE_G4 || width < 0 || width > PICTURE_EDGE_MAX ||
      height < 0 || height > PICTURE_EDGE_MAX || size < 0 || (uint64_t)size > message->size - *at)
    return false;
  if (size == 0 || format == PICTURE_NONE)
    return size == 0;
  *blob = (struct picture_blob){.format = (enum picture_format)format,
                                .width = width,
                                .height = height,
                                .bytes = malloc((size_t)size),
                                .size = (size_t)size};
  if (!blob->bytes)
    return false;
  memcpy(blob->bytes, message->bytes + *at, blob->size);
  *at += blob->size;
  return true;
}

enum status page_message_read(const struct message *message, struct read_page *page,
                              struct error *error)
{
  enum status status = read_page_from_json(json_object_get(message->body, "page"), page, error);
  if (status != STATUS_OK)
    return status;
  struct picture_blob *blobs[PICTURES_OF_A_PAGE];
  page_pictures(page, blobs);
  const json_t *pictures = json_object_get(message->body, "pictures");
  size_t at = 0;
  for (int i = 0; i < PICTURES_OF_A_PAGE; i++)
    if (!picture_read(json_array_get(pictures, (size_t)i), message, &at, blobs[i]) ||
        (blobs[i] != &page->full && blobs[i]->size > PREVIEW_BYTES_MAX))
      return error_set(error, STATUS_BAD_INPUT, "a worker's page has a wrong picture");
  return STATUS_OK;
}

/* ---- failure ---- */

struct message failure_message(const struct error *error)
{
  struct message message = message_make(MESSAGE_FAILED, "{s:i}", "status", (int)error->status);
  message.size = strlen(error->message);
  message.bytes = (unsigned char *)memory_copy_string(error->message);
  return message;
}

void failure_message_read(const struct message *message, struct error *ret_error)
{
  int status = STATUS_INTERNAL;
  if (json_unpack(message->body, "{s:i}", "status", &status) != 0 || status <= STATUS_OK ||
      status > STATUS_INTERNAL)
    status = STATUS_INTERNAL;
  int length = message->size < sizeof ret_error->message ? (int)message->size
                                                         : (int)sizeof ret_error->message - 1;
  error_set(ret_error, (enum status)status, "%.*s", length,
            message->bytes ? (char *)message->bytes : "");
}
