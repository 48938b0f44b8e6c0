#pragma once
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Loads a model from `size` bytes of MJCF in memory. Returns null with a message in `error` where it cannot be used.
// MuJoCo's virtual file system is a struct of two megabytes: too big for a stack, and for Swift's importer.
static inline mjModel *mujoco_loadText(const char *text, int size, char *error, int errorSize) {
  mjVFS *files = (mjVFS *)malloc(sizeof(mjVFS));
  if (!files) {
    snprintf(error, errorSize, "out of memory");
    return NULL;
  }
  mj_defaultVFS(files);
  mjModel *model = NULL;
  if (mj_makeEmptyFileVFS(files, "humanoid.xml", size) == 0) {
    memcpy(files->filedata[0], text, size);
    model = mj_loadXML("humanoid.xml", files, error, errorSize);
  } else {
    snprintf(error, errorSize, "out of memory");
  }
  mj_deleteVFS(files);
  free(files);
  return model;
}

static void mujoco_passOver(const char *message) { (void)message; }

static void mujoco_stop(const char *message) {
  fprintf(stderr, "MuJoCo: %s\n", message);
  abort();
}

// What MuJoCo warns of it also counts, and the counts are looked at: no text, and no log file in the working directory.
// After an error it must not go on: it says so and ends the process, where it would otherwise wait for a key.
// A program's own handlers stay.
static inline void mujoco_setHandlers(void) {
  if (!mju_user_warning) mju_user_warning = mujoco_passOver;
  if (!mju_user_error) mju_user_error = mujoco_stop;
}
