"""What is known of a candidate when they're enrolled: the data minimum."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CandidateEntry:
    """One line of an enrolment list. `email` tells people apart; without it a person is always new."""

    given_names: str
    family_name: str
    born_on: date | None = None
    email: str = ""
