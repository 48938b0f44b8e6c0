/* A force: a cushion of air over the ground.
 *
 * A link whose joint is nearer to the ground than the cushion is thick is pushed away along the ground's normal, with
 * stiffness * (thickness - clearance), on ground of any kind and slope.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gaitkeeper_plugin.h"

enum { THICKNESS, STIFFNESS, SETTING_COUNT };

static const gaitkeeper_field fields[SETTING_COUNT] = {
  [THICKNESS] = {"thickness", "m", "clearance under which a link is pushed", 0.5},
  [STIFFNESS] = {"stiffness", "N/m", "force on a link for each metre that it is nearer", 100},
};

static int create(
  const gaitkeeper_context *context, const double *settings, void **instance, gaitkeeper_message *message) {
  (void)context;
  if (!(isfinite(settings[THICKNESS]) && settings[STIFFNESS] >= 0 && isfinite(settings[STIFFNESS]))) {
    snprintf(message->text, message->capacity, "thickness must be finite, stiffness 0 or more");
    return GAITKEEPER_ERROR;
  }
  double *own = malloc(SETTING_COUNT * sizeof *own);
  if (!own) return GAITKEEPER_ERROR;
  memcpy(own, settings, SETTING_COUNT * sizeof *own);
  *instance = own;
  return GAITKEEPER_OK;
}

static void destroy(void *instance) { free(instance); }

static int apply(void *instance, const gaitkeeper_view *view, double *wrenches, gaitkeeper_message *message) {
  const double *settings = instance;
  if (!GAITKEEPER_VIEW_HAS(view, ground_at)) {
    snprintf(message->text, message->capacity, "this program does not say where the ground is");
    return GAITKEEPER_ERROR;
  }
  for (size_t link = 0; link < view->link_count; link++) {
    gaitkeeper_ground ground;
    view->ground_at(view->ground, view->links.positions + 3 * link, &ground);
    if (!(ground.clearance < settings[THICKNESS])) continue;
    const double force = settings[STIFFNESS] * (settings[THICKNESS] - ground.clearance);
    for (int axis = 0; axis < 3; axis++) wrenches[6 * link + axis] = force * ground.normal[axis];
  }
  return GAITKEEPER_OK;
}

static const gaitkeeper_plugin plugins[] = {{
  .kind = GAITKEEPER_FORCE,
  .name = "force.cushion",
  .summary = "A cushion of air over the ground",
  .field_count = SETTING_COUNT,
  .fields = fields,
  .create = create,
  .destroy = destroy,
  .apply = apply,
}};

static const gaitkeeper_library library = {GAITKEEPER_PLUGIN_SIZES, 1, plugins};

GAITKEEPER_EXPORT const gaitkeeper_library *gaitkeeper_plugin_library(void) { return &library; }
