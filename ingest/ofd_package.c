#include "ingest/ofd_package.h"

#include <inttypes.h>
#include <libxml/parser.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/memory.h"
#include "base/strbuf.h"

enum {
  LOOK = 65536,                 /* bytes at either end in which a ZIP names what it holds */
  ENTRIES_AT_MOST = 100000,     /* files of an archive */
  XML_BYTES_AT_MOST = 64 << 20, /* a page of dense text has some 1 MB */
  ENTRY_BYTES_AT_MOST = 256 << 20,
};
static const double NUMBER_AT_MOST = 1e7; /* millimetres, or anything else that a page has */

struct ofd_package {
  unsigned char *bytes;
  zip_t *archive;
};

static bool names_ofd(const struct source_file *file, uint64_t offset)
{
  static const char name[] = "OFD.xml";
  unsigned char *bytes = malloc(LOOK);
  size_t size = bytes ? source_file_peek(file, offset, bytes, LOOK) : 0;
  bool found = size && memmem(bytes, size, name, strlen(name)) != NULL;
  free(bytes);
  return found;
}

bool ofd_is(const struct source_file *file)
{
  unsigned char head[4];
  return source_file_peek(file, 0, head, sizeof head) == sizeof head &&
         memcmp(head, "PK\3\4", 4) == 0 &&
         (names_ofd(file, 0) || names_ofd(file, file->size > LOOK ? file->size - LOOK : 0));
}

static enum status ofd_failure(struct error *error)
{
  return error_set(error, STATUS_BAD_INPUT,
                   "the OFD is cut off or damaged; copy it or download it again");
}

enum status ofd_package_open(const struct source_file *file, struct ofd_package **ret_package,
                             struct error *error)
{
  struct ofd_package *package cleanup_with(ofd_package_free) = memory_alloc(sizeof *package);
  size_t size = 0;
  enum status status = source_file_read(file, &package->bytes, &size, error);
  if (status)
    return status;
  zip_error_t failure;
  zip_error_init(&failure);
  zip_source_t *source = zip_source_buffer_create(package->bytes, size, 0, &failure);
  package->archive = source ? zip_open_from_source(source, ZIP_RDONLY, &failure) : NULL;
  zip_error_fini(&failure);
  if (!package->archive) {
    zip_source_free(source);
    return ofd_failure(error);
  }
  if (zip_get_num_entries(package->archive, 0) > ENTRIES_AT_MOST)
    return error_set(error, STATUS_TOO_LARGE, "the OFD holds more than %d files",
                     (int)ENTRIES_AT_MOST);
  *ret_package = package;
  package = NULL;
  return STATUS_OK;
}

void ofd_package_free(struct ofd_package **address)
{
  struct ofd_package *package = *address;
  *address = NULL;
  if (!package)
    return;
  if (package->archive)
    zip_discard(package->archive);
  free(package->bytes);
  free(package);
}

/* Unpacks an entry of a known size, which it must have. */
static bool entry_unpack(zip_t *archive, zip_uint64_t index, unsigned char *bytes, size_t size)
{
  zip_file_t *entry = zip_fopen_index(archive, index, 0);
  size_t done = 0;
  while (entry && done < size) {
    zip_int64_t got = zip_fread(entry, bytes + done, size - done);
    if (got <= 0)
      break;
    done += (size_t)got;
  }
  /* reading on past the end is what has libzip compare the checksum */
  unsigned char more;
  bool whole = entry && done == size && zip_fread(entry, &more, 1) == 0;
  if (entry)
    zip_fclose(entry);
  return whole;
}

static enum status entry_read(const struct ofd_package *package, const char *path, uint64_t most,
                              unsigned char **ret_bytes, size_t *ret_size, struct error *error)
{
  zip_int64_t index = zip_name_locate(package->archive, path, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE);
  zip_stat_t about;
  if (index < 0 || zip_stat_index(package->archive, (zip_uint64_t)index, 0, &about) != 0 ||
      !(about.valid & ZIP_STAT_SIZE))
    return error_set(error, STATUS_BAD_INPUT,
                     "the OFD lacks a part that it needs (%.80s); download it again", path);
  if (about.size > most)
    return error_set(error, STATUS_TOO_LARGE,
                     "a part of the OFD says that it unpacks to %" PRIu64
                     " MB, more than the limit of %" PRIu64 " MB",
                     (uint64_t)about.size >> 20, most >> 20);
  unsigned char *bytes = malloc(about.size + 1);
  if (!bytes)
    return error_set(error, STATUS_NO_MEMORY, "no memory for a part of the OFD");
  if (!entry_unpack(package->archive, (zip_uint64_t)index, bytes, about.size)) {
    free(bytes);
    return ofd_failure(error);
  }
  bytes[about.size] = '\0';
  *ret_bytes = bytes;
  *ret_size = about.size;
  return STATUS_OK;
}

enum status ofd_package_read(const struct ofd_package *package, const char *path,
                             unsigned char **ret_bytes, size_t *ret_size, struct error *error)
{
  return entry_read(package, path, ENTRY_BYTES_AT_MOST, ret_bytes, ret_size, error);
}

enum status ofd_package_xml(const struct ofd_package *package, const char *path,
                            xmlDoc **ret_document, struct error *error)
{
  autofree unsigned char *bytes = NULL;
  size_t size = 0;
  enum status status = entry_read(package, path, XML_BYTES_AT_MOST, &bytes, &size, error);
  if (status)
    return status;
  xmlDoc *document = memmem(bytes, size, "<!DOCTYPE", 9)
                         ? NULL
                         : xmlReadMemory((const char *)bytes, (int)size, NULL, NULL,
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (!document || document->intSubset || !xmlDocGetRootElement(document)) {
    xmlFreeDoc(document);
    return ofd_failure(error);
  }
  *ret_document = document;
  return STATUS_OK;
}

/* ---- paths ---- */

static void path_leave(struct strbuf *path)
{
  const char *slash = path->length ? strrchr(strbuf_text(path), '/') : NULL;
  strbuf_truncate(path, slash ? (size_t)(slash - path->data) : 0);
}

static void path_enter(struct strbuf *path, const char *part, size_t length)
{
  if (length == 0 || (length == 1 && part[0] == '.'))
    return;
  if (length == 2 && part[0] == '.' && part[1] == '.') {
    path_leave(path);
    return;
  }
  if (path->length)
    strbuf_append_char(path, '/');
  strbuf_append_bytes(path, part, length);
}

static void path_follow(struct strbuf *path, const char *location)
{
  for (const char *part = location; *part;) {
    size_t length = strcspn(part, "/\\");
    path_enter(path, part, length);
    part += length + (part[length] != '\0');
  }
}

char *ofd_path(const char *from, const char *location)
{
  struct strbuf path = {0};
  if (location[0] != '/' && location[0] != '\\') {
    path_follow(&path, from);
    path_leave(&path);
  }
  path_follow(&path, location);
  return strbuf_take(&path);
}

/* ---- XML ---- */

bool ofd_node_is(const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *first_named(const xmlNode *node, const char *name)
{
  while (node && !ofd_node_is(node, name))
    node = node->next;
  return node;
}

const xmlNode *ofd_child(const xmlNode *node, const char *name)
{
  return node ? first_named(node->children, name) : NULL;
}

const xmlNode *ofd_following(const xmlNode *node, const char *name)
{
  return first_named(node->next, name);
}

static char *taken_copy(xmlChar *text)
{
  char *copy = memory_copy_string((const char *)text);
  xmlFree(text);
  return copy;
}

char *ofd_attribute(const xmlNode *node, const char *name)
{
  return taken_copy(xmlGetNoNsProp(node, (const xmlChar *)name));
}

char *ofd_content(const xmlNode *node)
{
  xmlChar *text = node ? xmlNodeGetContent(node) : NULL;
  return text ? taken_copy(text) : memory_copy_string("");
}

size_t ofd_numbers(const char *text, double *ret_numbers, size_t most)
{
  size_t count = 0;
  while (text && count < most) {
    char *end;
    double number = strtod(text, &end);
    if (end == text)
      break;
    ret_numbers[count++] = isfinite(number) && fabs(number) < NUMBER_AT_MOST ? number : 0;
    text = end;
  }
  return count;
}

double ofd_number(const xmlNode *node, const char *name, double otherwise)
{
  autofree char *text = ofd_attribute(node, name);
  double number;
  return ofd_numbers(text, &number, 1) ? number : otherwise;
}
