#include "spool/spool_name.h"

#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "files/file_carry.h"

/* File systems allow 255 bytes; this leaves room for "-<16 digits>" and ".reason.txt". */
enum { NAME_BYTES_MAX = 220 };

/* The longest beginning of `text` of at most `most` bytes that ends between characters. */
static size_t cut_between_characters(const char *text, size_t length, size_t most)
{
  if (length <= most)
    return length;
  while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
    most--;
  return most;
}

char *name_with_suffix(const char *name, const char *suffix)
{
  size_t base = (size_t)(path_base(name) - name);
  size_t stem = path_stem_length(name) - base;
  const char *ending = name + base + stem;
  size_t extra = strlen(suffix) + strlen(ending);
  if (extra > NAME_BYTES_MAX / 2) { /* no ending is that long: it is all stem */
    stem += strlen(ending);
    ending = "";
    extra = strlen(suffix);
  }
  size_t kept = cut_between_characters(name + base, stem, NAME_BYTES_MAX - extra);
  return memory_format("%.*s%.*s%s%s", (int)base, name, (int)kept, name + base, suffix, ending);
}

/* Copies with what is not valid UTF-8 replaced; control characters too if asked. */
static char *copy_valid(const char *name, bool controls_too, bool *ret_altered)
{
  struct strbuf copy = {0};
  unsigned codepoint;
  for (size_t length; (length = utf8_decode(name, &codepoint)); name += length) {
    bool invalid = codepoint == 0xFFFD && length == 1;
    if (invalid || (controls_too && (codepoint < 0x20 || codepoint == 0x7F))) {
      strbuf_append_char(&copy, '_');
      *ret_altered = true;
    } else {
      strbuf_append_bytes(&copy, name, length);
    }
  }
  return strbuf_take(&copy);
}

char *folder_name_for_output(const char *name, bool *ret_altered)
{
  *ret_altered = false;
  char *output = copy_valid(name, true, ret_altered);
  size_t base = (size_t)(path_base(output) - output);
  size_t length = strlen(output) - base;
  size_t kept = cut_between_characters(output + base, length, NAME_BYTES_MAX);
  output[base + kept] = '\0';
  *ret_altered = *ret_altered || kept < length;
  return output;
}

char *name_for_output(const char *name, bool *ret_altered)
{
  autofree char *stem = memory_copy_bytes(name, path_stem_length(name));
  return folder_name_for_output(stem, ret_altered);
}

char *name_shown(const char *name)
{
  bool altered = false;
  return copy_valid(name, false, &altered);
}
