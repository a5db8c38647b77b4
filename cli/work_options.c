#include "cli/work_options.h"

#include "base/memory.h"
#include "cli/console.h"

void work_options_init(struct work_options *options)
{
  *options = (struct work_options){.formats = memory_copy_string("json"), .retry_pause = 5};
}

struct work_settings work_settings_of(const struct common_options *common,
                                      const struct work_options *own, const struct event_log *log)
{
  struct work_settings settings = {
      .out = own->output,
      .formats = own->formats,
      .retry_pause_ms = own->retry_pause * 1000,
      .pipeline = common_pipeline_options(common),
      .pool = common_pool_options(common),
      .limits = common_source_limits(common),
      .pdf_text = (enum pdf_text_mode)common->pdf_text,
      .log = log,
      .far = {.place = queue_place_of(&common->queue),
              .store = common->queue.store,
              .claim_seconds = (int)common->queue.claim,
              .ahead = (size_t)common->queue.ahead},
  };
  /* The libraries' own lines are no JSON. */
  settings.pool.verbose = common->verbose && own->log_format == LOG_FORMAT_TEXT;
  return settings;
}

int exit_code_of_run(enum run_end end)
{
  static const enum exit_code codes[] = {[RUN_DONE] = EXIT_DONE,
                                         [RUN_SOME_FAILED] = EXIT_DOCUMENT_FAILED,
                                         [RUN_UNUSABLE] = EXIT_UNUSABLE};
  return codes[end];
}

int exit_code_without_run(enum status status)
{
  return status == STATUS_BUSY ? EXIT_UNUSABLE : exit_code_for(status);
}
