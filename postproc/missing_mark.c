#include "postproc/missing_mark.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/decode.h"
#include "postproc/geometry.h"
#include "postproc/run_on.h"

/* White between the two characters, in pitches: from the first on it may hold a mark; beyond the
 * last it parts columns. Before a doubted character less is enough. */
static const float WHITE_OF_MARK = 0.65f, WHITE_BEFORE_DOUBTED = 0.5f, WHITE_OF_COLUMN = 1.8f;

/* Share of a place that must be free, and that is free for sure. */
static const float FREE_PLACE = 0.45f, FREE_FOR_SURE = 0.75f;

/* An unseen mark spoils the reading of the character behind it. */
static const float DOUBTED = 0.965f;

/* What the language must say for the mark, in nats; each sign that there is one makes it less. */
static const float MARGIN = 3.0f, SIGN_OF_DOUBT = 2.0f, SIGN_OF_PLACE = 2.0f;

/* Places that a mark at the line's start leaves free before the second character. */
static const float START_PLACE_LEAST = 0.65f, START_PLACE_MOST = 1.5f;

/* The line without its spaces. */
struct dense_line {
  unsigned *text;
  size_t *glyphs;
  size_t count;
  float pitch;
};

static struct dense_line dense_line_of(const struct draft *draft)
{
  struct dense_line line = {.text = memory_alloc((draft->count + 1) * sizeof *line.text),
                            .glyphs = memory_alloc((draft->count + 1) * sizeof *line.glyphs),
                            .pitch = line_pitch(draft->codepoints, draft->boxes, draft->count)};
  for (size_t i = 0; i < draft->count; i++)
    if (!codepoint_is_space(draft->codepoints[i])) {
      line.glyphs[line.count] = i;
      line.text[line.count++] = draft->codepoints[i];
    }
  return line;
}

static void dense_line_clear(struct dense_line *line)
{
  memory_free_at(&line->text);
  memory_free_at(&line->glyphs);
}

/* White before position `at`, in pitches; 0 when not known. */
static float white_before(const struct draft *draft, const struct dense_line *line, size_t at)
{
  struct box left = draft->boxes[line->glyphs[at - 1]], right = draft->boxes[line->glyphs[at]];
  if (box_is_empty(left) || box_is_empty(right))
    return 0;
  return (float)(right.x - left.x - left.w) / line->pitch;
}

/*
 * Places that nobody read between the Chinese characters on either side of `at`; full-width marks
 * in between take a place each. 0 when not known.
 */
static float free_places(const struct draft *draft, const struct dense_line *line, size_t at)
{
  size_t left = at - 1, right = at;
  while (left > 0 && codepoint_is_cjk_punctuation(line->text[left]))
    left--;
  while (right + 1 < line->count && codepoint_is_cjk_punctuation(line->text[right]))
    right++;
  struct box a = draft->boxes[line->glyphs[left]], b = draft->boxes[line->glyphs[right]];
  if (!codepoint_is_han(line->text[left]) || !codepoint_is_han(line->text[right]) ||
      box_is_empty(a) || box_is_empty(b))
    return 0;
  float distance = (float)(b.x - a.x) + (float)(b.w - a.w) / 2;
  return distance / line->pitch - (float)(right - left);
}

/* The mark that makes the text around `at` likelier by the margin, or 0. */
static unsigned likeliest_mark(const struct language *language, const struct dense_line *line,
                               size_t at, float margin)
{
  static const char32_t marks[] = U"、，。；：《》（）";
  float best = sequence_cost(language, line->text, line->count, at, 0) - margin;
  unsigned found = 0;
  for (const char32_t *mark = marks; *mark; mark++) {
    float cost = sequence_cost(language, line->text, line->count, at, *mark);
    if (cost < best) {
      best = cost;
      found = *mark;
    }
  }
  return found;
}

/* The mark missing before position `at`, or 0. */
static unsigned missing_mark(const struct language *language, const struct draft *draft,
                             const struct dense_line *line, size_t at, float stranger)
{
  if (!codepoint_is_chinese(line->text[at - 1]) || !codepoint_is_chinese(line->text[at]))
    return 0;
  bool doubted = draft->line->glyphs[line->glyphs[at]].confidence < DOUBTED;
  float white = white_before(draft, line, at), places = free_places(draft, line, at);
  if (white < (doubted ? WHITE_BEFORE_DOUBTED : WHITE_OF_MARK) || white > WHITE_OF_COLUMN ||
      places < FREE_PLACE)
    return 0;
  float margin = MARGIN + stranger - (doubted ? SIGN_OF_DOUBT : 0);
  if (places > FREE_FOR_SURE)
    margin -= SIGN_OF_PLACE;
  return likeliest_mark(language, line, at, margin);
}

/*
 * Places that nobody read before the second character, counted from where the line above starts. A
 * mark that was wrapped to the line's start is often lost there, or read as one with the next.
 */
static float free_places_at_start(const struct draft *draft, const struct dense_line *line)
{
  const struct document_page *page = &draft->document->pages[draft->page_index];
  if (draft->line_index == 0 || line->count < 2 || !codepoint_is_chinese(line->text[0]) ||
      !codepoint_is_han(line->text[1]))
    return 0;
  struct box second = draft->boxes[line->glyphs[1]];
  struct box above = page_upright_box(page, page->lines[draft->line_index - 1].box);
  if (box_is_empty(second) || box_is_empty(above))
    return 0;
  float middle = (float)second.x + (float)second.w / 2;
  return (middle - (float)above.x) / line->pitch - 1.5f;
}

/* The mark that was lost at the start of a line that goes on with the one above, or 0. */
static unsigned missing_mark_at_start(const struct language *language, const struct draft *draft,
                                      const struct dense_line *line, float stranger)
{
  float places = free_places_at_start(draft, line);
  if (places < START_PLACE_LEAST || places > START_PLACE_MOST)
    return 0;
  const struct document_page *page = &draft->document->pages[draft->page_index];
  autofree unsigned *text = memory_alloc((RUN_ON_MOST + line->count) * sizeof *text);
  size_t before = page_text_before(page, draft->line_index, text);
  if (before == 0)
    return 0;
  memcpy(text + before, line->text, line->count * sizeof *text);
  struct dense_line joined = {.text = text, .count = before + line->count};
  return likeliest_mark(language, &joined, before, MARGIN + stranger);
}

void draft_insert_missing_marks(const struct language *language, float stranger,
                                struct draft *draft)
{
  struct dense_line line = dense_line_of(draft);
  unsigned first = line.pitch > 0 ? missing_mark_at_start(language, draft, &line, stranger) : 0;
  if (first)
    draft_insert(draft, line.glyphs[0], first);
  for (size_t at = 1; line.pitch > 0 && at < line.count; at++) {
    unsigned mark = missing_mark(language, draft, &line, at, stranger);
    if (mark)
      draft_insert(draft, line.glyphs[at], mark);
  }
  dense_line_clear(&line);
  draft_commit(draft, "missing_mark");
}
