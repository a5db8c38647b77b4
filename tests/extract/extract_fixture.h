#ifndef ZHAOLU_TESTS_EXTRACT_FIXTURE_H
#define ZHAOLU_TESTS_EXTRACT_FIXTURE_H

/* Documents to take records from: a text as another OCR gives it, or a page drawn character by
 * character with boxes. Everybody named in these tests is invented. */

#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "extract/extract.h"
#include "postproc/document_text.h"
#include "tests/grammar/grammar_fixture.h"

static inline struct document *text_document(const char *text)
{
  struct document *document = NULL;
  struct error error = {0};
  if (document_from_text(text, strlen(text), &document, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  return document;
}

/* The records of a document under a profile; NULL lets the text decide. */
static inline struct record_list document_records(struct document *document, const char *profile)
{
  struct extractor *extractor = NULL;
  struct record_list records = {0};
  struct error error = {0};
  if (extractor_open(ZHAOLU_SOURCE_DATA, profile, &extractor, &error) != STATUS_OK ||
      records_extract(extractor, document, &records, &error) != STATUS_OK)
    fail_msg("%s", error.message);
  extractor_close(&extractor);
  return records;
}

/* The one record of a document with one certificate. */
static inline struct record *document_record(struct document *document, const char *profile)
{
  struct record_list records = document_records(document, profile);
  if (records.count != 1)
    fail_msg("there are %zu records, not one", records.count);
  struct record *record = records.items[0];
  records.count = 0;
  record_list_clear(&records);
  return record;
}

static inline struct record *text_record(const char *text)
{
  struct document *document = text_document(text);
  struct record *record = document_record(document, NULL);
  document_free(&document);
  return record;
}

/* The field's value as text: a list as compact JSON, a missing value as "-". */
static inline char *record_value(const struct record *record, const char *name)
{
  const struct field *field = record_find_field(record, name);
  if (!field || json_is_null(field->value))
    return memory_copy_string("-");
  if (json_is_string(field->value))
    return memory_copy_string(json_string_value(field->value));
  return json_dumps(field->value, JSON_COMPACT);
}

static inline void assert_value(const struct record *record, const char *name, const char *expected)
{
  autofree char *value = record_value(record, name);
  if (strcmp(value, expected))
    fail_msg("%s is '%s', not '%s'", name, value, expected);
}

static inline const char *record_status(const struct record *record, const char *name)
{
  const struct field *field = record_find_field(record, name);
  return field ? field_status_name(field->status) : "no such field";
}

/* What a field of a record is to be; a table of them ends with {0}. */
struct expectation {
  const char *name, *value, *status; /* status NULL: any */
};

static inline void assert_record(const char *text, const char *type,
                                 const struct expectation *expected)
{
  struct record *record = text_record(text);
  assert_string_equal(record->type, type);
  for (; expected->name; expected++) {
    assert_value(record, expected->name, expected->value);
    if (expected->status && strcmp(record_status(record, expected->name), expected->status))
      fail_msg("%s is %s, not %s", expected->name, record_status(record, expected->name),
               expected->status);
  }
  record_free(&record);
}

/* 1 passed, 0 failed, -1 not run. */
static inline int record_check(const struct record *record, const char *name, const char *check)
{
  const struct field *field = record_find_field(record, name);
  int result = -1;
  for (size_t i = 0; field && i < field->check_count; i++)
    if (!strcmp(field->checks[i].name, check))
      result = result == 0 ? 0 : field->checks[i].ok;
  return result;
}

/* Draws a line of square characters, `size` pixels each, from (x, y); a space is one character
 * wide. */
static inline void page_draw(struct read_page *page, enum line_kind kind, int x, int y, int size,
                             const char *text, float confidence)
{
  struct read_line *line =
      read_page_add_line(page, kind, (struct box){x, y, size * (int)utf8_count(text), size});
  unsigned codepoint;
  for (size_t step; (step = utf8_decode(text, &codepoint)) != 0; text += step, x += size) {
    char bytes[5];
    if (codepoint_is_space(codepoint))
      continue;
    utf8_encode(codepoint, bytes);
    reading_add(&line->best, bytes, confidence, (struct box){x, y, size, size});
  }
}

/* A document of one drawn page, which is taken over. */
static inline struct document *page_document(struct read_page *page)
{
  page->number = 1;
  page->width = 1000;
  page->height = 1400;
  return document_from_pages(page, 1);
}

/* The record of such a page under a profile; NULL lets the text decide. */
static inline struct record *page_record(struct read_page *page, const char *profile)
{
  struct document *document = page_document(page);
  struct record *record = document_record(document, profile);
  document_free(&document);
  return record;
}

#endif
