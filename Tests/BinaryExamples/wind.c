/* A force: wind that drags every link along.
 *
 * The drag on a link is mass * drag * (wind - velocity of its centre of mass), so that the centre of mass of a body in free
 * flight follows v' = drag * (wind - v), whatever its joints do. With gusts the wind's speed wanders about its mean (an
 * Ornstein-Uhlenbeck process), which is state: it is saved and restored.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gaitkeeper_plugin.h"

enum { SPEED, DIRECTION, DRAG, GUST, CALM, SETTING_COUNT };

static const gaitkeeper_field fields[SETTING_COUNT] = {
  [SPEED] = {"speed", "m/s", "mean speed of the wind", 5},
  [DIRECTION] = {"direction", "rad", "where it blows to, from +z towards +x", 0},
  [DRAG] = {"drag", "1/s", "drag on a kilogram at a speed difference of 1 m/s", 0.1},
  [GUST] = {"gust", "m/s", "standard deviation of the speed", 0},
  [CALM] = {"calm", "s", "time in which a gust dies down", 1},
};

typedef struct wind {
  const gaitkeeper_context *context;
  double settings[SETTING_COUNT];
  /* State: how much faster than its mean the wind is, and the random generator. */
  double gust;
  uint64_t random;
} wind;

static int create(
  const gaitkeeper_context *context, const double *settings, void **instance, gaitkeeper_message *message) {
  if (!(isfinite(settings[SPEED]) && isfinite(settings[DIRECTION]) && settings[DRAG] >= 0 && isfinite(settings[DRAG])
        && settings[GUST] >= 0 && isfinite(settings[GUST]) && settings[CALM] > 0)) {
    snprintf(message->text, message->capacity, "drag and gust must not be negative, calm must be positive");
    return GAITKEEPER_ERROR;
  }
  wind *self = calloc(1, sizeof *self);
  if (!self) return GAITKEEPER_ERROR;
  self->context = context;
  memcpy(self->settings, settings, sizeof self->settings);
  self->random = context->seed;
  *instance = self;
  return GAITKEEPER_OK;
}

/* Even in 0 ..< 1 (SplitMix64). */
static double next_unit(wind *self) {
  uint64_t z = self->random += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void blow(wind *self, double seconds) {
  const double keep = exp(-seconds / self->settings[CALM]);
  /* Normal by Box and Muller. */
  const double length = sqrt(-2 * log(1 - next_unit(self)));
  const double normal = length * cos(6.283185307179586 * next_unit(self));
  self->gust = keep * self->gust + sqrt(1 - keep * keep) * self->settings[GUST] * normal;
}

static int apply(void *instance, const gaitkeeper_view *view, double *wrenches, gaitkeeper_message *message) {
  wind *self = instance;
  (void)message;
  if (self->settings[GUST] > 0) blow(self, view->substep_duration);
  const double speed = self->settings[SPEED] + self->gust;
  const double air[3] = {speed * sin(self->settings[DIRECTION]), 0, speed * cos(self->settings[DIRECTION])};
  for (size_t link = 0; link < view->link_count; link++) {
    const double *c = self->context->centres_of_mass + 3 * link;
    const double *q = view->links.orientations + 4 * link;
    const double *v = view->links.linear_velocities + 3 * link;
    const double *spin = view->links.angular_velocities + 3 * link;
    /* The centre of mass in world axes: c + 2 w (u x c) + 2 u x (u x c), with q = (w, u). */
    const double t[3] = {
      2 * (q[2] * c[2] - q[3] * c[1]), 2 * (q[3] * c[0] - q[1] * c[2]), 2 * (q[1] * c[1] - q[2] * c[0])};
    const double arm[3] = {
      c[0] + q[0] * t[0] + q[2] * t[2] - q[3] * t[1], c[1] + q[0] * t[1] + q[3] * t[0] - q[1] * t[2],
      c[2] + q[0] * t[2] + q[1] * t[1] - q[2] * t[0]};
    const double velocity[3] = {
      v[0] + spin[1] * arm[2] - spin[2] * arm[1], v[1] + spin[2] * arm[0] - spin[0] * arm[2],
      v[2] + spin[0] * arm[1] - spin[1] * arm[0]};
    const double strength = self->context->masses[link] * self->settings[DRAG];
    for (int axis = 0; axis < 3; axis++) wrenches[6 * link + axis] = strength * (air[axis] - velocity[axis]);
  }
  return GAITKEEPER_OK;
}

/* The generator's 64 bits do not fit a double's 53: two halves do. */
static size_t state_count(const void *instance) { (void)instance; return 3; }

static void save(const void *instance, double *state) {
  const wind *self = instance;
  state[0] = self->gust;
  state[1] = (double)(self->random >> 32);
  state[2] = (double)(self->random & 0xFFFFFFFFu);
}

static int restore(void *instance, const double *state, gaitkeeper_message *message) {
  wind *self = instance;
  (void)message;
  self->gust = state[0];
  self->random = (uint64_t)state[1] << 32 | (uint64_t)state[2];
  return GAITKEEPER_OK;
}

static const gaitkeeper_plugin plugins[] = {{
  .kind = GAITKEEPER_FORCE,
  .name = "force.wind",
  .summary = "Wind that drags every link along, in gusts from the scene's seed",
  .fields = fields,
  .field_count = SETTING_COUNT,
  .create = create,
  .destroy = free,
  .apply = apply,
  .state_count = state_count,
  .save = save,
  .restore = restore,
}};

static const gaitkeeper_library library = {GAITKEEPER_PLUGIN_SIZES, sizeof plugins / sizeof plugins[0], plugins};

const gaitkeeper_library *gaitkeeper_plugin_library(void) { return &library; }
