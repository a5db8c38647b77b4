#include "queue/link.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "queue/nats_door.h"
#include "queue/queue_name.h"

enum {
  PAUSE_MS = 500,         /* between two attempts at anything that failed */
  FETCH_MS = 1000,        /* how long one request for a message stands */
  MESSAGE_MAX = 1 << 20,  /* the server's own default, until it says another */
  MESSAGE_SLACK = 4 << 10 /* headers and subject */
};

struct outgoing {
  struct outgoing *next;
  struct queue_parcel parcel;
};

struct held {
  struct held *next;
  uint64_t token;
  natsMsg *message; /* its bytes; its subscription may be gone */
  char *reply;      /* where acknowledgements go */
  int times;
  bool taken; /* by the caller */
};

struct queue_link {
  struct queue_link_options options; /* texts are the strings below */
  char *strings[12];
  size_t string_count;
  pthread_mutex_t lock; /* for all below */
  pthread_cond_t changed;
  pthread_t sender, fetcher;
  bool sender_runs, fetcher_runs;
  bool stopping, ready;  /* ready: connected, and the streams are there */
  struct nats_door door; /* made anew by the sender, who then holds door_use */
  pthread_mutex_t door_use;
  struct outgoing *outgoing, **outgoing_end;
  size_t unsent;
  struct held *held, **held_end; /* in order of arrival */
  size_t held_count, want;
  uint64_t last_token;
  struct error trouble;
  int wake;
};

/* ---- what both threads and the caller use ---- */

static void caller_wake(const struct queue_link *link)
{
  uint64_t one = 1;
  if (write(link->wake, &one, sizeof one) < 0)
    return; /* it is full of wakings already */
}

static void trouble_set(struct queue_link *link, const struct error *error)
{
  pthread_mutex_lock(&link->lock);
  bool news = strcmp(link->trouble.message, error ? error->message : "") != 0;
  link->trouble = error ? *error : (struct error){0};
  pthread_mutex_unlock(&link->lock);
  if (news)
    caller_wake(link);
}

/* With the lock held: sleeps until something changes, or the time is over. */
static void change_await(struct queue_link *link, int milliseconds)
{
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += milliseconds % 1000 * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait(&link->changed, &link->lock, &until);
}

/* A pause that only the end cuts short. */
static void pause_make(struct queue_link *link)
{
  struct timespec step = {.tv_nsec = 20 * 1000000L};
  for (int i = 0; i < PAUSE_MS / 20; i++) {
    pthread_mutex_lock(&link->lock);
    bool stopping = link->stopping;
    pthread_mutex_unlock(&link->lock);
    if (stopping)
      return;
    nanosleep(&step, NULL);
  }
}

static void parcel_clear(struct queue_parcel *parcel)
{
  free(parcel->subject);
  free(parcel->id);
  free(parcel->answer);
  free(parcel->bytes);
  *parcel = (struct queue_parcel){0};
}

static void held_free(struct held *held)
{
  natsMsg_Destroy(held->message);
  free(held->reply);
  free(held);
}

/* With the lock held. */
static struct held *held_find(const struct queue_link *link, uint64_t token)
{
  struct held *held = link->held;
  while (held && held->token != token)
    held = held->next;
  return held;
}

static struct held *held_remove(struct queue_link *link, uint64_t token)
{
  struct held **place = &link->held;
  while (*place && (*place)->token != token)
    place = &(*place)->next;
  struct held *held = *place;
  if (!held)
    return NULL;
  *place = held->next;
  if (link->held_end == &held->next)
    link->held_end = place;
  link->held_count--;
  pthread_cond_broadcast(&link->changed);
  return held;
}

/* Only put into the connection's buffer: no waiting. */
static void acknowledge(const struct queue_link *link, const struct held *held, const char *word)
{
  if (link->ready)
    (void)natsConnection_PublishString(link->door.connection, held->reply, word);
}

/* ---- the sender: it also opens the door ---- */

static bool is_closed(const struct queue_link *link)
{
  return !link->door.connection || natsConnection_IsClosed(link->door.connection);
}

static void door_replace(struct queue_link *link, const struct nats_door *door)
{
  pthread_mutex_lock(&link->door_use); /* the fetcher is out */
  pthread_mutex_lock(&link->lock);
  struct nats_door old = link->door;
  link->door = *door;
  pthread_mutex_unlock(&link->lock);
  nats_door_close(&old);
  pthread_mutex_unlock(&link->door_use);
}

static bool door_make(struct queue_link *link)
{
  struct error error = {0};
  struct nats_door door = {0};
  enum status status = STATUS_OK;
  if (is_closed(link)) {
    const char *inbox = link->options.owner ? NATS_INBOX_OWNER : NATS_INBOX_WORKER;
    status = nats_door_open(&link->options.place, inbox, &door, &error);
    if (!status)
      door_replace(link, &door);
  }
  if (!status && link->options.owner)
    status = nats_door_furnish(&link->door, &link->options, &error);
  trouble_set(link, status ? &error : NULL);
  pthread_mutex_lock(&link->lock);
  link->ready = !status;
  pthread_cond_broadcast(&link->changed);
  pthread_mutex_unlock(&link->lock);
  return !status;
}

/* The first that waits, which stays the list's; NULL when it is time to look at the connection, or
 * to end. */
static struct outgoing *outgoing_await(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  if (!link->outgoing && !link->stopping)
    change_await(link, PAUSE_MS);
  struct outgoing *first = link->stopping ? NULL : link->outgoing;
  pthread_mutex_unlock(&link->lock);
  return first;
}

/* `stored`: the server has it, and what it settles is done. */
static void outgoing_remove_first(struct queue_link *link, bool stored)
{
  pthread_mutex_lock(&link->lock);
  struct outgoing *first = link->outgoing;
  link->outgoing = first->next;
  if (!link->outgoing)
    link->outgoing_end = &link->outgoing;
  link->unsent--;
  struct held *held = held_remove(link, first->parcel.settles);
  if (held && stored)
    acknowledge(link, held, "+ACK");
  pthread_mutex_unlock(&link->lock);
  if (held)
    held_free(held);
  parcel_clear(&first->parcel);
  free(first);
  caller_wake(link);
}

static void outgoing_send(struct queue_link *link, const struct outgoing *first)
{
  struct error error = {0};
  enum status status = nats_door_publish(&link->door, &first->parcel, &error);
  /* What is too large would be in the way of all others; the claim on what it answers runs out. The
   * caller asks for the size that is allowed, so this is a server that was set up anew. */
  if (!status || status == STATUS_TOO_LARGE) {
    trouble_set(link, status ? &error : NULL);
    outgoing_remove_first(link, !status);
    return;
  }
  trouble_set(link, &error);
  pthread_mutex_lock(&link->lock);
  link->ready = status != STATUS_NOT_FOUND && link->ready;
  pthread_mutex_unlock(&link->lock);
  pause_make(link);
}

static bool is_stopping(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  bool stopping = link->stopping;
  pthread_mutex_unlock(&link->lock);
  return stopping;
}

static bool is_ready(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  bool ready = link->ready;
  pthread_mutex_unlock(&link->lock);
  return ready;
}

static void *sender_main(void *context)
{
  struct queue_link *link = context;
  while (!is_stopping(link)) {
    if ((!is_ready(link) || is_closed(link)) && !door_make(link)) {
      pause_make(link);
      continue;
    }
    struct outgoing *first = outgoing_await(link);
    if (first)
      outgoing_send(link, first);
  }
  return NULL;
}

/* ---- the fetcher ---- */

/* True when there is room for another delivery and somebody to ask for it. */
static bool room_await(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  bool room = link->ready && (link->options.many || link->held_count < link->want);
  if (!room && !link->stopping)
    change_await(link, PAUSE_MS);
  pthread_mutex_unlock(&link->lock);
  return room;
}

static void delivery_hold(struct queue_link *link, natsMsg *message)
{
  jsMsgMetaData *about = NULL;
  struct held *held = memory_alloc(sizeof *held);
  held->message = message;
  held->reply = memory_copy_string(natsMsg_GetReply(message));
  if (natsMsg_GetMetaData(&about, message) == NATS_OK)
    held->times = about->NumDelivered < 1000 ? (int)about->NumDelivered : 1000;
  jsMsgMetaData_Destroy(about);
  pthread_mutex_lock(&link->lock);
  held->token = ++link->last_token;
  *link->held_end = held;
  link->held_end = &held->next;
  link->held_count++;
  pthread_mutex_unlock(&link->lock);
  caller_wake(link);
}

/* The streams or the consumers are gone: an owner makes them anew. */
static void fetch_failed(struct queue_link *link, natsSubscription **subscription,
                         const struct error *why)
{
  natsSubscription_Destroy(*subscription);
  *subscription = NULL;
  if (why) {
    trouble_set(link, why);
    pthread_mutex_lock(&link->lock);
    link->ready = !link->options.owner && link->ready;
    pthread_mutex_unlock(&link->lock);
  }
  pause_make(link);
}

static void fetch_one(struct queue_link *link, natsSubscription **subscription)
{
  struct error error = {0};
  natsMsgList list = {0};
  if (!*subscription) {
    if (nats_door_subscribe(&link->door, &link->options, subscription, &error)) {
      fetch_failed(link, subscription, &error);
      return;
    }
    trouble_set(link, NULL);
  }
  natsStatus done = natsSubscription_Fetch(&list, *subscription, 1, FETCH_MS, NULL);
  for (int i = 0; done == NATS_OK && i < list.Count; i++) {
    delivery_hold(link, list.Msgs[i]);
    list.Msgs[i] = NULL;
  }
  natsMsgList_Destroy(&list);
  if (done != NATS_OK && done != NATS_TIMEOUT)
    fetch_failed(link, subscription, NULL);
}

static void *fetcher_main(void *context)
{
  struct queue_link *link = context;
  natsSubscription *subscription = NULL;
  natsConnection *connection = NULL;
  while (!is_stopping(link)) {
    if (!room_await(link))
      continue;
    pthread_mutex_lock(&link->door_use);
    if (connection != link->door.connection) {
      natsSubscription_Destroy(subscription);
      subscription = NULL;
      connection = link->door.connection;
    }
    fetch_one(link, &subscription);
    pthread_mutex_unlock(&link->door_use);
  }
  natsSubscription_Destroy(subscription);
  return NULL;
}

/* ---- for the caller ---- */

static const char *string_keep(struct queue_link *link, const char *text)
{
  return text ? link->strings[link->string_count++] = memory_copy_string(text) : NULL;
}

static void strings_keep(struct queue_link *link)
{
  struct queue_place *place = &link->options.place;
  const char **texts[] = {&place->servers,
                          &place->user,
                          &place->password_file,
                          &place->credentials,
                          &place->nkey,
                          &place->seed,
                          &place->ca,
                          &place->certificate,
                          &place->key,
                          &link->options.reader,
                          &link->options.owner};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    *texts[i] = string_keep(link, *texts[i]);
}

enum status queue_link_open(const struct queue_link_options *options, struct queue_link **ret_link,
                            struct error *error)
{
  enum status status = queue_place_check(&options->place, error);
  if (status)
    return status;
  struct queue_link *link = memory_alloc(sizeof *link);
  link->options = *options;
  strings_keep(link);
  pthread_mutex_init(&link->lock, NULL);
  pthread_mutex_init(&link->door_use, NULL);
  pthread_cond_init(&link->changed, NULL);
  link->outgoing_end = &link->outgoing;
  link->held_end = &link->held;
  link->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  link->sender_runs =
      link->wake >= 0 && pthread_create(&link->sender, NULL, sender_main, link) == 0;
  link->fetcher_runs =
      link->sender_runs && pthread_create(&link->fetcher, NULL, fetcher_main, link) == 0;
  if (!link->fetcher_runs) {
    queue_link_close(&link);
    return error_set(error, STATUS_INSTALL, "the machine gives no thread for the queue");
  }
  *ret_link = link;
  return STATUS_OK;
}

static void threads_end(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  link->stopping = true;
  pthread_cond_broadcast(&link->changed);
  pthread_mutex_unlock(&link->lock);
  if (link->fetcher_runs)
    pthread_join(link->fetcher, NULL);
  if (link->sender_runs)
    pthread_join(link->sender, NULL);
}

void queue_link_close(struct queue_link **address)
{
  struct queue_link *link = *address;
  if (!link)
    return;
  threads_end(link);
  if (link->ready)
    (void)natsConnection_FlushTimeout(link->door.connection, FETCH_MS);
  nats_door_close(&link->door);
  while (link->held) {
    struct held *held = link->held;
    link->held = held->next;
    held_free(held);
  }
  while (link->outgoing) {
    struct outgoing *outgoing = link->outgoing;
    link->outgoing = outgoing->next;
    parcel_clear(&outgoing->parcel);
    free(outgoing);
  }
  if (link->wake >= 0)
    close(link->wake);
  for (size_t i = 0; i < link->string_count; i++)
    free(link->strings[i]);
  pthread_cond_destroy(&link->changed);
  pthread_mutex_destroy(&link->door_use);
  pthread_mutex_destroy(&link->lock);
  free(link);
  *address = NULL;
}

void queue_link_send(struct queue_link *link, struct queue_parcel *parcel)
{
  struct outgoing *outgoing = memory_alloc(sizeof *outgoing);
  outgoing->parcel = *parcel;
  *parcel = (struct queue_parcel){0};
  pthread_mutex_lock(&link->lock);
  *link->outgoing_end = outgoing;
  link->outgoing_end = &outgoing->next;
  link->unsent++;
  pthread_cond_broadcast(&link->changed);
  pthread_mutex_unlock(&link->lock);
}

size_t queue_link_unsent(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  size_t count = link->unsent;
  pthread_mutex_unlock(&link->lock);
  return count;
}

void queue_link_want(struct queue_link *link, size_t count)
{
  pthread_mutex_lock(&link->lock);
  if (link->want != count)
    pthread_cond_broadcast(&link->changed);
  link->want = count;
  pthread_mutex_unlock(&link->lock);
}

bool queue_link_take(struct queue_link *link, struct queue_delivery *ret_delivery)
{
  uint64_t count;
  if (read(link->wake, &count, sizeof count) < 0 && errno != EAGAIN)
    return false;
  pthread_mutex_lock(&link->lock);
  struct held *held = link->held;
  while (held && held->taken)
    held = held->next;
  if (held) {
    held->taken = true;
    *ret_delivery = (struct queue_delivery){
        .token = held->token,
        .subject = natsMsg_GetSubject(held->message),
        .bytes = (const unsigned char *)natsMsg_GetData(held->message),
        .size = (size_t)natsMsg_GetDataLength(held->message),
        .times = held->times,
    };
  }
  pthread_mutex_unlock(&link->lock);
  return held != NULL;
}

void queue_link_settle(struct queue_link *link, uint64_t token, enum queue_settling how)
{
  pthread_mutex_lock(&link->lock);
  struct held *held = held_find(link, token) ? held_remove(link, token) : NULL;
  if (held && how != QUEUE_LEFT)
    acknowledge(link, held, how == QUEUE_DONE ? "+ACK" : "-NAK");
  pthread_mutex_unlock(&link->lock);
  if (held)
    held_free(held);
}

void queue_link_keep(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  for (const struct held *held = link->held; held; held = held->next)
    acknowledge(link, held, "+WPI");
  pthread_mutex_unlock(&link->lock);
}

bool queue_link_note(struct queue_link *link, const char *name, const char *text)
{
  autofree char *subject = queue_note_subject(name);
  pthread_mutex_lock(&link->lock);
  bool left =
      link->ready && natsConnection_PublishString(link->door.connection, subject, text) == NATS_OK;
  pthread_mutex_unlock(&link->lock);
  return left;
}

int queue_link_fd(const struct queue_link *link)
{
  return link->wake;
}

static bool is_away(const struct queue_link *link)
{
  return link->door.connection &&
         natsConnection_Status(link->door.connection) != NATS_CONN_STATUS_CONNECTED;
}

void queue_link_trouble(struct queue_link *link, struct error *ret_trouble)
{
  pthread_mutex_lock(&link->lock);
  *ret_trouble = link->trouble;
  if (!ret_trouble->status && is_away(link))
    error_set(ret_trouble, STATUS_IO, "the connection to %s is lost", link->options.place.servers);
  pthread_mutex_unlock(&link->lock);
}

size_t queue_link_message_max(struct queue_link *link)
{
  pthread_mutex_lock(&link->lock);
  int64_t max = link->ready ? natsConnection_GetMaxPayload(link->door.connection) : MESSAGE_MAX;
  pthread_mutex_unlock(&link->lock);
  return max > MESSAGE_SLACK ? (size_t)max - MESSAGE_SLACK : 0;
}
