#include "document/reading_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
  /* text, confidence, x, y, w, h; then text, confidence an alternative; last, where there is
   * something, [by_shape], [""] for a doubtful shape or [] for a part of a character */
  GLYPH_FIXED_ITEMS = 6,
  CLEAN_FROM_SOURCE_ITEMS = 9,
};

static const char *const kind_names[] = {[LINE_TEXT] = "text", [LINE_SEAL] = "seal"};

/* ---- to JSON ---- */

/* Never NULL, so that no list comes out shorter than it is: what JSON cannot hold becomes U+FFFD
 * or 0. */
static json_t *text_new(const char *text)
{
  json_t *json = json_string(text);
  return json ? json : json_string("\xef\xbf\xbd");
}

static json_t *real_new(double value)
{
  return json_real(isfinite(value) ? value : 0.0);
}

static json_t *box_append(json_t *array, struct box box)
{
  const int numbers[] = {box.x, box.y, box.w, box.h};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    json_array_append_new(array, json_integer(numbers[i]));
  return array;
}

static json_t *glyph_to_json(const struct glyph *glyph)
{
  json_t *json = json_array();
  json_array_append_new(json, text_new(glyph->text));
  json_array_append_new(json, real_new((double)glyph->confidence));
  box_append(json, glyph->box);
  for (int i = 0; i < glyph->alternative_count; i++) {
    json_array_append_new(json, text_new(glyph->alternatives[i].text));
    json_array_append_new(json, real_new((double)glyph->alternatives[i].confidence));
  }
  if (*glyph->by_shape || glyph->shape_is_doubtful)
    json_array_append_new(json, json_pack("[o]", text_new(glyph->by_shape)));
  else if (glyph->is_part_of_shape)
    json_array_append_new(json, json_array());
  return json;
}

static json_t *reading_to_json(const struct reading *reading)
{
  json_t *json = json_array();
  for (size_t i = 0; i < reading->count; i++)
    json_array_append_new(json, glyph_to_json(&reading->glyphs[i]));
  return json;
}

static json_t *line_to_json(const struct read_line *line)
{
  return json_pack("{s:s, s:o, s:o, s:o}", "kind", kind_names[line->kind], "box",
                   box_append(json_array(), line->box), "best", reading_to_json(&line->best),
                   "other", reading_to_json(&line->other));
}

json_t *read_page_to_json(const struct read_page *page)
{
  json_t *transform = json_array(), *qr = json_array(), *lines = json_array();
  for (int i = 0; i < CLEAN_FROM_SOURCE_ITEMS; i++)
    json_array_append_new(transform, real_new(page->clean_from_source[i]));
  for (size_t i = 0; i < page->qr_count; i++)
    json_array_append_new(qr, text_new(page->qr[i]));
  for (size_t i = 0; i < page->line_count; i++)
    json_array_append_new(lines, line_to_json(&page->lines[i]));
  return json_pack("{s:i, s:s, s:o, s:o, s:i, s:i, s:i, s:o, s:i, s:o, s:i, s:i, s:o, s:o, s:o}",
                   "number", page->number, "status", page_status_name(page->status), "error",
                   page->error ? text_new(page->error) : json_null(), "note",
                   page->note ? text_new(page->note) : json_null(), "duplicate_of",
                   page->duplicate_of, "width", page->width, "height", page->height, "dpi",
                   real_new((double)page->dpi), "rotation", page->rotation, "skew",
                   real_new((double)page->skew), "clean_width", page->clean_width, "clean_height",
                   page->clean_height, "clean_from_source", transform, "qr", qr, "lines", lines);
}

/* ---- from JSON ---- */

static enum status form_error(struct error *error, const char *what)
{
  return error_set(error, STATUS_BAD_INPUT, "a worker's page has a wrong %s", what);
}

static bool integer_read(const json_t *json, int *ret_value)
{
  if (!json_is_integer(json))
    return false;
  json_int_t value = json_integer_value(json);
  if (value < -(1 << 30) || value > 1 << 30)
    return false;
  *ret_value = (int)value;
  return true;
}

static bool number_read(const json_t *json, double *ret_value)
{
  if (!json_is_number(json))
    return false;
  *ret_value = json_number_value(json);
  return isfinite(*ret_value);
}

static bool float_read(const json_t *json, float *ret_value)
{
  double value;
  if (!number_read(json, &value))
    return false;
  *ret_value = (float)value;
  return true;
}

static bool kind_read(const json_t *json, enum line_kind *ret_kind)
{
  const char *text = json_string_value(json);
  for (int i = LINE_TEXT; text && i <= LINE_SEAL; i++)
    if (strcmp(kind_names[i], text) == 0) {
      *ret_kind = (enum line_kind)i;
      return true;
    }
  return false;
}

static bool status_read(const json_t *json, enum page_status *ret_status)
{
  const char *text = json_string_value(json);
  for (int i = PAGE_OK; text && i <= PAGE_FAILED; i++)
    if (strcmp(page_status_name((enum page_status)i), text) == 0) {
      *ret_status = (enum page_status)i;
      return true;
    }
  return false;
}

/* Four items of `array` from `first` on. */
static bool box_read(const json_t *array, size_t first, struct box *ret_box)
{
  return integer_read(json_array_get(array, first), &ret_box->x) &&
         integer_read(json_array_get(array, first + 1), &ret_box->y) &&
         integer_read(json_array_get(array, first + 2), &ret_box->w) &&
         integer_read(json_array_get(array, first + 3), &ret_box->h);
}

static bool glyph_text_read(const json_t *json, char ret_text[GLYPH_TEXT_BYTES])
{
  const char *text = json_string_value(json);
  if (!text || strlen(text) >= GLYPH_TEXT_BYTES)
    return false;
  strcpy(ret_text, text);
  return true;
}

/* What the shape told of the glyph: its item is the last, a list of one text or none. */
static bool shape_read(const json_t *json, struct glyph *glyph)
{
  glyph->is_part_of_shape = json_array_size(json) == 0;
  if (glyph->is_part_of_shape)
    return true;
  bool read =
      json_array_size(json) == 1 && glyph_text_read(json_array_get(json, 0), glyph->by_shape);
  glyph->shape_is_doubtful = read && !*glyph->by_shape;
  return read;
}

static bool glyph_read(const json_t *json, struct reading *reading)
{
  struct glyph glyph = {0};
  size_t size = json_array_size(json);
  const json_t *shape = size ? json_array_get(json, size - 1) : NULL;
  if (json_is_array(shape)) {
    if (!shape_read(shape, &glyph))
      return false;
    size--;
  }
  if (size < GLYPH_FIXED_ITEMS || size > GLYPH_FIXED_ITEMS + 2 * GLYPH_ALTERNATIVES || size % 2)
    return false;
  if (!glyph_text_read(json_array_get(json, 0), glyph.text) ||
      !float_read(json_array_get(json, 1), &glyph.confidence) || !box_read(json, 2, &glyph.box))
    return false;
  for (size_t i = GLYPH_FIXED_ITEMS; i < size; i += 2) {
    struct glyph_choice *choice = &glyph.alternatives[glyph.alternative_count++];
    if (!glyph_text_read(json_array_get(json, i), choice->text) ||
        !float_read(json_array_get(json, i + 1), &choice->confidence))
      return false;
  }
  array_reserve(reading->glyphs, reading->count, reading->capacity);
  reading->glyphs[reading->count++] = glyph;
  return true;
}

static bool reading_read(const json_t *json, struct reading *reading)
{
  if (!json_is_array(json))
    return false;
  for (size_t i = 0; i < json_array_size(json); i++)
    if (!glyph_read(json_array_get(json, i), reading))
      return false;
  return true;
}

static bool line_read(const json_t *json, struct read_page *page)
{
  enum line_kind kind;
  struct box box;
  if (!kind_read(json_object_get(json, "kind"), &kind) ||
      !box_read(json_object_get(json, "box"), 0, &box))
    return false;
  struct read_line *line = read_page_add_line(page, kind, box);
  return reading_read(json_object_get(json, "best"), &line->best) &&
         reading_read(json_object_get(json, "other"), &line->other);
}

/* A whole number of the page; the table keeps names and places together. */
static bool page_integers_read(const json_t *json, struct read_page *page)
{
  const struct {
    const char *name;
    int *value;
  } integers[] = {
      {"number", &page->number},
      {"duplicate_of", &page->duplicate_of},
      {"width", &page->width},
      {"height", &page->height},
      {"rotation", &page->rotation},
      {"clean_width", &page->clean_width},
      {"clean_height", &page->clean_height},
  };
  for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
    if (!integer_read(json_object_get(json, integers[i].name), integers[i].value))
      return false;
  return true;
}

static bool transform_read(const json_t *json, double ret_transform[CLEAN_FROM_SOURCE_ITEMS])
{
  for (size_t i = 0; i < CLEAN_FROM_SOURCE_ITEMS; i++)
    if (!number_read(json_array_get(json, i), &ret_transform[i]))
      return false;
  return true;
}

static enum status page_lists_read(const json_t *json, struct read_page *page, struct error *error)
{
  const json_t *qr = json_object_get(json, "qr"), *lines = json_object_get(json, "lines");
  if (!json_is_array(qr) || !json_is_array(lines))
    return form_error(error, "list");
  for (size_t i = 0; i < json_array_size(qr); i++) {
    const char *text = json_string_value(json_array_get(qr, i));
    if (!text)
      return form_error(error, "QR code");
    read_page_add_qr(page, text);
  }
  for (size_t i = 0; i < json_array_size(lines); i++)
    if (!line_read(json_array_get(lines, i), page))
      return form_error(error, "line");
  return STATUS_OK;
}

enum status read_page_from_json(const json_t *json, struct read_page *page, struct error *error)
{
  if (!status_read(json_object_get(json, "status"), &page->status))
    return form_error(error, "status");
  if (!page_integers_read(json, page) || !float_read(json_object_get(json, "dpi"), &page->dpi) ||
      !float_read(json_object_get(json, "skew"), &page->skew) ||
      !transform_read(json_object_get(json, "clean_from_source"), page->clean_from_source))
    return form_error(error, "number");
  page->error = memory_copy_string(json_string_value(json_object_get(json, "error")));
  page->note = memory_copy_string(json_string_value(json_object_get(json, "note")));
  return page_lists_read(json, page, error);
}
