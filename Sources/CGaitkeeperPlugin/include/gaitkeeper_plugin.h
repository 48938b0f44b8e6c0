/* Plugins for Gaitkeeper that come as a shared library: forces, controllers and terminations in C, or in any language
 * that can fill C structs. This header is all that is needed:
 *
 *     cc -shared -fPIC -I Sources/CGaitkeeperPlugin/include wind.c -o libwind.so
 *     gaitkeeper plugins --plugin libwind.so
 *
 * Units are metres, kilograms, seconds, radians and newtons; y is up; quaternions are w, x, y, z and of length one.
 * Arrays are contiguous doubles: "3 a link" means x, y, z of link 0, then of link 1. Link 0 is the root, and a parent
 * comes before its children.
 *
 * Threads: one instance is used by one thread at a time, not always the same one. Several instances of one plugin may be
 * in use on several threads at once, so keep what changes in the instance, never in a static variable.
 *
 * Determinism: the same calls on a restored instance must give the same bits. Randomness comes from the context's seed.
 *
 * A library runs with all the rights of the program that loads it: load only what you trust. It is never unloaded.
 */
#ifndef GAITKEEPER_PLUGIN_H
#define GAITKEEPER_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a library made for the former version would be misunderstood. Structs that carry their size may grow at
 * the end without a new version: a library built with an older header goes on working. */
#define GAITKEEPER_PLUGIN_ABI 1

#if defined(__GNUC__)
#define GAITKEEPER_EXPORT __attribute__((visibility("default")))
#else
#define GAITKEEPER_EXPORT
#endif

/* What a call returns. A call that returns anything else than what it may has failed. */
enum {
  GAITKEEPER_OK = 0,
  /* The call has failed, and `message` says why. The simulation ends with an error that names the plugin. */
  GAITKEEPER_ERROR = 1,
  /* Of `check` alone: the rollout has failed, and `message` says why in a few words. */
  GAITKEEPER_FAILED = 2
};

/* Where a call writes why it failed: text in UTF-8 with a zero at its end, at most `capacity` bytes in all
 * (`snprintf(message->text, message->capacity, ...)`). Empty when the call begins. */
typedef struct gaitkeeper_message {
  char *text;
  size_t capacity;
} gaitkeeper_message;

/* A setting: a number that a scene file gives by name. */
typedef struct gaitkeeper_field {
  /* As in a scene file, such as "speed"; letters, digits, '-' and '_'; not "name". */
  const char *name;
  /* "m/s", "N", or "" for a pure number. */
  const char *unit;
  /* A line for people: what it does. */
  const char *effect;
  /* The value when a scene does not give one; may be infinite. */
  double standard;
} gaitkeeper_field;

/* What an instance may know. Everything in it stays where it is until `destroy` has returned: keep the pointer. */
typedef struct gaitkeeper_context {
  /* sizeof(gaitkeeper_context) of the program. */
  size_t size;
  size_t link_count;
  /* One a link. */
  const char *const *link_names;
  /* Index of each link's parent; -1 for the root. */
  const int32_t *parents;
  /* kg, one a link. */
  const double *masses;
  /* 3 a link: the centre of mass in the link's frame, m. */
  const double *centres_of_mass;
  /* 6 a link: xx yy zz xy xz yz about the centre of mass in the link's axes, kg m^2. */
  const double *inertias;
  /* 3 a link: where the joint is in the parent's frame, m (of the root: world position at rest). A link's frame has its
   * origin there; in the rest pose all frames are parallel to the world's. */
  const double *offsets;
  /* Control steps a second, and engine steps to a control step. */
  double control_rate;
  uint32_t substeps;
  uint64_t seed;
} gaitkeeper_context;

/* Where all links are and how they move. This struct never grows. */
typedef struct gaitkeeper_links {
  /* 3 a link: origin of the link's frame (its joint) in the world, m. */
  const double *positions;
  /* 4 a link: w x y z, the link's axes to the world's. */
  const double *orientations;
  /* 3 a link: of the origin of the link's frame, m/s. */
  const double *linear_velocities;
  /* 3 a link: in world axes, rad/s. */
  const double *angular_velocities;
} gaitkeeper_links;

/* A point where a link touches the floor or another link. This struct never grows. */
typedef struct gaitkeeper_contact {
  int32_t link;
  /* -1 for the floor. */
  int32_t other_link;
  double position[3];
  /* Of length one, away from the floor or the other link, towards `link`. */
  double normal[3];
  /* Penetration, m. */
  double depth;
  /* On `link` over the last engine step, world axes, N. */
  double force[3];
} gaitkeeper_contact;

/* The ground above or below a place. This struct never grows. */
typedef struct gaitkeeper_ground {
  /* World y of the surface, m; -INFINITY if the ground does not reach there. */
  double height;
  /* Of length one, away from the ground; straight up if there is none. */
  double normal[3];
  /* Coulomb friction coefficient of the ground; a contact has its product with the shape's. 0 if there is none. */
  double friction;
  /* Distance of the place itself from the ground, m: negative inside, INFINITY if there is none. */
  double clearance;
} gaitkeeper_ground;

/* The running simulation, for one call: nothing in it may be kept or changed. */
typedef struct gaitkeeper_view {
  /* sizeof(gaitkeeper_view) of the program. */
  size_t size;
  /* Simulated seconds since the start. */
  double time;
  /* Seconds of one engine step. */
  double substep_duration;
  /* World axes, m/s^2. */
  double gravity[3];
  size_t link_count;
  /* Control steps done. */
  int64_t control_step;
  /* Engine steps done inside the running control step, and how many it has. Equal when it is complete. */
  int64_t substep;
  int64_t substeps;
  gaitkeeper_links links;
  /* The frame of the reference at the last complete control step, and the one to reach at the end of this. */
  gaitkeeper_links reference;
  gaitkeeper_links next_reference;
  /* Of the frame to reach: 4 a link, rotation in the parent's frame (the root's in the world); and 3 a link, angular velocity
   * against the parent with which it is reached from the frame before, in the parent's frame, rad/s (the root's is zero). */
  const double *next_joint_rotations;
  const double *next_joint_velocities;
  /* Those of the last engine step. */
  size_t contact_count;
  const gaitkeeper_contact *contacts;
  /* Writes to `found` what the ground is like at `place`, a point in world axes, m:
   *
   *     gaitkeeper_ground found;
   *     view->ground_at(view->ground, place, &found);
   *
   * Both are missing in programs older than this header: ask GAITKEEPER_VIEW_HAS(view, ground_at) first. */
  const void *ground;
  void (*ground_at)(const void *ground, const double place[3], gaitkeeper_ground *found);
} gaitkeeper_view;

/* Whether the program that made a view knows a field of it. */
#define GAITKEEPER_VIEW_HAS(view, field) \
  ((view)->size >= offsetof(gaitkeeper_view, field) + sizeof((view)->field))

/* What a controller asks for over one control step. It comes filled with what was asked for in the last one. */
typedef struct gaitkeeper_action {
  /* sizeof(gaitkeeper_action) of the program. */
  size_t size;
  /* 4 a link: rotation in the parent's frame to reach at the end of the control step; the root's is ignored. */
  double *targets;
  /* 3 a link: angular velocity against the parent, in the parent's frame, at the end of the control step, rad/s. */
  double *target_velocities;
  /* 3 a link: added to spring and damper, in the parent's frame, N m. */
  double *torques;
  /* One a link: factor on the joint's stiffness and damping, 0 or more. */
  double *gains;
  /* 6: helping force (N) and torque (N m) on the root, world axes; `force.residual` grants it within its cap. */
  double *root_wrench;
} gaitkeeper_action;

typedef enum gaitkeeper_kind {
  /* `apply`, once an engine step. Its name begins with "force.". */
  GAITKEEPER_FORCE = 1,
  /* `act`, once a control step. Its name begins with "controller.". */
  GAITKEEPER_CONTROLLER = 2,
  /* `check`, after each control step. Its name begins with "termination.". */
  GAITKEEPER_TERMINATION = 3
} gaitkeeper_kind;

/* One plugin. Leave out what it does not need: fields of the struct that are not named are zero. */
typedef struct gaitkeeper_plugin {
  /* A gaitkeeper_kind. */
  uint32_t kind;
  uint32_t field_count;
  /* Dotted, such as "force.wind": letters, digits, '.', '-' and '_'. */
  const char *name;
  /* A line for people. */
  const char *summary;
  const gaitkeeper_field *fields;

  /* Makes an instance. `settings` has one number for each field, in their order, and is valid during the call.
   * What it writes to `instance` is handed to all calls below; it may be null.
   * Returns GAITKEEPER_OK or GAITKEEPER_ERROR (nothing is to be destroyed then). Needed. */
  int (*create)(
    const gaitkeeper_context *context, const double *settings, void **instance, gaitkeeper_message *message);
  /* Frees what `create` has made; called once. Needed. */
  void (*destroy)(void *instance);

  /* Of a force: writes what it puts on each link to `wrenches`, 6 a link: force through the link's centre of mass (N), then
   * torque (N m), world axes. All are zero when the call begins. Returns GAITKEEPER_OK or GAITKEEPER_ERROR. */
  int (*apply)(void *instance, const gaitkeeper_view *view, double *wrenches, gaitkeeper_message *message);
  /* Of a controller: changes `action`. Returns GAITKEEPER_OK or GAITKEEPER_ERROR. */
  int (*act)(
    void *instance, const gaitkeeper_view *view, const gaitkeeper_action *action, gaitkeeper_message *message);
  /* Of a termination: returns GAITKEEPER_OK to go on, GAITKEEPER_FAILED or GAITKEEPER_ERROR. */
  int (*check)(void *instance, const gaitkeeper_view *view, gaitkeeper_message *message);

  /* State, for plugins that remember something between calls: all three, or none. The program owns the numbers, so that
   * it can go back to a moment, or branch from it into another instance of the same plugin with the same settings.
   * How many numbers there are: asked once, after `create`; at most 2^24. */
  size_t (*state_count)(const void *instance);
  void (*save)(const void *instance, double *state);
  /* Returns GAITKEEPER_OK or GAITKEEPER_ERROR. */
  int (*restore)(void *instance, const double *state, gaitkeeper_message *message);
} gaitkeeper_plugin;

/* What a library holds. Everything that it points to is constant. */
typedef struct gaitkeeper_library {
  /* GAITKEEPER_PLUGIN_ABI; always the first number. */
  uint32_t abi;
  /* sizeof(gaitkeeper_plugin) and sizeof(gaitkeeper_field) as the library was compiled. */
  uint32_t plugin_size;
  uint32_t field_size;
  uint32_t plugin_count;
  const gaitkeeper_plugin *plugins;
} gaitkeeper_library;

/* The one symbol that a library exports. */
GAITKEEPER_EXPORT const gaitkeeper_library *gaitkeeper_plugin_library(void);

/* The three numbers that begin a gaitkeeper_library. */
#define GAITKEEPER_PLUGIN_SIZES GAITKEEPER_PLUGIN_ABI, sizeof(gaitkeeper_plugin), sizeof(gaitkeeper_field)

#ifdef __cplusplus
}
#endif

#endif
