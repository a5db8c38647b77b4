#include "extract/record.h"
