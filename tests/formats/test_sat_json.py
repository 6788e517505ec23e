"""What is kept of a marked sitting is read back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.psychometrics import LESS, NOTHING, RIGHT, UNREAD, Sat
from exam_server.formats.sat_json import pack_sat, unpack_sat

IDS = st.text("abcXYZ019_- *+–", max_size=6)
"""Ids of choices, pairs of them, and what stands for the unforeseen and for a blank; empty for what isn't the item's."""
PLACES = st.tuples(
    st.uuids().map(str),
    st.sampled_from((RIGHT, LESS, NOTHING, UNREAD)),
    st.floats(0, 1),
    st.none() | st.floats(0, 900),
    st.frozensets(IDS, max_size=4),
)


@given(st.lists(PLACES, min_size=1, max_size=8))
def test_a_packed_sitting_is_unpacked_as_it_was(
    places: list[tuple[str, str, float, float | None, frozenset[str]]],
) -> None:
    items, states, shares, seconds, chosen = map(list, zip(*places, strict=True))
    sat = Sat(items, "".join(states), shares, seconds, chosen)  # type: ignore[arg-type]
    assert unpack_sat(pack_sat(sat)) == sat


def test_the_order_in_which_choices_are_read_changes_nothing() -> None:
    """Sets have no order of their own: what is kept must compare with what was kept before."""
    names = [f"id{number}" for number in range(50)]
    one, other = (Sat(["r"], RIGHT, [1.0], [None], [frozenset(each)]) for each in (names, reversed(names)))
    assert pack_sat(one) == pack_sat(other)
