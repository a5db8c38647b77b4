#ifndef ZHAOLU_TESTS_FILES_TEMP_FOLDER_H
#define ZHAOLU_TESTS_FILES_TEMP_FOLDER_H

/* A folder of a test's own, gone with all its files when the test ends. */

#include <stddef.h>

#include "tests/temp_name.h"

struct temp_folder {
  char path[TEMP_NAME_BYTES];
};

struct temp_folder temp_folder_make(void);
void temp_folder_remove(struct temp_folder *folder);
#define autoremove __attribute__((cleanup(temp_folder_remove)))

/* "<folder>/<name>"; owned by the caller. */
char *temp_path(const struct temp_folder *folder, const char *name);
/* Writes a file and gives its path; owned by the caller. */
char *temp_write(const struct temp_folder *folder, const char *name, const void *bytes,
                 size_t size);
/* The file's bytes with a NUL behind them; owned by the caller. */
char *temp_read(const char *path, size_t *ret_size);
/* How many entries the folder holds. */
size_t temp_count(const struct temp_folder *folder);

#endif
