#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "jobs/far_answer.h"
#include "jobs/far_task.h"

/* Any message of the queue as a document and as an answer. Half of the inputs are a message as it
 * comes, the others its JSON alone, with bytes behind the first NUL, so that what stands in it is
 * reached past the compression. */

static void task_try(const struct envelope *envelope)
{
  struct far_task task cleanup_with(far_task_clear) = {0};
  struct error error = {0};
  if (far_task_from_envelope(envelope, &task, &error))
    return;
  json_t *json = far_task_to_json(&task);
  if (!json)
    abort();
  json_decref(json);
}

static void answer_try(const struct envelope *envelope)
{
  static const char *const paths[] = {"a.png"};
  struct far_file file = {.sha256 = "aa", .bytes = 1};
  const struct far_task task = {.files = &file, .file_count = 1};
  struct document_request request = {.paths = paths, .path_count = 1, .limits = {1000, 1000, 5}};
  struct document_reading reading cleanup_with(document_reading_clear) = {0};
  struct error error = {0};
  enum status ignored = far_answer_decode(envelope, &task, &request, &reading, &error);
  (void)ignored;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  struct envelope envelope cleanup_with(envelope_clear) = {0};
  struct error error = {0};
  if (size < 2)
    return 0;
  if (bytes[0] & 1) {
    if (envelope_decode(bytes + 1, size - 1, &envelope, &error))
      return 0;
  } else {
    size_t length = strnlen((const char *)bytes + 1, size - 1);
    envelope.body = json_loadb((const char *)bytes + 1, length, JSON_REJECT_DUPLICATES, NULL);
    envelope.bytes = bytes + 1 + length;
    envelope.size = size - 1 - length;
  }
  if (!json_is_object(envelope.body))
    return 0;
  task_try(&envelope);
  answer_try(&envelope);
  return 0;
}
