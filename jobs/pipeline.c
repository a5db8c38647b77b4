#include "jobs/pipeline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiled_data.h"
#include "base/memory.h"
#include "jobs/data_dir.h"
#include "jobs/extractor_command.h"
#include "extract/extract.h"
#include "files/digest.h"
#include "postproc/document_text.h"

enum {
  RULES_DIGEST_DIGITS = 12,
  MODEL_DIGEST_DIGITS = 12,
  PORTION_GLYPHS = 100000, /* of a text that is corrected at a time: a hundred pages or so */
};

struct pipeline {
  struct correct_options correct;
  char *extractor_command; /* NULL: the built-in one */
  int extractor_timeout;
  char *data_dir, *shapes, *line_net, *own_models;
  struct corrector *corrector;
  struct extractor *extractor;
  struct tool_info tool; /* its texts are those below */
  char *leptonica, *model, *rules, *version;
  char model_sha256[DIGEST_HEX_BYTES];
};

void pipeline_close(struct pipeline **pipeline)
{
  struct pipeline *old = *pipeline;
  if (!old)
    return;
  corrector_close(&old->corrector);
  extractor_close(&old->extractor);
  free(old->extractor_command);
  free(old->data_dir);
  free(old->shapes);
  free(old->line_net);
  free(old->own_models);
  free(old->leptonica);
  free(old->model);
  free(old->rules);
  free(old->version);
  free(old);
  *pipeline = NULL;
}

static enum status model_identify(struct pipeline *pipeline, const struct engine_options *engine,
                                  struct error *error)
{
  pipeline->model = memory_copy_string(engine->language ? engine->language : "");
  if (!engine->language)
    return STATUS_OK;
  autofree char *path = NULL;
  uint64_t bytes;
  struct engine_options complete = *engine;
  pipeline->own_models = data_dir_models(pipeline->data_dir);
  pipeline_engine_complete(pipeline, &complete);
  enum status status = engine_model_path(&complete, &path, error);
  if (status == STATUS_OK)
    status = digest_file(path, pipeline->model_sha256, &bytes, error);
  return status;
}

/* Only the workers load these; that they are there is seen before they start. */
static enum status readable_seen(const char *path, const char *what, struct error *error)
{
  if (access(path, R_OK) != 0)
    return error_set(error, STATUS_INSTALL, "%s: %s; %s", path, strerror(errno), what);
  return STATUS_OK;
}

static enum status shapes_find(struct pipeline *pipeline, struct error *error)
{
  pipeline->shapes = compiled_data_path(pipeline->data_dir, "shapes.bin");
  return readable_seen(pipeline->shapes,
                       "the characters' shapes are missing, install zhaolu again or build it",
                       error);
}

static enum status line_net_find(struct pipeline *pipeline, struct error *error)
{
  pipeline->line_net = memory_format("%s/line-net.bin", pipeline->data_dir);
  return readable_seen(pipeline->line_net,
                       "the network that finds lines is missing, install zhaolu again", error);
}

/* Everything that a result depends on beside the document itself. */
static void version_set(struct pipeline *pipeline, const struct pipeline_options *options,
                        const char *data_digest, const char *lexicon_digest)
{
  pipeline->rules = memory_format("%s+%.*s", ZHAOLU_VERSION, RULES_DIGEST_DIGITS, data_digest);
  pipeline->version = memory_format(
      "%s %s/%.*s%s%.*s%s%s%s%s", pipeline->rules, pipeline->model, MODEL_DIGEST_DIGITS,
      pipeline->model_sha256, lexicon_digest[0] ? " lexicon " : "", RULES_DIGEST_DIGITS,
      lexicon_digest, options->correct.enabled ? "" : " no-correct",
      options->correct.punctuation == PUNCTUATION_KEEP ? " keep-punctuation" : "",
      options->extractor_command ? " extractor " : "",
      options->extractor_command ? options->extractor_command : "");
  pipeline->leptonica = engine_leptonica_version();
  pipeline->tool = (struct tool_info){
      .version = ZHAOLU_VERSION,
      .tesseract = engine_tesseract_version(),
      .leptonica = pipeline->leptonica,
      .model = pipeline->model,
      .model_sha256 = pipeline->model_sha256,
      .rules = pipeline->rules,
  };
}

/* Another program that extracts has its own. */
static enum status lexicon_take(struct pipeline *pipeline, const char *lexicon,
                                char ret_digest[DIGEST_HEX_BYTES], struct error *error)
{
  uint64_t bytes;
  enum status status = digest_file(lexicon, ret_digest, &bytes, error);
  if (status == STATUS_OK && pipeline->extractor)
    status = extractor_know(pipeline->extractor, lexicon, error);
  if (status == STATUS_OK)
    return STATUS_OK;
  error_prefix(error, "--lexicon");
  return error->status = STATUS_USAGE;
}

static enum status pipeline_load(struct pipeline *pipeline, const struct pipeline_options *options,
                                 struct error *error)
{
  char digest[DIGEST_HEX_BYTES], lexicon_digest[DIGEST_HEX_BYTES] = "";
  enum status status = data_dir_find(&pipeline->data_dir, error);
  if (status == STATUS_OK)
    status = shapes_find(pipeline, error);
  if (status == STATUS_OK)
    status = line_net_find(pipeline, error);
  if (status == STATUS_OK)
    status = model_identify(pipeline, &options->engine, error);
  if (status == STATUS_OK)
    status = data_dir_digest(pipeline->data_dir, options->profile, digest, error);
  if (status == STATUS_OK)
    status = corrector_open(pipeline->data_dir, &pipeline->corrector, error);
  if (status == STATUS_OK && !options->extractor_command)
    status = extractor_open(pipeline->data_dir, options->profile, &pipeline->extractor, error);
  if (status == STATUS_OK && options->lexicon)
    status = lexicon_take(pipeline, options->lexicon, lexicon_digest, error);
  if (status == STATUS_OK)
    version_set(pipeline, options, digest, lexicon_digest);
  return status;
}

enum status pipeline_open(const struct pipeline_options *options, struct pipeline **ret_pipeline,
                          struct error *error)
{
  struct pipeline *pipeline = memory_alloc(sizeof *pipeline);
  pipeline->correct = options->correct;
  pipeline->extractor_command = memory_copy_string(options->extractor_command);
  pipeline->extractor_timeout = options->extractor_timeout;
  enum status status = pipeline_load(pipeline, options, error);
  if (status != STATUS_OK) {
    pipeline_close(&pipeline);
    return status;
  }
  *ret_pipeline = pipeline;
  return STATUS_OK;
}

const char *pipeline_data_dir(const struct pipeline *pipeline)
{
  return pipeline->data_dir;
}

void pipeline_engine_complete(const struct pipeline *pipeline, struct engine_options *engine)
{
  engine->shapes = pipeline->shapes;
  engine->own_models = pipeline->own_models;
  engine->line_net = pipeline->line_net;
}

const char *pipeline_version(const struct pipeline *pipeline)
{
  return pipeline->version;
}

enum status pipeline_reader(const struct pipeline *pipeline, char ret_reader[READER_BYTES],
                            struct error *error)
{
  const char *files[] = {pipeline->line_net, pipeline->shapes};
  struct strbuf all cleanup_with(strbuf_clear) = {0};
  const struct tool_info *tool = &pipeline->tool;
  strbuf_appendf(&all, "%s\n%s\n%s\n%s\n", tool->version, tool->tesseract, tool->leptonica,
                 tool->model_sha256);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char sha256[DIGEST_HEX_BYTES];
    uint64_t bytes;
    if (digest_file(files[i], sha256, &bytes, error))
      return error->status;
    strbuf_appendf(&all, "%s\n", sha256);
  }
  char digest[DIGEST_HEX_BYTES];
  digest_bytes(strbuf_text(&all), all.length, digest);
  snprintf(ret_reader, READER_BYTES, "%.*s", READER_BYTES - 1, digest);
  return STATUS_OK;
}

const struct tool_info *pipeline_tool(const struct pipeline *pipeline)
{
  return &pipeline->tool;
}

void finished_document_clear(struct finished_document *finished)
{
  document_free(&finished->document);
  record_list_clear(&finished->records);
}

static struct output_context output_context_of(const struct pipeline *pipeline,
                                               const struct finished_document *finished,
                                               const struct output_look *look)
{
  return (struct output_context){
      .document = finished->document,
      .records = &finished->records,
      .tool = &pipeline->tool,
      .look = look ? *look : (struct output_look){0},
  };
}

/* The failure of a command with this one document leaves the reading, and is told as any other. A
 * second attempt would only fail the same way. */
static enum status record_failure_keep(struct finished_document *finished, enum status status,
                                       const struct error *error)
{
  if (status != STATUS_BAD_INPUT && status != STATUS_TIMEOUT)
    return status;
  finished->failure = *error;
  finished->failure.status = STATUS_BAD_INPUT;
  document_add_warning(finished->document, "%s", error->message);
  return STATUS_OK;
}

static enum status record_make(const struct pipeline *pipeline, struct finished_document *finished,
                               struct error *error)
{
  if (!pipeline->extractor_command)
    return records_extract(pipeline->extractor, finished->document, &finished->records, error);
  const struct output_format *json = output_format_find("json");
  struct strbuf document cleanup_with(strbuf_clear) = {0};
  enum status status = pipeline_render(pipeline, finished, json,
                                       &(struct output_look){.compact = true}, &document, error);
  if (status == STATUS_OK)
    status = record_failure_keep(
        finished,
        extractor_command_run(pipeline->extractor_command, pipeline->extractor_timeout,
                              strbuf_text(&document), &finished->records, error),
        error);
  return status;
}

/* As the contract has it: a page that failed comes before a field in doubt. */
static enum document_status status_of_pages(const struct document *document)
{
  size_t failed = 0;
  for (size_t i = 0; i < document->page_count; i++)
    failed += document->pages[i].read.status == PAGE_FAILED;
  if (failed == document->page_count)
    return DOCUMENT_FAILED;
  return failed ? DOCUMENT_PARTIAL : DOCUMENT_OK;
}

/* A certificate of no known kind, or no certificate at all, is nothing to be sure of. */
static bool records_want_a_person(const struct record_list *records)
{
  bool wanted = records->count == 0 || record_list_count_checks(records) > 0;
  for (size_t i = 0; i < records->count; i++)
    wanted |= !strcmp(records->items[i]->type, "unknown");
  return wanted;
}

static enum document_status status_of(const struct finished_document *finished)
{
  enum document_status status = status_of_pages(finished->document);
  if (finished->failure.status != STATUS_OK)
    return DOCUMENT_FAILED;
  return status == DOCUMENT_OK && records_want_a_person(&finished->records) ? DOCUMENT_CHECK
                                                                            : status;
}

static enum status portion_complete(const struct pipeline *pipeline, struct document *part,
                                    struct record_list *ret_records, struct error *error)
{
  struct finished_document finished = {.document = part};
  part->text_is_raw = !pipeline->correct.enabled;
  document_correct(pipeline->corrector, &pipeline->correct, part);
  enum status status = STATUS_OK;
  if (!pipeline->extractor_command)
    status = record_make(pipeline, &finished, error);
  *ret_records = finished.records;
  return status;
}

/* The portions become one document; of its glyphs no more is needed where there are several. */
static enum status portions_complete(const struct pipeline *pipeline,
                                     struct text_portions *portions,
                                     struct finished_document *finished, struct error *error)
{
  struct document *part;
  bool goes_on;
  enum status status = STATUS_OK;
  while (status == STATUS_OK && (part = text_portions_next(portions, &goes_on))) {
    struct record_list records cleanup_with(record_list_clear) = {0};
    status = portion_complete(pipeline, part, &records, error);
    record_list_join(&finished->records, &records);
    if (!finished->document) {
      finished->document = part;
      continue;
    }
    document_drop_glyphs(finished->document);
    document_drop_glyphs(part);
    document_join(finished->document, &part, goes_on);
  }
  if (status == STATUS_OK && pipeline->extractor_command)
    status = record_make(pipeline, finished, error);
  return status;
}

static enum status document_complete(const struct pipeline *pipeline, struct document *document,
                                     struct finished_document *ret_finished, struct error *error)
{
  struct finished_document finished = {.document = document};
  document->text_is_raw = !pipeline->correct.enabled;
  document_correct(pipeline->corrector, &pipeline->correct, document);
  enum status status = STATUS_OK;
  if (status_of_pages(document) != DOCUMENT_FAILED)
    status = record_make(pipeline, &finished, error);
  if (status != STATUS_OK) {
    finished_document_clear(&finished);
    return status;
  }
  document->status = status_of(&finished);
  *ret_finished = finished;
  return STATUS_OK;
}

static void source_fill(struct document_source *source, const char *place, const char *name,
                        const struct document_reading *reading)
{
  source->path = memory_copy_string(place);
  source->name = memory_copy_string(name);
  source->bytes = reading->bytes;
  source->format = source_format_name(reading->format);
  if (*reading->sha256)
    source->sha256 = memory_copy_string(reading->sha256);
}

enum status pipeline_finish(const struct pipeline *pipeline, const char *path, const char *name,
                            const char *place, struct document_reading *reading,
                            struct finished_document *ret_finished, struct error *error)
{
  struct document *document = document_from_pages(reading->pages, reading->page_count);
  source_fill(&document->source, place, name, reading);
  enum status status = STATUS_OK;
  if (reading->status == STATUS_OK)
    status = document_complete(pipeline, document, ret_finished, error);
  else {
    document->source.format = NULL;
    document->status = DOCUMENT_FAILED;
    document_add_warning(document, "%s", message_after_name(reading->error.message, path));
    *ret_finished = (struct finished_document){.document = document};
  }
  document_reading_clear(reading);
  return status;
}

enum status pipeline_finish_text(const struct pipeline *pipeline, const char *name,
                                 const char *place, const char *text, size_t length,
                                 struct finished_document *ret_finished, struct error *error)
{
  struct text_portions *portions cleanup_with(text_portions_close) = NULL;
  struct finished_document finished cleanup_with(finished_document_clear) = {0};
  enum status status = text_portions_open(text, length, PORTION_GLYPHS, &portions, error);
  if (status == STATUS_OK)
    status = portions_complete(pipeline, portions, &finished, error);
  if (status != STATUS_OK)
    return status;
  finished.document->source.name = memory_copy_string(name);
  finished.document->source.path = memory_copy_string(place);
  finished.document->status = status_of(&finished);
  *ret_finished = finished;
  finished = (struct finished_document){0};
  return STATUS_OK;
}

enum status pipeline_render(const struct pipeline *pipeline,
                            const struct finished_document *finished,
                            const struct output_format *format, const struct output_look *look,
                            struct strbuf *ret_bytes, struct error *error)
{
  const struct output_context context = output_context_of(pipeline, finished, look);
  return format->write(&context, ret_bytes, error);
}
