#include "ingest/pdf_pictures.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/source_jpeg.h"

enum {
  DEPTH_AT_MOST = 6,      /* of drawings within drawings; PDF sets no limit, writers need two */
  PICTURES_AT_MOST = 512, /* of one page; one with more is no scan */
  PARENTS_AT_MOST = 32,   /* of a page in the tree of pages, which may be a circle */
};

struct pdf_pictures {
  qpdf_data qpdf;
};

/* True when libqpdf met an error since; it would print one that nobody asked for. */
static bool error_take(qpdf_data qpdf)
{
  return qpdf_has_error(qpdf) && qpdf_get_error(qpdf);
}

struct pdf_pictures *pdf_pictures_open(const struct source_file *file)
{
  autofree char *path = memory_format("/proc/self/fd/%d", file->fd);
  qpdf_data qpdf = qpdf_init();
  if (!qpdf)
    return NULL;
  qpdf_silence_errors(qpdf);
  qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
  if (qpdf_read(qpdf, path, NULL) & QPDF_ERRORS) {
    error_take(qpdf);
    qpdf_cleanup(&qpdf);
    return NULL;
  }
  struct pdf_pictures *pictures = memory_alloc(sizeof *pictures);
  pictures->qpdf = qpdf;
  return pictures;
}

void pdf_pictures_free(struct pdf_pictures **pictures)
{
  if (!*pictures)
    return;
  error_take((*pictures)->qpdf);
  qpdf_cleanup(&(*pictures)->qpdf);
  free(*pictures);
  *pictures = NULL;
}

/* ---- the pictures of one page ---- */

struct picture {
  qpdf_oh stream;
  uint64_t width, height; /* 0 where it does not say */
};

struct page_list {
  qpdf_data qpdf;
  struct picture *items;
  size_t count, capacity;
  size_t seen; /* things looked into, pictures or not */
};

static uint64_t number_of(qpdf_data qpdf, qpdf_oh dictionary, const char *key)
{
  unsigned long long number = 0;
  qpdf_oh value = qpdf_oh_get_key_if_dict(qpdf, dictionary, key);
  return qpdf_oh_get_value_as_ulonglong(qpdf, value, &number) ? number : 0;
}

static bool is_named(qpdf_data qpdf, qpdf_oh dictionary, const char *key, const char *name)
{
  return qpdf_oh_is_or_has_name(qpdf, qpdf_oh_get_key_if_dict(qpdf, dictionary, key), name);
}

static void resources_walk(struct page_list *list, qpdf_oh resources, int depth);

/* A picture, or a drawing that may hold some. */
static void stream_walk(struct page_list *list, qpdf_oh stream, int depth)
{
  if (list->seen++ >= PICTURES_AT_MOST || !qpdf_oh_is_stream(list->qpdf, stream))
    return;
  qpdf_oh dictionary = qpdf_oh_get_dict(list->qpdf, stream);
  if (!is_named(list->qpdf, dictionary, "/Subtype", "/Image")) {
    resources_walk(list, qpdf_oh_get_key_if_dict(list->qpdf, dictionary, "/Resources"), depth + 1);
    return;
  }
  array_reserve(list->items, list->count, list->capacity);
  list->items[list->count++] = (struct picture){stream, number_of(list->qpdf, dictionary, "/Width"),
                                                number_of(list->qpdf, dictionary, "/Height")};
}

/* Every stream of a dictionary. Its values are gathered first: libqpdf goes through one dictionary
 * at a time. */
static void dictionary_walk(struct page_list *list, qpdf_oh dictionary, int depth)
{
  qpdf_oh streams[PICTURES_AT_MOST];
  size_t count = 0;
  if (depth > DEPTH_AT_MOST || !qpdf_oh_is_dictionary(list->qpdf, dictionary))
    return;
  qpdf_oh_begin_dict_key_iter(list->qpdf, dictionary);
  while (count < PICTURES_AT_MOST && qpdf_oh_dict_more_keys(list->qpdf))
    streams[count++] = qpdf_oh_get_key(list->qpdf, dictionary, qpdf_oh_dict_next_key(list->qpdf));
  for (size_t i = 0; i < count; i++)
    stream_walk(list, streams[i], depth);
}

static void resources_walk(struct page_list *list, qpdf_oh resources, int depth)
{
  dictionary_walk(list, qpdf_oh_get_key_if_dict(list->qpdf, resources, "/XObject"), depth);
  dictionary_walk(list, qpdf_oh_get_key_if_dict(list->qpdf, resources, "/Pattern"), depth);
}

/* What is drawn over the page: stamps, filled forms. One appearance, or one for each state. */
static void annotations_walk(struct page_list *list, qpdf_oh annotations)
{
  int count = qpdf_oh_is_array(list->qpdf, annotations)
                  ? qpdf_oh_get_array_n_items(list->qpdf, annotations)
                  : 0;
  for (int i = 0; i < count && i < PICTURES_AT_MOST; i++) {
    qpdf_oh annotation = qpdf_oh_get_array_item(list->qpdf, annotations, i);
    qpdf_oh appearances = qpdf_oh_get_key_if_dict(list->qpdf, annotation, "/AP");
    qpdf_oh normal = qpdf_oh_get_key_if_dict(list->qpdf, appearances, "/N");
    stream_walk(list, normal, 0);
    dictionary_walk(list, normal, 0);
  }
}

/* The page's own resources, or those that it has from above. */
static qpdf_oh page_resources(qpdf_data qpdf, qpdf_oh page)
{
  qpdf_oh resources = qpdf_oh_get_key_if_dict(qpdf, page, "/Resources");
  for (int i = 0; i < PARENTS_AT_MOST && !qpdf_oh_is_dictionary(qpdf, resources); i++) {
    page = qpdf_oh_get_key_if_dict(qpdf, page, "/Parent");
    resources = qpdf_oh_get_key_if_dict(qpdf, page, "/Resources");
  }
  return resources;
}

/* False where nothing is known of the page. Handles live until the next page's list is made. */
static bool page_list_make(const struct pdf_pictures *pictures, int page,
                           struct page_list *ret_list)
{
  if (!pictures)
    return false;
  qpdf_data qpdf = pictures->qpdf;
  error_take(qpdf);
  qpdf_oh_release_all(qpdf);
  if (page >= qpdf_get_num_pages(qpdf))
    return false;
  struct page_list list = {.qpdf = qpdf};
  qpdf_oh dictionary = qpdf_get_page_n(qpdf, (size_t)page);
  resources_walk(&list, page_resources(qpdf, dictionary), 0);
  annotations_walk(&list, qpdf_oh_get_key_if_dict(qpdf, dictionary, "/Annots"));
  bool known = list.seen <= PICTURES_AT_MOST && !error_take(qpdf);
  if (!known)
    free(list.items);
  else
    *ret_list = list;
  return known;
}

uint64_t pdf_pictures_largest(const struct pdf_pictures *pictures, int page)
{
  struct page_list list = {0};
  uint64_t largest = 0;
  if (!page_list_make(pictures, page, &list))
    return UINT64_MAX;
  for (size_t i = 0; i < list.count; i++) {
    uint64_t pixels = 0;
    if (__builtin_mul_overflow(list.items[i].width, list.items[i].height, &pixels) || !pixels)
      pixels = UINT64_MAX;
    if (pixels > largest)
      largest = pixels;
  }
  free(list.items);
  return largest;
}

/* ---- the stored file of a picture ---- */

/* Whether the two show the same: no square of them differs by more than colour management makes. */
static bool pixels_agree(PIX *a, PIX *b)
{
  enum { SQUARE = 16, DIFFERENCE_AT_MOST = 12 };
  l_int32 equal = 0;
  if (pixGetDepth(a) == pixGetDepth(b) && pixEqual(a, b, &equal) == 0 && equal)
    return true;
  PIX *grey_a = pixConvertTo8(a, 0), *grey_b = pixConvertTo8(b, 0);
  PIX *difference = grey_a && grey_b ? pixAbsDifference(grey_a, grey_b) : NULL;
  PIX *squares = difference ? pixScaleAreaMap(difference, 1.0f / SQUARE, 1.0f / SQUARE) : NULL;
  l_uint32 most = 255;
  if (squares)
    pixGetMaxValueInRect(squares, NULL, &most, NULL, NULL);
  pixDestroy(&grey_a);
  pixDestroy(&grey_b);
  pixDestroy(&difference);
  pixDestroy(&squares);
  return most <= DIFFERENCE_AT_MOST;
}

/* The stream's bytes where /Filter is DCTDecode and nothing else: then they are a JPEG file. NULL
 * else. */
static unsigned char *jpeg_of(qpdf_data qpdf, qpdf_oh stream, size_t *ret_size)
{
  qpdf_oh filter = qpdf_oh_get_key_if_dict(qpdf, qpdf_oh_get_dict(qpdf, stream), "/Filter");
  if (qpdf_oh_is_array(qpdf, filter) && qpdf_oh_get_array_n_items(qpdf, filter) == 1)
    filter = qpdf_oh_get_array_item(qpdf, filter, 0);
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  if (!qpdf_oh_is_or_has_name(qpdf, filter, "/DCTDecode") ||
      qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_none, NULL, &bytes, &size) & QPDF_ERRORS ||
      size < 3 || memcmp(bytes, "\xFF\xD8\xFF", 3) != 0)
    return NULL;
  *ret_size = size;
  unsigned char *jpeg = bytes;
  bytes = NULL;
  return jpeg;
}

/* *ret_bytes stays NULL where the picture is no JPEG, or shows something else. */
static enum status picture_match(qpdf_data qpdf, const struct picture *picture,
                                 const struct source_limits *limits, PIX *pix,
                                 unsigned char **ret_bytes, size_t *ret_size, struct error *error)
{
  size_t size = 0;
  autofree unsigned char *bytes = jpeg_of(qpdf, picture->stream, &size);
  PIX *decoded = NULL;
  if (!bytes)
    return STATUS_OK;
  bool common = false;
  enum status status = source_jpeg_decode(bytes, size, limits, &decoded, &common, error);
  if (status)
    return status;
  if (common && pixels_agree(pix, decoded)) {
    *ret_bytes = bytes;
    *ret_size = size;
    bytes = NULL;
  }
  pixDestroy(&decoded);
  return STATUS_OK;
}

enum status pdf_pictures_match(const struct pdf_pictures *pictures, int page,
                               const struct source_limits *limits, PIX *pix,
                               unsigned char **ret_bytes, size_t *ret_size, struct error *error)
{
  enum { TRIES_AT_MOST = 3 };
  struct page_list list = {0};
  enum status status = STATUS_OK;
  unsigned char *bytes = NULL;
  if (!page_list_make(pictures, page, &list))
    return STATUS_OK;
  int tries = 0;
  for (size_t i = 0; !bytes && !status && i < list.count && tries < TRIES_AT_MOST; i++) {
    const struct picture *picture = &list.items[i];
    struct error failure = {0};
    if (picture->width != (uint64_t)pixGetWidth(pix) ||
        picture->height != (uint64_t)pixGetHeight(pix))
      continue;
    tries++;
    status = picture_match(list.qpdf, picture, limits, pix, &bytes, ret_size, &failure);
    if (status == STATUS_BAD_INPUT && list.count == 1 && error)
      *error = failure;
    else if (status != STATUS_BAD_INPUT || list.count > 1)
      status = STATUS_OK;
  }
  free(list.items);
  if (bytes)
    *ret_bytes = bytes;
  return status;
}

/* ---- a page that shows nothing ---- */

static bool picture_unpacks(qpdf_data qpdf, qpdf_oh stream)
{
  QPDF_BOOL unpacked = QPDF_FALSE;
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  while (qpdf_more_warnings(qpdf))
    qpdf_next_warning(qpdf);
  QPDF_ERROR_CODE code =
      qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_all, &unpacked, &bytes, &size);
  bool trouble = error_take(qpdf) || code & QPDF_ERRORS || qpdf_more_warnings(qpdf);
  return !trouble;
}

/* Most and least bytes that one shade takes, packed in the ways that libqpdf does not unpack. Fax
 * codes of two dimensions take one bit a row, those of one dimension some bytes; JPEG 2000 and
 * JBIG2 some hundred in all, with their tables. False for other packings. */
static bool flat_size(qpdf_data qpdf, const struct picture *picture, uint64_t *ret_least,
                      uint64_t *ret_most)
{
  enum { TABLES = 1024, ROW_MOST = 8, PIXELS_A_BYTE = 256 };
  qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, picture->stream);
  qpdf_oh filter = qpdf_oh_get_key_if_dict(qpdf, dictionary, "/Filter");
  if (qpdf_oh_is_array(qpdf, filter) && qpdf_oh_get_array_n_items(qpdf, filter) == 1)
    filter = qpdf_oh_get_array_item(qpdf, filter, 0);
  qpdf_oh parameters = qpdf_oh_get_key_if_dict(qpdf, dictionary, "/DecodeParms");
  if (qpdf_oh_is_array(qpdf, parameters) && qpdf_oh_get_array_n_items(qpdf, parameters) == 1)
    parameters = qpdf_oh_get_array_item(qpdf, parameters, 0);
  long long k = 0;
  qpdf_oh_get_value_as_longlong(qpdf, qpdf_oh_get_key_if_dict(qpdf, parameters, "/K"), &k);
  *ret_least = 1;
  *ret_most = picture->height / 8 + TABLES;
  if (qpdf_oh_is_or_has_name(qpdf, filter, "/CCITTFaxDecode")) {
    *ret_least = picture->height / 8;
    if (k >= 0)
      *ret_most = picture->height * ROW_MOST + TABLES;
    return true;
  }
  if (qpdf_oh_is_or_has_name(qpdf, filter, "/JPXDecode")) {
    *ret_most = 4 * TABLES + picture->width * picture->height / PIXELS_A_BYTE;
    return true;
  }
  return qpdf_oh_is_or_has_name(qpdf, filter, "/JBIG2Decode");
}

static bool picture_may_be_flat(qpdf_data qpdf, const struct picture *picture)
{
  uint64_t least, most;
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  if (!flat_size(qpdf, picture, &least, &most))
    return true;
  bool read = !(qpdf_oh_get_stream_data(qpdf, picture->stream, qpdf_dl_none, NULL, &bytes, &size) &
                QPDF_ERRORS);
  return read && size >= least && size <= most;
}

enum status pdf_pictures_check(const struct pdf_pictures *pictures, int page, bool all,
                               struct error *error)
{
  struct page_list list = {0};
  bool sound = true;
  if (!page_list_make(pictures, page, &list))
    return STATUS_OK;
  for (size_t i = 0; sound && i < list.count && (all || list.count == 1); i++)
    sound = picture_unpacks(list.qpdf, list.items[i].stream) &&
            picture_may_be_flat(list.qpdf, &list.items[i]);
  free(list.items);
  return sound ? STATUS_OK : error_set(error, STATUS_BAD_INPUT, "%s", page_picture_damaged);
}
