#ifndef ZHAOLU_OCR_ENGINE_HANDLE_H
#define ZHAOLU_OCR_ENGINE_HANDLE_H

/* Inside ocr/: what an engine holds. Opening one is in engine.h. */

#include <tesseract/capi.h>

#include "ocr/engine.h"

struct shape_table; /* shape_table.h */

TessBaseAPI *engine_tesseract(struct engine *engine); /* borrowed */

/* The network that finds lines; borrowed. */
const struct line_net *engine_line_net(const struct engine *engine);
/* The shapes of characters that the model has and lacks; borrowed, NULL where none were asked for.
 */
const struct shape_table *engine_shapes(const struct engine *engine);

/* The engine of the model for Latin letters, from the same folder, opened at the first call;
 * borrowed. NULL where that model is not installed. */
struct engine *engine_latin(struct engine *engine);

#endif
