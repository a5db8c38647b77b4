/*
 * Marks: punctuation of the wrong width, brackets that do not fit their partner, marks read twice,
 * and the specks that recognisers take for marks at a line's ends.
 */

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/rules.h"

static unsigned wide_form(unsigned codepoint)
{
  switch (codepoint) {
  case ',':
    return 0xFF0C;
  case ':':
    return 0xFF1A;
  case ';':
    return 0xFF1B;
  case '(':
    return 0xFF08;
  case ')':
    return 0xFF09;
  default:
    return 0;
  }
}

/* Between Chinese: the character before it is Chinese, or the one right behind it is and no letter
 * stands before it. 12:30, 1,000 and http:// keep their marks. */
static bool mark_is_between_chinese(const struct draft *draft, size_t index)
{
  unsigned left = draft_before(draft, index), right = draft_from(draft, index + 1);
  for (size_t i = index; left == ')' && i > 0; i--)
    left = draft_before(draft, i - 1); /* a bracket is what stands in it */
  if (codepoint_is_chinese(left))
    return true;
  return !codepoint_is_latin(left) && codepoint_is_chinese(right);
}

/* A bracket's family: the two that can be taken for each other have neighbouring numbers. */
enum bracket_family {
  BRACKET_NONE,
  BRACKET_ROUND,
  BRACKET_ANGLE,
  BRACKET_TITLE,
  BRACKET_LENS,
  BRACKET_HOLLOW
};

static const struct bracket {
  unsigned codepoint;
  enum bracket_family family;
  bool opens;
} brackets[] = {
    {'(', BRACKET_ROUND, true},     {')', BRACKET_ROUND, false},    {0xFF08, BRACKET_ROUND, true},
    {0xFF09, BRACKET_ROUND, false}, {0x3008, BRACKET_ANGLE, true},  {0x3009, BRACKET_ANGLE, false},
    {0x300A, BRACKET_TITLE, true},  {0x300B, BRACKET_TITLE, false}, {0x3010, BRACKET_LENS, true},
    {0x3011, BRACKET_LENS, false},  {0x3016, BRACKET_HOLLOW, true}, {0x3017, BRACKET_HOLLOW, false},
};

static const struct bracket *bracket_find(unsigned codepoint)
{
  for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
    if (brackets[i].codepoint == codepoint)
      return &brackets[i];
  return NULL;
}

enum { NO_PARTNER = -1 };

/* Fills ret_partner[0…count-1] with the index of each bracket's partner, whatever its family. */
static void brackets_pair(const struct draft *draft, ptrdiff_t *ret_partner)
{
  autofree size_t *open = memory_alloc((draft->count + 1) * sizeof *open);
  size_t depth = 0;
  for (size_t i = 0; i < draft->count; i++) {
    ret_partner[i] = NO_PARTNER;
    const struct bracket *bracket = bracket_find(draft->codepoints[i]);
    if (!bracket)
      continue;
    if (bracket->opens) {
      open[depth++] = i;
    } else if (depth > 0) {
      size_t partner = open[--depth];
      ret_partner[i] = (ptrdiff_t)partner;
      ret_partner[partner] = (ptrdiff_t)i;
    }
  }
}

static bool line_has_bracket(const struct draft *draft)
{
  for (size_t i = 0; i < draft->count; i++)
    if (bracket_find(draft->codepoints[i]))
      return true;
  return false;
}

static bool range_has_han(const struct draft *draft, size_t first, size_t end)
{
  for (size_t i = first; i < end; i++)
    if (codepoint_is_han(draft->codepoints[i]))
      return true;
  return false;
}

/* A pair is wide when Chinese stands inside, or before and behind it. */
static void bracket_pair_widen(struct draft *draft, size_t open, size_t close)
{
  enum { INSIDE = 64 }; /* enough to see what kind of text it is */
  size_t end = close - open > INSIDE ? open + INSIDE : close;
  bool wide =
      range_has_han(draft, open + 1, end) || (codepoint_is_han(draft_before(draft, open)) &&
                                              codepoint_is_chinese(draft_from(draft, close + 1)));
  if (wide && wide_form(draft->codepoints[open]))
    draft_replace(draft, open, wide_form(draft->codepoints[open]));
  if (wide && wide_form(draft->codepoints[close]))
    draft_replace(draft, close, wide_form(draft->codepoints[close]));
}

/* The partner is on another line, or lost. */
static void bracket_single_widen(struct draft *draft, size_t index, bool opens)
{
  unsigned inside = opens ? draft_from(draft, index + 1) : draft_before(draft, index);
  if (codepoint_is_chinese(inside) && wide_form(draft->codepoints[index]))
    draft_replace(draft, index, wide_form(draft->codepoints[index]));
}

static void brackets_widen(struct draft *draft)
{
  if (!line_has_bracket(draft))
    return;
  autofree ptrdiff_t *partner = memory_alloc((draft->count + 1) * sizeof *partner);
  brackets_pair(draft, partner);
  for (size_t i = 0; i < draft->count; i++) {
    const struct bracket *bracket = bracket_find(draft->codepoints[i]);
    if (!bracket || bracket->family != BRACKET_ROUND)
      continue;
    if (partner[i] == NO_PARTNER)
      bracket_single_widen(draft, i, bracket->opens);
    else if (bracket->opens)
      bracket_pair_widen(draft, i, (size_t)partner[i]);
  }
}

void rule_punctuation_width(const struct rules *rules, struct draft *draft)
{
  if (rules->punctuation == PUNCTUATION_KEEP)
    return;
  for (size_t i = 0; i < draft->count; i++) {
    unsigned codepoint = draft->codepoints[i], wide = wide_form(codepoint);
    if (wide && codepoint != '(' && codepoint != ')' && mark_is_between_chinese(draft, i))
      draft_replace(draft, i, wide);
  }
  brackets_widen(draft);
}

/* What a pair of two families was in print: the commoner of two that look alike; NONE: cannot say.
 */
static enum bracket_family bracket_families_settle(enum bracket_family a, enum bracket_family b)
{
  enum bracket_family low = a < b ? a : b, high = a < b ? b : a;
  if (low == BRACKET_ROUND && high == BRACKET_ANGLE)
    return BRACKET_ROUND;
  if (low == BRACKET_ANGLE && high == BRACKET_TITLE)
    return BRACKET_TITLE;
  if (low == BRACKET_LENS && high == BRACKET_HOLLOW)
    return BRACKET_LENS;
  return BRACKET_NONE;
}

static unsigned bracket_of(enum bracket_family family, bool opens)
{
  unsigned found = 0;
  for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
    if (brackets[i].family == family && brackets[i].opens == opens)
      found = brackets[i].codepoint; /* the last one of a family is the wide one */
  return found;
}

/* True when what stands before the closing bracket ends as the names of laws do. */
static bool is_law_name_end(const struct draft *draft, size_t close)
{
  static const char32_t *const endings[] = {U"条例", U"办法", U"规定", U"规范", U"细则"};
  unsigned last[2] = {0};
  for (size_t i = close, found = 2; i > 0 && found > 0; i--)
    if (!codepoint_is_space(draft->codepoints[i - 1]))
      last[--found] = draft->codepoints[i - 1];
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (last[0] == endings[i][0] && last[1] == endings[i][1])
      return true;
  return false;
}

/* 〈一） was （一）: a bracket takes the shape of its partner where the two look alike. */
void rule_bracket_shape(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  if (!line_has_bracket(draft))
    return;
  autofree ptrdiff_t *partner = memory_alloc((draft->count + 1) * sizeof *partner);
  brackets_pair(draft, partner);
  for (size_t i = 0; i < draft->count; i++) {
    const struct bracket *open = bracket_find(draft->codepoints[i]);
    if (!open || !open->opens || partner[i] == NO_PARTNER)
      continue;
    size_t end = (size_t)partner[i];
    const struct bracket *close = bracket_find(draft->codepoints[end]);
    enum bracket_family family = bracket_families_settle(open->family, close->family);
    if (family == BRACKET_NONE &&
        (open->family == BRACKET_TITLE) != (close->family == BRACKET_TITLE) &&
        is_law_name_end(draft, end))
      family = BRACKET_TITLE;
    if (family == BRACKET_NONE)
      continue;
    if (open->family != family)
      draft_replace(draft, i, bracket_of(family, true));
    if (close->family != family)
      draft_replace(draft, end, bracket_of(family, false));
  }
}

/* Marks of pause: two of the same are one read twice. */
static bool codepoint_is_pause(unsigned codepoint)
{
  return codepoint == 0xFF0C || codepoint == 0x3002 || codepoint == 0x3001 || codepoint == 0xFF1B ||
         codepoint == 0xFF1A;
}

/* A bracket without partner right beside one of the same direction is the same one read twice. */
static bool bracket_is_doubled(const struct draft *draft, const ptrdiff_t *partner, size_t index)
{
  const struct bracket *bracket = bracket_find(draft->codepoints[index]);
  if (!bracket || partner[index] != NO_PARTNER)
    return false;
  size_t beside = bracket->opens ? index + 1 : index - 1;
  const struct bracket *other = bracket_find(draft_at(draft, beside));
  return other && other->opens == bracket->opens && partner[beside] != NO_PARTNER;
}

/* 17--B: one dash read twice in one place, between the characters of a code. */
static bool dash_is_doubled(const struct draft *draft, size_t index)
{
  if (draft->codepoints[index] != '-' || draft->codepoints[index - 1] != '-' ||
      draft_at(draft, index + 1) == '-' || (index > 1 && draft->codepoints[index - 2] == '-'))
    return false;
  struct box left = draft->boxes[index - 1], right = draft->boxes[index];
  return !box_is_empty(left) && !box_is_empty(right) && right.x < left.x + left.w;
}

void rule_doubled_mark(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  for (size_t i = 1; i < draft->count; i++) {
    unsigned codepoint = draft->codepoints[i];
    bool wide_pair = codepoint == draft->codepoints[i - 1] && codepoint_is_pause(codepoint);
    bool narrow_pair = codepoint == draft->codepoints[i - 1] && wide_form(codepoint) &&
                       !bracket_find(codepoint) && codepoint_is_han(draft_before(draft, i - 1));
    if (wide_pair || narrow_pair || dash_is_doubled(draft, i))
      draft_remove(draft, i);
  }
  if (!line_has_bracket(draft))
    return;
  autofree ptrdiff_t *partner = memory_alloc((draft->count + 1) * sizeof *partner);
  brackets_pair(draft, partner);
  for (size_t i = 0; i < draft->count; i++)
    if (bracket_is_doubled(draft, partner, i))
      draft_remove(draft, i);
}

/* The bracket in which a short name stands whose other half was read: [简称：…]. */
static unsigned short_name_bracket(const struct draft *draft)
{
  static const struct {
    unsigned closes, opens;
  } pairs[] = {{']', '['}, {0xFF3D, 0xFF3B}, {0x3011, 0x3010}};
  unsigned found = 0;
  for (size_t i = 0; i < draft->count; i++)
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
      if (draft->codepoints[i] == pairs[k].opens)
        return 0;
      if (draft->codepoints[i] == pairs[k].closes)
        found = pairs[k].opens;
    }
  return found;
}

/* 简称：甲乙] at a line's start: nothing but its bracket can have stood in front. */
void rule_short_name(const struct rules *rules, struct draft *draft)
{
  (void)rules;
  if (draft->count < 4 || draft->codepoints[0] != U'简' || draft->codepoints[1] != U'称' ||
      (draft->codepoints[2] != ':' && draft->codepoints[2] != 0xFF1A))
    return;
  unsigned bracket = short_name_bracket(draft);
  if (bracket)
    draft_insert(draft, 0, bracket);
}
