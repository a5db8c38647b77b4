#include "ingest/ofd_font.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_MODULE_H
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { FONTS_AT_MOST = 256 };

struct ofd_font {
  char *id;
  FT_Library library;   /* a reference of its own, while there is a face */
  unsigned char *bytes; /* of the file that comes along; FreeType reads them while the face lives */
  FT_Face face;         /* NULL: there is none */
  cairo_font_face_t *drawn;
};

struct ofd_fonts {
  FT_Library library;
  struct ofd_font *items[FONTS_AT_MOST];
  size_t count;
};

static void *freetype_alloc(FT_Memory memory, long size)
{
  (void)memory;
  return malloc((size_t)size);
}

static void freetype_free(FT_Memory memory, void *block)
{
  (void)memory;
  free(block);
}

static void *freetype_resize(FT_Memory memory, long old, long size, void *block)
{
  (void)memory;
  (void)old;
  return realloc(block, (size_t)size);
}

/* FT_Init_FreeType makes a record of the memory's functions that only FT_Done_FreeType frees, which
 * heeds no references; this one is never written to and needs no freeing. */
static FT_Library freetype_open(void)
{
  static struct FT_MemoryRec_ memory = {NULL, freetype_alloc, freetype_free, freetype_resize};
  FT_Library library = NULL;
  if (FT_New_Library(&memory, &library) != 0)
    return NULL;
  FT_Add_Default_Modules(library);
  return library;
}

struct ofd_fonts *ofd_fonts_new(void)
{
  struct ofd_fonts *fonts = memory_alloc(sizeof *fonts);
  fonts->library = freetype_open();
  return fonts;
}

static const cairo_user_data_key_t face_key;

/* The face goes when cairo lets go of the font, which may be after the page is drawn. */
static void font_release(void *state)
{
  struct ofd_font *font = state;
  FT_Done_Face(font->face);
  FT_Done_Library(font->library);
  free(font->bytes);
  free(font->id);
  free(font);
}

void ofd_fonts_free(struct ofd_fonts **address)
{
  struct ofd_fonts *fonts = *address;
  *address = NULL;
  if (!fonts)
    return;
  for (size_t i = 0; i < fonts->count; i++) {
    struct ofd_font *font = fonts->items[i];
    if (font->drawn)
      cairo_font_face_destroy(font->drawn); /* frees the font, now or later */
    else {
      free(font->id);
      free(font);
    }
  }
  if (fonts->library)
    FT_Done_Library(fonts->library);
  free(fonts);
}

/* The font that comes along; false where none does, or it is damaged. */
static bool font_load_own(struct ofd_fonts *fonts, const struct ofd_document *document,
                          const struct ofd_resource *resource, struct ofd_font *font)
{
  size_t size = 0;
  if (!resource || !resource->path ||
      ofd_package_read(document->package, resource->path, &font->bytes, &size, NULL))
    return false;
  if (FT_New_Memory_Face(fonts->library, font->bytes, (FT_Long)size, 0, &font->face) == 0)
    return true;
  font->face = NULL;
  free(font->bytes);
  font->bytes = NULL;
  return false;
}

/* The machine's font of that name, or one for Chinese. */
static void font_load_machine(struct ofd_fonts *fonts, const struct ofd_resource *resource,
                              struct ofd_font *font)
{
  FcPattern *wanted = FcPatternCreate();
  if (resource && resource->name)
    FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)resource->name);
  FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)"Noto Serif CJK SC");
  FcPatternAddString(wanted, FC_LANG, (const FcChar8 *)"zh-cn");
  FcConfigSubstitute(NULL, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result;
  FcPattern *found = FcFontMatch(NULL, wanted, &result);
  FcChar8 *path = NULL;
  int index = 0;
  if (found && FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch) {
    if (FcPatternGetInteger(found, FC_INDEX, 0, &index) != FcResultMatch)
      index = 0;
    if (FT_New_Face(fonts->library, (const char *)path, index & 0xFFFF, &font->face) != 0)
      font->face = NULL;
  }
  if (found)
    FcPatternDestroy(found);
  FcPatternDestroy(wanted);
}

static void font_load(struct ofd_fonts *fonts, const struct ofd_document *document,
                      struct ofd_font *font)
{
  const struct ofd_resource *resource = ofd_resource_find(document, OFD_FONT, font->id);
  if (!fonts->library)
    return;
  if (!font_load_own(fonts, document, resource, font))
    font_load_machine(fonts, resource, font);
  if (!font->face)
    return;
  FT_Reference_Library(fonts->library);
  font->library = fonts->library;
  font->drawn = cairo_ft_font_face_create_for_ft_face(font->face, 0);
  cairo_font_face_set_user_data(font->drawn, &face_key, font, font_release);
}

const struct ofd_font *ofd_font_find(struct ofd_fonts *fonts, const struct ofd_document *document,
                                     const char *id)
{
  const char *name = id ? id : "";
  for (size_t i = 0; i < fonts->count; i++)
    if (strcmp(fonts->items[i]->id, name) == 0)
      return fonts->items[i];
  if (fonts->count == FONTS_AT_MOST)
    return fonts->items[0];
  struct ofd_font *font = memory_alloc(sizeof *font);
  font->id = memory_copy_string(name);
  font_load(fonts, document, font);
  return fonts->items[fonts->count++] = font;
}

void ofd_font_set(const struct ofd_font *font, cairo_t *cairo)
{
  if (font->drawn)
    cairo_set_font_face(cairo, font->drawn);
}

unsigned long ofd_font_glyph(const struct ofd_font *font, const struct ofd_char *character)
{
  if (!font->face)
    return 0;
  if (font->bytes && character->glyph > 0)
    return (unsigned long)character->glyph;
  return FT_Get_Char_Index(font->face, character->codepoint);
}

double ofd_font_squeeze(const struct ofd_font *font, unsigned long glyph, double room)
{
  if (font->bytes || !font->face || !font->face->units_per_EM || !(room > 0) ||
      FT_Load_Glyph(font->face, (FT_UInt)glyph, FT_LOAD_NO_SCALE) != 0)
    return 1;
  double advance = (double)font->face->glyph->metrics.horiAdvance / font->face->units_per_EM;
  return advance > room ? room / advance : 1;
}
