#include "ingest/source_guess.h"

#include <stdbool.h>
#include <string.h>

static const struct {
  size_t offset;
  const char *bytes;
  size_t size;
  const char *kind;
} known[] = {
    {0, "PK\3\4", 4, "a ZIP archive, as Word and Excel documents are"},
    {0, "\xD0\xCF\x11\xE0", 4, "an old Word or Excel document"},
    {4, "jP  ", 4, "a JPEG 2000 picture"},
    {4, "ftyp", 4, "a video"},
    {0, "Rar!", 4, "a RAR archive"},
    {0, "7z\xBC\xAF", 4, "a 7-Zip archive"},
    {0, "\x1F\x8B", 2, "a gzip archive"},
    {0, "%!PS", 4, "PostScript"},
    {0, "{\\rtf", 5, "an RTF document"},
    {0, "<!DOCTYPE", 9, "a web page"},
    {0, "<html", 5, "a web page"},
};

/* No control characters but white space: UTF-8, GB 18030 and all their kin. */
static bool is_text(const unsigned char *head, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if (head[i] < 0x20 && !strchr("\t\n\r\f", head[i]))
      return false;
    else if (head[i] == 0)
      return false;
  return size > 0;
}

static bool is_zeroes(const unsigned char *head, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if (head[i])
      return false;
  return true;
}

const char *source_guess_kind(const unsigned char *head, size_t size)
{
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].offset + known[i].size <= size &&
        memcmp(head + known[i].offset, known[i].bytes, known[i].size) == 0)
      return known[i].kind;
  if (is_zeroes(head, size))
    return "nothing but zeroes: a copy that failed";
  return is_text(head, size) ? "text" : "no format it knows";
}
