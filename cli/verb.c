#include "cli/verb.h"

#include <stddef.h>

const struct verb verbs[] = {
    {"convert", cmd_convert, &convert_usage,
     "read scanned certificates: pictures and PDFs to checked records"},
    {"fix", cmd_fix, &fix_usage, "correct text that another OCR produced"},
    {"schema", cmd_schema, &schema_usage, "print the JSON Schema of the results"},
    {"doctor", cmd_doctor, &doctor_usage, "check model, libraries and permissions"},
    {"watch", cmd_watch, &watch_usage, "read what is dropped into a folder, day and night"},
    {"batch", cmd_batch, &batch_usage, "read everything in folders that is not done yet"},
    {"work", cmd_work, &work_usage, "read documents for a watch or batch on another machine"},
    {"status", cmd_status, &status_usage, "what the ledger of a watch or batch knows"},
    {"retry", cmd_retry, &retry_usage, "have failed documents done again"},
#ifdef ZHAOLU_REVIEW
    {"review", cmd_review, &review_usage, "check and correct results, in a browser"},
    {"learn", cmd_learn, &learn_usage, "make use of what people corrected"},
#endif
    {NULL, NULL, NULL, NULL},
};
