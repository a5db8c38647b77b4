#include "ingest/ofd_draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "ingest/drawn_pix.h"
#include "ingest/ofd_font.h"
#include "ingest/ofd_text.h"
#include "ingest/source_single.h"

enum { PICTURES_AT_MOST = 256, CAIRO_SIDE_AT_MOST = 32767 };

struct drawing {
  const struct ofd_document *document;
  const struct ofd_page *page;
  const struct source_limits *limits;
  cairo_t *cairo; /* in millimetres from the page's top left */
  struct ofd_fonts *fonts;
  int pictures;
  size_t characters, undrawn; /* for want of a font */
};

/* False for one that flattens everything to a line: that draws nothing, and would stop cairo. */
static bool matrix_apply(cairo_t *cairo, const struct ofd_matrix *matrix)
{
  const cairo_matrix_t same = {matrix->a, matrix->b, matrix->c, matrix->d, matrix->e, matrix->f};
  if (fabs(matrix->a * matrix->d - matrix->b * matrix->c) < 1e-9)
    return false;
  cairo_transform(cairo, &same);
  return true;
}

/* ---- colours ---- */

/* One part of "255 128 0" or "#FF #80 #0". */
static double colour_part(const char **at)
{
  char *end;
  while (**at == ' ')
    ++*at;
  double part = **at == '#' ? (double)strtol(*at + 1, &end, 16) : strtod(*at, &end);
  *at = end;
  return fmin(fmax(part / 255, 0), 1);
}

/* Grey, RGB or CMYK, as many parts as there are. */
static void colour_set(cairo_t *cairo, const xmlNode *colour)
{
  autofree char *value = colour ? ofd_attribute(colour, "Value") : NULL;
  double parts[4] = {0}, alpha = colour ? ofd_number(colour, "Alpha", 255) / 255 : 1;
  int count = 0;
  for (const char *at = value; at && count < 4 && at[strspn(at, " ")]; count++)
    parts[count] = colour_part(&at);
  if (count == 1)
    parts[1] = parts[2] = parts[0];
  else if (count == 4)
    for (int i = 0; i < 3; i++)
      parts[i] = (1 - parts[i]) * (1 - parts[3]);
  cairo_set_source_rgba(cairo, parts[0], parts[1], parts[2], fmin(fmax(alpha, 0), 1));
}

/* The object's own colour, or that of the shared parameters it names, or NULL: black. */
static const xmlNode *colour_find(const struct drawing *drawing, const struct ofd_object *object,
                                  const char *which)
{
  const xmlNode *own = ofd_child(object->node, which);
  autofree char *named = ofd_attribute(object->node, "DrawParam");
  const struct ofd_resource *shared =
      ofd_resource_find(drawing->document, OFD_DRAWING, named ? named : object->drawing);
  return own || !shared ? own : ofd_child(shared->node, which);
}

/* ---- pictures ---- */

enum status ofd_picture_load(const struct ofd_document *document, const char *id,
                             const struct source_limits *limits, struct page_picture *ret_picture,
                             struct error *error)
{
  const struct ofd_resource *resource = ofd_resource_find(document, OFD_PICTURE, id);
  if (!resource || !resource->path)
    return error_set(error, STATUS_BAD_INPUT,
                     "the OFD lacks a picture that it shows; download it again");
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  enum status status = ofd_package_read(document->package, resource->path, &bytes, &size, error);
  if (!status)
    status = source_single_load_bytes(bytes, size, limits, ret_picture, error);
  if (status)
    error_prefix(error, "a picture of the OFD (%.80s)", resource->path);
  return status;
}

static cairo_surface_t *surface_of(PIX *pix)
{
  PIX *full = pixConvertTo32(pix);
  int width = full ? pixGetWidth(full) : 0, height = full ? pixGetHeight(full) : 0;
  if (!full || width > CAIRO_SIDE_AT_MOST || height > CAIRO_SIDE_AT_MOST) {
    pixDestroy(&full);
    return NULL;
  }
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
    unsigned char *rows = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (int y = 0; y < height; y++) {
      const uint32_t *from = pixGetData(full) + (size_t)y * (size_t)pixGetWpl(full);
      uint32_t *to = (uint32_t *)(void *)(rows + (size_t)y * stride);
      for (int x = 0; x < width; x++)
        to[x] = from[x] >> 8;
    }
    cairo_surface_mark_dirty(surface);
  }
  pixDestroy(&full);
  return surface;
}

struct png_bytes {
  const unsigned char *at;
  size_t left;
};

static cairo_status_t png_feed(void *state, unsigned char *bytes, unsigned length)
{
  struct png_bytes *png = state;
  if (length > png->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy(bytes, png->at, length);
  png->at += length;
  png->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* A PNG that lets through what is below it, as stamps and codes do; NULL for any other picture. */
static cairo_surface_t *surface_of_clear_png(const unsigned char *bytes, size_t size,
                                             const struct source_limits *limits)
{
  enum { WIDTH = 16, HEIGHT = 20, KIND = 25, HEAD = 29, WITH_ALPHA = 4 };
  uint64_t sides[2] = {0};
  if (size < HEAD || memcmp(bytes, "\x89PNG\r\n\x1A\n", 8) != 0 || !(bytes[KIND] & WITH_ALPHA))
    return NULL;
  for (int i = 0; i < 4; i++) {
    sides[0] = sides[0] << 8 | bytes[WIDTH + i];
    sides[1] = sides[1] << 8 | bytes[HEIGHT + i];
  }
  if (source_check_size(limits, sides[0], sides[1], NULL) || sides[0] > CAIRO_SIDE_AT_MOST ||
      sides[1] > CAIRO_SIDE_AT_MOST)
    return NULL;
  struct png_bytes png = {bytes, size};
  cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(png_feed, &png);
  if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
    return surface;
  cairo_surface_destroy(surface);
  return NULL;
}

static cairo_surface_t *clear_png_find(const struct drawing *drawing, const char *id)
{
  const struct ofd_resource *resource = ofd_resource_find(drawing->document, OFD_PICTURE, id);
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  if (!resource || !resource->path ||
      ofd_package_read(drawing->document->package, resource->path, &bytes, &size, NULL))
    return NULL;
  return surface_of_clear_png(bytes, size, drawing->limits);
}

static enum status picture_surface(const struct drawing *drawing, const char *id,
                                   cairo_surface_t **ret_surface, struct error *error)
{
  *ret_surface = clear_png_find(drawing, id);
  if (*ret_surface)
    return STATUS_OK;
  struct page_picture picture cleanup_with(page_picture_clear) = {0};
  enum status status = ofd_picture_load(drawing->document, id, drawing->limits, &picture, error);
  if (status)
    return status;
  *ret_surface = surface_of(picture.pix);
  return *ret_surface
             ? STATUS_OK
             : error_set(error, STATUS_TOO_LARGE, "a picture of the OFD is too large to be drawn");
}

static enum status picture_draw(struct drawing *drawing, const struct ofd_object *object,
                                struct error *error)
{
  if (++drawing->pictures > PICTURES_AT_MOST)
    return error_set(error, STATUS_TOO_LARGE, "the OFD page has more than %d pictures",
                     (int)PICTURES_AT_MOST);
  autofree char *id = ofd_attribute(object->node, "ResourceID");
  cairo_surface_t *surface = NULL;
  enum status status = picture_surface(drawing, id, &surface, error);
  if (status)
    return status;
  struct ofd_matrix matrix = ofd_object_matrix(drawing->page, object->node);
  int width = cairo_image_surface_get_width(surface);
  int height = cairo_image_surface_get_height(surface);
  cairo_save(drawing->cairo);
  if (width > 0 && height > 0 &&
      matrix_apply(drawing->cairo, &matrix)) { /* the picture is the unit square */
    cairo_scale(drawing->cairo, 1.0 / width, 1.0 / height);
    cairo_set_source_surface(drawing->cairo, surface, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(drawing->cairo), CAIRO_EXTEND_PAD);
    cairo_rectangle(drawing->cairo, 0, 0, width, height);
    cairo_clip(drawing->cairo);
    cairo_paint_with_alpha(drawing->cairo, ofd_number(object->node, "Alpha", 255) / 255);
  }
  cairo_restore(drawing->cairo);
  cairo_surface_destroy(surface);
  return STATUS_OK;
}

/* ---- paths ---- */

static void quadratic_to(cairo_t *cairo, const double at[4])
{
  double x = 0, y = 0;
  cairo_get_current_point(cairo, &x, &y);
  cairo_curve_to(cairo, (x + 2 * at[0]) / 3, (y + 2 * at[1]) / 3, (at[2] + 2 * at[0]) / 3,
                 (at[3] + 2 * at[1]) / 3, at[2], at[3]);
}

/* One step of a path. An arc is drawn as the line to its end. */
static void step_draw(cairo_t *cairo, char step, const double *at)
{
  switch (step) {
  case 'S':
  case 'M':
    cairo_move_to(cairo, at[0], at[1]);
    break;
  case 'L':
    cairo_line_to(cairo, at[0], at[1]);
    break;
  case 'Q':
    quadratic_to(cairo, at);
    break;
  case 'B':
    cairo_curve_to(cairo, at[0], at[1], at[2], at[3], at[4], at[5]);
    break;
  case 'A':
    cairo_line_to(cairo, at[5], at[6]);
    break;
  default:
    cairo_close_path(cairo);
  }
}

static void path_add(cairo_t *cairo, const char *text)
{
  static const char steps[] = "SMLQBAC";
  static const size_t numbers[] = {2, 2, 2, 4, 6, 7, 0};
  for (const char *at = text; *at;) {
    double values[7] = {0};
    const char *step = strchr(steps, *at++);
    if (!step || !*step)
      continue;
    size_t wanted = numbers[step - steps];
    if (wanted && ofd_numbers(at, values, wanted) != wanted)
      return;
    step_draw(cairo, *step, values);
    at += strcspn(at, steps);
  }
}

static bool attribute_is(const xmlNode *node, const char *name, const char *value, bool otherwise)
{
  autofree char *own = ofd_attribute(node, name);
  return own ? strcmp(own, value) == 0 : otherwise;
}

static void path_draw(const struct drawing *drawing, const struct ofd_object *object)
{
  const double usual_width = 0.353; /* millimetres; the standard's own */
  cairo_t *cairo = drawing->cairo;
  autofree char *text = ofd_content(ofd_child(object->node, "AbbreviatedData"));
  struct ofd_matrix matrix = ofd_object_matrix(drawing->page, object->node);
  cairo_save(cairo);
  cairo_new_path(cairo);
  if (matrix_apply(cairo, &matrix))
    path_add(cairo, text);
  cairo_set_fill_rule(cairo, attribute_is(object->node, "Rule", "Even-Odd", false)
                                 ? CAIRO_FILL_RULE_EVEN_ODD
                                 : CAIRO_FILL_RULE_WINDING);
  if (attribute_is(object->node, "Fill", "true", false)) {
    colour_set(cairo, colour_find(drawing, object, "FillColor"));
    cairo_fill_preserve(cairo);
  }
  if (attribute_is(object->node, "Stroke", "true", true)) {
    colour_set(cairo, colour_find(drawing, object, "StrokeColor"));
    cairo_set_line_width(cairo, ofd_number(object->node, "LineWidth", usual_width));
    cairo_stroke_preserve(cairo);
  }
  cairo_new_path(cairo);
  cairo_restore(cairo);
}

/* ---- text ---- */

static void char_draw(struct drawing *drawing, const struct ofd_font *font,
                      const struct ofd_text *text, const struct ofd_char *character)
{
  if (codepoint_is_space(character->codepoint) || character->glyph == OFD_GLYPH_NONE)
    return;
  unsigned long index = ofd_font_glyph(font, character);
  drawing->characters++;
  drawing->undrawn += index == 0;
  if (!index)
    return;
  double across = text->size * text->across;
  cairo_matrix_t size;
  cairo_matrix_init_scale(
      &size, across * ofd_font_squeeze(font, index, character->advance / across), text->size);
  cairo_set_font_matrix(drawing->cairo, &size);
  const cairo_glyph_t glyph = {index, character->x, character->y};
  cairo_show_glyphs(drawing->cairo, &glyph, 1);
}

static void text_draw(struct drawing *drawing, const struct ofd_object *object)
{
  struct ofd_text text cleanup_with(ofd_text_clear) = {0};
  ofd_text_read(drawing->page, object->node, &text);
  autofree char *id = ofd_attribute(object->node, "Font");
  const struct ofd_font *font = ofd_font_find(drawing->fonts, drawing->document, id);
  const double least = 1e-3; /* millimetres; no size at all would stop cairo */
  cairo_save(drawing->cairo);
  if (!(fabs(text.size) > least && fabs(text.size * text.across) > least) ||
      !matrix_apply(drawing->cairo, &text.matrix))
    text.count = 0;
  colour_set(drawing->cairo, colour_find(drawing, object, "FillColor"));
  ofd_font_set(font, drawing->cairo);
  for (size_t i = 0; i < text.count; i++)
    char_draw(drawing, font, &text, &text.chars[i]);
  cairo_restore(drawing->cairo);
}

/* ---- the page ---- */

static enum status objects_draw(struct drawing *drawing, bool with_text, struct error *error)
{
  enum status status = STATUS_OK;
  for (size_t i = 0; i < drawing->page->count && !status; i++) {
    const struct ofd_object *object = &drawing->page->objects[i];
    if (ofd_node_is(object->node, "ImageObject"))
      status = picture_draw(drawing, object, error);
    else if (ofd_node_is(object->node, "PathObject"))
      path_draw(drawing, object);
    else if (with_text)
      text_draw(drawing, object);
  }
  if (!status && drawing->undrawn * 2 > drawing->characters)
    status = error_set(error, STATUS_UNSUPPORTED,
                       "no font of this machine has the characters of the OFD; install one, for "
                       "example: apt-get install fonts-noto-cjk");
  return status;
}

static enum status page_draw_on(PIX *pix, struct drawing *drawing, double dpi, bool with_text,
                                struct error *error)
{
  cairo_surface_t *surface = drawn_pix_begin(pix);
  drawing->cairo = cairo_create(surface);
  cairo_scale(drawing->cairo, dpi / 25.4, dpi / 25.4);
  enum status status = objects_draw(drawing, with_text, error);
  cairo_status_t drawn = cairo_status(drawing->cairo);
  cairo_destroy(drawing->cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  if (!status && drawn != CAIRO_STATUS_SUCCESS)
    status = error_set(error, drawn == CAIRO_STATUS_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_BAD_INPUT,
                       "the OFD page cannot be drawn (%s); download it again",
                       cairo_status_to_string(drawn));
  return status;
}

enum status ofd_page_draw(const struct ofd_document *document, const struct ofd_page *page,
                          const struct source_limits *limits, double dpi, bool with_text,
                          PIX **ret_pix, struct error *error)
{
  double width = ceil(page->area[2] * dpi / 25.4), height = ceil(page->area[3] * dpi / 25.4);
  if (width > CAIRO_SIDE_AT_MOST || height > CAIRO_SIDE_AT_MOST)
    return error_set(error, STATUS_TOO_LARGE,
                     "the OFD page is %.0f × %.0f mm, too large to be read", page->area[2],
                     page->area[3]);
  PIX *pix = NULL;
  enum status status = source_make_pix(limits, (uint64_t)width, (uint64_t)height, 32, &pix, error);
  if (status)
    return status;
  struct drawing drawing = {.document = document, .page = page, .limits = limits};
  drawing.fonts = ofd_fonts_new();
  status = page_draw_on(pix, &drawing, dpi, with_text, error);
  ofd_fonts_free(&drawing.fonts);
  if (status) {
    pixDestroy(&pix);
    return status;
  }
  *ret_pix = drawn_pix_finish(pix);
  return STATUS_OK;
}
