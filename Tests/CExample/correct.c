/* Corrects one motion: correct IN OUT, both raw floats, frames x 22 x 3, 20 frames a second. Prints what came of it.
 * Exit status: 0 the body performed it, 2 it fell, 1 an error. */
#include <stdio.h>
#include <stdlib.h>

#include "gaitkeeper.h"

static int fail(const char *message) {
  fprintf(stderr, "%s\n", message);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 3) return fail("usage: correct IN OUT");
  FILE *file = fopen(argv[1], "rb");
  if (!file) return fail("cannot read the motion");
  fseek(file, 0, SEEK_END);
  size_t frames = (size_t)ftell(file) / (66 * sizeof(float));
  rewind(file);
  float *joints = (float *)calloc(frames ? frames : 1, 66 * sizeof(float));
  double *confidence = (double *)calloc(frames ? frames : 1, sizeof(double));
  if (!joints || !confidence) return fail("no memory");
  if (fread(joints, 66 * sizeof(float), frames, file) != frames) return fail("cannot read the motion");
  fclose(file);

  char message[512];
  gaitkeeper_options options = {0};
  options.size = sizeof options;
  if (gaitkeeper_options_init(&options, message, sizeof message) != GAITKEEPER_DONE) return fail(message);
  gaitkeeper_corrector *corrector;
  if (gaitkeeper_corrector_create("smpl", "tracker", &options, &corrector, message, sizeof message) != GAITKEEPER_DONE)
    return fail(message);

  gaitkeeper_motion motion = {0};
  motion.size = sizeof motion;
  motion.rate = 20;
  motion.frames = frames;
  motion.layout = GAITKEEPER_JOINTS;
  motion.number = GAITKEEPER_FLOAT;
  motion.values = joints;
  gaitkeeper_correction correction = {0};
  correction.size = sizeof correction;
  correction.values = joints; /* In place. */
  correction.confidence = confidence;
  if (gaitkeeper_correct(corrector, &motion, &correction, message, sizeof message) != GAITKEEPER_DONE)
    return fail(message);

  double sum = 0;
  for (size_t frame = 0; frame < correction.frames; frame++) sum += confidence[frame];
  printf("%zu of %zu frames, mean confidence %.3f\n%s\n", correction.frames, frames, sum / (double)correction.frames,
    correction.report);
  int fell = correction.status == GAITKEEPER_FAILED;
  file = fopen(argv[2], "wb");
  if (!file || fwrite(joints, 66 * sizeof(float), correction.frames, file) != correction.frames || fclose(file))
    return fail("cannot write the result");
  gaitkeeper_correction_clear(&correction);
  gaitkeeper_corrector_destroy(corrector);
  free(joints);
  free(confidence);
  return fell ? 2 : 0;
}
