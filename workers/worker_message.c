#include "workers/worker_message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"

#define MESSAGE_MAGIC 0x5a4c3031u /* "ZL01" */

enum { CHUNK_BYTES = 1 << 20 };
static const uint64_t body_size_max = UINT64_C(32) << 20;
static const uint64_t bytes_size_max = UINT64_C(512) << 20;

void message_clear(struct message *message)
{
  json_decref(message->body);
  free(message->bytes);
  *message = (struct message){0};
}

void message_reader_clear(struct message_reader *reader)
{
  free(reader->data);
  *reader = (struct message_reader){0};
}

struct message message_make(int kind, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  struct message message = {.kind = kind, .body = json_vpack_ex(NULL, 0, format, arguments)};
  va_end(arguments);
  return message;
}

static bool bytes_send(int socket, const void *bytes, size_t size)
{
  const char *next = bytes;
  while (size > 0) {
    ssize_t sent = send(socket, next, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    next += sent;
    size -= (size_t)sent;
  }
  return true;
}

bool message_send(int socket, const struct message *message)
{
  autofree char *body = message->body ? json_dumps(message->body, JSON_COMPACT) : NULL;
  const char *text = body ? body : "{}";
  struct message_header header = {
      .magic = MESSAGE_MAGIC,
      .kind = (uint32_t)message->kind,
      .body_size = strlen(text),
      .bytes_size = message->size,
  };
  return bytes_send(socket, &header, sizeof header) && bytes_send(socket, text, header.body_size) &&
         bytes_send(socket, message->bytes, message->size);
}

static bool header_is_sound(const struct message_header *header)
{
  return header->magic == MESSAGE_MAGIC && header->kind >= 1 && header->kind <= MESSAGE_KIND_MAX &&
         header->body_size <= body_size_max && header->bytes_size <= bytes_size_max;
}

/* Where the next bytes go and how many are wanted there. Room for the data grows by doubling, so
 * that a header alone cannot make the parent allocate gigabytes. False when memory is out. */
static bool reader_room(struct message_reader *reader, void **ret_place, size_t *ret_size)
{
  if (reader->received < sizeof reader->header) {
    *ret_place = (char *)&reader->header + reader->received;
    *ret_size = sizeof reader->header - reader->received;
    return true;
  }
  size_t have = reader->received - sizeof reader->header;
  size_t total = (size_t)(reader->header.body_size + reader->header.bytes_size);
  if (have == reader->budget && have < total) {
    size_t budget = have ? have * 2 : CHUNK_BYTES;
    if (budget > total)
      budget = total;
    char *data = realloc(reader->data, budget + 1);
    if (!data)
      return false;
    reader->data = data;
    reader->budget = budget;
  }
  *ret_place = reader->data + have;
  *ret_size = reader->budget - have;
  return true;
}

static bool reader_is_whole(const struct message_reader *reader)
{
  return reader->received >= sizeof reader->header &&
         reader->received - sizeof reader->header ==
             reader->header.body_size + reader->header.bytes_size;
}

static enum message_progress reader_take(struct message_reader *reader, struct message *ret_message)
{
  struct message message = {.kind = (int)reader->header.kind};
  size_t body_size = (size_t)reader->header.body_size;
  message.size = (size_t)reader->header.bytes_size;
  message.body = json_loadb(reader->data ? reader->data : "", body_size, 0, NULL);
  if (!json_is_object(message.body)) {
    message_clear(&message);
    return MESSAGE_BROKEN;
  }
  /* The bytes keep the buffer; the body's text in front of them is done with. */
  memmove(reader->data, reader->data + body_size, message.size);
  reader->data[message.size] = '\0';
  message.bytes = (unsigned char *)reader->data;
  reader->data = NULL;
  message_reader_clear(reader);
  *ret_message = message;
  return MESSAGE_COMPLETE;
}

enum message_progress message_receive(struct message_reader *reader, int socket, bool wait,
                                      struct message *ret_message)
{
  while (!reader_is_whole(reader)) {
    void *place;
    size_t size;
    if (!reader_room(reader, &place, &size))
      return MESSAGE_BROKEN;
    ssize_t received = recv(socket, place, size, wait ? 0 : MSG_DONTWAIT);
    if (received < 0 && errno == EINTR)
      continue;
    if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return MESSAGE_MORE;
    if (received <= 0)
      return MESSAGE_CLOSED;
    reader->received += (size_t)received;
    if (reader->received == sizeof reader->header && !header_is_sound(&reader->header))
      return MESSAGE_BROKEN;
  }
  return reader_take(reader, ret_message);
}
