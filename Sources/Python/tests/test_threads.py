import threading
import time

import numpy as np


def test_other_threads_of_python_go_on_meanwhile(corrector, piece):
    ticks = 0
    done = threading.Event()

    def tick():
        nonlocal ticks
        while not done.wait(0.001):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        motion = piece
        while True:
            before, start = ticks, time.monotonic()
            corrector.correct(motion)
            seen, seconds = ticks - before, time.monotonic() - start
            # Long enough that a thread that is kept from running would be seen to have missed hundreds of ticks.
            if seconds > 0.3 or len(motion) > 5000:
                break
            motion = np.concatenate([motion, motion[::-1]])
    finally:
        done.set()
        thread.join()
    assert seen >= 10


def test_one_corrector_serves_many_threads_at_once(corrector, piece):
    motions = [piece, piece[::-1], piece * np.float32(0.9)]
    expected = [corrector.correct(motion).joints for motion in motions]
    found = {}

    def work(index):
        found[index] = corrector.correct(motions[index % 3]).joints

    threads = [threading.Thread(target=work, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index in range(6):
        assert np.array_equal(found[index], expected[index % 3])
