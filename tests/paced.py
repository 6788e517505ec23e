"""How much slower this machine is, now, than the one that limits in seconds were set on: the limits grow with it."""

import time

USUAL_SECONDS = 0.02
"""Of the processor's time for the work below, where the limits were set."""


def slowness() -> float:
    """1 or more, by what the same few lines of Python take; measured anew each time, beside what is limited."""
    return max(1.0, min(_work() for _ in range(5)) / USUAL_SECONDS)


def _work() -> float:
    began = time.process_time()
    sum(hash((number, str(number))) & 1 for number in range(100_000))
    return time.process_time() - began
