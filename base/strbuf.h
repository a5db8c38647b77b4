#ifndef ZHAOLU_BASE_STRBUF_H
#define ZHAOLU_BASE_STRBUF_H

/* A string that grows. `data` is always NUL-terminated once something was appended. */

#include <stddef.h>

struct strbuf {
  char *data; /* NULL while empty and never appended to */
  size_t length;
  size_t capacity;
};

void strbuf_append(struct strbuf *buffer, const char *text);
void strbuf_append_bytes(struct strbuf *buffer, const char *bytes, size_t length);
void strbuf_append_char(struct strbuf *buffer, char byte);
void strbuf_append_codepoint(struct strbuf *buffer, unsigned codepoint); /* as UTF-8 */
void strbuf_appendf(struct strbuf *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_truncate(struct strbuf *buffer, size_t length); /* length <= buffer->length */

/* The text, "" when empty; borrowed. */
const char *strbuf_text(const struct strbuf *buffer);
/* Hands the string to the caller (never NULL) and empties the buffer. */
char *strbuf_take(struct strbuf *buffer);
void strbuf_clear(struct strbuf *buffer);

#endif
