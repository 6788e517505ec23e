"""What is known of a candidate when they're enrolled: the data minimum."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from exam_server.core.problems import Refused
from exam_server.core.text import text

MAXIMUM_LENGTH = 120
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{5,28}[0-9]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class CandidateEntry:
    """One line of an enrolment list. `email` tells people apart; without it a person is always new.

    `phone` is voluntary: it serves news on the day itself.
    """

    given_names: str
    family_name: str
    born_on: date | None = None
    email: str = ""
    phone: str = ""


WHO_THEY_ARE = ("given_names", "family_name", "born_on")
LONGEST_REASON = 500


def find_changes(before: CandidateEntry, after: CandidateEntry) -> Mapping[str, object]:
    """What a correction changes: by field what stood there before."""
    new = asdict(after)
    return {name: value for name, value in asdict(before).items() if value != new[name]}


def require_correction(changes: Mapping[str, object], after: CandidateEntry, reason: str) -> None:
    """Whether somebody's data may be corrected so. Raises Refused for a missing name, and for another name or date of
    birth without a reason: a result or a certificate may rest on the old one.
    """
    if not after.given_names or not after.family_name:
        why, remedy = text("A name is missing."), text("Write it.")
    elif changes.keys() & set(WHO_THEY_ARE) and not 1 <= len(reason) <= LONGEST_REASON:
        why = text("Another name or date of birth needs a reason, of {limit} characters at most.", limit=LONGEST_REASON)
        remedy = text("Write which document you saw.")
    else:
        return
    raise Refused(text("The data weren't changed."), why, remedy)


def is_phone(written: str) -> bool:
    """Whether it has the shape of a telephone number."""
    return _PHONE.fullmatch(written) is not None


def is_email(written: str) -> bool:
    """Whether it has the shape of an address; whether somebody reads it, only a message shows."""
    return len(written) <= MAXIMUM_LENGTH and _EMAIL.fullmatch(written) is not None
