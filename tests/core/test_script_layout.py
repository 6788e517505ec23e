"""What a script's authors look at: its line of time, its coverage of criteria, and its parallel variant."""

from dataclasses import replace

import pytest
from small_script import CODES, CRITERIA, SMALL

from exam_server.core.simulation.check import check_scenario
from exam_server.core.simulation.script import AtPhaseTime, Equivalence, OnEvent, PhaseLength
from exam_server.core.simulation.timeline import cover, lay_out
from exam_server.core.simulation.variants import ASPECTS, LINES, compare_variants

TWIN = replace(SMALL, about=replace(SMALL.about, id="twin", variants=("small",)))
HERE = replace(
    SMALL,
    about=replace(SMALL.about, variants=("twin",)),
    equivalence=(Equivalence("twin", {"ogród": "las"}, ("te same kryteria",)),),
)


def findings(twin):
    problems = check_scenario(HERE, CODES, CRITERIA, twins={} if twin is None else {"twin": twin})
    return [(each.rule, each.place, each.severity, each.message.values.get("here")) for each in problems]


def test_phases_follow_one_another_by_plan_and_cues_stand_where_their_clock_brings_them():
    first, second = lay_out(SMALL)
    assert [(each.from_seconds, each.to_seconds) for each in (first, second)] == [(0, 300), (300, 600)]
    assert [(each.cue.id, each.at_seconds) for each in (*first.cues, *second.cues)] == [
        ("W1", 30),
        ("W2", 120),
        ("W3", 400),
    ]
    untimed = replace(SMALL, cues=(replace(SMALL.cues[0], trigger=OnEvent("asks")), *SMALL.cues[1:]))
    assert [(each.cue.id, each.at_seconds) for each in lay_out(untimed)[0].cues] == [("W2", 120), ("W1", None)]


def test_coverage_names_what_serves_each_criterion_and_those_that_nothing_serves():
    one, two, three = cover(SMALL, ("1A1", "1A2", "1A3"))
    assert (one.facts, one.cues, one.phases, one.products) == (("F2",), ("W1", "W3"), ("P2",), ())
    assert (two.products, two.opportunities, two.behaviours, two.threshold) == (("M1",), 4, 1, 2)
    assert (three.opportunities, three.points, three.threshold, three.questions) == (0, (), None, 0)
    assert [each.criterion for each in cover(SMALL, ())] == ["1A1", "1A2"]


def test_a_variant_with_other_words_and_ids_keeps_every_invariant():
    other = replace(
        TWIN,
        facts=tuple(replace(fact, id=f"{fact.id}x", text="inaczej") for fact in SMALL.facts),
        phases=tuple(replace(phase, name="inna") for phase in SMALL.phases),
    )
    assert [each.aspect for each in compare_variants(SMALL, other) if not each.kept] == []
    assert set(ASPECTS) == set(LINES)
    assert findings(TWIN) == []


@pytest.mark.parametrize(
    ("changed", "aspect"),
    [
        ({"facts": SMALL.facts[:3]}, "never"),
        ({"facts": (SMALL.facts[0], replace(SMALL.facts[1], criteria=("1A2",)), *SMALL.facts[2:])}, "when_asked"),
        ({"cues": (replace(SMALL.cues[0], trigger=AtPhaseTime(60)), *SMALL.cues[1:])}, "cues"),
        ({"phases": (replace(SMALL.phases[0], rate_after=True), SMALL.phases[1])}, "pauses"),
        ({"phases": (replace(SMALL.phases[0], time=PhaseLength(30, 300, 300)), SMALL.phases[1])}, "phases"),
        ({"anchors": (replace(SMALL.anchors[0], threshold=3), SMALL.anchors[1])}, "thresholds"),
        ({"events": SMALL.events[:2]}, "events"),
        ({"materials": SMALL.materials[1:]}, "products"),
        ({"observation_points": SMALL.observation_points[:1]}, "points"),
        ({"conversation": ()}, "conversation"),
        ({"briefing": replace(SMALL.briefing, preparation_time=0)}, "times"),
    ],
)
def test_a_broken_invariant_is_named_by_the_check(changed, aspect):
    twin = replace(TWIN, **changed)
    assert aspect in {each.aspect for each in compare_variants(SMALL, twin) if not each.kept}
    rules = {(rule, place, severity) for rule, place, severity, _ in findings(twin)}
    assert rules == {("broken-invariants", "equivalence/twin", "warning")}


def test_a_variant_has_to_exist_and_to_name_this_one_back():
    assert findings(None) == [("broken-invariants", "equivalence/twin", "warning", None)]
    silent = replace(TWIN, about=replace(TWIN.about, variants=()))
    assert findings(silent) == [("broken-invariants", "equivalence/twin", "warning", None)]
    assert check_scenario(HERE, CODES, CRITERIA) == ()
