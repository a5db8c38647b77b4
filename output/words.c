#include "output/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

bool page_has_text(const struct document_page *page)
{
  return page->read.status == PAGE_OK && page->line_count > 0;
}

static bool glyph_is_blank(const struct glyph *glyph)
{
  return glyph_is_space(glyph) || glyph->text[0] == '\0';
}

/* A span along the line's way: positions grow as a person reads. */
struct span {
  double start, end;
};

static bool line_runs_down_or_up(int rotation)
{
  return rotation == 90 || rotation == 270;
}

static struct span span_of_box(struct box box, int rotation)
{
  switch (rotation) {
  case 90: /* the picture lies on its left side: reading goes up it */
    return (struct span){-(double)(box.y + box.h), -(double)box.y};
  case 180:
    return (struct span){-(double)(box.x + box.w), -(double)box.x};
  case 270:
    return (struct span){box.y, (double)box.y + box.h};
  default:
    return (struct span){box.x, (double)box.x + box.w};
  }
}

/* The part of the line's box that `span` covers, the whole line high. */
static struct box box_of_span(struct span span, struct box line, int rotation)
{
  bool backwards = rotation == 90 || rotation == 180;
  int low = (int)(backwards ? -span.end : span.start);
  int length = (int)(span.end - span.start);
  if (length < 1)
    length = 1;
  return line_runs_down_or_up(rotation) ? (struct box){line.x, low, line.w, length}
                                        : (struct box){low, line.y, length, line.h};
}

static bool glyph_has_place(const struct glyph *glyph)
{
  return !box_is_empty(glyph->box);
}

/* Shares the room between the placed neighbours of glyphs [first, end) evenly among them. */
static void glyphs_share_room(const struct document_line *line, int rotation, size_t first,
                              size_t end, struct box *boxes)
{
  struct span room = span_of_box(line->box, rotation);
  if (first > 0)
    room.start = span_of_box(line->glyphs[first - 1].box, rotation).end;
  if (end < line->glyph_count)
    room.end = span_of_box(line->glyphs[end].box, rotation).start;
  if (room.end < room.start)
    room.end = room.start;
  double step = (room.end - room.start) / (double)(end - first);
  for (size_t i = first; i < end; i++) {
    struct span span = {room.start + step * (double)(i - first),
                        room.start + step * (double)(i - first + 1)};
    if (!glyph_is_blank(&line->glyphs[i]))
      boxes[i] = box_of_span(span, line->box, rotation);
  }
}

static void glyphs_place(const struct document_line *line, int rotation, struct box *boxes)
{
  for (size_t i = 0; i < line->glyph_count;) {
    if (glyph_has_place(&line->glyphs[i])) {
      boxes[i] = glyph_is_blank(&line->glyphs[i]) ? (struct box){0} : line->glyphs[i].box;
      i++;
      continue;
    }
    size_t end = i;
    while (end < line->glyph_count && !glyph_has_place(&line->glyphs[end]))
      end++;
    glyphs_share_room(line, rotation, i, end, boxes);
    i = end;
  }
}

static void word_finish(const struct document_line *line, const struct box *boxes,
                        struct word *word)
{
  double sum = 0;
  for (size_t i = word->first; i < word->first + word->count; i++) {
    word->box = box_union(word->box, boxes[i]);
    sum += line->glyphs[i].confidence;
  }
  word->confidence = (float)(sum / (double)word->count);
}

void line_words_make(const struct document_line *line, int rotation, struct line_words *ret_words)
{
  size_t room = line->glyph_count ? line->glyph_count : 1;
  struct line_words words = {.glyph_boxes = memory_alloc(room * sizeof *words.glyph_boxes),
                             .words = memory_alloc(room * sizeof *words.words)};
  if (!box_is_empty(line->box))
    glyphs_place(line, rotation, words.glyph_boxes);
  for (size_t i = 0; i < line->glyph_count;) {
    if (glyph_is_blank(&line->glyphs[i])) {
      i++;
      continue;
    }
    struct word *word = &words.words[words.count++];
    word->first = i;
    while (i < line->glyph_count && !glyph_is_blank(&line->glyphs[i]))
      i++;
    word->count = i - word->first;
    word_finish(line, words.glyph_boxes, word);
  }
  *ret_words = words;
}

void line_words_clear(struct line_words *words)
{
  free(words->glyph_boxes);
  free(words->words);
  *words = (struct line_words){0};
}

char *word_text(const struct document_line *line, const struct word *word)
{
  struct strbuf text = {0};
  for (size_t i = word->first; i < word->first + word->count; i++)
    strbuf_append(&text, line->glyphs[i].text);
  return strbuf_take(&text);
}
