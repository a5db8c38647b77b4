#include "output/page_walk.h"

#include "base/memory.h"

static void word_walk(const struct walked_line *line, const struct line_words *words, size_t index,
                      const struct page_format *format, struct strbuf *bytes)
{
  const struct word *word = &words->words[index];
  format->word_open(line, word, index + 1, bytes);
  for (size_t i = word->first; i < word->first + word->count; i++)
    format->glyph(&line->line->glyphs[i], words->glyph_boxes[i], bytes);
  strbuf_append(bytes, format->word_close);
}

static void line_walk(const struct walked_line *line, const struct page_format *format,
                      struct strbuf *bytes)
{
  struct line_words words;
  line_words_make(line->line, line->page->rotation, &words);
  if (words.count > 0 || format->wordless_lines) {
    format->line_open(line, bytes);
    for (size_t i = 0; i < words.count; i++) {
      if (i > 0)
        strbuf_append(bytes, format->between_words);
      word_walk(line, &words, i, format, bytes);
    }
    strbuf_append(bytes, format->line_close);
  }
  line_words_clear(&words);
}

static void block_walk(const struct document_page *page, const struct page_format *format,
                       struct strbuf *bytes)
{
  struct box area = {0};
  for (size_t i = 0; i < page->line_count; i++)
    area = box_union(area, page->lines[i].box);
  format->block_open(&page->read, area, bytes);
  for (size_t i = 0; i < page->line_count; i++) {
    autofree char *id = memory_format("%d_%zu", page->read.number, i + 1);
    line_walk(&(struct walked_line){&page->lines[i], &page->read, id}, format, bytes);
  }
  strbuf_append(bytes, format->block_close);
}

void pages_walk(const struct document *document, const struct page_format *format,
                struct strbuf *bytes)
{
  for (size_t i = 0; i < document->page_count; i++) {
    const struct document_page *page = &document->pages[i];
    format->page_open(document, &page->read, bytes);
    if (page_has_text(page))
      block_walk(page, format, bytes);
    strbuf_append(bytes, format->page_close);
  }
}
