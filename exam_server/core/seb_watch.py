"""Watching a browser's keys during a test: who has shown them with its heartbeats and stops, is held for the desk."""

from dataclasses import dataclass, replace

# A heartbeat is lost or odd now and then; one in ten seconds that shows no key, three times, is another browser.
MOST_MISSES = 3


@dataclass(frozen=True)
class Watch:
    """`shows_keys`: its heartbeats have shown the right key; `misses`: those since then that didn't."""

    shows_keys: bool = False
    misses: int = 0

    @property
    def must_hold(self) -> bool:
        return self.misses >= MOST_MISSES


def after_beat(before: Watch, has_key: bool) -> Watch:
    """What a heartbeat changes.

    Only who has shown keys this way can miss them: a client that sends none with heartbeats was checked at the start.
    A right key takes no miss back, or two browsers with one seat would never be noticed.
    """
    if has_key:
        return replace(before, shows_keys=True)
    return replace(before, misses=before.misses + 1) if before.shows_keys else before
