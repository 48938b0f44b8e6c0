// The package's trait of this name; without it there need be no MuJoCo.
#ifdef MuJoCo

#include "include/CMuJoCo.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local jmp_buf *way_out;
static _Thread_local char last_error[1000];

const char *mujoco_lastError(void) { return last_error; }

// Leaves MuJoCo's frames, which hold nothing but a share of the data's own stack.
static void leave(const char *message) {
  snprintf(last_error, sizeof(last_error), "%s", message);
  if (way_out) longjmp(*way_out, 1);
  fprintf(stderr, "MuJoCo: %s\n", message);
  abort();
}

// What MuJoCo warns of it also counts, and the counts are looked at: no text, and no log file in the working directory.
static void pass_over(const char *message) { (void)message; }

static void set_handlers(void) {
  if (!mju_user_warning) mju_user_warning = pass_over;
  if (!mju_user_error) mju_user_error = leave;
}

static mjModel *load_model(const char *text, int size, char *error, int error_size) {
  // Two megabytes: too big for a stack.
  mjVFS *files = (mjVFS *)malloc(sizeof(mjVFS));
  if (!files) {
    snprintf(error, error_size, "out of memory");
    return NULL;
  }
  mj_defaultVFS(files);
  mjModel *model = NULL;
  if (mj_makeEmptyFileVFS(files, "humanoid.xml", size) == 0) {
    memcpy(files->filedata[0], text, size);
    model = mj_loadXML("humanoid.xml", files, error, error_size);
  } else {
    snprintf(error, error_size, "out of memory");
  }
  mj_deleteVFS(files);
  free(files);
  return model;
}

int mujoco_load(const char *text, int size, mjModel **model, mjData **data, char *error, int error_size) {
  set_handlers();
  // Its errors are values already.
  *model = load_model(text, size, error, error_size);
  if (!*model) return 0;
  jmp_buf here;
  if (setjmp(here)) {
    way_out = NULL;
    snprintf(error, error_size, "%s", last_error);
    mj_deleteModel(*model);
    return 0;
  }
  way_out = &here;
  *data = mj_makeData(*model);
  way_out = NULL;
  return 1;
}

static void forward_again(const mjModel *model, mjData *data) {
  mj_crb(model, data);
  mj_factorM(model, data);
  mj_forwardSkip(model, data, mjSTAGE_VEL, 1);
}

static void forward_placed(const mjModel *model, mjData *data) {
  mj_makeConstraint(model, data);
  mj_projectConstraint(model, data);
  mj_forwardSkip(model, data, mjSTAGE_POS, 1);
}

static int run(void (*part)(const mjModel *, mjData *), const mjModel *model, mjData *data) {
  jmp_buf here;
  if (setjmp(here)) {
    way_out = NULL;
    data->pstack = 0;
    return 0;
  }
  way_out = &here;
  part(model, data);
  way_out = NULL;
  return 1;
}

int mujoco_forward(const mjModel *model, mjData *data) { return run(mj_forward, model, data); }
int mujoco_place(const mjModel *model, mjData *data) { return run(mj_fwdPosition, model, data); }
int mujoco_forwardPlaced(const mjModel *model, mjData *data) { return run(forward_placed, model, data); }
int mujoco_forwardAgain(const mjModel *model, mjData *data) { return run(forward_again, model, data); }
int mujoco_euler(const mjModel *model, mjData *data) { return run(mj_Euler, model, data); }

#endif
