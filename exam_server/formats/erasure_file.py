"""The file of erasures beside the backups: one confirmed order a line, ids only, appended and never rewritten."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from exam_server.core.problems import Refused
from exam_server.core.text import text


class ErasureLine(NamedTuple):
    """One order; `subjects`: kind, id, rule and due day (ISO 8601) of each."""

    order: str
    organisation: str
    proposed_at: str
    proposed_by: str
    decided_at: str
    decided_by: str
    subjects: tuple[tuple[str, str, str, str], ...]


def read_lines(file: Path) -> list[ErasureLine]:
    """All orders; none of a missing file. A last line that was cut off by a crash counts for nothing.

    Raises Refused where another line isn't one: what was erased must not come back because nobody could read it.
    """
    if not file.exists():
        return []
    lines = file.read_bytes().split(b"\n")
    found = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            given = json.loads(line)
            subjects = tuple((str(a), str(b), str(c), str(d)) for a, b, c, d in given.pop("subjects"))
            found.append(ErasureLine(**given, subjects=subjects))
        except (ValueError, TypeError, KeyError) as error:
            raise Refused(
                text("The list of erasures can't be read."),
                text("Line {number} of {file} isn't one of its lines.", number=number, file=str(file)),
                text("Take another copy of it: one lies beside each backup."),
                "P8",
            ) from error
    return found


def write_lines(file: Path, lines: Sequence[ErasureLine]) -> None:
    """Append orders, and be sure that they're on the disk. Raises OSError."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as opened:
        opened.seek(_end_of_whole_lines(file))
        opened.truncate()
        for line in lines:
            opened.write(json.dumps(line._asdict(), separators=(",", ":")).encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


def _end_of_whole_lines(file: Path) -> int:
    """After the last line that was written wholly."""
    return file.read_bytes().rfind(b"\n") + 1
