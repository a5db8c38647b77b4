#include <stdlib.h>

#include "base/memory.h"
#include "output/writers.h"

enum status txt_write(const struct output_context *context, struct strbuf *ret_bytes,
                      struct error *error)
{
  (void)error;
  autofree char *text = document_text(context->document);
  strbuf_append(ret_bytes, text);
  if (ret_bytes->length > 0 && ret_bytes->data[ret_bytes->length - 1] != '\n')
    strbuf_append_char(ret_bytes, '\n');
  return STATUS_OK;
}
