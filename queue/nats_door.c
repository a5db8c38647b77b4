#include "queue/nats_door.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/memory.h"
#include "files/stream.h"
#include "queue/queue_name.h"

enum {
  CONNECT_MS = 3000,
  ANSWER_MS = 5000, /* for anything that is asked of the server */
  RECONNECT_MS = 500,
  PING_MS = 5000, /* a cut network is noticed after twice as long */
  PINGS_OUT = 2,
  SERVERS_MAX = 16,
  SECRET_BYTES_MAX = 4096,
};
static const int64_t second = 1000000000; /* of the server's clock: nanoseconds */
static const int64_t stale_days = 7;      /* what nobody has taken by then is thrown away */
static const int64_t note_seconds = 60;   /* who has said nothing for so long is gone */

/* ---- connecting ---- */

static void options_free(natsOptions **options)
{
  natsOptions_Destroy(*options);
}

static void split_free(char ***address)
{
  for (char **words = *address; words && *words; words++)
    free(*words);
  free(*address);
}

/* "a,b" → {"a", "b", NULL}; the caller's. */
static char **servers_split(const char *servers, int *ret_count)
{
  char **words = memory_alloc((SERVERS_MAX + 1) * sizeof *words);
  int count = 0;
  for (const char *start = servers; *start && count < SERVERS_MAX;) {
    size_t length = strcspn(start, ",");
    if (length)
      words[count++] = memory_copy_bytes(start, length);
    start += length + (start[length] == ',');
  }
  *ret_count = count;
  return words;
}

static enum status nats_error(struct error *error, natsStatus status, const char *what)
{
  const char *more = nats_GetLastError(NULL);
  return error_set(error, STATUS_IO, "%s: %s%s%s", what, natsStatus_GetText(status),
                   more && *more ? ": " : "", more ? more : "");
}

static natsStatus servers_set(natsOptions *options, const char *servers)
{
  int count;
  char **words cleanup_with(split_free) = servers_split(servers, &count);
  return natsOptions_SetServers(options, (const char **)words, count);
}

static enum status password_set(natsOptions *options, const struct queue_place *place,
                                struct error *error)
{
  autofree char *password = NULL;
  size_t length;
  enum status status = STATUS_OK;
  if (place->password_file)
    status = stream_read_all(place->password_file, SECRET_BYTES_MAX, &password, &length, error);
  if (status)
    return error->status = STATUS_USAGE;
  if (password)
    password[strcspn(password, "\r\n")] = '\0';
  if (natsOptions_SetUserInfo(options, place->user, password ? password : "") != NATS_OK)
    status = error_set(error, STATUS_NO_MEMORY, "--queue-user cannot be set");
  if (password)
    explicit_bzero(password, length);
  return status;
}

static enum status identity_set(natsOptions *options, const struct queue_place *place,
                                struct error *error)
{
  natsStatus done = NATS_OK;
  if (place->user && password_set(options, place, error))
    return error->status;
  if (place->credentials)
    done = natsOptions_SetUserCredentialsFromFiles(options, place->credentials, NULL);
  if (done == NATS_OK && place->nkey)
    done = natsOptions_SetNKeyFromSeed(options, place->nkey, place->seed);
  if (done == NATS_OK && (place->ca || place->certificate))
    done = natsOptions_SetSecure(options, true);
  if (done == NATS_OK && place->ca)
    done = natsOptions_LoadCATrustedCertificates(options, place->ca);
  if (done == NATS_OK && place->certificate)
    done = natsOptions_LoadCertificatesChain(options, place->certificate, place->key);
  if (done == NATS_OK)
    return STATUS_OK;
  nats_error(error, done, "the credentials or certificates of the queue cannot be used");
  return error->status = STATUS_USAGE;
}

static natsStatus manners_set(natsOptions *options)
{
  natsStatus done = natsOptions_SetName(options, "zhaolu " ZHAOLU_VERSION);
  if (done == NATS_OK)
    done = natsOptions_SetTimeout(options, CONNECT_MS);
  if (done == NATS_OK)
    done = natsOptions_SetMaxReconnect(options, -1);
  if (done == NATS_OK)
    done = natsOptions_SetReconnectWait(options, RECONNECT_MS);
  if (done == NATS_OK)
    done = natsOptions_SetPingInterval(options, PING_MS);
  if (done == NATS_OK)
    done = natsOptions_SetMaxPingsOut(options, PINGS_OUT);
  if (done == NATS_OK)
    done = natsOptions_SetFailRequestsOnDisconnect(options, true);
  return done;
}

/* Its own lines on standard error are said by whoever shows the trouble. */
static void error_ignore(natsConnection *connection, natsSubscription *subscription,
                         natsStatus status, void *context)
{
  (void)connection;
  (void)subscription;
  (void)status;
  (void)context;
}

enum status nats_door_open(const struct queue_place *place, const char *inbox,
                           struct nats_door *ret_door, struct error *error)
{
  struct nats_door door = {0};
  natsOptions *options cleanup_with(options_free) = NULL;
  natsStatus done = natsOptions_Create(&options);
  if (done == NATS_OK)
    done = servers_set(options, place->servers);
  if (done == NATS_OK)
    done = manners_set(options);
  if (done == NATS_OK)
    done = natsOptions_SetCustomInboxPrefix(options, inbox);
  if (done == NATS_OK)
    done = natsOptions_SetErrorHandler(options, error_ignore, NULL);
  if (done == NATS_OK && identity_set(options, place, error))
    return error->status;
  if (done == NATS_OK)
    done = natsConnection_Connect(&door.connection, options);
  jsOptions asking;
  jsOptions_Init(&asking);
  asking.Wait = ANSWER_MS;
  if (done == NATS_OK)
    done = natsConnection_JetStream(&door.stream, door.connection, &asking);
  if (done != NATS_OK) {
    nats_door_close(&door);
    autofree char *what = memory_format("the queue at %s cannot be reached", place->servers);
    return nats_error(error, done, what);
  }
  *ret_door = door;
  return STATUS_OK;
}

void nats_door_close(struct nats_door *door)
{
  jsCtx_Destroy(door->stream);
  natsConnection_Destroy(door->connection);
  *door = (struct nats_door){0};
}

/* ---- streams and consumers ---- */

static enum status stream_error(struct error *error, natsStatus done, jsErrCode code,
                                const char *what)
{
  nats_error(error, done, what);
  if (code == JSNotEnabledErr || code == JSNotEnabledForAccountErr || done == NATS_NO_RESPONDERS)
    error_set(error, STATUS_IO,
              "%s: the server has no JetStream for us; start it with -js, or allow this user",
              what);
  return error->status;
}

static enum status stream_make(struct nats_door *door, jsStreamConfig *config, struct error *error)
{
  jsStreamInfo *info = NULL;
  jsErrCode code = 0;
  natsStatus done = js_GetStreamInfo(&info, door->stream, config->Name, NULL, &code);
  if (done == NATS_NOT_FOUND)
    done = js_AddStream(&info, door->stream, config, NULL, &code);
  jsStreamInfo_Destroy(info);
  if (done == NATS_OK || code == JSStreamNameExistErr)
    return STATUS_OK;
  return stream_error(error, done, code, "the queue's stream cannot be made");
}

/* `subjects` is borrowed for as long as the result is used. */
static jsStreamConfig stream_config(const char *name, const char **subjects)
{
  jsStreamConfig config;
  jsStreamConfig_Init(&config);
  config.Name = name;
  config.Subjects = subjects;
  config.SubjectsLen = 1;
  return config;
}

static enum status work_stream_make(struct nats_door *door, const char *name, const char *subjects,
                                    struct error *error)
{
  jsStreamConfig config = stream_config(name, &subjects);
  config.Retention = js_WorkQueuePolicy;
  config.Storage = js_FileStorage;
  config.MaxAge = stale_days * 86400 * second;
  return stream_make(door, &config, error);
}

static enum status note_stream_make(struct nats_door *door, struct error *error)
{
  const char *subjects = QUEUE_NOTE_SUBJECTS;
  jsStreamConfig config = stream_config(QUEUE_NOTE_STREAM, &subjects);
  config.Storage = js_MemoryStorage;
  config.MaxAge = note_seconds * second;
  config.MaxMsgsPerSubject = 1;
  return stream_make(door, &config, error);
}

static enum status consumer_make(struct nats_door *door, const char *stream, const char *name,
                                 const char *filter, int claim_seconds, struct error *error)
{
  jsConsumerConfig config;
  jsConsumerConfig_Init(&config);
  config.Durable = name;
  config.FilterSubject = filter;
  config.DeliverPolicy = js_DeliverAll;
  config.AckPolicy = js_AckExplicit;
  config.AckWait = claim_seconds * second;
  config.MaxDeliver = -1; /* who gets it too often says so: then the owner hears of it */
  config.MaxAckPending = -1;
  jsErrCode code = 0;
  natsStatus done = js_AddConsumer(NULL, door->stream, stream, &config, NULL, &code);
  return done == NATS_OK ? STATUS_OK
                         : stream_error(error, done, code, "the queue's consumer cannot be made");
}

enum status nats_door_furnish(struct nats_door *door, const struct queue_link_options *options,
                              struct error *error)
{
  autofree char *todo = queue_todo_consumer(options->reader);
  autofree char *todo_filter = queue_todo_filter(options->reader);
  autofree char *done = queue_done_consumer(options->owner);
  autofree char *done_filter = queue_done_filter(options->owner);
  enum status status = work_stream_make(door, QUEUE_TODO_STREAM, QUEUE_TODO_SUBJECTS, error);
  if (!status)
    status = work_stream_make(door, QUEUE_DONE_STREAM, QUEUE_DONE_SUBJECTS, error);
  if (!status)
    status = note_stream_make(door, error);
  if (!status)
    status =
        consumer_make(door, QUEUE_TODO_STREAM, todo, todo_filter, options->claim_seconds, error);
  if (!status)
    status =
        consumer_make(door, QUEUE_DONE_STREAM, done, done_filter, options->claim_seconds, error);
  return status;
}

enum status nats_door_subscribe(struct nats_door *door, const struct queue_link_options *options,
                                natsSubscription **ret_subscription, struct error *error)
{
  bool owner = options->owner != NULL;
  autofree char *consumer =
      owner ? queue_done_consumer(options->owner) : queue_todo_consumer(options->reader);
  autofree char *filter =
      owner ? queue_done_filter(options->owner) : queue_todo_filter(options->reader);
  jsSubOptions wish;
  jsSubOptions_Init(&wish);
  wish.Stream = owner ? QUEUE_DONE_STREAM : QUEUE_TODO_STREAM;
  wish.Consumer = consumer;
  wish.ManualAck = true;
  jsErrCode code = 0;
  natsStatus done =
      js_PullSubscribe(ret_subscription, door->stream, filter, NULL, NULL, &wish, &code);
  if (done == NATS_OK)
    return STATUS_OK;
  if (done == NATS_NOT_FOUND || code == JSConsumerNotFoundErr || code == JSStreamNotFoundErr)
    return error_set(error, STATUS_NOT_FOUND,
                     "nobody has put documents in for this version of zhaolu and its model yet");
  return stream_error(error, done, code, "documents cannot be taken from the queue");
}

/* ---- sending ---- */

/* *ret_waits: a message of the subject is in the stream. */
static enum status message_waits(struct nats_door *door, const char *stream, const char *subject,
                                 bool *ret_waits, struct error *error)
{
  natsMsg *message = NULL;
  jsErrCode code = 0;
  natsStatus done = js_GetLastMsg(&message, door->stream, stream, subject, NULL, &code);
  natsMsg_Destroy(message);
  *ret_waits = done == NATS_OK;
  if (done == NATS_OK || done == NATS_NOT_FOUND)
    return STATUS_OK;
  if (code == JSStreamNotFoundErr)
    return error_set(error, STATUS_NOT_FOUND, "the queue's streams are gone");
  return stream_error(error, done, code, "the queue cannot be asked");
}

static enum status publish_once(struct nats_door *door, const struct queue_parcel *parcel,
                                const char *id, bool *ret_duplicate, struct error *error)
{
  jsPubOptions wish;
  jsPubOptions_Init(&wish);
  wish.MsgId = id;
  wish.MaxWait = ANSWER_MS;
  wish.ExpectNoMessage = true;
  jsPubAck *ack = NULL;
  jsErrCode code = 0;
  natsStatus done = js_Publish(&ack, door->stream, parcel->subject, parcel->bytes,
                               (int)parcel->size, &wish, &code);
  *ret_duplicate = done == NATS_OK && ack->Duplicate;
  jsPubAck_Destroy(ack);
  if (done == NATS_OK || code == JSStreamWrongLastSequenceErr)
    return STATUS_OK; /* the second: one waits already */
  if (done == NATS_MAX_PAYLOAD)
    return error_set(error, STATUS_TOO_LARGE, "the message is larger than the server takes");
  if (done == NATS_NO_RESPONDERS || code == JSStreamNotFoundErr)
    return error_set(error, STATUS_NOT_FOUND, "the queue's streams are gone");
  return stream_error(error, done, code, "the queue does not take messages");
}

enum status nats_door_publish(struct nats_door *door, const struct queue_parcel *parcel,
                              struct error *error)
{
  bool waits = false, duplicate = false;
  enum status status = STATUS_OK;
  if (parcel->answer)
    status = message_waits(door, QUEUE_DONE_STREAM, parcel->answer, &waits, error);
  if (status || waits)
    return status;
  status = publish_once(door, parcel, parcel->id, &duplicate, error);
  if (status || !duplicate)
    return status;
  /* The server had it lately, and neither it nor its answer is there: it was read and answered,
   * and is wanted once more. */
  status = message_waits(door, QUEUE_TODO_STREAM, parcel->subject, &waits, error);
  if (!status && !waits)
    status = message_waits(door, QUEUE_DONE_STREAM, parcel->answer, &waits, error);
  if (status || waits)
    return status;
  uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number)
    return error_set(error, STATUS_IO, "no random number can be had");
  autofree char *id = memory_format("%s-%016" PRIx64, parcel->id, number);
  return publish_once(door, parcel, id, &duplicate, error);
}
