#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/config_file.h"
#include "cli/console.h"
#include "jobs/data_dir.h"
#include "cli/options.h"
#include "jobs/pipeline.h"
#include "workers/sandbox.h"
#include "cli/verb.h"

struct doctor_options {
  char *output;
};

static const struct option_row doctor_rows[] = {{"output", 'o', OPTION_TEXT,
                                                 offsetof(struct doctor_options, output), "DIR", 0,
                                                 0, "also check that results can be written there"},
                                                {0}};

static const char *const doctor_shared[] = {"lang",          "tessdata", "profile", "jobs",
                                            "worker-memory", "config",   "help",    NULL};

const struct verb_usage doctor_usage = {
    .name = "doctor",
    .synopsis = "[-o DIR]",
    .text = "Checks model, data files, libraries, protection and permissions, and says what to do\n"
            "about what is missing. Exit code 3 when zhaolu cannot work.",
    .rows = doctor_rows,
    .shared = doctor_shared,
};

enum finding { FINDING_GOOD, FINDING_DOUBTFUL, FINDING_BAD };

static const struct {
  const char *word, *colour;
} findings[] = {
    [FINDING_GOOD] = {"ok    正常", "\033[32m"},
    [FINDING_DOUBTFUL] = {"note  注意", "\033[33m"},
    [FINDING_BAD] = {"BAD   故障", "\033[31m"},
};

struct examination {
  bool colour;
  int found[3]; /* how many of each */
};

/* One line: how it is, what it is in English and Chinese, and a sentence. */
static void report(struct examination *examination, enum finding finding, const char *subject,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

static void report(struct examination *examination, enum finding finding, const char *subject,
                   const char *format, ...)
{
  va_list arguments;
  examination->found[finding]++;
  printf("%s%s%s  %s: ", examination->colour ? findings[finding].colour : "",
         findings[finding].word, examination->colour ? "\033[0m" : "", subject);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
}

/* Loads it, as a worker would: a damaged file is found only so. */
static void model_examine(struct examination *examination, const struct common_options *common)
{
  static const char subject[] = "model 识别模型";
  struct engine_options options = common_pool_options(common).engine;
  autofree char *path = NULL, *data_dir = NULL, *own_models = NULL;
  struct error error = {0};
  struct engine *engine = NULL;
  struct stat info = {0};
  if (data_dir_find(&data_dir, &error) == STATUS_OK)
    options.own_models = own_models = data_dir_models(data_dir);
  if (engine_model_path(&options, &path, &error) != STATUS_OK ||
      engine_open(&options, &engine, &error) != STATUS_OK) {
    report(examination, FINDING_BAD, subject, "%s", error.message);
    return;
  }
  engine_close(&engine);
  stat(path, &info);
  report(examination, FINDING_GOOD, subject, "%s, %s, %.1f MB", options.language, path,
         (double)info.st_size / 1e6);
}

/* Opens everything that a run opens. */
static void data_examine(struct examination *examination, const struct common_options *common)
{
  static const char subject[] = "data files 数据文件";
  struct pipeline_options options = common_pipeline_options(common);
  struct pipeline *pipeline = NULL;
  struct error error = {0};
  options.engine.language = NULL;
  if (pipeline_open(&options, &pipeline, &error) != STATUS_OK) {
    report(examination, FINDING_BAD, subject, "%s", error.message);
    return;
  }
  report(examination, FINDING_GOOD, subject, "%s, version %s", pipeline_data_dir(pipeline),
         pipeline_tool(pipeline)->rules);
  pipeline_close(&pipeline);
}

static void libraries_examine(struct examination *examination)
{
  autofree char *leptonica = engine_leptonica_version();
  report(examination, FINDING_GOOD, "libraries 程序库", "tesseract %s, %s, sqlite %s, jansson %s",
         engine_tesseract_version(), leptonica, sqlite3_libversion(), jansson_version_str());
}

static void protection_examine(struct examination *examination)
{
  static const char subject[] = "protection 安全隔离";
  struct sandbox_layers layers = sandbox_probe();
  if (layers.landlock && layers.seccomp)
    report(
        examination, FINDING_GOOD, subject,
        "workers cannot read other files than their document, write any, use the network or start "
        "programs (Landlock and seccomp)");
  else if (layers.seccomp)
    report(examination, FINDING_GOOD, subject,
           "workers cannot write files, use the network or start programs (seccomp), but read what "
           "you may read: this kernel has no Landlock");
  else
    report(examination, FINDING_DOUBTFUL, subject,
           "this kernel gives no seccomp filter%s: read files from strangers in a container or "
           "virtual machine",
           layers.landlock ? ", only Landlock" : " and no Landlock");
  if (!layers.limits)
    report(examination, FINDING_DOUBTFUL, subject, "the memory of workers cannot be limited here");
}

static void memory_examine(struct examination *examination, const struct common_options *common)
{
  static const char subject[] = "machine 内存与处理器";
  cpu_set_t cores;
  int count = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
  int workers = common->jobs ? (int)common->jobs : count;
  int64_t have = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) >> 20;
  enum { WORKER_USUAL_MB = 400 };
  report(examination, have < (int64_t)workers * WORKER_USUAL_MB ? FINDING_DOUBTFUL : FINDING_GOOD,
         subject,
         "%d cores, %d workers, %" PRId64 " MB of memory (a worker takes up to some %d MB%s)",
         count, workers, have, WORKER_USUAL_MB,
         have < (int64_t)workers * WORKER_USUAL_MB ? "; use fewer, -j 1" : "");
}

/* A verb's own section, read as its run would: into a place that is then forgotten. */
static bool section_examine(struct examination *examination, const struct verb *verb,
                            const char *only)
{
  enum { OWN_BYTES = 1024 }; /* more than any verb's options take */
  struct common_options common;
  struct error error = {0};
  common_options_init(&common);
  autofree void *own = memory_alloc(OWN_BYTES);
  struct option_group groups[OPTION_GROUPS];
  option_groups_make(verb->usage, own, &common, groups);
  bool good = config_files_read(groups, only, &error) == STATUS_OK;
  if (!good)
    report(examination, FINDING_BAD, "configuration 配置", "%s", error.message);
  options_clear(verb->usage->rows, own);
  common_options_clear(&common);
  return good;
}

/* What stands outside of sections was read already, or the verb would not have come this far. */
static void configuration_examine(struct examination *examination,
                                  const struct common_options *common)
{
  for (const struct verb *verb = verbs; verb->name; verb++)
    if ((verb->usage->rows || verb->usage->has_queue) &&
        !section_examine(examination, verb, common->config))
      return;
  autofree char *user = config_file_of_user();
  const char *files[] = {common->config ? common->config : CONFIG_FILE_SYSTEM,
                         common->config ? NULL : user};
  int found = 0;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (files[i] && access(files[i], F_OK) == 0) {
      report(examination, FINDING_GOOD, "configuration 配置", "%s", files[i]);
      found++;
    }
  if (!found)
    report(examination, FINDING_GOOD, "configuration 配置", "none; the built-in values hold");
}

/* Looks and tries, but makes no folder: the examination changes nothing. */
static void output_examine(struct examination *examination, const char *folder)
{
  static const char subject[] = "output folder 输出目录";
  struct stat info;
  if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)) {
    report(examination, FINDING_BAD, subject, "%s is not there; make it: mkdir -p %s", folder,
           folder);
    return;
  }
  autofree char *probe = memory_format("%s/.zhaolu-doctor-XXXXXX", folder);
  int file = mkstemp(probe);
  if (file < 0) {
    report(examination, FINDING_BAD, subject, "cannot write into %s: %s", folder, strerror(errno));
    return;
  }
  close(file);
  unlink(probe);
  report(examination, FINDING_GOOD, subject, "%s can be written", folder);
}

static int verdict_print(const struct examination *examination)
{
  if (examination->found[FINDING_BAD])
    puts("\nzhaolu cannot work until the lines marked BAD are mended. 请先解决标有“故障”的问题。");
  else
    puts("\nzhaolu is ready. 可以使用。");
  return examination->found[FINDING_BAD] ? EXIT_UNUSABLE : EXIT_DONE;
}

int cmd_doctor(int argc, char **argv)
{
  struct common_options common;
  struct doctor_options own = {0};
  struct arguments arguments = {0};
  int exit_code;
  common_options_init(&common);
  if (!options_read(&doctor_usage, argc, argv, &own, &common, &arguments, &exit_code))
    return exit_code;
  struct examination examination = {.colour = console_has_colour(STDOUT_FILENO)};
  protection_examine(&examination);
  model_examine(&examination, &common);
  data_examine(&examination, &common);
  libraries_examine(&examination);
  memory_examine(&examination, &common);
  configuration_examine(&examination, &common);
  if (own.output)
    output_examine(&examination, own.output);
  exit_code = verdict_print(&examination);
  arguments_clear(&arguments);
  options_clear(doctor_rows, &own);
  common_options_clear(&common);
  return exit_code;
}
