"""What is known of a candidate when they're enrolled: the data minimum."""

import re
from dataclasses import dataclass
from datetime import date

MAXIMUM_LENGTH = 120
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class CandidateEntry:
    """One line of an enrolment list. `email` tells people apart; without it a person is always new."""

    given_names: str
    family_name: str
    born_on: date | None = None
    email: str = ""


def is_email(written: str) -> bool:
    """Whether it has the shape of an address; whether somebody reads it, only a message shows."""
    return len(written) <= MAXIMUM_LENGTH and _EMAIL.fullmatch(written) is not None
