#ifndef ZHAOLU_INGEST_OFD_DOCUMENT_H
#define ZHAOLU_INGEST_OFD_DOCUMENT_H

/*
 * An OFD's document: its pages, the templates they lie on, and what they use: pictures, fonts, and
 * colours that drawings share. Of an archive with several documents, the first.
 */

#include "ingest/ofd_package.h"

enum ofd_resource_kind { OFD_PICTURE, OFD_FONT, OFD_DRAWING };

struct ofd_resource {
  enum ofd_resource_kind kind;
  char *id;
  char *path;          /* of the picture, or of the font where it comes along, else NULL */
  char *name;          /* of a font: its family */
  const xmlNode *node; /* of a drawing: its parameters, in one of the document's `parts` */
};

struct ofd_document {
  struct ofd_package *package;
  char **pages; /* paths of their contents */
  size_t page_count;
  struct ofd_resource *resources;
  size_t resource_count, resource_capacity;
  xmlDoc **parts; /* the document's own file and those of its resources */
  size_t part_count, part_capacity;
  char **resource_files; /* paths of those that were read */
  size_t resource_file_count, resource_file_capacity;
  char *path;     /* of parts[0] */
  double area[4]; /* of a page that does not say its own: x, y, width, height, millimetres */
};

enum status ofd_document_open(const struct source_file *file, struct ofd_document **ret_document,
                              struct error *error) MUST_CHECK;
void ofd_document_free(struct ofd_document **document);

/* NULL where there is none. */
const struct ofd_resource *ofd_resource_find(const struct ofd_document *document,
                                             enum ofd_resource_kind kind, const char *id);

/* Something drawn on a page: a TextObject, an ImageObject or a PathObject. */
struct ofd_object {
  const xmlNode *node;
  char *drawing; /* the layer's shared parameters, which hold unless the object has its own */
};

/* A page's objects in the order in which they are painted. */
struct ofd_page {
  double area[4]; /* x, y, width, height, millimetres */
  struct ofd_object *objects;
  size_t count, capacity;
  xmlDoc **parts;
  size_t part_count, part_capacity;
};

/* May add what only this page uses to the document's resources. */
enum status ofd_page_open(struct ofd_document *document, size_t index, struct ofd_page *ret_page,
                          struct error *error) MUST_CHECK;
void ofd_page_clear(struct ofd_page *page);

#endif
