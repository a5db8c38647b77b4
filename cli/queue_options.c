#include "cli/queue_options.h"

#define ROW(field) offsetof(struct queue_options, field)

const struct option_row queue_option_rows[] = {
    {"queue", 0, OPTION_TEXT, ROW(queue), "nats://HOST[,HOST]", 0, 0,
     "NATS JetStream server that carries the work to other machines"},
    {"store", 0, OPTION_TEXT, ROW(store), "DIR", 0, 0,
     "folder that all machines mount, for files over 512 KB"},
    {"claim", 0, OPTION_INTEGER, ROW(claim), "SECONDS", 3, 86400,
     "a worker that is silent so long loses its document to another (30)"},
    {"ahead", 0, OPTION_INTEGER, ROW(ahead), "N", 1, 100000,
     "documents in the queue at a time; some per worker process (200)"},
    {"queue-user", 0, OPTION_TEXT, ROW(user), "NAME", 0, 0, "user of the server"},
    {"queue-password-file", 0, OPTION_TEXT, ROW(password_file), "FILE", 0, 0,
     "file with that user's password"},
    {"queue-credentials", 0, OPTION_TEXT, ROW(credentials), "FILE", 0, 0,
     "credentials as nsc writes them (.creds)"},
    {"queue-nkey", 0, OPTION_TEXT, ROW(nkey), "KEY", 0, 0, "public nkey to be known by"},
    {"queue-seed", 0, OPTION_TEXT, ROW(seed), "FILE", 0, 0, "file with the seed of that nkey"},
    {"queue-ca", 0, OPTION_TEXT, ROW(ca), "FILE", 0, 0,
     "certificates to know the server by; asks for TLS"},
    {"queue-certificate", 0, OPTION_TEXT, ROW(certificate), "FILE", 0, 0,
     "own certificate, where the server wants one"},
    {"queue-key", 0, OPTION_TEXT, ROW(key), "FILE", 0, 0, "key of that certificate"},
    {0}};

void queue_options_init(struct queue_options *options)
{
  *options = (struct queue_options){.claim = 30, .ahead = 200};
}

bool queue_is_named(const struct queue_options *options)
{
  return options->queue && *options->queue;
}

struct queue_place queue_place_of(const struct queue_options *options)
{
  return (struct queue_place){
      .servers = queue_is_named(options) ? options->queue : NULL,
      .user = options->user,
      .password_file = options->password_file,
      .credentials = options->credentials,
      .nkey = options->nkey,
      .seed = options->seed,
      .ca = options->ca,
      .certificate = options->certificate,
      .key = options->key,
  };
}
