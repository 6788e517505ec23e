"""Calibration before a day: vignettes of an exam's scripts, rated by its assessors and kept apart from all evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.calibration import (
    Beside,
    Levels,
    Spread,
    Task,
    find_spread,
    lay_beside,
    make_task,
    take_levels,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.simulation.script import Scenario, Vignette
from exam_server.core.text import text
from exam_server.services.clips import has_clip
from exam_server.services.exam import COMMISSION, get_exam, list_members
from exam_server.services.legal_day import legal_day
from exam_server.services.moderation_rule import rule_on
from exam_server.services.qualification import get_edition
from exam_server.services.scripts import get_script
from exam_server.services.work import Work
from exam_server.store import calibration as store
from exam_server.store import delivery as exam_store
from exam_server.store.tables import CalibrationRow


@dataclass(frozen=True)
class Line:
    """A vignette on the list of who rates: `given_at` None while they haven't."""

    revision_id: UUID
    scenario: str
    vignette: str
    title: str
    given_at: datetime | None


@dataclass(frozen=True)
class ExamLines:
    """An exam's vignettes; `leads`: the viewer is its chair."""

    exam_id: UUID
    title: str
    planned_at: datetime
    lines: tuple[Line, ...]
    leads: bool


@dataclass(frozen=True)
class VignettePage:
    """The task, and once the viewer's own levels are in, how they lie beside the panel's; `texts`: by criterion.

    `plays`: it has a clip, which is on this server.
    """

    exam_title: str
    scenario: str
    task: Task
    texts: Mapping[str, str]
    beside: tuple[Beside, ...]
    plays: bool


@dataclass(frozen=True)
class Calibrated:
    """A vignette on the chair's overview: who has rated it when, and how far the levels spread, unnamed."""

    scenario: str
    title: str
    given: Mapping[UUID, datetime]
    spread: tuple[Spread, ...]


@dataclass(frozen=True)
class Overview:
    title: str
    members: Mapping[UUID, str]
    vignettes: tuple[Calibrated, ...]


def list_vignettes(work: Work) -> list[ExamLines]:
    """Vignettes of the exams that the actor rates at, the latest exam first; exams without any are left out."""
    account_id = work.actor.account_id
    own = exam_store.list_exams_of(work.session, account_id, COMMISSION) if account_id else set()
    led = exam_store.list_exams_of(work.session, account_id, ("chair",)) if account_id else set()
    found = []
    for exam in exam_store.list_exams(work.session, work.organisation_id):
        lines = tuple(_lines(work, exam.id)) if exam.id in own and not exam.rehearsal else ()
        if lines:
            found.append(ExamLines(exam.id, exam.title, exam.planned_at, lines, exam.id in led))
    return found


def _lines(work: Work, exam_id: UUID) -> Iterator[Line]:
    given = {
        (row.scenario_revision_id, row.vignette): row.given_at
        for row in store.list_calibrations(work.session, exam_id)
        if row.account_id == work.actor.account_id
    }
    for revision_id, script, vignette in _vignettes(work, exam_id):
        title = script.about.title
        yield Line(revision_id, title, vignette.id, vignette.title, given.get((revision_id, vignette.id)))


def show_vignette(work: Work, exam_id: UUID, revision_id: UUID, vignette_id: str) -> VignettePage:
    """For who rates at the exam, else NotFound. The panel's levels come with the actor's own alone."""
    script, vignette = _find(work, exam_id, revision_id, vignette_id)
    rows = _given(work, exam_id, revision_id, vignette_id)
    own = next((row.levels for row in rows if row.account_id == work.actor.account_id), None)
    others = [row.levels for row in rows if row.account_id != work.actor.account_id]
    exam = get_exam(work, exam_id)
    return VignettePage(
        exam_title=exam.title,
        scenario=script.about.title,
        task=make_task(script, vignette),
        texts={each.code: each.text for each in get_edition(work, exam.edition_id).content.criteria()},
        beside=() if own is None else lay_beside(vignette, own, others),
        plays=has_clip(work, vignette.clip),
    )


def get_captions(work: Work, exam_id: UUID, revision_id: UUID, vignette_id: str) -> str:
    """The captions of a vignette's clip (WebVTT), for who rates at the exam, else NotFound."""
    _, vignette = _find(work, exam_id, revision_id, vignette_id)
    if not vignette.captions:
        raise NotFound(vignette_id)
    return vignette.captions.strip() + "\n"


def give_levels(work: Work, exam_id: UUID, revision_id: UUID, vignette_id: str, levels: Levels) -> None:
    """Keep the actor's levels, once and for good. Raises NotFound for who doesn't rate at the exam, and Refused."""
    work.record()
    _, vignette = _find(work, exam_id, revision_id, vignette_id)
    kept = take_levels(vignette, levels)
    rows = _given(work, exam_id, revision_id, vignette_id)
    if any(row.account_id == work.actor.account_id for row in rows):
        raise Refused(
            text("The vignette wasn't rated."),
            text("You have rated it already and seen the panel's levels."),
            text("Nothing needs to be done."),
        )
    row = CalibrationRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        account_id=work.actor.account_id,
        scenario_revision_id=revision_id,
        vignette=vignette_id,
        levels=kept,
        given_at=work.now,
    )
    work.session.add(row)
    work.note("exam.calibration.given", row.id, exam=str(exam_id))


def show_overview(work: Work, exam_id: UUID) -> Overview:
    """Who has calibrated, and where the levels spread; for the exam's chair, else NotFound."""
    _require_member(work, exam_id, ("chair",))
    members = {each.account_id: each.name for each in list_members(work, exam_id) if each.role in COMMISSION}
    return Overview(get_exam(work, exam_id).title, members, tuple(_calibrated(work, exam_id, members)))


def _calibrated(work: Work, exam_id: UUID, members: Mapping[UUID, str]) -> Iterator[Calibrated]:
    rule = rule_on(work, legal_day(work))
    for revision_id, script, vignette in _vignettes(work, exam_id):
        rows = [row for row in _given(work, exam_id, revision_id, vignette.id) if row.account_id in members]
        given = {row.account_id: row.given_at for row in rows}
        spread = find_spread(script, vignette, [row.levels for row in rows], rule)
        yield Calibrated(script.about.title, vignette.title, given, spread)


def _vignettes(work: Work, exam_id: UUID) -> Iterator[tuple[UUID, Scenario, Vignette]]:
    for revision_id in store.list_exam_scripts(work.session, exam_id):
        script = get_script(work, revision_id)
        yield from ((revision_id, script, vignette) for vignette in script.vignettes)


def _find(work: Work, exam_id: UUID, revision_id: UUID, vignette_id: str) -> tuple[Scenario, Vignette]:
    _require_member(work, exam_id, COMMISSION)
    for found_id, script, vignette in _vignettes(work, exam_id):
        if (found_id, vignette.id) == (revision_id, vignette_id):
            return script, vignette
    raise NotFound(vignette_id)


def _given(work: Work, exam_id: UUID, revision_id: UUID, vignette_id: str) -> list[CalibrationRow]:
    rows = store.list_calibrations(work.session, exam_id)
    return [row for row in rows if (row.scenario_revision_id, row.vignette) == (revision_id, vignette_id)]


def _require_member(work: Work, exam_id: UUID, roles: Sequence[str]) -> None:
    get_exam(work, exam_id)
    account_id = work.actor.account_id
    if account_id is None or not exam_store.is_member(work.session, exam_id, account_id, roles):
        raise NotFound(str(exam_id))
