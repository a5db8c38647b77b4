#include "jobs/far_readers.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/stream.h"
#include "jobs/far_answer.h"
#include "jobs/far_note.h"
#include "queue/file_store.h"

enum {
  IN_MESSAGE_MAX = 512 << 10, /* files up to this size travel in the message */
  LOOK_AFTER_MS = 60000, /* what has no answer so long is put in again, if it is not there … */
  LOOK_AFTER_MAX_MS = 960000, /* … then after twice as long each time, up to this */
  UNCLAIMED_TIMES_MAX = 3,    /* an answer that nobody here waits for comes so often */
  STALE_SECONDS = 8 * 86400,  /* in the store: more than anything stays in the queue */
  ANSWER_BYTES_MAX = 1 << 30, /* of one that lies in the store */
  KEEPS_A_CLAIM = 3,          /* claims are extended so often in their time */
};

/* A document that was submitted, until it is let go. */
struct far_document {
  struct far_document *next;
  uint64_t id;
  struct document_request request; /* its paths and known pages are owned */
  struct far_task task;
  int64_t look_pause, next_look;      /* ms; clock_now */
  uint64_t token;                     /* of the answer; 0: none yet, or it cannot have one */
  char answer_file[DIGEST_HEX_BYTES]; /* in the store; "": none */
  bool is_read, is_taken;
  struct document_reading reading;
};

struct far_readers {
  struct far_readers_options options;
  struct queue_link *link;
  struct far_document *documents; /* in order of submission */
  size_t document_count;
  uint64_t last_id;
  int64_t next_keep;
  struct far_note note;
  char trouble[sizeof((struct error *)0)->message]; /* as it was told last */
};

static void far_log(const struct far_readers *far, enum log_level level, const char *message)
{
  event_log_write(far->options.log, &(struct log_entry){.level = level, .event = "queue"}, "%s",
                  message);
}

/* ---- one document ---- */

static struct far_document *far_document_new(uint64_t id, const struct document_request *request)
{
  struct far_document *document = memory_alloc(sizeof *document);
  char **paths = memory_alloc(request->path_count * sizeof *paths);
  for (size_t i = 0; i < request->path_count; i++)
    paths[i] = memory_copy_string(request->paths[i]);
  document->id = id;
  document->request = *request;
  document->request.paths = (const char *const *)paths;
  document->look_pause = LOOK_AFTER_MS;
  return document;
}

static void far_document_free(struct far_document *document)
{
  char **paths = (char **)document->request.paths;
  for (size_t i = 0; i < document->request.path_count; i++)
    free(paths[i]);
  free(paths);
  read_pages_free(&document->request.known, &document->request.known_count);
  far_task_clear(&document->task);
  document_reading_clear(&document->reading);
  free(document);
}

static void document_fail(struct far_document *document, const struct error *why)
{
  document_reading_clear(&document->reading);
  document->reading.status = why->status;
  document->reading.error = *why;
  document->is_read = true;
}

static struct far_document *document_of_id(const struct far_readers *far, uint64_t id)
{
  struct far_document *document = far->documents;
  while (document && document->id != id)
    document = document->next;
  return document;
}

/* Submitted, and without an answer. */
static struct far_document *document_of_key(const struct far_readers *far, const char *key)
{
  struct far_document *document = far->documents;
  while (document && (document->is_read || strcmp(document->task.key, key) != 0))
    document = document->next;
  return document;
}

/* What the store holds of it, the answer's file too. */
static void files_remove(const struct far_readers *far, const struct far_document *document)
{
  const struct far_task *task = &document->task;
  const char *store = far->options.store;
  for (size_t i = 0; store && !task->in_message && i < task->file_count; i++)
    file_store_remove(store, task->owner, task->files[i].sha256);
  if (store && document->answer_file[0])
    file_store_remove(store, task->owner, document->answer_file);
}

/* ---- putting in ---- */

static enum status bytes_gather(const struct far_document *document, struct strbuf *bytes,
                                struct error *error)
{
  const struct far_task *task = &document->task;
  for (size_t i = 0; i < task->file_count; i++) {
    autofree char *text = NULL;
    size_t length = 0;
    const char *path = document->request.paths[i];
    if (stream_read_all(path, IN_MESSAGE_MAX, &text, &length, error))
      return error->status;
    if (length != task->files[i].bytes)
      return error_set(error, STATUS_IO, "%s: has changed while it was read", path);
    strbuf_append_bytes(bytes, text, length);
  }
  return STATUS_OK;
}

static enum status store_fill(const struct far_readers *far, const struct far_document *document,
                              struct error *error)
{
  const struct far_task *task = &document->task;
  const char *store = far->options.store;
  if (!store)
    return error_set(error, STATUS_TOO_LARGE,
                     "%s: is over %d KB, and so cannot travel in a message; name a folder that all "
                     "machines mount with --store",
                     document->request.paths[0], IN_MESSAGE_MAX >> 10);
  for (size_t i = 0; i < task->file_count; i++)
    if (file_store_put_file(store, task->owner, document->request.paths[i], task->files[i].sha256,
                            error))
      return error->status;
  return STATUS_OK;
}

static enum status parcel_fill(const struct far_readers *far, struct far_document *document,
                               struct queue_parcel *parcel, struct error *error)
{
  struct strbuf bytes cleanup_with(strbuf_clear) = {0}, message cleanup_with(strbuf_clear) = {0};
  struct far_task *task = &document->task;
  size_t server_max = queue_link_message_max(far->link) / 4 * 3; /* the rest is for the list */
  size_t max = server_max < IN_MESSAGE_MAX ? server_max : IN_MESSAGE_MAX;
  task->in_message = far_task_bytes(task) <= max;
  enum status status =
      task->in_message ? bytes_gather(document, &bytes, error) : store_fill(far, document, error);
  if (status)
    return status;
  struct envelope envelope = {.body = far_task_to_json(task),
                              .bytes = (const unsigned char *)strbuf_text(&bytes),
                              .size = bytes.length};
  status = envelope_encode(&envelope, &message, error);
  envelope_clear(&envelope);
  if (status)
    return status;
  parcel->size = message.length;
  parcel->bytes = (unsigned char *)strbuf_take(&message);
  parcel->subject = queue_todo_subject(far->options.reader, task->owner, task->key);
  parcel->answer = queue_done_subject(task->owner, task->key);
  parcel->id = memory_copy_string(task->key);
  return STATUS_OK;
}

static void document_put_in(struct far_readers *far, struct far_document *document)
{
  struct queue_parcel parcel = {0};
  struct error error = {0};
  if (parcel_fill(far, document, &parcel, &error))
    document_fail(document, &error);
  else
    queue_link_send(far->link, &parcel);
  document->next_look = clock_now() + document->look_pause;
  if (document->look_pause < LOOK_AFTER_MAX_MS)
    document->look_pause *= 2;
}

static uint64_t far_submit(void *self, const struct document_request *request)
{
  struct far_readers *far = self;
  struct far_document **end = &far->documents;
  while (*end)
    end = &(*end)->next;
  struct far_document *document = *end = far_document_new(++far->last_id, request);
  far->document_count++;
  struct error error = {0};
  if (far_task_make(&document->request, far->options.owner, far->options.reader, &document->task,
                    &error))
    document_fail(document, &error);
  else
    document_put_in(far, document);
  document->request.sha256 = NULL;
  return document->id;
}

/* ---- answers ---- */

/* "zhaolu.done.OWNER.KEY" → KEY; NULL where it is none. */
static const char *key_of_subject(const char *subject)
{
  const char *dot = strrchr(subject, '.');
  return dot && queue_name_is_sound(dot + 1, QUEUE_KEY_DIGITS) ? dot + 1 : NULL;
}

/* An answer that lies in the store takes the place of the message that names it. */
static enum status stored_answer_open(const struct far_readers *far, struct far_document *document,
                                      struct envelope *envelope, unsigned char **ret_bytes,
                                      struct error *error)
{
  const char *sha256;
  size_t size = 0;
  if (json_unpack(envelope->body, "{s:s!}", "stored", &sha256) != 0)
    return STATUS_OK;
  if (!queue_digest_is_sound(sha256) || !far->options.store)
    return error_set(error, STATUS_BAD_INPUT, "an answer of the queue has a wrong place");
  memcpy(document->answer_file, sha256, sizeof document->answer_file);
  enum status status = file_store_read(far->options.store, far->options.owner, sha256,
                                       ANSWER_BYTES_MAX, ret_bytes, &size, error);
  envelope_clear(envelope);
  return status ? status : envelope_decode(*ret_bytes, size, envelope, error);
}

static enum status answer_open(const struct far_readers *far, struct far_document *document,
                               const struct queue_delivery *delivery, struct error *error)
{
  struct envelope envelope cleanup_with(envelope_clear) = {0};
  autofree unsigned char *stored = NULL;
  enum status status = envelope_decode(delivery->bytes, delivery->size, &envelope, error);
  if (!status)
    status = stored_answer_open(far, document, &envelope, &stored, error);
  if (!status)
    status = far_answer_decode(&envelope, &document->task, &document->request, &document->reading,
                               error);
  return status;
}

/* An answer that makes no sense counts as a worker that broke. */
static void answer_take(struct far_readers *far, struct far_document *document,
                        const struct queue_delivery *delivery)
{
  struct error error = {0}, why = {0};
  enum status status = answer_open(far, document, delivery, &error);
  document->token = delivery->token;
  far_note_count(&far->note, status || document->reading.status,
                 (int64_t)document->reading.page_count);
  if (!status) {
    document->is_read = true;
    return;
  }
  far_log(far, LOG_LEVEL_WARNING, error.message);
  error_set(&why, status == STATUS_IO ? STATUS_IO : STATUS_CRASHED, "%s: %s",
            document->request.paths[0],
            status == STATUS_IO ? error.message : "a worker of the queue answered nonsense");
  document_fail(document, &why);
}

/* One that nobody waits for is an earlier run's, whose document may be submitted yet, or a second
 * one of a document that was read twice. */
static void delivery_take(struct far_readers *far, const struct queue_delivery *delivery)
{
  const char *key = key_of_subject(delivery->subject);
  struct far_document *document = key ? document_of_key(far, key) : NULL;
  if (document)
    answer_take(far, document, delivery);
  else
    queue_link_settle(far->link, delivery->token,
                      delivery->times < UNCLAIMED_TIMES_MAX ? QUEUE_LEFT : QUEUE_DONE);
}

/* ---- the loop's share ---- */

static void trouble_tell(struct far_readers *far)
{
  struct error trouble;
  queue_link_trouble(far->link, &trouble);
  if (strcmp(trouble.message, far->trouble) == 0)
    return;
  memcpy(far->trouble, trouble.message, sizeof far->trouble);
  far_log(far, trouble.status ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
          trouble.status ? trouble.message : "the queue is there again; it goes on");
}

static void documents_look_after(struct far_readers *far, int64_t now)
{
  if (queue_link_unsent(far->link))
    return; /* the server is away, or busy */
  for (struct far_document *document = far->documents; document; document = document->next)
    if (!document->is_read && now >= document->next_look)
      document_put_in(far, document);
}

static void far_step(void *self)
{
  struct far_readers *far = self;
  struct queue_delivery delivery;
  int64_t now = clock_now();
  while (queue_link_take(far->link, &delivery))
    delivery_take(far, &delivery);
  if (now >= far->next_keep) {
    queue_link_keep(far->link);
    far->next_keep = now + far->options.claim_seconds * 1000 / KEEPS_A_CLAIM;
  }
  documents_look_after(far, now);
  trouble_tell(far);
  far_note_leave(&far->note, far->link, far->options.reader, 0, far->document_count,
                 far->options.out);
}

static bool far_take(void *self, struct document_reading *ret_reading)
{
  struct far_readers *far = self;
  for (struct far_document *document = far->documents; document; document = document->next) {
    if (!document->is_read || document->is_taken)
      continue;
    document->is_taken = true;
    document->reading.id = document->id;
    *ret_reading = document->reading;
    document->reading = (struct document_reading){0};
    return true;
  }
  return false;
}

static void document_remove(struct far_readers *far, struct far_document *document)
{
  struct far_document **place = &far->documents;
  while (*place != document)
    place = &(*place)->next;
  *place = document->next;
  far->document_count--;
  far_document_free(document);
}

static void far_let_go(void *self, uint64_t id)
{
  struct far_readers *far = self;
  struct far_document *document = document_of_id(far, id);
  if (!document)
    return;
  files_remove(far, document);
  if (document->token)
    queue_link_settle(far->link, document->token, QUEUE_DONE);
  document_remove(far, document);
}

/* It stays in the queue: the answer is there when the document is wanted again. */
static void far_cancel(void *self, uint64_t id)
{
  struct far_readers *far = self;
  struct far_document *document = document_of_id(far, id);
  if (!document)
    return;
  if (document->token)
    queue_link_settle(far->link, document->token, QUEUE_AGAIN);
  document_remove(far, document);
}

static size_t far_places(const void *self)
{
  return ((const struct far_readers *)self)->options.ahead;
}

static size_t far_fds(void *self, struct pollfd *ret_fds, size_t capacity, int *ret_timeout_ms)
{
  const struct far_readers *far = self;
  int64_t next = far->next_keep < far->note.next ? far->next_keep : far->note.next;
  int64_t wait = next - clock_now();
  *ret_timeout_ms = wait < 0 ? 0 : (int)wait;
  if (!capacity)
    return 0;
  ret_fds[0] = (struct pollfd){.fd = queue_link_fd(far->link), .events = POLLIN};
  return 1;
}

static void far_close(void *self)
{
  struct far_readers *far = self;
  queue_link_close(&far->link);
  while (far->documents)
    document_remove(far, far->documents);
  free(far);
}

static const struct readers_trade far_trade = {
    .submit = far_submit,
    .cancel = far_cancel,
    .step = far_step,
    .take = far_take,
    .let_go = far_let_go,
    .places = far_places,
    .fds = far_fds,
    .close = far_close,
    .far = true,
};

enum status far_readers_open(const struct far_readers_options *options, struct readers *ret_readers,
                             struct error *error)
{
  struct far_readers *far = memory_alloc(sizeof *far);
  far->options = *options;
  far_note_begin(&far->note, "owner");
  const struct queue_link_options link = {.place = options->place,
                                          .reader = far->options.reader,
                                          .owner = far->options.owner,
                                          .claim_seconds = options->claim_seconds,
                                          .many = true};
  enum status status = STATUS_OK;
  if (options->store)
    status = folder_prepare(options->store, error);
  if (!status)
    status = queue_link_open(&link, &far->link, error);
  if (status) {
    free(far);
    return status;
  }
  if (options->store)
    file_store_sweep(options->store, options->owner, STALE_SECONDS);
  *ret_readers = (struct readers){&far_trade, far};
  return STATUS_OK;
}
