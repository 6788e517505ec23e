"""Foreign files are read by a process of their own, with limits: what goes wrong there goes wrong nowhere else."""

import os
import subprocess
import sys
from threading import BoundedSemaphore

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.image import LARGEST_STORED, Picture
from exam_server.formats.intake import Intake
from exam_server.formats.intake_json import load_intake

__all__ = ["Intake", "read_apart", "read_picture_apart"]
SECONDS, PICTURE_SECONDS = 20, 60
"""By the clock; the process itself may use ten seconds of a processor, for a picture thirty."""
PROGRAM = ("-I", "-m", "exam_server.services.reading_process")
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
PICTURES_AT_ONCE = BoundedSemaphore(2)
"""Each may take three quarters of a gigabyte; who brings one more waits."""


def read_apart(content: bytes, name: str, format_name: str = "auto") -> Intake:
    """What a file holds, as `take_in` says it; a file that the reader can't stand is one that couldn't be read."""
    done = _run(content, SECONDS, name, format_name)
    if done is None:
        return _unread(name, format_name, text("Reading the file took longer than {limit} seconds.", limit=SECONDS))
    if done.returncode != 0:
        return _unread(name, format_name, text("Reading the file needs more memory or time than an import may take."))
    try:
        return load_intake(done.stdout)
    except ValueError:
        return _unread(name, format_name, text("The file couldn't be read."))


def read_picture_apart(
    content: bytes, name: str = "", largest: int = LARGEST_STORED
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """As `read_image`: the picture painted anew, or why not; whatever it does to its decoder, this process goes on."""
    with PICTURES_AT_ONCE:
        done = _run(content, PICTURE_SECONDS, name, "picture", str(largest))
    try:
        intake = load_intake(done.stdout) if done is not None and done.returncode == 0 else None
    except ValueError:
        intake = None
    if intake is None:
        why = text("The picture needs more memory or time than reading one may take.")
        return None, (Problem(why, place=name, rule="picture"),)
    return next(iter(intake.pictures.values()), None), intake.problems


def _run(content: bytes, seconds: int, *arguments: str) -> "subprocess.CompletedProcess[bytes] | None":
    """What the reading process came to; None where it took too long."""
    command = [sys.executable, *PROGRAM, *arguments]
    given = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    try:
        return subprocess.run(command, input=content, capture_output=True, timeout=seconds, env=given, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None


def _unread(name: str, format_name: str, why: Text) -> Intake:
    return Intake(format_name, problems=(Problem(why, place=name, rule="limits"),))
