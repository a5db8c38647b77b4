#ifndef ZHAOLU_QUEUE_LINK_H
#define ZHAOLU_QUEUE_LINK_H

/*
 * The connection to NATS JetStream, for one who has documents read (an owner) or one who reads them
 * (a worker). Messages go out and come in at threads of the link's own; none of the functions below
 * waits for the network. What was given to queue_link_send is sent again until the server has it; a
 * server that is away, restarted or emptied is waited for and set up again.
 *
 * An owner makes the streams and the consumers, his own and the one that workers of his reader
 * take from; a worker needs no more rights than to take, to answer and to leave notes.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "queue/link_options.h"

struct queue_link; /* opaque */

/* Starts to connect. STATUS_USAGE where the options cannot be, STATUS_INSTALL where the program was
 * built without NATS. The caller's signals are blocked before, or the link's threads get them. */
enum status queue_link_open(const struct queue_link_options *options, struct queue_link **ret_link,
                            struct error *error) MUST_CHECK;
/* What was not sent is lost, what is held comes again when its claim is over. */
void queue_link_close(struct queue_link **link);

/* Takes the parcel over and sends it unless a message of its subject waits in the stream. */
void queue_link_send(struct queue_link *link, struct queue_parcel *parcel);
/* Parcels that the server does not have yet. */
size_t queue_link_unsent(struct queue_link *link);

/* What came in. Bytes are valid until it is settled. */
struct queue_delivery {
  uint64_t token;
  const char *subject;
  const unsigned char *bytes;
  size_t size;
  int times; /* 1: for the first time */
};

/* How many deliveries may be held, unless `many`. */
void queue_link_want(struct queue_link *link, size_t count);
/* The next one, or false. */
bool queue_link_take(struct queue_link *link, struct queue_delivery *ret_delivery);

enum queue_settling {
  QUEUE_DONE,  /* it is over */
  QUEUE_AGAIN, /* another may take it now */
  QUEUE_LEFT,  /* it comes again when the claim is over */
};
void queue_link_settle(struct queue_link *link, uint64_t token, enum queue_settling how);
/* Extends the claims on all that is held; the caller's being alive is what it says. */
void queue_link_keep(struct queue_link *link);

/* Leaves a word for `zhaolu status`; false where there is no connection. */
bool queue_link_note(struct queue_link *link, const char *name, const char *text);

/* To poll for reading: something came in, or trouble began or ended. */
int queue_link_fd(const struct queue_link *link);
/* What is wrong just now, "": nothing; up to the size of struct error's message. */
void queue_link_trouble(struct queue_link *link, struct error *ret_trouble);

/* The largest message that the server takes, as far as it is known. */
size_t queue_link_message_max(struct queue_link *link);

#endif
