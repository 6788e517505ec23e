"""The merged timeline: every device's account in one order, marked where it doesn't count, and nobody's name or level."""

from exam_server.core.encounter_timeline import Moment, Tap, merge, of_criterion
from exam_server.core.rating import Observation
from exam_server.core.simulation.record import RunEvent
from tests.shipped import shipped_scenario

SCENARIO = shipped_scenario()


def point(kind: str) -> str:
    return next(each.id for each in SCENARIO.observation_points if each.kind == kind)


def tap(member: str, at: int, kind: str = "yes_no", value: int = 1, note: str = "", **marks: bool) -> Tap:
    return Tap(Observation(member, point(kind), at, value, note), **marks)


def test_taps_and_the_runs_events_stand_in_one_order_without_names_or_levels() -> None:
    cue = SCENARIO.cues[0]
    events = [RunEvent(0, "start", "", "", "pola", "p", 1), RunEvent(25, "cue", cue.id, "", "pola", "p", 2)]
    taps = [tap("zofia", 25, note="pyta o czas"), tap("anna", 12, "scale", 3), tap("anna", 25, value=0)]
    merged = merge(SCENARIO, events, taps)
    assert [(each.at_seconds, each.source) for each in merged] == [
        (0, "run"),
        (12, "tap"),
        (25, "run"),
        (25, "tap"),
        (25, "tap"),
    ]
    assert merged[1].value is None
    assert merged[2].label == cue.text
    assert not any(name in repr(merged) for name in ("zofia", "anna", "pola"))


def test_what_doesnt_count_stays_and_is_marked() -> None:
    merged = merge(SCENARIO, [], [tap("a", 1, undone=True), tap("a", 2, after_seal=True), tap("a", 3)])
    assert [each.mark for each in merged] == ["undone", "after_seal", ""]


def test_the_order_of_the_devices_never_shows_whose_a_tap_is() -> None:
    taps = [tap("a", 5, note="x"), tap("b", 5, note="y"), tap("c", 5, value=0)]
    assert merge(SCENARIO, [], taps) == merge(SCENARIO, [], taps[::-1])


def test_a_criterions_moments_are_those_of_its_points_and_read_as_a_fact() -> None:
    code = next(each.criterion for each in SCENARIO.observation_points if each.kind == "yes_no")
    merged = merge(SCENARIO, [RunEvent(0, "start")], [tap("a", 3, value=0, note="przerywa")])
    [found] = of_criterion(merged, code)
    assert isinstance(found, Moment)
    assert found.words.endswith("(–) – przerywa")


def test_of_the_run_what_was_taken_back_is_marked_and_a_pause_says_why() -> None:
    log = [
        RunEvent(0, "start", who="p", device="p", sequence=1),
        RunEvent(3, "cue", SCENARIO.cues[0].id, who="p", device="p", sequence=2),
        RunEvent(5, "undo", "p:2", who="p", device="p", sequence=3),
        RunEvent(8, "pause", who="p", device="p", sequence=4),
        RunEvent(9, "reason", "illness", who="p", device="p", sequence=5, note="zawroty głowy"),
    ]
    told = [(str(each.what), each.label, each.mark) for each in merge(SCENARIO, log, [])]
    assert told == [
        ("Run: start", "", ""),
        ("Client says", SCENARIO.cues[0].text, "undone"),
        ("Run: pause", "", ""),
        ("illness or first aid", "zawroty głowy", ""),
    ]
