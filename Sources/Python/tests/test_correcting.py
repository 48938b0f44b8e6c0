import math

import numpy as np
import pytest

import gaitkeeper

FEET = [7, 8, 10, 11]


def impossible(walk):
    """The walk, lifted to 3 m for a third of the time."""
    lifted = walk.copy()
    lifted[len(walk) // 3 : 2 * len(walk) // 3, :, 1] += 3
    return lifted


def test_the_result_is_that_of_the_command_to_the_bit(command, corrector, data, walk, tmp_path):
    command("correct", data / "walk.npy", "--output", tmp_path)
    assert np.array_equal(np.load(tmp_path / "walk.npy"), corrector.correct(walk).joints)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16, ">f4"])
def test_shape_and_dtype_are_kept(corrector, piece, dtype):
    given = piece.astype(dtype)
    copy = given.copy()
    out = corrector.correct(given)
    assert out.joints.shape == given.shape and out.joints.dtype == given.dtype
    assert np.array_equal(given, copy), "the input was changed"
    assert out.status == "tracked" and out.remedy == "nothing" and out.performed is True
    assert out.lengths == len(piece) and out.mask.all()
    for series in (out.confidence, out.error_mm, out.wrench_n, out.wrench_nm):
        assert series.shape == (len(piece),) and series.dtype == np.float64
    assert out.confidence.min() > 0.5 and 0 < out.error_mm.mean() < 100
    assert out.reports["outputFrames"] == len(piece) and out.reports["correction"] == "corrected"


def test_any_layout_in_memory_and_anything_with_an_array(corrector, piece):
    class Tensor:
        def __array__(self, dtype=None, copy=None):
            return np.asarray(piece, dtype)

    expected = corrector.correct(piece).joints
    assert np.array_equal(corrector.correct(Tensor()).joints, expected)
    assert np.array_equal(corrector.correct(np.asfortranarray(piece)).joints, expected)
    assert np.array_equal(corrector.correct(piece[::-1][::-1]).joints, expected)


def test_torch_tensors_are_taken(corrector, piece):
    torch = pytest.importorskip("torch")
    assert np.array_equal(corrector.correct(torch.from_numpy(piece)).joints, corrector.correct(piece).joints)
    with pytest.raises(gaitkeeper.GaitkeeperError, match="detach"):
        corrector.correct(torch.from_numpy(piece).requires_grad_())


def test_a_motion_that_floats_by_5_cm_comes_back_on_the_floor(corrector, walk):
    lifted = walk + np.array([0, 0.05, 0], np.float32)
    out = corrector.correct(lifted)
    assert out.status == "tracked"
    # As if it had never been lifted: a millimetre of the 50 is left, what single precision's rounding of heights (6e-8 m) grows to in a
    # body that balances. In the first second it is not to be seen yet. The joint of a toe lies 2 to 3 cm above its sole.
    difference = np.abs(out.joints - corrector.correct(walk).joints)
    assert difference[:30].max() < 1e-5 and difference.max() < 1e-3
    heights = out.joints[:, FEET, 1].min(axis=1)
    assert 0.01 < heights.min() < 0.03 and np.median(heights) < 0.035
    assert lifted[:, FEET, 1].min() > 0.06


def test_a_batch_is_its_motions_one_by_one_whatever_the_workers(corrector, piece):
    batch = np.stack([piece, piece * np.float32(0.9), piece[::-1]])
    lengths = [24, 12, 20]
    # What lies past a length is nobody's, and may be anything.
    batch[1, 12:] = np.nan
    outs = [corrector.correct(batch, lengths=lengths, workers=workers) for workers in (1, 2, 3)]
    for index, length in enumerate(lengths):
        alone = corrector.correct(batch[index, :length])
        for out in outs:
            assert out.status[index] == alone.status and out.lengths[index] == alone.lengths
            assert np.array_equal(out.joints[index, :length], alone.joints)
            assert np.array_equal(out.confidence[index, :length], alone.confidence)
            assert not out.joints[index, length:].any() and not out.confidence[index, length:].any()
            assert out.reports[index]["mpjpeGlobalMM"] == alone.reports["mpjpeGlobalMM"]
    assert outs[0].mask.sum(axis=1).tolist() == outs[0].lengths.tolist()


def test_features_come_out_as_features(corrector, command, data, tmp_path):
    command("convert", data / "walk.npy", tmp_path / "features.npy", "--format", "humanml3d-features")
    features = np.load(tmp_path / "features.npy")
    out = corrector.correct(features)
    assert out.joints.shape == features.shape and out.joints.dtype == features.dtype
    assert out.status == "tracked" and out.lengths == len(features)
    # The same motion in other numbers: the height of the root, and where the joints are to it.
    assert np.abs(out.joints[:, 3:67] - features[:, 3:67]).mean() < 0.05
    batch = corrector.correct(np.stack([features, features]), lengths=[len(features), 10])
    assert np.array_equal(batch.joints[0], out.joints)
    assert batch.lengths.tolist() == [len(features), 10] and not batch.joints[1, 10:].any()


def test_a_fall_is_marked_and_what_comes_after_is_zero(walk):
    batch = np.stack([walk, impossible(walk)])
    out = gaitkeeper.Corrector(cleaning=False).correct(batch)
    assert out.status == ["tracked", "failed"] and out.performed.tolist() == [True, False]
    length = out.lengths[1]
    assert 0 < length < len(walk)
    assert out.joints[1, :length].any(axis=(1, 2)).all() and not out.joints[1, length:].any()
    assert out.reports[1]["failure"]["frame"] >= length - 1 and out.reports[1]["failure"]["reason"]


def test_the_input_is_kept_when_asked_for(walk):
    given = impossible(walk)
    out = gaitkeeper.Corrector(cleaning=False, on_failure="keep-input").correct(given)
    assert out.status == "failed" and out.remedy == "kept-input" and np.array_equal(out.joints, given) and not out.confidence.any()


def test_settings_reach_the_body(piece):
    out = gaitkeeper.Corrector(policy=None, wrench_cap=0, cleaning={"floor"}).correct(piece)
    assert out.reports["wrenchForceCapN"] == 0 and not out.wrench_n.any()
    assert list(out.reports["cleaning"]) == ["largestFloatMM"] and out.reports["cleaning"]["largestFloatMM"] > 0
    out = gaitkeeper.Corrector(policy=None, wrench_cap=math.inf, cleaning=False, seed=7).correct(piece)
    assert out.reports["wrenchForceCapN"] is None and out.reports["cleaning"] is None and out.reports["seed"] == 7


def test_the_rate_is_the_callers(corrector, piece):
    assert corrector.correct(piece, rate=30).reports["frameRate"] == 30
