"""How lists are ordered and searched: what an address says, and which words of an item count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import Item, Option, Pair
from exam_server.core.item_list import ORDERS, Sorting, read_sorting, searched_words, write_sorting


@given(st.builds(Sorting, st.sampled_from(ORDERS), st.booleans()))
def test_an_order_written_into_an_address_is_read_back(sorting: Sorting) -> None:
    assert read_sorting(write_sorting(sorting)) == sorting


@pytest.mark.parametrize("words", ["", "nothing", "-nothing", "--code", "code; drop table item"])
def test_an_order_that_does_not_exist_is_the_order_of_codes(words: str) -> None:
    assert read_sorting(words) == Sorting()


def test_a_search_looks_through_code_stem_and_choices_without_diacritics_and_never_through_rationales() -> None:
    item = Item(
        "WD-1",
        "matching",
        ("1A1",),
        "Źródło **łagodnej** wody ![żuraw](media:00)",
        options=(Option("a", "Święta", key=True, rationale="TAJNE"),),
        pairs=(Pair("p", "Gęś", "jezioro Śniardwy", rationale="TAJNE"),),
    )
    found = searched_words(item)
    assert all(word in found for word in ("wd-1", "zrodlo", "lagodnej", "[zuraw]", "swieta", "ges", "sniardwy"))
    assert "tajne" not in found and "00" not in found
