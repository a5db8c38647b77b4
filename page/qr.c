#include "page/qr.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "page/qr_sign.h"

/*
 * zbar finds a code when its modules are some 3 to 10 pixels wide. A page at 300 dpi is first
 * looked at reduced, which is quick and takes the paper's grain away, then as it is; a small page
 * enlarged.
 */
enum {
  REDUCED_SIDE = 1800,  /* pixels of the long side of the first look */
  LARGEST_SIDE = 5000,  /* nothing larger is given to zbar */
  ENLARGED_UP_TO = 1600 /* long sides that are enlarged for the last look */
};

struct finding {
  zbar_image_scanner_t *scanner;
  struct qr_code *codes;
  size_t count, capacity;
};

/* GB 18030 bytes as UTF-8, or NULL where they are none. */
static char *text_from_gb18030(const char *bytes, size_t size)
{
  iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == (iconv_t)-1)
    return NULL;
  size_t room = size * 4, left = room;
  char *text = memory_alloc(room + 1), *to = text, *from = (char *)bytes;
  size_t result = iconv(converter, &from, &size, &to, &left);
  iconv_close(converter);
  if (result != 0 || size != 0) {
    free(text);
    return NULL;
  }
  *to = '\0';
  return text;
}

static bool has_control_characters(const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)text[i] < 0x20 && !(text[i] && strchr("\t\n\r", text[i])))
      return true;
  return false;
}

/* A code's bytes as text; NULL where they are no text. */
static char *text_from_bytes(const char *bytes, size_t size)
{
  static const char mark[] = "\xEF\xBB\xBF"; /* U+FEFF, which some makers put first */
  if (size >= 3 && memcmp(bytes, mark, 3) == 0) {
    bytes += 3;
    size -= 3;
  }
  if (!size || has_control_characters(bytes, size))
    return NULL;
  if (utf8_find_invalid(bytes, size) == size)
    return memory_copy_bytes(bytes, size);
  return text_from_gb18030(bytes, size);
}

static struct box box_of_symbol(const zbar_symbol_t *symbol, double scale)
{
  unsigned points = zbar_symbol_get_loc_size(symbol);
  int left = INT32_MAX, top = INT32_MAX, right = 0, bottom = 0;
  for (unsigned i = 0; i < points; i++) {
    int x = zbar_symbol_get_loc_x(symbol, i), y = zbar_symbol_get_loc_y(symbol, i);
    left = x < left ? x : left;
    top = y < top ? y : top;
    right = x > right ? x : right;
    bottom = y > bottom ? y : bottom;
  }
  if (!points)
    return (struct box){0};
  return (struct box){(int)(left / scale), (int)(top / scale), (int)((right - left) / scale),
                      (int)((bottom - top) / scale)};
}

static void finding_take(struct finding *finding, double scale)
{
  const zbar_symbol_set_t *results = zbar_image_scanner_get_results(finding->scanner);
  const zbar_symbol_t *symbol = results ? zbar_symbol_set_first_symbol(results) : NULL;
  for (; symbol; symbol = zbar_symbol_next(symbol)) {
    if (zbar_symbol_get_type(symbol) != ZBAR_QRCODE)
      continue;
    char *text = text_from_bytes(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
    if (!text)
      continue;
    array_reserve(finding->codes, finding->count, finding->capacity);
    finding->codes[finding->count++] = (struct qr_code){text, box_of_symbol(symbol, scale)};
  }
}

/* The grey picture's rows without the padding and in the byte order of a file; owned by the caller.
 */
static unsigned char *grey_bytes(PIX *grey)
{
  size_t width = (size_t)pixGetWidth(grey), height = (size_t)pixGetHeight(grey);
  unsigned char *bytes = malloc(width * height);
  for (size_t y = 0; bytes && y < height; y++) {
    const l_uint32 *line = pixGetData(grey) + y * (size_t)pixGetWpl(grey);
    for (size_t x = 0; x < width; x++)
      bytes[y * width + x] = (unsigned char)GET_DATA_BYTE(line, x);
  }
  return bytes;
}

static enum status look(struct finding *finding, PIX *grey, double scale, struct error *error)
{
  PIX *scaled = scale == 1 ? pixClone(grey) : pixScale(grey, (l_float32)scale, (l_float32)scale);
  unsigned char *bytes = scaled ? grey_bytes(scaled) : NULL;
  zbar_image_t *image = bytes ? zbar_image_create() : NULL;
  if (image) {
    size_t width = (size_t)pixGetWidth(scaled), height = (size_t)pixGetHeight(scaled);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)width, (unsigned)height);
    zbar_image_set_data(image, bytes, width * height, NULL);
    zbar_scan_image(finding->scanner, image);
    finding_take(finding, scale);
    zbar_image_destroy(image);
  }
  free(bytes);
  pixDestroy(&scaled);
  return image ? STATUS_OK : error_set(error, STATUS_NO_MEMORY, "no memory to look for QR codes");
}

static enum status look_at_sizes(struct finding *finding, PIX *grey, struct error *error)
{
  int width = pixGetWidth(grey), height = pixGetHeight(grey);
  double side = width > height ? width : height;
  double scales[3];
  size_t count = 0;
  if (side > REDUCED_SIDE)
    scales[count++] = REDUCED_SIDE / side;
  scales[count++] = side > LARGEST_SIDE ? LARGEST_SIDE / side : 1;
  if (side <= ENLARGED_UP_TO)
    scales[count++] = 2;
  enum status status = STATUS_OK;
  for (size_t i = 0; i < count && !finding->count && !status; i++)
    status = look(finding, grey, scales[i], error);
  return status;
}

static int code_compare(const void *left, const void *right)
{
  const struct qr_code *a = left, *b = right;
  return a->box.y != b->box.y ? a->box.y - b->box.y : a->box.x - b->box.x;
}

/* 8 bpp or 32 bpp without a colour map; NULL when memory is out. */
static PIX *picture_plain(PIX *picture)
{
  PIX *plain = pixRemoveColormap(picture, REMOVE_CMAP_BASED_ON_SRC);
  if (!plain || pixGetDepth(plain) == 32 || pixGetDepth(plain) == 8)
    return plain;
  PIX *grey = pixConvertTo8(plain, 0);
  pixDestroy(&plain);
  return grey;
}

static enum status decode(PIX *plain, struct finding *finding, struct error *error)
{
  finding->scanner = zbar_image_scanner_create();
  PIX *grey = finding->scanner ? pixConvertTo8(plain, 0) : NULL;
  enum status status;
  if (grey) {
    zbar_image_scanner_set_config(finding->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(finding->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    /* Every second row and column meets all modules and takes half the time. */
    zbar_image_scanner_set_config(finding->scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, 2);
    zbar_image_scanner_set_config(finding->scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 2);
    /* The bytes as they are: zbar's own guess takes UTF-8 for Shift-JIS. */
    zbar_image_scanner_set_config(finding->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    status = look_at_sizes(finding, grey, error);
  } else {
    status = error_set(error, STATUS_NO_MEMORY, "no memory to look for QR codes");
  }
  if (finding->scanner)
    zbar_image_scanner_destroy(finding->scanner);
  finding->scanner = NULL;
  pixDestroy(&grey);
  return status;
}

enum status qr_find(PIX *picture, struct qr_code **ret_codes, size_t *ret_count,
                    struct error *error)
{
  PIX *plain = picture_plain(picture);
  if (!plain)
    return error_set(error, STATUS_NO_MEMORY, "no memory to look for QR codes");
  struct finding finding = {0};
  enum status status = qr_sign_seen(plain) ? decode(plain, &finding, error) : STATUS_OK;
  pixDestroy(&plain);
  if (status) {
    qr_codes_free(&finding.codes, finding.count);
    return status;
  }
  if (finding.count)
    qsort(finding.codes, finding.count, sizeof *finding.codes, code_compare);
  *ret_codes = finding.codes;
  *ret_count = finding.count;
  return STATUS_OK;
}

void qr_codes_free(struct qr_code **codes, size_t count)
{
  for (size_t i = 0; i < count; i++)
    free((*codes)[i].text);
  free(*codes);
  *codes = NULL;
}
