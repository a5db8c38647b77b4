#include "jobs/delivery.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "files/stream.h"
#include "jobs/review_words.h"
#include "output/table.h"
#include "spool/own_file.h"

static enum status format_unknown(const char *name, struct error *error)
{
  struct strbuf names = {0};
  const struct output_format *format;
  for (size_t i = 0; (format = output_format_at(i)); i++)
    strbuf_appendf(&names, "%s%s", i ? ", " : "", format->name);
  enum status status = error_set(error, STATUS_USAGE, "there is no format \"%s\"; there are %s",
                                 name, strbuf_text(&names));
  strbuf_clear(&names);
  return status;
}

static bool format_list_has(const struct format_list *list, const struct output_format *format)
{
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i] == format)
      return true;
  return false;
}

enum status format_list_parse(const char *text, struct format_list *ret_list, struct error *error)
{
  struct format_list list = {0};
  for (const char *start = text; start;) {
    size_t length = strcspn(start, ",");
    autofree char *name = memory_copy_bytes(start, length);
    const struct output_format *format = output_format_find(name);
    if (!format)
      return format_unknown(name, error);
    if (!format_list_has(&list, format) && list.count < FORMATS_MAX)
      list.items[list.count++] = format;
    start = start[length] ? start + length + 1 : NULL;
  }
  *ret_list = list;
  return STATUS_OK;
}

bool format_list_needs_previews(const struct format_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i]->needs_previews)
      return true;
  return false;
}

bool format_list_needs_full(const struct format_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i]->needs_full)
      return true;
  return false;
}

static bool format_is(const struct output_format *format, const char *name)
{
  return strcmp(format->name, name) == 0;
}

/* Formats of which several make sense one after the other. */
static bool format_joins(const struct output_format *format)
{
  return format_is(format, "json") || format_is(format, "txt") || format_is(format, "csv") ||
         format_is(format, "table");
}

static enum status folder_open(struct delivery *delivery, struct error *error)
{
  enum status status = folder_prepare(delivery->folder, error);
  if (!status)
    status = written_list_open(delivery->folder, &delivery->written, error);
  /* Most folders have no ledger, and one that cannot be read only makes more files kept. */
  if (!status && ledger_open_to_read(delivery->folder, &delivery->ledger, NULL))
    delivery->ledger = NULL;
  return status;
}

void delivery_close(struct delivery *delivery)
{
  written_list_close(&delivery->written);
  ledger_close(&delivery->ledger);
}

enum status delivery_open(struct delivery *delivery, struct error *error)
{
  if (delivery->folder)
    return folder_open(delivery, error);
  const struct output_format *format = delivery->formats.items[0];
  if (delivery->formats.count > 1)
    return error_set(error, STATUS_USAGE,
                     "several formats do not fit one standard output; give a folder with -o DIR");
  if (delivery->several && !format_joins(format))
    return error_set(error, STATUS_USAGE,
                     "several documents as %s do not fit one standard output; give a folder "
                     "with -o DIR",
                     format->name);
  if (format->binary && isatty(STDOUT_FILENO))
    return error_set(error, STATUS_USAGE,
                     "%s is nothing for a terminal; give a folder with -o DIR, or redirect with >",
                     format->name);
  return STATUS_OK;
}

/* ---- standard output ---- */

/* Of several documents as one table, the header stands once. */
static void table_append(const struct pipeline *pipeline, const struct finished_document *finished,
                         bool first, struct strbuf *bytes)
{
  const struct output_context context = {
      .document = finished->document,
      .records = &finished->records,
      .tool = pipeline_tool(pipeline),
  };
  struct table_columns columns = {0};
  struct summary_list rows cleanup_with(summary_list_clear) = {0};
  table_columns_add_listed(&columns);
  if (first)
    csv_append_header(&columns, bytes);
  summaries_from_document(&context, &rows);
  for (size_t i = 0; i < rows.count; i++)
    csv_append_row(&columns, &rows.items[i], bytes);
  table_columns_clear(&columns);
}

static enum status standard_output_write(struct delivery *delivery, const struct pipeline *pipeline,
                                         const struct finished_document *finished,
                                         struct error *error)
{
  const struct output_format *format = delivery->formats.items[0];
  struct strbuf bytes = {0};
  struct output_look look = delivery->look;
  enum status status = STATUS_OK;
  look.compact = delivery->several;
  if (delivery->several && format_is(format, "csv"))
    table_append(pipeline, finished, delivery->delivered == 0, &bytes);
  else {
    if (format_is(format, "txt") && delivery->delivered > 0)
      strbuf_append_char(&bytes, '\f');
    if (format_is(format, "table") && delivery->delivered > 0)
      strbuf_append_char(&bytes, '\n');
    status = pipeline_render(pipeline, finished, format, &look, &bytes, error);
  }
  if (status == STATUS_OK)
    status = stream_write_out(strbuf_text(&bytes), bytes.length, error);
  strbuf_clear(&bytes);
  delivery->delivered++;
  return status;
}

/* ---- a folder ---- */

/* True when `path` is one of the files that the document was read from. */
static bool is_source(const char *path, char *const *sources, size_t count)
{
  struct stat target, source;
  if (stat(path, &target) != 0)
    return false;
  for (size_t i = 0; i < count; i++)
    if (stat(sources[i], &source) == 0 && source.st_dev == target.st_dev &&
        source.st_ino == target.st_ino)
      return true;
  return false;
}

static enum status file_write(struct delivery *delivery, const struct pipeline *pipeline,
                              const struct finished_document *finished, const char *file,
                              const struct output_format *format, struct error *error)
{
  struct strbuf bytes cleanup_with(strbuf_clear) = {0};
  const struct own_folder folder = {delivery->folder, delivery->written, delivery->ledger,
                                    delivery->force};
  autofree char *path = memory_format("%s/%s", delivery->folder, file), *beside = NULL;
  enum status status = pipeline_render(pipeline, finished, format, NULL, &bytes, error);
  if (status == STATUS_OK)
    status = own_file_write(&folder, file, strbuf_text(&bytes), bytes.length, &beside, error);
  if (beside && delivery->kept)
    delivery->kept(delivery->context, path, beside);
  return status;
}

enum status delivery_write(struct delivery *delivery, const struct pipeline *pipeline,
                           struct finished_document *finished, const char *stem,
                           char *const *sources, size_t source_count, struct error *error)
{
  if (!delivery->folder)
    return standard_output_write(delivery, pipeline, finished, error);
  struct strbuf paths cleanup_with(strbuf_clear) = {0};
  enum status status = review_words_put(delivery->ledger, finished->document->source.sha256,
                                        &finished->records, error);
  for (size_t i = 0; status == STATUS_OK && i < delivery->formats.count; i++) {
    const struct output_format *format = delivery->formats.items[i];
    autofree char *file = memory_format("%s.%s", stem, format->name);
    autofree char *path = memory_format("%s/%s", delivery->folder, file);
    if (is_source(path, sources, source_count))
      status =
          error_set(error, STATUS_USAGE,
                    "%s: the output would replace the source; choose another folder with -o", path);
    else
      status = file_write(delivery, pipeline, finished, file, format, error);
    strbuf_appendf(&paths, "%s%s", i ? ", " : "", path);
  }
  if (status == STATUS_OK && delivery->wrote)
    delivery->wrote(delivery->context, strbuf_text(&paths));
  return status;
}
