#include "review/picture_worker.h"

#include <allheaders.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "ingest/source.h"
#include "ocr/page_read.h"
#include "page/picture_encode.h"
#include "review/picture_errand.h"

enum {
  TEXTS_MAX = 6,       /* readings of a box that are offered */
  BOX_EDGE_MIN = 4,    /* pixels: less is a slip of the hand */
  PAPER_AROUND = 24,   /* pixels of paper's colour around what is read */
  MARGIN_PERCENT = 12, /* of the line's height, taken in above and below */
  BESIDE_PERCENT = 25, /* the same to the left and right */
};
static const float SURE_ENOUGH = 0.97f; /* a character below is worth an alternative */

struct picture_worker {
  struct engine *engine; /* NULL: engine_error says why */
  struct error engine_error;
  struct source *source;
  char sha256[DIGEST_HEX_BYTES]; /* of the open source; "": none */
  struct page_picture picture;   /* of page `page` of it */
  int page;                      /* 0: none */
};

void *picture_worker_begin(const void *options)
{
  setMsgSeverity(L_SEVERITY_NONE);
  struct picture_worker *worker = memory_alloc(sizeof *worker);
  if (engine_open(options, &worker->engine, &worker->engine_error) == STATUS_OK)
    engine_complete(worker->engine);
  return worker;
}

void picture_worker_needs(const void *worker, const struct message *message,
                          struct worker_needs *ret_needs)
{
  struct picture_errand errand;
  struct errand_files files;
  struct source_limits limits;
  (void)worker;
  if (!errand_read(message, &errand, &files, &limits))
    return;
  for (size_t i = 0; i < files.count; i++) {
    worker_needs_path(ret_needs, files.paths[i]); /* the text is the message's */
    ret_needs->threads |= source_wants_threads(files.paths[i]);
  }
  free(files.paths);
}

static void page_forget(struct picture_worker *worker)
{
  page_picture_clear(&worker->picture);
  worker->page = 0;
}

/* Files that are not what they were when the document was read are of no use. */
static enum status files_check(const struct errand_files *files, const char *sha256,
                               struct error *error)
{
  char found[DIGEST_HEX_BYTES];
  uint64_t bytes;
  enum status status =
      digest_files((const char *const *)files->paths, files->count, found, &bytes, error);
  if (!status && strcmp(found, sha256) != 0)
    status = error_set(error, STATUS_NOT_FOUND, "%s: is another document by now", files->paths[0]);
  return status;
}

static enum status source_need(struct picture_worker *worker, const struct picture_errand *errand,
                               const struct errand_files *files, const struct source_limits *limits,
                               struct error *error)
{
  if (worker->source && strcmp(worker->sha256, errand->sha256) == 0)
    return STATUS_OK;
  page_forget(worker);
  source_close(&worker->source);
  worker->sha256[0] = '\0';
  enum status status = files_check(files, errand->sha256, error);
  if (!status && files->pictures_of_one)
    status = source_open_pictures((const char *const *)files->paths, files->count, limits,
                                  &worker->source, error);
  else if (!status)
    status = source_open(files->paths[0], limits, &worker->source, error);
  if (!status)
    strcpy(worker->sha256, errand->sha256);
  return status;
}

static enum status page_need(struct picture_worker *worker, int page, struct error *error)
{
  if (worker->page == page)
    return STATUS_OK;
  page_forget(worker);
  if (page < 1 || page > source_page_count(worker->source))
    return error_set(error, STATUS_NOT_FOUND, "the document has no page %d", page);
  enum status status =
      source_load_page(worker->source, page - 1, PDF_TEXT_NEVER, &worker->picture, error);
  if (!status)
    worker->page = page;
  return status;
}

/* ---- a piece of the page ---- */

/* The box, upright, with a margin: characters stick out of a line's box, and the place of the first
 * and the last is known least. NULL where nothing of it lies on the page. */
static PIX *piece_cut(const struct picture_worker *worker, const struct picture_errand *errand)
{
  const struct box box = errand->box;
  bool sideways = errand->rotation == 90 || errand->rotation == 270;
  int line = sideways ? box.w : box.h;
  int above = line * MARGIN_PERCENT / 100 + 2;
  int beside = errand->kind == ERRAND_CUT ? 2 : line * BESIDE_PERCENT / 100 + 2;
  int x = sideways ? above : beside, y = sideways ? beside : above;
  BOX *place = boxCreate(box.x - x, box.y - y, box.w + 2 * x, box.h + 2 * y);
  PIX *piece = place ? pixClipRectangle(worker->picture.pix, place, NULL) : NULL;
  boxDestroy(&place);
  PIX *upright = piece ? pixRotateOrth(piece, errand->rotation / 90) : NULL;
  pixDestroy(&piece);
  PIX *flat = upright ? pixConvertTo32(upright) : NULL;
  pixDestroy(&upright);
  return flat;
}

/* Paper as bright as the piece's own, so that the line does not touch the sheet's edge. */
static PIX *paper_put_around(PIX *piece)
{
  static const float BRIGHTER_SHARE = 0.8f;
  PIX *grey = pixConvertTo8(piece, 0);
  l_uint32 bright = 255, colour = 0;
  if (grey)
    pixGetRankValue(grey, 1, BRIGHTER_SHARE, &bright);
  pixDestroy(&grey);
  composeRGBPixel((int)bright, (int)bright, (int)bright, &colour);
  return pixAddBorder(piece, PAPER_AROUND, colour);
}

/* ---- what may stand there ---- */

static bool is_wide(unsigned codepoint)
{
  return codepoint >= 0x2E80;
}

/* As Chinese is written: without the spaces that the recogniser puts between characters that stand
 * apart, and with marks as wide as the characters beside them. */
static char *as_written(const char *text)
{
  struct strbuf plain = {0};
  unsigned before = 0, codepoint, behind;
  for (size_t length; (length = utf8_decode(text, &codepoint)) > 0; text += length) {
    bool chinese = is_wide(before) || (utf8_decode(text + length, &behind) && is_wide(behind));
    if (chinese && codepoint < 0x80 && strchr(",:;()", (int)codepoint))
      strbuf_append_codepoint(&plain, codepoint + 0xFEE0);
    else if (!chinese || codepoint != ' ')
      strbuf_append_bytes(&plain, text, length);
    before = codepoint == ' ' ? before : codepoint;
  }
  return strbuf_take(&plain);
}

static void text_add(json_t *list, const char *raw)
{
  autofree char *text = as_written(raw);
  size_t i;
  json_t *known;
  json_array_foreach(list, i, known) if (strcmp(json_string_value(known), text) == 0) return;
  if (text[0] && json_array_size(list) < TEXTS_MAX)
    json_array_append_new(list, json_string(text));
}

/* The reading with its character at `changed` as the alternative has it. */
static char *text_with(const struct reading *reading, size_t changed, const char *alternative)
{
  struct strbuf text = {0};
  for (size_t i = 0; i < reading->count; i++)
    strbuf_append(&text, i == changed ? alternative : reading->glyphs[i].text);
  return strbuf_take(&text);
}

/* Of a row that is read alone, what else it may be: the second reading, and the least sure
 * characters as their alternatives. */
static void alternatives_add(const struct read_line *line, json_t *texts)
{
  autofree char *other = reading_text(&line->other);
  text_add(texts, other);
  for (size_t i = 0; i < line->best.count; i++) {
    const struct glyph *glyph = &line->best.glyphs[i];
    for (int k = 0; k < glyph->alternative_count && glyph->confidence < SURE_ENOUGH; k++) {
      autofree char *text = text_with(&line->best, i, glyph->alternatives[k].text);
      text_add(texts, text);
    }
  }
}

static json_t *page_texts(const struct read_page *page)
{
  json_t *texts = json_array();
  const struct read_line *only = NULL;
  struct strbuf whole cleanup_with(strbuf_clear) = {0};
  size_t rows = 0;
  for (size_t i = 0; i < page->line_count; i++) {
    if (page->lines[i].kind != LINE_TEXT)
      continue;
    autofree char *text = reading_text(&page->lines[i].best);
    strbuf_append(&whole, text);
    only = &page->lines[i];
    rows++;
  }
  text_add(texts, strbuf_text(&whole));
  if (rows == 1)
    alternatives_add(only, texts);
  return texts;
}

static enum status piece_read(struct picture_worker *worker, PIX *piece, json_t **ret_texts,
                              struct error *error)
{
  cleanup_with(prepared_page_free) struct prepared_page *prepared = NULL;
  cleanup_with(read_page_clear) struct read_page page = {0};
  const struct page_read_options options = {.dpi = worker->picture.dpi};
  enum status status = worker->engine ? STATUS_OK
                                      : error_set(error, worker->engine_error.status, "%s",
                                                  worker->engine_error.message);
  if (!status)
    status = page_prepare(piece, &options, &prepared, error);
  if (!status)
    status = page_read(worker->engine, prepared, &page, error);
  if (!status)
    *ret_texts = page_texts(&page);
  return status;
}

/* ---- the errands ---- */

static enum status show(struct picture_worker *worker, struct message *answer, struct error *error)
{
  struct picture_blob blob = {0};
  enum status status = picture_encode_preview(worker->picture.pix, &blob, error);
  answer->bytes = blob.bytes;
  answer->size = blob.size;
  return status;
}

static enum status read_box(struct picture_worker *worker, PIX *piece, struct message *answer,
                            struct error *error)
{
  json_t *texts = NULL;
  PIX *sheet = paper_put_around(piece);
  enum status status = sheet ? piece_read(worker, sheet, &texts, error)
                             : error_set(error, STATUS_NO_MEMORY, "the box needs too much memory");
  pixDestroy(&sheet);
  if (!status)
    json_object_set_new(answer->body, "texts", texts);
  return status;
}

static enum status cut(PIX *piece, struct message *answer, struct error *error)
{
  l_uint8 *bytes = NULL;
  size_t size = 0;
  PIX *grey = pixConvertTo8(piece, 0);
  bool written = grey && pixWriteMemPng(&bytes, &size, grey, 0) == 0;
  pixDestroy(&grey);
  if (!written)
    return error_set(error, STATUS_NO_MEMORY, "the line's picture needs too much memory");
  answer->bytes = bytes;
  answer->size = size;
  return STATUS_OK;
}

static enum status piece_errand(struct picture_worker *worker, const struct picture_errand *errand,
                                struct message *answer, struct error *error)
{
  if (errand->box.w < BOX_EDGE_MIN || errand->box.h < BOX_EDGE_MIN)
    return error_set(error, STATUS_BAD_INPUT, "the box is too small to be read");
  PIX *piece = piece_cut(worker, errand);
  enum status status = !piece ? error_set(error, STATUS_BAD_INPUT, "the box lies beside the page")
                       : errand->kind == ERRAND_READ ? read_box(worker, piece, answer, error)
                                                     : cut(piece, answer, error);
  pixDestroy(&piece);
  return status;
}

static enum status errand_do(struct picture_worker *worker, const struct picture_errand *errand,
                             const struct errand_files *files, const struct source_limits *limits,
                             struct message *answer, struct error *error)
{
  enum status status = source_need(worker, errand, files, limits, error);
  if (!status)
    status = page_need(worker, errand->page, error);
  if (status)
    return status;
  return errand->kind == ERRAND_SHOW ? show(worker, answer, error)
                                     : piece_errand(worker, errand, answer, error);
}

bool picture_worker_work(void *state, int socket, const struct message *message)
{
  struct picture_worker *worker = state;
  struct picture_errand errand;
  struct errand_files files;
  struct source_limits limits;
  struct error error = {0};
  if (!errand_read(message, &errand, &files, &limits))
    return false;
  struct message answer = {.kind = ERRAND_DONE, .body = json_object()};
  if (errand_do(worker, &errand, &files, &limits, &answer, &error)) {
    message_clear(&answer);
    answer = message_make(ERRAND_FAILED, "{s:i, s:s}", "status", (int)error.status, "reason",
                          error.message);
  }
  free(files.paths);
  bool sent = message_send(socket, &answer);
  message_clear(&answer);
  malloc_trim(0);
  return sent;
}
