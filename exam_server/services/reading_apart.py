"""Foreign files are read by a process of their own, with limits: what goes wrong there goes wrong nowhere else."""

import os
import subprocess
import sys

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.intake import Intake
from exam_server.formats.intake_json import load_intake

__all__ = ["Intake", "read_apart"]
SECONDS = 20
"""By the clock; the process itself may use ten seconds of a processor."""
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


def read_apart(content: bytes, name: str, format_name: str = "auto") -> Intake:
    """What a file holds, as `take_in` says it; a file that the reader can't stand is one that couldn't be read."""
    command = [sys.executable, "-I", "-m", "exam_server.services.reading_process", name, format_name]
    given = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env=given, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return _unread(name, format_name, text("Reading the file took longer than {limit} seconds.", limit=SECONDS))
    if done.returncode != 0:
        return _unread(name, format_name, text("Reading the file needs more memory or time than an import may take."))
    try:
        return load_intake(done.stdout)
    except ValueError:
        return _unread(name, format_name, text("The file couldn't be read."))


def _unread(name: str, format_name: str, why: Text) -> Intake:
    return Intake(format_name, problems=(Problem(why, place=name, rule="limits"),))
