"""A ruling in a form and in an address says the same as the ruling."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Item, Scoring
from exam_server.core.rekeying import Accepted, Ruling, settle
from exam_server.formats.ruling_fields import is_said, read_ruling, write_ruling
from tests.core.test_key_rulings import EVERY, ITEMS, MAPPED, RULED, rulings


@pytest.mark.parametrize("item", EVERY, ids=lambda item: f"{item.kind}{'-mapped' * bool(item.scoring.mapping)}")
@settings(max_examples=25)
@given(data=st.data())
def test_fields_say_the_same_ruling(item: Item, data: st.DataObject) -> None:
    ruling = data.draw(rulings(item))
    fields = write_ruling(item, ruling)
    assert read_ruling(item, fields) == (settle(item, ruling), ()) and is_said(fields)


@pytest.mark.parametrize("kind", RULED)
def test_so_do_those_with_orders_and_accepted_texts(kind: str) -> None:
    item, ruling = ITEMS[kind], RULED[kind][0]
    assert read_ruling(item, write_ruling(item, ruling)) == (settle(item, ruling), ())


def test_accepted_texts_earn_the_points_that_stand_beside_them() -> None:
    item = replace(ITEMS["gap_text"], scoring=Scoring(MAPPED["gap_text"]))
    mapping = {**MAPPED["gap_text"], "kraj +1": 0.25, "kraj +2": 0.25}
    accepted = (Accepted("Indii", "kraj"), Accepted("Cejlonu", "kraj"))
    ruling = settle(item, Ruling(accepted=accepted, scoring=Scoring(mapping)))
    assert read_ruling(item, write_ruling(item, ruling)) == (ruling, ())


def test_places_are_one_order_more_and_places_that_are_none_are_refused_later() -> None:
    item = ITEMS["ordering"]
    places = {"place.b": ["1"], "place.a": ["2"], "place.c": ["3"], "place.d": ["4"]}
    ruling, _ = read_ruling(item, {"orders": ["a b c d"], **places})
    assert ruling.orders == (("a", "b", "c", "d"), ("b", "a", "c", "d"))
    assert read_ruling(item, places | {"place.a": ["1"]})[0].orders == (("b", "", "c", "d"),)


def test_what_is_no_number_is_said() -> None:
    item = replace(ITEMS["single_choice"], scoring=Scoring(MAPPED["single_choice"]))
    _, problems = read_ruling(item, {"points.a": ["dużo"], "points.+1": ["1"], "lower": ["-"]})
    assert [str(each) for each in problems] == ["“dużo” isn't a number.", "“-” isn't a number."]
