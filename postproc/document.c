#include "postproc/document.h"
