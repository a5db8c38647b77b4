#ifndef ZHAOLU_TESTS_INGEST_MADE_PHONE_H
#define ZHAOLU_TESTS_INGEST_MADE_PHONE_H

/* Pictures in the formats of phones, messengers and Windows. */

#include <allheaders.h>

#include "tests/files/temp_folder.h"

/* The 32-bit picture as "made.ENDING" of "webp", "bmp", "gif" or "heic"; the path is owned by the
 * caller. NULL where this machine's libheif cannot write HEIC. */
char *made_phone_file(const struct temp_folder *folder, PIX *pix, const char *ending);

#endif
