#include "document/picture_blob.h"

#include <stdlib.h>

void picture_blob_clear(struct picture_blob *blob)
{
  free(blob->bytes);
  *blob = (struct picture_blob){0};
}
