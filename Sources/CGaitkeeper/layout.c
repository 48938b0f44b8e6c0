/* The layout of version 2 on 64-bit machines, as programs that exist were compiled with it: a change that would break them
 * does not compile. Fields may be added at the end of structs. */
#include "gaitkeeper.h"

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")

_Static_assert(GAITKEEPER_VERSION == 2, "a new version needs its own numbers below");

#if UINTPTR_MAX == UINT64_MAX
AT(gaitkeeper_options, wrench_cap, 8);
AT(gaitkeeper_options, seed, 24);
AT(gaitkeeper_options, cleaning, 40);
AT(gaitkeeper_options, home, 48);
AT(gaitkeeper_options, scene, 56);
AT(gaitkeeper_motion, rate, 16);
AT(gaitkeeper_motion, number, 36);
AT(gaitkeeper_motion, values, 40);
AT(gaitkeeper_correction, values, 8);
AT(gaitkeeper_correction, wrench_nm, 40);
AT(gaitkeeper_correction, frames, 48);
AT(gaitkeeper_correction, status, 56);
AT(gaitkeeper_correction, remedy, 60);
AT(gaitkeeper_correction, report, 64);
#endif
