"""A script tried by people without an exam: real cards, real sheets, a made-up candidate; it counts for nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.people import Role
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services import exam, rehearsing
from exam_server.services.exam_rows import get_row
from exam_server.services.people import list_holders
from exam_server.services.qualification import Edition
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.simulation import add_encounter
from exam_server.services.stations import list_stations
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import case as case_store
from exam_server.store import scenarios as store
from exam_server.store.tables import EncounterRow, ExamRow, ScenarioRevisionRow

NOT_MADE = text("The try-out wasn't made.")


@dataclass(frozen=True)
class Cast:
    """Who tries a script: `prompter` None leaves who plays with three buttons; `assessors`: one at least."""

    player: UUID
    prompter: UUID | None
    assessors: tuple[UUID, ...]


@dataclass(frozen=True)
class TryOut:
    """A try-out in the author's list; `people` in the order player, prompter, assessors."""

    exam_id: UUID
    encounter_id: UUID
    revision: int
    made_at: datetime
    state: str
    people: tuple[str, ...]


def list_able(work: Work) -> dict[Role, dict[UUID, str]]:
    """Who could take which part, by the roles of their accounts."""
    wanted: dict[Role, tuple[Role, ...]] = {
        "role_player": ("role_player",),
        "prompter": ("prompter",),
        "assessor": ("assessor", "chair"),
    }
    return {
        part: {each.account_id: each.name for role in roles for each in list_holders(work, role) if not each.disabled}
        for part, roles in wanted.items()
    }


def make_tryout(work: Work, edition: Edition, code: str, cast: Cast) -> UUID:
    """Let these people play the scenario's current revision, reviewed or not; gives the exam's id.

    Raises NotFound for no such scenario or people without the role, and Refused for somebody in two parts.
    """
    revision = _find(work, edition.code, code)
    people = [each for each in (cast.player, cast.prompter, *cast.assessors) if each is not None]
    if not cast.assessors or len(set(people)) < len(people):
        raise Refused(
            NOT_MADE,
            text("Nobody rates it, or somebody would do two things at once."),
            text("Choose different people for each part, and somebody who rates."),
        )
    chairs = {each.account_id for each in list_holders(work, "chair")}
    leader = next((each for each in cast.assessors if each in chairs), None)
    members: dict[Role, list[UUID]] = {
        "role_player": [cast.player],
        "prompter": [] if cast.prompter is None else [cast.prompter],
        "assessor": [each for each in cast.assessors if each not in chairs],
        "chair": [each for each in cast.assessors if each in chairs],
    }
    _require_able(work, cast)
    work.record()
    plan = exam.ExamPlan(edition.id, f"Próba: {revision.title}", "–", work.now, None, revision.id, members)
    exam_id = exam.make_exam(work, plan, rehearsal=True)
    _add_encounter(work, get_row(work, exam_id), revision, {each: each == leader for each in cast.assessors})
    sign_made_up_room(work, exam_id)
    work.note("rehearsal.script.made", exam_id, scenario=code, revision=revision.number)
    return exam_id


def _require_able(work: Work, cast: Cast) -> None:
    able = list_able(work)
    chosen: dict[Role, tuple[UUID | None, ...]] = {
        "role_player": (cast.player,),
        "prompter": (cast.prompter,),
        "assessor": cast.assessors,
    }
    for part, accounts in chosen.items():
        for account in accounts:
            if account is not None and account not in able[part]:
                raise NotFound(str(account))


def _add_encounter(work: Work, row: ExamRow, revision: ScenarioRevisionRow, raters: dict[UUID, bool]) -> None:
    case_id = rehearsing.add_bot(work, row, 1, "Scenariusz")
    [stage] = case_store.list_stages(work.session, case_id)
    [station] = list_stations(work, row.id)
    encounter = EncounterRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=row.id,
        case_id=case_id,
        stage_id=stage.id,
        station_id=station.id,
        scenario_revision_id=revision.id,
        scenario_hash=revision.content_hash,
    )
    add_encounter(work, encounter, raters)
    work.session.flush()


def list_tryouts(work: Work, edition: Edition, code: str) -> list[TryOut]:
    """The scenario's try-outs, the newest first. Raises NotFound for no such scenario."""
    _find(work, edition.code, code)
    return sorted(_tryouts(work, edition.code, code), key=lambda each: each.made_at, reverse=True)


def _tryouts(work: Work, qualification: str, code: str) -> Iterator[TryOut]:
    for row, revision in store.list_runs(work.session, work.organisation_id, qualification, code, tried=True):
        found = work.session.get_one(ExamRow, row.exam_id)
        if found.rehearsal:
            members = exam.list_members(work, found.id)
            order = ("role_player", "prompter", "chair", "assessor")
            members.sort(key=lambda each: (order.index(each.role), each.name))
            people = tuple(each.name for each in members)
            yield TryOut(found.id, row.id, revision.number, found.created_at, row.state, people)


def remove_tryout(work: Work, edition: Edition, code: str, exam_id: UUID) -> None:
    """Take a try-out away with everything that was noted in it. Raises NotFound for any other exam."""
    if exam_id not in {each.exam_id for each in _tryouts(work, edition.code, code)}:
        raise NotFound(str(exam_id))
    rehearsing.remove_rehearsal(work, exam_id)


def _find(work: Work, qualification: str, code: str) -> ScenarioRevisionRow:
    for row in bank_store.list_scenarios(work.session, work.organisation_id, qualification):
        if row.code == code:
            return row
    raise NotFound(code)
