/* For the library itself, not for those who use it. */
#ifndef GAITKEEPER_LIBRARY_PATH_H
#define GAITKEEPER_LIBRARY_PATH_H

/* Where the shared library or program lies that this is part of; NULL when nobody knows. */
const char *gaitkeeper_library_path(void) __attribute__((visibility("hidden")));

#endif
