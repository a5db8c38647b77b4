#include "ocr/shape_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "ocr/shape_cut.h"

/* Likenesses, measured on 55,000 characters that were cut out of drawn pages, clean, worn and with
 * rare names, and checked on 11,000 of real ones; docs/accuracy.md, "Characters that the model
 * lacks". */
static const float FITS = 0.90f;        /* surely what was read, where no rare one is as like */
static const float FITS_AT_ALL = 0.65f; /* what was read, where nothing else is more like */
static const float SAME = 0.0075f;      /* likenesses that differ less are the same */

/* A character that chi_sim lacks: the picture is so like it, and less like all that chi_sim has. */
static const float LACKING_LEAST = 0.85f, LACKING_LEAD = 0.0125f;

/* Below this confidence the picture may show another character than was read: one that chi_sim has,
 * that the picture is this like, more than all that chi_sim lacks, and far more than what was read.
 * A reading mended so is no surer than this. */
static const float UNSURELY_READ = 0.97f;
static const float MISREAD_LEAST = 0.85f, MISREAD_LEAD = 0.0075f, MISREAD_READ = 0.075f;
static const float MENDED = 0.80f;

/* Below this confidence a reading is worth a second opinion: how like the picture is to what was
 * read, and how much less to every other character. Of 9,700 such characters of drawn pages, a
 * third of them worn, that looked so clearly like what was read none was another, of 2,100 of real
 * ones one. */
static const float UNSURE = 0.99f, CLEAR_LEAST = 0.85f, CLEAR_LEAD = 0.045f;

/* Shares of the height of the line's characters. */
static const double OVERLAP = 0.15;   /* cuts that share more are of the same ink */
static const double CUT_LEAST = 0.68; /* a narrower cut may be a part of a character */
static const double CUT_MOST = 1.35;  /* a wider one may be two */
static const double ROOM = 0.6;       /* of a character: wider, and one stands there */

/* Readings below this are no print. */
static const float PRINT_CONFIDENCE = 0.6f;

/* A cut with what it looks like most, and how like it is to what was read. */
struct seen {
  struct shape_cut cut;
  struct shape_match match;
  float read_likeness;
};

/* A Chinese character of the reading and what stands where it was read. */
struct place {
  struct glyph *glyph;
  unsigned codepoint;
  bool follows; /* nothing stands between it and the place, or the line's start, before it */
  bool is_rare; /* chi_sim lacks what was read */
  bool fits;    /* it looks like what was read, in the columns of seen[0] */
  struct shape_strip strip;
  struct seen seen[SHAPE_CUTS_MOST];
  int seen_count;
  struct shape_looks looks; /* of one that was read unsurely */
  float read_likeness;
  int choice;    /* index of the cut that shows another character, or -1 */
  unsigned told; /* that character */
};

struct line {
  const struct text_segment *segment;
  int size;
  struct place *places; /* left to right */
  size_t count;
  bool ends_in_place; /* nothing stands behind the last */
};

/* ---- looking ---- */

/* Whether the picture is of a character that chi_sim lacks; `known`: likeness to what it has. */
static bool match_is_clear(const struct shape_match *match, float known)
{
  return match->lacking_likeness >= LACKING_LEAST &&
         match->lacking_likeness - known >= LACKING_LEAD;
}

/* ---- what a cut shows ---- */

static bool seen_overlap(const struct seen *a, const struct seen *b, int size)
{
  return span_overlap(a->cut.left, a->cut.right - a->cut.left, b->cut.left,
                      b->cut.right - b->cut.left) > OVERLAP * size;
}

/* The columns that a place is known to have, or NULL. */
static const struct seen *place_columns(const struct place *place)
{
  if (place->fits)
    return &place->seen[0];
  return place->choice >= 0 ? &place->seen[place->choice] : NULL;
}

/* Whether the cut's ink is another place's. */
static bool cut_is_taken(const struct line *line, const struct seen *cut)
{
  for (size_t i = 0; i < line->count; i++) {
    const struct seen *columns = place_columns(&line->places[i]);
    if (columns && seen_overlap(columns, cut, line->size))
      return true;
  }
  return false;
}

/* Where the cut's shape stands among all characters'; false where it has none. */
static bool cut_look(const struct shape_table *table, const struct shape_strip *strip, int index,
                     struct shape_place *ret_seen)
{
  struct shape shape;
  if (!shape_strip_cut(strip, index, &shape))
    return false;
  *ret_seen = shape_table_place(table, &shape);
  return true;
}

/* Whether a character that was not read surely looks like what was read, and like no other. */
static bool cut_is_read_clearly(const struct shape_table *table, const struct place *place,
                                const struct shape_place *seen)
{
  float likeness, rival;
  return place->glyph->confidence < UNSURE &&
         shape_table_rival(table, seen, place->codepoint, &likeness, &rival) &&
         likeness >= CLEAR_LEAST && likeness - rival >= CLEAR_LEAD;
}

/* Looks, at little cost, for a cut that surely shows what was read. */
static void place_look_for_read(const struct shape_table *table, struct place *place)
{
  const struct shape_strip *strip = &place->strip;
  for (int i = 0; i < strip->cut_count && !place->fits; i++) {
    struct shape_place shape;
    float likeness, lacking;
    place->fits = cut_look(table, strip, i, &shape) &&
                  shape_table_compare(table, &shape, place->codepoint, &likeness, &lacking) &&
                  likeness >= FITS && likeness >= lacking;
    if (!place->fits)
      continue;
    place->seen[0] = (struct seen){.cut = strip->cuts[i]};
    place->glyph->shape_is_clear = cut_is_read_clearly(table, place, &shape);
  }
}

/* Whether the cut shows what was read, where nothing else is more like. */
static bool cut_is_read(const struct place *place, const struct seen *cut)
{
  const struct shape_match *match = &cut->match;
  float best = fmaxf(match->known_likeness, match->lacking_likeness);
  return cut->read_likeness >= FITS_AT_ALL && cut->read_likeness >= best - SAME &&
         (match->lacking == place->codepoint || !match_is_clear(match, match->known_likeness));
}

static bool place_is_unsure(const struct place *place)
{
  return place->is_rare || place->glyph->confidence < UNSURELY_READ;
}

/* A cut of a whole character, of a place whose looks are wanted. */
static bool cut_has_looks(const struct place *place, const struct shape_cut *cut, int size)
{
  double width = cut->right - cut->left;
  return place->glyph->confidence < GLYPH_LOOKED && width >= ROOM * size &&
         width <= CUT_MOST * size;
}

/* Looks what else stands there, in the ink that no other place is known to have. */
static void place_look_for_any(const struct line *line, const struct shape_table *table,
                               struct place *place)
{
  for (int i = 0; i < place->strip.cut_count && !place->fits; i++) {
    struct seen seen = {.cut = place->strip.cuts[i]};
    struct shape_place shape;
    if (cut_is_taken(line, &seen) || !cut_look(table, &place->strip, i, &shape))
      continue;
    bool has_looks = cut_has_looks(place, &seen.cut, line->size);
    seen.match = shape_table_match(table, &shape, has_looks ? &place->looks : NULL);
    float lacking;
    if (!shape_table_compare(table, &shape, place->codepoint, &seen.read_likeness, &lacking))
      seen.read_likeness = 0;
    if (has_looks)
      place->read_likeness = fmaxf(place->read_likeness, seen.read_likeness);
    place->fits = cut_is_read(place, &seen);
    place->glyph->shape_is_doubtful =
        place->fits && seen.match.lacking_likeness > seen.match.known_likeness;
    place->glyph->shape_is_clear = place->fits && cut_is_read_clearly(table, place, &shape);
    place->seen[place->fits ? 0 : place->seen_count++] = seen;
  }
}

/* Whether the cut shows a character that the model has and misread. */
static bool cut_is_misread(const struct place *place, const struct seen *cut)
{
  const struct shape_match *match = &cut->match;
  return place_is_unsure(place) && match->known != place->codepoint &&
         match->known_likeness >= MISREAD_LEAST &&
         match->known_likeness - match->lacking_likeness >= MISREAD_LEAD &&
         match->known_likeness - cut->read_likeness >= MISREAD_READ;
}

/* What the cut clearly shows, against all that the same ink may be cut into, and how like it is. 0:
 * nothing else than what was read. */
static unsigned cut_shows(const struct place *place, const struct seen *cut, int size,
                          float *ret_likeness)
{
  float known = 0;
  for (int i = 0; i < place->seen_count; i++)
    if (seen_overlap(&place->seen[i], cut, size))
      known = fmaxf(known, place->seen[i].match.known_likeness);
  double width = cut->cut.right - cut->cut.left;
  if (width < CUT_LEAST * size)
    return 0;
  *ret_likeness = cut->match.lacking_likeness;
  if (match_is_clear(&cut->match, known))
    return cut->match.lacking;
  if (width > CUT_MOST * size)
    return 0;
  *ret_likeness = cut->match.known_likeness;
  return cut_is_misread(place, cut) ? cut->match.known : 0;
}

/* ---- which place a cut belongs to ---- */

/* What stands to one side of a place: columns between its cut and the nearest place whose columns
 * are known, or the line's end, and the places on the way. */
struct side {
  int columns, places;
  bool is_known; /* nothing but Chinese characters stands there */
};

static struct side side_before(const struct line *line, size_t index, const struct seen *cut)
{
  struct side side = {cut->cut.left - line->segment->box.x, 0, line->places[index].follows};
  for (size_t i = index; i > 0; side.places++) {
    const struct seen *columns = place_columns(&line->places[--i]);
    if (columns) {
      side.columns = cut->cut.left - columns->cut.right;
      return side;
    }
    side.is_known = side.is_known && line->places[i].follows;
  }
  return side;
}

static struct side side_behind(const struct line *line, size_t index, const struct seen *cut)
{
  struct side side = {box_right(line->segment->box) - cut->cut.right, 0, true};
  for (size_t i = index + 1; i < line->count; i++, side.places++) {
    const struct seen *columns = place_columns(&line->places[i]);
    side.is_known = side.is_known && line->places[i].follows;
    if (columns) {
      side.columns = columns->cut.left - cut->cut.right;
      return side;
    }
  }
  side.is_known = side.is_known && line->ends_in_place;
  return side;
}

/* Whether there are as many places as the columns have room for; where something else stands
 * there too, only that the columns are on that side. */
static bool side_suffices(const struct line *line, struct side side)
{
  if (side.columns < -OVERLAP * line->size)
    return false;
  return !side.is_known || side.places >= (int)((double)side.columns / line->size + 1 - ROOM);
}

static bool place_may_have(const struct line *line, size_t index, const struct seen *cut)
{
  return side_suffices(line, side_before(line, index, cut)) &&
         side_suffices(line, side_behind(line, index, cut));
}

static double place_distance(const struct place *place, const struct seen *cut)
{
  return fabs(box_middle_x(place->glyph->box) - (cut->cut.left + cut->cut.right) / 2.0);
}

/* The clearest cut of all that are free goes to the nearest place that may have it. False when
 * there is none. */
static bool line_choose(struct line *line)
{
  struct place *chosen = NULL;
  int choice = -1;
  unsigned told = 0;
  float best = 0;
  for (size_t i = 0; i < line->count; i++) {
    struct place *place = &line->places[i];
    for (int k = 0; !place_columns(place) && k < place->seen_count; k++) {
      const struct seen *cut = &place->seen[k];
      float likeness;
      unsigned shown = cut_shows(place, cut, line->size, &likeness);
      if (!shown || likeness < best || cut_is_taken(line, cut) || !place_may_have(line, i, cut))
        continue;
      if (chosen && likeness == best &&
          place_distance(place, cut) >= place_distance(chosen, &chosen->seen[choice]))
        continue;
      chosen = place;
      choice = k;
      told = shown;
      best = likeness;
    }
  }
  if (chosen) {
    chosen->choice = choice;
    chosen->told = told;
  }
  return chosen != NULL;
}

/* ---- writing ---- */

/* Whether the glyph beside a chosen character is nothing but a part of it: all ink near it belongs
 * to that or to other places, and there is no room for another. */
static bool place_is_part(const struct line *line, size_t index, struct side side)
{
  const struct place *place = &line->places[index];
  if (place_columns(place) || !side.is_known || side.columns > ROOM * line->size)
    return false;
  for (int i = 0; i < place->seen_count; i++)
    if (!cut_is_taken(line, &place->seen[i]))
      return false;
  return true;
}

/* What was misread becomes the first alternative to what the picture shows. */
static void glyph_mend(struct glyph *glyph, const char *text)
{
  struct glyph_choice choices[GLYPH_ALTERNATIVES] = {{.confidence = glyph->confidence}};
  int count = 1;
  strcpy(choices[0].text, glyph->text);
  for (int i = 0; i < glyph->alternative_count && count < GLYPH_ALTERNATIVES; i++)
    if (strcmp(glyph->alternatives[i].text, text) != 0)
      choices[count++] = glyph->alternatives[i];
  memcpy(glyph->alternatives, choices, sizeof choices);
  glyph->alternative_count = count;
  strcpy(glyph->text, text);
  glyph->confidence = fminf(glyph->confidence, MENDED);
}

/* Writes the chosen characters into the glyphs; neighbours that are parts of one become so. One
 * that the model has and read in parts stays as it was read. */
static void line_write(const struct line *line)
{
  for (size_t i = 0; i < line->count; i++) {
    const struct place *place = &line->places[i];
    if (place->choice < 0)
      continue;
    const struct seen *cut = &place->seen[place->choice];
    struct side before = side_before(line, i, cut), behind = side_behind(line, i, cut);
    size_t first = i, last = i;
    while (first > 0 && place_is_part(line, first - 1, before))
      first--;
    while (last + 1 < line->count && place_is_part(line, last + 1, behind))
      last++;
    char text[5];
    utf8_encode(place->told, text);
    bool is_lacking = place->told == cut->match.lacking;
    if (!is_lacking && first == last)
      glyph_mend(place->glyph, text);
    if (!is_lacking)
      continue;
    strcpy(line->places[first].glyph->by_shape, text);
    for (size_t k = first + 1; k <= last; k++)
      line->places[k].glyph->is_part_of_shape = true;
  }
}

/* Whether the character was read at a place beside this one: the ink may be its. */
static bool is_beside(const struct line *line, size_t index, unsigned codepoint)
{
  return (index > 0 && line->places[index - 1].codepoint == codepoint) ||
         (index + 1 < line->count && line->places[index + 1].codepoint == codepoint);
}

/* What an unsurely read place looks like, for who knows the language. */
static void place_write_looks(const struct line *line, size_t index)
{
  const struct place *place = &line->places[index];
  struct glyph *glyph = place->glyph;
  glyph->shape_fits = place->fits && glyph->confidence < GLYPH_OPEN;
  if (place->fits || place->choice >= 0)
    return;
  glyph->read_likeness = place->read_likeness;
  for (int i = 0; i < place->looks.count; i++) {
    const struct glyph_likeness *look = &place->looks.items[i];
    if (look->codepoint != place->codepoint && !is_beside(line, index, look->codepoint))
      glyph->looks[glyph->look_count++] = *look;
  }
}

/* The reading's Chinese characters, each in a glyph of its own. */
static void places_collect(struct reading *reading, struct line *line)
{
  bool follows = true;
  for (size_t i = 0; i < reading->count; i++) {
    struct glyph *glyph = &reading->glyphs[i];
    unsigned codepoint;
    size_t length = utf8_decode(glyph->text, &codepoint);
    if (codepoint_is_space(codepoint))
      continue;
    if (codepoint_is_han(codepoint) && !glyph->text[length] && !box_is_empty(glyph->box)) {
      line->places[line->count++] =
          (struct place){.glyph = glyph, .codepoint = codepoint, .follows = follows, .choice = -1};
      follows = true;
    } else {
      follows = false;
    }
  }
  line->ends_in_place = follows;
}

void reading_compare_shapes(const struct shape_table *table, PIX *plane,
                            const struct text_segment *segment, struct reading *reading)
{
  if (reading_confidence(reading) < PRINT_CONFIDENCE)
    return;
  autofree struct place *places = memory_alloc(reading->count * sizeof *places);
  struct line line = {.segment = segment, .size = segment->size, .places = places};
  places_collect(reading, &line);
  for (size_t i = 0; i < line.count; i++) {
    places[i].is_rare = shape_table_lacks(table, places[i].codepoint);
    if (shape_strip_make_at(plane, segment, places[i].glyph->box, &places[i].strip))
      place_look_for_read(table, &places[i]);
  }
  for (size_t i = 0; i < line.count; i++) {
    place_look_for_any(&line, table, &places[i]);
    places[i].glyph->shape_is_doubtful |= places[i].is_rare && !places[i].fits;
  }
  while (line_choose(&line))
    ;
  line_write(&line);
  for (size_t i = 0; i < line.count; i++) {
    place_write_looks(&line, i);
    shape_strip_clear(&places[i].strip);
  }
}
