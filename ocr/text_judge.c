#include "ocr/text_judge.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "page/repetition.h"

/* Confidences, from 991 segments of certificates and of print, 180 of them ornament: of segments
 * of seven characters or more all above the third are print; shorter ones need more where nothing
 * beside them speaks for them. */
static const float SURE = 0.96f;            /* speaks for what stands beside it */
static const float BESIDE_SURE = 0.80f;     /* enough beside a sure one */
static const float BESIDE_SHORT = 0.84f;    /* the same for few characters */
static const float ALONE = 0.93f;           /* enough by itself */
static const float ALONE_SHORT = 0.95f;     /* the same for few characters */
static const float BY_SHAPE = 0.95f;        /* worth of a character that its shape tells */
static const float LINE_SURE = 0.78f;       /* enough where the network is sure of the line */
static const float LINE_SURE_SHORT = 0.85f; /* the same for few characters */
static const double SURE_SCORE = 0.84;      /* of the line */
static const float IN_SEAL = 0.95f, IN_SEAL_SPOKEN_FOR = 0.90f;
enum { FEW_CHARS = 3, BORDER_CHARS = 8 };
static const double BORDER_REPETITION =
    0.65; /* page/repetition.h gives what lines and borders have */
/* Heights of characters in one row differ less than this. */
static const double MATE_SIZE_RATIO = 1.6;
/* Their middles stand this many character heights apart at most. */
static const double MATE_OFFSET = 1.1;
/* Smaller than this share of the page's characters, one or two marks are dirt. */
static const double DIRT_SIZE = 0.55;

struct facts {
  float confidence;
  size_t chars, marks; /* characters other than spaces; those that are no letter or digit */
};

static struct facts segment_facts(const struct read_segment *segment)
{
  float confidence = reading_confidence_by_shape(&segment->best, BY_SHAPE);
  struct facts facts = {.confidence = fmaxf(confidence, segment->surest)};
  for (size_t i = 0; i < segment->best.count; i++) {
    unsigned codepoint = 0;
    utf8_decode(segment->best.glyphs[i].text, &codepoint);
    facts.chars += codepoint != ' ';
    facts.marks += codepoint != ' ' && !codepoint_is_han(codepoint) &&
                   !codepoint_is_digit(codepoint) && !codepoint_is_latin(codepoint);
  }
  return facts;
}

static bool segment_is_sure(const struct read_segment *segment)
{
  struct facts facts = segment_facts(segment);
  return facts.chars > facts.marks && facts.chars > 1 && facts.confidence >= SURE;
}

static bool heights_are_alike(double a, double b)
{
  return a <= MATE_SIZE_RATIO * b && b <= MATE_SIZE_RATIO * a;
}

/* Whether a is set in like size as b. Of two characters that fall into parts, one above the other,
 * the size is that of the parts; what they cover tells better. */
static bool segments_are_of_one_size(const struct read_segment *a, const struct read_segment *b)
{
  bool two = a->box.w * 2 >= a->box.h * 3 && a->box.w < a->box.h * FEW_CHARS;
  return heights_are_alike(a->size, b->size) || (two && heights_are_alike(a->box.h, b->box.h));
}

/* Whether b stands in the same row as a, or where a value is typed off its label's row, and is set
 * in like size. */
static bool segments_are_mates(const struct read_segment *a, const struct read_segment *b)
{
  double offset = fabs(a->box.y + a->box.h / 2.0 - b->box.y - b->box.h / 2.0);
  return offset <= MATE_OFFSET * a->size && segments_are_of_one_size(a, b);
}

static bool segment_has_sure_mate(const struct read_segment *segments, const bool *is_sure,
                                  size_t count, size_t index)
{
  for (size_t i = 0; i < count; i++)
    if (i != index && is_sure[i] && segments_are_mates(&segments[index], &segments[i]))
      return true;
  return false;
}

static bool confidence_suffices(struct facts facts, bool line_is_sure, bool has_mate)
{
  bool few = facts.chars <= FEW_CHARS;
  if (line_is_sure)
    return facts.confidence >= (few ? LINE_SURE_SHORT : LINE_SURE);
  if (has_mate)
    return facts.confidence >= (few ? BESIDE_SHORT : BESIDE_SURE);
  return facts.confidence >= (few ? ALONE_SHORT : ALONE);
}

static bool segment_is_text(const struct read_segment *segments, const bool *is_sure, size_t count,
                            size_t index, bool in_seal, int char_size)
{
  struct facts facts = segment_facts(&segments[index]);
  if (facts.chars <= facts.marks)
    return false;
  if (facts.chars < FEW_CHARS && segments[index].size < DIRT_SIZE * char_size)
    return false;
  bool has_mate = segment_has_sure_mate(segments, is_sure, count, index);
  bool line_is_sure = segments[index].score >= SURE_SCORE;
  if (in_seal)
    return facts.confidence >= (has_mate || line_is_sure ? IN_SEAL_SPOKEN_FOR : IN_SEAL);
  return is_sure[index] || confidence_suffices(facts, line_is_sure, has_mate);
}

void segments_judge(const struct read_segment *segments, const bool *in_seal, size_t count,
                    int char_size, bool *ret_is_text)
{
  bool *is_sure = memory_alloc(count * sizeof *is_sure);
  for (size_t i = 0; i < count; i++)
    is_sure[i] = segment_is_sure(&segments[i]);
  for (size_t i = 0; i < count; i++)
    ret_is_text[i] = segment_is_text(segments, is_sure, count, i, in_seal[i], char_size);
  free(is_sure);
}

bool segment_is_border(PIX *page, const struct read_segment *segment)
{
  struct facts facts = segment_facts(segment);
  return facts.chars >= BORDER_CHARS && facts.confidence < SURE &&
         strip_repetition(page, segment->box) > BORDER_REPETITION;
}
