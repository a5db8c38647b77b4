#include "queue/envelope.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"

#define ENVELOPE_MAGIC 0x5a4c5131u /* "ZLQ1" */

enum {
  BODY_BYTES_MAX = 192 << 20, /* a document of a million characters */
  DEFLATE_RATIO_MAX = 1032,   /* RFC 1951: no more comes out of one byte */
  LEVEL = 1,                  /* the others are slower for little */
};

/* Little-endian on the way. */
struct envelope_header {
  uint32_t magic;
  uint32_t packed; /* bytes of the compressed JSON */
  uint32_t body;   /* bytes of the JSON itself */
  uint32_t reserved;
};

void envelope_clear(struct envelope *envelope)
{
  json_decref(envelope->body);
  *envelope = (struct envelope){0};
}

enum status envelope_encode(const struct envelope *envelope, struct strbuf *message,
                            struct error *error)
{
  autofree char *text = json_dumps(envelope->body, JSON_COMPACT);
  size_t length = text ? strlen(text) : 0;
  if (length == 0 || length > BODY_BYTES_MAX)
    return error_set(error, STATUS_TOO_LARGE, "the document holds more text than a message may");
  uLongf packed = compressBound(length);
  autofree unsigned char *bytes = memory_alloc(packed);
  if (compress2(bytes, &packed, (const unsigned char *)text, length, LEVEL) != Z_OK)
    return error_set(error, STATUS_NO_MEMORY, "a message cannot be compressed");
  const struct envelope_header header = {htole32(ENVELOPE_MAGIC), htole32((uint32_t)packed),
                                         htole32((uint32_t)length), 0};
  strbuf_append_bytes(message, (const char *)&header, sizeof header);
  strbuf_append_bytes(message, (const char *)bytes, packed);
  if (envelope->size)
    strbuf_append_bytes(message, (const char *)envelope->bytes, envelope->size);
  return STATUS_OK;
}

static enum status broken(struct error *error, const char *what)
{
  return error_set(error, STATUS_BAD_INPUT, "a message of the queue %s", what);
}

static enum status body_unpack(const unsigned char *packed, size_t packed_size, size_t size,
                               json_t **ret_body, struct error *error)
{
  if (size == 0 || size > BODY_BYTES_MAX || size / DEFLATE_RATIO_MAX > packed_size)
    return broken(error, "says that it is larger than it can be");
  autofree unsigned char *text = malloc(size);
  uLongf length = size;
  if (!text)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a message of the queue");
  if (uncompress(text, &length, packed, packed_size) != Z_OK || length != size)
    return broken(error, "is damaged");
  json_t *body = json_loadb((const char *)text, size, JSON_REJECT_DUPLICATES, NULL);
  if (!json_is_object(body)) {
    json_decref(body);
    return broken(error, "is no JSON object");
  }
  *ret_body = body;
  return STATUS_OK;
}

enum status envelope_decode(const unsigned char *message, size_t size,
                            struct envelope *ret_envelope, struct error *error)
{
  struct envelope_header header;
  if (size < sizeof header)
    return broken(error, "is too short");
  memcpy(&header, message, sizeof header);
  size_t packed = le32toh(header.packed);
  if (le32toh(header.magic) != ENVELOPE_MAGIC || packed > size - sizeof header)
    return broken(error, "is none of this program's");
  json_t *body = NULL;
  enum status status =
      body_unpack(message + sizeof header, packed, le32toh(header.body), &body, error);
  if (!status)
    *ret_envelope = (struct envelope){.body = body,
                                      .bytes = message + sizeof header + packed,
                                      .size = size - sizeof header - packed};
  return status;
}
