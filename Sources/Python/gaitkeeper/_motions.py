"""What a caller may give as motions, checked and laid out for the library."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import numpy.typing as npt

from ._errors import GaitkeeperError

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Motions:
    """Motions as a batch: `values` is (N, T, 22, 3) or (N, T, 263), contiguous, float32 or float64."""

    values: Array
    lengths: list[int]
    is_features: bool
    #: Whether one motion was given, without a batch axis.
    is_single: bool
    #: The dtype to give back.
    dtype: np.dtype[Any]

    @staticmethod
    def read(motion: Any, lengths: Any) -> Motions:
        try:
            array = np.asarray(motion)
        except Exception as error:
            raise GaitkeeperError(f"motion: cannot be read as an array: {error}") from error
        if array.dtype.kind != "f" or array.dtype.itemsize not in (2, 4, 8):
            raise GaitkeeperError(f"motion: its numbers are {array.dtype}, expected float32 or float64")
        is_joints = array.ndim in (3, 4) and array.shape[-2:] == (22, 3)
        is_features = array.ndim in (2, 3) and array.shape[-1] == 263
        if not is_joints and not is_features:
            raise GaitkeeperError(
                f"motion: its shape is {array.shape}, "
                "expected (T, 22, 3), (N, T, 22, 3) with lengths, (T, 263) or (N, T, 263) with lengths"
            )
        is_single = array.ndim == (3 if is_joints else 2)
        if is_single and lengths is not None:
            raise GaitkeeperError("lengths: one motion is as long as its array; lengths are for batches")
        batch = array[None] if is_single else array
        if batch.shape[1] == 0:
            raise GaitkeeperError(f"motion: its shape is {array.shape}, it has no frames")
        # A half has too few digits to work in; it is given back at the end.
        precision = np.float32 if array.dtype == np.float16 else array.dtype.newbyteorder("=")
        values = np.ascontiguousarray(batch, dtype=precision)
        return Motions(values, _lengths(lengths, values.shape[0], values.shape[1]), is_features, is_single, array.dtype)


def _lengths(lengths: Optional[Any], count: int, frames: int) -> list[int]:
    if lengths is None:
        return [frames] * count
    try:
        numbers = [operator.index(length) for length in np.asarray(lengths).reshape(-1).tolist()]
    except Exception as error:
        raise GaitkeeperError("lengths: expected whole numbers, one for each motion of the batch") from error
    if len(numbers) != count:
        raise GaitkeeperError(f"lengths: there are {len(numbers)} for a batch of {count} motions")
    for index, length in enumerate(numbers):
        if not 1 <= length <= frames:
            raise GaitkeeperError(f"lengths: that of motion {index} is {length}, expected 1 to {frames}")
    return numbers
