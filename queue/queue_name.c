#include "queue/queue_name.h"

#include <string.h>

#include "base/memory.h"

char *queue_todo_subject(const char *reader, const char *owner, const char *key)
{
  return memory_format("zhaolu.todo.%s.%s.%s", reader, owner, key);
}

char *queue_done_subject(const char *owner, const char *key)
{
  return memory_format("zhaolu.done.%s.%s", owner, key);
}

char *queue_note_subject(const char *name)
{
  return memory_format("zhaolu.note.%s", name);
}

char *queue_todo_filter(const char *reader)
{
  return memory_format("zhaolu.todo.%s.>", reader);
}

char *queue_done_filter(const char *owner)
{
  return memory_format("zhaolu.done.%s.>", owner);
}

char *queue_todo_consumer(const char *reader)
{
  return memory_format("read-%s", reader);
}

char *queue_done_consumer(const char *owner)
{
  return memory_format("owner-%s", owner);
}

bool queue_name_is_sound(const char *name, int digits)
{
  return name && strlen(name) == (size_t)digits &&
         strspn(name, "0123456789abcdef") == (size_t)digits;
}

bool queue_digest_is_sound(const char *digest)
{
  return queue_name_is_sound(digest, DIGEST_HEX_BYTES - 1);
}
