/* Pages' pictures and the text in a box, as the desk has them. */

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/page_place.h"
#include "review/result_load.h"
#include "review/review_parts.h"

static void places_find(const struct review *review, const json_t *result,
                        struct picture_places *ret_places)
{
  picture_places_find(review->ledger, results_folder(review->results), result,
                      review->options.files, ret_places);
}

bool document_has_files(const struct review *review, const struct review_document *document)
{
  struct picture_places places cleanup_with(picture_places_clear) = {0};
  places_find(review, document->json, &places);
  return places.count > 0;
}

/* What the desk has; where it has nothing yet, a worker is sent, and the answer comes later. */
static bool errand_ask(struct review *review, const struct picture_errand *errand,
                       const json_t *result, struct desk_result *ret_result,
                       struct http_answer *answer)
{
  struct error error = {0};
  enum desk_answer known = picture_desk_know(review->desk, errand, ret_result, &error);
  if (known == DESK_HAS_NOT && error.status == STATUS_NOT_FOUND) {
    struct picture_places places;
    places_find(review, result, &places);
    picture_desk_send(review->desk, errand, &places);
    known = picture_desk_know(review->desk, errand, ret_result, &error);
  }
  answer->later = known == DESK_ASKS;
  if (known == DESK_HAS_NOT)
    answer_error(answer, error.status == STATUS_NOT_FOUND ? 404 : 422, &error);
  return known == DESK_HAS;
}

void picture_answer(struct review *review, const struct http_request *request,
                    struct http_answer *answer)
{
  struct review_document document cleanup_with(review_document_clear) = {0};
  struct picture_errand errand = {.kind = ERRAND_SHOW};
  struct desk_result found;
  const char *rest;
  if (!path_digest(request->path, "/picture/", errand.sha256, &rest) || rest[0] != '/' ||
      strlen(rest) > 6 || strspn(rest + 1, "0123456789") != strlen(rest + 1)) {
    answer_nothing_there(answer);
    return;
  }
  errand.page = atoi(rest + 1);
  if (!review_document_open(review, errand.sha256, &document, answer))
    return;
  if (errand.page < 1 ||
      (size_t)errand.page > json_array_size(json_object_get(document.json, "pages"))) {
    answer_nothing_there(answer);
    return;
  }
  if (!errand_ask(review, &errand, document.json, &found, answer))
    return;
  answer->code = 200;
  answer->type = "image/jpeg";
  answer->may_be_kept = true;
  strbuf_append_bytes(&answer->body, (const char *)found.bytes, found.size);
}

/* {"document", "page", "box": [x, y, w, h] of the page upright} */
static bool box_read(const struct http_request *request, struct picture_errand *ret_errand)
{
  json_t *json = json_loadb(request->body, request->body_length, 0, NULL);
  const char *sha256;
  struct box *box = &ret_errand->box;
  bool sound =
      json && json_unpack(json, "{s:s, s:i, s:[iiii]}", "document", &sha256, "page",
                          &ret_errand->page, "box", &box->x, &box->y, &box->w, &box->h) == 0;
  sound = sound && digest_is_sound(sha256) && box->x >= 0 && box->y >= 0 && box->w > 0 &&
          box->h > 0 && box->x < READ_PAGE_EDGE_MAX && box->y < READ_PAGE_EDGE_MAX &&
          box->w < READ_PAGE_EDGE_MAX && box->h < READ_PAGE_EDGE_MAX;
  if (sound)
    memcpy(ret_errand->sha256, sha256, DIGEST_HEX_BYTES);
  json_decref(json);
  return sound;
}

void read_answer(struct review *review, const struct http_request *request,
                 struct http_answer *answer)
{
  struct review_document document cleanup_with(review_document_clear) = {0};
  struct picture_errand errand = {.kind = ERRAND_READ};
  struct desk_result found;
  struct read_page page;
  if (!box_read(request, &errand)) {
    answer_json(answer, 400, json_pack("{s:s}", "error", "this is no box on a page"));
    return;
  }
  if (!review_document_open(review, errand.sha256, &document, answer))
    return;
  if (!result_page(document.json, errand.page, &page)) {
    answer_nothing_there(answer);
    return;
  }
  errand.rotation = page.rotation;
  errand.box = page_place_source(&page, errand.box);
  if (errand_ask(review, &errand, document.json, &found, answer))
    answer_json(answer, 200, json_incref((json_t *)found.body));
}
