#include "postproc/correct.h"

#include <stdlib.h>

#include "base/memory.h"

struct corrector {
  char *data_dir;
};

enum status corrector_open(const char *data_dir, struct corrector **ret_corrector,
                           struct error *error)
{
  (void)error;
  struct corrector *corrector = memory_alloc(sizeof *corrector);
  corrector->data_dir = memory_copy_string(data_dir);
  *ret_corrector = corrector;
  return STATUS_OK;
}

void corrector_close(struct corrector **corrector)
{
  if (!*corrector)
    return;
  free((*corrector)->data_dir);
  free(*corrector);
  *corrector = NULL;
}

enum status document_correct(const struct corrector *corrector,
                             const struct correct_options *options, struct document *document,
                             struct error *error)
{
  (void)corrector;
  (void)options;
  (void)document;
  (void)error;
  return STATUS_OK;
}
