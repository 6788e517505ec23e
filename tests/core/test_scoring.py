"""Marking: bounds, keys, order, blanks, and anything at all as a response."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Gap, GuideElement, Item, Option, Pair, Scoring
from exam_server.core.lint import check_item
from exam_server.core.scoring import Mark, authored_response, is_right, key, mark, maximum, right_response
from tests.kinds import EVERY_KIND

IDS = "abcdef"
NUMBERS = st.integers(-20, 20).map(lambda value: value / 10)
BOUNDS = st.sampled_from([(0.0, 1.0), (None, None), (-1.0, 2.0), (0.0, None), (None, 1.0)])


def single(**fields: object) -> Item:
    options = (Option("a", "A", key=True), Option("b", "B"), Option("c", "C"))
    return Item("s", "single_choice", ("1A1",), "?", options, **fields)  # type: ignore[arg-type]


def several(**fields: object) -> Item:
    options = (Option("a", "A", key=True), Option("b", "B", key=True), Option("c", "C"))
    return Item("m", "multiple_response", ("1A1",), "?", options, **fields)  # type: ignore[arg-type]


def matching(**fields: object) -> Item:
    pairs = (Pair("p1", "l1", "r1"), Pair("p2", "l2", "r2"), Pair("p3", "l3", "r1"), Pair("p4", "", "r4"))
    return Item("x", "matching", ("1A1",), "?", pairs=pairs, **fields)  # type: ignore[arg-type]


WRITTEN = Item("e", "extended_text", ("1A1",), "?", guide=(GuideElement("g", {0: "-"}),))


@st.composite
def scorings(draw: st.DrawFn, ids: str = IDS) -> Scoring:
    lower, upper = draw(BOUNDS)
    names = st.sampled_from([*ids, *(f"{a} {b}" for a in ids[:3] for b in ids[:3])])
    return Scoring(draw(st.dictionaries(names, NUMBERS)), draw(NUMBERS), lower, upper, draw(st.booleans()))


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(sorted(EVERY_KIND)))
    if kind == "matching":
        lefts = draw(st.lists(st.sampled_from(["", "l1", "l2"]), min_size=1, max_size=5))
        pairs = tuple(Pair(IDS[i], left, draw(st.sampled_from(["r1", "r2"]))) for i, left in enumerate(lefts))
        return Item("i", kind, (), "?", pairs=pairs, scoring=draw(scorings()))
    if kind in ("gap_text", "inline_choice"):
        gaps = tuple(Gap(name, draw(options_of())) for name in draw(st.lists(st.sampled_from(IDS), max_size=3)))
        return Item("i", kind, (), "[[b]] [[a]]", gaps=gaps, scoring=draw(scorings()))
    return Item("i", kind, (), "?", draw(options_of()), scoring=draw(scorings()))


@st.composite
def options_of(draw: st.DrawFn) -> tuple[Option, ...]:
    texts = st.one_of(st.sampled_from(["1 … 3", "2 ± 1", "2,5", "x", "±"]), st.text(max_size=3))
    keys = draw(st.lists(st.booleans(), min_size=1, max_size=6))
    return tuple(Option(IDS[i], draw(texts), key=flag) for i, flag in enumerate(keys))


IDISH = st.one_of(st.sampled_from([*IDS, "", " ", "a b", "zz", "*", "a *", "2", "2,5"]), st.text(max_size=3))
SCALARS = st.one_of(IDISH, st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=2))
RESPONSES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(IDISH, inner, max_size=4), st.tuples(inner)),
    max_leaves=6,
)


@settings(deadline=None)
@given(items(), RESPONSES)
def test_anything_at_all_is_marked_within_the_bounds(item: Item, response: object) -> None:
    result = mark(item, response)
    lower, upper = item.scoring.lower, item.scoring.upper
    assert lower is None or result.score >= lower
    assert upper is None or result.score <= upper
    assert result.score <= result.maximum + 1e-9
    assert result.maximum == maximum(item)


@settings(deadline=None)
@given(items(), st.sampled_from([None, "", "  ", [], (), {}, [""], [None], {"a": None}, {"a": ""}]))
def test_a_blank_response_is_not_answered_and_never_right(item: Item, blank: object) -> None:
    result = mark(item, blank)
    assert result.state == "not_answered"
    assert not is_right(item, result)


@settings(deadline=None)
@given(st.permutations(["a", "b", "c"]), st.integers(0, 3), scorings("abc"))
def test_the_order_of_chosen_options_does_not_matter(order: list[str], count: int, scoring: Scoring) -> None:
    chosen = order[:count]
    item = several(scoring=scoring)
    assert mark(item, chosen) == mark(item, sorted(chosen)) == mark(item, tuple(chosen) * 2)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), NUMBERS, min_size=1))
def test_no_response_earns_more_than_the_maximum_and_one_reaches_it(mapping: dict[str, float]) -> None:
    item = several(scoring=Scoring(mapping, 0.0, None, None))
    subsets = [[each for bit, each in enumerate("abc") if number >> bit & 1] for number in range(8)]
    assert max(mark(item, subset).score for subset in subsets) == maximum(item)


def test_the_key_gives_the_maximum_and_anything_else_nothing() -> None:
    for item, right, wrong in (
        (single(), "a", "b"),
        (several(), ["b", "a"], ["a", "b", "c"]),
        (matching(), {"p1": "p1", "p2": "p2", "p3": "p3"}, {"p1": "p2", "p2": "p1", "p3": "p3"}),
    ):
        assert mark(item, right) == Mark(1.0, 1.0, "marked", "match")
        assert mark(item, wrong) == Mark(0.0, 1.0, "marked", "match")
        assert is_right(item, mark(item, right))
        assert not is_right(item, mark(item, wrong))


def test_part_of_the_key_is_not_the_key() -> None:
    assert mark(several(), ["a"]).score == 0
    assert mark(matching(), {"p1": "p1"}).score == 0


def test_equal_right_hand_sides_count_as_the_same_choice() -> None:
    assert mark(matching(), {"p1": "p3", "p2": "p2", "p3": "p1"}).score == 1


def test_a_foreign_id_beside_the_key_is_not_the_key() -> None:
    assert mark(several(), ["a", "b", "zz"]).score == 0
    assert mark(several(), ["a", "b", 7]).score == 0
    assert mark(matching(), {"p1": "p1", "p2": "p2", "p3": "p3", "p4": "p4"}).score == 0


def test_two_options_of_a_single_choice_earn_nothing_even_under_a_mapping() -> None:
    item = single(scoring=Scoring({"a": 1.0, "b": 0.5}))
    assert mark(item, ["a", "b"]) == Mark(0.0, 1.0, "marked", "map")
    assert mark(item, ["a"]) == Mark(1.0, 1.0, "marked", "map")


def test_a_mapping_gives_partial_credit_within_its_bounds() -> None:
    item = several(scoring=Scoring({"a": 0.5, "b": 0.5, "c": -0.5}))
    assert [mark(item, chosen).score for chosen in (["a"], ["a", "b"], ["a", "c"], ["c"])] == [0.5, 1.0, 0.0, 0.0]
    assert not is_right(item, mark(item, ["a"]))


def test_unlisted_options_earn_the_default_but_foreign_ids_earn_nothing() -> None:
    item = several(scoring=Scoring({"a": 1.0}, -0.25, -1.0, 1.0))
    assert mark(item, ["c"]).score == -0.25
    assert mark(item, ["zz"]).score == 0.0


def test_a_matching_mapping_names_right_pairs_by_id_and_others_by_direction() -> None:
    item = matching(scoring=Scoring({"p1": 0.5, "p2": 0.25, "p3": 0.25, "p2 p1": 0.1}))
    assert mark(item, {"p1": "p1"}).score == 0.5
    assert mark(item, {"p2": "p3"}).score == 0.1
    assert maximum(item) == 1.0


def test_a_written_response_waits_for_its_marker() -> None:
    assert mark(WRITTEN, "Doradca …") == Mark(0.0, 1.0, "awaits_marker", "guide")
    assert not is_right(WRITTEN, mark(WRITTEN, "Doradca …"))


def test_interchange_spellings_become_authored_responses() -> None:
    answer = Item("t", "true_false", (), "?", (Option("true", "Prawda", key=True), Option("false", "Fałsz")))
    assert mark(answer, authored_response(answer, True)).score == 1
    given_pairs = authored_response(matching(), ["p1 p1", "p2 p2", "p3 p3"])
    assert mark(matching(), given_pairs).score == 1
    assert authored_response(matching(), ["p1"]) == ["p1"]
    assert key(matching()) == {"p1", "p2", "p3"}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_each_kind_gives_the_maximum_for_what_is_right_and_nothing_for_what_is_not(kind: str) -> None:
    item, right, wrong = EVERY_KIND[kind]
    assert check_item(item) == ()
    if kind == "extended_text":
        return
    assert mark(item, right) == Mark(1.0, 1.0, "marked", "match")
    assert mark(item, wrong) == Mark(0.0, 1.0, "marked", "match")
    assert is_right(item, mark(item, right_response(item)))


@settings(deadline=None, max_examples=50)
@given(st.permutations(["a", "b", "c", "d"]))
def test_only_the_whole_right_order_is_right(order: list[str]) -> None:
    item = EVERY_KIND["ordering"].item
    assert mark(item, order).score == (order == ["a", "b", "c", "d"])


@pytest.mark.parametrize("given_order", [["a"], ["a", "b", "c"], ["a", "b", "c", "d", "d"], ["a", "b", "c", "d", "z"]])
def test_what_is_no_order_of_all_things_is_given_but_not_right(given_order: list[str]) -> None:
    assert mark(EVERY_KIND["ordering"].item, given_order) == Mark(0.0, 1.0, "marked", "match")


def ordered_pairs(share: float, **bounds: float) -> Item:
    options = tuple(Option(each, each) for each in "abc")
    return Item(
        "o", "ordering", (), "?", options, scoring=Scoring(dict.fromkeys(("a b", "b c", "a c"), share), **bounds)
    )


def test_an_order_earns_for_each_pair_that_stands_rightly() -> None:
    item = ordered_pairs(1 / 3)
    orders = (["a", "b", "c"], ["a", "c", "b"], ["c", "b", "a"])
    assert [round(mark(item, order).score, 9) for order in orders] == [1.0, round(2 / 3, 9), 0.0]
    assert maximum(item) == pytest.approx(1.0)
    assert mark(ordered_pairs(1 / 3), ["a", "b"]).score == pytest.approx(1 / 3)


def gapped(kind: str, **fields: object) -> Item:
    return replace(EVERY_KIND[kind].item, **fields)  # type: ignore[arg-type]


def test_gaps_earn_each_by_its_own_option() -> None:
    item = gapped("gap_text", scoring=Scoring({"kraj a": 0.5, "naczynie a": 0.5, "naczynie b": 0.25}))
    assert mark(item, {"kraj": "chin", "naczynie": "imbryku"}).score == 0.75
    assert mark(item, {"kraj": "Chin"}).score == 0.5
    assert mark(item, {"kraj": "Chile", "obcy": "a"}).score == 0.0
    choice = gapped("inline_choice", scoring=Scoring({"temperatura a": 0.5, "czas a": 0.5}))
    assert mark(choice, {"temperatura": "a", "czas": "c"}) == Mark(0.5, 1.0, "marked", "map")


def test_an_unforeseen_text_earns_the_default_and_a_blank_nothing() -> None:
    item = gapped("short_text", scoring=Scoring({"a": 1.0, "b": 1.0}, 0.25))
    assert mark(item, "ikebana").score == 0.25
    assert mark(item, "  ").state == "not_answered"
    numeric = gapped("numeric", scoring=Scoring({"a": 1.0, "b": 0.1}))
    assert [mark(numeric, words).score for words in ("12", "13,0", "125", "dużo")] == [1.0, 1.0, 0.1, 0.0]


def test_letter_case_counts_only_where_the_item_says_so() -> None:
    exact = gapped("short_text", scoring=Scoring(exact_case=True))
    assert [mark(exact, words).score for words in ("Chanoyu", "  chanoyu")] == [0.0, 1.0]
    composed = gapped("short_text", options=(Option("a", "Źdźbło  trawy", key=True),))
    assert mark(composed, "z\u0301dz\u0301bło\ntrawy").score == 1.0


def test_the_first_option_that_fits_counts() -> None:
    item = gapped("numeric", options=(Option("b", "12.5"), Option("a", "12 … 13", key=True)))
    assert [mark(item, words).score for words in ("12.5", "12.6")] == [0.0, 1.0]


def test_gap_lists_and_numbers_of_interchange_files_become_authored_responses() -> None:
    gaps, choices = EVERY_KIND["gap_text"].item, EVERY_KIND["inline_choice"].item
    for item, spelled in (
        (choices, ["temperatura a", "czas a"]),
        (choices, ["a", "a"]),
        (gaps, ["kraj a", "naczynie b"]),
        (gaps, ["Chin", "imbryku"]),
        (EVERY_KIND["numeric"].item, 12.5),
        (EVERY_KIND["numeric"].item, [12]),
        (EVERY_KIND["ordering"].item, ["a", "b", "c", "d"]),
    ):
        assert mark(item, authored_response(item, spelled)).score == 1, spelled
