from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class CorrectionResult:
    """What came of one motion or a batch of them. Everything past a motion's length is zero.

    For a batch, `lengths`, `status`, `remedy` and `reports` have an entry for each motion, in order.
    """

    #: The corrected motion: shape and dtype of what was given. For joints metres, y up, on the scene's ground.
    joints: npt.NDArray[Any]
    #: Frames of the result, an int, or an array (N,): as many as the motion had, or fewer where the body fell.
    lengths: Any
    #: "tracked" (a body performed all of it), "strayed" (it did not fall, but did something else), "failed" (it fell), or, with
    #: ``on_error="mark"``, "unread". A str, or a list of N.
    status: Any
    #: What was done about it: "nothing", "recovered" (a search carried the body past a fall), "restarted", "kept-input" or
    #: "dropped". A str, or a list of N.
    remedy: Any
    #: The report with all figures, as of ``gaitkeeper correct``: a dict, or a list of N. ``{"error": ...}`` if unread.
    reports: Any
    #: How far each frame is to be trusted, 0 to 1: (T,) or (N, T).
    confidence: npt.NDArray[np.float64]
    #: Mean distance of the body's joints to where the cleaned motion has them, mm: (T,) or (N, T).
    error_mm: npt.NDArray[np.float64]
    #: The helping force on the root, N: (T,) or (N, T).
    wrench_n: npt.NDArray[np.float64]
    #: The helping torque on the root, N m: (T,) or (N, T).
    wrench_nm: npt.NDArray[np.float64]

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """Which frames there are: (T,) or (N, T)."""
        frames = np.arange(self.confidence.shape[-1])
        return np.asarray(frames < np.expand_dims(np.asarray(self.lengths), -1))

    @property
    def performed(self) -> Any:
        """Whether a body performed all of the motion ("tracked"): a bool, or an array (N,)."""
        if isinstance(self.status, str):
            return self.status == "tracked"
        return np.array([status == "tracked" for status in self.status], dtype=bool)
