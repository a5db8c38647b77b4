#ifndef ZHAOLU_REVIEW_HTTP_DOOR_H
#define ZHAOLU_REVIEW_HTTP_DOOR_H

/*
 * The review's door to browsers: HTTP by libmicrohttpd, in the caller's own loop and without
 * threads. What comes in is a stranger's until the door has looked at it. Nothing gets past it but
 *
 *   - GET and HEAD, and POST of JSON up to 64 kB that carries the door's token;
 *   - for a host name that the door knows (a foreign page cannot rebind its name to us);
 *   - from our own pages, where the browser tells whose page asks (Origin, Sec-Fetch-Site);
 *   - of a person that the password file knows, where there is one.
 *
 * What may be asked for is up to the owner. Nothing here touches a file of documents.
 */

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/strbuf.h"

struct http_door; /* opaque */

struct http_request {
  bool is_post;     /* else GET, or HEAD, which is GET without the body */
  const char *path; /* decoded, begins with / */
  const char *body; /* of a POST; NUL-terminated */
  size_t body_length;
  const char *person; /* who asks */
  void *connection;   /* the door's */
};
/* The decoded value of ?name=…, or "". */
const char *http_request_value(const struct http_request *request, const char *name);

struct http_answer {
  int code;             /* 200, 303, 404, … */
  const char *type;     /* of the content; NULL: JSON */
  char *policy;         /* Content-Security-Policy; NULL: nothing is allowed; owned */
  char *location;       /* of 303; owned */
  const char *download; /* name under which the browser saves it; NULL: it is shown */
  bool may_be_kept;     /* by the browser, for an hour */
  bool later;           /* not known yet: ask again after http_door_wake */
  struct strbuf body;
};

struct http_door_options {
  const char *listen;    /* "127.0.0.1:8420", "[::1]:8420"; port 0 takes a free one */
  const char *host;      /* a further name that browsers reach it by, or NULL */
  const char *passwords; /* a file (people.h); NULL: everyone is `person` */
  const char *person;
  void (*answer)(void *context, const struct http_request *request, struct http_answer *ret_answer);
  void *context;
};

/* All texts are borrowed. STATUS_USAGE for an address that is none, STATUS_BUSY when it is taken,
 * STATUS_INSTALL. */
enum status http_door_open(const struct http_door_options *options, struct http_door **ret_door,
                           struct error *error) MUST_CHECK;
void http_door_close(struct http_door **door);

/* "http://127.0.0.1:8420/"; borrowed. */
const char *http_door_address(const struct http_door *door);
/* What a POST carries as X-Zhaolu-Token; only our own pages can read it. Borrowed. */
const char *http_door_token(const struct http_door *door);

/* For the loop: what to wait for, and how long at most (-1: no limit). */
struct pollfd http_door_fd(struct http_door *door, int *ret_timeout_ms);
void http_door_run(struct http_door *door);
/* Answers that were to come later are asked for again. */
void http_door_wake(struct http_door *door);

/* *ret_is_local: only this machine reaches the address. STATUS_USAGE when it is none. */
enum status http_address_check(const char *listen, bool *ret_is_local,
                               struct error *error) MUST_CHECK;

#endif
