#include "postproc/names.h"

#include <string.h>

#include "base/utf8.h"
#include "grammar/characters.h"
#include "postproc/line_text.h"

enum { NAME_REACH = 24 /* characters before 有限公司 that may be its name */ };

/* Index behind `word` when the draft has it at `at`, spaces aside; 0 when it has not. */
static size_t word_end(const struct draft *draft, size_t at, const char32_t *word)
{
  while (*word) {
    unsigned codepoint = draft_at(draft, at);
    if (codepoint == *word)
      word++;
    else if (!codepoint_is_space(codepoint))
      return 0;
    at++;
  }
  return at;
}

static bool may_be_in_name(unsigned codepoint)
{
  return codepoint_is_han(codepoint) || codepoint_is_space(codepoint) ||
         codepoint_is_in(codepoint, U"()（）");
}

/* Marks the name that leads up to `at`, and what it ends in. */
static void mark_name_before(const struct draft *draft, size_t at, size_t end, bool *ret_named)
{
  for (size_t i = at; i < end; i++)
    ret_named[i] = true;
  for (size_t i = at, left = NAME_REACH; i > 0 && left > 0; i--, left--) {
    if (!may_be_in_name(draft->codepoints[i - 1]))
      break;
    ret_named[i - 1] = true;
  }
}

static void mark_company_names(const struct draft *draft, bool *ret_named)
{
  static const char32_t *const endings[] = {U"有限公司", U"有限责任公司", U"股份",   U"集团",
                                            U"工作室",   U"事务所",       U"合作社", U"分公司"};
  for (size_t i = 0; i < draft->count; i++)
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
      size_t end = draft->codepoints[i] == endings[k][0] ? word_end(draft, i, endings[k]) : 0;
      if (end > 0)
        mark_name_before(draft, i, end, ret_named);
    }
}

/* What leads up to 字第99177号 or 字〔2016〕506509: the issuer's signs, as arbitrary as a name. */
static void mark_number_words(const struct draft *draft, bool *ret_named)
{
  enum { NUMBER_REACH = 8 };
  for (size_t i = 0; i + 1 < draft->count; i++) {
    if (draft->codepoints[i] != U'字' ||
        !codepoint_is_in(draft_from(draft, i + 1), U"第〔〖【[（("))
      continue;
    for (size_t k = i > NUMBER_REACH ? i - NUMBER_REACH : 0; k < i; k++)
      ret_named[k] = true;
  }
}

/* Everything behind a label for names and addresses. */
static void mark_labelled_names(const struct language *language, const struct draft *draft,
                                bool *ret_named)
{
  enum { LABEL_ROOM = 2 * WORD_MAX_CODEPOINTS };
  unsigned text[LABEL_ROOM] = {0};
  size_t at[LABEL_ROOM], count = 0;
  for (size_t i = 0; i < draft->count && count < LABEL_ROOM; i++)
    if (!codepoint_is_space(draft->codepoints[i])) {
      at[count] = i;
      text[count++] = draft->codepoints[i];
    }
  size_t label = line_name_label(language, text, count);
  if (label == 0 || label >= count)
    return;
  for (size_t i = at[label]; i < draft->count; i++)
    ret_named[i] = true;
}

void draft_mark_names(const struct language *language, const struct draft *draft, bool *ret_named)
{
  memset(ret_named, 0, draft->count * sizeof *ret_named);
  mark_company_names(draft, ret_named);
  mark_number_words(draft, ret_named);
  mark_labelled_names(language, draft, ret_named);
}
