#ifndef ZHAOLU_SPOOL_INBOX_EVENTS_H
#define ZHAOLU_SPOOL_INBOX_EVENTS_H

/*
 * Tells that something happens in the inbox (inotify), so that a scan need not wait for its hour.
 * Only a hint: network folders deliver no events, and events may be lost; a scan at intervals is
 * what files are found by.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct inbox_events; /* opaque */

/* STATUS_UNSUPPORTED where the machine has no notifications to give. */
enum status inbox_events_open(struct inbox_events **ret_events, struct error *error) MUST_CHECK;
void inbox_events_close(struct inbox_events **events);

/* Listens to these folders as well; those that are listened to already cost nothing. False when one
 * could not be added: its files are found by scans alone. */
bool inbox_events_listen(struct inbox_events *events, const char *const *folders, size_t count);

int inbox_events_fd(const struct inbox_events *events); /* to poll for reading */
/* Reads all that has come; true if there was anything. Never blocks. */
bool inbox_events_drain(struct inbox_events *events);

#endif
