#ifndef ZHAOLU_CLI_OPTION_ROW_H
#define ZHAOLU_CLI_OPTION_ROW_H

/* Options as tables. A row says an option's name, its kind and where its value goes; the command
 * line, `--help` and the configuration files are all read by the same rows. */

#include <stddef.h>
#include <stdint.h>

enum option_kind {
  OPTION_FLAG,    /* bool; takes no value; `--no-correct` is its own flag */
  OPTION_TEXT,    /* char *, owned */
  OPTION_INTEGER, /* int64_t between min and max */
  OPTION_CHOICE,  /* int: index into `value`, words parted by | */
};

struct option_row {
  const char *name; /* without --; NULL ends the table */
  char letter;      /* 0: none */
  enum option_kind kind;
  size_t offset;     /* of the value in the target struct */
  const char *value; /* what the help calls the value: "DIR", "fullwidth|keep"; NULL for a flag */
  int64_t min, max;  /* for OPTION_INTEGER */
  const char *help;  /* one line, with the default */
};

/* A table and the struct its values go to. */
struct option_group {
  const struct option_row *rows;
  void *target;
  const char *section; /* the configuration file's section; NULL: its top level */
};

#endif
