"""Answer files: a candidate's unsent responses, sealed in the browser for this server alone.

How they're sealed, and what opens them, is `answer_file_seal`'s.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import Field, ValidationError

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.sealed_file import Sealed

LARGEST = 2 * 1024 * 1024
NOT_IMPORTED = text("The answer file wasn't imported.")


class SealedFile(Sealed):
    """What stands open in a file: whose form, which admission of the seat, and what is needed to open the rest."""

    KIND = "exam-answer-file"
    OWN = ("form", "epoch")

    exam_answer_file: int = Field(ge=1, le=1)
    form: str = Field(pattern=r"^[0-9a-f]{64}$")
    epoch: int = Field(ge=1)


@dataclass(frozen=True)
class AnswerFile:
    """An opened file: saves as `PUT /sitting/responses` takes them, with their epoch; `made_at` by the page's clock."""

    made_at: str
    saves: tuple[dict[str, Any], ...]


def file_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_answer_file(content: bytes) -> SealedFile:
    """The open part of a file. Raises Refused where it's no answer file."""
    try:
        return SealedFile.model_validate_json(content if len(content) <= LARGEST else b"")
    except ValidationError:
        refuse(
            text("This is no answer file of this program, or a part of it is missing."),
            text("Choose the file that the candidate's page saved; its name ends with .exam."),
        )


def refuse(why: Text, remedy: Text) -> NoReturn:
    """Raises Refused."""
    raise Refused(NOT_IMPORTED, why, remedy)
