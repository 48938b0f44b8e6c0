"""Finds and loads libGaitkeeperC.so. The structs are those of Sources/CGaitkeeper/include/gaitkeeper.h."""

from __future__ import annotations

import ctypes
import os
import threading
from pathlib import Path
from typing import Any, Iterator

from ._errors import GaitkeeperError

VERSION = 2
NAME = "libGaitkeeperC.so"
DONE = 0
JOINTS, FEATURES = 0, 1
FLOAT, DOUBLE = 0, 1
QUALITIES = ["fast", "best"]
FAILURE_HANDLINGS = ["report", "assist", "restart", "keep-input", "drop"]
STATUSES = ["tracked", "strayed", "failed"]
REMEDIES = ["nothing", "recovered", "restarted", "kept-input", "dropped"]
CLEANING_STEPS = {"spikes": 1, "jitter": 2, "floor": 4, "feet": 8, "speed": 16, "flips": 32, "start": 64}


class Options(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("wrench_cap", ctypes.c_double),
        ("assist_limit", ctypes.c_double),
        ("seed", ctypes.c_uint64),
        ("quality", ctypes.c_uint32),
        ("on_failure", ctypes.c_uint32),
        ("cleaning", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("home", ctypes.c_char_p),
        ("scene", ctypes.c_char_p),
    ]


class Motion(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("name", ctypes.c_char_p),
        ("rate", ctypes.c_double),
        ("frames", ctypes.c_size_t),
        ("layout", ctypes.c_uint32),
        ("number", ctypes.c_uint32),
        ("values", ctypes.c_void_p),
    ]


class Correction(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("values", ctypes.c_void_p),
        ("confidence", ctypes.c_void_p),
        ("error_mm", ctypes.c_void_p),
        ("wrench_n", ctypes.c_void_p),
        ("wrench_nm", ctypes.c_void_p),
        ("frames", ctypes.c_size_t),
        ("status", ctypes.c_uint32),
        ("remedy", ctypes.c_uint32),
        ("report", ctypes.c_char_p),
    ]


class Message:
    """Room for the line that a failed call writes."""

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(2048)
        self.arguments = (self._buffer, ctypes.c_size_t(len(self._buffer)))

    def check(self, code: int) -> None:
        """Raises GaitkeeperError with that line unless the call has done its work."""
        if code != DONE:
            raise GaitkeeperError(self._buffer.value.decode("utf-8", "replace"))


def _places() -> Iterator[Path]:
    """Where a build of the library may lie: in .build above this package, and above the working directory."""
    for start in (Path(__file__).resolve(), Path.cwd() / "here"):
        for folder in start.parents:
            if (folder / "Package.swift").is_file():
                for configuration in ("release", "debug"):
                    yield folder / ".build" / configuration / NAME


def find() -> Path:
    """The library's path: GAITKEEPER_LIBRARY, or the first one that is built, release before debug."""
    named = os.environ.get("GAITKEEPER_LIBRARY")
    if named:
        if not Path(named).is_file():
            raise GaitkeeperError(f"GAITKEEPER_LIBRARY={named}: there is no such file, expected {NAME}")
        return Path(named)
    for place in _places():
        if place.is_file():
            return place
    raise GaitkeeperError(
        f"{NAME} is not found: build it by 'swift build -c release --product GaitkeeperC' in Gaitkeeper's folder, "
        "or let GAITKEEPER_LIBRARY name it"
    )


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    message: list[Any] = [ctypes.c_char_p, ctypes.c_size_t]
    library.gaitkeeper_version.argtypes = []
    library.gaitkeeper_version.restype = ctypes.c_uint32
    library.gaitkeeper_options_init.argtypes = [ctypes.POINTER(Options), *message]
    library.gaitkeeper_options_init.restype = ctypes.c_int32
    library.gaitkeeper_corrector_create.argtypes = [
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.POINTER(Options),
        ctypes.POINTER(ctypes.c_void_p),
        *message,
    ]
    library.gaitkeeper_corrector_create.restype = ctypes.c_int32
    library.gaitkeeper_corrector_destroy.argtypes = [ctypes.c_void_p]
    library.gaitkeeper_corrector_destroy.restype = None
    library.gaitkeeper_correct.argtypes = [
        ctypes.c_void_p,
        ctypes.POINTER(Motion),
        ctypes.POINTER(Correction),
        *message,
    ]
    library.gaitkeeper_correct.restype = ctypes.c_int32
    library.gaitkeeper_correction_clear.argtypes = [ctypes.POINTER(Correction)]
    library.gaitkeeper_correction_clear.restype = None
    return library


_loaded: dict[Path, ctypes.CDLL] = {}
_loading = threading.Lock()


def load() -> ctypes.CDLL:
    """The library with its functions declared. Calls release the GIL, as all of ctypes.CDLL do."""
    path = find()
    with _loading:
        if path not in _loaded:
            try:
                library = _declared(ctypes.CDLL(str(path)))
            except (OSError, AttributeError) as error:
                raise GaitkeeperError(f"{path}: cannot be loaded: {error}") from None
            if library.gaitkeeper_version() != VERSION:
                raise GaitkeeperError(
                    f"{path}: has version {library.gaitkeeper_version()} of the interface, this package needs {VERSION}"
                )
            _loaded[path] = library
        return _loaded[path]
