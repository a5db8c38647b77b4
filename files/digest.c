#include "files/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum { CHUNK_BYTES = 1 << 16 };

static void hex_write(const unsigned char *digest, size_t size, char ret_hex[DIGEST_HEX_BYTES])
{
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < size; i++) {
    *ret_hex++ = digits[digest[i] >> 4];
    *ret_hex++ = digits[digest[i] & 15];
  }
  *ret_hex = '\0';
}

static void context_free(EVP_MD_CTX **context)
{
  EVP_MD_CTX_free(*context);
}

static EVP_MD_CTX *context_new(struct error *error)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1)
    return context;
  EVP_MD_CTX_free(context);
  error_set(error, STATUS_NO_MEMORY, "no memory for a SHA-256");
  return NULL;
}

static void context_finish(EVP_MD_CTX *context, char ret_hex[DIGEST_HEX_BYTES])
{
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(context, digest, &size);
  hex_write(digest, size, ret_hex);
}

/* 0, or the errno of what failed. */
static int descriptor_feed(int fd, EVP_MD_CTX *context, uint64_t *ret_bytes)
{
  autofree unsigned char *chunk = memory_alloc(CHUNK_BYTES);
  uint64_t bytes = 0;
  for (;;) {
    ssize_t got = read(fd, chunk, CHUNK_BYTES);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return errno;
    if (got == 0)
      break;
    EVP_DigestUpdate(context, chunk, (size_t)got);
    bytes += (uint64_t)got;
  }
  *ret_bytes = bytes;
  return 0;
}

enum status digest_file(const char *path, char ret_hex[DIGEST_HEX_BYTES], uint64_t *ret_bytes,
                        struct error *error)
{
  /* Not blocking, so that a pipe without a writer does not hold the program up. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0)
    return error_set_errno(error, errno, "%s: cannot be opened", path);
  EVP_MD_CTX *context cleanup_with(context_free) = context_new(error);
  uint64_t bytes = 0;
  int failure = context ? descriptor_feed(fd, context, &bytes) : 0;
  close(fd);
  if (!context)
    return STATUS_NO_MEMORY;
  if (failure)
    return error_set_errno(error, failure, "%s: cannot be read", path);
  context_finish(context, ret_hex);
  *ret_bytes = bytes;
  return STATUS_OK;
}

enum status digest_files(const char *const *paths, size_t count, char ret_hex[DIGEST_HEX_BYTES],
                         uint64_t *ret_bytes, struct error *error)
{
  if (count == 1)
    return digest_file(paths[0], ret_hex, ret_bytes, error);
  EVP_MD_CTX *context cleanup_with(context_free) = context_new(error);
  if (!context)
    return STATUS_NO_MEMORY;
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    char hex[DIGEST_HEX_BYTES];
    uint64_t bytes = 0;
    enum status status = digest_file(paths[i], hex, &bytes, error);
    if (status)
      return status;
    EVP_DigestUpdate(context, hex, DIGEST_HEX_BYTES - 1);
    sum += bytes;
  }
  context_finish(context, ret_hex);
  *ret_bytes = sum;
  return STATUS_OK;
}

void digest_bytes(const void *bytes, size_t size, char ret_hex[DIGEST_HEX_BYTES])
{
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned digest_size = 0;
  EVP_Digest(bytes, size, digest, &digest_size, EVP_sha256(), NULL);
  hex_write(digest, digest_size, ret_hex);
}
