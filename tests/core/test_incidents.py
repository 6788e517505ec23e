"""The coded list of incidents."""

import pytest

from exam_server.core.incidents import CODES, INCIDENT_WORDS, check_incident
from exam_server.core.problems import Refused


def test_every_code_has_words() -> None:
    assert tuple(INCIDENT_WORDS) == CODES


@pytest.mark.parametrize(
    ("code", "note", "seconds"),
    [("flood", "", 0), ("other", "  ", 0), ("illness", "x" * 1001, 0), ("illness", "", -1), ("illness", "", 43201)],
)
def test_what_the_list_cannot_hold_is_refused(code: str, note: str, seconds: int) -> None:
    with pytest.raises(Refused):
        check_incident(code, note, seconds)


def test_another_incident_is_taken_with_a_note() -> None:
    assert check_incident("other", "Ptak w sali", 60) == "other"
