import inspect
import math
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import gaitkeeper
from gaitkeeper import _library


def message(call, *arguments, **settings):
    with pytest.raises(gaitkeeper.GaitkeeperError) as caught:
        call(*arguments, **settings)
    return str(caught.value)


SHAPES = "expected (T, 22, 3), (N, T, 22, 3) with lengths, (T, 263) or (N, T, 263) with lengths"


@pytest.mark.parametrize("shape", [(), (5,), (22, 3), (5, 66), (5, 24, 3), (5, 22, 4), (2, 2, 5, 22, 3), (1, 1, 5, 263)])
def test_a_wrong_shape(corrector, shape):
    assert message(corrector.correct, np.zeros(shape)) == f"motion: its shape is {shape}, {SHAPES}"


@pytest.mark.parametrize("shape", [(0, 22, 3), (3, 0, 22, 3), (0, 263)])
def test_no_frames(corrector, shape):
    assert message(corrector.correct, np.zeros(shape)) == f"motion: its shape is {shape}, it has no frames"


def test_an_empty_batch_is_an_empty_result(corrector):
    out = corrector.correct(np.zeros((0, 5, 22, 3), np.float32))
    assert out.joints.shape == (0, 5, 22, 3) and out.status == [] and out.lengths.tolist() == []


def test_what_is_no_array_of_numbers(corrector):
    assert "int64, expected float32" in message(corrector.correct, np.zeros((5, 22, 3), np.int64))
    assert message(corrector.correct, "walk.npy").startswith("motion: its numbers are <U8")
    assert message(corrector.correct, [[1.0], [1.0, 2.0]]).startswith("motion: cannot be read as an array")


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_named_in_swifts_words(corrector, piece, bad):
    broken = piece.copy()
    broken[3, 4, 1] = bad
    expected = "frame 3, joint 'left_knee': a value is not a finite number"
    assert message(corrector.correct, broken) == f"motion: {expected}"
    batch = np.stack([piece, broken, broken])
    for workers in (1, 3):
        assert message(corrector.correct, batch, workers=workers) == f"motion 1: {expected}"
    out = corrector.correct(batch, on_error="mark")
    assert out.status == ["tracked", "unread", "unread"] and out.performed.tolist() == [True, False, False]
    assert out.reports[1] == {"error": f"motion 1: {expected}"}
    assert out.lengths[1] == 0 and not out.joints[1].any()


def test_a_body_without_extent(corrector):
    assert "legs have no length" in message(corrector.correct, np.zeros((10, 22, 3)))


@pytest.mark.parametrize(
    "lengths, expected",
    [
        ([5], "lengths: there are 1 for a batch of 2 motions"),
        ([5, 0], "lengths: that of motion 1 is 0, expected 1 to 24"),
        ([25, 5], "lengths: that of motion 0 is 25, expected 1 to 24"),
        ([5, 5.5], "lengths: expected whole numbers, one for each motion of the batch"),
    ],
)
def test_wrong_lengths(corrector, piece, lengths, expected):
    assert message(corrector.correct, np.stack([piece, piece]), lengths=lengths) == expected


def test_lengths_of_one_motion(corrector, piece):
    assert "lengths are for batches" in message(corrector.correct, piece, lengths=[5])


@pytest.mark.parametrize(
    "settings, expected",
    [
        ({"rate": 0}, "motion: its rate is 0.0 frames per second, expected a positive number"),
        ({"rate": 1e300}, "motion: its rate is 1e+300 frames per second"),
        ({"rate": "fast"}, "rate: is 'fast', expected a number"),
        ({"workers": 0}, "workers: is 0, expected 1 or more"),
        ({"on_error": "hide"}, "on_error: is 'hide', expected 'raise' or 'mark'"),
    ],
)
def test_wrong_settings_of_a_call(corrector, piece, settings, expected):
    assert message(corrector.correct, piece, **settings).startswith(expected)


def test_features_at_another_rate(corrector):
    assert "20 frames a second" in message(corrector.correct, np.zeros((10, 263)), rate=30)


@pytest.mark.parametrize(
    "settings, expected",
    [
        ({"humanoid": "centaur"}, "no humanoid 'centaur'; there are mannequin, smpl"),
        ({"policy": "wish"}, "wish: no such policy; there are tracker"),
        ({"home": "/nowhere"}, "no humanoid 'smpl'; there are none (GAITKEEPER_HOME names their home)"),
        ({"quality": "good"}, "quality: is 'good', expected 'fast' or 'best'"),
        ({"on_failure": "hide"}, "on_failure: is 'hide', expected 'report' or 'assist' or 'restart' or 'keep-input'"),
        ({"wrench_cap": -1}, "force.residual: forceCap is -1.0, expected 0 N or more"),
        ({"wrench_cap": math.nan}, "wrench_cap: is nan, expected a number"),
        ({"assist_limit": -5}, "assist_limit is -5.0, expected 0 N or more"),
        ({"cleaning": ["dust"]}, "cleaning: has ['dust'], expected True, False or any of"),
        ({"seed": -1}, "seed: is -1, expected 0 to 2**64 - 1"),
        ({"humanoid": "a\0b"}, "humanoid: is 'a\\x00b', expected text"),
    ],
)
def test_wrong_settings_of_a_corrector(settings, expected):
    assert message(gaitkeeper.Corrector, **settings).startswith(expected)


def test_the_settings_shown_are_the_librarys_own():
    library = _library.load()
    options = _library.Options(size=_library.ctypes.sizeof(_library.Options))
    _library.Message().check(library.gaitkeeper_options_init(options, None, 0))
    shown = {name: parameter.default for name, parameter in inspect.signature(gaitkeeper.Corrector).parameters.items()}
    assert (shown["wrench_cap"], shown["assist_limit"]) == (options.wrench_cap, options.assist_limit)
    assert _library.QUALITIES[options.quality] == shown["quality"]
    assert _library.FAILURE_HANDLINGS[options.on_failure] == shown["on_failure"]
    assert options.cleaning == sum(_library.CLEANING_STEPS.values()) and shown["cleaning"] is True
    assert options.seed == shown["seed"] and options.home is shown["home"] is None


def test_a_library_that_is_not_there_or_none(monkeypatch, tmp_path):
    monkeypatch.setenv("GAITKEEPER_LIBRARY", str(tmp_path / "none.so"))
    assert message(gaitkeeper.Corrector).endswith("none.so: there is no such file, expected libGaitkeeperC.so")
    (tmp_path / "none.so").write_bytes(b"none")
    assert "none.so: cannot be loaded: " in message(gaitkeeper.Corrector)
    monkeypatch.delenv("GAITKEEPER_LIBRARY")
    monkeypatch.setattr(_library, "_places", lambda: [])
    assert "swift build -c release --product GaitkeeperC" in message(gaitkeeper.Corrector)


def test_humanoids_are_found_from_any_folder(tmp_path):
    """By the library's place, whatever the working directory."""
    environment = {name: value for name, value in os.environ.items() if name != "GAITKEEPER_HOME"}
    environment["PYTHONPATH"] = str(pathlib.Path(gaitkeeper.__file__).parents[1])
    environment["GAITKEEPER_LIBRARY"] = str(_library.find().resolve())
    code = "import gaitkeeper; gaitkeeper.Corrector('mannequin', None)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment)
