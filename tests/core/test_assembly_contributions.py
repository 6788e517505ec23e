"""What office and chair contribute: committed without being told, and none of it without effect on the seed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.assembly import Contribution, PoolUse, commit, derive_seed, shown_from, withheld_for

OFFICE = Contribution("office", "wiatr od morza", "ab" * 32)
CHAIR = Contribution("chair", "stary młyn", "cd" * 32)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
words = st.text(max_size=6)
salts = st.binary(min_size=4, max_size=4).map(bytes.hex)
secrets = st.builds(Contribution, st.sampled_from(["office", "chair"]), words, salts)


@given(st.tuples(words, secrets), st.tuples(words, secrets))
def test_a_commitment_fixes_the_exam_the_side_the_words_and_the_salt(
    one: tuple[str, Contribution], other: tuple[str, Contribution]
) -> None:
    assert (commit(*one) == commit(*other)) == (one == other)


def test_equal_words_have_other_commitments_under_other_salts() -> None:
    assert commit("e", OFFICE) != commit("e", replace(OFFICE, salt="ef" * 32))


@given(secrets, secrets, st.sampled_from(["words", "salt"]))
def test_neither_side_alone_gives_the_seed(one: Contribution, other: Contribution, field: str) -> None:
    office, chair = replace(one, role="office"), replace(other, role="chair")
    seed = derive_seed("e", "p", [office, chair])
    assert seed == derive_seed("e", "p", [chair, office])
    for changed in (replace(office, **{field: "something else"}), replace(chair, **{field: "something else"})):
        kept = chair if changed.role == "office" else office
        assert derive_seed("e", "p", [changed, kept]) != seed
    assert len({seed, derive_seed("f", "p", [office, chair]), derive_seed("e", "q", [office, chair])}) == 3
    assert derive_seed("e", "p", [office]) != seed


@pytest.mark.parametrize("given_ones", [[], [OFFICE, replace(OFFICE, words="other")]])
def test_a_seed_needs_one_contribution_of_each_side(given_ones: list[Contribution]) -> None:
    with pytest.raises(ValueError, match="each side"):
        derive_seed("e", "p", given_ones)


def test_commitment_and_seed_can_be_made_again_with_common_tools() -> None:
    assert commit("e", Contribution("chair", "młyn", "00")) == (
        # printf '["exam-draw-commitment","e","chair","00","m\\u0142yn"]' | sha256sum
        "d1ab3a2c687d4fdb36f00e51eb8feba58d4bb2ea861a71137a2cd2a7014fdb8e"
    )


def use(exam: str, drawn: int, over: int | None, items: str = "abc") -> PoolUse:
    """Hours from noon."""
    over_at = None if over is None else NOON + timedelta(hours=over)
    return PoolUse(exam, frozenset(items), NOON + timedelta(hours=drawn), over_at)


def test_a_running_exam_keeps_its_secrets() -> None:
    assert withheld_for(use("own", 0, None), []) == ("own",)
    assert withheld_for(use("own", 0, None), [use("own", 0, None), use("other", 1, None)]) == ("own", "other")
    assert shown_from(use("own", 0, None), []) is None


@pytest.mark.parametrize(
    ("other", "waits"),
    [
        (use("other", 1, None), True),
        (use("other", -5, None, "cde"), True),
        (use("other", 1, None, "def"), False),
        (use("other", 4, None), False),
        (use("other", 1, 3), False),
    ],
    ids=["drawn meanwhile", "shares one item", "shares none", "drawn after it was over", "over too"],
)
def test_an_exam_that_is_still_to_be_sat_from_the_same_pool_keeps_them_too(other: PoolUse, waits: bool) -> None:
    own = use("own", 0, 4)
    assert withheld_for(own, [own, other]) == (("other",) if waits else ())
    assert (shown_from(own, [own, other]) is None) == waits


def test_they_are_shown_from_the_end_of_the_last_sitting_of_the_pool() -> None:
    own = use("own", 0, 4)
    assert shown_from(own, [own]) == NOON + timedelta(hours=4)
    assert shown_from(own, [use("other", 1, 7), use("later", 5, 9), use("foreign", 1, 8, "z")]) == NOON + timedelta(
        hours=7
    )


uses = st.builds(
    use,
    st.sampled_from("klm"),
    st.integers(0, 9),
    st.none() | st.integers(10, 20),
    st.sampled_from(["abc", "cd", "de"]),
)


@given(st.lists(uses, max_size=5), st.integers(0, 9), st.integers(10, 20))
def test_what_was_shown_stays_shown_and_everything_is_shown_in_the_end(
    others: list[PoolUse], drawn: int, over: int
) -> None:
    own = use("own", drawn, over)
    since = shown_from(own, others)
    later = [replace(each, over_at=each.over_at or NOON + timedelta(hours=30)) for each in others]
    assert shown_from(own, later) is not None
    if since is not None:
        assert shown_from(own, [*others, use("new", over, None)]) == shown_from(own, later) == since
