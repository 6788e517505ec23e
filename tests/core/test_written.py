"""Two readers alone, a third where they differ: whatever the order, nobody twice, and always a result."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import GuideElement, Item, Scoring
from exam_server.core.problems import Refused
from exam_server.core.tickets import ALPHABET
from exam_server.core.written import (
    RULE,
    GivenMark,
    Share,
    WrittenRule,
    agree,
    in_reading_order,
    lacking,
    mark_by_guide,
    may_take,
    piece_code,
    places,
    require_complete,
    settle,
)

MEMBERS = "abcde"
ELEMENTS = 3
LEVELS = st.tuples(*[st.integers(0, 3)] * ELEMENTS)
WRITTEN = Item("hb-1", "extended_text", ("1A1",), "Opisz.", guide=(GuideElement("x"),) * ELEMENTS)


def share(marker: str, levels: tuple[int, ...], sealed: bool = True) -> Share:
    return Share(marker, tuple(GivenMark(level, "bo tak") for level in levels), sealed)


def read(order: list[str], levels: dict[str, tuple[int, ...]]) -> tuple[list[Share], list[str]]:
    """Members who come in this order take a text whenever they may, and seal at once; who took it, in that order."""
    shares: list[Share] = []
    for member in order:
        if may_take(shares, member):
            shares.append(share(member, levels[member]))
    return shares, [each.marker for each in shares]


ALL = st.fixed_dictionaries({member: LEVELS for member in MEMBERS})


@pytest.mark.rule("S2")
@given(ALL, st.lists(st.sampled_from(MEMBERS), max_size=12))
def test_nobody_reads_a_text_twice_and_no_more_read_it_than_it_needs(
    levels: dict[str, tuple[int, ...]], order: list[str]
) -> None:
    shares, readers = read(order, levels)
    assert len(set(readers)) == len(readers) <= 3
    if len(readers) == 3:
        assert not agree(shares[0], shares[1])
    settled = settle(shares)
    assert (settled is None) == (places(shares) > 0), "it waits for a reader exactly as long as nothing is settled"


@given(LEVELS, LEVELS, LEVELS, st.permutations(range(3)))
def test_the_order_of_sealing_does_not_matter(
    one: tuple[int, ...], two: tuple[int, ...], three: tuple[int, ...], order: list[int]
) -> None:
    sealed = [share(member, levels) for member, levels in zip("abc", (one, two, three), strict=True)]
    pair = sealed[:2]
    assert settle(pair) == settle(pair[::-1])
    assert settle(sealed) == settle([sealed[place] for place in order])


@given(ALL)
def test_every_element_gets_a_level_that_two_readers_grant_and_no_single_reader_moves(
    levels: dict[str, tuple[int, ...]],
) -> None:
    shares, _ = read(list(MEMBERS), levels)
    settled = settle(shares)
    assert settled is not None, "three readers always come to a result"
    assert settled.by == ("agreement" if len(shares) == 2 else "third")
    for place, level in enumerate(settled.levels):
        given_levels = [each.marks[place].level or 0 for each in shares]
        assert sum(each >= level for each in given_levels) >= 2
        assert sum(each > level for each in given_levels) < 2


@given(LEVELS, LEVELS)
def test_two_agree_where_their_levels_are_near_and_say_the_same_of_whether_it_suffices(
    one: tuple[int, ...], two: tuple[int, ...]
) -> None:
    near = all(abs(a - b) <= 1 and (a >= 2) == (b >= 2) for a, b in zip(one, two, strict=True))
    first, second = share("a", one), share("b", two)
    assert agree(first, second) == near == (settle([first, second]) is not None)
    assert agree(first, second, WrittenRule(largest_gap=0)) == (one == two)


def test_a_third_one_may_come_only_after_two_have_sealed_and_differ() -> None:
    low, high = share("a", (0, 0, 0)), share("b", (3, 3, 3))
    assert places([]) == 2 and places([low]) == 1
    assert places([low, share("b", (), sealed=False)]) == 0
    assert places([low, high]) == 1 and places([low, high, share("c", (), sealed=False)]) == 0
    assert settle([low, high, share("c", (), sealed=False)]) is None


def test_what_one_reader_has_not_sealed_counts_for_nothing() -> None:
    assert settle([share("a", (2, 2, 2)), share("b", (2, 2, 2), sealed=False)]) is None


@pytest.mark.rule("P2")
def test_a_level_that_does_not_suffice_says_what_the_text_lacks() -> None:
    marks = [GivenMark(3), GivenMark(1), GivenMark(0, "brak przykładu")]
    assert [at for at, _ in lacking(marks, ELEMENTS)] == [1]
    assert [at for at, _ in lacking([], ELEMENTS)] == [0, 1, 2]
    with pytest.raises(Refused, match="element: 2") as refused:
        require_complete(marks, ELEMENTS)
    assert refused.value.rule == "P2"
    require_complete([GivenMark(2)] * ELEMENTS, ELEMENTS)


@pytest.mark.rule("P9")
@given(LEVELS)
def test_an_item_is_right_only_where_every_element_suffices(levels: tuple[int, ...]) -> None:
    made, right = mark_by_guide(WRITTEN, levels)
    assert right == all(level >= RULE.sufficient for level in levels)
    assert (made.state, made.rule, made.maximum) == ("marked", "guide", 1.0)
    assert made.score == pytest.approx(sum(levels) / 9)


def test_the_score_stays_within_the_bounds_of_its_item() -> None:
    bounded = Item("hb-2", "extended_text", ("1A1",), "Opisz.", scoring=Scoring(lower=0.25, upper=0.5))
    assert mark_by_guide(bounded, (0,))[0].score == 0.25
    assert mark_by_guide(bounded, (3,))[0].score == 0.5
    assert mark_by_guide(WRITTEN, ()) == (mark_by_guide(WRITTEN, (0,))[0], False)


@pytest.mark.rule("P5")
@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_a_pseudonym_is_made_of_random_bytes_alone(one: bytes, other: bytes) -> None:
    code = piece_code(one)
    assert code.startswith("P-") and len(code) == 10 and set(code[2:]) <= set(ALPHABET)
    assert (code == piece_code(other)) == (one == other)
    with pytest.raises(ValueError, match="5 random bytes"):
        piece_code(one + b"x")


def test_a_queue_goes_item_by_item_and_by_the_random_code() -> None:
    assert in_reading_order({"P-3": "b", "P-1": "b", "P-2": "a"}) == ["P-2", "P-1", "P-3"]


@pytest.mark.rule("S2")
def test_each_element_may_have_a_level_of_its_own_that_suffices() -> None:
    rule = WrittenRule(thresholds=(3, 1))
    assert [rule.needed(at) for at in range(3)] == [3, 1, RULE.sufficient]
    high, low = share("a", (3, 1)), share("b", (2, 1))
    assert agree(high, low) and not agree(high, low, rule), "3 suffices for the first element, and 2 doesn't"
    assert agree(high, share("b", (3, 2)), rule)
    assert [element for element, _ in lacking([GivenMark(2), GivenMark(1)], 2, rule)] == [0]
