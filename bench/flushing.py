"""Flushes that take longer: a small C library in front of the system's own, for processes of the bench alone."""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_flush.c")


def slow_flushes(folder: Path, microseconds: int) -> dict[str, str] | None:
    """The variables of a process whose every flush takes so much longer; None where there's no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    library = folder / "slow_flush.so"
    if not library.exists():
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_FLUSH_US": str(microseconds)}
