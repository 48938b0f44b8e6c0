"""The sample walk as a generator gives motions, made by the command that was built beside the library."""

import pathlib
import subprocess

import numpy as np
import pytest

import gaitkeeper
from gaitkeeper import _library

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def command():
    path = _library.find().parent / "gaitkeeper"
    if not path.is_file():
        pytest.skip(f"{path} is not built")

    def run(*arguments):
        subprocess.run([path, *map(str, arguments)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    return run


@pytest.fixture(scope="session")
def data(command, tmp_path_factory):
    """A folder of the samples, (T, 22, 3), 20 frames a second, float32."""
    folder = tmp_path_factory.mktemp("data")
    for sample in (ROOT / "humanoids/smpl/samples").glob("*.bvh"):
        command(
            "convert", sample, folder / f"{sample.stem}.npy", "--rate", "20", "--format", "humanml3d-joints"
        )
    return folder


@pytest.fixture(scope="session")
def walk(data):
    return np.load(data / "walk.npy")


@pytest.fixture(scope="session")
def piece(walk):
    """Long enough to be cleaned, short enough for a build without optimisation."""
    return walk[:24]


@pytest.fixture(scope="session")
def corrector():
    return gaitkeeper.Corrector()
