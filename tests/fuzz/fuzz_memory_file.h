#ifndef ZHAOLU_TESTS_FUZZ_MEMORY_FILE_H
#define ZHAOLU_TESTS_FUZZ_MEMORY_FILE_H

#include <stddef.h>

enum { MEMORY_FILE_PATH_BYTES = 64 };

/* The bytes as a file; its name goes to ret_path. The descriptor is the caller's. */
int memory_file_make(const void *bytes, size_t size, char ret_path[MEMORY_FILE_PATH_BYTES]);

#endif
