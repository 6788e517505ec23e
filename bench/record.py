"""Writing measured figures into docs/performance.md: lines that were measured replace their former selves."""

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.figures import HEAD, WANTED, Figure, line

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write_figures(document: str, figures: Sequence[Figure], when: str) -> str:
    """The document with these figures in its table, in the order of `WANTED`; others stay as they were measured."""
    kept = {row.split("|")[1].strip(): row for row in part(document, "figures").splitlines()[len(HEAD) :]}
    for figure in figures:
        kept[figure.wanted.what] = f"{line(figure)} {when} |"
    rows = [kept[each.what] for each in WANTED if each.what in kept]
    heads = (f"{HEAD[0]} measured |", f"{HEAD[1]}---|")
    return replace_part(document, "figures", "\n".join([*heads, *rows]))


def part(document: str, name: str) -> str:
    """What stands between the marks of a part."""
    found = _marks(name).search(document)
    if found is None:
        raise LookupError(name)
    return found[2].strip("\n")


def replace_part(document: str, name: str, content: str) -> str:
    part(document, name)
    return _marks(name).sub(lambda found: f"{found[1]}\n\n{content}\n\n{found[3]}", document)


def _marks(name: str) -> re.Pattern[str]:
    return re.compile(f"(<!-- {name} -->)(.*?)(<!-- /{name} -->)", re.DOTALL)


def describe_machine(folder: Path) -> str:
    """The machine and its software, in a sentence; no name of it."""
    memory = psutil.virtual_memory().total / 1024**3
    software = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()},"
        f" {_file_system(folder)}; {software}; load average at the start {psutil.getloadavg()[0]:.1f}."
    )


def _processor() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", said, re.MULTILINE)
    return found[1] if found else platform.machine()


def _file_system(folder: Path) -> str:
    """The kind of the file system that holds the folder: on one in memory a flush costs nothing."""
    holders = [each for each in psutil.disk_partitions(all=True) if folder.is_relative_to(each.mountpoint)]
    return max(holders, key=lambda each: len(each.mountpoint)).fstype if holders else "an unknown file system"
