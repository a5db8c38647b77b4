#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/verb.h"
#include "jobs/data_dir.h"
#include "ocr/page_read.h"

static void help_print(FILE *file)
{
  fputs("Usage: zhaolu VERB [OPTIONS] [FILE...]\n\n"
        "照录 turns scanned certificates into checked records and never makes text up.\n\n"
        "Verbs:\n",
        file);
  for (const struct verb *verb = verbs; verb->name; verb++)
    fprintf(file, "  %-10s%s\n", verb->name, verb->summary);
  fputs("\nzhaolu VERB --help tells more; zhaolu --version names the libraries and the model.\n",
        file);
}

static void version_print(void)
{
  autofree char *model = NULL, *data_dir = NULL, *own_models = NULL;
  autofree char *leptonica = engine_leptonica_version();
  struct error error = {0};
  bool found = data_dir_find(&data_dir, &error) == STATUS_OK;
  own_models = found ? data_dir_models(data_dir) : NULL;
  const struct engine_options engine = {.language = ENGINE_OWN_LANGUAGE, .own_models = own_models};
  found = found && engine_model_path(&engine, &model, &error) == STATUS_OK;
  printf("zhaolu %s\ntesseract %s\n%s\nmodel %s\n", ZHAOLU_VERSION, engine_tesseract_version(),
         leptonica, found ? model : error.message);
}

/* What stands before the verb can only be a question about the program. */
static int option_answer(const char *option)
{
  if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)
    help_print(stdout);
  else if (strcmp(option, "--version") == 0 || strcmp(option, "-V") == 0)
    version_print();
  else {
    console_error(NULL, "the verb comes before its options; see zhaolu --help");
    return EXIT_BAD_USAGE;
  }
  return EXIT_DONE;
}

static int verb_run(const char *name, int argc, char **argv)
{
  for (const struct verb *verb = verbs; verb->name; verb++)
    if (strcmp(name, verb->name) == 0)
      return verb->run(argc, argv);
  console_error(NULL, "there is no verb \"%s\"; see zhaolu --help", name);
  return EXIT_BAD_USAGE;
}

/* `zhaolu help VERB` is `zhaolu VERB --help`. */
static int help_answer(int argc, char **argv)
{
  if (argc > 2) {
    char *question[] = {argv[2], (char[]){"--help"}, NULL};
    return verb_run(argv[2], 2, question);
  }
  help_print(stdout);
  return EXIT_DONE;
}

int main(int argc, char **argv)
{
  setlocale(LC_CTYPE, "C.UTF-8");
  signal(SIGPIPE, SIG_IGN); /* workers and extractors may go away at any time */
  if (argc < 2) {
    help_print(stderr);
    return EXIT_BAD_USAGE;
  }
  if (argv[1][0] == '-')
    return option_answer(argv[1]);
  if (strcmp(argv[1], "help") == 0)
    return help_answer(argc, argv);
  return verb_run(argv[1], argc - 1, argv + 1);
}
