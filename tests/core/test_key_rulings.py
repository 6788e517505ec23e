"""A wrong key found after an exam: what counts as right under a ruling, and which verdicts turn."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import Scoring
from exam_server.core.rekeying import Ruling, mark_under, refuse_ruling, turned
from tests.kinds import EVERY_KIND

ONE = EVERY_KIND["single_choice"].item
SEVERAL = EVERY_KIND["multiple_response"].item


def right(item: object, response: object, ruling: Ruling | None) -> bool:
    return mark_under(item, response, ruling)[1]  # type: ignore[arg-type]


def test_without_a_ruling_the_authors_key_counts() -> None:
    assert [right(ONE, each, None) for each in ("a", "b", "c", None)] == [True, False, False, False]


def test_another_key_takes_the_place_of_the_first() -> None:
    assert [right(ONE, each, Ruling(("b",))) for each in ("a", "b", "c", None)] == [False, True, False, False]


def test_of_several_keys_of_a_single_choice_each_is_right() -> None:
    assert [right(ONE, each, Ruling(("a", "b"))) for each in ("a", "b", "c", None)] == [True, True, False, False]


def test_of_a_multiple_response_the_keys_are_right_together() -> None:
    ruling = Ruling(("a", "c"))
    assert [right(SEVERAL, each, ruling) for each in (["a", "c"], ["a", "b"], ["a"], [])] == [True, False, False, False]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_an_item_of_any_kind_can_count_as_right_for_everybody_even_a_blank(kind: str) -> None:
    item, everybody = EVERY_KIND[kind].item, Ruling(everybody=True)
    assert refuse_ruling(item, everybody) is None
    assert right(item, None, everybody) and right(item, EVERY_KIND[kind].wrong, everybody)


@pytest.mark.parametrize("kind", ["numeric", "short_text"])
def test_a_text_that_was_foreseen_as_wrong_can_become_right(kind: str) -> None:
    item = EVERY_KIND[kind].item
    item = replace(item, options=tuple(replace(each, key=index == 0) for index, each in enumerate(item.options)))
    assert not right(item, item.options[1].text, None)
    assert right(item, item.options[1].text, Ruling(tuple(option.id for option in item.options)))


@pytest.mark.parametrize(
    ("item", "ruling"),
    [
        (ONE, Ruling()),
        (ONE, Ruling(("z",))),
        (ONE, Ruling(("a",))),
        (ONE, Ruling(("b",), everybody=True)),
        (replace(SEVERAL, scoring=Scoring({"a": 0.5, "b": 0.5})), Ruling(("a", "c"))),
        (EVERY_KIND["matching"].item, Ruling(("p1",))),
        (EVERY_KIND["gap_text"].item, Ruling(("a",))),
    ],
)
def test_what_cant_be_carried_out_is_refused_in_words(item: object, ruling: Ruling) -> None:
    assert refuse_ruling(item, ruling) is not None  # type: ignore[arg-type]


@given(st.sets(st.sampled_from("abc"), min_size=1))
def test_under_a_ruling_the_best_mark_is_reached_and_never_passed(keys: set[str]) -> None:
    ruling = Ruling(tuple(sorted(keys)))
    for response in "abc":
        made, is_right = mark_under(ONE, response, ruling)
        assert is_right == (response in keys) and made.score == float(is_right) <= made.maximum


def test_only_verdicts_that_turn_are_named() -> None:
    met, not_met = ("met", None), ("not_met", None)
    assert turned({"1A1": met, "1A2": met}, {"1A1": met, "1A2": not_met}) == {"1A2": (met, not_met)}  # type: ignore[dict-item]
