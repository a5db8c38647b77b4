#include "queue/queue_view.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "queue/nats_door.h"
#include "queue/queue_name.h"

enum {
  NOTES_MAX = 10000, /* more machines than anybody has */
  NOTE_BYTES_MAX = 4096,
};

void queue_view_clear(struct queue_view *view)
{
  for (size_t i = 0; i < view->line_count; i++)
    free(view->lines[i].reader);
  free(view->lines);
  json_decref(view->notes);
  *view = (struct queue_view){0};
}

static enum status look_error(struct error *error, natsStatus done)
{
  return error_set(error, STATUS_IO, "the queue cannot be looked into: %s",
                   natsStatus_GetText(done));
}

/* Messages of a stream; none where there is no stream. */
static enum status stream_look(struct nats_door *door, const char *name, jsStreamInfo **ret_info,
                               struct error *error)
{
  jsErrCode code = 0;
  natsStatus done = js_GetStreamInfo(ret_info, door->stream, name, NULL, &code);
  return done == NATS_OK || done == NATS_NOT_FOUND ? STATUS_OK : look_error(error, done);
}

static int64_t milliseconds_since(int64_t nanoseconds)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  int64_t since = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - nanoseconds / 1000000;
  return since > 1 ? since : 1;
}

static void line_add(struct queue_view *view, const jsConsumerInfo *info)
{
  struct queue_line *line = &view->lines[view->line_count++];
  const char *dash = strchr(info->Name, '-');
  line->reader = memory_copy_string(dash ? dash + 1 : info->Name);
  line->waiting = (int64_t)info->NumPending;
  line->in_work = info->NumAckPending;
  view->waiting += line->waiting;
  view->in_work += line->in_work;
}

static enum status lines_look(struct nats_door *door, struct queue_view *view, struct error *error)
{
  jsConsumerInfoList *list = NULL;
  jsErrCode code = 0;
  natsStatus done = js_Consumers(&list, door->stream, QUEUE_TODO_STREAM, NULL, &code);
  if (done == NATS_NOT_FOUND)
    return STATUS_OK;
  if (done != NATS_OK)
    return look_error(error, done);
  view->lines = memory_alloc(((size_t)list->Count + 1) * sizeof *view->lines);
  for (int i = 0; i < list->Count; i++)
    line_add(view, list->List[i]);
  jsConsumerInfoList_Destroy(list);
  return STATUS_OK;
}

static enum status documents_look(struct nats_door *door, struct queue_view *view,
                                  struct error *error)
{
  jsStreamInfo *info = NULL;
  enum status status = stream_look(door, QUEUE_TODO_STREAM, &info, error);
  if (!status && info && info->State.Msgs) {
    view->bytes = (int64_t)info->State.Bytes;
    view->oldest_ms = milliseconds_since(info->State.FirstTime);
  }
  jsStreamInfo_Destroy(info);
  info = NULL;
  if (!status)
    status = lines_look(door, view, error);
  if (!status)
    status = stream_look(door, QUEUE_DONE_STREAM, &info, error);
  if (!status && info) {
    view->answers = (int64_t)info->State.Msgs;
    view->bytes += (int64_t)info->State.Bytes;
  }
  jsStreamInfo_Destroy(info);
  return status;
}

/* Notes are strangers' texts: what is no small object is left out. */
static void note_add(struct queue_view *view, natsMsg *message)
{
  int length = natsMsg_GetDataLength(message);
  if (length > NOTE_BYTES_MAX)
    return;
  json_t *note = json_loadb(natsMsg_GetData(message), (size_t)length, 0, NULL);
  if (json_is_object(note))
    json_array_append(view->notes, note);
  json_decref(note);
}

static enum status notes_look(struct nats_door *door, struct queue_view *view, struct error *error)
{
  jsStreamInfo *info = NULL;
  view->notes = json_array();
  enum status status = stream_look(door, QUEUE_NOTE_STREAM, &info, error);
  uint64_t first = info ? info->State.FirstSeq : 1, last = info ? info->State.LastSeq : 0;
  jsStreamInfo_Destroy(info);
  if (!status && last > first + NOTES_MAX)
    first = last - NOTES_MAX;
  for (uint64_t at = first; !status && first && at <= last; at++) {
    natsMsg *message = NULL;
    if (js_GetMsg(&message, door->stream, QUEUE_NOTE_STREAM, at, NULL, NULL) == NATS_OK)
      note_add(view, message);
    natsMsg_Destroy(message);
  }
  return status;
}

enum status queue_view_look(const struct queue_place *place, struct queue_view *ret_view,
                            struct error *error)
{
  struct queue_view view = {0};
  struct nats_door door = {0};
  enum status status = queue_place_check(place, error);
  if (!status)
    status = nats_door_open(place, NATS_INBOX_STATUS, &door, error);
  if (!status)
    status = documents_look(&door, &view, error);
  if (!status)
    status = notes_look(&door, &view, error);
  nats_door_close(&door);
  if (status)
    queue_view_clear(&view);
  else
    *ret_view = view;
  return status;
}
