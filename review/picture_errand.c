#include "review/picture_errand.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void errand_files_clear(struct errand_files *files)
{
  for (size_t i = 0; i < files->count; i++)
    free(files->paths[i]);
  free(files->paths);
  *files = (struct errand_files){0};
}

struct message errand_message(const struct picture_errand *errand, const struct errand_files *files,
                              const struct source_limits *limits)
{
  struct message message = message_make(
      errand->kind, "{s:s, s:i, s:i, s:[iiii], s:b, s:I, s:I, s:i}", "sha256", errand->sha256,
      "page", errand->page, "rotation", errand->rotation, "box", errand->box.x, errand->box.y,
      errand->box.w, errand->box.h, "pictures_of_one", files->pictures_of_one, "max_pixels",
      (json_int_t)limits->max_pixels, "max_file_bytes", (json_int_t)limits->max_file_bytes,
      "max_pages", limits->max_pages);
  size_t size = 0;
  for (size_t i = 0; i < files->count; i++)
    size += strlen(files->paths[i]) + 1;
  message.bytes = memory_alloc(size ? size : 1);
  for (size_t i = 0; i < files->count; i++) {
    size_t length = strlen(files->paths[i]) + 1;
    memcpy(message.bytes + message.size, files->paths[i], length);
    message.size += length;
  }
  return message;
}

bool errand_read(const struct message *message, struct picture_errand *ret_errand,
                 struct errand_files *ret_files, struct source_limits *ret_limits)
{
  struct picture_errand errand = {.kind = (enum errand_kind)message->kind};
  struct source_limits limits = {0};
  struct errand_files files = {0};
  const char *sha256;
  json_int_t pixels, bytes;
  int of_one;
  if (message->kind < ERRAND_SHOW || message->kind > ERRAND_CUT || !message->size ||
      json_unpack(message->body, "{s:s, s:i, s:i, s:[iiii], s:b, s:I, s:I, s:i}", "sha256", &sha256,
                  "page", &errand.page, "rotation", &errand.rotation, "box", &errand.box.x,
                  &errand.box.y, &errand.box.w, &errand.box.h, "pictures_of_one", &of_one,
                  "max_pixels", &pixels, "max_file_bytes", &bytes, "max_pages",
                  &limits.max_pages) != 0 ||
      strlen(sha256) >= sizeof errand.sha256)
    return false;
  strcpy(errand.sha256, sha256);
  limits.max_pixels = (uint64_t)pixels;
  limits.max_file_bytes = (uint64_t)bytes;
  size_t capacity = 0;
  for (size_t at = 0; at < message->size; at += strlen((char *)message->bytes + at) + 1) {
    array_reserve(files.paths, files.count, capacity);
    files.paths[files.count++] = (char *)message->bytes + at;
  }
  files.pictures_of_one = of_one;
  *ret_errand = errand;
  *ret_files = files;
  *ret_limits = limits;
  return true;
}
