"""Rehearsals: bots that answer what the client brings up, alike for every script, and what they meet of it."""

from dataclasses import replace

import pytest
from small_script import SMALL, run

from exam_server.core.simulation.bots import BOTS, Bot, Candidate, Draws
from exam_server.core.simulation.rehearsal import WANTED, BotReport, Met, fits, rehearse, rehearsed_run
from exam_server.core.simulation.script import EventKind
from exam_server.core.simulation.walk import fold

WEAK, AVERAGE, STRONG = BOTS
LISTENER = Bot("listener", 100, 0, 20, 100)
BRUTE = Bot("brute", 0, 100, 20, 0)


def acts(bot, state, tries=30, scenario=SMALL):
    """What the bot may do in this state."""
    return {Candidate(scenario, bot, Draws("acts", number)).act(state) for number in range(tries)}


def test_a_rehearsal_repeats_by_its_seed_and_a_stronger_candidate_meets_more():
    first, again, other = rehearse(SMALL, 30, "s"), rehearse(SMALL, 30, "s"), rehearse(SMALL, 30, "t")
    assert first == again and first != other
    weak, average, strong = first
    assert weak.share < average.share < strong.share
    assert all(each.facts_given["F4"] == 0 for each in first)


def test_a_run_is_the_fold_of_what_the_bot_and_the_client_did():
    state = rehearsed_run(SMALL, STRONG, "1/1")
    assert state.standing == "ended" and state.departures == ()
    assert state == rehearsed_run(SMALL, STRONG, "1/1") != rehearsed_run(SMALL, STRONG, "1/2")


def test_an_attentive_bot_answers_the_chance_that_closes_first():
    assert acts(LISTENER, run((31, "cue", "W1"), until=40)) == {("asks", "praca"), ("asks", "cel")}
    both = run((31, "cue", "W1"), (121, "cue", "W2"), until=130)
    assert {kind for kind, _ in acts(LISTENER, both)} == {"asks"}
    assert {kind for kind, _ in acts(LISTENER, run((121, "cue", "W2"), until=130))} == {"paraphrase"}


def test_where_nothing_waits_it_asks_what_was_not_asked_yet_and_then_helps():
    assert acts(LISTENER, run(until=5)) == {("asks", "praca"), ("asks", "cel")}
    assert acts(LISTENER, run((4, "behaviour", "asks", "praca"), until=5)) == {("asks", "cel")}
    asked = run((3, "behaviour", "asks", "praca"), (4, "behaviour", "asks", "cel"), until=5)
    assert {kind for kind, _ in acts(LISTENER, asked)} == {"asks", "paraphrase"}


def test_a_harmful_act_is_one_of_the_scripts_and_a_habit_that_it_does_not_know_is_none():
    assert acts(BRUTE, run(until=5)) == {("judges", "")}
    assert acts(Bot("idle", 0, 0, 20, 0), run(until=5)) == {None}
    neutral = replace(SMALL, events=(*SMALL.events, EventKind("small_talk", "Zagaduje")))
    assert acts(Bot("idle", 0, 0, 20, 0), fold(neutral, []), scenario=neutral) == {("small_talk", "")}


def test_what_never_came_up_counts_as_not_met_and_a_needless_cue_does_not_count():
    met = {"1A1": Met(due=4, offered=2, taken=1, never=0), "1A2": Met(due=1, offered=1, taken=1, never=0)}
    report = BotReport("average", 1, met, {}, {})
    assert (report.share, report.came_up) == (0.4, 0.6)
    (listened,) = rehearse(SMALL, 20, "s", [LISTENER])
    assert listened.met["1A2"].due < 4, "W2 waits for a paraphrase that comes by itself in some runs"


@pytest.mark.parametrize(
    ("bot", "taken", "fit"),
    [("strong", 94, False), ("strong", 95, True), ("average", 49, False), ("average", 80, True), ("weak", 36, False)],
)
def test_each_bot_has_to_meet_its_own_share(bot, taken, fit):
    report = BotReport(bot, 1, {"1A1": Met(100, 100, taken, 0)}, {}, {})
    assert fits(report) is fit and bot in WANTED
