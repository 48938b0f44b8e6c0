/* dladdr is not in POSIX of that day. */
#define _GNU_SOURCE
#include "library_path.h"

#include <dlfcn.h>

const char *gaitkeeper_library_path(void) {
  Dl_info found;
  return dladdr((const void *)&gaitkeeper_library_path, &found) ? found.dli_fname : 0;
}
