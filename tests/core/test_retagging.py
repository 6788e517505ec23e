"""Criteria of many items: what is added comes once, what replaces takes the place, nothing but drafts is left bare."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.retagging import Retagging, against_retagging, refuse_retagging, retag

CODES = ("1A1", "1A2", "2B1", "9Z9")
KNOWN = CODES[:3]
CRITERIA = st.lists(st.sampled_from(CODES), unique=True).map(tuple)
STATUSES = st.sampled_from(["draft", "review", "pilot", "active", "retired"])
CHANGES = st.builds(
    Retagging, st.sampled_from(["add", "remove", "replace"]), st.sampled_from(CODES), st.sampled_from(CODES)
)


@given(CRITERIA, STATUSES, CHANGES)
def test_a_change_that_fits_changes_something_and_leaves_nothing_but_drafts_bare(
    criteria: tuple[str, ...], status: str, change: Retagging
) -> None:
    after = retag(criteria, change)
    assert len(set(after)) == len(after)
    assert set(criteria) ^ set(after) <= {change.criterion, change.brought}
    if against_retagging(criteria, status, change) is None:  # type: ignore[arg-type]
        assert after != criteria
        assert after or status == "draft"
        assert change.brought in ("", *after)
    else:
        assert after == criteria or (not after and status != "draft")


@given(CRITERIA, CHANGES)
def test_what_was_left_alone_keeps_its_order(criteria: tuple[str, ...], change: Retagging) -> None:
    touched = {change.criterion, change.brought}
    assert [each for each in retag(criteria, change) if each not in touched] == [
        each for each in criteria if each not in touched
    ]


def test_a_replacing_criterion_takes_the_place_of_the_other() -> None:
    assert retag(("1A1", "1A2", "2B1"), Retagging("replace", "1A2", "9Z9")) == ("1A1", "9Z9", "2B1")
    assert retag(("1A1", "1A2", "2B1"), Retagging("replace", "1A2", "2B1")) == ("1A1", "2B1")


@given(CHANGES)
def test_an_unknown_criterion_can_go_and_never_come(change: Retagging) -> None:
    assert (refuse_retagging(change, KNOWN) is None) == (change.brought in ("", *KNOWN))


def test_a_change_without_its_criterion_is_refused() -> None:
    assert all(refuse_retagging(each, KNOWN) for each in (Retagging("add", ""), Retagging("replace", "1A1")))
