#include "document/reading_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum {
  /* text, confidence, x, y, w, h; then text, confidence an alternative; last, where there is
   * something, [by_shape], [""] for a doubtful shape, [true] for a clear one or [] for a part of a
   * character */
  GLYPH_FIXED_ITEMS = 6,
  CLEAN_FROM_SOURCE_ITEMS = 9,
};

static const double number_max = 1e12; /* of a transform's entries */

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

static void looks_to_json(const struct glyph *glyph, json_t *json)
{
  json_t *looks = json_array();
  for (int i = 0; i < glyph->look_count; i++) {
    json_array_append_new(looks, json_integer(glyph->looks[i].codepoint));
    json_array_append_new(looks, real_new((double)glyph->looks[i].likeness));
  }
  json_object_set_new(json, "looks", looks);
  json_object_set_new(json, "read", real_new((double)glyph->read_likeness));
}

/* What the shape told of the glyph; NULL where it told nothing, as of most. */
static json_t *shape_to_json(const struct glyph *glyph)
{
  if (!*glyph->by_shape && !glyph->is_part_of_shape && !glyph->shape_is_doubtful &&
      !glyph->shape_is_clear && !glyph->shape_fits && glyph->look_count == 0)
    return NULL;
  json_t *json = json_pack("{s:b, s:b, s:b, s:b}", "part", glyph->is_part_of_shape, "doubtful",
                           glyph->shape_is_doubtful, "clear", glyph->shape_is_clear, "fits",
                           glyph->shape_fits);
  if (*glyph->by_shape)
    json_object_set_new(json, "told", text_new(glyph->by_shape));
  if (glyph->look_count > 0)
    looks_to_json(glyph, json);
  return json;
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
  json_t *shape = shape_to_json(glyph);
  if (shape)
    json_array_append_new(json, shape);
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

static bool integer_read(const json_t *json, int least, int *ret_value)
{
  if (!json_is_integer(json))
    return false;
  json_int_t value = json_integer_value(json);
  if (value < least || value > READ_PAGE_EDGE_MAX)
    return false;
  *ret_value = (int)value;
  return true;
}

static bool number_read(const json_t *json, double *ret_value)
{
  if (!json_is_number(json))
    return false;
  *ret_value = json_number_value(json);
  return fabs(*ret_value) <= number_max; /* and so is no NaN */
}

static bool float_read(const json_t *json, float least, float most, float *ret_value)
{
  double value;
  if (!number_read(json, &value) || value < (double)least || value > (double)most)
    return false;
  *ret_value = (float)value;
  return true;
}

/* Recognisers count in per cent and may round beyond them. */
static bool confidence_read(const json_t *json, float *ret_confidence)
{
  if (!float_read(json, -1, 2, ret_confidence))
    return false;
  *ret_confidence = *ret_confidence < 0 ? 0 : *ret_confidence > 1 ? 1 : *ret_confidence;
  return true;
}

/* NULL where there is none. */
static bool sentence_read(const json_t *json, char **ret_sentence)
{
  const char *text = json_string_value(json);
  if (text && strlen(text) > READ_PAGE_SENTENCE_BYTES_MAX)
    return false;
  *ret_sentence = memory_copy_string(text);
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
  return integer_read(json_array_get(array, first), -READ_PAGE_EDGE_MAX, &ret_box->x) &&
         integer_read(json_array_get(array, first + 1), -READ_PAGE_EDGE_MAX, &ret_box->y) &&
         integer_read(json_array_get(array, first + 2), 0, &ret_box->w) &&
         integer_read(json_array_get(array, first + 3), 0, &ret_box->h);
}

/* Nothing that is printed, and made to steer terminals or to turn text about. */
static bool text_steers(const char *text)
{
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length)
    if (codepoint_steers(codepoint))
      return true;
  return false;
}

static bool glyph_text_read(const json_t *json, char ret_text[GLYPH_TEXT_BYTES])
{
  const char *text = json_string_value(json);
  if (!text || strlen(text) >= GLYPH_TEXT_BYTES)
    return false;
  strcpy(ret_text, text_steers(text) ? "\xef\xbf\xbd" : text);
  return true;
}

static const float LIKENESS_MAX = 1;

/* What the glyph looks like: code points and likenesses in turn. */
static bool looks_read(const json_t *json, struct glyph *glyph)
{
  size_t size = json_array_size(json);
  if ((json && !json_is_array(json)) || size > 2 * GLYPH_LOOKS || size % 2)
    return false;
  for (size_t i = 0; i < size; i += 2) {
    struct glyph_likeness *look = &glyph->looks[glyph->look_count++];
    int codepoint;
    if (!integer_read(json_array_get(json, i), 0, &codepoint) ||
        !codepoint_is_han((unsigned)codepoint) ||
        !float_read(json_array_get(json, i + 1), 0, LIKENESS_MAX, &look->likeness))
      return false;
    look->codepoint = (unsigned)codepoint;
  }
  return true;
}

/* What the shape told of the glyph: its item is the last, an object. */
static bool shape_read(const json_t *json, struct glyph *glyph)
{
  const json_t *told = json_object_get(json, "told"), *read = json_object_get(json, "read");
  glyph->is_part_of_shape = json_is_true(json_object_get(json, "part"));
  glyph->shape_is_doubtful = json_is_true(json_object_get(json, "doubtful"));
  glyph->shape_is_clear = json_is_true(json_object_get(json, "clear"));
  glyph->shape_fits = json_is_true(json_object_get(json, "fits"));
  return (!told || glyph_text_read(told, glyph->by_shape)) &&
         (!read || float_read(read, 0, LIKENESS_MAX, &glyph->read_likeness)) &&
         looks_read(json_object_get(json, "looks"), glyph);
}

static bool glyph_read(const json_t *json, struct reading *reading)
{
  struct glyph glyph = {0};
  size_t size = json_array_size(json);
  const json_t *shape = size ? json_array_get(json, size - 1) : NULL;
  if (json_is_object(shape)) {
    if (!shape_read(shape, &glyph))
      return false;
    size--;
  }
  if (size < GLYPH_FIXED_ITEMS || size > GLYPH_FIXED_ITEMS + 2 * GLYPH_ALTERNATIVES || size % 2)
    return false;
  if (!glyph_text_read(json_array_get(json, 0), glyph.text) ||
      !confidence_read(json_array_get(json, 1), &glyph.confidence) ||
      !box_read(json, 2, &glyph.box))
    return false;
  for (size_t i = GLYPH_FIXED_ITEMS; i < size; i += 2) {
    struct glyph_choice *choice = &glyph.alternatives[glyph.alternative_count++];
    if (!glyph_text_read(json_array_get(json, i), choice->text) ||
        !confidence_read(json_array_get(json, i + 1), &choice->confidence))
      return false;
  }
  array_reserve(reading->glyphs, reading->count, reading->capacity);
  reading->glyphs[reading->count++] = glyph;
  return true;
}

static bool reading_read(const json_t *json, struct reading *reading)
{
  if (!json_is_array(json) || json_array_size(json) > READ_PAGE_GLYPHS_MAX)
    return false;
  reading->capacity = json_array_size(json);
  reading->glyphs = memory_resize(NULL, reading->capacity, sizeof *reading->glyphs);
  for (size_t i = 0; i < json_array_size(json); i++)
    if (!glyph_read(json_array_get(json, i), reading))
      return false;
  return true;
}

/* *others: characters of second readings so far. */
static bool line_read(const json_t *json, struct read_page *page, size_t *others)
{
  enum line_kind kind;
  struct box box;
  if (!kind_read(json_object_get(json, "kind"), &kind) ||
      !box_read(json_object_get(json, "box"), 0, &box))
    return false;
  struct read_line *line = read_page_add_line(page, kind, box);
  bool read = reading_read(json_object_get(json, "best"), &line->best) &&
              reading_read(json_object_get(json, "other"), &line->other);
  *others += line->other.count;
  return read;
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
    if (!integer_read(json_object_get(json, integers[i].name), 0, integers[i].value))
      return false;
  return page->rotation < 360 && page->rotation % 90 == 0;
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
  size_t others = 0;
  const json_t *qr = json_object_get(json, "qr"), *lines = json_object_get(json, "lines");
  if (!json_is_array(qr) || json_array_size(qr) > READ_PAGE_QR_MAX || !json_is_array(lines) ||
      json_array_size(lines) > READ_PAGE_LINES_MAX)
    return form_error(error, "list");
  for (size_t i = 0; i < json_array_size(qr); i++) {
    const char *text = json_string_value(json_array_get(qr, i));
    if (!text || strlen(text) > READ_PAGE_QR_BYTES_MAX)
      return form_error(error, "QR code");
    read_page_add_qr(page, text);
  }
  for (size_t i = 0; i < json_array_size(lines); i++)
    if (!line_read(json_array_get(lines, i), page, &others))
      return form_error(error, "line");
  if (read_page_glyph_count(page) > READ_PAGE_GLYPHS_MAX || others > READ_PAGE_GLYPHS_MAX)
    return form_error(error, "number of characters");
  return STATUS_OK;
}

enum status read_page_from_json(const json_t *json, struct read_page *page, struct error *error)
{
  if (!status_read(json_object_get(json, "status"), &page->status))
    return form_error(error, "status");
  if (!page_integers_read(json, page) ||
      !float_read(json_object_get(json, "dpi"), 0, READ_PAGE_DPI_MAX, &page->dpi) ||
      !float_read(json_object_get(json, "skew"), -360, 360, &page->skew) ||
      !transform_read(json_object_get(json, "clean_from_source"), page->clean_from_source))
    return form_error(error, "number");
  if (!sentence_read(json_object_get(json, "error"), &page->error) ||
      !sentence_read(json_object_get(json, "note"), &page->note))
    return form_error(error, "sentence");
  return page_lists_read(json, page, error);
}
