"""A chain that somebody touched is found out, and where; against a signed head even if all links were made anew."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.audit import GENESIS, ChainedEvent, link_hash
from exam_server.core.audit_heads import Harmed, SignedHead, find_harm, head_statement, is_head_due

DAY = date(2026, 11, 26)
lengths = st.integers(4, 30)


def chained(events: list[dict[str, object]]) -> list[ChainedEvent]:
    links: list[ChainedEvent] = []
    previous = GENESIS
    for position, event in enumerate(events, start=1):
        links.append(ChainedEvent(position, event, previous, link_hash(previous, event)))
        previous = links[-1].hash
    return links


def made(length: int) -> list[ChainedEvent]:
    return chained([{"id": number, "tag": "thing.done"} for number in range(length)])


def head_of(links: list[ChainedEvent], position: int) -> SignedHead:
    return SignedHead(DAY + timedelta(days=position), position, links[position - 1].hash)


def look(links: list[ChainedEvent], *heads: SignedHead) -> tuple[Harmed, ...]:
    return find_harm(links, heads, lambda head: True)


def names(harmed: tuple[Harmed, ...], position: int) -> bool:
    return any(each.position <= position <= each.until for each in harmed)


def numbered(links: list[ChainedEvent]) -> list[ChainedEvent]:
    return [ChainedEvent(at, link.event, link.previous_hash, link.hash) for at, link in enumerate(links, start=1)]


@given(lengths, st.data())
def test_an_untouched_chain_and_its_heads_show_no_harm(length: int, data: st.DataObject) -> None:
    links = made(length)
    signed = data.draw(st.lists(st.integers(1, length), max_size=3, unique=True))
    assert look(links, *(head_of(links, position) for position in signed)) == ()


@given(lengths, st.data())
def test_an_edited_event_is_named(length: int, data: st.DataObject) -> None:
    links, at = made(length), data.draw(st.integers(1, length))
    link = links[at - 1]
    links[at - 1] = ChainedEvent(at, {**link.event, "tag": "thing.undone"}, link.previous_hash, link.hash)
    assert look(links) == (Harmed("changed", at, at),)


@given(lengths, st.data())
def test_an_edited_event_with_its_own_hash_anew_is_named(length: int, data: st.DataObject) -> None:
    links, at = made(length), data.draw(st.integers(1, length - 1))
    event = {**links[at - 1].event, "tag": "thing.undone"}
    links[at - 1] = ChainedEvent(at, event, links[at - 1].previous_hash, link_hash(links[at - 1].previous_hash, event))
    assert look(links) == (Harmed("unlinked", at, at + 1),)


@given(lengths, st.booleans(), st.data())
def test_a_deleted_event_is_named_also_where_the_rest_moves_up(length: int, moves: bool, data: st.DataObject) -> None:
    links, at = made(length), data.draw(st.integers(1, length - 1))
    rest = links[: at - 1] + links[at:]
    assert names(look(numbered(rest) if moves else rest), at)


@given(lengths, st.data())
def test_an_inserted_event_is_named(length: int, data: st.DataObject) -> None:
    links, at = made(length), data.draw(st.integers(1, length))
    previous = links[at - 1].previous_hash
    event: dict[str, object] = {"id": "new"}
    links.insert(at - 1, ChainedEvent(at, event, previous, link_hash(previous, event)))
    assert names(look(numbered(links)), at)
    assert names(look(links), at)


@given(lengths, st.data())
def test_two_events_that_change_places_are_named(length: int, data: st.DataObject) -> None:
    links = made(length)
    one, other = sorted(data.draw(st.lists(st.integers(1, length), min_size=2, max_size=2, unique=True)))
    links[one - 1], links[other - 1] = links[other - 1], links[one - 1]
    for swapped in (links, numbered(links)):
        assert names(look(swapped), one)


@given(lengths, st.data())
def test_a_chain_that_was_cut_off_is_found_by_its_signed_head(length: int, data: st.DataObject) -> None:
    links, kept = made(length), data.draw(st.integers(0, length - 1))
    assert look(links[:kept]) == ()
    assert look(links[:kept], head_of(links, length)) == (Harmed("cut_off", kept + 1, length),)


@given(lengths, st.data())
def test_a_chain_reckoned_anew_is_found_between_two_heads(length: int, data: st.DataObject) -> None:
    links, at = made(length), data.draw(st.integers(2, length))
    events = [dict(link.event) for link in links]
    events[at - 1]["tag"] = "thing.undone"
    before, after = head_of(links, at - 1), head_of(links, length)
    assert look(chained(events)) == ()
    assert look(chained(events), before, after) == (Harmed("rewritten", at, length),)


def test_a_head_that_nobody_signed_counts_for_nothing_and_is_named() -> None:
    links = made(5)
    head = SignedHead(DAY, 3, "0" * 64)
    assert find_harm(links, [head], lambda each: False) == (Harmed("forged_head", 3, 3),)


@pytest.mark.parametrize(
    ("newest", "length", "today", "due"),
    [
        (None, 0, DAY, False),
        (None, 1, DAY, True),
        (SignedHead(DAY, 5, ""), 9, DAY, False),
        (SignedHead(DAY, 5, ""), 9, DAY + timedelta(days=1), True),
        (SignedHead(DAY, 5, ""), 5, DAY + timedelta(days=1), False),
        (SignedHead(DAY, 5, ""), 9, DAY - timedelta(days=1), False),
    ],
)
def test_a_head_is_due_once_a_day_where_something_happened(
    newest: SignedHead | None, length: int, today: date, due: bool
) -> None:
    assert is_head_due(newest, length, today) is due


def test_what_is_signed_names_whose_chain_it_is() -> None:
    head = SignedHead(DAY, 5, "ab")
    assert head_statement("one", head) != head_statement("other", head)
