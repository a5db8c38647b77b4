#include "ingest/page_fingerprint.h"
