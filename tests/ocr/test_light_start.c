#include "tests/cmocka_all.h"

#include <dlfcn.h>

#include "ocr/light_start.h"

/* As the dynamic linker finds it for the library's own calls. */
static void test_tables_of_look_alikes_are_the_programs_to_make(void **state)
{
  (void)state;
  static const char name[] = "_ZN9tesseract13UnicharAmbigs13LoadUniversalERKNS_10UNICHARSETEPS1_";
  bool (*start)(TessBaseAPI *, const char *, const char *) = tesseract_start_lightly;
  void *place = NULL;
  memcpy(&place, &start, sizeof place);
  Dl_info found, own;
  assert_non_null(dlsym(RTLD_DEFAULT, name));
  assert_true(dladdr(dlsym(RTLD_DEFAULT, name), &found) != 0);
  assert_true(dladdr(place, &own) != 0);
  assert_ptr_equal(found.dli_fbase, own.dli_fbase);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tables_of_look_alikes_are_the_programs_to_make),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
