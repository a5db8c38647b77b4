#ifndef ZHAOLU_OCR_LIBRARY_FUNCTION_H
#define ZHAOLU_OCR_LIBRARY_FUNCTION_H

/* Functions of Tesseract and of C++'s library, by their linker's names; for what replaces some of
 * them (fast_store, fast_stride). */

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* `handle`: RTLD_DEFAULT, or RTLD_NEXT for the one behind the program's own. `ret_function` is the
 * address of a pointer to a function, set to NULL where there is none of the name. */
static inline bool library_function(void *handle, const char *name, void *ret_function)
{
  void *symbol = dlsym(handle, name);
  memcpy(ret_function, &symbol, sizeof symbol);
  return symbol != NULL;
}

/* What Tesseract allocated is freed by `name`: "_ZdlPv", delete, or "_ZdaPv", delete[]. */
static inline void library_delete(const char *name, void *object)
{
  void (*delete_object)(void *object) = NULL;
  if (library_function(RTLD_DEFAULT, name, &delete_object))
    delete_object(object);
}

#endif
