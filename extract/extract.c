#include "extract/extract.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "extract/authority.h"
#include "extract/candidate_find.h"
#include "extract/certificates.h"
#include "extract/check.h"
#include "extract/date_complete.h"
#include "extract/date_pieces.h"
#include "extract/entries.h"
#include "extract/field_judge.h"
#include "extract/label_lost.h"
#include "extract/label_near.h"
#include "grammar/licence_number.h"
#include "extract/name_write.h"
#include "extract/pairs.h"
#include "extract/place_mend.h"
#include "extract/profile.h"
#include "extract/provisions.h"
#include "extract/qr.h"
#include "extract/recognise.h"
#include "grammar/reference.h"

struct extractor {
  struct reference *reference;
  struct profile **profiles;
  size_t profile_count;
  const struct profile *forced; /* one of the profiles, or NULL */
  struct profile *unknown;      /* what is tried where none fits; one of the profiles */
  bool force_unknown;
};

/* ---- opening ---- */

static void extractor_add(struct extractor *extractor, struct profile *profile)
{
  extractor->profiles =
      memory_resize(extractor->profiles, extractor->profile_count + 1, sizeof *extractor->profiles);
  extractor->profiles[extractor->profile_count++] = profile;
}

static struct profile **extractor_find(const struct extractor *extractor, const char *name)
{
  for (size_t i = 0; i < extractor->profile_count; i++)
    if (!strcmp(extractor->profiles[i]->name, name))
      return &extractor->profiles[i];
  return NULL;
}

/* The user's own profile: in place of the one of its name, and first, so that it wins where another
 * has as many points. */
static void extractor_add_own(struct extractor *extractor, struct profile *own)
{
  struct profile **old = extractor_find(extractor, own->name);
  if (old) {
    profile_free(old);
    *old = own;
  } else {
    extractor_add(extractor, own);
    old = &extractor->profiles[extractor->profile_count - 1];
  }
  memmove(extractor->profiles + 1, extractor->profiles,
          (size_t)(old - extractor->profiles) * sizeof(struct profile *));
  extractor->profiles[0] = own;
}

static int is_profile_file(const struct dirent *entry)
{
  size_t length = strlen(entry->d_name);
  return length > 5 && entry->d_name[0] != '.' && !strcmp(entry->d_name + length - 5, ".yaml");
}

static enum status profiles_load(struct extractor *extractor, const char *data_dir,
                                 struct error *error)
{
  autofree char *folder = memory_format("%s/profiles", data_dir);
  struct dirent **entries = NULL;
  int count = scandir(folder, &entries, is_profile_file, alphasort);
  if (count <= 0) {
    free(entries);
    return error_set(error, STATUS_INSTALL, "no profiles in %s; install zhaolu again", folder);
  }
  enum status status = STATUS_OK;
  for (int i = 0; i < count; i++) {
    autofree char *path = memory_format("%s/%s", folder, entries[i]->d_name);
    struct profile *profile = NULL;
    if (status == STATUS_OK)
      status = profile_load(path, &profile, error);
    if (profile)
      extractor_add(extractor, profile);
    if (profile && !strcmp(profile->name, "unknown"))
      extractor->unknown = profile;
    free(entries[i]);
  }
  free(entries);
  if (status != STATUS_OK && error)
    error->status = status = STATUS_INSTALL;
  return status;
}

static bool name_is_path(const char *name)
{
  struct stat info;
  return strchr(name, '/') || strstr(name, ".yaml") || strstr(name, ".yml") ||
         (stat(name, &info) == 0 && S_ISREG(info.st_mode));
}

static enum status name_refuse(const struct extractor *extractor, const char *name,
                               struct error *error)
{
  struct strbuf list = {0};
  for (size_t i = 0; i < extractor->profile_count; i++)
    strbuf_appendf(&list, "%s, ", extractor->profiles[i]->name);
  autofree char *names = strbuf_take(&list);
  return error_set(error, STATUS_USAGE,
                   "there is no profile '%s'; known are: %sunknown; or give a file", name, names);
}

/* The name of a known type makes every document one of it; a file adds a type to those that the
 * text is compared with. */
static enum status profile_use(struct extractor *extractor, const char *name, struct error *error)
{
  struct profile **known = strcmp(name, "unknown") ? extractor_find(extractor, name) : NULL;
  if (known) {
    extractor->forced = *known;
    return STATUS_OK;
  }
  if (!strcmp(name, "unknown")) {
    extractor->force_unknown = true;
    return STATUS_OK;
  }
  if (!name_is_path(name))
    return name_refuse(extractor, name, error);
  struct profile *profile = NULL;
  enum status status = profile_load(name, &profile, error);
  if (status != STATUS_OK)
    return status == STATUS_NOT_FOUND
               ? error_set(error, STATUS_USAGE, "--profile %s: no such file", name)
               : status;
  extractor_add_own(extractor, profile);
  return STATUS_OK;
}

enum status extractor_open(const char *data_dir, const char *profile,
                           struct extractor **ret_extractor, struct error *error)
{
  cleanup_with(extractor_close) struct extractor *extractor = memory_alloc(sizeof *extractor);
  enum status status = reference_load(data_dir, &extractor->reference, error);
  if (status == STATUS_OK)
    status = profiles_load(extractor, data_dir, error);
  if (status == STATUS_OK && profile)
    status = profile_use(extractor, profile, error);
  if (status != STATUS_OK)
    return status;
  *ret_extractor = extractor;
  extractor = NULL;
  return STATUS_OK;
}

enum status extractor_know(struct extractor *extractor, const char *lexicon, struct error *error)
{
  return known_values_load(lexicon, &extractor->reference->known, error);
}

void extractor_close(struct extractor **extractor)
{
  if (!extractor || !*extractor)
    return;
  for (size_t i = 0; i < (*extractor)->profile_count; i++)
    profile_free(&(*extractor)->profiles[i]);
  free((*extractor)->profiles);
  reference_free(&(*extractor)->reference);
  free(*extractor);
  *extractor = NULL;
}

/* ---- fields ---- */

struct extraction {
  const struct extractor *extractor;
  const struct profile *profile;
  const struct certificate *certificate;
  const struct layout *layout; /* of the certificate's own pages and regions */
  struct gather_context context;
  struct candidates *candidates; /* one a field */
  struct record *record;
  size_t *seal_characters_left; /* of the document */
};

/* The recogniser's own reading of the rows the value stands in, cut to the value where it is
 * unchanged. */
static char *candidate_raw(const struct candidate *candidate)
{
  const struct span *spans = candidate->parsed.spans;
  size_t last = candidate->parsed.span_count - 1;
  return passage_text_as_read(&candidate->passage, spans[0].from, spans[last].to);
}

static void field_take_candidate(struct field *field, const struct candidate *candidate)
{
  const struct span *spans = candidate->parsed.spans;
  size_t last = candidate->parsed.span_count - 1;
  json_decref(field->value);
  field->value = json_incref(candidate->parsed.value);
  if (candidate->label) {
    free(field->label);
    field->label = memory_copy_string(candidate->label);
  }
  field->raw = candidate_raw(candidate);
  field->page = candidate->page;
  field->box = passage_source_box(&candidate->passage, spans[0].from, spans[last].to);
  field->confidence = candidate->confidence;
  field->status = FIELD_CHECK;
}

static void field_find(struct extraction *extraction, size_t index)
{
  const struct profile_field *rules = &extraction->profile->fields[index];
  struct candidates *candidates = &extraction->candidates[index];
  struct field *field = record_add_field(extraction->record, rules->name);
  field->means = rules->means;
  candidates_find(&extraction->context, extraction->extractor->reference, rules, candidates);
  field->label = memory_copy_string(candidates->label);
  const struct candidate *choice = candidates_choice(candidates);
  if (choice)
    field_take_candidate(field, choice);
  else if (candidates->elsewhere_page)
    field_add_check(field, "annex", false, "page %d refers to another page, which is not there",
                    candidates->elsewhere_page);
  if (rules->part_count)
    entries_extract(&extraction->context, extraction->extractor->reference, rules, field);
}

static void judge(const struct extraction *extraction, size_t index)
{
  const struct check_input input = {
      .record = extraction->record,
      .rules = &extraction->profile->fields[index],
      .candidates = &extraction->candidates[index],
      .layout = extraction->layout,
      .reference = extraction->extractor->reference,
  };
  field_judge(extraction->profile, &input, &extraction->record->fields[index]);
}

/* ---- what fields take from each other ---- */

static struct field *field_meaning(struct record *record, enum field_meaning means)
{
  return (struct field *)record_find_meaning(record, means);
}

/* The coverage that stands among the businesses, when it has no label of its own. */
static void coverage_complete(struct record *record)
{
  struct field *coverage = field_meaning(record, MEANS_COVERAGE);
  const struct field *business = record_find_meaning(record, MEANS_SERVICES);
  if (!coverage || !business || !json_is_null(coverage->value) || !json_is_array(business->value))
    return;
  const json_t *common = NULL;
  size_t i;
  const json_t *item;
  json_array_foreach(business->value, i, item)
  {
    const json_t *own = json_object_get(item, "coverage");
    if (!json_is_string(own) || (common && !json_equal(common, own)))
      return;
    common = own;
  }
  if (!common)
    return;
  json_decref(coverage->value);
  coverage->value = json_deep_copy(common);
  coverage->raw = memory_copy_string(json_string_value(common));
  coverage->label = coverage->label ? coverage->label : memory_copy_string(business->label);
  coverage->page = business->page;
  coverage->box = business->box;
  coverage->confidence = business->confidence;
  coverage->status = FIELD_CHECK;
}

/* A print so badly read that the QR code's number is the likelier one. */
static bool number_is_doubtful(const struct candidate *choice, const char *value, const char *qr)
{
  static const float doubtful_confidence = 0.6F;
  enum { EDITS_MOST = 3 }; /* with more the code speaks of something else */
  struct folded a = text_fold(value), b = text_fold(qr);
  size_t edits = folded_distance(a.codepoints, a.count, b.codepoints, b.count);
  folded_clear(&a);
  folded_clear(&b);
  return edits > 0 && edits <= EDITS_MOST &&
         (!choice || !choice->parsed.whole || choice->parsed.repairs ||
          choice->confidence < doubtful_confidence);
}

static void field_take_qr(struct field *field, const char *qr, int page)
{
  if (json_is_null(field->value))
    field_add_check(field, "in_print", false, "the number was found in the QR code only");
  else
    field_add_check(field, "qr_agrees", false,
                    "the QR code has %s, the print was read as %s and is doubtful", qr,
                    json_string_value(field->value));
  json_decref(field->value);
  field->value = json_string(qr);
  if (!field->raw)
    field->raw = memory_copy_string(qr);
  if (!field->page)
    field->page = page;
  field->confidence = 1;
  field->source = FIELD_FROM_QR;
  field->status = FIELD_CHECK;
}

/* A number that the print lost, or gave in doubt, may stand in the QR code; a person compares it.
 */
static void numbers_complete(const struct extraction *extraction)
{
  for (size_t i = 0; i < extraction->record->field_count; i++) {
    struct field *field = &extraction->record->fields[i];
    const struct candidate *choice = candidates_choice(&extraction->candidates[i]);
    int page;
    autofree char *qr = qr_find_value(extraction->extractor->reference, extraction->layout,
                                      extraction->profile->fields[i].kind, &page);
    if (qr && (json_is_null(field->value) ||
               number_is_doubtful(choice, json_string_value(field->value), qr)))
      field_take_qr(field, qr, page);
  }
}

/* Puts a printed value right; false: it stays as it is. */
typedef bool (*value_mender)(const struct extraction *extraction, const struct profile_field *rules,
                             struct candidate *choice);

static void values_mend(const struct extraction *extraction, value_mender mend)
{
  for (size_t i = 0; i < extraction->record->field_count; i++) {
    struct candidates *candidates = &extraction->candidates[i];
    struct field *field = &extraction->record->fields[i];
    if (!candidates_choice(candidates) || field->source != FIELD_FROM_PRINT)
      continue;
    struct candidate *choice = &candidates->items[candidates->chosen];
    if (!mend(extraction, &extraction->profile->fields[i], choice))
      continue;
    json_decref(field->value);
    field->value = json_incref(choice->parsed.value);
  }
}

/* What the numbers and the addresses say of the place that a name or an address begins with. */
static bool value_mend_place(const struct extraction *extraction, const struct profile_field *rules,
                             struct candidate *choice)
{
  bool is_name = kind_is(rules->kind, KIND_IS_COMPANY);
  return (is_name || kind_is(rules->kind, KIND_IS_ADDRESS)) &&
         place_mend(extraction->extractor->reference, extraction->record, choice, is_name);
}

/* A number whose sign is no province's has that of the province that the holder and its address
 * name. */
static bool value_mend_sign(const struct extraction *extraction, const struct profile_field *rules,
                            struct candidate *choice)
{
  return kind_is(rules->kind, KIND_IS_CODE) && rules->pattern &&
         sign_mend(extraction->extractor->reference, extraction->record, rules->pattern, choice);
}

static void dates_complete(const struct extraction *extraction)
{
  struct record *record = extraction->record;
  const struct field *issue = record_find_meaning(record, MEANS_ISSUED);
  struct field *expiry = field_meaning(record, MEANS_EXPIRES);
  const struct candidate *choice =
      expiry ? candidates_choice(&extraction->candidates[expiry - record->fields]) : NULL;
  if (issue && choice)
    date_complete(choice, issue, expiry);
  for (size_t i = 0; i < record->field_count; i++)
    if (kind_is(extraction->profile->fields[i].kind, KIND_IS_DAY) &&
        json_is_null(record->fields[i].value))
      date_from_pieces(extraction->layout, &extraction->candidates[i], &record->fields[i]);
  struct field *issued = field_meaning(record, MEANS_ISSUED);
  const struct field *established = record_find_field(record, "establishment_date");
  choice = issued ? candidates_choice(&extraction->candidates[issued - record->fields]) : NULL;
  if (choice && established)
    date_complete_from_establishment(choice, established, issued);
}

static unsigned number_letter(const struct extraction *extraction)
{
  const struct field *field = record_find_meaning(extraction->record, MEANS_NUMBER);
  const char *text = field ? json_string_value(field->value) : NULL;
  struct licence_number number = {0};
  struct folded folded = text_fold(text ? text : "");
  licence_number_find(&extraction->extractor->reference->regions, folded.codepoints, folded.count,
                      &number);
  folded_clear(&folded);
  return number.letter;
}

static void authorities_complete(const struct extraction *extraction)
{
  const struct authority_sources sources = {
      .reference = extraction->extractor->reference,
      .layout = extraction->layout,
      .record = extraction->record,
      .number_letter = number_letter(extraction),
      .characters_left = extraction->seal_characters_left,
  };
  for (size_t i = 0; i < extraction->record->field_count; i++) {
    const struct profile_field *rules = &extraction->profile->fields[i];
    struct field *field = &extraction->record->fields[i];
    if (kind_is(rules->kind, KIND_IS_OFFICE) && json_is_null(field->value))
      authority_from_seals(&sources, rules, field);
  }
}

static void warn_of_disagreements(const struct extraction *extraction, struct document *document)
{
  for (size_t i = 0; i < extraction->record->field_count; i++) {
    const struct field *field = &extraction->record->fields[i];
    for (size_t k = 0; k < field->check_count; k++)
      if (!field->checks[k].ok && (!strcmp(field->checks[k].name, "same_on_every_page") ||
                                   !strcmp(field->checks[k].name, "qr_agrees")))
        document_add_warning(document, "%s: %s", field->name, field->checks[k].detail);
  }
}

/* The clauses come last, for they may hold names. */
static void text_and_provisions_take(const struct extraction *extraction, const unsigned *roles,
                                     struct document *document)
{
  const struct certificate *certificate = extraction->certificate;
  for (size_t i = 0; i < extraction->profile->field_count && !document->text_is_raw; i++)
    name_write(extraction->layout, &extraction->candidates[i], document);
  if (!extraction->profile->has_provisions)
    return;
  struct layout *part = layout_of_areas(document, certificate->areas, certificate->count);
  provisions_extract(extraction->profile, part, roles, extraction->record);
  layout_free(&part);
}

static void profile_extract(struct extraction *extraction, struct document *document)
{
  const struct profile *profile = extraction->profile;
  struct label_hits hits = labels_find(profile, extraction->layout);
  if (extraction->certificate->profile) /* of an unknown kind nobody knows what its columns hold */
    label_hits_add_lost(profile, extraction->layout, &hits);
  struct label_hits near_hits = {0};
  if (extraction->certificate->profile)
    near_hits = labels_find_near(profile, extraction->layout, &hits);
  unsigned *roles = page_roles_find(profile, extraction->layout);
  extraction->context = (struct gather_context){.profile = profile,
                                                .layout = extraction->layout,
                                                .hits = &hits,
                                                .near_hits = &near_hits,
                                                .roles = roles};
  extraction->candidates = memory_alloc(profile->field_count * sizeof *extraction->candidates);
  for (size_t i = 0; i < profile->field_count; i++)
    field_find(extraction, i);
  coverage_complete(extraction->record);
  numbers_complete(extraction);
  values_mend(extraction, value_mend_place);
  values_mend(extraction, value_mend_sign);
  authorities_complete(extraction);
  dates_complete(extraction);
  for (size_t i = 0; i < profile->field_count; i++)
    judge(extraction, i);
  text_and_provisions_take(extraction, roles, document);
  for (size_t i = 0; i < profile->field_count; i++)
    candidates_clear(&extraction->candidates[i]);
  free(extraction->candidates);
  free(roles);
  label_hits_clear(&near_hits);
  label_hits_clear(&hits);
}

/* What the labels that most certificates share say, and every other pair with a colon. A person
 * looks at all of it. */
static void unknown_extract(struct extraction *extraction, struct document *document)
{
  if (extraction->profile)
    profile_extract(extraction, document);
  struct record *record = extraction->record;
  record_drop_missing(record);
  for (size_t i = 0; i < record->field_count; i++) {
    record->fields[i].status = FIELD_CHECK;
    field_add_check(&record->fields[i], "known_type", false, "the kind of document is not known");
  }
  pairs_extract(extraction->layout, extraction->profile, record);
}

/* What of the document's pages the record speaks of. */
static void record_place(const struct certificate *certificate, const struct layout *part,
                         struct record *record)
{
  for (size_t i = 0; i < part->page_count; i++)
    record_add_page(record, part->pages[i].number);
  if (certificate->count == 1 && !certificate->areas[0].whole)
    record->region = layout_part_source_box(part);
}

static struct record *certificate_extract(const struct extractor *extractor,
                                          const struct certificate *certificate,
                                          size_t *seal_characters_left, struct document *document)
{
  const struct profile *profile = certificate->profile;
  /* Made again: names may have been written since. */
  struct layout *part = layout_of_areas(document, certificate->areas, certificate->count);
  struct record *record = memory_alloc(sizeof *record);
  record->type = memory_copy_string(profile ? profile->name : "unknown");
  record->title = profile ? memory_copy_string(profile->title) : NULL;
  record_place(certificate, part, record);
  struct extraction extraction = {.extractor = extractor,
                                  .profile = profile ? profile : extractor->unknown,
                                  .certificate = certificate,
                                  .layout = part,
                                  .record = record,
                                  .seal_characters_left = seal_characters_left};
  if (profile) {
    profile_extract(&extraction, document);
    warn_of_disagreements(&extraction, document);
  } else {
    unknown_extract(&extraction, document);
  }
  layout_free(&part);
  return record;
}

/* Of a document that is taken for a kind, pages that do not show it are of that kind too. */
static struct certificate_list certificates_of(const struct extractor *extractor,
                                               const struct layout *layout)
{
  struct profile *forced = (struct profile *)extractor->forced;
  const struct certificate_kinds kinds = {
      .profiles = forced ? &forced : extractor->profiles,
      .count = forced                     ? 1
               : extractor->force_unknown ? 0
                                          : extractor->profile_count,
      .unknown = forced ? NULL : extractor->unknown,
      .reference = extractor->reference,
  };
  struct certificate_list list = certificates_find(&kinds, layout);
  for (size_t i = 0; forced && i < list.count; i++)
    list.items[i].profile = forced;
  return list;
}

/* Such a document is `check`; this is why. */
static void warn_of_no_known_kind(const struct record_list *records, struct document *document)
{
  for (size_t i = 0; i < records->count; i++)
    if (strcmp(records->items[i]->type, "unknown") != 0)
      return;
  document_add_warning(document, "no certificate of a known kind was found");
}

enum status records_extract(const struct extractor *extractor, struct document *document,
                            struct record_list *ret_records, struct error *error)
{
  (void)error;
  struct layout *layout = layout_make(document);
  struct certificate_list certificates = certificates_of(extractor, layout);
  layout_free(&layout);
  *ret_records = (struct record_list){0};
  size_t seal_characters_left = AUTHORITY_CHARACTERS;
  for (size_t i = 0; i < certificates.count; i++)
    record_list_add(ret_records, certificate_extract(extractor, &certificates.items[i],
                                                     &seal_characters_left, document));
  certificate_list_clear(&certificates);
  if (!extractor->force_unknown)
    warn_of_no_known_kind(ret_records, document);
  return STATUS_OK;
}
