#ifndef ZHAOLU_BASE_COMPILED_DATA_H
#define ZHAOLU_BASE_COMPILED_DATA_H

/* Path of a data file that the build makes (language.bin, shapes.bin): beside the other data once
 * installed; when the program runs from its build tree, in the build's own folder. Whether it is
 * there is not asked. Owned by the caller. */
char *compiled_data_path(const char *data_dir, const char *name);

#endif
