#include "review/people.h"

#include <crypt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/memory.h"
#include "files/stream.h"

enum {
  PEOPLE_BYTES_MAX = 1 << 20,
  PASSWORD_BYTES_MAX = 512,
  WRONG_A_SECOND = 5,
  KEY_BYTES = 32,
};

struct person {
  char *name, *hash;
  unsigned char remembered[EVP_MAX_MD_SIZE]; /* of the password that was right */
  unsigned remembered_size;                  /* 0: none yet */
};

struct people {
  struct person *items;
  size_t count, capacity;
  unsigned char key[KEY_BYTES]; /* of what is remembered; new at every start */
  int64_t second;
  int wrong; /* within that second */
};

void people_close(struct people **people)
{
  struct people *old = *people;
  if (!old)
    return;
  for (size_t i = 0; i < old->count; i++) {
    free(old->items[i].name);
    free(old->items[i].hash);
  }
  free(old->items);
  free(old);
  *people = NULL;
}

static bool line_take(struct people *people, char *line)
{
  char *colon = strchr(line, ':');
  if (line[0] == '#' || line[strspn(line, " \t\r")] == '\0')
    return true;
  if (!colon || colon == line || !colon[1])
    return false;
  array_reserve(people->items, people->count, people->capacity);
  people->items[people->count++] = (struct person){
      .name = memory_copy_bytes(line, (size_t)(colon - line)),
      .hash = memory_copy_bytes(colon + 1, strcspn(colon + 1, ":\r")),
  };
  return true;
}

static enum status file_is_ours_alone(const char *path, struct error *error)
{
  struct stat about;
  if (stat(path, &about) == 0 && (about.st_mode & S_IRWXO))
    return error_set(error, STATUS_USAGE,
                     "%s: other users of this machine may read it; chmod o= '%s' ends that", path,
                     path);
  return STATUS_OK;
}

enum status people_open(const char *path, struct people **ret_people, struct error *error)
{
  struct people *people cleanup_with(people_close) = memory_alloc(sizeof *people);
  autofree char *text = NULL;
  size_t length;
  enum status status = file_is_ours_alone(path, error);
  if (!status)
    status = stream_read_all(path, PEOPLE_BYTES_MAX, &text, &length, error);
  if (status)
    return status;
  int number = 0;
  for (char *line = text, *rest; line; line = rest) {
    rest = strchr(line, '\n');
    if (rest)
      *rest++ = '\0';
    number++;
    if (!line_take(people, line))
      return error_set(error, STATUS_USAGE, "%s: line %d is not of the form NAME:HASH", path,
                       number);
  }
  if (!people->count)
    return error_set(error, STATUS_USAGE, "%s: there is nobody in it", path);
  if (getrandom(people->key, sizeof people->key, 0) != (ssize_t)sizeof people->key)
    return error_set(error, STATUS_INTERNAL, "the machine gives no random numbers");
  *ret_people = people;
  people = NULL;
  return STATUS_OK;
}

static bool is_remembered(const struct people *people, const struct person *person,
                          const char *password, unsigned char *ret_digest, unsigned *ret_size)
{
  HMAC(EVP_sha256(), people->key, KEY_BYTES, (const unsigned char *)password, strlen(password),
       ret_digest, ret_size);
  return person->remembered_size == *ret_size &&
         CRYPTO_memcmp(person->remembered, ret_digest, *ret_size) == 0;
}

static bool hash_fits(const struct person *person, const char *password)
{
  struct crypt_data *data = memory_alloc(sizeof *data);
  /* Not crypt_r: AddressSanitizer puts itself before it and then does not find it. */
  const char *found = crypt_rn(password, person->hash, data, sizeof *data);
  size_t length = strlen(person->hash);
  bool fits = found && strlen(found) == length && CRYPTO_memcmp(found, person->hash, length) == 0;
  free(data);
  return fits;
}

static bool too_many_wrong(struct people *people)
{
  int64_t second = clock_now() / 1000;
  if (second != people->second)
    people->wrong = 0;
  people->second = second;
  return people->wrong >= WRONG_A_SECOND;
}

static struct person *person_find(struct people *people, const char *name)
{
  for (size_t i = 0; i < people->count; i++)
    if (strcmp(people->items[i].name, name) == 0)
      return &people->items[i];
  return NULL;
}

enum people_answer people_ask(struct people *people, const char *name, const char *password)
{
  struct person *person = person_find(people, name);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (strlen(password) > PASSWORD_BYTES_MAX)
    return PEOPLE_UNKNOWN;
  if (person && is_remembered(people, person, password, digest, &size))
    return PEOPLE_KNOWN;
  if (too_many_wrong(people))
    return PEOPLE_TOO_MANY;
  /* Somebody who is not there costs as much time as a wrong password. */
  bool fits = hash_fits(person ? person : &people->items[0], password) && person;
  if (!fits) {
    people->wrong++;
    return PEOPLE_UNKNOWN;
  }
  memcpy(person->remembered, digest, size);
  person->remembered_size = size;
  return PEOPLE_KNOWN;
}
