#ifndef ZHAOLU_OCR_ENGINE_H
#define ZHAOLU_OCR_ENGINE_H

/* Inside ocr/: the engine's Tesseract handle. Outside, see page_read.h. */

#include <tesseract/capi.h>

#include "ocr/page_read.h"

TessBaseAPI *engine_tesseract(struct engine *engine); /* borrowed */

/* The shapes of characters that the model has and lacks; borrowed, NULL where none were asked for.
 */
const struct shape_table *engine_shapes(const struct engine *engine);

/* The engine of the model for Latin letters, from the same folder, opened at the first call;
 * borrowed. NULL where that model is not installed. */
struct engine *engine_latin(struct engine *engine);

#endif
