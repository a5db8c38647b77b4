#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/console.h"
#include "files/file_carry.h"
#include "jobs/delivery.h"
#include "ingest/inputs.h"
#include "cli/options.h"
#include "cli/piped_input.h"
#include "jobs/pipeline.h"
#include "cli/verb.h"
#include "jobs/reading_pool.h"

enum {
  STEM_DIGEST_DIGITS = 8,
  DOCUMENTS_AHEAD = 2, /* a worker: submitted but not yet written, so that memory stays bounded */
  PROGRESS_MS = 200,
};

struct convert_options {
  char *output, *formats;
  bool pages_of_one, force;
};

static const struct option_row convert_rows[] = {
    {"output", 'o', OPTION_TEXT, offsetof(struct convert_options, output), "DIR", 0, 0,
     "write DIR/NAME.FORMAT instead of to standard output"},
    {"format", 'f', OPTION_TEXT, offsetof(struct convert_options, formats), "FORMAT[,FORMAT]", 0, 0,
     "json, txt, table, csv, xlsx, html, pdf, hocr, alto (json; table on a terminal)"},
    {"pages-of-one", 0, OPTION_FLAG, offsetof(struct convert_options, pages_of_one), NULL, 0, 0,
     "the files are the pages of one document"},
    {"force", 0, OPTION_FLAG, offsetof(struct convert_options, force), NULL, 0, 0,
     "with -o: replace results that were changed by hand"},
    {0}};

const struct verb_usage convert_usage = {
    .name = "convert",
    .synopsis = "[-o DIR] [-f FORMAT[,FORMAT]] [-j N] FILE|-...",
    .text =
        "Reads scanned certificates: PNG, JPEG, TIFF (all its pages), PDF, OFD, WebP, BMP, GIF,\n"
        "HEIC. Each FILE is a document; a folder is one document whose pages are its pictures in\n"
        "natural order. - is standard input.\n"
        "Without -o, the result goes to standard output: the record as a table where that is a\n"
        "terminal; else one JSON object, or of several documents one on each line.",
    .rows = convert_rows,
};

/* One run of the verb. */
struct conversion {
  struct common_options common;
  struct convert_options own;
  struct console console;
  struct input_list inputs;
  struct piped_inputs piped;
  struct delivery delivery;
  struct pipeline *pipeline;
  struct reading_pool *pool;
  uint64_t *ids;    /* of the inputs in the pool; 0: not submitted */
  size_t submitted; /* inputs handed to the pool, or found to have nothing to read */
  enum exit_code exit_code;
};

/* The worst of what happened decides: nothing works > some document failed > done. */
static void conversion_fails(struct conversion *run, enum status status)
{
  enum exit_code code = status == STATUS_INSTALL ? EXIT_UNUSABLE : EXIT_DOCUMENT_FAILED;
  if (code > run->exit_code)
    run->exit_code = code;
}

static void input_submit(struct conversion *run, size_t index)
{
  const struct input_document *input = &run->inputs.items[index];
  if (input->error.status != STATUS_OK)
    return;
  const struct document_request request = {
      .paths = (const char *const *)input->files,
      .path_count = input->file_count,
      .pictures_of_one = input->pictures_of_one,
      .limits = common_source_limits(&run->common),
      .pdf_text = (enum pdf_text_mode)run->common.pdf_text,
      .want_digest = true,
      .want_previews = format_list_needs_previews(&run->delivery.formats),
      .want_full = format_list_needs_full(&run->delivery.formats),
  };
  run->ids[index] = reading_pool_submit(run->pool, &request);
}

static void progress_show(struct conversion *run, size_t index)
{
  size_t done, total;
  const struct input_document *input = &run->inputs.items[index];
  if (!reading_pool_progress(run->pool, run->ids[index], &done, &total) || total == 0)
    return;
  if (run->inputs.count > 1)
    console_progress(&run->console, "%zu/%zu %s: page %zu of %zu", index + 1, run->inputs.count,
                     input->name, done, total);
  else
    console_progress(&run->console, "%s: page %zu of %zu", input->name, done, total);
}

/* Waits for the next document in the order given, keeping the workers busy with those behind it. */
static void reading_await(struct conversion *run, size_t index,
                          struct document_reading *ret_reading)
{
  size_t ahead = (size_t)(reading_pool_workers(run->pool) * DOCUMENTS_AHEAD);
  while (run->submitted < run->inputs.count && run->submitted <= index + ahead)
    input_submit(run, run->submitted++);
  if (run->ids[index] == 0) {
    *ret_reading = (struct document_reading){.status = run->inputs.items[index].error.status,
                                             .error = run->inputs.items[index].error};
    return;
  }
  bool shows_progress = console_has_progress(&run->console);
  while (!reading_pool_take(run->pool, run->ids[index], ret_reading)) {
    reading_pool_run_once(run->pool, shows_progress ? PROGRESS_MS : -1);
    progress_show(run, index);
  }
  console_progress_end(&run->console);
}

/* One line for what could not be read: the document, or each of its pages. Where no page can be
 * read anywhere, once is enough. */
static void failures_report(struct conversion *run, const struct input_document *input,
                            const struct document_reading *reading)
{
  if (reading->status != STATUS_OK) {
    bool piped = input->file_count && piped_inputs_hold(&run->piped, input->files[0]) &&
                 input->error.status == STATUS_OK;
    if (piped)
      console_error(&run->console, "%s: %s",
                    strcmp(input->path, "-") == 0 ? "standard input" : input->path,
                    message_after_name(reading->error.message, input->files[0]));
    else
      console_error(&run->console, "%s", reading->error.message);
    conversion_fails(run, reading->status);
  }
  for (size_t i = 0; i < reading->page_count && run->exit_code != EXIT_UNUSABLE; i++) {
    const struct read_page *page = &reading->pages[i];
    if (page->status != PAGE_FAILED)
      continue;
    conversion_fails(run, reading->page_errors[i]);
    if (run->exit_code == EXIT_UNUSABLE)
      console_error(&run->console, "%s", page->error);
    else
      console_error(&run->console, "%s: page %d: %s", input->path, page->number, page->error);
  }
}

/* NAME, or NAME-12345678 where an earlier document of the run has the name; owned by the caller. */
static char *output_stem(const struct input_document *input, const struct document *document)
{
  if (!input->stem_is_taken || !document->source.sha256)
    return memory_copy_string(input->stem);
  return memory_format("%s-%.*s", input->stem, STEM_DIGEST_DIGITS, document->source.sha256);
}

static void document_deliver(struct conversion *run, const struct input_document *input,
                             struct document_reading *reading)
{
  struct error error = {0};
  struct finished_document finished = {0};
  autofree char *place = realpath(input->path, NULL);
  bool piped = input->file_count && piped_inputs_hold(&run->piped, input->files[0]);
  enum status status =
      pipeline_finish(run->pipeline, piped ? input->files[0] : input->path, input->name,
                      place ? place : input->path, reading, &finished, &error);
  if (status != STATUS_OK)
    error_prefix(&error, "%s", input->path);
  if (status == STATUS_OK) {
    autofree char *stem = output_stem(input, finished.document);
    status = delivery_write(&run->delivery, run->pipeline, &finished, stem, input->files,
                            input->file_count, &error);
  }
  if (status == STATUS_OK && finished.failure.status != STATUS_OK) {
    error = finished.failure;
    error_prefix(&error, "%s", input->path);
    status = error.status;
  }
  if (status != STATUS_OK) {
    console_error(&run->console, "%s", error.message);
    conversion_fails(run, status);
  }
  finished_document_clear(&finished);
}

static void documents_convert(struct conversion *run)
{
  for (size_t i = 0; i < run->inputs.count && run->exit_code != EXIT_UNUSABLE; i++) {
    struct document_reading reading = {0};
    reading_await(run, i, &reading);
    failures_report(run, &run->inputs.items[i], &reading);
    console_detail(&run->console, "%s: %zu pages in %.1f s", run->inputs.items[i].path,
                   reading.page_count, reading.seconds);
    if (run->exit_code != EXIT_UNUSABLE)
      document_deliver(run, &run->inputs.items[i], &reading);
    document_reading_clear(&reading);
  }
}

static void edited_tell(void *context, const char *path, const char *beside)
{
  console_error(context,
                "%s was not as zhaolu had written it; it is kept beside the new result as %s", path,
                path_base(beside));
}

static void wrote_tell(void *context, const char *paths)
{
  console_note(context, "wrote %s", paths);
}

/* A person at a terminal reads the record; a program behind a pipe gets JSON. */
static const char *formats_of(const struct convert_options *own)
{
  if (own->formats)
    return own->formats;
  return !own->output && isatty(STDOUT_FILENO) ? "table" : "json";
}

static enum status conversion_open(struct conversion *run, const struct arguments *files,
                                   struct error *error)
{
  if (files->count == 0)
    return error_set(error, STATUS_USAGE, "no file is given; see zhaolu convert --help");
  enum status status = format_list_parse(formats_of(&run->own), &run->delivery.formats, error);
  if (status != STATUS_OK)
    return status;
  input_list_collect(files->items, files->count, run->own.pages_of_one, &run->inputs);
  piped_inputs_copy(&run->piped, &run->inputs, common_source_limits(&run->common).max_file_bytes);
  run->delivery.folder = run->own.output;
  run->delivery.several = run->inputs.count > 1;
  run->delivery.force = run->own.force;
  run->delivery.kept = edited_tell;
  run->delivery.wrote = wrote_tell;
  run->delivery.look = (struct output_look){.columns = console_columns(STDOUT_FILENO),
                                            .colour = console_has_colour(STDOUT_FILENO)};
  run->delivery.context = &run->console;
  run->ids = memory_alloc(run->inputs.count * sizeof *run->ids);
  const struct pipeline_options pipeline = common_pipeline_options(&run->common);
  status = pipeline_open(&pipeline, &run->pipeline, error);
  if (status == STATUS_OK) /* makes the folder, when nothing else speaks against the run */
    status = delivery_open(&run->delivery, error);
  if (status != STATUS_OK)
    return status;
  struct reading_pool_options pool = common_pool_options(&run->common);
  pipeline_engine_complete(run->pipeline, &pool.engine);
  return reading_pool_open(&pool, &run->pool, error);
}

static void conversion_close(struct conversion *run)
{
  reading_pool_close(&run->pool);
  pipeline_close(&run->pipeline);
  delivery_close(&run->delivery);
  piped_inputs_remove(&run->piped, &run->inputs);
  input_list_clear(&run->inputs);
  free(run->ids);
  options_clear(convert_rows, &run->own);
  common_options_clear(&run->common);
}

int cmd_convert(int argc, char **argv)
{
  struct conversion run = {0};
  struct arguments files = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&run.common);
  if (!options_read(&convert_usage, argc, argv, &run.own, &run.common, &files, &exit_code))
    return exit_code;
  run.console = console_make(run.common.quiet, run.common.verbose);
  enum status status = conversion_open(&run, &files, &error);
  if (status == STATUS_OK) {
    documents_convert(&run);
    exit_code = run.exit_code;
  } else {
    console_error(&run.console, "%s", error.message);
    exit_code = exit_code_for(status);
  }
  conversion_close(&run);
  arguments_clear(&files);
  return exit_code;
}
