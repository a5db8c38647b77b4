#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "cli/console.h"
#include "jobs/delivery.h"
#include "cli/edit_report.h"
#include "cli/options.h"
#include "jobs/pipeline.h"
#include "files/stream.h"
#include "cli/verb.h"

static const size_t text_bytes_max = (size_t)256 << 20;

struct fix_options {
  char *format;
  bool explain;
};

static const struct option_row fix_rows[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct fix_options, format), "FORMAT", 0, 0,
     "txt, json or csv (txt)"},
    {"explain", 0, OPTION_FLAG, offsetof(struct fix_options, explain), NULL, 0, 0,
     "show what was changed and why, instead of the text"},
    {0}};

static const char *const fix_shared[] = {"profile",     "lexicon",   "no-correct",
                                         "punctuation", "extractor", "extractor-timeout",
                                         "config",      "help",      NULL};

const struct verb_usage fix_usage = {
    .name = "fix",
    .synopsis = "[-f txt|json|csv] [--explain] [FILE|-]",
    .text = "Corrects text that another OCR produced (UTF-8 or UTF-16) and takes the record from\n"
            "it. A form feed ends a page; without one, a page starts at a repeated page heading.\n"
            "Reads standard input when FILE is - or not given.",
    .rows = fix_rows,
    .shared = fix_shared,
};

/* What says where on a page each word stands cannot be said of a text. */
static bool is_of_text(const struct output_format *format)
{
  static const char *const names[] = {"txt", "json", "csv", "table"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(format->name, names[i]) == 0)
      return true;
  return false;
}

static enum status format_choose(const struct fix_options *own,
                                 const struct output_format **ret_format, struct error *error)
{
  struct format_list formats;
  enum status status = format_list_parse(own->format, &formats, error);
  if (status != STATUS_OK)
    return status;
  if (formats.count > 1 || !is_of_text(formats.items[0]))
    return error_set(error, STATUS_USAGE, "fix gives one of txt, json and csv, not \"%s\"",
                     own->format);
  *ret_format = formats.items[0];
  return STATUS_OK;
}

/* The JSON names a file without its folder, as convert does. */
static const char *source_name(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static enum status text_fix(const struct common_options *common, const struct fix_options *own,
                            const char *path, struct error *error)
{
  const struct output_format *format = NULL;
  struct pipeline *pipeline = NULL;
  struct finished_document finished = {0};
  struct strbuf bytes = {0};
  autofree char *text = NULL;
  size_t length = 0;
  struct pipeline_options options = common_pipeline_options(common);
  options.engine.language = NULL; /* nothing is recognised here */
  enum status status = format_choose(own, &format, error);
  if (status == STATUS_OK)
    status = stream_read_all(path, text_bytes_max, &text, &length, error);
  if (status == STATUS_OK)
    status = pipeline_open(&options, &pipeline, error);
  if (status == STATUS_OK) {
    autofree char *place = realpath(path, NULL);
    status =
        pipeline_finish_text(pipeline, source_name(path), place, text, length, &finished, error);
    if (status != STATUS_OK)
      error_prefix(error, "%s", strcmp(path, "-") == 0 ? "standard input" : path);
  }
  if (status == STATUS_OK && own->explain)
    edit_report_append(finished.document, console_has_colour(STDOUT_FILENO), &bytes);
  else if (status == STATUS_OK)
    status = pipeline_render(pipeline, &finished, format, NULL, &bytes, error);
  if (status == STATUS_OK)
    status = stream_write_out(strbuf_text(&bytes), bytes.length, error);
  if (status == STATUS_OK && finished.failure.status != STATUS_OK) {
    *error = finished.failure;
    error_prefix(error, "%s", strcmp(path, "-") == 0 ? "standard input" : path);
    status = error->status;
  }
  strbuf_clear(&bytes);
  finished_document_clear(&finished);
  pipeline_close(&pipeline);
  return status;
}

int cmd_fix(int argc, char **argv)
{
  struct common_options common;
  struct fix_options own = {.format = memory_copy_string("txt")};
  struct arguments files = {0};
  struct error error = {0};
  int exit_code;
  common_options_init(&common);
  if (!options_read(&fix_usage, argc, argv, &own, &common, &files, &exit_code))
    return exit_code;
  enum status status =
      files.count > 1 ? error_set(&error, STATUS_USAGE, "fix takes one file; see zhaolu fix --help")
                      : text_fix(&common, &own, files.count ? files.items[0] : "-", &error);
  if (status != STATUS_OK)
    console_error(NULL, "%s", error.message);
  arguments_clear(&files);
  options_clear(fix_rows, &own);
  common_options_clear(&common);
  return exit_code_for(status);
}
