"""Reports on runs: how faithful each was to its script, and whether the variants of a script are equally hard."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.simulation.fidelity import Fidelity, report
from exam_server.core.simulation.hardness import Hardness, Played, compare_hardness
from exam_server.core.simulation.opportunities import opportunities, references
from exam_server.core.simulation.script import Scenario
from exam_server.services.legal_day import day_of
from exam_server.services.reading_scenarios import variants_of
from exam_server.services.scripts import get_script
from exam_server.services.simulation import get_scenario, list_events, run_state, seconds_of
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import scenarios as store
from exam_server.store.tables import EncounterRow, ScenarioRevisionRow

ENDED = ("ended", "agreed")


@dataclass(frozen=True)
class RunLine:
    """A run in the list: its day and revision, no candidate (P5)."""

    id: UUID
    on: date
    revision: int
    fidelity: Fidelity


@dataclass(frozen=True)
class RunReport:
    code: str
    revision: int
    on: date
    script: Scenario
    fidelity: Fidelity


@dataclass(frozen=True)
class FidelityReport:
    """A scenario's ended runs, the newest first, and its variants compared over all of theirs."""

    script: Scenario
    runs: tuple[RunLine, ...]
    variants: tuple[str, ...]
    played: dict[str, int]
    hardness: tuple[Hardness, ...]


def show_fidelity(work: Work, qualification: str, code: str) -> FidelityReport:
    """The report of a scenario of a qualification. Raises NotFound."""
    current = {row.code: row for row in bank_store.list_scenarios(work.session, work.organisation_id, qualification)}
    if code not in current:
        raise NotFound(code)
    script = get_script(work, current[code].id)
    variants = (code, *(each for each in variants_of(script) if each in current))
    found = [each for variant in variants for each in _ended(work, qualification, variant)]
    own = [
        RunLine(row.id, _day(row), revision.number, _report(work, row))
        for row, revision in found
        if revision.code == code
    ]
    played = [_played(work, row, revision.code) for row, revision in found]
    counted = {each: sum(run.variant == each for run in played) for each in variants}
    newest = sorted(own, key=lambda each: (each.on, each.id), reverse=True)
    return FidelityReport(script, tuple(newest), variants, counted, compare_hardness(played, variants))


def show_run(work: Work, qualification: str, code: str, encounter_id: UUID) -> RunReport:
    """One ended run of a scenario, a try-out too. Raises NotFound."""
    runs = _ended(work, qualification, code, tried=True)
    found = next((each for each in runs if each[0].id == encounter_id), None)
    if found is None:
        raise NotFound(str(encounter_id))
    return _run_report(work, *found)


def report_run(work: Work, encounter_id: UUID) -> RunReport:
    """One run by its encounter, for who may read its protocol; the caller has checked that."""
    row = work.session.get_one(EncounterRow, encounter_id)
    return _run_report(work, row, work.session.get_one(ScenarioRevisionRow, row.scenario_revision_id))


def _run_report(work: Work, row: EncounterRow, revision: ScenarioRevisionRow) -> RunReport:
    return RunReport(revision.code, revision.number, _day(row), get_scenario(work, row), _report(work, row))


def _ended(
    work: Work, qualification: str, code: str, *, tried: bool = False
) -> list[tuple[EncounterRow, ScenarioRevisionRow]]:
    """`tried`: also try-outs, which no figure counts."""
    rows = store.list_runs(work.session, work.organisation_id, qualification, code, tried=tried)
    return [(row, revision) for row, revision in rows if row.state in ENDED and row.started_at is not None]


def _report(work: Work, row: EncounterRow) -> Fidelity:
    return report(get_scenario(work, row), list_events(work, row), seconds_of(row, work.now))


def _played(work: Work, row: EncounterRow, code: str) -> Played:
    script = get_scenario(work, row)
    declared = {criterion: len(ids) for criterion, ids in references(script).items()}
    return Played(code, declared, opportunities(script, run_state(work, row)))


def _day(row: EncounterRow) -> date:
    return day_of(cast(datetime, row.started_at))
