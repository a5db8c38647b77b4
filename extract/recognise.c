#include "extract/recognise.h"

#include <stdlib.h>

#include "base/memory.h"
#include "extract/gather.h"

/* A phrase may be read with one character wrong in five. */
enum { PHRASE_CHARACTERS_A_FAULT = 5 };

/* The page's folded text in reading order. */
static struct folded page_folded(const struct layout *layout, size_t page)
{
  struct passage ink = {0};
  page_gather(layout, page, &ink);
  struct folded folded = {.codepoints = memory_resize(NULL, ink.count, sizeof(unsigned)),
                          .count = ink.count};
  for (size_t i = 0; i < ink.count; i++)
    folded.codepoints[i] = ink.inks[i].folded;
  passage_clear(&ink);
  return folded;
}

static bool phrase_stands_in(const struct folded *phrase, const struct folded *text)
{
  size_t allowed = phrase->count / PHRASE_CHARACTERS_A_FAULT;
  if (folded_stands_in(phrase, text))
    return true;
  return allowed && folded_may_fit(phrase, allowed, text) &&
         folded_fit(phrase->codepoints, phrase->count, text->codepoints, text->count, NULL) <=
             allowed;
}

static int profile_points(const struct profile *profile, const struct folded *pages, size_t count)
{
  int points = 0;
  for (size_t i = 0; i < profile->phrase_count; i++)
    for (size_t page = 0; page < count; page++)
      if (phrase_stands_in(&profile->phrases[i].folded, &pages[page])) {
        points += profile->phrases[i].points;
        break;
      }
  return points;
}

const struct profile *profile_recognise(struct profile *const *profiles, size_t count,
                                        const struct layout *layout)
{
  struct folded *pages = memory_resize(NULL, layout->page_count, sizeof *pages);
  for (size_t i = 0; i < layout->page_count; i++)
    pages[i] = page_folded(layout, i);
  const struct profile *best = NULL;
  int best_points = 0;
  for (size_t i = 0; i < count; i++) {
    int points = profile_points(profiles[i], pages, layout->page_count);
    if (points >= profiles[i]->points_needed && points > best_points) {
      best = profiles[i];
      best_points = points;
    }
  }
  for (size_t i = 0; i < layout->page_count; i++)
    folded_clear(&pages[i]);
  free(pages);
  return best;
}

static bool page_has_role(const struct profile *profile, int role, const struct folded *text)
{
  for (size_t i = 0; i < profile->role_phrase_counts[role]; i++)
    if (phrase_stands_in(&profile->role_phrases[role][i], text))
      return true;
  return false;
}

unsigned *page_roles_find(const struct profile *profile, const struct layout *layout)
{
  unsigned *roles = memory_alloc((layout->page_count + 1) * sizeof *roles);
  for (size_t page = 0; page < layout->page_count; page++) {
    struct folded text = page_folded(layout, page);
    for (int role = 0; role < ROLE_COUNT; role++)
      if (page_has_role(profile, role, &text))
        roles[page] |= 1U << role;
    if (!roles[page])
      roles[page] = 1U << ROLE_FRONT;
    folded_clear(&text);
  }
  return roles;
}
