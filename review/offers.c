/*
 * What else a field may say, each with where it is from: as it was read, the QR code, the other
 * pages, what people said of the same company. Offered to the person, never put in.
 */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "output/page_place.h"
#include "review/result_load.h"
#include "review/review_parts.h"
#include "review/value_form.h"

enum {
  OFFERS_MAX = 6,
  VALUE_BYTES_MAX = 600, /* longer texts are not compared character by character */
  LIKE_PERCENT = 60,     /* of its characters that a text must share to be the same thing */
  QR_TOKEN_BYTES_MIN = 6,
};

static const char credit_code[] = "unified_social_credit_code";

struct offers {
  json_t *list;
  const char *value; /* what stands there: not offered again */
};

static void offer_add(struct offers *offers, const char *text, const char *key, const char *more)
{
  size_t i;
  json_t *known;
  autofree char *chinese = NULL, *english = NULL;
  if (!text[0] || strcmp(text, offers->value) == 0 || json_array_size(offers->list) >= OFFERS_MAX)
    return;
  json_array_foreach(offers->list, i,
                     known) if (strcmp(json_string_value(json_object_get(known, "text")), text) ==
                                0) return;
  words_find(key, &chinese, &english);
  autofree char *zh = memory_format("%s%s%s", chinese, more[0] ? " " : "", more);
  autofree char *en = memory_format("%s%s%s", english, more[0] ? " " : "", more);
  json_array_append_new(offers->list,
                        json_pack("{s:s, s:s, s:s}", "text", text, "zh", zh, "en", en));
}

/* ---- likeness ---- */

static size_t codepoints_of(const char *text, unsigned *ret_codepoints, size_t capacity)
{
  size_t count = 0, length;
  unsigned codepoint;
  for (; count < capacity && (length = utf8_decode(text, &codepoint)) > 0; text += length)
    ret_codepoints[count++] = codepoint;
  return count;
}

/* Characters in common, in order (the longest common subsequence). */
static size_t common_of(const unsigned *a, size_t a_count, const unsigned *b, size_t b_count)
{
  size_t row[VALUE_BYTES_MAX + 1] = {0};
  for (size_t i = 0; i < a_count; i++) {
    size_t diagonal = 0;
    for (size_t k = 0; k < b_count; k++) {
      size_t above = row[k + 1];
      row[k + 1] = a[i] == b[k] ? diagonal + 1 : row[k] > above ? row[k] : above;
      diagonal = above;
    }
  }
  return row[b_count];
}

static bool is_like(const char *text, const char *value)
{
  unsigned a[VALUE_BYTES_MAX], b[VALUE_BYTES_MAX];
  size_t a_count = codepoints_of(text, a, VALUE_BYTES_MAX);
  size_t b_count = codepoints_of(value, b, VALUE_BYTES_MAX);
  size_t longer = a_count > b_count ? a_count : b_count;
  return longer && common_of(a, a_count, b, b_count) * 100 >= longer * LIKE_PERCENT;
}

/* ---- where they are from ---- */

static void raw_offer(struct offers *offers, const struct field *field)
{
  if (field->raw && !json_is_array(field->value))
    offer_add(offers, field->raw, "offer:raw", "");
}

/* The parts of a QR code's text that look like what stands there. */
static void qr_text_offer(struct offers *offers, const char *text)
{
  static const char separators[] = " \t\r\n,;:/?&=#|\"'<>";
  for (const char *at = text; *at;) {
    size_t length = strcspn(at, separators);
    autofree char *token = memory_copy_bytes(at, length);
    if (length >= QR_TOKEN_BYTES_MIN && length < VALUE_BYTES_MAX && is_like(token, offers->value))
      offer_add(offers, token, "offer:qr", "");
    at += length + (at[length] != '\0');
  }
}

static void qr_offer(struct offers *offers, const json_t *json)
{
  size_t i, k;
  json_t *page, *text;
  json_array_foreach(json_object_get(json, "pages"), i, page)
      json_array_foreach(json_object_get(page, "qr"), k, text) if (json_is_string(text))
          qr_text_offer(offers, json_string_value(text));
}

/* Behind the label, as the line has it: "公司名称：…"; NULL where it does not begin so. */
static const char *behind_label(const char *line, const char *label)
{
  size_t length = strlen(label);
  if (!length || strncmp(line, label, length) != 0)
    return NULL;
  line += length;
  if (strncmp(line, "：", strlen("：")) == 0)
    return line + strlen("：");
  return *line == ':' ? line + 1 : NULL;
}

static void pages_offer(struct offers *offers, const json_t *json, const struct field *field)
{
  size_t i, k;
  json_t *page, *line;
  json_array_foreach(json_object_get(json, "pages"), i, page)
  {
    autofree char *number = memory_format("%zu", i + 1);
    json_array_foreach(json_object_get(page, "lines"), k, line)
    {
      const char *text = json_string_value(json_object_get(line, "text"));
      if (!text || (int)i + 1 == field->page || strlen(text) >= VALUE_BYTES_MAX)
        continue;
      const char *behind = field->label ? behind_label(text, field->label) : NULL;
      if (behind || is_like(text, offers->value))
        offer_add(offers, behind ? behind : text, "offer:page", number);
    }
  }
}

static const char *value_of_row(const struct summary *row, const char *name)
{
  const struct summary_field *field = summary_find_field(row, name);
  return field ? field->value : "";
}

/* What people said of the same field of other documents of the company. */
static void company_offer(struct offers *offers, const struct review *review,
                          const struct result *own, size_t record, const char *name)
{
  const char *code =
      record < own->rows.count ? value_of_row(&own->rows.items[record], credit_code) : "";
  for (size_t i = 0; code[0] && i < results_count(review->results); i++) {
    const struct result *other = results_at(review->results, i);
    for (size_t r = 0; other != own && r < other->rows.count; r++) {
      const struct summary_field *field = summary_find_field(&other->rows.items[r], name);
      if (field && field->by && strcmp(value_of_row(&other->rows.items[r], credit_code), code) == 0)
        offer_add(offers, field->value, "offer:company", other->rows.items[r].file);
    }
  }
}

static json_t *offers_make(const struct review *review, const struct review_document *document,
                           size_t record, const struct field *field)
{
  autofree char *value = value_form_text(field_value_in_force(field));
  struct offers offers = {.list = json_array(), .value = value};
  company_offer(&offers, review, document->result, record, field->name);
  if (strlen(value) < VALUE_BYTES_MAX && !json_is_array(field->value)) {
    qr_offer(&offers, document->json);
    pages_offer(&offers, document->json, field);
    raw_offer(&offers, field);
  }
  return offers.list;
}

/* The upright box of the field, for /read; null where it has none. */
static json_t *place_json(const struct review *review, const struct review_document *document,
                          const struct field *field)
{
  struct read_page page;
  if (box_is_empty(field->box) || json_is_array(field->value) ||
      !result_page(document->json, field->page, &page) || !document_has_files(review, document))
    return json_null();
  struct box box = place_quad_bounds(page_place_upright(&page, field->box));
  return json_pack("{s:i, s:[iiii]}", "page", field->page, "box", box.x, box.y, box.w, box.h);
}

void offers_answer(struct review *review, const struct http_request *request,
                   struct http_answer *answer)
{
  struct review_document document cleanup_with(review_document_clear) = {0};
  char sha256[DIGEST_HEX_BYTES];
  const char *rest;
  if (!path_digest(request->path, "/offers/", sha256, &rest) || *rest) {
    answer_nothing_there(answer);
    return;
  }
  if (!review_document_open(review, sha256, &document, answer))
    return;
  size_t record = strtoul(http_request_value(request, "record"), NULL, 10);
  const struct field *field =
      record < document.records.count
          ? record_find_field(document.records.items[record], http_request_value(request, "field"))
          : NULL;
  if (!field) {
    answer_nothing_there(answer);
    return;
  }
  answer_json(answer, 200,
              json_pack("{s:o, s:o}", "offers", offers_make(review, &document, record, field),
                        "place", place_json(review, &document, field)));
}
