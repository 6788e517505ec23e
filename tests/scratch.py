"""Where a run's files lie: in memory where there is plenty, for no test's file has to outlive a power cut.

What a commit waits for is the program's own (`synchronous`, `fsync`, checked in tests/store and tests/cli); here it
costs nothing, and databases of thousands of tests never reach the disk.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 * 1024**3


def keep_files_in_memory() -> None:
    """For this process and those that it starts; whoever names a folder in TMPDIR has chosen."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def _has_room() -> bool:
    """Half of a small machine's memory isn't room, and where nothing may be executed no library can be built."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return False
    return not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
