"""Items: revision hashes, and the rules of item writing."""

from dataclasses import replace

import pytest

from exam_server.core.bank import (
    Bank,
    GuideElement,
    Item,
    Option,
    Pair,
    Scoring,
    gaps_in_order,
    revision_hash,
    right_sides,
)
from exam_server.core.lint import Known, check_item, check_together
from tests.kinds import EVERY_KIND

GOOD = Item(
    "bk-1a1-001",
    "single_choice",
    ("1A1",),
    "Co doradca robi **najpierw**?",
    (Option("a", "Pyta", True, "bo"), Option("b", "Radzi", False, "nie"), Option("c", "Milczy", False, "nie")),
    sources=("zsk",),
    status="pilot",
)
SEVERAL = replace(GOOD, kind="multiple_response", options=(replace(GOOD.options[1], key=True), *GOOD.options[::2]))
YES_NO = replace(
    GOOD, kind="true_false", options=(Option("true", "Prawda", True, "x"), Option("false", "Fałsz", False, "x"))
)
MATCHING = replace(
    GOOD, kind="matching", options=(), pairs=tuple(Pair(f"p{n}", f"l{n}", f"r{n}", "bo") for n in range(1, 4))
)
ANCHORS = {0: "a", 1: "b", 2: "c", 3: "d"}
WRITTEN = replace(GOOD, kind="extended_text", options=(), guide=(GuideElement("g", ANCHORS),))
KNOWN = Known({"1A1"}, {"zsk"}, set(), {"bk-1a1-001"})
A, B, C = GOOD.options

ORDER, GAPS, NUMBER, SHORT = (EVERY_KIND[kind].item for kind in ("ordering", "gap_text", "numeric", "short_text"))

BROKEN = {
    "stem-empty": replace(GOOD, stem="  "),
    "difficulty": replace(GOOD, difficulty=1.1),
    "seconds": replace(GOOD, seconds=0),
    "no-criterion": replace(GOOD, criteria=()),
    "no-source": replace(GOOD, sources=()),
    "criterion-unknown": replace(GOOD, criteria=("9Z9",)),
    "source-unknown": replace(GOOD, sources=("other",)),
    "enemy-unknown": replace(GOOD, enemies=("other",)),
    "enemy-itself": replace(GOOD, enemies=("bk-1a1-001",)),
    "stimulus-unknown": replace(GOOD, stimulus="other"),
    "twice": replace(GOOD, criteria=("1A1", "1A1")),
    "key-count": replace(GOOD, options=(A, replace(B, key=True), C)),
    "option-count": replace(GOOD, options=(A, B)),
    "no-distractor": replace(SEVERAL, options=(A, replace(B, key=True))),
    "option-id": replace(GOOD, options=(A, B, replace(C, id="a"))),
    "option-text": replace(GOOD, options=(A, B, replace(C, text=" radzi. "))),
    "rationale-missing": replace(GOOD, options=(A, B, replace(C, rationale=""))),
    "all-or-none": replace(GOOD, options=(A, B, replace(C, text="Wszystkie powyższe"))),
    "pair-count": replace(MATCHING, pairs=MATCHING.pairs[:2]),
    "pair-rights": replace(MATCHING, pairs=tuple(replace(pair, right="r") for pair in MATCHING.pairs)),
    "pair-id": replace(MATCHING, pairs=(*MATCHING.pairs, replace(MATCHING.pairs[0], left="l9"))),
    "pair-left": replace(MATCHING, pairs=(*MATCHING.pairs, replace(MATCHING.pairs[0], id="p9"))),
    "guide-missing": replace(WRITTEN, guide=()),
    "anchor-missing": replace(WRITTEN, guide=(GuideElement("g", {0: "a"}),)),
    "negative-stem": replace(GOOD, stem="Klient przyszedł. Które działanie nie należy do doradcy?"),
    "key-longest": replace(GOOD, options=(replace(A, text="Pyta " * 12), B, C)),
    "order-count": replace(ORDER, options=ORDER.options[:1]),
    "too-many": replace(ORDER, options=tuple(Option(f"o{n}", f"krok {n}") for n in range(27))),
    "order-key": replace(ORDER, options=(replace(ORDER.options[0], key=True), *ORDER.options[1:])),
    "gap-marker": replace(GAPS, stem="[[kraj]] [[kraj]] [[naczynie]]"),
    "gap-in-formula": replace(GAPS, stem="Ile: $x = [[kraj]]$? [[naczynie]]"),
    "gap-nameless": replace(GAPS, stem=f"{GAPS.stem} $x = [[]]$"),
    "gap-unknown": replace(GAPS, stem=f"{GAPS.stem} [[inna]]"),
    "gap-id": replace(GAPS, gaps=(*GAPS.gaps, GAPS.gaps[0])),
    "not-a-number": replace(NUMBER, options=(replace(NUMBER.options[0], text="dużo"),)),
    "number-covered": replace(NUMBER, options=(Option("b", "12"), Option("a", "12", True))),
    "option-empty": replace(NUMBER, options=(*NUMBER.options, Option("c", " "))),
    "text-long": replace(SHORT, options=(Option("a", "x" * 501, True),)),
    "bounds": replace(GOOD, scoring=Scoring({"a": 1.0}, 0.0, 1.0, 1.0)),
    "mapping-number": replace(GOOD, scoring=Scoring({"a": float("nan")})),
    "mapping-unknown": replace(GOOD, scoring=Scoring({"a": 1.0, "z": 1.0})),
    "mapping-key": replace(GOOD, scoring=Scoring({"a": 0.5})),
}


HASHES = {
    "single_choice": "a482a30f40732a2e0dc98773fc69b0586c74e934e992d59f19982e2d2adeb557",
    "multiple_response": "e39479f934e824550095b8fe70dce9771d64b0438a8e2de7a73c7d6dd7dac0c5",
    "true_false": "5946b740ffe461fc86f5a0b43b19facafa524eef867519fc816697578f907d8c",
    "matching": "487c66394c83c28e002eeae68637ec5d3983828c9e50638cafe17d7287d864b9",
    "extended_text": "f87221985fa9d338d2c8f2f4e76148b15a57ec7611e81f828fd6d76f5db569fd",
}
"""What the items below had before the kinds with gaps, orders and typed texts came."""


@pytest.mark.parametrize("item", [GOOD, SEVERAL, YES_NO, MATCHING, WRITTEN], ids=lambda item: item.kind)
def test_items_of_the_first_kinds_keep_their_hashes(item: Item) -> None:
    assert revision_hash(item) == HASHES[item.kind]


@pytest.mark.parametrize("item", [GOOD, SEVERAL, YES_NO, MATCHING, WRITTEN], ids=lambda item: item.kind)
def test_a_good_item_of_each_kind_has_no_findings(item: Item) -> None:
    assert check_item(item, KNOWN) == ()


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_its_fault(rule: str) -> None:
    assert rule in {problem.rule for problem in check_item(BROKEN[rule], KNOWN)}


@pytest.mark.parametrize(
    ("kind", "options"),
    [("gap_text", (Option("a", "x"),)), ("inline_choice", (Option("a", "x", True),)), ("inline_choice", ())],
)
def test_a_gap_without_its_key_or_choices_is_found(kind: str, options: tuple[Option, ...]) -> None:
    item = EVERY_KIND[kind].item
    broken = replace(item, gaps=(item.gaps[0], replace(item.gaps[1], options=options)))
    assert "key-count" in {problem.rule for problem in check_item(broken)}


def test_a_gap_in_a_picture_s_description_can_not_be_filled_in() -> None:
    hidden = replace(GAPS, stem=f"![[[kraj]]](media:{'a' * 64}) [[naczynie]]")
    assert "gap-marker" in {problem.rule for problem in check_item(hidden)}


@pytest.mark.parametrize(
    "stem",
    [
        "$x =$ [[kraj]] $+ 1$ [[naczynie]]",
        "Kosztuje 5$ [[kraj]] albo 6$. [[naczynie]]",
        "Cena $ [[kraj]] i $ [[naczynie]]",
        "Znak `$` [[kraj]] `$` [[naczynie]]",
        "Po \\$x [[kraj]] x\\$ [[naczynie]]",
        "$a [[kraj]]\n\n[[naczynie]] b$",
    ],
)
def test_a_gap_beside_a_formula_or_a_price_can_be_filled_in(stem: str) -> None:
    assert not {"gap-in-formula", "gap-marker"} & {problem.rule for problem in check_item(replace(GAPS, stem=stem))}


@pytest.mark.parametrize("kind", ["numeric", "short_text"])
def test_something_has_to_be_accepted(kind: str) -> None:
    item = replace(EVERY_KIND[kind].item, options=(Option("a", "12"),))
    assert "key-count" in {problem.rule for problem in check_item(item)}


def test_gaps_come_in_the_order_of_the_stem() -> None:
    assert [gap.id for gap in gaps_in_order(GAPS)] == ["kraj", "naczynie"]


def test_a_true_false_item_has_exactly_its_two_options() -> None:
    three = replace(YES_NO, options=(*YES_NO.options, Option("maybe", "Może", False, "x")))
    assert [problem.rule for problem in check_item(three, KNOWN)] == ["key-count"]


def test_a_draft_may_still_lack_criteria_and_sources() -> None:
    draft = replace(GOOD, status="draft", criteria=(), sources=())
    assert {problem.severity for problem in check_item(draft, KNOWN)} == {"warning"}


def test_what_is_not_known_is_not_checked() -> None:
    assert check_item(replace(GOOD, criteria=("9Z9",), sources=("other",), stimulus="s")) == ()


@pytest.mark.parametrize(
    "stem",
    [
        "Które działanie **nie** należy do doradcy?",
        "Co robi doradca, gdy klient nie odpowiada?",
        "Klient nie wie. Co dalej?",
    ],
)
def test_a_negation_that_is_emphasised_or_beside_the_question_is_fine(stem: str) -> None:
    assert check_item(replace(GOOD, stem=stem), KNOWN) == ()


def test_a_finding_names_the_part_it_is_about() -> None:
    (problem,) = check_item(BROKEN["all-or-none"], KNOWN)
    assert (problem.place, problem.severity) == ("options.2.text", "error")


def test_two_items_with_the_same_stem_are_noticed() -> None:
    twin = replace(GOOD, id="bk-1a1-002", stem="co doradca robi  **najpierw**?")
    ((item_id, problem),) = check_together(Bank((GOOD, twin)))
    assert (item_id, problem.rule, problem.severity) == ("bk-1a1-002", "same-stem", "warning")


def test_status_and_estimates_do_not_change_the_revision() -> None:
    assert revision_hash(GOOD) == revision_hash(replace(GOOD, status="active", difficulty=0.1, seconds=7))


def test_the_order_of_tags_and_the_unicode_form_do_not_change_the_revision() -> None:
    one = replace(GOOD, stem="zażółć", criteria=("1A1", "1A2"))
    assert revision_hash(one) == revision_hash(
        replace(one, stem="zaz\u0307o\u0301l\u0142c\u0301".replace("l\u0142", "\u0142"), criteria=("1A2", "1A1"))
    )
    assert revision_hash(replace(GOOD, scoring=Scoring({"a": 1}))) == revision_hash(
        replace(GOOD, scoring=Scoring({"a": 1.0}))
    )


@pytest.mark.parametrize(
    "change",
    [
        {"stem": "x"},
        {"criteria": ("1A2",)},
        {"options": GOOD.options[::-1]},
        {"scoring": Scoring({"a": 1.0})},
        {"practice": True},
    ],
    ids=str,
)
def test_a_change_of_content_changes_the_revision(change: dict[str, object]) -> None:
    assert revision_hash(GOOD) != revision_hash(replace(GOOD, **change))


def test_right_hand_sides_are_offered_once() -> None:
    item = replace(MATCHING, pairs=(*MATCHING.pairs, Pair("p4", "l4", "r1"), Pair("p5", "", "r5")))
    assert [(side.id, side.text) for side in right_sides(item)] == [
        ("p1", "r1"),
        ("p2", "r2"),
        ("p3", "r3"),
        ("p5", "r5"),
    ]
