/* Not an example: a library that the tests break in one place at a time, with -D and a value for one of these names. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gaitkeeper_plugin.h"

#ifndef ABI
#define ABI GAITKEEPER_PLUGIN_ABI
#endif
#ifndef PLUGIN_SIZE
#define PLUGIN_SIZE sizeof(struct plugin)
#endif
#ifndef PLUGIN_COUNT
#define PLUGIN_COUNT 1
#endif
#ifndef LIBRARY
#define LIBRARY &library
#endif
#ifndef ENTRY
#define ENTRY gaitkeeper_plugin_library
#endif
#ifndef KIND
#define KIND GAITKEEPER_FORCE
#endif
#ifndef NAME
#define NAME "force.probe"
#endif
#ifndef SECOND_NAME
#define SECOND_NAME NAME
#endif
#ifndef FIELD_NAME
#define FIELD_NAME "value"
#endif
#ifndef FIELD_UNIT
#define FIELD_UNIT "N"
#endif
#ifndef FIELD_DEFAULT
#define FIELD_DEFAULT 1
#endif
#ifndef CREATE
#define CREATE create
#endif
#ifndef DESTROY
#define DESTROY destroy
#endif
#ifndef APPLY
#define APPLY apply
#endif
#ifndef ACT
#define ACT act
#endif
#ifndef CHECK
#define CHECK check
#endif
#ifndef SAVE
#define SAVE save
#endif
#ifndef STATE_COUNT
#define STATE_COUNT 1
#endif
/* What the calls return, and the message that they leave. */
#ifndef CREATE_STATUS
#define CREATE_STATUS GAITKEEPER_OK
#endif
#ifndef STATUS
#define STATUS GAITKEEPER_OK
#endif
#ifndef RESTORE_STATUS
#define RESTORE_STATUS GAITKEEPER_OK
#endif
#ifndef MESSAGE
#define MESSAGE "out of\nbreath"
#endif
/* What a force does beside on each link, and a controller. */
#ifndef ON_LINK
#define ON_LINK
#endif
#ifndef ON_ACTION
#define ON_ACTION
#endif

#define NAN_VALUE (0.0 / 0.0)
#define INFINITE_VALUE (1.0 / 0.0)

/* Instances that have been made and not yet destroyed. */
GAITKEEPER_EXPORT int probe_live_instances = 0;

static int say(gaitkeeper_message *message, int status) {
  if (status != GAITKEEPER_OK) snprintf(message->text, message->capacity, "%s", MESSAGE);
  return status;
}

static int create(
  const gaitkeeper_context *context, const double *settings, void **instance, gaitkeeper_message *message) {
  (void)context;
  if (CREATE_STATUS != GAITKEEPER_OK) return say(message, CREATE_STATUS);
  double *value = malloc(sizeof *value);
  *value = settings[0];
  *instance = value;
  __atomic_add_fetch(&probe_live_instances, 1, __ATOMIC_SEQ_CST);
  return GAITKEEPER_OK;
}

static void destroy(void *instance) {
  free(instance);
  __atomic_sub_fetch(&probe_live_instances, 1, __ATOMIC_SEQ_CST);
}

/* The same force on every link, along x. */
static int apply(void *instance, const gaitkeeper_view *view, double *wrenches, gaitkeeper_message *message) {
  for (size_t link = 0; link < view->link_count; link++) {
    double *wrench = wrenches + 6 * link;
    wrench[0] = *(double *)instance;
    ON_LINK;
  }
  return say(message, STATUS);
}

static int act(
  void *instance, const gaitkeeper_view *view, const gaitkeeper_action *action, gaitkeeper_message *message) {
  (void)instance, (void)view, (void)action;
  ON_ACTION;
  return say(message, STATUS);
}

static int check(void *instance, const gaitkeeper_view *view, gaitkeeper_message *message) {
  (void)instance, (void)view;
  return say(message, STATUS);
}

static size_t state_count(const void *instance) { (void)instance; return STATE_COUNT; }
static void save(const void *instance, double *state) { state[0] = *(const double *)instance; }
static int restore(void *instance, const double *state, gaitkeeper_message *message) {
  *(double *)instance = state[0];
  return say(message, RESTORE_STATUS);
}

static const gaitkeeper_field fields[] = {
  {FIELD_NAME, FIELD_UNIT, "a force along x on every link", FIELD_DEFAULT},
  {"other", "", "nothing", 0},
};

/* What a library has that was compiled with a newer header of the same version: a longer struct. */
struct plugin {
  gaitkeeper_plugin known;
#ifdef NEWER
  void (*from_the_future)(void);
#endif
};

#define PLUGIN(NAMED) { .known = { \
    .kind = KIND, .field_count = 2, .name = NAMED, .summary = "breaks in one place", .fields = fields, \
    .create = CREATE, .destroy = DESTROY, .apply = APPLY, .act = ACT, .check = CHECK, \
    .state_count = state_count, .save = SAVE, .restore = restore, \
  }}

static const struct plugin plugins[] = {PLUGIN(NAME), PLUGIN(SECOND_NAME)};

static const gaitkeeper_library library = {
  ABI, PLUGIN_SIZE, sizeof(gaitkeeper_field), PLUGIN_COUNT, &plugins[0].known};

/* Whatever of the above a variant does not use. */
const void *probe_unused[] = {
  (const void *)&library, (const void *)create, (const void *)destroy, (const void *)apply, (const void *)act,
  (const void *)check, (const void *)save};

GAITKEEPER_EXPORT const gaitkeeper_library *ENTRY(void) { return LIBRARY; }
