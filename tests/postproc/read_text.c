#include "tests/cmocka_all.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "tests/postproc/read_text.h"

enum { PITCH = 40, LINE_DISTANCE = 60, PAGE_WIDTH = 2400 };

static const float SURE = 0.995f;

/* What stands in braces behind a character. Returns the text behind them. */
static const char *note_read(const char *at, struct glyph *glyph, struct reading *other)
{
  char *end = NULL;
  at++;
  if (*at == '=') {
    size_t length = strcspn(++at, "}");
    snprintf(other->glyphs[other->count - 1].text, GLYPH_TEXT_BYTES, "%.*s", (int)length, at);
    return at + length + 1;
  }
  glyph->confidence = (float)strtol(at, &end, 10) / 100.0f;
  if (*end == ':')
    end++;
  unsigned codepoint;
  for (size_t step; *end != '}' && (step = utf8_decode(end, &codepoint)) != 0; end += step) {
    struct glyph_choice *choice = &glyph->alternatives[glyph->alternative_count++];
    snprintf(choice->text, sizeof choice->text, "%.*s", (int)step, end);
    choice->confidence = 0.6f;
  }
  return end + 1;
}

void page_add_written_line(struct read_page *page, const char *written)
{
  int y = 100 + (int)page->line_count * LINE_DISTANCE, x = 100;
  struct reading best = {0}, other = {0};
  bool has_other = strstr(written, "{=") != NULL;
  while (*written) {
    unsigned codepoint;
    size_t step = utf8_decode(written, &codepoint);
    if (codepoint == '_') {
      x += PITCH / 2;
      written++;
      continue;
    }
    char text[GLYPH_TEXT_BYTES];
    snprintf(text, sizeof text, "%.*s", (int)step, written);
    struct box box = codepoint == ' ' ? (struct box){0} : (struct box){x, y, PITCH - 4, PITCH};
    struct glyph *glyph = reading_add(&best, text, SURE, box);
    reading_add(&other, text, SURE, box);
    x += codepoint == ' ' ? 0 : PITCH;
    written += step;
    while (*written == '{')
      written = note_read(written, glyph, &other);
  }
  struct read_line *line =
      read_page_add_line(page, LINE_TEXT, (struct box){100, y, x - 100, PITCH});
  line->best = best;
  if (has_other)
    line->other = other;
  else
    reading_clear(&other);
  page->width = PAGE_WIDTH;
  page->height = y + LINE_DISTANCE;
}

struct document *document_of_lines(const char *const *lines, size_t count)
{
  struct read_page page = {.number = 1};
  for (size_t i = 0; i < count; i++)
    page_add_written_line(&page, lines[i]);
  struct document *document = document_from_pages(&page, 1);
  struct corrector *corrector = NULL;
  struct correct_options options = {.enabled = true};
  struct error error = {0};
  assert_int_equal(corrector_open(ZHAOLU_SOURCE_DATA, &corrector, &error), STATUS_OK);
  document_correct(corrector, &options, document);
  corrector_close(&corrector);
  return document;
}

char *line_corrected(const char *written)
{
  /* Some known text around it, as on a page. */
  const char *lines[] = {
      "根据《中华人民共和国电信条例》及国家有关规定，经审查，准许你公司按照本经营许可证",
      "（正文和附件）载明的内容经营增值电信业务，特颁发增值电信业务经营许可证。",
      written,
  };
  struct document *document = document_of_lines(lines, 3);
  char *text = memory_copy_string(document->pages[0].lines[2].text);
  document_free(&document);
  return text;
}
