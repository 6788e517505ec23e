"""How assessors work through the runs of a day, and how each of them is held against the scripts' known truth."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from exam_server.core.simulation.opportunities import opportunities
from exam_server.services.conversing_view import show_talk
from exam_server.services.simulation import run_state
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, EvidenceRow
from tests.journeys.day_tablet import DayTablet
from tests.journeys.sheet_steps import levels_of, work_sheet
from tests.journeys.simulation_day import STATIONS, Day, Run
from tests.journeys.simulation_truth import Happening
from tests.proving import COMMISSION

Acts = Mapping[int, Sequence[Callable[[], None]]]
NO_ACTS: Acts = {}
REST = 300
"""Seconds between two encounters."""


def work_day(day: Day, cut: Run, lossy: Run) -> None:
    """Every run in its turn; in two of them all three work with their pages, and the network goes."""
    ways = {cut.id: work_with_a_cut, lossy.id: work_with_a_loss}
    for run in day.runs:
        ways.get(run.id, work_without_pages)(day, run)
        day.wait(REST)


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
    tablets = [day.tablets[login] for login in COMMISSION]
    cut, acts = [day.tablets["asia"], day.tablets["artur"]], defaultdict[int, list[Callable[[], None]]](list)
    taps = sorted(run.taps(), key=lambda each: each[0])
    for place, (second, point, *value) in enumerate(taps):
        if place == 2:
            acts[second] += [each.cut for each in cut]
        acts[second] += [partial(each.tap, point.id, *value) for each in tablets]
        if place == 5:
            acts[second] += [partial(each.expect_waiting, 4) for each in cut]
            acts[second] += [each.join for each in cut]
            acts[second] += [each.expect_saved for each in tablets]
    assert len(taps) > 5
    for each in tablets:
        each.open_sheet(run.id)
    play_run(day, run, acts)
    for login in COMMISSION:
        rate_and_seal(day.tablets[login], login, run)
        day.tablets[login].expect_sealed()


def rate_and_seal(tablet: DayTablet, login: str, run: Run) -> None:
    tablet.rate(levels_of(login, run))
    tablet.ask_to_seal()


def work_with_a_loss(day: Day, run: Run) -> None:
    """Artur's tablet is lost with taps on it: another one goes on where the server is, and they're typed in from
    paper. Asia rates and seals without a network.
    """
    for login in COMMISSION:
        day.tablets[login].open_sheet(run.id)
    taps = sorted(run.taps(), key=lambda each: each[0])
    since = taps[-3][0]
    kept, lost = [each for each in taps if each[0] < since], [each for each in taps if each[0] >= since]
    acts = defaultdict[int, list[Callable[[], None]]](list)
    for second, point, *value in taps:
        acts[second] += [partial(day.tablets[login].tap, point.id, *value) for login in COMMISSION]
    artur, asia = day.tablets["artur"], day.tablets["asia"]
    acts[since] = [artur.expect_saved, artur.cut, *acts[since]]
    play_run(day, run, acts)
    artur.expect_waiting(len(lost))
    artur.lose()
    artur = day.tablet("artur")
    artur.open_sheet(run.id)
    artur.expect_taps(len(kept))
    artur.expect_another_tablet()
    for second, point, *value in lost:
        room = run.room_second(second)
        artur.tap(point.id, *value, paper=f"{room // 60}:{room % 60:02}")
    asia.cut()
    for login in COMMISSION:
        rate_and_seal(day.tablets[login], login, run)
    asia.expect_seal_waiting()
    with day.work() as work:
        assert len(store.list_seals(work.session, run.id)) <= 2, "who hasn't been heard hasn't sealed"
    asia.join()
    for login in COMMISSION:
        day.tablets[login].expect_sealed()


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
