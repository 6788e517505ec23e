"""What a small C library in front of the system's own makes up for a server: a disk that forgets, a clock that jumps."""

import random
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = 4096
NEVER = 0


def compile_library(name: str, folder: Path) -> Path:
    """The library of a C file beside this one; skips the test where nothing compiles it."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip(f"{name} is a small C library, and there is no compiler here")
    library = folder / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library


@dataclass(frozen=True)
class JumpingClock:
    """The wall clock of a server, for whoever sets it; what counts the time since the machine's start goes on."""

    library: Path
    offset: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.library), "CLOCK_OFFSET": str(self.offset)}

    def set_off(self, seconds: int) -> None:
        with self.offset.open("r+b" if self.offset.exists() else "wb") as file:
            file.write(struct.pack("q", seconds))


@dataclass(frozen=True)
class ForgetfulDisk:
    """`watched` is the instance's folder, `flushed` what a power cut would leave of it."""

    library: Path
    watched: Path

    @property
    def flushed(self) -> Path:
        return self.watched.with_name(f"{self.watched.name}-flushed")

    @property
    def _plan(self) -> Path:
        return self.watched.with_name(f"{self.watched.name}-plan")

    @property
    def environment(self) -> dict[str, str]:
        names = {"DISK_WATCHED": self.watched, "DISK_FLUSHED": self.flushed, "DISK_PLAN": self._plan}
        return {"LD_PRELOAD": str(self.library)} | {name: str(path) for name, path in names.items()}

    def begin(self) -> None:
        """Everything that lies there by now was flushed."""
        shutil.rmtree(self.flushed, ignore_errors=True)
        shutil.copytree(self.watched, self.flushed)
        self._plan.write_bytes(struct.pack("qqq", 0, NEVER, NEVER))

    def count(self) -> int:
        """The flushes since the beginning."""
        return int(struct.unpack("qqq", self._plan.read_bytes())[0])

    def arm(self, power: int = NEVER, fail: int = NEVER) -> None:
        """At the so many-th flush from now the power goes, or the flush fails."""
        now = self.count()
        with self._plan.open("r+b") as plan:
            plan.seek(8)
            plan.write(struct.pack("qq", now + power if power else NEVER, now + fail if fail else NEVER))

    def lose_power(self, dice: random.Random | None = None) -> None:
        """Leave what was flushed; with `dice` also some of the pages that were written since, as a real disk may."""
        for path in [each for each in self.watched.rglob("*") if each.is_file()]:
            kept = self.flushed / path.relative_to(self.watched)
            if dice is not None and kept.exists() and not path.name.endswith("-shm"):
                kept.write_bytes(_tear(kept.read_bytes(), path.read_bytes(), dice))
        shutil.rmtree(self.watched)
        shutil.copytree(self.flushed, self.watched)
        self.arm()


def _tear(flushed: bytes, written: bytes, dice: random.Random) -> bytes:
    """Page by page the older or the newer content; a file that grew may have grown or not."""
    length = dice.choice((len(flushed), len(written)))
    pages = []
    for start in range(0, length, PAGE):
        older, newer = flushed[start : start + PAGE], written[start : start + PAGE]
        pages.append(dice.choice((older or bytes(len(newer)), newer or older)))
    return b"".join(pages)[:length]
