"""Response processing is taken where our scoring gives every response the same; otherwise the item is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import Scoring
from tests.formats.qti.writing_xml import MAP, choices, item_xml, mapping, only, response, scores


def processing(rules: str) -> str:
    return f"<responseProcessing>{rules}</responseProcessing>"


def when(condition: str, then: str, otherwise: str = "") -> str:
    last = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{condition}{then}</responseIf>{last}</responseCondition>"


def score(value: str) -> str:
    return f'<setOutcomeValue identifier="SCORE">{value}</setOutcomeValue>'


def number(value: float) -> str:
    return f'<baseValue baseType="float">{value}</baseValue>'


VARIABLE, CORRECT = '<variable identifier="RESPONSE"/>', '<correct identifier="RESPONSE"/>'
MAPPED = '<mapResponse identifier="RESPONSE"/>'
RIGHT = f"<match>{VARIABLE}{CORRECT}</match>"
CAPPED = when(f"<gt><variable identifier='SCORE'/>{number(1)}</gt>", score(number(1)))
SUM = mapping({"A": 1, "B": 1})
KEYS = response(["A", "B"], "multiple", mapping=SUM)


@pytest.mark.parametrize(
    ("rules", "scoring"),
    [
        (when(RIGHT, score(number(1)), score(number(0))), Scoring()),
        (when(f"<and>{RIGHT}{RIGHT}</and>", score(number(1))), Scoring()),
        (score(MAPPED), Scoring({"A": 1, "B": 1}, 0, None, None)),
        (score(f"<product>{MAPPED}{number(0.5)}</product>"), Scoring({"A": 0.5, "B": 0.5}, 0, None, None)),
        (
            when(f"<isNull>{VARIABLE}</isNull>", score(number(0)), score(MAPPED)),
            Scoring({"A": 1, "B": 1}, 0, None, None),
        ),
        (score(MAPPED) + CAPPED, Scoring({"A": 1, "B": 1}, 0, None, 1)),
        (score(f"<containerSize>{VARIABLE}</containerSize>"), Scoring({"A": 1, "B": 1, "C": 1}, 0, None, None)),
        (when(RIGHT, score(number(1)) + "<exitResponse/>") + score(number(0)), Scoring()),
    ],
)
def test_rules_are_recognised_by_what_they_give(rules: str, scoring: Scoring) -> None:
    brought = only(item_xml(choices("A", "B", "C"), KEYS, processing(rules)))
    assert brought.item is not None and brought.item.scoring == scoring


@pytest.mark.parametrize(
    "rules",
    [
        when(RIGHT, score(number(2))),
        when(f"<gte>{MAPPED}{number(1)}</gte>", score(number(1)), score(number(-1))),
        # NULL isn't wrong: of nothing given, "not the key" stays unknown, and so nothing would earn the point.
        when(f"<not>{RIGHT}</not>", score(number(0)), score(number(1))),
        score(number(1)) + when(f"<not>{RIGHT}</not>", score(number(0))),
        when(f"<equal>{MAPPED}{number(1)}</equal>", score(number(1))),
        score(number(1)),
        score("<randomInteger min='0' max='1'/>"),
        score(f"<customOperator>{VARIABLE}</customOperator>"),
        when(f"<isNull>{VARIABLE}</isNull>", score(number(1)), score(number(0))),
    ],
)
def test_what_no_scoring_of_ours_gives_is_refused(rules: str) -> None:
    brought = only(item_xml(choices("A", "B", "C"), KEYS, processing(rules)))
    assert brought.outcome == "refused" and brought.refused
    assert brought.item is None


def test_an_unknown_rule_is_named() -> None:
    rules = score("<customOperator class='x'/>")
    (why,) = only(item_xml(choices("A", "B"), KEYS, processing(rules))).refused
    assert "customOperator" in str(why)


def test_rules_for_other_outcomes_dont_stand_against_the_score() -> None:
    rules = when(RIGHT, score(number(1))) + '<setOutcomeValue identifier="MOOD"><random/></setOutcomeValue>'
    brought = only(item_xml(choices("A", "B", "C"), KEYS, processing(rules)))
    assert brought.outcome == "changed" and "MOOD" in str(brought.changes[0])


def test_a_file_that_only_declares_is_scored_by_its_key_and_says_so() -> None:
    brought = only(item_xml(choices("A", "B", "C"), response("B"), ""))
    assert brought.item is not None and brought.item.scoring == Scoring()
    assert any("doesn't say how to score" in str(each) for each in brought.changes)


def test_a_large_choice_is_taken_by_its_structure_and_refused_where_single_options_are_asked_for() -> None:
    names = [f"o{each}" for each in range(14)]
    declared = response(names[:7], "multiple")
    assert only(item_xml(choices(*names), declared)).outcome == "taken"
    member = f'<member><baseValue baseType="identifier">o1</baseValue>{VARIABLE}</member>'
    rules = processing(when(f"<and>{RIGHT}{member}</and>", score(number(1))))
    assert only(item_xml(choices(*names), declared, rules)).outcome == "refused"


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.integers(-4, 4).map(lambda each: each / 4), min_size=1),
    st.sampled_from(["", 'lowerBound="0"', 'lowerBound="0" upperBound="1"', 'upperBound="0.5"']),
    st.sampled_from([0, -0.25, 0.25]),
    st.lists(st.sampled_from("ABCD"), unique=True),
)
def test_a_mapped_response_earns_what_the_specification_says(
    entries: dict[str, float], bounds: str, default: float, chosen: list[str]
) -> None:
    table = mapping(entries, f'defaultValue="{default}" {bounds}')
    xml = item_xml(choices(*"ABCD"), response(["A"], "multiple", mapping=table), MAP)
    earned = sum(entries.get(each, default) for each in chosen)
    lower, upper = (
        (0.0 if "lowerBound" in bounds else -99.0),
        (1.0 if '"1"' in bounds else 0.5 if '"0.5"' in bounds else 99.0),
    )
    if only(xml).item is not None:
        assert scores(xml, {"RESPONSE": chosen}) == [pytest.approx(min(max(earned, lower), upper))]
