#ifndef ZHAOLU_CLI_VERB_H
#define ZHAOLU_CLI_VERB_H

/* The verbs of the program, one file cmd_*.c each; argv[0] is the verb, the result the exit code.
 */

struct verb_usage; /* cli/options.h */

struct verb {
  const char *name;
  int (*run)(int argc, char **argv);
  const struct verb_usage *usage;
  const char *summary; /* one line of `zhaolu --help` */
};
extern const struct verb verbs[]; /* ends with a NULL name */

extern const struct verb_usage convert_usage, fix_usage, watch_usage, batch_usage, status_usage,
    retry_usage, work_usage, learn_usage, review_usage, schema_usage, doctor_usage;

int cmd_work(int argc, char **argv);
int cmd_convert(int argc, char **argv);
int cmd_fix(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_batch(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_retry(int argc, char **argv);
int cmd_learn(int argc, char **argv);
int cmd_review(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

#endif
