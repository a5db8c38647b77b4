#include "postproc/repeat.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/numeral.h"
#include "postproc/language_file.h"
#include "postproc/line_text.h"

enum {
  LEAST_CHARACTERS = 16, /* a page with less says too little to be called a repeat */
  RESYNC = 3,            /* characters that must agree behind one that only one page has */
  NOISE_PERMILLE = 20,   /* share of characters that two readings of a page may differ in */
};

/* Below this the recogniser itself doubted the character. */
static const float DOUBTED = 0.7f;

/* What a page says, marks and spaces aside. */
struct page_content {
  unsigned *text;
  bool *doubted;
  size_t count;
  uint64_t facts; /* hash of its digits, letters and numerals in order, and of its names */
};

static bool codepoint_counts(unsigned codepoint)
{
  return codepoint_is_han(codepoint) || codepoint_is_digit(codepoint) ||
         codepoint_is_latin(codepoint);
}

static bool codepoint_is_fact(unsigned codepoint)
{
  return codepoint_is_digit(codepoint) || codepoint_is_latin(codepoint) ||
         codepoint_is_numeral(codepoint);
}

static void content_add_line(const struct language *language, struct page_content *content,
                             const struct document_line *line)
{
  size_t first = content->count;
  for (size_t i = 0; i < line->glyph_count; i++) {
    unsigned codepoint;
    utf8_decode(line->glyphs[i].text, &codepoint);
    if (!codepoint_counts(codepoint))
      continue;
    content->doubted[content->count] = line->glyphs[i].confidence < DOUBTED;
    content->text[content->count++] = codepoint;
    if (codepoint_is_fact(codepoint))
      content->facts = language_hash_add(content->facts, codepoint);
  }
  size_t count = content->count - first;
  size_t label = line_name_label(language, content->text + first, count);
  for (size_t i = label; label > 0 && i < count; i++)
    content->facts = language_hash_add(content->facts, content->text[first + i]);
}

static struct page_content page_content_of(const struct language *language,
                                           const struct document_page *page)
{
  struct page_content content = {.facts = language_hash_start()};
  size_t glyphs = 0;
  for (size_t i = 0; i < page->line_count; i++)
    glyphs += page->lines[i].glyph_count;
  content.text = memory_alloc((glyphs + 1) * sizeof *content.text);
  content.doubted = memory_alloc((glyphs + 1) * sizeof *content.doubted);
  for (size_t i = 0; i < page->line_count; i++)
    content_add_line(language, &content, &page->lines[i]);
  return content;
}

static void page_content_clear(struct page_content *content)
{
  free(content->text);
  free(content->doubted);
}

/* True when a character that only `a` has at `i` is a doubted one and both agree behind it. */
static bool is_extra(const struct page_content *a, size_t i, const struct page_content *b, size_t k)
{
  if (!a->doubted[i] || codepoint_is_fact(a->text[i]))
    return false;
  for (size_t n = 0; n < RESYNC; n++) {
    bool a_ends = i + 1 + n >= a->count, b_ends = k + n >= b->count;
    if (a_ends || b_ends)
      return a_ends && b_ends;
    if (a->text[i + 1 + n] != b->text[k + n])
      return false;
  }
  return true;
}

static bool is_other_reading(const struct language *language, const struct page_content *a,
                             size_t i, const struct page_content *b, size_t k)
{
  if (codepoint_is_fact(a->text[i]) || codepoint_is_fact(b->text[k]))
    return false;
  return a->doubted[i] || b->doubted[k] || language_is_lookalike(language, a->text[i], b->text[k]);
}

static bool content_is_same(const struct language *language, const struct page_content *a,
                            const struct page_content *b)
{
  if (a->facts != b->facts || a->count < LEAST_CHARACTERS || b->count < LEAST_CHARACTERS)
    return false;
  size_t i = 0, k = 0, noise = 0, most = 1 + a->count * NOISE_PERMILLE / 1000;
  while (i < a->count && k < b->count && noise <= most) {
    if (a->text[i] == b->text[k]) {
      i++, k++;
      continue;
    }
    noise++;
    if (is_other_reading(language, a, i, b, k))
      i++, k++;
    else if (is_extra(a, i, b, k))
      i++;
    else if (is_extra(b, k, a, i))
      k++;
    else
      return false;
  }
  noise += a->count - i + b->count - k;
  return noise <= most && i == a->count && k == b->count;
}

static void page_mark_repeat(struct document *document, struct document_page *page, int first)
{
  page->read.status = PAGE_DUPLICATE;
  page->read.duplicate_of = first;
  autofree char *before = memory_format("page %d", page->read.number);
  autofree char *after = memory_format("repeats page %d", first);
  document_add_edit(document, page->read.number, 0, "repeated_page", before, after);
}

void document_mark_repeats(const struct language *language, struct document *document)
{
  struct page_content *contents = memory_alloc((document->page_count + 1) * sizeof *contents);
  for (size_t i = 0; i < document->page_count; i++) {
    struct document_page *page = &document->pages[i];
    if (page->read.status != PAGE_OK)
      continue;
    contents[i] = page_content_of(language, page);
    for (size_t k = 0; k < i && page->read.status == PAGE_OK; k++)
      if (document->pages[k].read.status == PAGE_OK &&
          content_is_same(language, &contents[k], &contents[i]))
        page_mark_repeat(document, page, document->pages[k].read.number);
  }
  for (size_t i = 0; i < document->page_count; i++)
    page_content_clear(&contents[i]);
  free(contents);
}
