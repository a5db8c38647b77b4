#include "tests/ingest/made_pdf.h"

#include <string.h>

#include "base/memory.h"

enum { CATALOGUE = 1, TREE = 2 };

struct made_pdf made_pdf_begin(void)
{
  struct made_pdf pdf = {.count = TREE};
  strbuf_append(&pdf.bytes, "%PDF-1.4\n");
  return pdf;
}

static void object_begin(struct made_pdf *pdf, int number)
{
  pdf->offsets[number] = pdf->bytes.length;
  strbuf_appendf(&pdf->bytes, "%d 0 obj\n", number);
}

int made_pdf_object(struct made_pdf *pdf, const char *text)
{
  object_begin(pdf, ++pdf->count);
  strbuf_appendf(&pdf->bytes, "%s\nendobj\n", text);
  return pdf->count;
}

int made_pdf_stream(struct made_pdf *pdf, const char *dictionary, const void *bytes, size_t size)
{
  object_begin(pdf, ++pdf->count);
  strbuf_appendf(&pdf->bytes, "<< %s /Length %zu >>\nstream\n", dictionary, size);
  strbuf_append_bytes(&pdf->bytes, bytes, size);
  strbuf_append(&pdf->bytes, "\nendstream\nendobj\n");
  return pdf->count;
}

void made_pdf_page(struct made_pdf *pdf, int width, int height, const char *more, int picture,
                   const char *content)
{
  int drawing = made_pdf_stream(pdf, "", content, strlen(content));
  autofree char *pictures =
      picture ? memory_format("/XObject << /P %d 0 R >>", picture) : memory_copy_string("");
  autofree char *page = memory_format(
      "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] %s /Contents %d 0 R /Resources << "
      "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> %s >> >>",
      TREE, width, height, more, drawing, pictures);
  strbuf_appendf(&pdf->kids, "%d 0 R ", made_pdf_object(pdf, page));
  pdf->page_count++;
}

char *made_pdf_finish(struct made_pdf *pdf, const char *trailer, size_t *ret_size)
{
  object_begin(pdf, CATALOGUE);
  strbuf_appendf(&pdf->bytes, "<< /Type /Catalog /Pages %d 0 R >>\nendobj\n", TREE);
  object_begin(pdf, TREE);
  strbuf_appendf(&pdf->bytes, "<< /Type /Pages /Count %d /Kids [%s] >>\nendobj\n", pdf->page_count,
                 strbuf_text(&pdf->kids));
  size_t table = pdf->bytes.length;
  strbuf_appendf(&pdf->bytes, "xref\n0 %d\n0000000000 65535 f \n", pdf->count + 1);
  for (int i = 1; i <= pdf->count; i++)
    strbuf_appendf(&pdf->bytes, "%010zu 00000 n \n", pdf->offsets[i]);
  strbuf_appendf(&pdf->bytes, "trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n",
                 pdf->count + 1, CATALOGUE, trailer, table);
  strbuf_clear(&pdf->kids);
  *ret_size = pdf->bytes.length;
  return strbuf_take(&pdf->bytes);
}
