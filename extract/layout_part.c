#include "extract/layout_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool area_has(const struct layout_area *area, const struct ink *ink, size_t row)
{
  if (area->whole)
    return true;
  if (box_is_empty(ink->box))
    return row >= area->first_row && row < area->end_row;
  int x = ink->box.x + ink->box.w / 2, y = ink->box.y + ink->box.h / 2;
  return x >= area->left && x < area->right && y >= area->top && y < area->bottom;
}

/* Copies the row's ink inside the area; false when there is none. */
static bool row_copy(const struct layout_area *area, const struct row *row, size_t row_of_page,
                     struct row *ret_row)
{
  *ret_row = *row;
  ret_row->inks = memory_resize(NULL, row->count, sizeof *row->inks);
  ret_row->count = 0;
  ret_row->box = (struct box){0};
  for (size_t i = 0; i < row->count; i++) {
    if (!area_has(area, &row->inks[i], row_of_page))
      continue;
    struct ink *ink = &ret_row->inks[ret_row->count++];
    *ink = row->inks[i];
    ink->row_start = ret_row->count == 1;
    ret_row->box = box_union(ret_row->box, ink->box);
  }
  if (ret_row->count)
    return true;
  free(ret_row->inks);
  return false;
}

static struct box area_source_box(const struct layout *part, const struct layout_page *page)
{
  struct box box = {0};
  for (size_t i = 0; i < page->row_count; i++)
    for (size_t k = 0; k < part->rows[page->first_row + i].count; k++)
      box = box_union(box, part->rows[page->first_row + i].inks[k].source);
  return box;
}

/* True when the seal stands on the region, or as near to it as seals hang over an edge. */
static bool seal_is_near(const struct box *region, const struct read_line *seal)
{
  int x = seal->box.x + seal->box.w / 2, y = seal->box.y + seal->box.h / 2;
  return x >= region->x && x <= region->x + region->w && y >= region->y &&
         y <= region->y + region->h + seal->box.h / 2;
}

/* A page of which only the region's seals are left; its lines are the document's own. */
static struct document_page *page_of_region(const struct document_page *page, struct box region)
{
  struct document_page *part = memory_alloc(sizeof *part);
  *part = *page;
  part->read.qr = NULL;
  part->read.qr_count = 0;
  part->read.lines = memory_resize(NULL, page->read.line_count + 1, sizeof *part->read.lines);
  part->read.line_count = 0;
  for (size_t i = 0; i < page->read.line_count; i++)
    if (seal_is_near(&region, &page->read.lines[i]))
      part->read.lines[part->read.line_count++] = page->read.lines[i];
  return part;
}

/* Takes the row over when all of it is wanted and the layout goes anyway. */
static bool row_take(const struct layout_area *area, struct row *row, size_t row_of_page,
                     bool layout_goes, struct row *ret_row)
{
  if (!layout_goes || !area->whole)
    return row_copy(area, row, row_of_page, ret_row);
  *ret_row = *row;
  row->inks = NULL;
  row->count = 0;
  return ret_row->count > 0;
}

static void area_add(struct layout *layout, const struct layout_area *area, bool layout_goes,
                     struct layout *part)
{
  const struct layout_page *source = &layout->pages[area->page];
  struct layout_page *page = &part->pages[part->page_count];
  *page = *source;
  page->first_row = part->row_count;
  page->part = NULL;
  for (size_t i = 0; i < source->row_count; i++) {
    struct row row;
    if (!row_take(area, &layout->rows[source->first_row + i], i, layout_goes, &row))
      continue;
    row.page = part->page_count;
    for (size_t k = 0; k < row.count; k++)
      row.inks[k].row = part->row_count;
    part->rows[part->row_count++] = row;
  }
  page->row_count = part->row_count - page->first_row;
  if (!area->whole)
    page->source = page->part = page_of_region(source->source, area_source_box(part, page));
  part->page_count++;
}

static struct layout *areas_take(struct layout *layout, const struct layout_area *areas,
                                 size_t count, bool layout_goes)
{
  struct layout *part = memory_alloc(sizeof *part);
  size_t rows = 0;
  for (size_t i = 0; i < count; i++)
    rows += layout->pages[areas[i].page].row_count;
  part->pages = memory_alloc((count + 1) * sizeof *part->pages);
  part->rows = memory_alloc((rows + 1) * sizeof *part->rows);
  for (size_t i = 0; i < count; i++)
    area_add(layout, &areas[i], layout_goes, part);
  return part;
}

struct layout *layout_part(const struct layout *layout, const struct layout_area *areas,
                           size_t count)
{
  return areas_take((struct layout *)layout, areas, count, false);
}

struct layout *layout_of_areas(const struct document *document, const struct layout_area *areas,
                               size_t count)
{
  autofree bool *wanted = memory_alloc((document->page_count + 1) * sizeof *wanted);
  for (size_t i = 0; i < count; i++)
    wanted[areas[i].page] = true;
  struct layout *layout = layout_make_of(document, wanted);
  struct layout *part = areas_take(layout, areas, count, true);
  layout_free(&layout);
  return part;
}

struct box layout_part_source_box(const struct layout *part)
{
  struct box box = {0};
  for (size_t i = 0; i < part->page_count; i++)
    box = box_union(box, area_source_box(part, &part->pages[i]));
  return box;
}
