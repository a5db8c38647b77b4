#include "files/service_ping.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void service_ping(void)
{
  static const char ping[] = "WATCHDOG=1";
  const char *place = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (!getenv("WATCHDOG_USEC") || !place || !*place || strlen(place) >= sizeof address.sun_path)
    return;
  strcpy(address.sun_path, place);
  size_t size = offsetof(struct sockaddr_un, sun_path) + strlen(place);
  if (place[0] == '@') /* not in the file system */
    address.sun_path[0] = '\0';
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  /* What is not heard now is said again soon. */
  (void)sendto(fd, ping, sizeof ping - 1, MSG_DONTWAIT | MSG_NOSIGNAL,
               (const struct sockaddr *)&address, (socklen_t)size);
  close(fd);
}
