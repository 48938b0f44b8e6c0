"""A generator that is trained on its own corrected samples, generation after generation.

    python self_correcting_loop.py DATA     # a folder of .npy arrays (T, 22, 3), as HumanML3D's new_joints

Each generation: fit, sample, correct, mix, fit again. Without the correction (--without) errors that no body could make
are learnt from the samples and grow; a corrected sample can be learnt from, and one that no body could perform is left out.

The generator here is a Gaussian over the principal components of whole motions, small enough to read. Put your own in its
place: what goes into ``corrector.correct`` is a batch (N, T, 22, 3), of NumPy or of torch tensors on the CPU.
"""

from __future__ import annotations

import argparse
import pathlib

import numpy as np

import gaitkeeper

try:
    import torch
except ImportError:
    torch = None


class Generator:
    """Motions as a mean and principal components with normal weights."""

    def __init__(self, components=8):
        self.components = components

    def fit(self, motions):
        flat = motions.reshape(len(motions), -1)
        self.shape = motions.shape[1:]
        self.mean = flat.mean(axis=0)
        if torch is not None:
            _, scales, axes = (part.numpy() for part in torch.linalg.svd(torch.from_numpy(flat - self.mean), full_matrices=False))
        else:
            _, scales, axes = np.linalg.svd(flat - self.mean, full_matrices=False)
        self.axes = (scales[:, None] * axes)[: self.components] / np.sqrt(len(flat))

    def sample(self, count, random):
        weights = random.standard_normal((count, len(self.axes))).astype(self.mean.dtype)
        samples = (self.mean + weights @ self.axes).reshape(count, *self.shape)
        # What a model of frames gets wrong: trembling, and feet that float.
        samples += random.normal(0, 0.004, samples.shape).astype(samples.dtype)
        samples[..., 1] += random.normal(0, 0.03, (count, 1, 1)).astype(samples.dtype)
        return samples if torch is None else torch.from_numpy(samples)


def read_windows(folder, frames):
    """All windows of so many frames, a quarter of a second apart, each starting above the origin."""
    windows = []
    for path in sorted(pathlib.Path(folder).glob("*.npy")):
        joints = np.load(path).astype(np.float32)
        for start in range(0, len(joints) - frames + 1, 5):
            window = joints[start : start + frames].copy()
            window[..., [0, 2]] -= window[0, 0, [0, 2]]
            windows.append(window)
    if not windows:
        raise SystemExit(f"{folder}: expected .npy arrays of (T, 22, 3) with at least {frames} frames")
    return np.stack(windows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--generations", type=int, default=3)
    parser.add_argument("--samples", type=int, default=16, help="each generation")
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", action="store_true", help="train on the samples as they are")
    arguments = parser.parse_args()

    random = np.random.default_rng(arguments.seed)
    recorded = read_windows(arguments.data, arguments.frames)
    corrector = gaitkeeper.Corrector(on_failure="assist")
    generator = Generator()
    training = recorded
    for generation in range(arguments.generations):
        generator.fit(training)
        samples = generator.sample(arguments.samples, random)

        out = corrector.correct(samples, on_error="mark")

        usable = out.performed & (out.confidence.mean(axis=1) > 0.5)
        reports = [report for report, fine in zip(out.reports, usable) if fine]
        before, after = (
            np.mean([report["plausibility"][side]["physErrMM"] for report in reports] or [np.nan]) for side in ("input", "output")
        )
        print(
            f"generation {generation}: {usable.sum()} of {len(usable)} performed, "
            f"penetrating, floating and skating {before:.1f} -> {after:.1f} mm, off by {out.error_mm[usable].mean():.1f} mm"
        )
        chosen = np.asarray(samples) if arguments.without else out.joints[usable]
        training = np.concatenate([recorded, chosen])


if __name__ == "__main__":
    main()
