"""Tablet files: somebody's logs, sealed in the browser for this server alone; the last resort without a network."""

import json
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from pydantic import Field, ValidationError

from exam_server.core.device_log import LONGEST_DEVICE
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.sealed_file import Sealed

LARGEST = 8 * 1024 * 1024
NOT_IMPORTED = text("The tablet's file wasn't imported.")


class SealedTabletFile(Sealed):
    """What stands open in a file: whose it is, and what is needed to open the rest."""

    KIND = "exam-tablet-file"
    OWN = ("account",)

    exam_tablet_file: int = Field(ge=1, le=1)
    account: str = Field(pattern=r"^[0-9a-f-]{36}$")


@dataclass(frozen=True)
class FiledLog:
    """One log of a file, from its first entry on: of a sheet, or of a run as its cards write it."""

    encounter_id: UUID
    device: str
    entries: tuple[str, ...]
    of_run: bool


def read_tablet_file(content: bytes) -> SealedTabletFile:
    """The open part of a file. Raises Refused where it's no tablet's file."""
    try:
        return SealedTabletFile.model_validate_json(content if len(content) <= LARGEST else b"")
    except ValidationError:
        refuse(
            text("This is no tablet's file of this program, or a part of it is missing."),
            text("Choose the file that the tablet saved; its name ends with .exam."),
        )


def read_logs(opened: bytes) -> tuple[FiledLog, ...]:
    """The logs in the opened part. Raises Refused where it isn't what tablets write."""
    try:
        logs = [
            FiledLog(
                UUID(each["encounter"]),
                str(each["device"])[:LONGEST_DEVICE],
                tuple(map(str, each["entries"])),
                each.get("of") == "run",
            )
            for each in json.loads(opened)["logs"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        refuse_damaged()
    return tuple(logs)


def refuse_damaged() -> NoReturn:
    """Raises Refused."""
    refuse(
        text("The file is damaged, or was changed, or isn't of this person's tablet."),
        text("Copy it from the tablet again; its page can save another one."),
    )


def refuse(why: Text, remedy: Text) -> NoReturn:
    """Raises Refused."""
    raise Refused(NOT_IMPORTED, why, remedy)
