#ifndef ZHAOLU_WORKERS_WORKER_MESSAGE_H
#define ZHAOLU_WORKERS_WORKER_MESSAGE_H

/*
 * What a pool and its workers say to each other over a socket pair. A message is a kind, a JSON
 * object and bytes (pictures, file names, which need not be UTF-8). What kinds there are is up to
 * those who talk. The worker trusts its parent; the parent takes nothing from a worker on trust.
 */

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { MESSAGE_KIND_MAX = 31 };

struct message {
  int kind;     /* 1 to MESSAGE_KIND_MAX */
  json_t *body; /* an object; NULL is sent as {} */
  unsigned char *bytes;
  size_t size;
};
void message_clear(struct message *message);

/* Sends it whole; waits while the other side is busy reading. False when the other side is gone or
 * the socket's send time limit ran out. */
bool message_send(int socket, const struct message *message) MUST_CHECK;

/* The wire form of a message's beginning. */
struct message_header {
  uint32_t magic;
  uint32_t kind;
  uint64_t body_size;
  uint64_t bytes_size;
};

/* A message on its way in. */
struct message_reader {
  struct message_header header;
  char *data;      /* body, then bytes */
  size_t received; /* of header and data together */
  size_t budget;   /* of data allocated so far; grows with what really comes */
};

enum message_progress {
  MESSAGE_COMPLETE,
  MESSAGE_MORE,   /* nothing more to read for now */
  MESSAGE_CLOSED, /* the other side is gone */
  MESSAGE_BROKEN, /* what came is not a message */
};

/* Reads what is there (`wait` false) or until the message is whole. *ret_message is filled when
 * MESSAGE_COMPLETE is returned; the reader is then empty again. */
enum message_progress message_receive(struct message_reader *reader, int socket, bool wait,
                                      struct message *ret_message) MUST_CHECK;
void message_reader_clear(struct message_reader *reader);

/* A small body made as by json_pack, for message_send. */
struct message message_make(int kind, const char *format, ...);

#endif
