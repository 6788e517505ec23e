"""Differences of texts and items: nothing is lost in them, so both revisions can be told from one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import Gap, Item, Option, Pair
from exam_server.core.item_differences import diff_items, diff_words, placed_texts, text_after, text_before

WORDS = st.text(st.sampled_from("ąbc ,.\n-é1"), max_size=30)
ITEMS = st.builds(
    Item,
    st.just("a-1"),
    st.sampled_from(["single_choice", "matching"]),
    st.sampled_from([(), ("1A1",), ("1A1", "2B2")]),
    WORDS,
    st.lists(
        st.builds(Option, st.sampled_from("xyz"), WORDS, st.booleans(), WORDS), max_size=3, unique_by=lambda o: o.id
    ).map(tuple),
    st.lists(st.builds(Pair, st.sampled_from("pq"), WORDS, WORDS, WORDS), max_size=2, unique_by=lambda p: p.id).map(
        tuple
    ),
    gaps=st.lists(
        st.builds(Gap, st.sampled_from("gh"), st.just((Option("o", "…"),))), max_size=2, unique_by=lambda g: g.id
    ).map(tuple),
    practice=st.booleans(),
)


@given(st.text(), st.text())
def test_both_texts_come_back_out_of_their_difference(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    assert (text_before(pieces), text_after(pieces)) == (before, after)
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_equal_texts_have_nothing_removed_or_added(words: str) -> None:
    assert {piece.kind for piece in diff_words(words, words)} <= {"same"}


@given(ITEMS, ITEMS)
def test_every_place_that_differs_is_named_once_with_both_its_texts(before: Item, after: Item) -> None:
    one, other = dict(placed_texts(before)), dict(placed_texts(after))
    changes = diff_items(before, after)
    for change in changes:
        assert text_before(change.pieces) == one.get(change.place, "")
        assert text_after(change.pieces) == other.get(change.place, "")
    named = [change.place for change in changes]
    assert sorted(named) == sorted(p for p in {*one, *other} if one.get(p, "") != other.get(p, ""))


def test_a_changed_word_stands_alone_between_what_stayed() -> None:
    pieces = diff_words("Pyta o cel rozmowy.", "Pyta o sens rozmowy.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Pyta o "),
        ("removed", "cel"),
        ("added", "sens"),
        ("same", " rozmowy."),
    ]


def test_parts_in_another_order_are_a_change_of_the_order_alone() -> None:
    item = Item("a", "single_choice", ("1A1",), "?", (Option("x", "1", key=True), Option("y", "2")))
    turned = replace(item, options=item.options[::-1])
    assert [change.place for change in diff_items(item, turned)] == ["order"]
