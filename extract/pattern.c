#include "extract/pattern.h"

#include <locale.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grammar/fold.h"

/*
 * regcomp takes characters as the thread's locale does; UTF-8 is asked for here and the caller's
 * locale put back, so that a class such as [京津沪] works whatever the environment says.
 */
struct utf8_scope {
  locale_t locale, old;
};

static struct utf8_scope utf8_enter(void)
{
  struct utf8_scope scope = {.locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0)};
  scope.old = scope.locale ? uselocale(scope.locale) : (locale_t)0;
  return scope;
}

static void utf8_leave(struct utf8_scope *scope)
{
  if (!scope->locale)
    return;
  uselocale(scope->old);
  freelocale(scope->locale);
}

enum status pattern_check(const char *pattern, struct error *error)
{
  regex_t regex;
  struct utf8_scope scope = utf8_enter();
  int code = regcomp(&regex, pattern, REG_EXTENDED);
  utf8_leave(&scope);
  if (code) {
    char reason[200];
    regerror(code, &regex, reason, sizeof reason);
    return error_set(error, STATUS_USAGE, "the pattern '%s' is not valid: %s", pattern, reason);
  }
  regfree(&regex);
  return STATUS_OK;
}

static bool regex_match(const char *pattern, const char *text, regmatch_t *ret_match)
{
  regex_t regex;
  struct utf8_scope scope = utf8_enter();
  bool found = false;
  if (!regcomp(&regex, pattern, REG_EXTENDED)) {
    found = !regexec(&regex, text, 1, ret_match, 0);
    regfree(&regex);
  }
  utf8_leave(&scope);
  return found;
}

bool pattern_find(const char *pattern, const struct passage *passage, size_t from, size_t to,
                  size_t *ret_from, size_t *ret_to)
{
  struct strbuf text = {0};
  size_t *offsets = memory_resize(NULL, to - from + 1, sizeof *offsets);
  for (size_t i = from; i < to; i++) {
    offsets[i - from] = text.length;
    strbuf_append_codepoint(&text, passage->inks[i].folded);
  }
  offsets[to - from] = text.length;
  regmatch_t match;
  bool found = regex_match(pattern, strbuf_text(&text), &match) && match.rm_eo > match.rm_so;
  for (size_t i = 0; found && i <= to - from; i++) {
    if (offsets[i] == (size_t)match.rm_so)
      *ret_from = from + i;
    if (offsets[i] == (size_t)match.rm_eo)
      *ret_to = from + i;
  }
  free(offsets);
  strbuf_clear(&text);
  return found;
}

bool pattern_fits(const char *pattern, const char *text)
{
  autofree char *folded = text_fold_utf8(text);
  regmatch_t match;
  return regex_match(pattern, folded, &match) && match.rm_so == 0 && !folded[match.rm_eo];
}

char *pattern_first_words(const char *pattern)
{
  struct strbuf words = {0};
  for (const char *at = pattern; *at && *at != '[';) {
    size_t group = *at == '(' ? strcspn(at, ")") : 0;
    if (group && at[group] && at[group + 1] == '?') {
      at += group + 2;
      continue;
    }
    unsigned codepoint;
    size_t step = utf8_decode(at, &codepoint);
    if (!codepoint_is_han(codepoint)) { /* nothing that can be told so easily */
      strbuf_clear(&words);
      break;
    }
    strbuf_append_codepoint(&words, codepoint);
    at += step;
  }
  return strbuf_take(&words);
}
