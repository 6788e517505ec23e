"""Responses and presented items: positions out, authored ids back, and nothing else reaches a page."""

from dataclasses import asdict, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import GuideElement, Item, Option, Pair, Stimulus, drawn_ids
from exam_server.core.delivery import (
    PresentedItem,
    ResponseShape,
    check_response,
    offered,
    present,
    receipt_digest,
    to_authored,
)
from exam_server.core.scoring import mark
from tests.kinds import EVERY_KIND, in_positions

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)
SHAPES = st.sampled_from(
    [
        ResponseShape("single_choice", options=4),
        ResponseShape("true_false", options=2),
        ResponseShape("multiple_response", options=5),
        ResponseShape("matching", options=4, lefts=3),
        ResponseShape("ordering", options=3),
        ResponseShape("gap_text", gaps=(0, 0), maximum_length=3),
        ResponseShape("inline_choice", gaps=(2, 3)),
        ResponseShape("numeric", maximum_length=3),
        ResponseShape("short_text", maximum_length=3),
        ResponseShape("extended_text", maximum_length=3),
    ]
)
CHOICE = Item(
    "bk-1a1-001",
    "multiple_response",
    ("1A1",),
    "stem",
    options=tuple(Option(f"o{n}", f"text {n}", key=n == 3, rationale=f"SECRET {n}") for n in range(5)),
    difficulty=0.123,
    sources=("SECRET-source",),
    enemies=("SECRET-enemy",),
)
MATCHING = Item(
    "bk-2b2-002",
    "matching",
    ("2B2",),
    "stem",
    pairs=(Pair("p1", "l1", "r1", "SECRET"), Pair("p2", "l2", "r2"), Pair("p3", "", "r3", "SECRET")),
    guide=(GuideElement("SECRET"),),
)


@given(SHAPES, JSON)
def test_a_checked_response_is_in_its_normal_form(shape: ResponseShape, value: object) -> None:
    checked = check_response(shape, value)
    assert checked.why is not None or check_response(shape, checked.response) == checked


@pytest.mark.parametrize(
    ("shape", "value", "response"),
    [
        (ResponseShape("single_choice", 4), 4, 4),
        (ResponseShape("single_choice", 4), None, None),
        (ResponseShape("multiple_response", 4), [3, 1, 3], [1, 3]),
        (ResponseShape("multiple_response", 4), [], []),
        (ResponseShape("matching", 3, 2), [3, None], [3, None]),
        (ResponseShape("ordering", 3), [3, 1, 2], [3, 1, 2]),
        (ResponseShape("ordering", 3), [], []),
        (ResponseShape("ordering", 3), None, []),
        (ResponseShape("gap_text", gaps=(0, 0)), ["żółw ", "  "], ["żółw ", None]),
        (ResponseShape("inline_choice", gaps=(2, 3)), [None, 3], [None, 3]),
        (ResponseShape("numeric", maximum_length=40), "12,5", "12,5"),
        (ResponseShape("extended_text"), "ż" * 20_000, "ż" * 20_000),
    ],
)
def test_responses_that_are_taken(shape: ResponseShape, value: object, response: object) -> None:
    checked = check_response(shape, value)
    assert (checked.response, checked.why) == (response, None)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (ResponseShape("single_choice", 4), 5),
        (ResponseShape("single_choice", 4), 0),
        (ResponseShape("single_choice", 4), True),
        (ResponseShape("true_false", 2), "1"),
        (ResponseShape("multiple_response", 4), [None]),
        (ResponseShape("multiple_response", 4), None),
        (ResponseShape("matching", 3, 2), [1]),
        (ResponseShape("matching", 3, 2), [1, 4]),
        (ResponseShape("ordering", 3), [1, 2]),
        (ResponseShape("ordering", 3), [1, 2, 2]),
        (ResponseShape("ordering", 3), [1, 2, True]),
        (ResponseShape("ordering", 3), "abc"),
        (ResponseShape("gap_text", gaps=(0, 0)), ["a"]),
        (ResponseShape("gap_text", gaps=(0, 0)), ["a", 1]),
        (ResponseShape("gap_text", gaps=(0, 0), maximum_length=200), ["a", "x" * 201]),
        (ResponseShape("inline_choice", gaps=(2, 3)), [3, 1]),
        (ResponseShape("inline_choice", gaps=(2, 3)), None),
        (ResponseShape("numeric", maximum_length=40), "1" * 41),
        (ResponseShape("short_text", maximum_length=500), 7),
        (ResponseShape("extended_text"), "x" * 20_001),
        (ResponseShape("extended_text"), None),
    ],
)
def test_responses_that_are_refused_with_a_reason(shape: ResponseShape, value: object) -> None:
    checked = check_response(shape, value)
    assert checked.response is None
    assert str(checked.why)


@given(st.permutations(["o0", "o1", "o2", "o3", "o4"]), st.sets(st.integers(1, 5)))
def test_positions_lead_back_to_what_the_candidate_saw(drawn: list[str], chosen: set[int]) -> None:
    item = present(CHOICE, drawn, str)
    seen = {item.options[position - 1].html for position in chosen}
    authored = to_authored(CHOICE, drawn, sorted(chosen))
    assert {option.text for option in CHOICE.options if option.id in (authored or [])} == seen


@given(st.permutations(["p1", "p2", "p3"]))
def test_matching_leads_back_to_pairs(drawn: list[str]) -> None:
    item = present(MATCHING, drawn, str)
    assert item.shape == ResponseShape("matching", 3, 2)
    response = [next(right.position for right in item.rights if right.html == wanted) for wanted in ("r1", "r3")]
    assert to_authored(MATCHING, drawn, response) == {"p1": "p1", "p2": "p3"}
    assert to_authored(MATCHING, drawn, [None, response[1]]) == {"p2": "p3"}


@given(st.permutations(["p1", "p2", "p3"]))
def test_a_right_hand_text_that_two_pairs_share_is_offered_once(drawn: list[str]) -> None:
    item = Item(
        "m", "matching", ("1A1",), "", pairs=(Pair("p1", "l1", "x"), Pair("p2", "l2", "y"), Pair("p3", "l3", "x"))
    )
    shown = [right.html for right in present(item, drawn, str).rights]
    assert sorted(shown) == ["x", "y"]
    texts = {pair.id: pair.right for pair in item.pairs}
    assert [texts[id_] for id_ in offered(item, drawn)] == shown
    place = shown.index("x") + 1
    authored = to_authored(item, drawn, [place, None, place])
    assert mark(item, {**authored, "p2": "p2"}).score == 1  # type: ignore[dict-item]


def test_a_missing_response_is_the_empty_one_of_its_kind() -> None:
    empty = {"single_choice": None, "true_false": None, "multiple_response": [], "matching": {}, "ordering": []}
    empty |= {"gap_text": {}, "inline_choice": {}}
    for kind, (item, _, _) in EVERY_KIND.items():
        assert to_authored(item, drawn_ids(item), None) == empty.get(kind, "")


@given(st.sampled_from(sorted(EVERY_KIND)), st.randoms(use_true_random=False))
def test_every_kind_goes_through_the_page_and_back_whatever_was_drawn(kind: str, luck: Random) -> None:
    item, right, wrong = EVERY_KIND[kind]
    drawn = luck.sample(drawn_ids(item), len(drawn_ids(item)))
    shape = present(item, drawn, str).shape
    for authored in (right, wrong):
        checked = check_response(shape, in_positions(item, drawn, authored))
        assert checked.why is None
        assert mark(item, to_authored(item, drawn, checked.response)) == mark(item, authored)


@given(st.lists(st.sampled_from("xyz"), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_an_order_is_never_shown_as_the_right_one(texts: list[str], luck: Random) -> None:
    item = Item("o", "ordering", (), "?", tuple(Option(f"o{n}", words) for n, words in enumerate(texts)))
    drawn = luck.sample(drawn_ids(item), len(texts))
    shown = [option.html for option in present(item, drawn, str).options]
    assert sorted(shown) == sorted(texts)
    assert shown != texts or len(set(texts)) == 1
    assert [option.html for option in present(item, drawn, str).options] == shown


def test_gaps_are_cut_out_of_the_stem_where_the_markers_stand() -> None:
    item = EVERY_KIND["gap_text"].item
    shown = present(item, (), lambda words: f'<p title="[[kraj]]">{words}</p>')
    assert shown.pieces_html == ('<p title="[[kraj]]">Herbata pochodzi z **', "**, a parzy się ją w ", ".</p>")
    assert shown.stem_html == '<p title="[[kraj]]">Herbata pochodzi z **[1]**, a parzy się ją w [2].</p>'
    assert [gap.choices for gap in shown.gaps] == [(), ()]
    lost = present(replace(item, stem="bez luk"), (), str)
    assert lost.pieces_html == ("bez luk", "", "")


def test_choices_stand_in_their_gap_in_the_drawn_order() -> None:
    item = EVERY_KIND["inline_choice"].item
    drawn = ("czas c", "temperatura b", "czas a", "temperatura a", "czas b")
    assert [gap.choices for gap in present(item, drawn, str).gaps] == [
        ("100 °C", "70 °C"),
        ("dobę", "dwie minuty", "godzinę"),
    ]


@pytest.mark.parametrize("item", [CHOICE, MATCHING], ids=lambda item: item.kind)
def test_a_presented_item_knows_no_key_no_ids_no_rationale_and_no_statistics(item: Item) -> None:
    ids = [option.id for option in item.options] or [pair.id for pair in item.pairs]
    shown = asdict(present(item, ids[::-1], str, 7, Stimulus("case-SECRET", "Case", "Body")))
    assert set(shown) == {
        "position",
        "kind",
        "stem_html",
        "stimulus_title",
        "stimulus_html",
        "options",
        "lefts",
        "rights",
        "pieces_html",
        "gaps",
        "maximum_length",
        "language",
        "code",
    }
    places = [place for side in ("options", "lefts", "rights") for place in shown[side]]
    assert all(set(place) == {"position", "html"} for place in places)
    for secret in ("SECRET", "bk-", "0.123", *[f"'{id_}'" for id_ in ids]):
        assert secret not in repr(shown)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_nothing_that_only_the_marking_needs_is_presented(kind: str) -> None:
    item = EVERY_KIND[kind].item
    shown = repr(asdict(present(item, drawn_ids(item)[::-1], str)))
    hidden = ["TAJNE", item.id]
    if kind in ("gap_text", "numeric", "short_text"):
        hidden += [option.text for option in (*item.options, *(o for gap in item.gaps for o in gap.options))]
    for secret in hidden:
        assert secret not in shown


def test_every_text_goes_through_the_sanitising_renderer() -> None:
    shown = present(MATCHING, ["p3", "p1", "p2"], lambda markdown: f"<{markdown}>", stimulus=Stimulus("s", "T", "body"))
    assert shown.stem_html == "<stem>"
    assert shown.stimulus_html == "<body>"
    assert [right.html for right in shown.rights] == ["<r3>", "<r1>", "<r2>"]
    assert [left.html for left in shown.lefts] == ["<l1>", "<l2>"]


def test_an_order_of_other_options_is_not_presented() -> None:
    with pytest.raises(ValueError, match="bk-1a1-001"):
        present(CHOICE, ["o0", "o1"], str)
    assert isinstance(present(CHOICE, ["o0", "o1", "o2", "o3", "o4"], str), PresentedItem)


def test_a_cleared_response_is_not_counted_in_the_receipt() -> None:
    given_only = receipt_digest({1: 2, 5: [1]})
    cleared = receipt_digest({5: [1], 2: None, 3: [], 4: "  ", 6: [None, None], 1: 2})
    assert given_only == cleared
    assert given_only.count == 2


def test_the_receipt_can_be_recomputed_elsewhere() -> None:
    receipt = receipt_digest({2: "żółw", 1: 3})
    # printf '[[1,3],[2,"żółw"]]' | sha256sum
    assert receipt.digest == "44a4b99bed4d35dccd20076fa99ddbd1369efe1eb13dc27a0564009173570c66"
    assert receipt.short == "EENE PMMP XTET DFTR"


@given(st.dictionaries(st.integers(1, 60), st.integers(1, 4), min_size=1), st.integers(1, 4))
def test_another_response_gives_another_receipt(responses: dict[int, int], other: int) -> None:
    position = min(responses)
    changed = {**responses, position: other}
    same = receipt_digest(changed) == receipt_digest(responses)
    assert same == (changed == responses)
    assert len(receipt_digest(responses).short) == 19
