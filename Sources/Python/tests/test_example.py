import os
import pathlib
import re
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[1]


def test_the_loop_of_generations_runs(data):
    ran = subprocess.run(
        [sys.executable, PACKAGE / "examples/self_correcting_loop.py", data]
        + ["--generations", "2", "--samples", "3", "--frames", "24"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )
    assert ran.returncode == 0, ran.stderr
    generations = re.findall(r"generation (\d): (\d) of 3 performed, .* ([\d.]+) -> ([\d.]+) mm", ran.stdout)
    assert [generation for generation, *_ in generations] == ["0", "1"]
    for _, performed, before, after in generations:
        assert int(performed) > 0 and float(after) < float(before)
