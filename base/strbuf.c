#include "base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

static void strbuf_reserve(struct strbuf *buffer, size_t extra)
{
  size_t needed = buffer->length + extra + 1;
  if (needed <= buffer->capacity)
    return;
  size_t capacity = buffer->capacity ? buffer->capacity : 64;
  while (capacity < needed)
    capacity *= 2;
  buffer->data = memory_resize(buffer->data, capacity, 1);
  buffer->capacity = capacity;
}

void strbuf_append_bytes(struct strbuf *buffer, const char *bytes, size_t length)
{
  strbuf_reserve(buffer, length);
  if (length)
    memcpy(buffer->data + buffer->length, bytes, length);
  buffer->length += length;
  buffer->data[buffer->length] = '\0';
}

void strbuf_append(struct strbuf *buffer, const char *text)
{
  strbuf_append_bytes(buffer, text, strlen(text));
}

void strbuf_append_char(struct strbuf *buffer, char byte)
{
  strbuf_append_bytes(buffer, &byte, 1);
}

void strbuf_append_codepoint(struct strbuf *buffer, unsigned codepoint)
{
  char bytes[5];
  strbuf_append_bytes(buffer, bytes, utf8_encode(codepoint, bytes));
}

void strbuf_appendf(struct strbuf *buffer, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length > 0) {
    strbuf_reserve(buffer, (size_t)length);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
    buffer->length += (size_t)length;
  }
  va_end(again);
}

void strbuf_truncate(struct strbuf *buffer, size_t length)
{
  if (length < buffer->length) {
    buffer->length = length;
    buffer->data[length] = '\0';
  }
}

const char *strbuf_text(const struct strbuf *buffer)
{
  return buffer->data ? buffer->data : "";
}

char *strbuf_take(struct strbuf *buffer)
{
  char *text = buffer->data ? buffer->data : memory_copy_string("");
  *buffer = (struct strbuf){0};
  return text;
}

void strbuf_clear(struct strbuf *buffer)
{
  free(buffer->data);
  *buffer = (struct strbuf){0};
}
