#ifndef ZHAOLU_INGEST_OFD_PACKAGE_H
#define ZHAOLU_INGEST_OFD_PACKAGE_H

/*
 * The ZIP archive that an OFD document is (GB/T 33190), and the XML files in it. Names are looked
 * up in the archive only, never on the disk; what an entry claims to unpack to is checked before it
 * is unpacked; XML with a document type is refused, so there are no entities to expand.
 */

#include <libxml/tree.h>

#include "ingest/source_decoder.h"

struct ofd_package; /* opaque */

/* Whether the file begins as a ZIP archive and names OFD's first file near its start or end. */
bool ofd_is(const struct source_file *file);

enum status ofd_package_open(const struct source_file *file, struct ofd_package **ret_package,
                             struct error *error) MUST_CHECK;
void ofd_package_free(struct ofd_package **package);

/* A file of the archive, by its path from the archive's root; owned by the caller. */
enum status ofd_package_read(const struct ofd_package *package, const char *path,
                             unsigned char **ret_bytes, size_t *ret_size,
                             struct error *error) MUST_CHECK;

/* The same as XML; the caller frees it with xmlFreeDoc. */
enum status ofd_package_xml(const struct ofd_package *package, const char *path,
                            xmlDoc **ret_document, struct error *error) MUST_CHECK;

/* `location` as the file `from` names it, as a path from the archive's root, without "." and "..";
 * owned by the caller. */
char *ofd_path(const char *from, const char *location);

/* ---- reading XML; names are without their prefix ---- */

bool ofd_node_is(const xmlNode *node, const char *name);
const xmlNode *ofd_child(const xmlNode *node, const char *name);     /* the first; NULL for none */
const xmlNode *ofd_following(const xmlNode *node, const char *name); /* the next beside it */
char *ofd_attribute(const xmlNode *node, const char *name);          /* NULL for none; caller's */
char *ofd_content(const xmlNode *node); /* its text, "" for none or no node; caller's */

/* Numbers parted by spaces; how many there were, at most `most`. */
size_t ofd_numbers(const char *text, double *ret_numbers, size_t most);
/* The attribute's number, or `otherwise`. */
double ofd_number(const xmlNode *node, const char *name, double otherwise);

#endif
