"""The disk of the drills itself: it forgets what wasn't flushed, and breaks where it was told to."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drills.preloaded import ForgetfulDisk, compile_library

WRITER = """
import os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
for number in range(3):
    os.write(file, bytes([65 + number]) * 4096)
    if number < 2:
        os.fsync(file)
"""


@pytest.fixture
def disk(tmp_path: Path) -> ForgetfulDisk:
    watched = tmp_path / "watched"
    watched.mkdir()
    disk = ForgetfulDisk(compile_library("forgetful_disk", tmp_path), watched)
    disk.begin()
    return disk


def _write(disk: ForgetfulDisk) -> int:
    command = [sys.executable, "-c", WRITER, str(disk.watched / "file")]
    environment = {**os.environ, **disk.environment}
    return subprocess.run(
        command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL, check=False
    ).returncode


def _pages(disk: ForgetfulDisk) -> str:
    return (disk.watched / "file").read_bytes()[::4096].decode()


def test_what_was_not_flushed_is_gone_when_the_power_goes(disk: ForgetfulDisk) -> None:
    assert (_write(disk), _pages(disk), disk.count()) == (0, "ABC", 2)
    disk.lose_power()
    assert _pages(disk) == "AB"


def test_the_power_goes_before_the_flush_that_was_named(disk: ForgetfulDisk) -> None:
    disk.arm(power=2)
    assert _write(disk) == -signal.SIGKILL
    assert _pages(disk) == "AB"
    disk.lose_power()
    assert _pages(disk) == "A"


def test_a_torn_file_holds_some_of_what_was_not_flushed(disk: ForgetfulDisk) -> None:
    left = set()
    for seed in range(20):
        disk.begin()
        _write(disk)
        disk.lose_power(random.Random(seed))
        left.add(_pages(disk))
        (disk.watched / "file").unlink()
    # The last is a file that has grown already, while what was written into it hasn't come.
    assert left == {"AB", "ABC", "AB\0"}


def test_a_flush_that_fails_says_so(disk: ForgetfulDisk) -> None:
    disk.arm(fail=1)
    assert _write(disk) == 1
    assert _pages(disk) == "A"
