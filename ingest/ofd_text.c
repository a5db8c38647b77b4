#include "ingest/ofd_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"

/* A character's height above and below its baseline, in its size. */
static const double ASCENT = 0.88, DESCENT = 0.12;
/* Of one line: baselines and sizes that differ less, and a gap up to this, in the size. */
static const double SAME_BASELINE = 0.3, SAME_SIZE = 1.3, GAP_AT_MOST = 1.0, OVERLAP_AT_MOST = 0.6;
/* A gap that is a space between words. */
static const double WORD_GAP = 0.2;
enum { NARROW_BELOW = 0x1100 /* what comes before Hangul is half as wide */ };

struct ofd_matrix ofd_object_matrix(const struct ofd_page *page, const xmlNode *node)
{
  double boundary[4] = {0}, ctm[6] = {1, 0, 0, 1, 0, 0};
  autofree char *area = ofd_attribute(node, "Boundary"), *own = ofd_attribute(node, "CTM");
  ofd_numbers(area, boundary, 4);
  ofd_numbers(own, ctm, 6);
  return (struct ofd_matrix){ctm[0],
                             ctm[1],
                             ctm[2],
                             ctm[3],
                             ctm[4] + boundary[0] - page->area[0],
                             ctm[5] + boundary[1] - page->area[1]};
}

/* ---- reading ---- */

static bool is_narrow(unsigned codepoint)
{
  return codepoint < NARROW_BELOW;
}

/* Steps from each character to the next: "5 5 5", where "g 3 5" stands for three fives. */
struct steps {
  char *text;
  const char *at;
  double value;
  int times; /* that `value` is still to be given */
};

static bool steps_take(struct steps *steps, double *ret_step)
{
  enum { TIMES_AT_MOST = 1000000 };
  char *end;
  if (steps->times == 0 && steps->at) {
    steps->times = 1;
    while (*steps->at == ' ')
      steps->at++;
    if (*steps->at == 'g') {
      double times = strtod(steps->at + 1, &end);
      steps->times = times >= 1 && times < TIMES_AT_MOST ? (int)times : 1;
      steps->at = end;
    }
    steps->value = strtod(steps->at, &end);
    if (end == steps->at || !isfinite(steps->value)) {
      steps->at = NULL;
      steps->times = 0;
    } else
      steps->at = end;
  }
  if (steps->times == 0)
    return false;
  steps->times--;
  *ret_step = steps->value;
  return true;
}

static struct steps steps_of(const xmlNode *node, const char *name)
{
  struct steps steps = {.text = ofd_attribute(node, name)};
  steps.at = steps.text;
  return steps;
}

/* The characters of one TextCode; *x, *y: where the one before began, for those that do not say. */
static void code_read(struct ofd_text *text, const xmlNode *code, double *x, double *y)
{
  autofree char *content = ofd_content(code);
  struct steps across = steps_of(code, "DeltaX"), down = steps_of(code, "DeltaY");
  double at_x = *x = ofd_number(code, "X", *x), at_y = *y = ofd_number(code, "Y", *y);
  bool vertical = !across.text && down.text;
  unsigned codepoint;
  for (const char *at = content; *at;) {
    at += utf8_decode(at, &codepoint);
    if (codepoint == '\n' || codepoint == '\r')
      continue;
    double advance = text->size * text->across * (is_narrow(codepoint) ? 0.5 : 1);
    array_reserve(text->chars, text->count, text->capacity);
    text->chars[text->count++] =
        (struct ofd_char){codepoint, OFD_GLYPH_OF_CHARACTER, at_x, at_y, advance};
    double step = 0;
    bool stepped = steps_take(&across, &step);
    if (stepped && step > 0 && step < advance)
      text->chars[text->count - 1].advance = step;
    at_x += stepped ? step : vertical ? 0 : advance;
    at_y += steps_take(&down, &step) ? step : 0;
  }
  free(across.text);
  free(down.text);
}

/* The glyphs of some characters, where the font that comes along has other numbers for them. */
static void glyphs_read(struct ofd_text *text, const xmlNode *transform)
{
  size_t from = (size_t)fmax(ofd_number(transform, "CodePosition", 0), 0);
  size_t codes = (size_t)fmax(ofd_number(transform, "CodeCount", 1), 0);
  autofree char *list = ofd_content(ofd_child(transform, "Glyphs"));
  const char *at = list;
  for (size_t i = from; i < text->count && i - from < codes; i++) {
    char *end;
    long glyph = strtol(at, &end, 10);
    text->chars[i].glyph = end == at || glyph < 0 || glyph > 0xFFFF ? OFD_GLYPH_NONE : (int)glyph;
    at = end;
  }
}

void ofd_text_read(const struct ofd_page *page, const xmlNode *node, struct ofd_text *ret_text)
{
  const double usual_size = 3.5; /* millimetres; the standard asks for the attribute */
  struct ofd_text text = {.matrix = ofd_object_matrix(page, node)};
  text.size = ofd_number(node, "Size", usual_size);
  text.across = ofd_number(node, "HScale", 1);
  double x = 0, y = 0;
  for (const xmlNode *at = ofd_child(node, "TextCode"); at; at = ofd_following(at, "TextCode"))
    code_read(&text, at, &x, &y);
  for (const xmlNode *at = ofd_child(node, "CGTransform"); at;
       at = ofd_following(at, "CGTransform"))
    glyphs_read(&text, at);
  *ret_text = text;
}

void ofd_text_clear(struct ofd_text *text)
{
  free(text->chars);
  *text = (struct ofd_text){0};
}

/* ---- lines ---- */

/* A character's place on the page, millimetres. */
struct place {
  double left, top, right, bottom;
};

struct line {
  struct strbuf text;
  struct place place;
  struct place last; /* of its last character */
};

struct lines {
  struct line *items;
  size_t count, capacity;
};

static void place_include(struct place *place, const struct ofd_matrix *matrix, double x, double y)
{
  double to_x = matrix->a * x + matrix->c * y + matrix->e;
  double to_y = matrix->b * x + matrix->d * y + matrix->f;
  place->left = fmin(place->left, to_x);
  place->right = fmax(place->right, to_x);
  place->top = fmin(place->top, to_y);
  place->bottom = fmax(place->bottom, to_y);
}

static struct place char_place(const struct ofd_text *text, const struct ofd_char *character)
{
  struct place place = {INFINITY, INFINITY, -INFINITY, -INFINITY};
  for (int corner = 0; corner < 4; corner++)
    place_include(&place, &text->matrix, character->x + (corner & 1 ? character->advance : 0),
                  character->y + text->size * (corner & 2 ? DESCENT : -ASCENT));
  return place;
}

/* Whether the character goes on with the line; *ret_is_word: after a space. */
static bool line_goes_on(const struct line *line, const struct place *place, bool *ret_is_word)
{
  double height = line->last.bottom - line->last.top, own = place->bottom - place->top;
  double gap = place->left - line->last.right;
  *ret_is_word = gap > WORD_GAP * own;
  return fabs(place->bottom - line->last.bottom) < SAME_BASELINE * own &&
         height < SAME_SIZE * own && own < SAME_SIZE * height && gap < GAP_AT_MOST * own &&
         gap > -OVERLAP_AT_MOST * own;
}

static void lines_add(struct lines *lines, unsigned codepoint, const struct place *place)
{
  struct line *line = lines->count ? &lines->items[lines->count - 1] : NULL;
  bool is_word = false;
  if (!line || !line_goes_on(line, place, &is_word)) {
    array_reserve(lines->items, lines->count, lines->capacity);
    line = &lines->items[lines->count++];
    *line = (struct line){.place = *place};
  } else if (is_word)
    strbuf_append_char(&line->text, ' ');
  strbuf_append_codepoint(&line->text, codepoint);
  line->last = *place;
  line->place = (struct place){
      fmin(line->place.left, place->left), fmin(line->place.top, place->top),
      fmax(line->place.right, place->right), fmax(line->place.bottom, place->bottom)};
}

static void lines_add_object(struct lines *lines, const struct ofd_page *page, const xmlNode *node)
{
  struct ofd_text text cleanup_with(ofd_text_clear) = {0};
  ofd_text_read(page, node, &text);
  for (size_t i = 0; i < text.count; i++) {
    struct place place = char_place(&text, &text.chars[i]);
    if (!codepoint_is_space(text.chars[i].codepoint) && text.chars[i].codepoint >= 0x20)
      lines_add(lines, text.chars[i].codepoint, &place);
  }
}

static struct box place_box(const struct place *place, double dpi)
{
  const double scale = dpi / 25.4, most = 1e6;
  double left = fmin(fmax(floor(place->left * scale), -most), most);
  double top = fmin(fmax(floor(place->top * scale), -most), most);
  return (struct box){(int)left, (int)top,
                      (int)fmin(fmax(ceil(place->right * scale) - left, 0), most),
                      (int)fmin(fmax(ceil(place->bottom * scale) - top, 0), most)};
}

void ofd_text_lines(const struct ofd_page *page, double dpi, struct text_run **ret_runs,
                    size_t *ret_count)
{
  struct lines lines = {0};
  for (size_t i = 0; i < page->count; i++)
    if (ofd_node_is(page->objects[i].node, "TextObject"))
      lines_add_object(&lines, page, page->objects[i].node);
  struct text_run *runs = memory_alloc((lines.count + 1) * sizeof *runs);
  for (size_t i = 0; i < lines.count; i++)
    runs[i] =
        (struct text_run){strbuf_take(&lines.items[i].text), place_box(&lines.items[i].place, dpi)};
  free(lines.items);
  *ret_runs = runs;
  *ret_count = lines.count;
}
