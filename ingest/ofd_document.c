#include "ingest/ofd_document.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { OBJECTS_AT_MOST = 200000, TEMPLATES_AT_MOST = 8, BLOCK_DEPTH_AT_MOST = 32 };

static bool area_read(const xmlNode *node, double area[4])
{
  autofree char *text = ofd_content(ofd_child(node, "PhysicalBox"));
  double numbers[4];
  if (ofd_numbers(text, numbers, 4) != 4 || numbers[2] <= 0 || numbers[3] <= 0)
    return false;
  memcpy(area, numbers, sizeof numbers);
  return true;
}

/* ---- resources ---- */

static struct ofd_resource *resource_add(struct ofd_document *document, enum ofd_resource_kind kind,
                                         const xmlNode *node)
{
  array_reserve(document->resources, document->resource_count, document->resource_capacity);
  struct ofd_resource *resource = &document->resources[document->resource_count++];
  *resource = (struct ofd_resource){.kind = kind, .id = ofd_attribute(node, "ID"), .node = node};
  return resource;
}

/* The path of the file that `child` names, below the folder that the resources are in. */
static char *resource_path(const char *from, const char *base, const xmlNode *node,
                           const char *child)
{
  autofree char *location = ofd_content(ofd_child(node, child));
  location[strcspn(location, "\r\n")] = '\0';
  if (!*location)
    return NULL;
  autofree char *beside = memory_format("%s/%s", base, location);
  return ofd_path(from, location[0] == '/' ? location : beside);
}

static void resources_take(struct ofd_document *document, const char *path, const xmlNode *root)
{
  autofree char *given = ofd_attribute(root, "BaseLoc");
  const char *base = given && *given ? given : ".";
  const xmlNode *group = ofd_child(root, "MultiMedias");
  for (const xmlNode *at = ofd_child(group, "MultiMedia"); at; at = ofd_following(at, "MultiMedia"))
    resource_add(document, OFD_PICTURE, at)->path = resource_path(path, base, at, "MediaFile");
  group = ofd_child(root, "Fonts");
  for (const xmlNode *at = ofd_child(group, "Font"); at; at = ofd_following(at, "Font")) {
    struct ofd_resource *font = resource_add(document, OFD_FONT, at);
    font->path = resource_path(path, base, at, "FontFile");
    font->name = ofd_attribute(at, "FamilyName");
    if (!font->name)
      font->name = ofd_attribute(at, "FontName");
  }
  group = ofd_child(root, "DrawParams");
  for (const xmlNode *at = ofd_child(group, "DrawParam"); at; at = ofd_following(at, "DrawParam"))
    resource_add(document, OFD_DRAWING, at);
}

static bool resources_are_read(const struct ofd_document *document, const char *path)
{
  for (size_t i = 0; i < document->resource_file_count; i++)
    if (strcmp(document->resource_files[i], path) == 0)
      return true;
  return false;
}

/* Each resource file that `node` names as `child`; once: a template names its own for
 * each page that lies on it. One that cannot be read has nothing in it. */
static void resources_read(struct ofd_document *document, const char *from, const xmlNode *node,
                           const char *child)
{
  for (const xmlNode *at = ofd_child(node, child); at; at = ofd_following(at, child)) {
    autofree char *location = ofd_content(at);
    autofree char *path = ofd_path(from, location);
    xmlDoc *part = NULL;
    if (resources_are_read(document, path) || ofd_package_xml(document->package, path, &part, NULL))
      continue;
    array_reserve(document->resource_files, document->resource_file_count,
                  document->resource_file_capacity);
    document->resource_files[document->resource_file_count++] = memory_copy_string(path);
    array_reserve(document->parts, document->part_count, document->part_capacity);
    document->parts[document->part_count++] = part;
    resources_take(document, path, xmlDocGetRootElement(part));
  }
}

const struct ofd_resource *ofd_resource_find(const struct ofd_document *document,
                                             enum ofd_resource_kind kind, const char *id)
{
  for (size_t i = 0; id && i < document->resource_count; i++) {
    const struct ofd_resource *resource = &document->resources[i];
    if (resource->kind == kind && resource->id && strcmp(resource->id, id) == 0)
      return resource;
  }
  return NULL;
}

/* ---- the document ---- */

static enum status pages_list(struct ofd_document *document, const xmlNode *root,
                              const struct source_limits *limits, struct error *error)
{
  const xmlNode *pages = ofd_child(root, "Pages");
  for (const xmlNode *at = ofd_child(pages, "Page"); at; at = ofd_following(at, "Page")) {
    if (document->page_count == (size_t)limits->max_pages)
      return error_set(error, STATUS_TOO_LARGE,
                       "the OFD has more than the limit of %d pages; split it, or raise "
                       "--max-pages",
                       limits->max_pages);
    autofree char *location = ofd_attribute(at, "BaseLoc");
    document->pages =
        memory_resize(document->pages, document->page_count + 1, sizeof *document->pages);
    document->pages[document->page_count++] = ofd_path(document->path, location ? location : "");
  }
  return document->page_count
             ? STATUS_OK
             : error_set(error, STATUS_BAD_INPUT, "the OFD has no pages; download it again");
}

/* The path of the first document's own file. */
static enum status root_find(struct ofd_document *document, struct error *error)
{
  xmlDoc *top = NULL;
  enum status status = ofd_package_xml(document->package, "OFD.xml", &top, error);
  if (status)
    return status;
  const xmlNode *body = ofd_child(xmlDocGetRootElement(top), "DocBody");
  autofree char *location = ofd_content(ofd_child(body, "DocRoot"));
  document->path = ofd_path("", location);
  xmlFreeDoc(top);
  return STATUS_OK;
}

static enum status document_read(struct ofd_document *document, const struct source_limits *limits,
                                 struct error *error)
{
  static const double a4[4] = {0, 0, 210, 297};
  enum status status = root_find(document, error);
  xmlDoc *part = NULL;
  if (!status)
    status = ofd_package_xml(document->package, document->path, &part, error);
  if (status)
    return status;
  array_reserve(document->parts, document->part_count, document->part_capacity);
  document->parts[document->part_count++] = part;
  const xmlNode *root = xmlDocGetRootElement(part), *common = ofd_child(root, "CommonData");
  memcpy(document->area, a4, sizeof a4);
  area_read(ofd_child(common, "PageArea"), document->area);
  resources_read(document, document->path, common, "PublicRes");
  resources_read(document, document->path, common, "DocumentRes");
  return pages_list(document, root, limits, error);
}

enum status ofd_document_open(const struct source_file *file, struct ofd_document **ret_document,
                              struct error *error)
{
  struct ofd_document *document cleanup_with(ofd_document_free) = memory_alloc(sizeof *document);
  enum status status = ofd_package_open(file, &document->package, error);
  if (!status)
    status = document_read(document, &file->limits, error);
  if (status)
    return status;
  *ret_document = document;
  document = NULL;
  return STATUS_OK;
}

void ofd_document_free(struct ofd_document **address)
{
  struct ofd_document *document = *address;
  *address = NULL;
  if (!document)
    return;
  for (size_t i = 0; i < document->page_count; i++)
    free(document->pages[i]);
  for (size_t i = 0; i < document->resource_count; i++) {
    free(document->resources[i].id);
    free(document->resources[i].path);
    free(document->resources[i].name);
  }
  for (size_t i = 0; i < document->part_count; i++)
    xmlFreeDoc(document->parts[i]);
  for (size_t i = 0; i < document->resource_file_count; i++)
    free(document->resource_files[i]);
  free(document->resource_files);
  ofd_package_free(&document->package);
  free(document->pages);
  free(document->resources);
  free(document->parts);
  free(document->path);
  free(document);
}

/* ---- a page ---- */

static bool is_shown(const xmlNode *node)
{
  autofree char *visible = ofd_attribute(node, "Visible");
  return (!visible || strcmp(visible, "false") != 0) && ofd_number(node, "Alpha", 255) > 0;
}

static void objects_add(struct ofd_page *page, const xmlNode *parent, const char *drawing,
                        int depth)
{
  for (const xmlNode *at = parent->children; at; at = at->next) {
    bool is_object = ofd_node_is(at, "TextObject") || ofd_node_is(at, "ImageObject") ||
                     ofd_node_is(at, "PathObject");
    if (ofd_node_is(at, "PageBlock") && depth < BLOCK_DEPTH_AT_MOST)
      objects_add(page, at, drawing, depth + 1);
    if (!is_object || !is_shown(at) || page->count >= OBJECTS_AT_MOST)
      continue;
    array_reserve(page->objects, page->count, page->capacity);
    page->objects[page->count++] = (struct ofd_object){at, memory_copy_string(drawing)};
  }
}

/* The layers of a content, those that lie below others first. */
static void layers_add(struct ofd_page *page, const xmlNode *root)
{
  static const char *const order[] = {"Background", "Body", "Foreground"};
  const xmlNode *content = ofd_child(root, "Content");
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    for (const xmlNode *at = ofd_child(content, "Layer"); at; at = ofd_following(at, "Layer")) {
      autofree char *type = ofd_attribute(at, "Type"), *drawing = ofd_attribute(at, "DrawParam");
      if (strcmp(type ? type : "Body", order[i]) == 0)
        objects_add(page, at, drawing, 0);
    }
}

static enum status part_open(struct ofd_document *document, const char *path, struct ofd_page *page,
                             const xmlNode **ret_root, struct error *error)
{
  xmlDoc *part = NULL;
  enum status status = ofd_package_xml(document->package, path, &part, error);
  if (status)
    return status;
  array_reserve(page->parts, page->part_count, page->part_capacity);
  page->parts[page->part_count++] = part;
  *ret_root = xmlDocGetRootElement(part);
  resources_read(document, path, *ret_root, "PageRes");
  return STATUS_OK;
}

/* Where the document keeps the template of that number; NULL where it has none. */
static char *template_path(const struct ofd_document *document, const char *id)
{
  const xmlNode *common = ofd_child(xmlDocGetRootElement(document->parts[0]), "CommonData");
  const xmlNode *at = ofd_child(common, "TemplatePage");
  for (; id && at; at = ofd_following(at, "TemplatePage")) {
    autofree char *own = ofd_attribute(at, "ID"), *location = ofd_attribute(at, "BaseLoc");
    if (own && location && strcmp(own, id) == 0)
      return ofd_path(document->path, location);
  }
  return NULL;
}

/* The templates below (or above) the page's own content. */
static enum status templates_add(struct ofd_document *document, const xmlNode *root, bool above,
                                 struct ofd_page *page, struct error *error)
{
  enum status status = STATUS_OK;
  int count = 0;
  for (const xmlNode *at = ofd_child(root, "Template"); at && !status && count < TEMPLATES_AT_MOST;
       at = ofd_following(at, "Template"), count++) {
    autofree char *id = ofd_attribute(at, "TemplateID"), *order = ofd_attribute(at, "ZOrder");
    autofree char *path = template_path(document, id);
    const xmlNode *other = NULL;
    if (!path || (order && strcmp(order, "Foreground") == 0) != above)
      continue;
    status = part_open(document, path, page, &other, error);
    if (!status)
      layers_add(page, other);
  }
  return status;
}

enum status ofd_page_open(struct ofd_document *document, size_t index, struct ofd_page *ret_page,
                          struct error *error)
{
  struct ofd_page page cleanup_with(ofd_page_clear) = {0};
  const xmlNode *root = NULL;
  enum status status = part_open(document, document->pages[index], &page, &root, error);
  if (!status)
    status = templates_add(document, root, false, &page, error);
  if (status)
    return status;
  layers_add(&page, root);
  status = templates_add(document, root, true, &page, error);
  if (!status && page.count >= OBJECTS_AT_MOST)
    status = error_set(error, STATUS_TOO_LARGE, "the OFD page has more than %d things drawn on it",
                       (int)OBJECTS_AT_MOST);
  if (status)
    return status;
  memcpy(page.area, document->area, sizeof page.area);
  area_read(ofd_child(root, "Area"), page.area);
  *ret_page = page;
  page = (struct ofd_page){0};
  return STATUS_OK;
}

void ofd_page_clear(struct ofd_page *page)
{
  for (size_t i = 0; i < page->count; i++)
    free(page->objects[i].drawing);
  for (size_t i = 0; i < page->part_count; i++)
    xmlFreeDoc(page->parts[i]);
  free(page->objects);
  free(page->parts);
  *page = (struct ofd_page){0};
}
