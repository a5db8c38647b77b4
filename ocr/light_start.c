#include "ocr/light_start.h"

/* tesseract::UnicharAmbigs::LoadUniversal(const UNICHARSET &, UNICHARSET *), by its linker's name.
 * The tables that it fills are empty before, and fit for use. */
void _ZN9tesseract13UnicharAmbigs13LoadUniversalERKNS_10UNICHARSETEPS1_(void *ambiguities,
                                                                        const void *from, void *to);

void _ZN9tesseract13UnicharAmbigs13LoadUniversalERKNS_10UNICHARSETEPS1_(void *ambiguities,
                                                                        const void *from, void *to)
{
  (void)ambiguities;
  (void)from;
  (void)to;
}

bool tesseract_start_lightly(TessBaseAPI *tesseract, const char *folder, const char *language)
{
  return TessBaseAPIInit2(tesseract, folder, language, OEM_LSTM_ONLY) == 0;
}
