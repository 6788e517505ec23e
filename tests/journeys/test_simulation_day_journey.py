"""A day of six candidates at two stations before three assessors, ending in what the scripts' known truth says.

Real: the server and its database, the pages, service worker, IndexedDB and log modules of three tablets in Chromium at
1024×768 with touch, each with a clock that goes with the server's. Two encounters are worked with fingers on all three
tablets: in the first one the network is cut for two of them, in the second one for one that never comes back, and for one that
seals. The sheets of the other ten are written by the same modules in the same browsers, without their page. The prompter's
taps come through the end point of their page, one by one or, as after a lost network, all at the end. Everything is compared
with `simulation_truth`, which knows only the script and what each candidate does at which second.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.core.simulation.opportunities import opportunities
from exam_server.services.conversing_view import show_talk
from exam_server.services.simulation import run_state
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, EvidenceRow
from tests.journeys.moderation_steps import converse, moderate, moderate_on_pages
from tests.journeys.sheet_steps import (
    ask_to_seal,
    expect_saved,
    expect_sealed,
    levels_of,
    open_sheet,
    rate,
    tap,
    work_sheet,
)
from tests.journeys.simulation_day import STATIONS, Day, Run, SteeredClock, make_day
from tests.journeys.simulation_truth import Happening
from tests.proving import COMMISSION
from tests.served import SwitchedServer
from tests.visiting import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
Acts = Mapping[int, Sequence[Callable[[], None]]]
NO_ACTS: Acts = {}
REST = 300
"""Seconds between two encounters."""


@pytest.fixture
def day(app: Flask, visitors: Visitors, chromium: Browser) -> Iterator[Day]:
    clock = SteeredClock(app.extensions["exam_house"].database)
    made = Day(visitors, chromium, SwitchedServer(app), clock)
    make_day(made)
    for login in COMMISSION:
        made.tablet(login)
    yield made
    made.close()
    made.server.stop()
    assert made.problems == []


def play_run(day: Day, run: Run, acts: Acts = NO_ACTS) -> datetime:
    """A run from its start to its end; `acts` of assessors at running seconds. Gives when it was started.

    Where nobody acts meanwhile, the prompter's tablet has no network until the end.
    """
    started = day.clock.wall()
    day.tap_run(run, (Happening(0, "start"), started))
    taps = [(each, started + timedelta(seconds=second)) for second, each in run.by_the_rooms_clock()]
    steps = sorted({at for _, at in taps} | {started + timedelta(seconds=run.room_second(each)) for each in acts})
    for moment in steps if acts else steps[-1:]:
        day.go_on(moment)
        due = [(each, at) for each, at in taps if at == moment or not acts]
        if due:
            day.tap_run(run, *due)
        second = int((moment - started).total_seconds())
        for act in acts.get(second, ()):
            act()
    return started


def work_with_a_cut(day: Day, run: Run) -> None:
    """Two tablets lose the network for the middle of the run; what they noted waits, and arrives."""
    pages = [day.tablets[login] for login in COMMISSION]
    cut, acts = [day.tablets["asia"], day.tablets["artur"]], defaultdict[int, list[Callable[[], None]]](list)
    taps = sorted(run.taps(), key=lambda each: each[0])
    for place, (second, *tile) in enumerate(taps):
        if place == 2:
            acts[second].append(partial(switch, cut, offline=True))
        acts[second] += [partial(tap, page, *tile) for page in pages]
        if place == 5:
            acts[second] += [partial(expect_waiting, cut, 4), partial(switch, cut, offline=False)]
            acts[second] += [partial(expect_saved, page) for page in pages]
    assert len(taps) > 5
    for page in pages:
        open_sheet(day, page, run)
    play_run(day, run, acts)
    for login in COMMISSION:
        rate(day.tablets[login], levels_of(login, run))
        ask_to_seal(day.tablets[login])
        expect_sealed(day.tablets[login])


def switch(pages: Sequence[Page], *, offline: bool) -> None:
    for page in pages:
        page.context.set_offline(offline)


def expect_waiting(pages: Sequence[Page], entries: int) -> None:
    for page in pages:
        line = page.locator("#sync-strip")
        expect(line).to_have_attribute("data-state", "waiting")
        made = int(str(line.locator("[data-log-words]").text_content()).split(" z ")[1].split()[0])
        expect(line.locator("[data-log-words]")).to_contain_text(f"{made - entries} z {made}")


def work_with_a_loss(day: Day, run: Run) -> None:
    """Artur's tablet is lost with taps on it: another one goes on where the server is, and they're typed in from
    paper. Asia rates and seals without a network.
    """
    for login in COMMISSION:
        open_sheet(day, day.tablets[login], run)
    taps = sorted(run.taps(), key=lambda each: each[0])
    since = taps[-3][0]
    kept, lost = [each for each in taps if each[0] < since], [each for each in taps if each[0] >= since]
    acts = defaultdict[int, list[Callable[[], None]]](list)
    for second, *tile in taps:
        acts[second] += [partial(tap, day.tablets[login], *tile) for login in COMMISSION]
    artur = day.tablets["artur"]
    acts[since] = [partial(expect_saved, artur), partial(switch, [artur], offline=True), *acts[since]]
    play_run(day, run, acts)
    expect_waiting([artur], len(lost))
    artur.context.close()
    artur = day.tablet("artur")
    open_sheet(day, artur, run)
    expect(artur.locator("[data-timeline] li")).to_have_count(len(kept))
    expect(artur.locator("[data-tablets]")).to_contain_text("dotarło")
    for second, *tile in lost:
        room = run.room_second(second)
        tap(artur, *tile, paper=f"{room // 60}:{room % 60:02}")
    switch([day.tablets["asia"]], offline=True)
    for login in COMMISSION:
        rate(day.tablets[login], levels_of(login, run))
        ask_to_seal(day.tablets[login])
    expect(day.tablets["asia"].locator("[data-seal-said]")).to_contain_text("serwer nie ma jeszcze pieczęci")
    with day.work() as work:
        assert len(store.list_seals(work.session, run.id)) <= 2, "who hasn't been heard hasn't sealed"
    switch([day.tablets["asia"]], offline=False)
    for login in COMMISSION:
        expect_sealed(day.tablets[login])


def work_without_pages(day: Day, run: Run) -> None:
    started = play_run(day, run)
    for login in COMMISSION:
        work_sheet(day, login, run, int(started.timestamp() * 1000))


def agrees_with_truth(day: Day, run: Run) -> None:
    """Chances, agreed ratings, dissent and evidence of an encounter are what the script's truth says."""
    with day.work() as work:
        row = work.session.get_one(EncounterRow, run.id)
        counted = opportunities(run.scenario, run_state(work, row))
        assert {code: counted[code].offered for code in run.truth} == {
            code: shown.offered for code, shown in run.truth.items()
        }
        agreed = {each.criterion: each.level for each in store.list_agreed(work.session, run.id)}
        assert agreed == {code: shown.level for code, shown in run.truth.items()}
        records = work.session.query(EvidenceRow).filter_by(source_kind="encounter", source_id=run.id)
        assert {each.criterion: (each.verdict, each.open_reason) for each in records} == {
            code: shown.verdict for code, shown in run.truth.items()
        }


def asks_about_what_had_no_chance(day: Day, run: Run) -> None:
    """What had no chance by the truth, or too few, comes on the conversation list by itself."""
    with day.work() as work:
        work.act_as(day.visitors.accounts["czeslawa"], "chair")
        listed = show_talk(work, run.case_id).listed
    assert {code: listed[code].why for code in run.truth if code in listed} == {
        code: "few_opportunities" if shown.offered else "no_opportunity"
        for code, shown in run.truth.items()
        if not shown.enough
    }


def find(day: Day, name: str, station: int) -> Run:
    return next(
        each for each in day.runs if each.candidate.given_names == name and each.scenario.id == STATIONS[station]
    )


def test_a_day_of_cuts_and_a_lost_tablet_ends_in_what_the_scripts_truth_says(day: Day) -> None:
    assert len(day.runs) == 12
    verdicts = {shown.verdict for run in day.runs for shown in run.truth.values()}
    assert len(verdicts) == 4, "met, not met, without a chance, with too few: the day knows all of them"
    cut, lossy = find(day, "Kazimiera", 0), find(day, "Kinga", 0)
    ways = {cut.id: work_with_a_cut, lossy.id: work_with_a_loss}
    for run in day.runs:
        ways.get(run.id, work_without_pages)(day, run)
        day.wait(REST)
    for run in day.runs:
        (moderate_on_pages if run is lossy else moderate)(day, run)
    for run in day.runs:
        agrees_with_truth(day, run)
        asks_about_what_had_no_chance(day, run)
    early = find(day, "Klemens", 0)
    missing = next(code for code, shown in early.truth.items() if shown.level is None)
    converse(day, early.case_id, missing)
