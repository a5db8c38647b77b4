#include "cli/verb.h"

#include <stddef.h>

const struct verb verbs[] = {
    {"convert", cmd_convert, "read scanned certificates: pictures and PDFs to checked records"},
    {"fix", cmd_fix, "correct text that another OCR produced"},
    {"schema", cmd_schema, "print the JSON Schema of the results"},
    {"doctor", cmd_doctor, "check model, libraries and permissions"},
    {"watch", cmd_watch, "read what is dropped into a folder, day and night"},
    {"batch", cmd_batch, "read everything in folders that is not done yet"},
    {"status", cmd_status, "what the ledger of a watch or batch knows"},
    {"retry", cmd_retry, "have failed documents done again"},
    {NULL, NULL, NULL},
};
