"""Releasing the result of a stage without an exam, such as an analysis of evidence: by two people (P7, L8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.decisions import list_held
from exam_server.services.judged import load_judged
from exam_server.services.notices import queue_notice
from exam_server.services.stages import get_stage_row, standing_of
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import release as store
from exam_server.store.tables import CaseRow, EvidenceRow, StageReleaseRow, StageRow


@dataclass(frozen=True)
class StageRelease:
    """A stage whose result could be released now; `asked_at` None: nobody has asked yet."""

    asked_at: datetime | None
    asked_by: UUID | None


def list_stage_releases(work: Work, case_id: UUID) -> dict[UUID, StageRelease]:
    """The stages of a case without an exam that have something to release, and who asked for it."""
    found: dict[UUID, StageRelease] = {}
    for row in case_store.list_stages(work.session, case_id):
        if _has_results(row) and find_obstacle(work, row) is None:
            pending = store.find_pending_of_stage(work.session, row.id)
            found[row.id] = StageRelease(*((pending.asked_at, pending.asked_by) if pending else (None, None)))
    return found


def release_stage(work: Work, case_id: UUID, stage_id: UUID) -> bool:
    """The first person's call asks for the release (False); another one's lets the candidate see the result (P7).

    What is decided later needs a release of its own. Raises Refused for a stage that is open, of which nothing was
    judged, or has nothing new; NotFound for one whose exam is released.
    """
    work.record()
    row = get_stage_row(work, case_id, stage_id)
    if not _has_results(row):
        raise NotFound(str(stage_id))
    if (obstacle := find_obstacle(work, row)) is not None:
        raise _refused(*obstacle)
    pending = store.find_pending_of_stage(work.session, row.id)
    if pending is None:
        _ask(work, row)
        return False
    if pending.asked_by == work.actor.account_id:
        why = text("Whoever asked for the release doesn't confirm it.")
        raise _refused(why, text("Let somebody else release them."), "P7")
    pending.confirmed_at, pending.confirmed_by = work.now, work.actor.account_id
    row.released_at = work.now
    work.note("case.stage.released", row.id, case=str(case_id))
    queue_notice(work, "result_released", case_id)
    return True


def find_obstacle(work: Work, row: StageRow) -> tuple[Text, Text] | None:
    """Why a stage's result can't be released now, and what to do; None: it can be."""
    if standing_of(work, row).is_open:
        return text("The stage is still open."), text("Close it first: then nothing more comes to it.")
    records = case_store.list_evidence(work.session, row.case_id)
    own = [each for each in records if each.stage_id == row.id]
    if not own:
        return text("Nothing of it was judged yet."), text("Let the commission judge what was handed in.")
    if _is_unsettled(work, row):
        why = text("The commission hasn't settled all that was handed in.")
        return why, text("Let the commission judge what was handed in.")
    since = row.released_at
    if since and max(each.recorded_at for each in own) <= since and not _has_decisions(work, row, own, since):
        return text("Nothing new came since the last release."), text("Nothing is to be done.")
    return None


def _is_unsettled(work: Work, row: StageRow) -> bool:
    """Whether something that was handed in at this stage waits to be judged; what came at another doesn't count."""
    judged = load_judged(work, work.session.get_one(CaseRow, row.case_id))
    return any(judged.mappings[each.id].stage_id == row.id for each in judged.waiting())


def _has_decisions(work: Work, row: StageRow, own: Sequence[EvidenceRow], since: datetime) -> bool:
    """Whether a decision that rests on this stage's evidence holds since its release."""
    ids = {str(each.id) for each in own}
    held = list_held(work, [row.case_id]).get(row.case_id, {})
    return any(each.confirmed_at > since and ids & set(each.evidence) for each in held.values())


def _has_results(row: StageRow) -> bool:
    return row.kind == "evidence_analysis" and row.exam_id is None


def _ask(work: Work, row: StageRow) -> None:
    made = StageReleaseRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        stage_id=row.id,
        asked_at=work.now,
        asked_by=work.actor.account_id,
    )
    work.session.add(made)
    work.session.flush()
    work.note("case.stage.release_asked", row.id, case=str(row.case_id))


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(text("The results weren't released."), why, remedy, rule)
