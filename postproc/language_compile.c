/*
 * Compiles the readable language data into the file that language.c maps:
 *
 *   language-compile OUT lexicon/NAME.txt… corpus/NAME.txt… confusions….txt
 *
 * A file's folder and name say what it is. Lexicon files have a word a line, optionally followed by
 * its frequency; corpus files are running text; in look-alike files the characters of a line look
 * alike; with a colon behind the first, each looks like that one alone. Lines starting with # are
 * comments.
 */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "postproc/counts.h"
#include "postproc/language.h"
#include "postproc/language_file.h"

enum {
  LINE_BYTES = 1 << 16,
  LINE_CODEPOINTS = LINE_BYTES,
  MAX_LOOKALIKES = 64, /* for one character */
  LINE_START = '\n',   /* stands before the first character of a corpus line */
};

/* How much each source weighs, in characters of running text. A term is worth some occurrences. */
static const double GENERAL_MASS = 1.5e6;
static const double CORPUS_WEIGHT = 8;
static const double TERM_WEIGHT = 12;
static const double PLACE_WEIGHT = 3;

struct compiler {
  struct counts words, ngrams;
  double general_sum; /* of the frequencies in the general list, times word length */
  double unigram_sum;
  unsigned (*pairs)[2];
  size_t pair_count, pair_capacity;
  struct between_item *between;
  size_t between_count, between_capacity;
};

static size_t decode(const char *text, unsigned *ret_codepoints, size_t capacity)
{
  size_t count = 0;
  unsigned codepoint;
  for (size_t step; count < capacity && (step = utf8_decode(text, &codepoint)) != 0; text += step)
    ret_codepoints[count++] = codepoint;
  return count;
}

/* One more character after `order` others, all folded. Every shorter history is counted too. */
static void count_ngram(struct compiler *compiler, const unsigned *text, size_t order,
                        double weight)
{
  for (size_t n = 0; n <= order; n++) {
    const unsigned *gram = text + order - n;
    uint64_t hash = language_hash(gram, n + 1);
    struct count_entry *entry = counts_entry(&compiler->ngrams, hash);
    bool is_new = entry->count == 0;
    entry->order = (unsigned)n + 1;
    memcpy(entry->text, gram, (n + 1) * sizeof *gram);
    entry->count += weight;
    if (n == 0) {
      compiler->unigram_sum += weight;
      continue;
    }
    struct count_entry *history = counts_entry(&compiler->ngrams, language_hash(gram, n));
    history->followed += weight;
    history->continuations += is_new;
  }
}

static void count_text(struct compiler *compiler, const unsigned *text, size_t count, size_t first,
                       double weight)
{
  for (size_t i = first; i < count; i++) {
    size_t order = i < LANGUAGE_HISTORY ? i : LANGUAGE_HISTORY;
    count_ngram(compiler, text + i - order, order, weight);
  }
}

static void add_word(struct compiler *compiler, const unsigned *word, size_t count, unsigned kinds,
                     double frequency)
{
  uint64_t hash = language_hash_start();
  for (size_t i = 0; i < count; i++) {
    hash = language_hash_add(hash, word[i]);
    struct count_entry *entry = counts_entry(&compiler->words, hash);
    if (i + 1 < count) {
      entry->kinds |= WORD_IS_PREFIX;
      continue;
    }
    entry->kinds |= kinds;
    if (entry->count < frequency)
      entry->count = frequency;
  }
}

static const struct lexicon_file {
  const char *name;
  unsigned kinds;
  const double *weight; /* NULL: the frequency in the file */
} lexicon_files[] = {
    {"general.txt", WORD_GENERAL, NULL},
    {"labels.txt", WORD_LABEL | WORD_TERM, &TERM_WEIGHT},
    {"repeats.txt", WORD_REPEAT, &PLACE_WEIGHT},
    {"places.txt", WORD_PLACE | WORD_TERM, &PLACE_WEIGHT},
    {"surnames.txt", WORD_SURNAME, &PLACE_WEIGHT},
    {NULL, WORD_TERM, &TERM_WEIGHT}, /* every other name */
};

static const struct lexicon_file *lexicon_file_find(const char *path)
{
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  const struct lexicon_file *file = lexicon_files;
  while (file->name && strcmp(file->name, name) != 0)
    file++;
  return file;
}

/* Called for each line that is no comment and not empty; `line` has no line end. */
typedef void line_function(struct compiler *compiler, char *line, const void *context);

static void read_lexicon_line(struct compiler *compiler, char *line, const void *context)
{
  const struct lexicon_file *file = context;
  char *gap = strpbrk(line, " \t");
  double frequency = gap ? strtod(gap, NULL) : 0;
  if (gap)
    *gap = '\0';
  unsigned word[WORD_MAX_CODEPOINTS + 1];
  size_t count = decode(line, word, WORD_MAX_CODEPOINTS + 1);
  if (count == 0 || count > WORD_MAX_CODEPOINTS)
    return;
  if (file->weight)
    frequency = *file->weight;
  else
    compiler->general_sum += frequency * (double)count;
  add_word(compiler, word, count, file->kinds, frequency);
}

/* Keeps each Chinese character with its neighbours; those outside the basic plane are too rare. */
static void add_between(struct compiler *compiler, const unsigned *text, size_t count)
{
  for (size_t i = 1; i + 1 < count; i++) {
    if (!codepoint_is_han(text[i]) || text[i - 1] > UINT16_MAX || text[i] > UINT16_MAX ||
        text[i + 1] > UINT16_MAX)
      continue;
    array_reserve(compiler->between, compiler->between_count, compiler->between_capacity);
    compiler->between[compiler->between_count++] = (struct between_item){
        .before = (uint16_t)text[i - 1],
        .behind = (uint16_t)text[i + 1],
        .middle = (uint16_t)text[i],
    };
  }
}

/* Second pass over the lexicon, when the sum of frequencies is known. */
static void count_lexicon_line(struct compiler *compiler, char *line, const void *context)
{
  const struct lexicon_file *file = context;
  char *gap = strpbrk(line, " \t");
  double weight = file->weight
                      ? *file->weight
                      : (gap ? strtod(gap, NULL) : 0) * GENERAL_MASS / compiler->general_sum;
  if (gap)
    *gap = '\0';
  unsigned word[WORD_MAX_CODEPOINTS + 1];
  size_t count = decode(line, word, WORD_MAX_CODEPOINTS + 1);
  if (count == 0 || count > WORD_MAX_CODEPOINTS || weight <= 0)
    return;
  for (size_t i = 0; i < count; i++)
    word[i] = language_fold(word[i]);
  count_text(compiler, word, count, 0, weight);
  if (file->kinds & WORD_TERM)
    add_between(compiler, word, count);
  /* What follows a word is open: that weight goes to the shorter history. */
  for (size_t n = 1; n <= LANGUAGE_HISTORY && n <= count; n++)
    counts_entry(&compiler->ngrams, language_hash(word + count - n, n))->ended += weight;
}

static void count_corpus_line(struct compiler *compiler, char *line, const void *context)
{
  (void)context;
  static unsigned text[LINE_CODEPOINTS + 1];
  text[0] = LINE_START;
  size_t count = decode(line, text + 1, LINE_CODEPOINTS) + 1, kept = 1;
  for (size_t i = 1; i < count; i++)
    if (!codepoint_is_space(text[i]))
      text[kept++] = language_fold(text[i]);
  count_text(compiler, text, kept, 1, CORPUS_WEIGHT);
  add_between(compiler, text, kept);
}

static void read_lookalike_line(struct compiler *compiler, char *line, const void *context)
{
  (void)context;
  unsigned group[MAX_LOOKALIKES];
  size_t all = decode(line, group, MAX_LOOKALIKES), count = 0;
  for (size_t i = 0; i < all; i++)
    if (!codepoint_is_space(group[i]))
      group[count++] = group[i];
  bool one_sided = count > 2 && group[1] == ':'; /* 甲:由申 says nothing of 由 and 申 */
  for (size_t a = 0; a < count; a++)
    for (size_t b = 0; b < count; b++) {
      if (group[a] == group[b] || (one_sided && (a == 1 || b == 1 || (a > 0 && b > 0))))
        continue;
      array_reserve(compiler->pairs, compiler->pair_count, compiler->pair_capacity);
      compiler->pairs[compiler->pair_count][0] = group[a];
      compiler->pairs[compiler->pair_count++][1] = group[b];
    }
}

static int read_file(struct compiler *compiler, const char *path, line_function *function,
                     const void *context)
{
  static char line[LINE_BYTES];
  FILE *file = fopen(path, "r");
  if (!file) {
    fprintf(stderr, "language-compile: %s: %s\n", path, strerror(errno));
    return 1;
  }
  for (int number = 1; fgets(line, sizeof line, file); number++) {
    size_t length = strcspn(line, "\r\n");
    line[length] = '\0';
    size_t invalid = utf8_find_invalid(line, length);
    if (invalid < length) {
      fprintf(stderr, "language-compile: %s:%d: not UTF-8\n", path, number);
      fclose(file);
      return 1;
    }
    if (length > 0 && line[0] != '#')
      function(compiler, line, context);
  }
  fclose(file);
  return 0;
}

static bool path_is_in(const char *path, const char *folder)
{
  return strstr(path, folder) != NULL;
}

static int read_sources(struct compiler *compiler, char **paths, int count)
{
  int failed = 0;
  for (int i = 0; i < count; i++)
    if (path_is_in(paths[i], "lexicon/"))
      failed |= read_file(compiler, paths[i], read_lexicon_line, lexicon_file_find(paths[i]));
    else if (!path_is_in(paths[i], "corpus/"))
      failed |= read_file(compiler, paths[i], read_lookalike_line, NULL);
  for (int i = 0; i < count && !failed; i++)
    if (path_is_in(paths[i], "lexicon/"))
      failed |= read_file(compiler, paths[i], count_lexicon_line, lexicon_file_find(paths[i]));
    else if (path_is_in(paths[i], "corpus/"))
      failed |= read_file(compiler, paths[i], count_corpus_line, NULL);
  return failed;
}

static int16_t log_stored(double value)
{
  double scaled = round(value * LANGUAGE_LOG_SCALE);
  return (int16_t)(scaled < -32000 ? -32000 : scaled > 0 ? 0 : scaled);
}

static uint32_t slots_for(size_t entries)
{
  uint32_t slots = 1024;
  while ((size_t)slots * 3 / 4 < entries)
    slots *= 2;
  return slots;
}

static size_t slot_of(uint32_t slots, uint64_t hash, const void *table, size_t size)
{
  const char *bytes = table;
  uint32_t mask = slots - 1, slot = (uint32_t)hash & mask, key;
  for (;; slot = (slot + 1) & mask) {
    memcpy(&key, bytes + slot * size, sizeof key); /* both slot types begin with their key */
    if (key == 0)
      return slot;
  }
}

static struct word_slot *words_table(const struct counts *words, uint32_t slots)
{
  struct word_slot *table = memory_alloc(slots * sizeof *table);
  double sum = 0;
  for (size_t i = 0; i < words->slots; i++)
    sum += words->entries[i].count;
  for (size_t i = 0; i < words->slots; i++) {
    const struct count_entry *entry = &words->entries[i];
    if (entry->hash == 0)
      continue;
    table[slot_of(slots, entry->hash, table, sizeof *table)] = (struct word_slot){
        .key = language_hash_key(entry->hash),
        .kinds = (uint16_t)entry->kinds,
        .log_frequency = log_stored(log((entry->count + 0.5) / sum)),
    };
  }
  return table;
}

/* Probability of a character never seen at all. */
static double probability_floor(const struct compiler *compiler)
{
  return 0.5 / (compiler->unigram_sum + 1);
}

/* Witten and Bell's interpolation, one order on the next shorter. */
static double probability(const struct compiler *compiler, const unsigned *text, size_t count)
{
  const struct counts *ngrams = &compiler->ngrams;
  const struct count_entry *entry = counts_find(ngrams, language_hash(text, count));
  double seen = entry ? entry->count : 0;
  if (count == 1)
    return seen > 0 ? seen / (compiler->unigram_sum + 1) : probability_floor(compiler);
  double shorter = probability(compiler, text + 1, count - 1);
  const struct count_entry *before = counts_find(ngrams, language_hash(text, count - 1));
  if (!before)
    return shorter;
  double open = before->ended + before->continuations;
  double all = before->followed + open;
  return all > 0 ? (seen + open * shorter) / all : shorter;
}

static struct ngram_slot *ngrams_table(const struct compiler *compiler, uint32_t slots)
{
  const struct counts *ngrams = &compiler->ngrams;
  struct ngram_slot *table = memory_alloc(slots * sizeof *table);
  for (size_t i = 0; i < ngrams->slots; i++) {
    const struct count_entry *entry = &ngrams->entries[i];
    if (entry->hash == 0 || entry->order == 0)
      continue;
    double open = entry->ended + entry->continuations, all = entry->followed + open;
    table[slot_of(slots, entry->hash, table, sizeof *table)] = (struct ngram_slot){
        .key = language_hash_key(entry->hash),
        .log_probability = log_stored(log(probability(compiler, entry->text, entry->order))),
        .log_backoff = log_stored(all > 0 ? log(open / all) : 0),
    };
  }
  return table;
}

static int pair_compare(const void *a, const void *b)
{
  const unsigned *x = a, *y = b;
  if (x[0] != y[0])
    return x[0] < y[0] ? -1 : 1;
  return x[1] < y[1] ? -1 : x[1] > y[1];
}

/* Sorts the pairs and drops repeated ones. */
static void pairs_settle(struct compiler *compiler)
{
  size_t kept = 0;
  if (compiler->pair_count > 0)
    qsort(compiler->pairs, compiler->pair_count, sizeof *compiler->pairs, pair_compare);
  for (size_t i = 0; i < compiler->pair_count; i++)
    if (i == 0 || pair_compare(compiler->pairs[i], compiler->pairs[kept - 1]) != 0) {
      compiler->pairs[kept][0] = compiler->pairs[i][0];
      compiler->pairs[kept++][1] = compiler->pairs[i][1];
    }
  compiler->pair_count = kept;
}

static int between_compare(const void *a, const void *b)
{
  const struct between_item *x = a, *y = b;
  int sides = x->before != y->before ? x->before - y->before : x->behind - y->behind;
  return sides != 0 ? sides : x->middle - y->middle;
}

/* Sorts what stands between, and drops what repeats. */
static void between_settle(struct compiler *compiler)
{
  size_t kept = 0;
  if (compiler->between_count > 0)
    qsort(compiler->between, compiler->between_count, sizeof *compiler->between, between_compare);
  for (size_t i = 0; i < compiler->between_count; i++)
    if (i == 0 || between_compare(&compiler->between[i], &compiler->between[kept - 1]) != 0)
      compiler->between[kept++] = compiler->between[i];
  compiler->between_count = kept;
  if (kept % 2 == 0)
    return;
  /* What follows in the file holds wider numbers: an even count keeps them aligned. */
  array_reserve(compiler->between, compiler->between_count, compiler->between_capacity);
  compiler->between[compiler->between_count++] =
      (struct between_item){UINT16_MAX, UINT16_MAX, UINT16_MAX};
}

static void write_lookalikes(const struct compiler *compiler, FILE *out)
{
  for (size_t i = 0; i < compiler->pair_count;) {
    struct lookalike_head head = {compiler->pairs[i][0], (uint32_t)i, 0};
    for (; i < compiler->pair_count && compiler->pairs[i][0] == head.codepoint; i++)
      head.count++;
    fwrite(&head, sizeof head, 1, out);
  }
  for (size_t i = 0; i < compiler->pair_count; i++)
    fwrite(&compiler->pairs[i][1], sizeof(uint32_t), 1, out);
}

static uint32_t heads_count(const struct compiler *compiler)
{
  uint32_t heads = 0;
  for (size_t i = 0; i < compiler->pair_count; i++)
    heads += i == 0 || compiler->pairs[i][0] != compiler->pairs[i - 1][0];
  return heads;
}

static int write_language(struct compiler *compiler, const char *path)
{
  pairs_settle(compiler);
  between_settle(compiler);
  struct language_header header = {
      .magic = LANGUAGE_MAGIC,
      .version = LANGUAGE_VERSION,
      .word_slots = slots_for(compiler->words.used),
      .ngram_slots = slots_for(compiler->ngrams.used),
      .between_items = (uint32_t)compiler->between_count,
      .lookalike_heads = heads_count(compiler),
      .lookalike_items = (uint32_t)compiler->pair_count,
      .floor = log_stored(log(probability_floor(compiler))),
  };
  FILE *out = fopen(path, "wb");
  if (!out) {
    fprintf(stderr, "language-compile: %s: %s\n", path, strerror(errno));
    return 1;
  }
  struct word_slot *words = words_table(&compiler->words, header.word_slots);
  struct ngram_slot *ngrams = ngrams_table(compiler, header.ngram_slots);
  fwrite(&header, sizeof header, 1, out);
  fwrite(words, sizeof *words, header.word_slots, out);
  fwrite(ngrams, sizeof *ngrams, header.ngram_slots, out);
  fwrite(compiler->between, sizeof *compiler->between, header.between_items, out);
  write_lookalikes(compiler, out);
  free(words);
  free(ngrams);
  bool failed = ferror(out) != 0;
  failed |= fclose(out) != 0;
  if (failed)
    fprintf(stderr, "language-compile: %s: cannot be written\n", path);
  return failed;
}

int main(int argc, char **argv)
{
  if (argc < 3) {
    fputs("usage: language-compile OUT SOURCE...\n", stderr);
    return 2;
  }
  struct compiler compiler = {0};
  int failed = read_sources(&compiler, argv + 2, argc - 2);
  if (!failed)
    failed = write_language(&compiler, argv[1]);
  counts_clear(&compiler.words);
  counts_clear(&compiler.ngrams);
  free(compiler.between);
  free(compiler.pairs);
  return failed;
}
