#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "jobs/delivery.h"
#include "jobs/page_job.h"
#include "jobs/pipeline.h"
#include "jobs/reading_answer.h"
#include "output/output.h"

/* Any JSON as a worker's answer, and what was taken of it through correction, extraction and each
 * format that needs no picture. The first byte is the message's kind. */

static struct pipeline *pipeline_once(void)
{
  static struct pipeline *pipeline;
  const struct pipeline_options options = {.correct = {.enabled = true}};
  struct error error = {0};
  if (!pipeline && pipeline_open(&options, &pipeline, &error))
    abort();
  return pipeline;
}

static void reading_write(struct document_reading *reading)
{
  struct finished_document finished cleanup_with(finished_document_clear) = {0};
  struct error error = {0};
  if (pipeline_finish(pipeline_once(), "a.png", "a.png", "a.png", reading, &finished, &error))
    return;
  struct format_list formats = {0};
  if (format_list_parse("json,txt,hocr,alto,csv", &formats, &error))
    abort();
  for (size_t i = 0; i < formats.count; i++) {
    struct strbuf bytes cleanup_with(strbuf_clear) = {0};
    enum status ignored =
        pipeline_render(pipeline_once(), &finished, formats.items[i], NULL, &bytes, &error);
    (void)ignored;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  static const char *const paths[] = {"a.png"};
  const struct document_request request = {
      .paths = paths, .path_count = 1, .limits = source_limits_default};
  const struct reading_pool_options options = {.page_timeout = 60, .page_attempts = 1};
  struct message message = {0};
  if (size < 2 || !(message.body = json_loadb((const char *)bytes + 1, size - 1, 0, NULL)))
    return 0;
  message.kind = bytes[0] & 7;
  message.bytes = (unsigned char *)strdup("sentence");
  message.size = message.bytes ? 8 : 0;
  bool opening = message.kind == MESSAGE_PROBED || bytes[0] & 8;
  struct reading_document *document = reading_document_new(1, &request, 0);
  if (!opening) {
    reading_document_open(document, SOURCE_PNG, 1, "", 0);
    reading_document_page_started(document, 0);
  }
  /* Whether a model is there is the machine's affair, not the message's. */
  if (message.kind != MESSAGE_FAILED &&
      reading_answer_take(document, opening ? OPENING : 0, &message, &options) != ANSWER_NONSENSE &&
      document->stage == DOCUMENT_FINISHED)
    reading_write(&document->reading);
  reading_document_free(&document);
  message_clear(&message);
  return 0;
}
