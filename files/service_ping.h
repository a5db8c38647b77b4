#ifndef ZHAOLU_FILES_SERVICE_PING_H
#define ZHAOLU_FILES_SERVICE_PING_H

/* Tells systemd that the program goes on (sd_notify(3), WATCHDOG=1), where it asks to be told:
 * NOTIFY_SOCKET and WATCHDOG_USEC in the environment. Never waits. */

void service_ping(void);

#endif
