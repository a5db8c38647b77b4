#include "queue/link_options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum status queue_place_check(const struct queue_place *place, struct error *error)
{
  if (!place->servers || strncmp(place->servers, "nats://", 7) != 0)
    return error_set(error, STATUS_USAGE,
                     "--queue is nats://HOST[:PORT], several parted by commas");
  if (!place->nkey != !place->seed)
    return error_set(error, STATUS_USAGE, "--queue-nkey and --queue-seed belong together");
  if (!place->certificate != !place->key)
    return error_set(error, STATUS_USAGE, "--queue-certificate and --queue-key belong together");
  const char *files[] = {place->password_file, place->credentials, place->seed, place->ca,
                         place->certificate,   place->key};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (files[i] && access(files[i], R_OK) != 0)
      return error_set(error, STATUS_USAGE, "%s: cannot be read: %s", files[i], strerror(errno));
  return STATUS_OK;
}
