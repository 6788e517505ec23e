"""Items: revision hashes, and the rules of item writing."""

from dataclasses import replace

import pytest

from exam_server.core.bank import Bank, GuideElement, Item, Option, Pair, Scoring, revision_hash, right_sides
from exam_server.core.bank_lint import Known, check_item, check_together

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
    "bounds": replace(GOOD, scoring=Scoring({"a": 1.0}, 0.0, 1.0, 1.0)),
    "mapping-number": replace(GOOD, scoring=Scoring({"a": float("nan")})),
    "mapping-unknown": replace(GOOD, scoring=Scoring({"a": 1.0, "z": 1.0})),
    "mapping-key": replace(GOOD, scoring=Scoring({"a": 0.5})),
}


@pytest.mark.parametrize("item", [GOOD, SEVERAL, YES_NO, MATCHING, WRITTEN], ids=lambda item: item.kind)
def test_a_good_item_of_each_kind_has_no_findings(item: Item) -> None:
    assert check_item(item, KNOWN) == ()


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_its_fault(rule: str) -> None:
    assert rule in {problem.rule for problem in check_item(BROKEN[rule], KNOWN)}


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
