/* A controller that drives every joint to the reference's next frame and hangs the root on springs, as a puppet on its
 * strings; and a termination for a body that gets too low.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gaitkeeper_plugin.h"

/* Both plugins have settings alone: an instance is a copy of them. */
static int remember(const double *settings, size_t count, void **instance) {
  double *copy = malloc(count * sizeof *copy);
  if (!copy) return GAITKEEPER_ERROR;
  memcpy(copy, settings, count * sizeof *copy);
  *instance = copy;
  return GAITKEEPER_OK;
}

/* The controller. */

enum { STIFFNESS, DAMPING, TURN_STIFFNESS, TURN_DAMPING, PUPPET_SETTINGS };

static const gaitkeeper_field puppet_fields[PUPPET_SETTINGS] = {
  [STIFFNESS] = {"stiffness", "N/m", "spring between the root and its reference", 8000},
  [DAMPING] = {"damping", "N s/m", "damper between the root and its reference", 400},
  [TURN_STIFFNESS] = {"turnStiffness", "N m/rad", "spring that turns the root to its reference", 400},
  [TURN_DAMPING] = {"turnDamping", "N m s/rad", "damper of the root's turns", 30},
};

static int create_puppet(
  const gaitkeeper_context *context, const double *settings, void **instance, gaitkeeper_message *message) {
  (void)context, (void)message;
  return remember(settings, PUPPET_SETTINGS, instance);
}

static int act(
  void *instance, const gaitkeeper_view *view, const gaitkeeper_action *action, gaitkeeper_message *message) {
  const double *settings = instance;
  (void)message;
  memcpy(action->targets, view->next_joint_rotations, 4 * view->link_count * sizeof(double));
  memcpy(action->target_velocities, view->next_joint_velocities, 3 * view->link_count * sizeof(double));
  const gaitkeeper_links *next = &view->next_reference;
  const gaitkeeper_links *now = &view->links;
  const double *a = next->orientations;
  const double *b = now->orientations;
  /* The turn that is left, a times the inverse of b: for small angles twice its vector part is axis times angle. */
  const double w = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  const double vector[3] = {
    -a[0] * b[1] + a[1] * b[0] - a[2] * b[3] + a[3] * b[2], -a[0] * b[2] + a[1] * b[3] + a[2] * b[0] - a[3] * b[1],
    -a[0] * b[3] - a[1] * b[2] + a[2] * b[1] + a[3] * b[0]};
  for (int axis = 0; axis < 3; axis++) {
    const double gap = next->positions[axis] - now->positions[axis];
    const double velocity = next->linear_velocities[axis] - now->linear_velocities[axis];
    const double turn = (w < 0 ? -2 : 2) * vector[axis];
    const double turn_velocity = next->angular_velocities[axis] - now->angular_velocities[axis];
    action->root_wrench[axis] = settings[STIFFNESS] * gap + settings[DAMPING] * velocity;
    action->root_wrench[3 + axis] = settings[TURN_STIFFNESS] * turn + settings[TURN_DAMPING] * turn_velocity;
  }
  return GAITKEEPER_OK;
}

/* The termination. */

static const gaitkeeper_field low_fields[] = {{"height", "m", "lowest height of the root", 0.5}};

static int create_low(
  const gaitkeeper_context *context, const double *settings, void **instance, gaitkeeper_message *message) {
  (void)context, (void)message;
  return remember(settings, 1, instance);
}

static int check(void *instance, const gaitkeeper_view *view, gaitkeeper_message *message) {
  const double height = *(const double *)instance;
  if (view->links.positions[1] >= height) return GAITKEEPER_OK;
  snprintf(message->text, message->capacity, "the root is lower than %g m", height);
  return GAITKEEPER_FAILED;
}

static const gaitkeeper_plugin plugins[] = {
  {
    .kind = GAITKEEPER_CONTROLLER,
    .name = "controller.puppet",
    .summary = "Joints driven to the next frame, the root on springs",
    .fields = puppet_fields,
    .field_count = PUPPET_SETTINGS,
    .create = create_puppet,
    .destroy = free,
    .act = act,
  },
  {
    .kind = GAITKEEPER_TERMINATION,
    .name = "termination.low",
    .summary = "Fails when the root is too low",
    .fields = low_fields,
    .field_count = 1,
    .create = create_low,
    .destroy = free,
    .check = check,
  },
};

static const gaitkeeper_library library = {GAITKEEPER_PLUGIN_SIZES, sizeof plugins / sizeof plugins[0], plugins};

const gaitkeeper_library *gaitkeeper_plugin_library(void) { return &library; }
