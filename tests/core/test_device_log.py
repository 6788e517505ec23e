"""A tablet's log: whatever the network does to it, each entry is there once, in its order, or known to be missing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.device_log import LONGEST_ENTRY, Head, begin, link, missing, read_entry, shown, take
from exam_server.core.problems import Refused

START = begin("encounter", "account", "device")


def write(count: int, word: str = "") -> tuple[list[str], list[Head]]:
    """Entries of a device, and the head after each of them (the first head: none yet)."""
    entries = [json.dumps({"sequence": n, "kind": "note", "at": n, "words": f"{word}{n}"}) for n in range(1, count + 1)]
    heads = [START]
    for number, entry in enumerate(entries, start=1):
        heads.append(Head(number, link(heads[-1].digest, entry)))
    return entries, heads


@settings(max_examples=200)
@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_parts_that_come_in_any_order_and_often_add_each_entry_once(count: int, parts: list[tuple[int, int]]) -> None:
    entries, heads = write(count)
    head, kept = START, []
    for one, other in [*parts, (0, count)]:
        first, last = sorted((min(one, count), min(other, count)))
        taken = take(head, heads[first].digest, entries[first:last])
        assert taken.joint == ("gap" if first > head.sequence and first < last else "linked")
        head, kept = taken.head, kept + [each.text for each in taken.entries]
        assert head == heads[len(kept)]
    assert kept == entries


@given(st.integers(0, 8), st.integers(0, 8), st.integers(1, 8))
def test_another_story_under_the_same_name_is_never_taken(known: int, shared: int, more: int) -> None:
    """It parts from the known one after `shared` entries; what was known before them is as it was."""
    shared = min(shared, known)
    entries, heads = write(known)
    others, digest = entries[:shared], heads[shared].digest
    for number in range(shared + 1, known + more + 1):
        others.append(json.dumps({"sequence": number, "kind": "note", "at": 1, "words": "other"}))
        digest = link(digest, others[-1])
    taken = take(heads[known], START.digest, others)
    assert taken.joint == ("linked" if shared == known else "forked")
    assert bool(taken.entries) == (shared == known)


def test_the_beginning_binds_a_log_to_its_encounter_account_and_device() -> None:
    entries, _ = write(2)
    assert take(START, begin("other", "account", "device").digest, entries).joint == "forked"
    assert len({begin(*each).digest for each in (("a", "b", "c"), ("b", "a", "c"), ("a", "b", "d"))}) == 3


def test_what_the_device_has_made_and_hasnt_arrived_is_named() -> None:
    assert list(missing(Head(2, ""), 5)) == [3, 4, 5]
    assert list(missing(Head(2, ""), 2)) == []


def test_people_compare_four_letters() -> None:
    assert shown("4f2a" + "0" * 60) == "4F2A"


def test_an_entry_is_read_with_what_it_says() -> None:
    entry = '{"sequence":3,"kind":"tap","at":1760000000000,"point":"O1","value":1}'
    read = read_entry(entry, START.digest)
    assert (read.sequence, read.kind, read.at_ms) == (3, "tap", 1760000000000)
    assert read.payload == {"point": "O1", "value": 1}
    assert (read.text, read.digest) == (entry, link(START.digest, entry))


@pytest.mark.parametrize(
    "entry",
    [
        *("", "[]", "{", "null", "[" * 5000, "\ud800", '{"sequence":1,"kind":"tap"}', '{"sequence":1,"at":1}'),
        *('{"sequence":0,"kind":"a","at":1}', '{"sequence":true,"kind":"a","at":1}', '{"sequence":1,"kind":2,"at":1}'),
        *(
            '{"sequence":1,"kind":"a","at":-1}',
            '{"sequence":1,"kind":"a","at":1.5}',
            '{"sequence":1e99,"kind":"a","at":1}',
        ),
        '{"sequence":1,"kind":"a","at":1,"words":"' + "x" * LONGEST_ENTRY + '"}',
    ],
)
def test_what_no_device_writes_is_refused(entry: str) -> None:
    with pytest.raises(Refused):
        take(START, START.digest, [entry])


def test_numbers_that_leap_within_one_request_are_refused() -> None:
    entries, _ = write(3)
    with pytest.raises(Refused):
        take(START, START.digest, [entries[0], entries[2]])


def test_a_kind_holds_nothing_that_a_database_cant_keep() -> None:
    entry = '{"sequence": 1, "kind": "ta\\u0000p\\ud800", "at": 1}'
    assert read_entry(entry, begin("e", "a", "d").digest).kind == "tap?"
