from __future__ import annotations

import ctypes
import json
import math
import os
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Iterable, Optional, Sequence, Union

import numpy as np

from . import _library as c
from ._errors import GaitkeeperError
from ._motions import Array, Motions
from ._result import CorrectionResult


class Corrector:
    """Lets a simulated body imitate motions. Thread-safe; the result for a motion depends on nothing but these
    settings and the motion: not on the batch, its order, or the number of workers.

    Args:
        humanoid: a folder's name in ``humanoids``, or a path; the scene's, or "smpl", when None.
        policy: a folder's name in ``policies``, or a path; None for the analytic tracker alone.
        wrench_cap: the most help at the root, in N and in N m; 0 for none, ``math.inf`` for no limit.
        quality: "fast", or "best" (a search where the body falls).
        on_failure: what is done when the body falls. "report": the motion ends there. "assist": again with a larger cap, up to
            `assist_limit`. "restart": the body is put back on the motion; frames that nobody performed have
            confidence 0. "keep-input": the motion comes out as it went in. "drop": nothing comes out, its length is 0.
        assist_limit: N and N m.
        cleaning: clean-up of the input: True for all of it, False for none, or any of "spikes", "speed", "jitter", "floor",
            "feet", "flips", "start".
        seed: random seed, 0 to 2**64 - 1.
        scene: path of a scene file (YAML; ``gaitkeeper scene`` prints one). What it says of the body, help, cleaning and
            attempts takes the place of the settings above.
        home: the folder that holds ``humanoids`` and ``policies``. When None: ``GAITKEEPER_HOME``, the working directory
            and what is above it, what is above the library.

    Raises:
        GaitkeeperError: when a setting, the humanoid or the policy cannot be used, or the library is not there.
    """

    def __init__(
        self,
        humanoid: Optional[str] = None,
        policy: Optional[str] = "tracker",
        *,
        wrench_cap: float = 100.0,
        quality: str = "fast",
        on_failure: str = "report",
        assist_limit: float = 1600.0,
        cleaning: Union[bool, Iterable[str]] = True,
        seed: int = 0,
        scene: Union[str, os.PathLike[str], None] = None,
        home: Union[str, os.PathLike[str], None] = None,
    ) -> None:
        self._library = c.load()
        options = c.Options(size=ctypes.sizeof(c.Options))
        message = c.Message()
        message.check(self._library.gaitkeeper_options_init(ctypes.byref(options), *message.arguments))
        options.wrench_cap = _number(wrench_cap, "wrench_cap")
        options.assist_limit = _number(assist_limit, "assist_limit")
        if not 0 <= seed < 2**64:
            raise GaitkeeperError(f"seed: is {seed}, expected 0 to 2**64 - 1")
        options.seed = seed
        options.quality = _choice(quality, c.QUALITIES, "quality")
        options.on_failure = _choice(on_failure, c.FAILURE_HANDLINGS, "on_failure")
        options.cleaning = _cleaning(cleaning)
        options.home = None if home is None else _text(os.fspath(home), "home")
        options.scene = None if scene is None else _text(os.fspath(scene), "scene")
        handle = ctypes.c_void_p()
        message.check(
            self._library.gaitkeeper_corrector_create(
                None if humanoid is None else _text(humanoid, "humanoid"),
                None if policy is None else _text(policy, "policy"),
                ctypes.byref(options),
                ctypes.byref(handle),
                *message.arguments,
            )
        )
        self._handle = handle
        weakref.finalize(self, self._library.gaitkeeper_corrector_destroy, handle)

    def correct(
        self,
        motion: Any,
        lengths: Optional[Sequence[int]] = None,
        *,
        rate: float = 20.0,
        workers: Optional[int] = None,
        on_error: str = "raise",
    ) -> CorrectionResult:
        """Corrects one motion, or a batch on all cores. The GIL is free meanwhile.

        Args:
            motion: a NumPy array or what turns into one, such as a torch tensor on the CPU without gradient (give
                ``tensor.detach().cpu()``); float32 or float64 (float16 is worked on as float32). It is not changed.
                - (T, 22, 3): positions of SMPL's 22 body joints in HumanML3D's order, metres, y up;
                - (N, T, 22, 3): a batch, of which the first ``lengths[i]`` frames of each count;
                - (T, 263), (N, T, 263): HumanML3D's features, not normalized (times std, plus mean). As many rows come
                  out; the motion begins at the origin and faces +z.
            lengths: for a batch, N whole numbers from 1 to T; all T frames when None.
            rate: frames a second, HumanML3D's 20 unless told; features have 20.
            workers: threads for a batch; as many as there are cores when None.
            on_error: "raise" for the first motion that cannot be used (a NaN, a body without extent), or "mark": its status
                is "unread", its length 0 and its report ``{"error": ...}``.

        Raises:
            GaitkeeperError: for a wrong shape, length or setting, and for a motion that cannot be used. That a body falls
                raises nothing: see `CorrectionResult.status`.
        """
        if on_error not in ("raise", "mark"):
            raise GaitkeeperError(f"on_error: is {on_error!r}, expected 'raise' or 'mark'")
        if workers is not None and workers < 1:
            raise GaitkeeperError(f"workers: is {workers}, expected 1 or more")
        rate = _number(rate, "rate")
        motions = Motions.read(motion, lengths)
        output = _Output(motions)
        count = len(motions.lengths)

        def one(index: int) -> None:
            try:
                self._correct(motions, index, output, rate)
            except GaitkeeperError as error:
                if on_error == "raise":
                    raise
                output.mark_unread(index, str(error))

        threads = min(workers or os.cpu_count() or 1, count)
        if threads <= 1:
            for index in range(count):
                one(index)
        else:
            pool = ThreadPoolExecutor(threads, thread_name_prefix="gaitkeeper")
            try:
                # In order, so that it is always the first bad motion that raises.
                for _ in pool.map(one, range(count)):
                    pass
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
        return output.result()

    def _correct(self, motions: Motions, index: int, output: _Output, rate: float) -> None:
        name = "motion" if motions.is_single else f"motion {index}"
        values = motions.values[index]
        given = c.Motion(
            size=ctypes.sizeof(c.Motion),
            name=name.encode(),
            rate=rate,
            frames=motions.lengths[index],
            layout=c.FEATURES if motions.is_features else c.JOINTS,
            number=c.DOUBLE if values.dtype == np.float64 else c.FLOAT,
            values=values.ctypes.data,
        )
        made = c.Correction(
            size=ctypes.sizeof(c.Correction),
            values=output.values[index].ctypes.data,
            **{field: array[index].ctypes.data for field, array in output.series.items()},
        )
        message = c.Message()
        message.check(
            self._library.gaitkeeper_correct(
                self._handle, ctypes.byref(given), ctypes.byref(made), *message.arguments
            )
        )
        try:
            output.reports[index] = json.loads(made.report)
        finally:
            self._library.gaitkeeper_correction_clear(ctypes.byref(made))
        output.statuses[index] = c.STATUSES[made.status]
        output.remedies[index] = c.REMEDIES[made.remedy]
        output.lengths[index] = made.frames


class _Output:
    """The arrays of a batch, which each motion fills its own rows of."""

    SERIES = ("confidence", "error_mm", "wrench_n", "wrench_nm")

    def __init__(self, motions: Motions) -> None:
        count, frames = motions.values.shape[:2]
        self._motions = motions
        self.values: Array = np.zeros_like(motions.values)
        self.series: dict[str, Array] = {name: np.zeros((count, frames)) for name in self.SERIES}
        self.lengths = np.zeros(count, dtype=np.int64)
        self.statuses = ["unread"] * count
        self.remedies = ["nothing"] * count
        self.reports: list[dict[str, Any]] = [{} for _ in range(count)]

    def mark_unread(self, index: int, problem: str) -> None:
        self.reports[index] = {"error": problem}

    def result(self) -> CorrectionResult:
        values = self.values.astype(self._motions.dtype, copy=False)
        if self._motions.is_single:
            return CorrectionResult(
                values[0],
                int(self.lengths[0]),
                self.statuses[0],
                self.remedies[0],
                self.reports[0],
                *(series[0] for series in self.series.values()),
            )
        return CorrectionResult(values, self.lengths, self.statuses, self.remedies, self.reports, *self.series.values())


def _number(value: float, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise GaitkeeperError(f"{name}: is {value!r}, expected a number") from None
    if math.isnan(number):
        raise GaitkeeperError(f"{name}: is {value!r}, expected a number")
    return number


def _choice(value: str, known: list[str], name: str) -> int:
    if value not in known:
        raise GaitkeeperError(f"{name}: is {value!r}, expected {' or '.join(map(repr, known))}")
    return known.index(value)


def _cleaning(cleaning: Union[bool, Iterable[str]]) -> int:
    if isinstance(cleaning, bool):
        return sum(c.CLEANING_STEPS.values()) if cleaning else 0
    steps = {cleaning} if isinstance(cleaning, str) else set(cleaning)
    unknown = steps - c.CLEANING_STEPS.keys()
    if unknown:
        raise GaitkeeperError(
            f"cleaning: has {sorted(map(str, unknown))}, expected True, False or any of {list(c.CLEANING_STEPS)}"
        )
    return sum(c.CLEANING_STEPS[step] for step in steps)


def _text(value: str, name: str) -> bytes:
    if not isinstance(value, str) or "\0" in value:
        raise GaitkeeperError(f"{name}: is {value!r}, expected text")
    return value.encode("utf-8", "surrogateescape")
