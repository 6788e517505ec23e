"""This machine's clocks: the wall clock, and the time since the machine was started, which nobody sets."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from exam_server.core.clock import Reading

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class MachineClock:
    """Linux' clocks. `CLOCK_BOOTTIME` runs at the rate that NTP disciplines, goes on while the machine sleeps, and is
    never stepped.
    """

    def __init__(self) -> None:
        self.boot_id = BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else ""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def since_boot(self) -> timedelta:
        return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))

    def read(self) -> Reading:
        return Reading(self.wall(), self.since_boot(), self.boot_id)
