#include "queue/link.h"
#include "queue/queue_view.h"

/* In place of link.c and queue_view.c where the program is built without NATS (meson
 * -Dqueue=disabled). There is no link, so nothing but the first function is ever called. */

static enum status absent(struct error *error)
{
  return error_set(
      error, STATUS_INSTALL,
      "this zhaolu was built without the queue; install libnats-dev and build it again "
      "with -Dqueue=enabled");
}

enum status queue_view_look(const struct queue_place *place, struct queue_view *ret_view,
                            struct error *error)
{
  (void)place;
  (void)ret_view;
  return absent(error);
}

void queue_view_clear(struct queue_view *view)
{
  (void)view;
}

enum status queue_link_open(const struct queue_link_options *options, struct queue_link **ret_link,
                            struct error *error)
{
  (void)options;
  (void)ret_link;
  return absent(error);
}

void queue_link_close(struct queue_link **link)
{
  *link = NULL;
}

void queue_link_send(struct queue_link *link, struct queue_parcel *parcel)
{
  (void)link;
  (void)parcel;
}

size_t queue_link_unsent(struct queue_link *link)
{
  (void)link;
  return 0;
}

void queue_link_want(struct queue_link *link, size_t count)
{
  (void)link;
  (void)count;
}

bool queue_link_take(struct queue_link *link, struct queue_delivery *ret_delivery)
{
  (void)link;
  (void)ret_delivery;
  return false;
}

void queue_link_settle(struct queue_link *link, uint64_t token, enum queue_settling how)
{
  (void)link;
  (void)token;
  (void)how;
}

void queue_link_keep(struct queue_link *link)
{
  (void)link;
}

bool queue_link_note(struct queue_link *link, const char *name, const char *text)
{
  (void)link;
  (void)name;
  (void)text;
  return false;
}

int queue_link_fd(const struct queue_link *link)
{
  (void)link;
  return -1;
}

void queue_link_trouble(struct queue_link *link, struct error *ret_trouble)
{
  (void)link;
  *ret_trouble = (struct error){0};
}

size_t queue_link_message_max(struct queue_link *link)
{
  (void)link;
  return 0;
}
