#ifndef ZHAOLU_QUEUE_LINK_OPTIONS_H
#define ZHAOLU_QUEUE_LINK_OPTIONS_H

/* What link.h and its inside share: where the server is, who one is there, and what is sent. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Where the server is and who one is; borrowed texts, NULL where not given. */
struct queue_place {
  const char *servers;           /* "nats://HOST[:PORT][,HOST…]" */
  const char *user;              /* with a password in a file, so that no command line shows it */
  const char *password_file;     /* its first line */
  const char *credentials;       /* a .creds file: JWT and seed */
  const char *nkey, *seed;       /* a public nkey, and the file of its seed */
  const char *ca;                /* certificates that are trusted; asks for TLS */
  const char *certificate, *key; /* of this client, where the server wants one */
};

/* STATUS_USAGE where the parts do not fit together, or a file cannot be read. */
enum status queue_place_check(const struct queue_place *place, struct error *error) MUST_CHECK;

struct queue_link_options {
  struct queue_place place;
  const char *reader; /* 16 hexadecimal digits: with what documents are to be, or can be, read */
  const char *owner;  /* 16 hexadecimal digits; NULL: a worker */
  int claim_seconds;  /* a claim that is not kept so long is lost; for an owner */
  bool many;          /* hold as many deliveries as there are; else queue_link_want says */
};

/* What goes out; texts and bytes are the caller's until it is given to queue_link_send. */
struct queue_parcel {
  char *subject;
  char *id;     /* for the server's own recognition of a message that it had; NULL: none */
  char *answer; /* do not send while a message of this subject waits: it is done; NULL: none */
  unsigned char *bytes;
  size_t size;
  uint64_t settles; /* a delivery that is done once this is stored; 0: none */
};

#endif
