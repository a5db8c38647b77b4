#ifndef ZHAOLU_OCR_ENGINE_H
#define ZHAOLU_OCR_ENGINE_H

/* Tesseract with its model loaded, once for all worker processes; page_read.h reads with it. */

#include <stdbool.h>

#include "base/status.h"

struct engine_options {
  const char *language;     /* "zhaolu" */
  const char *tessdata_dir; /* the only folder that is sought; NULL: own_models, then Tesseract's */
  const char *own_models;   /* folder of the models that come with the program; NULL: none */
  const char *line_net;     /* file of the network that finds lines (page/line_net.h) */
  const char *shapes; /* file of characters' shapes (shape_table.h); NULL: none are compared */
};

struct engine; /* Tesseract with its model loaded */

/* The model that comes with the program. */
#define ENGINE_OWN_LANGUAGE "zhaolu"

/* STATUS_INSTALL with what to do when the model is missing. */
enum status engine_open(const struct engine_options *options, struct engine **ret_engine,
                        struct error *error) MUST_CHECK;
/* Loads now what a page may ask for later: the model for runs of Latin letters. */
void engine_complete(struct engine *engine);
/* Whether the model and what belongs to it can be opened, tried in a process of its own. Like
 * worker processes, only from one that has no threads. */
bool engine_probe(const struct engine_options *options);
void engine_close(struct engine **engine); /* accepts NULL, nulls the variable */

/* The model file that `options` lead to, for its SHA-256 in the JSON; owned by the caller. */
enum status engine_model_path(const struct engine_options *options, char **ret_path,
                              struct error *error) MUST_CHECK;

/* Version texts of the libraries: "5.3.0", static; "leptonica-1.82.0", owned by the caller. */
const char *engine_tesseract_version(void);
char *engine_leptonica_version(void);

#endif
