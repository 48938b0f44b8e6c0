/* Gaitkeeper from C, or from any language that can call C: a motion of joints goes in, the motion that a body could have
 * done comes out, with a status and a report of what was changed. The library is libGaitkeeperC.so:
 *
 *     swift build -c release --product GaitkeeperC
 *     cc -I Sources/CGaitkeeper/include mine.c -L .build/release -lGaitkeeperC -Wl,-rpath,$PWD/.build/release
 *
 * Units are metres, newtons and seconds; y is up, and the ground is that of the scene, by default level at zero. Arrays are contiguous.
 *
 * Threads: a corrector may be used by any number of threads at once, and destroyed when none uses it any more. A call
 * works on the thread that calls it; to use more cores, call from more threads. Nothing is kept between calls: what comes
 * out depends on the corrector's options and the motion alone, to the bit.
 *
 * Errors: a call that fails returns a gaitkeeper_code other than GAITKEEPER_DONE, writes one line in UTF-8 to `message`
 * (ended by a zero, cut off at `message_capacity` bytes with it; NULL when it is not wanted), and changes nothing else.
 * That a body falls is no error: the status says so.
 *
 * Structs begin with their size, `sizeof` as the caller was compiled, and may grow at the end: a program that was compiled
 * with an older header goes on working. Set all that is not named below to zero.
 */
#ifndef GAITKEEPER_H
#define GAITKEEPER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a program made for the former version would be misunderstood. */
#define GAITKEEPER_VERSION 2

/* What the implementation calls a function, so that its compiler can hold it against this header. */
#if defined(__clang__)
#define GAITKEEPER_SWIFT(name) __attribute__((swift_name(name)))
#else
#define GAITKEEPER_SWIFT(name)
#endif

/* What a call returns. */
typedef enum gaitkeeper_code {
  GAITKEEPER_DONE = 0,
  /* An argument is not what this header asks for. */
  GAITKEEPER_BAD_ARGUMENT = 1,
  /* The humanoid or the policy cannot be used. */
  GAITKEEPER_BAD_CORRECTOR = 2,
  /* The motion cannot be used: a number that is not finite, a body without extent, ... The message says where. */
  GAITKEEPER_BAD_MOTION = 3
} gaitkeeper_code;

/* How much is tried. */
typedef enum gaitkeeper_quality {
  /* The analytic tracker, and where it falls the policy. */
  GAITKEEPER_FAST = 0,
  /* Both, and where both fall a search from before the fall; the best is kept. */
  GAITKEEPER_BEST = 1
} gaitkeeper_quality;

/* What is done when the body falls. */
typedef enum gaitkeeper_on_failure {
  /* The motion ends at the fall. */
  GAITKEEPER_REPORT = 0,
  /* The body tries again with a larger cap on help, up to `assist_limit`. */
  GAITKEEPER_ASSIST = 1,
  /* The body is put back on the motion and goes on; frames that nobody performed have a confidence of 0. */
  GAITKEEPER_RESTART = 2,
  /* The motion is the input, unchanged, with a confidence of 0. */
  GAITKEEPER_KEEP_INPUT = 3,
  /* Nothing is written to the caller's arrays, and `frames` is 0. */
  GAITKEEPER_DROP = 4
} gaitkeeper_on_failure;

/* What is done to a motion before a body performs it: any of these, added up. */
enum {
  /* Spikes and repeated frames are replaced by interpolation. */
  GAITKEEPER_REMOVE_SPIKES = 1,
  /* Trembling from frame to frame is smoothed away. */
  GAITKEEPER_SMOOTH_JITTER = 2,
  /* Slow rising and sinking is taken away from what stands. */
  GAITKEEPER_FIND_FLOOR = 4,
  /* Standing feet are made to stand still. */
  GAITKEEPER_PLANT_FEET = 8,
  /* What is faster than any body is slowed down. */
  GAITKEEPER_LIMIT_SPEED = 16,
  /* Legs that are the wrong way round for up to two thirds of a second are turned back. */
  GAITKEEPER_REPAIR_FLIPS = 32,
  /* Frames before a jump at the start are replaced by the first one after it. */
  GAITKEEPER_HOLD_START = 64,
  GAITKEEPER_CLEAN_ALL = 127
};

/* What came of a motion. */
typedef enum gaitkeeper_status {
  /* The body performed all of it. */
  GAITKEEPER_TRACKED = 0,
  /* It did not fall, but did something else: its mean joint error is over 150 mm. */
  GAITKEEPER_STRAYED = 1,
  /* It fell. */
  GAITKEEPER_FAILED = 2
} gaitkeeper_status;

/* What was done about it. */
typedef enum gaitkeeper_remedy {
  GAITKEEPER_NOTHING = 0,
  /* A search carried the body past where it fell. */
  GAITKEEPER_RECOVERED = 1,
  /* The body was put back on the motion; the report says where. */
  GAITKEEPER_RESTARTED = 2,
  /* What came out is what went in. */
  GAITKEEPER_KEPT_INPUT = 3,
  /* Nothing came out. */
  GAITKEEPER_DROPPED = 4
} gaitkeeper_remedy;

typedef enum gaitkeeper_layout {
  /* SMPL's 22 body joints, 66 numbers a frame: x, y, z of pelvis, left hip, right hip, spine 1, left knee, ... in
   * HumanML3D's order. */
  GAITKEEPER_JOINTS = 0,
  /* HumanML3D's 263 features a frame, not normalized, 20 frames a second. As many rows come out as went in. Positions begin at
   * the origin and face +z. What a row says of the step to the next frame goes on, in the last row that comes out, as in the
   * row before it. */
  GAITKEEPER_FEATURES = 1
} gaitkeeper_layout;

typedef enum gaitkeeper_number {
  GAITKEEPER_FLOAT = 0,
  GAITKEEPER_DOUBLE = 1
} gaitkeeper_number;

typedef struct gaitkeeper_options {
  size_t size;
  /* The most help at the root, in N and in N m: 0 for none, INFINITY for no limit. 100 unless changed. */
  double wrench_cap;
  /* The largest cap that GAITKEEPER_ASSIST goes to, in N and N m. 1600 unless changed. */
  double assist_limit;
  uint64_t seed;
  /* A gaitkeeper_quality; GAITKEEPER_FAST unless changed. */
  uint32_t quality;
  /* A gaitkeeper_on_failure; GAITKEEPER_REPORT unless changed. */
  uint32_t on_failure;
  /* GAITKEEPER_REMOVE_SPIKES and what follows it, added up; GAITKEEPER_CLEAN_ALL unless changed, 0 for none. */
  uint32_t cleaning;
  uint32_t reserved;
  /* The folder that holds `humanoids` and `policies`. When NULL: the environment's GAITKEEPER_HOME, then the working
   * directory and what is above it, then what is above the library. */
  const char *home;
  /* The path of a scene file (YAML; 'gaitkeeper scene' prints one), or NULL. What it says of the body, help, cleaning and attempts
   * takes the place of what is said here and of the policy. */
  const char *scene;
} gaitkeeper_options;

/* What goes in. Nothing of it is changed or kept. */
typedef struct gaitkeeper_motion {
  size_t size;
  /* For messages and the report; "motion" when NULL. */
  const char *name;
  /* Frames a second; HumanML3D has 20. */
  double rate;
  /* At least 1, at most 2^20. */
  size_t frames;
  /* A gaitkeeper_layout. */
  uint32_t layout;
  /* A gaitkeeper_number: what `values` of the motion and of the correction point to. */
  uint32_t number;
  /* frames x 66 or frames x 263. */
  const void *values;
} gaitkeeper_motion;

/* What comes out. The pointers down to `wrench_nm` are the caller's arrays, with room for as many frames as the motion has, and
 * may each be NULL. After a fall that ends the motion, the frames after it are left as they are. */
typedef struct gaitkeeper_correction {
  size_t size;
  /* frames x 66 or frames x 263, as in the motion; may be the motion's own array. Bones have the lengths that they have in
   * most of the motion's frames. */
  void *values;
  /* One a frame, 0 to 1: how far the frame is to be trusted. 0 for frames that nobody performed. */
  double *confidence;
  /* One a frame: mean distance of the body's joints to where the cleaned motion has them, mm. */
  double *error_mm;
  /* One a frame: the helping force (N) and torque (N m). */
  double *wrench_n;
  double *wrench_nm;
  /* Written: how many frames there are now, at most the motion's. */
  size_t frames;
  /* Written: a gaitkeeper_status, and a gaitkeeper_remedy. */
  uint32_t status;
  uint32_t remedy;
  /* Written: the report, JSON in UTF-8 with a zero at its end, to be freed by gaitkeeper_correction_clear. */
  char *report;
} gaitkeeper_correction;

typedef struct gaitkeeper_corrector gaitkeeper_corrector;

/* The library's GAITKEEPER_VERSION. */
uint32_t gaitkeeper_version(void) GAITKEEPER_SWIFT("version()");

/* Fills all but `size`, which the caller has set, with the standard options. */
int32_t gaitkeeper_options_init(gaitkeeper_options *options, char *message, size_t message_capacity)
  GAITKEEPER_SWIFT("initializeOptions(_:_:_:)");

/* Makes a corrector and puts it into `*corrector`.
 * `humanoid`: the name of a folder in `humanoids`, or a path; when NULL, the scene's, or "smpl".
 * `policy`: the name of a folder in `policies`, or a path; when NULL, the analytic tracker works alone.
 * `options`: the standard ones when NULL. */
int32_t gaitkeeper_corrector_create(
  const char *humanoid, const char *policy, const gaitkeeper_options *options, gaitkeeper_corrector **corrector,
  char *message, size_t message_capacity) GAITKEEPER_SWIFT("createCorrector(_:_:_:_:_:_:)");

/* NULL is left alone. */
void gaitkeeper_corrector_destroy(gaitkeeper_corrector *corrector) GAITKEEPER_SWIFT("destroyCorrector(_:)");

/* Corrects one motion, on this thread. */
int32_t gaitkeeper_correct(
  const gaitkeeper_corrector *corrector, const gaitkeeper_motion *motion, gaitkeeper_correction *correction,
  char *message, size_t message_capacity) GAITKEEPER_SWIFT("correct(_:_:_:_:_:)");

/* Frees the report and sets it to NULL; NULL is left alone. Wants a correction that was set to zero or written. */
void gaitkeeper_correction_clear(gaitkeeper_correction *correction) GAITKEEPER_SWIFT("clearCorrection(_:)");

#ifdef __cplusplus
}
#endif

#endif
