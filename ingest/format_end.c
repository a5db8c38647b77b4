#include "ingest/format_end.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ingest/bmp_header.h"

enum {
  WINDOW = 65536,
  PDF_HEAD = 1024,          /* PDF's header may stand behind this much junk (ISO 32000 annex H) */
  TIFF_ITEMS_MAX = 2000000, /* entries and strips looked at: a loop, or worse, ends here */
  TIFF_BLOCK = 1024,        /* strips compared at a time */
  TIFF_LOADS_MAX = 20000,   /* windows read beside once the whole file: places far apart end here */
};

/* A file with one window of it in memory. */
struct view {
  int fd;
  uint64_t size;
  uint64_t start; /* of the window */
  size_t length;
  uint64_t loads; /* windows read so far */
  unsigned char window[WINDOW];
};

/* `count` bytes at `offset`, valid until the next call; NULL past the end or when reading fails. */
static const unsigned char *view_bytes(struct view *view, uint64_t offset, size_t count)
{
  if (offset > view->size || count > view->size - offset || count > WINDOW)
    return NULL;
  if (offset < view->start || offset + count > view->start + view->length) {
    ssize_t got = pread(view->fd, view->window, WINDOW, (off_t)offset);
    view->loads++;
    view->start = offset;
    view->length = got > 0 ? (size_t)got : 0;
    if (view->length < count)
      return NULL;
  }
  return view->window + (offset - view->start);
}

static bool view_starts_with(struct view *view, const void *magic, size_t length)
{
  const unsigned char *bytes = view_bytes(view, 0, length);
  return bytes && memcmp(bytes, magic, length) == 0;
}

static uint64_t number_at(const unsigned char *bytes, size_t count, bool big_endian)
{
  uint64_t number = 0;
  for (size_t i = 0; i < count; i++)
    number = number << 8 | bytes[big_endian ? i : count - 1 - i];
  return number;
}

static enum format_end png_end(struct view *view)
{
  enum { SIGNATURE = 8, FRAME = 12 }; /* a chunk's length, type and checksum */
  static const unsigned char nothing[4] = {0};
  uint64_t offset = SIGNATURE;
  for (;;) {
    const unsigned char *head = view_bytes(view, offset, 8);
    if (!head || memcmp(head + 4, nothing, 4) == 0)
      return FORMAT_END_MISSING;
    bool last = memcmp(head + 4, "IEND", 4) == 0;
    offset += number_at(head, 4, true) + FRAME;
    if (offset > view->size)
      return FORMAT_END_MISSING;
    if (last)
      return FORMAT_END_THERE;
  }
}

enum {
  JPEG_STUFFED = 0x00,
  JPEG_TEM = 0x01,
  JPEG_RST_FIRST = 0xD0,
  JPEG_RST_LAST = 0xD7,
  JPEG_EOI = 0xD9,
  JPEG_SOS = 0xDA,
};

static bool jpeg_marker_stands_alone(unsigned char marker)
{
  return marker == JPEG_TEM || (marker >= JPEG_RST_FIRST && marker <= JPEG_RST_LAST);
}

/* Offset of the next 0xFF that begins a marker in the coded data; the size when there is none. */
static uint64_t jpeg_skip_coded_data(struct view *view, uint64_t offset)
{
  const unsigned char *pair;
  for (; (pair = view_bytes(view, offset, 2)); offset++) {
    size_t left = view->length - (size_t)(offset - view->start);
    const unsigned char *mark = memchr(pair, 0xFF, left - 1);
    if (!mark) {
      offset += left - 2;
      continue;
    }
    offset += (uint64_t)(mark - pair);
    if (mark[1] != JPEG_STUFFED && mark[1] != 0xFF && !jpeg_marker_stands_alone(mark[1]))
      return offset;
  }
  return view->size;
}

/* Segment by segment: a thumbnail's own EOI stands inside a segment and does not count. */
static enum format_end jpeg_end(struct view *view)
{
  enum format_end without_marker = FORMAT_END_MISSING;
  uint64_t offset = 2;
  for (;;) {
    const unsigned char *mark = view_bytes(view, offset, 2);
    if (!mark)
      return without_marker;
    if (mark[0] != 0xFF) { /* no marker where one must stand: coded data or damage; look on */
      offset = jpeg_skip_coded_data(view, offset);
      continue;
    }
    unsigned char marker = mark[1];
    if (marker == JPEG_EOI)
      return FORMAT_END_THERE;
    if (marker == 0xFF || marker == JPEG_STUFFED) {
      offset++;
      continue;
    }
    offset += 2;
    if (jpeg_marker_stands_alone(marker))
      continue;
    const unsigned char *length = view_bytes(view, offset, 2);
    if (!length)
      return without_marker;
    offset += number_at(length, 2, true);
    if (marker == JPEG_SOS) {
      without_marker = FORMAT_END_UNMARKED;
      offset = jpeg_skip_coded_data(view, offset);
    }
  }
}

/* The two layouts of TIFF: sizes in bytes. */
struct tiff_layout {
  bool big_endian;
  size_t count_size, entry_size, value_size; /* a directory's entry count, an entry, an offset */
};

enum tiff_tag {
  TIFF_STRIPS = 273,
  TIFF_STRIP_SIZES = 279,
  TIFF_TILES = 324,
  TIFF_TILE_SIZES = 325
};

/* An array that an entry holds, or points to. */
struct tiff_array {
  uint64_t count, offset;
  size_t item; /* bytes */
};

/* Bytes of a value of this type (TIFF 6.0 §2, BigTIFF); 0 for types not heard of. */
static size_t tiff_item_size(uint64_t type)
{
  static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < sizeof sizes ? sizes[type] : 0;
}

static struct tiff_array tiff_entry_array(const struct tiff_layout *layout,
                                          const unsigned char *entry, uint64_t entry_offset)
{
  size_t value_at = layout->entry_size - layout->value_size;
  struct tiff_array array = {
      .count = number_at(entry + 4, layout->value_size, layout->big_endian),
      .offset = entry_offset + value_at,
      .item = tiff_item_size(number_at(entry + 2, 2, layout->big_endian)),
  };
  if (array.item && array.count > layout->value_size / array.item)
    array.offset = number_at(entry + value_at, layout->value_size, layout->big_endian);
  return array;
}

static bool tiff_array_is_there(const struct view *view, const struct tiff_array *array)
{
  return array->offset <= view->size &&
         (!array->item || array->count <= (view->size - array->offset) / array->item);
}

static bool tiff_array_item(struct view *view, const struct tiff_layout *layout,
                            const struct tiff_array *array, uint64_t index, uint64_t *ret_value)
{
  if (index >= array->count || !array->item || array->item > sizeof *ret_value)
    return false;
  const unsigned char *bytes = view_bytes(view, array->offset + index * array->item, array->item);
  if (bytes)
    *ret_value = number_at(bytes, array->item, layout->big_endian);
  return bytes;
}

/* Items [first, first + count) of an array; count <= TIFF_BLOCK. */
static bool tiff_array_block(struct view *view, const struct tiff_layout *layout,
                             const struct tiff_array *array, uint64_t first, size_t count,
                             uint64_t ret_values[TIFF_BLOCK])
{
  for (size_t i = 0; i < count; i++)
    if (!tiff_array_item(view, layout, array, first + i, &ret_values[i]))
      return false;
  return true;
}

/* A page takes a handful of reads. */
static bool tiff_has_loads_left(const struct view *view)
{
  return view->loads < view->size / WINDOW + TIFF_LOADS_MAX;
}

/* Every strip or tile lies within the file. */
static bool tiff_data_is_there(struct view *view, const struct tiff_layout *layout,
                               const struct tiff_array *places, const struct tiff_array *sizes,
                               uint64_t *budget)
{
  bool sizes_known = sizes->count == places->count;
  for (uint64_t first = 0; first < places->count && *budget && tiff_has_loads_left(view);
       first += TIFF_BLOCK) {
    uint64_t place[TIFF_BLOCK], size[TIFF_BLOCK] = {0}, left = places->count - first;
    size_t count = left < TIFF_BLOCK ? (size_t)left : TIFF_BLOCK;
    *budget -= *budget < count ? *budget : count;
    if (!tiff_array_block(view, layout, places, first, count, place) ||
        (sizes_known && !tiff_array_block(view, layout, sizes, first, count, size)))
      return false;
    for (size_t i = 0; i < count; i++)
      if (place[i] > view->size || size[i] > view->size - place[i])
        return false;
  }
  return true;
}

/* One directory at `offset`; gives the next one's offset, 0 for the last. */
static bool tiff_directory_is_there(struct view *view, const struct tiff_layout *layout,
                                    uint64_t offset, uint64_t *budget, uint64_t *ret_next)
{
  const unsigned char *bytes = view_bytes(view, offset, layout->count_size);
  if (!bytes)
    return false;
  uint64_t entries = number_at(bytes, layout->count_size, layout->big_endian);
  if (entries > view->size / layout->entry_size)
    return false;
  struct tiff_array places = {0}, sizes = {0};
  offset += layout->count_size;
  for (uint64_t i = 0; i < entries && *budget; i++, offset += layout->entry_size, --*budget) {
    const unsigned char *entry = view_bytes(view, offset, layout->entry_size);
    if (!entry)
      return false;
    uint64_t tag = number_at(entry, 2, layout->big_endian);
    struct tiff_array array = tiff_entry_array(layout, entry, offset);
    if (!tiff_array_is_there(view, &array))
      return false;
    if (tag == TIFF_STRIPS || tag == TIFF_TILES)
      places = array;
    else if (tag == TIFF_STRIP_SIZES || tag == TIFF_TILE_SIZES)
      sizes = array;
  }
  bytes = view_bytes(view, offset, layout->value_size);
  if (!bytes)
    return false;
  *ret_next = number_at(bytes, layout->value_size, layout->big_endian);
  return tiff_data_is_there(view, layout, &places, &sizes, budget);
}

static enum format_end tiff_end(struct view *view)
{
  const unsigned char *head = view_bytes(view, 0, 8);
  if (!head)
    return FORMAT_END_MISSING;
  bool big_endian = head[0] == 'M';
  bool big_tiff = number_at(head + 2, 2, big_endian) == 43;
  struct tiff_layout layout = {big_endian, big_tiff ? 8 : 2, big_tiff ? 20 : 12, big_tiff ? 8 : 4};
  head = view_bytes(view, big_tiff ? 8 : 4, layout.value_size);
  if (!head)
    return FORMAT_END_MISSING;
  uint64_t offset = number_at(head, layout.value_size, big_endian);
  if (!offset) /* some writers put the first directory in place last of all */
    return FORMAT_END_MISSING;
  uint64_t budget = TIFF_ITEMS_MAX;
  while (offset && budget && tiff_has_loads_left(view)) {
    budget--;
    if (!tiff_directory_is_there(view, &layout, offset, &budget, &offset))
      return FORMAT_END_MISSING;
  }
  return FORMAT_END_THERE;
}

/* Offset behind the last `mark` that ends at or before `end`; 0 where there is none. */
static uint64_t find_last(struct view *view, const char *mark, uint64_t end)
{
  size_t length = strlen(mark);
  while (end >= length) {
    size_t block = end < WINDOW ? (size_t)end : WINDOW;
    const unsigned char *bytes = view_bytes(view, end - block, block);
    for (size_t at = bytes ? block - length + 1 : 0; at-- > 0;)
      if (memcmp(bytes + at, mark, length) == 0)
        return end - block + at + length;
    if (!bytes || block == end)
      return 0;
    end -= block - (length - 1);
  }
  return 0;
}

/* What stands behind %%EOF is another version of the file, its own %%EOF still to come, or foreign.
 */
static enum format_end pdf_end(struct view *view)
{
  uint64_t mark = find_last(view, "%%EOF", view->size);
  bool more = mark && find_last(view, "endobj", view->size) > mark;
  return mark && !more ? FORMAT_END_THERE : FORMAT_END_MISSING;
}

static bool pdf_is(struct view *view)
{
  size_t head = view->size < PDF_HEAD ? (size_t)view->size : PDF_HEAD;
  const unsigned char *bytes = view_bytes(view, 0, head);
  return bytes && memmem(bytes, head, "%PDF-", 5);
}

/* RIFF says how long it is. */
static enum format_end webp_end(struct view *view)
{
  enum { RIFF_HEAD = 8 };
  const unsigned char *head = view_bytes(view, 0, RIFF_HEAD);
  return head && number_at(head + 4, 4, false) <= view->size - RIFF_HEAD ? FORMAT_END_THERE
                                                                         : FORMAT_END_MISSING;
}

static enum format_end bmp_end(struct view *view)
{
  struct bmp_header header;
  size_t head = view->size < BMP_HEADER_BYTES ? (size_t)view->size : BMP_HEADER_BYTES;
  const unsigned char *bytes = view_bytes(view, 0, head);
  if (!bytes || !bmp_header_read(bytes, head, &header) || header.pixels_at > view->size)
    return FORMAT_END_MISSING;
  bool there =
      !header.row_bytes || header.height <= (view->size - header.pixels_at) / header.row_bytes;
  return there ? FORMAT_END_THERE : FORMAT_END_MISSING;
}

/* Offset behind a chain of GIF's sub-blocks; past the file's end where it is cut off. */
static uint64_t gif_skip_blocks(struct view *view, uint64_t offset)
{
  const unsigned char *length;
  while ((length = view_bytes(view, offset, 1)) && *length)
    offset += 1u + *length;
  return offset + 1;
}

/* Bytes of a colour table whose size these flags say. */
static uint64_t gif_table_bytes(unsigned char flags)
{
  return flags & 0x80 ? UINT64_C(3) << ((flags & 7) + 1) : 0;
}

/* Block by block to the trailer. */
static enum format_end gif_end(struct view *view)
{
  enum { SCREEN_FLAGS_AT = 10, SCREEN_BYTES = 13, IMAGE_FLAGS_AT = 9, IMAGE_BYTES = 10 };
  const unsigned char *screen = view_bytes(view, 0, SCREEN_BYTES);
  uint64_t offset = screen ? SCREEN_BYTES + gif_table_bytes(screen[SCREEN_FLAGS_AT]) : UINT64_MAX;
  const unsigned char *block;
  while (offset < view->size && (block = view_bytes(view, offset, 1))) {
    if (*block == ';')
      return FORMAT_END_THERE;
    if (*block == '!') {
      offset = gif_skip_blocks(view, offset + 2);
    } else if (*block == ',' && (block = view_bytes(view, offset, IMAGE_BYTES))) {
      offset += IMAGE_BYTES + gif_table_bytes(block[IMAGE_FLAGS_AT]) + 1;
      offset = gif_skip_blocks(view, offset);
    } else {
      break;
    }
  }
  return FORMAT_END_MISSING;
}

/* Box by box: those of ISO 14496-12 say how long they are, 1 in 64 bits, 0 to the file's end. The
 * picture's data stand in one of their own, but for small ones. */
static enum format_end heic_end(struct view *view)
{
  enum { BOX_HEAD = 8, LARGE_BOX_HEAD = 16 };
  uint64_t offset = 0;
  bool has_data = false;
  while (offset < view->size) {
    const unsigned char *head = view_bytes(view, offset, BOX_HEAD);
    bool data = head && memcmp(head + 4, "mdat", 4) == 0;
    has_data |= data;
    uint64_t length = head ? number_at(head, 4, true) : 1;
    uint64_t least = length == 1 ? LARGE_BOX_HEAD : BOX_HEAD;
    if (length == 1)
      length = (head = view_bytes(view, offset, LARGE_BOX_HEAD)) ? number_at(head + 8, 8, true) : 0;
    else if (length == 0) /* zeros where nothing was written yet are no data */
      return data ? FORMAT_END_THERE : FORMAT_END_MISSING;
    if (length < least || length > view->size - offset)
      return FORMAT_END_MISSING;
    offset += length;
  }
  return has_data ? FORMAT_END_THERE : FORMAT_END_UNMARKED;
}

/* ZIP ends with a directory of what it holds, and that with its own place and the length of a
 * comment (APPNOTE 4.3.16). */
static enum format_end zip_end(struct view *view)
{
  enum { RECORD = 22, COMMENT_LENGTH_AT = 20 };
  size_t tail = view->size < WINDOW ? (size_t)view->size : WINDOW;
  const unsigned char *bytes = view_bytes(view, view->size - tail, tail);
  for (size_t i = tail; bytes && i >= RECORD; i--) {
    const unsigned char *record = bytes + i - RECORD;
    if (memcmp(record, "PK\5\6", 4) == 0 &&
        number_at(record + COMMENT_LENGTH_AT, 2, false) <= tail - i)
      return FORMAT_END_THERE;
  }
  return FORMAT_END_MISSING;
}

static bool names_ofd(struct view *view, uint64_t offset, size_t length)
{
  static const char name[] = "OFD.xml";
  const unsigned char *bytes = view_bytes(view, offset, length);
  return bytes && memmem(bytes, length, name, strlen(name)) != NULL;
}

static bool zip_is(struct view *view)
{
  return view_starts_with(view, "PK\3\4", 4);
}

/* A ZIP archive that names OFD's first file, near its start or in its directory. */
static bool ofd_is(struct view *view)
{
  size_t length = view->size < WINDOW ? (size_t)view->size : WINDOW;
  return zip_is(view) &&
         (names_ofd(view, 0, length) || names_ofd(view, view->size - length, length));
}

static const struct known_format {
  const char *magic;
  size_t length;
  enum format_end (*end)(struct view *view);
} known_formats[] = {
    {"\x89PNG\r\n\x1A\n", 8, png_end},
    {"\xFF\xD8\xFF", 3, jpeg_end},
    {"II*\0", 4, tiff_end},
    {"MM\0*", 4, tiff_end},
    {"II+\0", 4, tiff_end},
    {"MM\0+", 4, tiff_end},
    {"GIF87a", 6, gif_end},
    {"GIF89a", 6, gif_end},
    {"%PDF-", 5, pdf_end},
};
/* Formats whose marks stand further back, or need a look around. */
static const struct known_format webp_format = {"RIFF", 4, webp_end},
                                 bmp_format = {"BM", 2, bmp_end}, heic_format = {"", 0, heic_end},
                                 ofd_format = {"PK", 2, zip_end};

enum { KNOWN_FORMATS = sizeof known_formats / sizeof *known_formats };

static const struct known_format *format_by_look(struct view *view)
{
  static const char brands[][9] = {"ftypheic", "ftypheix", "ftypheim", "ftypheis",
                                   "ftypmif1", "ftypmsf1", "ftypavif"};
  enum { LOOK = 26 };
  size_t length = view->size < LOOK ? (size_t)view->size : LOOK;
  const unsigned char *head = view_bytes(view, 0, length);
  if (!head || length < 12)
    return NULL;
  if (memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0)
    return &webp_format;
  if (bmp_is(head, length))
    return &bmp_format;
  for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
    if (memcmp(head + 4, brands[i], 8) == 0)
      return &heic_format;
  return ofd_is(view) ? &ofd_format : NULL;
}

static const struct known_format *format_of(struct view *view)
{
  const struct known_format *by_look = format_by_look(view);
  if (by_look)
    return by_look;
  for (int i = 0; i < KNOWN_FORMATS; i++)
    if (view_starts_with(view, known_formats[i].magic, known_formats[i].length))
      return &known_formats[i];
  return pdf_is(view) ? &known_formats[KNOWN_FORMATS - 1] : NULL;
}

/* Only the first bytes of a known format's mark have arrived. */
static bool is_beginning_of_a_format(struct view *view)
{
  for (int i = 0; i < KNOWN_FORMATS; i++)
    if (view->size < known_formats[i].length &&
        view_starts_with(view, known_formats[i].magic, (size_t)view->size))
      return true;
  return false;
}

static bool is_nothing_but_zeros(struct view *view)
{
  size_t head = view->size < WINDOW ? (size_t)view->size : WINDOW;
  const unsigned char *bytes = view_bytes(view, 0, head);
  for (size_t i = 0; bytes && i < head; i++)
    if (bytes[i])
      return false;
  return bytes;
}

static enum format_end view_end(struct view *view)
{
  const struct known_format *format = format_of(view);
  if (format)
    return format->end(view);
  if (zip_is(view) && zip_end(view) == FORMAT_END_MISSING)
    return FORMAT_END_MISSING; /* what it is may be told at its end */
  if (is_nothing_but_zeros(view))
    return FORMAT_END_EMPTY;
  return is_beginning_of_a_format(view) ? FORMAT_END_MISSING : FORMAT_END_UNKNOWN;
}

static void view_close(struct view **view)
{
  if (*view && (*view)->fd >= 0)
    close((*view)->fd);
  free(*view);
  *view = NULL;
}

static enum status view_open(const char *path, struct view **ret_view, struct error *error)
{
  struct view *view cleanup_with(view_close) = memory_alloc(sizeof *view);
  view->fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat about;
  if (view->fd < 0 || fstat(view->fd, &about) != 0)
    return error_set_errno(error, errno, "%s: cannot be read", path);
  if (!S_ISREG(about.st_mode))
    return error_set(error, STATUS_BAD_INPUT, "%s: not a file", path);
  view->size = (uint64_t)about.st_size;
  *ret_view = view;
  view = NULL;
  return STATUS_OK;
}

enum status format_end_check(const char *path, enum format_end *ret_end, struct error *error)
{
  struct view *view cleanup_with(view_close) = NULL;
  enum status status = view_open(path, &view, error);
  if (!status)
    *ret_end = view_end(view);
  return status;
}

enum status format_is_known(const char *path, bool *ret_known, struct error *error)
{
  struct view *view cleanup_with(view_close) = NULL;
  enum status status = view_open(path, &view, error);
  if (!status)
    *ret_known = format_of(view) != NULL;
  return status;
}
