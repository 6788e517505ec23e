"""In a redacted dossier nobody's name is left, in whatever ending, and one person is one pseudonym."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.redaction import Known, Redactor, number_people

KASIA = Known("K-1", "Kazimiera", "Kandydacka", ("kasia@example.org", "kasia"))
JAN = Known("Osoba 1", "Jan", "Bury")


def test_a_name_goes_whole_reversed_inflected_and_alone() -> None:
    redactor = Redactor([KASIA, JAN])
    said = "Kazimiera Kandydacka, Kandydacka Kazimiera; Kazimierze Kandydackiej (kasia@example.org) pomógł Jan Bury."
    assert redactor.clean_text(said) == "K-1, K-1; K-1 (K-1) pomógł Osoba 1."
    assert redactor.clean_text("pani Kandydackiej i KANDYDACKĄ") == "pani K-1 i K-1"


def test_what_only_contains_a_name_stays() -> None:
    assert Redactor([JAN]).clean_text("burza w Janowie") == "burza w Janowie"


def test_data_is_cleaned_at_any_depth_and_keys_stay() -> None:
    data = {"Bury": ["Jan Bury", {"a": ("Bury", 3, None)}]}
    assert Redactor([JAN]).clean(data) == {"Bury": ["Osoba 1", {"a": ["Osoba 1", 3, None]}]}


@given(st.lists(st.uuids().map(str), max_size=20))
def test_pseudonyms_depend_on_the_people_alone(ids: list[str]) -> None:
    numbered = number_people(ids, "Osoba")
    assert numbered == number_people(ids[::-1] + ids, "Osoba")
    assert len(set(numbered.values())) == len(set(ids))
