#include "ocr/engine_handle.h"

#include <allheaders.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "ocr/fast_matrix.h"
#include "ocr/fast_store.h"
#include "ocr/fast_stride.h"
#include "ocr/light_start.h"
#include "ocr/one_thread.h"
#include "ocr/plain_copy.h"
#include "ocr/shape_table.h"
#include "page/line_net.h"

enum { MODEL_LANGUAGE_BYTES = 64 };

/* Where Debian and upstream put the models; Tesseract's own search is not readable before it is
 * opened, and the parent process never opens it. */
static const char *const model_folders[] = {
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
};

/* The model for runs of Latin letters, which the Chinese one knows but reads badly. */
static const char LATIN_LANGUAGE[] = "eng";

struct engine {
  TessBaseAPI *tesseract;
  char *folder; /* of the models */
  struct shape_table *shapes;
  struct line_net *line_net;
  struct engine *latin; /* opened when first asked for */
  bool latin_sought;
};

TessBaseAPI *engine_tesseract(struct engine *engine)
{
  return engine->tesseract;
}

const struct shape_table *engine_shapes(const struct engine *engine)
{
  return engine->shapes;
}

const struct line_net *engine_line_net(const struct engine *engine)
{
  return engine->line_net;
}

const char *engine_tesseract_version(void)
{
  return TessVersion();
}

char *engine_leptonica_version(void)
{
  char *version = getLeptonicaVersion(); /* from Leptonica's allocator */
  char *copy = memory_copy_string(version ? version : "");
  lept_free(version);
  return copy;
}

/* "zhaolu" of "zhaolu+eng": the model that the JSON names. */
static void language_first(const char *language, char ret_first[MODEL_LANGUAGE_BYTES])
{
  snprintf(ret_first, MODEL_LANGUAGE_BYTES, "%.*s", (int)strcspn(language, "+"), language);
}

static enum status model_missing(const char *language, const char *folder, struct error *error)
{
  if (!strcmp(language, ENGINE_OWN_LANGUAGE))
    return error_set(error, STATUS_INSTALL,
                     "the model %s.traineddata is not in %s; it comes with zhaolu: install that "
                     "again, or read with Debian's by --lang chi_sim",
                     language, folder ? folder : "zhaolu's data folder");
  autofree char *package = memory_copy_string(language);
  for (char *byte = package; *byte; byte++)
    if (*byte == '_')
      *byte = '-';
  if (folder)
    return error_set(error, STATUS_INSTALL,
                     "the model %s.traineddata is not in %s; give the right folder with "
                     "--tessdata, or install it: sudo apt-get install tesseract-ocr-%s",
                     language, folder, package);
  return error_set(error, STATUS_INSTALL,
                   "the model %s.traineddata is not installed; install it: "
                   "sudo apt-get install tesseract-ocr-%s",
                   language, package);
}

/* The file's path if it can be read, else NULL; owned by the caller. */
static char *model_in_folder(const char *folder, const char *language)
{
  char *path = memory_format("%s/%s.traineddata", folder, language);
  if (access(path, R_OK) == 0)
    return path;
  free(path);
  return NULL;
}

enum status engine_model_path(const struct engine_options *options, char **ret_path,
                              struct error *error)
{
  char language[MODEL_LANGUAGE_BYTES];
  language_first(options->language, language);
  if (!*language || strchr(language, '/'))
    return error_set(error, STATUS_USAGE, "\"%s\" is not the name of a language model",
                     options->language);
  const char *given = options->tessdata_dir;
  char *path =
      !given && options->own_models ? model_in_folder(options->own_models, language) : NULL;
  if (!given && !path)
    given = getenv("TESSDATA_PREFIX");
  if (given)
    path = model_in_folder(given, language);
  for (size_t i = 0; !given && !path && i < sizeof model_folders / sizeof *model_folders; i++)
    path = model_in_folder(model_folders[i], language);
  if (!path)
    return model_missing(language, given, error);
  *ret_path = path;
  return STATUS_OK;
}

/* Tesseract's printing would mix with the program's own output. */
static void engine_configure(TessBaseAPI *tesseract)
{
  TessBaseAPISetVariable(tesseract, "debug_file", "/dev/null");
  TessBaseAPISetVariable(tesseract, "lstm_choice_mode", "2");
  /* The choices come from the first search; further ones, without its characters, add none. */
  TessBaseAPISetVariable(tesseract, "lstm_choice_iterations", "0");
  /* Lines come dark on white: without this a doubtful line is read inverted too. The older name
   * goes with Tesseract before 5.3. */
  TessBaseAPISetVariable(tesseract, "tessedit_do_invert", "0");
  TessBaseAPISetVariable(tesseract, "invert_threshold", "0");
  TessBaseAPISetVariable(tesseract, "preserve_interword_spaces", "1");
}

/* What the shapes say of a model's characters holds for the simplified Chinese one, and for the own
 * one, which was made of it. */
static bool language_has_shapes(const char *language)
{
  return !strncmp(language, "chi_sim", strlen("chi_sim")) ||
         !strncmp(language, ENGINE_OWN_LANGUAGE, strlen(ENGINE_OWN_LANGUAGE));
}

/* An engine for one model of a folder. */
static enum status engine_open_model(const char *folder, const char *language,
                                     struct engine **ret_engine, struct error *error)
{
  one_thread_settle();
  fast_matrix_settle();
  fast_stride_settle();
  fast_store_settle();
  plain_copy_settle();
  TessBaseAPI *tesseract = TessBaseAPICreate();
  if (!tesseract_start_lightly(tesseract, folder, language)) {
    TessBaseAPIDelete(tesseract);
    return error_set(error, STATUS_INSTALL,
                     "Tesseract cannot load the model %s from %s; install it again", language,
                     folder);
  }
  engine_configure(tesseract);
  struct engine *engine = memory_alloc(sizeof *engine);
  engine->tesseract = tesseract;
  engine->folder = memory_copy_string(folder);
  *ret_engine = engine;
  return STATUS_OK;
}

enum status engine_open(const struct engine_options *options, struct engine **ret_engine,
                        struct error *error)
{
  autofree char *path = NULL;
  enum status status = engine_model_path(options, &path, error);
  if (status != STATUS_OK)
    return status;
  *strrchr(path, '/') = '\0';
  cleanup_with(engine_close) struct engine *engine = NULL;
  status = engine_open_model(path, options->language, &engine, error);
  if (status == STATUS_OK && options->shapes && language_has_shapes(options->language))
    status = shape_table_load(options->shapes, &engine->shapes, error);
  if (status == STATUS_OK && options->line_net)
    status = line_net_open(options->line_net, &engine->line_net, error);
  if (status != STATUS_OK)
    return status;
  *ret_engine = engine;
  engine = NULL;
  return STATUS_OK;
}

struct engine *engine_latin(struct engine *engine)
{
  if (engine->latin_sought)
    return engine->latin;
  engine->latin_sought = true;
  autofree char *path = model_in_folder(engine->folder, LATIN_LANGUAGE);
  const struct engine_options elsewhere = {.language = LATIN_LANGUAGE};
  struct error ignored; /* without the model, or with a broken one, lines are read once less */
  if (!path && engine_model_path(&elsewhere, &path, &ignored) != STATUS_OK)
    return NULL;
  *strrchr(path, '/') = '\0';
  if (engine_open_model(path, LATIN_LANGUAGE, &engine->latin, &ignored) != STATUS_OK)
    engine->latin = NULL;
  return engine->latin;
}

void engine_complete(struct engine *engine)
{
  engine_latin(engine);
}

void engine_close(struct engine **engine)
{
  if (!*engine)
    return;
  engine_close(&(*engine)->latin);
  TessBaseAPIEnd((*engine)->tesseract);
  TessBaseAPIDelete((*engine)->tesseract);
  shape_table_free(&(*engine)->shapes);
  line_net_close(&(*engine)->line_net);
  free((*engine)->folder);
  free(*engine);
  *engine = NULL;
}

bool engine_probe(const struct engine_options *options)
{
  pid_t child = fork();
  if (child == 0) {
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO); /* Tesseract's own words; the worker's are told */
    struct engine *engine = NULL;
    struct error error = {0};
    _exit(engine_open(options, &engine, &error) == STATUS_INSTALL ? 1 : 0);
  }
  int wait_status = 0;
  while (child > 0 && waitpid(child, &wait_status, 0) < 0 && errno == EINTR)
    ;
  return child > 0 && WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
}
