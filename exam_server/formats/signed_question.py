"""What has to be known before a signed file is read, and how it goes to the process that reads it."""

import json
from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.plain import from_plain, to_plain


@dataclass(frozen=True)
class Question:
    """`held`: how many of the file's first bytes are the protocol as it was made.

    `roots`: files of trusted issuers (PEM or DER) by their names, in base 64.
    """

    held: int
    made_at: datetime
    now: datetime
    roots: tuple[tuple[str, str], ...] = ()


def write_question(question: Question, content: bytes) -> bytes:
    """The question in a line before the file."""
    return json.dumps(to_plain(question)).encode() + b"\n" + content


def read_question(asked: bytes) -> tuple[Question, bytes]:
    """What `write_question` was given. Raises ValueError for anything else."""
    line, _, content = asked.partition(b"\n")
    return from_plain(Question, json.loads(line)), content
