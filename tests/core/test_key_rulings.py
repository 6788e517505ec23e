"""A wrong key found after an exam: what counts as right under a ruling in each kind's own terms, and what can't."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Item, Scoring
from exam_server.core.rekeying import (
    Accepted,
    Ruling,
    apply_ruling,
    authored_ruling,
    mark_under,
    right_choices,
    settle,
    turned,
)
from exam_server.core.ruling_checks import refuse_ruling
from exam_server.core.scoring import chosen_of, key, mark, markable, right_response
from tests.kinds import EVERY_KIND

ITEMS = {kind: sample.item for kind, sample in EVERY_KIND.items()}
MAPPED = {
    "single_choice": {"a": 1.0, "b": 0.5},
    "multiple_response": {"a": 0.5, "b": 0.5, "c": -0.5},
    "matching": {"p1": 0.5, "p2": 0.25, "p3": 0.25, "p1 p2": 0.25},
    "ordering": {"a b": 0.25, "b c": 0.25, "c d": 0.5},
    "gap_text": {"naczynie a": 0.5, "naczynie b": 0.5, "kraj a": 0.5},
    "inline_choice": {"temperatura a": 0.5, "czas a": 0.5},
    "numeric": {"a": 1.0, "b": 0.25},
    "short_text": {"a": 1.0, "b": 1.0},
}
KEYED = sorted(MAPPED) + ["true_false"]
EVERY = [ITEMS[kind] for kind in KEYED] + [
    replace(ITEMS[kind], scoring=Scoring(mapping)) for kind, mapping in MAPPED.items()
]
RULED: dict[str, tuple[Ruling, object, object]] = {
    "single_choice": (Ruling(("b",)), "b", "a"),
    "true_false": (Ruling(("false",)), "false", "true"),
    "multiple_response": (Ruling(("a", "c")), ["c", "a"], ["a", "b"]),
    "matching": (Ruling(("p1 p2", "p2", "p3")), {"p1": "p2", "p2": "p2", "p3": "p3"}, {"p1": "p1", "p2": "p2"}),
    "ordering": (Ruling(orders=(("b", "a", "c", "d"),)), ["b", "a", "c", "d"], ["a", "b", "c", "d"]),
    "gap_text": (
        Ruling(("naczynie c",), accepted=(Accepted("Indii", "kraj"),)),
        {"naczynie": "Wiadrze", "kraj": "indii"},
        {"naczynie": "czajniku", "kraj": "Chin"},
    ),
    "inline_choice": (
        Ruling(("temperatura a", "czas b")),
        {"temperatura": "a", "czas": "b"},
        {"temperatura": "a", "czas": "a"},
    ),
    "numeric": (Ruling(accepted=(Accepted("20 … 30"),)), "25", "12.5"),
    "short_text": (Ruling(("b",), accepted=(Accepted("sado"),)), " SADO", "cha-no-yu"),
}
"""For each kind another key, with what is right under it, and what was right and isn't any more."""


def responses(item: Item) -> st.SearchStrategy[object]:
    """Anything that a candidate can give, in authored ids; often enough something that is right."""
    ids = st.sampled_from([option.id for option in item.options] or ["a"])
    typed = st.sampled_from(["Chin", "czajniku", "wiadrze", "imbryku", "12,5", "125", "20", "chanoyu", "sado", ""])
    if item.kind == "matching":
        pairs = [pair.id for pair in item.pairs]
        found = st.dictionaries(st.sampled_from(pairs[:3]), st.sampled_from(pairs), min_size=1)
    elif item.kind == "ordering":
        found = st.permutations([option.id for option in item.options])  # type: ignore[assignment]
    elif item.gaps:
        options = ["a", "b", "c"] if item.kind == "inline_choice" else ["Chin", "Peru", "czajniku", "wiadrze", "inne"]
        found = st.dictionaries(st.sampled_from([gap.id for gap in item.gaps]), st.sampled_from(options))
    elif item.kind == "multiple_response":
        found = st.lists(ids, unique=True)  # type: ignore[assignment]
    else:
        found = typed if item.kind in ("numeric", "short_text") else ids  # type: ignore[assignment]
    return st.one_of(st.none(), found, st.just(right_response(item)))


@st.composite
def rulings(draw: st.DrawFn, item: Item) -> Ruling:
    """A ruling that can be carried out, or for everybody."""
    if draw(st.integers(0, 9)) == 0:
        return Ruling(everybody=True)
    keys = draw(st.sets(st.sampled_from(sorted(markable(item))), min_size=1)) | draw(
        st.sampled_from([frozenset(), key(item)])
    )
    orders = draw(st.lists(st.permutations([option.id for option in item.options]), min_size=1, max_size=2))
    scoring = item.scoring
    if scoring.mapping:
        points = st.sampled_from([0.0, 0.25, 0.5, 1.0])
        scoring = replace(scoring, mapping={name: draw(points) for name in sorted(markable(item))})
    ruling = Ruling(tuple(keys), orders=tuple(map(tuple, orders[: 1 if scoring.mapping else 2])), scoring=scoring)
    return settle(item, ruling if item.kind == "ordering" else replace(ruling, orders=()))


@pytest.mark.parametrize("kind", KEYED)
def test_another_key_counts_in_each_kinds_own_terms(kind: str) -> None:
    (ruling, right, no_more), item = RULED[kind], ITEMS[kind]
    assert refuse_ruling(item, ruling) is None
    assert mark_under(item, right, ruling)[1] and not mark_under(item, right, None)[1]
    assert not mark_under(item, no_more, ruling)[1] and not mark_under(item, None, ruling)[1]
    assert chosen_of(apply_ruling(item, ruling), right) in [
        each & chosen_of(apply_ruling(item, ruling), right) for each in right_choices(item, ruling)
    ]


@pytest.mark.parametrize("item", EVERY, ids=lambda item: f"{item.kind}{'-mapped' * bool(item.scoring.mapping)}")
@settings(max_examples=25)
@given(data=st.data())
def test_a_ruling_that_says_what_the_item_says_changes_nobody(item: Item, data: st.DataObject) -> None:
    response = data.draw(responses(item))
    assert mark_under(item, response, authored_ruling(item)) == mark_under(item, response, None)
    assert refuse_ruling(item, authored_ruling(item)) is not None


@pytest.mark.parametrize("item", EVERY, ids=lambda item: f"{item.kind}{'-mapped' * bool(item.scoring.mapping)}")
@settings(max_examples=25)
@given(data=st.data())
def test_a_ruling_and_then_its_opposite_gives_back_every_mark(item: Item, data: st.DataObject) -> None:
    ruling, back = data.draw(rulings(item)), authored_ruling(item)
    if refuse_ruling(item, ruling) is not None:
        return
    assert refuse_ruling(item, ruling, ruling) is not None, "what holds can't be ruled again"
    assert refuse_ruling(item, back, ruling) is None, "the way back is open"
    response = data.draw(responses(item))
    before = mark(item, response)
    under, right = mark_under(item, response, ruling)
    assert mark_under(item, response, back)[0] == before
    assert under.score <= under.maximum + 1e-9 and (not right or under.state == "marked")


def test_of_several_keys_each_is_right_and_of_a_multiple_response_all_together() -> None:
    one, several = ITEMS["single_choice"], ITEMS["multiple_response"]
    either = [mark_under(one, each, Ruling(("a", "b")))[1] for each in ("a", "b", "c", None)]
    assert either == [True, True, False, False]
    together = [mark_under(several, each, Ruling(("a", "c")))[1] for each in (["a", "c"], ["a", "b"], ["a"], [])]
    assert together == [True, False, False, False]


def test_two_orders_and_two_partners_can_both_be_right() -> None:
    orders = Ruling(orders=(("a", "b", "c", "d"), ("b", "a", "c", "d")))
    found = [mark_under(ITEMS["ordering"], list(each), orders)[1] for each in ("abcd", "bacd", "abdc", "abc")]
    assert found == [True, True, False, False]
    partners = Ruling(("p1", "p1 p2", "p2", "p3"))
    given = [{"p1": first, "p2": "p2", "p3": "p3"} for first in ("p1", "p2", "p3")]
    assert [mark_under(ITEMS["matching"], each, partners)[1] for each in given] == [True, True, False]


def test_what_a_ruling_accepts_goes_before_what_was_foreseen_as_wrong() -> None:
    assert mark_under(ITEMS["numeric"], "125", Ruling(("a",), accepted=(Accepted("100 … 130"),)))[1]


def test_other_points_and_bounds_give_other_marks() -> None:
    item = replace(ITEMS["multiple_response"], scoring=Scoring({"a": 0.5, "b": 0.5, "c": -0.5}))
    ruling = Ruling(scoring=Scoring({"a": 0.5, "b": 0.5, "c": 0.5}, lower=0.25))
    assert refuse_ruling(item, ruling) is None
    marks = [mark_under(item, each, ruling) for each in (["a", "c"], ["c"], [])]
    assert [(made.score, right) for made, right in marks] == [(1.0, True), (0.5, False), (0.25, False)]
    assert right_choices(item, ruling) == (frozenset("abc"),)


def test_an_accepted_text_can_earn_points_of_its_own() -> None:
    item = replace(ITEMS["gap_text"], scoring=Scoring(MAPPED["gap_text"]))
    mapping = {**MAPPED["gap_text"], "kraj +1": 0.25}
    ruling = Ruling(accepted=(Accepted("Indii", "kraj"),), scoring=Scoring(mapping))
    assert refuse_ruling(item, ruling) is None
    assert mark_under(item, {"kraj": "indii", "naczynie": "czajniku"}, ruling)[0].score == 0.75


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_an_item_of_any_kind_can_count_as_right_for_everybody_even_a_blank(kind: str) -> None:
    item, everybody = ITEMS[kind], Ruling(everybody=True)
    assert refuse_ruling(item, everybody) is None
    assert mark_under(item, None, everybody)[1] and mark_under(item, EVERY_KIND[kind].wrong, everybody)[1]


MAPPED_SEVERAL = replace(ITEMS["multiple_response"], scoring=Scoring(MAPPED["multiple_response"]))


@pytest.mark.parametrize(
    ("item", "ruling", "why"),
    [
        (ITEMS["single_choice"], Ruling(), "at least one"),
        (ITEMS["single_choice"], Ruling(("z",)), "at least one"),
        (ITEMS["single_choice"], Ruling(("a",)), "as it is"),
        (ITEMS["single_choice"], Ruling(("b",), everybody=True), "Name no key"),
        (ITEMS["single_choice"], Ruling(("b",), accepted=(Accepted("x"),)), "Nothing is typed"),
        (ITEMS["single_choice"], Ruling(("b",), scoring=Scoring({"b": 1.0})), "stays as the item has it"),
        (ITEMS["matching"], Ruling(("p1", "p2")), "Nothing would be right in p3"),
        (ITEMS["gap_text"], Ruling(("kraj a",)), "Nothing would be right in naczynie"),
        (ITEMS["gap_text"], Ruling(("kraj a", "naczynie a"), accepted=(Accepted("x"),)), "Nothing is typed"),
        (ITEMS["gap_text"], Ruling(("kraj a", "naczynie a"), accepted=(Accepted("peru", "kraj"),)), "appears twice"),
        (ITEMS["ordering"], Ruling(orders=(("a", "b", "c"),)), "everything once"),
        (ITEMS["numeric"], Ruling(("a",), accepted=(Accepted("dużo"),)), "isn't a number"),
        (ITEMS["extended_text"], Ruling(("a",)), "People mark"),
        (MAPPED_SEVERAL, Ruling(scoring=Scoring({"z": 1.0})), "nobody can choose"),
        (MAPPED_SEVERAL, Ruling(scoring=Scoring({"a": 0.5})), "reaches the upper bound"),
        (MAPPED_SEVERAL, Ruling(scoring=Scoring({"a": 1.0}, lower=2.0)), "below the upper"),
        (MAPPED_SEVERAL, Ruling(scoring=Scoring({"a": float("nan")})), "finite"),
    ],
)
def test_what_cant_be_carried_out_is_refused_in_words(item: Item, ruling: Ruling, why: str) -> None:
    assert why in str(refuse_ruling(item, ruling))


def test_only_verdicts_that_turn_are_named() -> None:
    met, not_met = ("met", None), ("not_met", None)
    assert turned({"1A1": met, "1A2": met}, {"1A1": met, "1A2": not_met}) == {"1A2": (met, not_met)}  # type: ignore[dict-item]
