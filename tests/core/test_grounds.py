"""Grounds say something, and are read for a purpose in words."""

import pytest

from exam_server.core.grounds import Ground, require_ground, require_purpose
from exam_server.core.problems import Refused


@pytest.mark.parametrize("given", [Ground(""), Ground(" \n"), Ground("x" * 4001), Ground("x" * 4001, True)])
def test_grounds_without_words_and_document_or_too_long_are_refused(given: Ground) -> None:
    with pytest.raises(Refused):
        require_ground(given)


def test_words_or_a_document_suffice() -> None:
    assert require_ground(Ground(" orzeczenie z poradni ")) == "orzeczenie z poradni"
    assert require_ground(Ground("", has_document=True)) == ""


@pytest.mark.parametrize("purpose", ["", "    ", "abcd", "x" * 501])
def test_nobody_reads_grounds_without_a_purpose(purpose: str) -> None:
    with pytest.raises(Refused):
        require_purpose(purpose)
    assert require_purpose(" decyzja o czasie ") == "decyzja o czasie"
