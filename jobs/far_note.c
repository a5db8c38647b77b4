#include "jobs/far_note.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

enum { NOTE_MS = 10000, AGAIN_MS = 500 };

void far_note_begin(struct far_note *note, const char *kind)
{
  uint64_t number = (uint64_t)getpid();
  time_t now = time(NULL);
  struct tm parts;
  *note = (struct far_note){.kind = kind};
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number)
    number ^= (uint64_t)now << 32;
  snprintf(note->name, sizeof note->name, "%016" PRIx64, number);
  if (gmtime_r(&now, &parts))
    strftime(note->since, sizeof note->since, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

void far_note_count(struct far_note *note, bool failed, int64_t pages)
{
  note->done++;
  note->failed += failed;
  note->pages += pages;
  note->slots[0]++;
}

static int64_t last_minute(const struct far_note *note)
{
  int64_t sum = 0;
  for (int i = 0; i < FAR_NOTE_SLOTS; i++)
    sum += note->slots[i];
  return sum;
}

void far_note_leave(struct far_note *note, struct queue_link *link, const char *reader,
                    int64_t processes, size_t in_hand, const char *place)
{
  int64_t now = clock_now();
  if (now < note->next)
    return;
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  json_t *json =
      json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "kind", note->kind,
                "name", note->name, "host", host, "pid", (int)getpid(), "reader", reader, "since",
                note->since, "processes", (json_int_t)processes, "in_hand", (json_int_t)in_hand,
                "done", (json_int_t)note->done, "failed", (json_int_t)note->failed, "pages",
                (json_int_t)note->pages, "last_minute", (json_int_t)last_minute(note));
  if (place)
    json_object_set_new(json, "place", json_string(place));
  autofree char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  if (!text || !queue_link_note(link, note->name, text)) {
    note->next = now + AGAIN_MS;
    return;
  }
  memmove(note->slots + 1, note->slots, (FAR_NOTE_SLOTS - 1) * sizeof *note->slots);
  note->slots[0] = 0;
  note->next = now + NOTE_MS;
}
