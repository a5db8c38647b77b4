#include "review/http_door.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "base/memory.h"
#include "review/people.h"

enum {
  BODY_BYTES_MAX = 64 << 10,
  HEADERS_BYTES_MAX = 32 << 10, /* a connection's, with its buffers */
  PATH_BYTES_MAX = 2048,
  CONNECTIONS_MAX = 128,
  IDLE_SECONDS = 20,
  TOKEN_BYTES = 16,
  ADDRESSES_MAX = 4, /* names that browsers reach us by */
};

/* A connection that waits for an answer. */
struct waiting {
  struct MHD_Connection *connection;
  struct waiting *next;
};

struct http_door {
  struct http_door_options options;
  struct MHD_Daemon *daemon;
  struct people *people;          /* NULL: everyone is options.person */
  char *hosts[ADDRESSES_MAX + 1]; /* "127.0.0.1:8420" */
  size_t host_count;
  char *address;
  char token[2 * TOKEN_BYTES + 1];
  struct waiting *waiting;
};

/* One request on its way. */
struct visit {
  struct strbuf body;
  char *person;
  int refused;  /* the code; 0: not refused */
  bool is_seen; /* its head was looked at */
  bool is_over; /* its body is too large: the rest is not kept */
};

/* ---- addresses ---- */

struct http_address {
  char host[64];
  int port;
  struct sockaddr_storage socket;
  bool is_local;
};

static bool address_read(const char *listen, struct http_address *ret_address)
{
  struct http_address address = {0};
  const char *colon = strrchr(listen, ':'), *start = listen, *end = colon;
  char *rest = NULL;
  if (!colon || colon == listen)
    return false;
  if (*start == '[' && end[-1] == ']')
    start++, end--;
  long port = strtol(colon + 1, &rest, 10);
  size_t length = (size_t)(end - start);
  if (!colon[1] || *rest || port < 0 || port > 65535 || length >= sizeof address.host)
    return false;
  memcpy(address.host, start, length);
  if (strcmp(address.host, "localhost") == 0)
    snprintf(address.host, sizeof address.host, "127.0.0.1");
  address.port = (int)port;
  struct sockaddr_in *four = (struct sockaddr_in *)&address.socket;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address.socket;
  if (inet_pton(AF_INET, address.host, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)port);
    address.is_local = strncmp(address.host, "127.", 4) == 0;
  } else if (inet_pton(AF_INET6, address.host, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    address.is_local = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
  } else {
    return false;
  }
  *ret_address = address;
  return true;
}

static enum status address_need(const char *listen, struct http_address *ret_address,
                                struct error *error)
{
  return address_read(listen, ret_address)
             ? STATUS_OK
             : error_set(error, STATUS_USAGE,
                         "--listen %s: give an address and a port: 127.0.0.1:8420", listen);
}

enum status http_address_check(const char *listen, bool *ret_is_local, struct error *error)
{
  struct http_address address;
  enum status status = address_need(listen, &address, error);
  if (!status)
    *ret_is_local = address.is_local;
  return status;
}

static void host_add(struct http_door *door, char *host)
{
  door->hosts[door->host_count++] = host;
}

static void hosts_set(struct http_door *door, const struct http_address *address, int port)
{
  bool six = address->socket.ss_family == AF_INET6;
  host_add(door, memory_format(six ? "[%s]:%d" : "%s:%d", address->host, port));
  if (address->is_local)
    host_add(door, memory_format("localhost:%d", port));
  if (door->options.host)
    host_add(door, memory_copy_string(door->options.host));
  door->address = memory_format("http://%s/", door->hosts[0]);
}

static bool host_is_ours(const struct http_door *door, const char *host)
{
  for (size_t i = 0; host && i < door->host_count; i++)
    if (strcasecmp(door->hosts[i], host) == 0)
      return true;
  return false;
}

/* ---- what is let in ---- */

static const char *header_of(struct MHD_Connection *connection, const char *name)
{
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* "http://HOST" or, behind a proxy, "https://HOST". */
static bool origin_is_ours(const struct http_door *door, const char *origin)
{
  if (strncmp(origin, "http://", 7) == 0)
    return host_is_ours(door, origin + 7);
  return strncmp(origin, "https://", 8) == 0 && host_is_ours(door, origin + 8);
}

/* A foreign page may lead here by a link, and nothing else. */
static bool page_is_ours(const struct http_door *door, struct MHD_Connection *connection,
                         bool is_post)
{
  const char *origin = header_of(connection, "Origin"),
             *site = header_of(connection, "Sec-Fetch-Site");
  const char *mode = header_of(connection, "Sec-Fetch-Mode");
  if (origin && !origin_is_ours(door, origin))
    return false;
  if (!site || strcmp(site, "same-origin") == 0)
    return true;
  return !is_post && mode && strcmp(mode, "navigate") == 0;
}

static bool token_is_right(const struct http_door *door, struct MHD_Connection *connection)
{
  const char *token = header_of(connection, "X-Zhaolu-Token");
  return token && strlen(token) == sizeof door->token - 1 &&
         CRYPTO_memcmp(token, door->token, sizeof door->token - 1) == 0;
}

static bool body_is_json(struct MHD_Connection *connection)
{
  static const char json[] = "application/json";
  const char *type = header_of(connection, "Content-Type");
  return type && strncasecmp(type, json, sizeof json - 1) == 0;
}

static bool body_is_small(struct MHD_Connection *connection)
{
  const char *length = header_of(connection, "Content-Length");
  return !length || (strspn(length, "0123456789") == strlen(length) && strlen(length) < 8 &&
                     atol(length) <= BODY_BYTES_MAX);
}

static int person_code(struct http_door *door, struct MHD_Connection *connection, char **ret_person)
{
  if (!door->people) {
    *ret_person = memory_copy_string(door->options.person);
    return 0;
  }
  char *password = NULL, *name = MHD_basic_auth_get_username_password(connection, &password);
  enum people_answer answer =
      name && password ? people_ask(door->people, name, password) : PEOPLE_UNKNOWN;
  if (answer == PEOPLE_KNOWN)
    *ret_person = memory_copy_string(name);
  MHD_free(name);
  MHD_free(password);
  return answer == PEOPLE_KNOWN      ? 0
         : answer == PEOPLE_TOO_MANY ? MHD_HTTP_TOO_MANY_REQUESTS
                                     : MHD_HTTP_UNAUTHORIZED;
}

static bool has_body(struct MHD_Connection *connection)
{
  const char *length = header_of(connection, "Content-Length");
  return (length && strcmp(length, "0") != 0) || header_of(connection, "Transfer-Encoding");
}

/* The code to refuse it with, 0 to let it in. */
static int head_code(struct http_door *door, struct MHD_Connection *connection, const char *path,
                     const char *method, char **ret_person)
{
  bool is_post = strcmp(method, "POST") == 0;
  if (!is_post && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
    return MHD_HTTP_METHOD_NOT_ALLOWED;
  if (!host_is_ours(door, header_of(connection, "Host")))
    return MHD_HTTP_MISDIRECTED_REQUEST;
  if (!is_post && has_body(connection))
    return MHD_HTTP_BAD_REQUEST;
  if (path[0] != '/' || strlen(path) > PATH_BYTES_MAX)
    return MHD_HTTP_URI_TOO_LONG;
  if (!page_is_ours(door, connection, is_post))
    return MHD_HTTP_FORBIDDEN;
  int code = person_code(door, connection, ret_person);
  if (code || !is_post)
    return code;
  if (!body_is_small(connection))
    return MHD_HTTP_CONTENT_TOO_LARGE;
  if (!body_is_json(connection))
    return MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
  return token_is_right(door, connection) ? 0 : MHD_HTTP_FORBIDDEN;
}

const char *http_request_value(const struct http_request *request, const char *name)
{
  const char *value = MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
  return value ? value : "";
}

/* ---- answers ---- */

static void header_add(struct MHD_Response *response, const char *name, const char *value)
{
  if (MHD_add_response_header(response, name, value) != MHD_YES)
    return; /* out of memory: the browser does without */
}

static void headers_add(const struct http_answer *answer, struct MHD_Response *response)
{
  header_add(response, "Content-Type", answer->type ? answer->type : "application/json");
  header_add(response, "Content-Security-Policy",
             answer->policy ? answer->policy : "default-src 'none'; frame-ancestors 'none'");
  header_add(response, "X-Content-Type-Options", "nosniff");
  header_add(response, "Referrer-Policy", "same-origin");
  header_add(response, "Cross-Origin-Resource-Policy", "same-origin");
  header_add(response, "Cross-Origin-Opener-Policy", "same-origin");
  header_add(response, "Cache-Control", answer->may_be_kept ? "private, max-age=3600" : "no-store");
  if (answer->location)
    header_add(response, "Location", answer->location);
  if (answer->download) {
    autofree char *value = memory_format("attachment; filename=\"%s\"", answer->download);
    header_add(response, "Content-Disposition", value);
  }
}

/* Takes the answer's texts over. */
static enum MHD_Result answer_send(struct MHD_Connection *connection, struct http_answer *answer)
{
  size_t length = answer->body.length;
  char *bytes = strbuf_take(&answer->body);
  struct MHD_Response *response =
      MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_FREE);
  enum MHD_Result sent = MHD_NO;
  if (response) {
    headers_add(answer, response);
    sent = answer->code == MHD_HTTP_UNAUTHORIZED
               ? MHD_queue_basic_auth_fail_response(connection, "zhaolu", response)
               : MHD_queue_response(connection, (unsigned)answer->code, response);
    MHD_destroy_response(response);
  } else {
    free(bytes);
  }
  free(answer->location);
  free(answer->policy);
  return sent;
}

static enum MHD_Result refusal_send(struct MHD_Connection *connection, int code)
{
  struct http_answer answer = {.code = code, .type = "text/plain; charset=utf-8"};
  strbuf_appendf(&answer.body, "%s\n", MHD_get_reason_phrase_for((unsigned)code));
  return answer_send(connection, &answer);
}

static void visit_wait(struct http_door *door, struct MHD_Connection *connection)
{
  struct waiting *waiting = memory_alloc(sizeof *waiting);
  *waiting = (struct waiting){connection, door->waiting};
  door->waiting = waiting;
  MHD_suspend_connection(connection);
}

static enum MHD_Result visit_answer(struct http_door *door, struct MHD_Connection *connection,
                                    const char *path, const char *method, struct visit *visit)
{
  const struct http_request request = {
      .is_post = strcmp(method, "POST") == 0,
      .path = path,
      .body = strbuf_text(&visit->body),
      .body_length = visit->body.length,
      .person = visit->person,
      .connection = connection,
  };
  struct http_answer answer = {.code = MHD_HTTP_NOT_FOUND};
  door->options.answer(door->options.context, &request, &answer);
  if (!answer.later)
    return answer_send(connection, &answer);
  strbuf_clear(&answer.body);
  visit_wait(door, connection);
  return MHD_YES;
}

/* Called at the head of a request, for each piece of its body, at its end, and once more for each
 * time that its answer was to come later. */
static enum MHD_Result visit_go_on(void *context, struct MHD_Connection *connection,
                                   const char *path, const char *method, const char *version,
                                   const char *piece, size_t *piece_size, void **ret_visit)
{
  (void)version;
  struct http_door *door = context;
  struct visit *visit = *ret_visit;
  if (!visit)
    visit = *ret_visit = memory_alloc(sizeof *visit);
  if (!visit->is_seen) {
    visit->is_seen = true;
    visit->refused = head_code(door, connection, path, method, &visit->person);
    /* Without its body, which may be large, it is refused at once. */
    return visit->refused ? refusal_send(connection, visit->refused) : MHD_YES;
  }
  if (*piece_size) {
    visit->is_over = visit->is_over || visit->body.length + *piece_size > BODY_BYTES_MAX;
    if (!visit->is_over)
      strbuf_append_bytes(&visit->body, piece, *piece_size);
    *piece_size = 0;
    return MHD_YES;
  }
  if (visit->is_over)
    return refusal_send(connection, MHD_HTTP_CONTENT_TOO_LARGE);
  return visit_answer(door, connection, path, method, visit);
}

static void visit_end(void *context, struct MHD_Connection *connection, void **visit,
                      enum MHD_RequestTerminationCode why)
{
  (void)context, (void)connection, (void)why;
  struct visit *old = *visit;
  if (!old)
    return;
  strbuf_clear(&old->body);
  free(old->person);
  free(old);
  *visit = NULL;
}

/* ---- the door ---- */

static bool token_make(struct http_door *door)
{
  unsigned char bytes[TOKEN_BYTES];
  if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
    return false;
  for (size_t i = 0; i < sizeof bytes; i++)
    snprintf(door->token + 2 * i, 3, "%02x", bytes[i]);
  return true;
}

static void nothing_said(void *context, const char *format, va_list arguments)
{
  (void)context, (void)format, (void)arguments;
}

static enum status daemon_start(struct http_door *door, const struct http_address *address,
                                struct error *error)
{
  errno = 0;
  door->daemon = MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
          (address->socket.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0),
      (uint16_t)address->port, NULL, NULL, visit_go_on, door, MHD_OPTION_EXTERNAL_LOGGER,
      nothing_said, NULL, MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)&address->socket,
      MHD_OPTION_NOTIFY_COMPLETED, visit_end, NULL, MHD_OPTION_CONNECTION_LIMIT,
      (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_BYTES_MAX,
      MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_END);
  if (door->daemon)
    return STATUS_OK;
  if (errno == EADDRINUSE)
    return error_set(error, STATUS_BUSY,
                     "%s: another program listens there; choose a port with --listen",
                     door->options.listen);
  return error_set(error, STATUS_INSTALL, "%s: cannot listen there: %s", door->options.listen,
                   strerror(errno));
}

enum status http_door_open(const struct http_door_options *options, struct http_door **ret_door,
                           struct error *error)
{
  struct http_door *door cleanup_with(http_door_close) = memory_alloc(sizeof *door);
  struct http_address address;
  door->options = *options;
  enum status status = address_need(options->listen, &address, error);
  if (!status && options->passwords)
    status = people_open(options->passwords, &door->people, error);
  if (!status && !token_make(door))
    status = error_set(error, STATUS_INTERNAL, "the machine gives no random numbers");
  if (!status)
    status = daemon_start(door, &address, error);
  if (status)
    return status;
  const union MHD_DaemonInfo *port = MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_BIND_PORT);
  hosts_set(door, &address, port ? port->port : address.port);
  *ret_door = door;
  door = NULL;
  return STATUS_OK;
}

void http_door_close(struct http_door **door)
{
  struct http_door *old = *door;
  if (!old)
    return;
  http_door_wake(old);
  if (old->daemon)
    MHD_stop_daemon(old->daemon);
  people_close(&old->people);
  for (size_t i = 0; i < old->host_count; i++)
    free(old->hosts[i]);
  free(old->address);
  free(old);
  *door = NULL;
}

const char *http_door_address(const struct http_door *door)
{
  return door->address;
}

const char *http_door_token(const struct http_door *door)
{
  return door->token;
}

struct pollfd http_door_fd(struct http_door *door, int *ret_timeout_ms)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_EPOLL_FD);
  MHD_UNSIGNED_LONG_LONG timeout;
  *ret_timeout_ms = MHD_get_timeout(door->daemon, &timeout) != MHD_YES ? -1
                    : timeout > 60000                                  ? 60000
                                                                       : (int)timeout;
  return (struct pollfd){.fd = info ? info->epoll_fd : -1, .events = POLLIN};
}

void http_door_run(struct http_door *door)
{
  MHD_run(door->daemon);
}

void http_door_wake(struct http_door *door)
{
  while (door->waiting) {
    struct waiting *waiting = door->waiting;
    door->waiting = waiting->next;
    MHD_resume_connection(waiting->connection);
    free(waiting);
  }
}
