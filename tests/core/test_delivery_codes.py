"""Codes that people compare: short, without look-alikes, and as good as what they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.delivery import check_code, item_code, normalise_code

digests = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(digests)
def test_a_code_has_four_groups_of_letters_none_of_which_looks_like_another(digest: str) -> None:
    code = check_code(digest)
    assert [len(group) for group in code.split()] == [4, 4, 4, 4]
    assert not set(code) & set("GILOQSUVZ0123456789")


@given(digests, digests)
def test_two_digests_that_differ_at_the_front_have_different_codes(one: str, other: str) -> None:
    assert (check_code(one) == check_code(other)) == (one[:16] == other[:16])


@given(digests)
def test_a_code_is_understood_however_it_was_typed(digest: str) -> None:
    code = check_code(digest)
    assert normalise_code(code.lower().replace(" ", " - ")) == normalise_code(code) == code.replace(" ", "")


def test_the_code_of_an_item_does_not_show_what_it_stands_for() -> None:
    code = item_code("01a213c7-db84-76f7-94a3-c6086d5b3b3d")
    assert len(code.replace(" ", "")) == 6
    assert item_code("bk-1a1-001") != item_code("bk-1a1-002")
