/* The layout of version 1 on 64-bit machines, as libraries that exist were compiled with it: a change that would break
 * them does not compile. Fields may be added at the end of structs that carry their size. */
#include "gaitkeeper_plugin.h"

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has grown")

_Static_assert(GAITKEEPER_PLUGIN_ABI == 1, "a new version needs its own numbers below");

#if UINTPTR_MAX == UINT64_MAX
SIZE(gaitkeeper_library, 24);
SIZE(gaitkeeper_links, 32);
SIZE(gaitkeeper_contact, 88);
SIZE(gaitkeeper_ground, 48);
AT(gaitkeeper_field, standard, 24);
AT(gaitkeeper_plugin, restore, 88);
AT(gaitkeeper_context, seed, 80);
AT(gaitkeeper_view, contacts, 200);
AT(gaitkeeper_view, ground_at, 216);
AT(gaitkeeper_action, root_wrench, 40);
#endif
