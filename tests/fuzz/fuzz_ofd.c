#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "tests/fuzz/fuzz_file.h"

/* Any bytes as parts of an OFD: its page, its resources and its document, parted by zero bytes; a
 * part that is not there is a good one. In a file of any bytes the archive's checksums would stop
 * nearly all of them. */

static const char OFD[] = "<OFD><DocBody><DocRoot>Document.xml</DocRoot></DocBody></OFD>";
static const char RESOURCES[] =
    "<Res><Fonts><Font ID='3' FontName='Serif'/></Fonts><MultiMedias><MultiMedia ID='4' "
    "Type='Image'><MediaFile>4.pbm</MediaFile></MultiMedia><MultiMedia ID='5' Type='Image'>"
    "<MediaFile>Page.xml</MediaFile></MultiMedia></MultiMedias><DrawParams><DrawParam ID='6' "
    "LineWidth='1'/></DrawParams></Res>";
static const char DOCUMENT[] =
    "<Document><CommonData><PageArea><PhysicalBox>0 0 60 60</PhysicalBox></PageArea><PublicRes>"
    "Resources.xml</PublicRes><TemplatePage ID='7' BaseLoc='Page.xml'/></CommonData><Pages><Page "
    "ID='8' BaseLoc='Page.xml'/></Pages></Document>";

static void part_add(zip_t *archive, const char *name, const char *bytes, size_t size)
{
  zip_source_t *source = zip_source_buffer(archive, bytes, size, 0);
  zip_int64_t index = zip_file_add(archive, name, source, ZIP_FL_OVERWRITE);
  if (index < 0 || zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0)
    abort();
}

/* The archive that was closed, as one piece; owned by the caller. */
static unsigned char *archive_bytes(zip_source_t *target, size_t *ret_size)
{
  zip_stat_t about;
  if (zip_source_stat(target, &about) != 0 || zip_source_open(target) != 0)
    abort();
  unsigned char *bytes = malloc(about.size);
  if (!bytes || zip_source_read(target, bytes, about.size) != (zip_int64_t)about.size)
    abort();
  zip_source_close(target);
  *ret_size = about.size;
  return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  static const char *const names[] = {"Page.xml", "Resources.xml", "Document.xml"};
  static const char *const good[] = {"<Page/>", RESOURCES, DOCUMENT};
  zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
  zip_t *archive = target ? zip_open_from_source(target, ZIP_TRUNCATE, NULL) : NULL;
  if (!archive)
    abort();
  zip_source_keep(target);
  part_add(archive, "OFD.xml", OFD, strlen(OFD));
  const char *at = (const char *)bytes, *end = at + size;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = at < end ? strnlen(at, (size_t)(end - at)) : 0;
    part_add(archive, names[i], length ? at : good[i], length ? length : strlen(good[i]));
    at = (size_t)(end - at) > length ? at + length + 1 : end;
  }
  if (zip_close(archive) != 0)
    abort();
  size_t archive_size = 0;
  unsigned char *whole = archive_bytes(target, &archive_size);
  zip_source_free(target);
  fuzz_file(whole, archive_size);
  free(whole);
  return 0;
}
