#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <stdlib.h>

#include "document/record.h"

/* Any bytes as what an extractor of the user's writes. */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  json_t *json = json_loadb((const char *)bytes, size, 0, NULL);
  struct record_list records = {0};
  struct error error = {0};
  if (!json)
    return 0;
  if (record_list_from_json(json, &records, &error) && (records.count || !error.message[0]))
    abort();
  record_list_count_checks(&records);
  record_list_clear(&records);
  json_decref(json);
  return 0;
}
