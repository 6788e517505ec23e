"""Words that everybody around knows don't make a password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.passwords import leans_on

HERE = ("Izba Herbaciana", "Izba", "Herbaciana", "Łódź", "Olga", "Żółć", "ol")


@pytest.mark.parametrize(
    "password",
    [
        "IzbaHerbaciana2026",
        "izba-herbaciana!!!",
        "Herbaciana123456",
        "lodz lodz lodz 11",
        "zolc.Olga.1990.xyz",
        "Egzamin2026egzamin",
        "administrator12",
    ],
)
def test_what_leans_on_names_and_words_of_the_house_is_found(password: str) -> None:
    assert leans_on(password, HERE)


@pytest.mark.parametrize(
    "password", ["trzy czajniki herbaty", "olga lubi czajniki", "839201748265", "ol ol ol ol ol ol"]
)
def test_what_has_letters_of_its_own_isnt(password: str) -> None:
    assert not leans_on(password, HERE)


@given(st.text(alphabet="0123456789 !?-", min_size=1))
def test_digits_and_signs_around_a_name_dont_make_it_better(around: str) -> None:
    assert leans_on(f"{around}herbaciana{around}", HERE)


@given(st.text(), st.lists(st.text(max_size=8), max_size=5))
def test_any_text_is_judged(password: str, words: list[str]) -> None:
    assert leans_on(password, words) in (True, False)
