#pragma once
#include <mujoco/mujoco.h>

// MuJoCo as it is, and the calls that can end in its errors. MuJoCo's errors do not return: without a handler it waits for a key
// and exits. Here they come back from the call in which they arose. A program's own handlers stay, and then have their way.

// Loads a model from `size` bytes of MJCF in memory, and data for it. Returns 0 where it cannot be used, with a message in `error`.
int mujoco_load(const char *text, int size, mjModel **model, mjData **data, char *error, int errorSize);

// mj_forward. Returns 0 after an error of MuJoCo.
int mujoco_forward(const mjModel *model, mjData *data);

// mj_forward in two parts: up to MuJoCo's own contacts; and all that follows, for which more contacts may have been added. Each
// returns 0 after an error of MuJoCo.
int mujoco_place(const mjModel *model, mjData *data);
int mujoco_forwardPlaced(const mjModel *model, mjData *data);

// What mj_forward does after armatures or applied forces have changed, and nothing else. Returns 0 after an error of MuJoCo.
int mujoco_forwardAgain(const mjModel *model, mjData *data);

// mj_Euler. Returns 0 after an error of MuJoCo.
int mujoco_euler(const mjModel *model, mjData *data);

// MuJoCo's words for the last error on this thread.
const char *mujoco_lastError(void);
