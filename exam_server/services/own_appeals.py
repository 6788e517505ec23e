"""A candidate's own appeals: what was filed and where it stands; the ruling once it's told, and never who said what."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.appeals import APPEAL_DAYS, BEFORE, Ground, State
from exam_server.core.problems import NotFound
from exam_server.core.stages import StageKind
from exam_server.services.appeal_rows import Enclosed, list_enclosed
from exam_server.services.appeal_subject import Appealable, list_appealable
from exam_server.services.appeal_view import RulingView, cite, find_ruling
from exam_server.services.case_rows import get_own_row
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store.tables import AppealRow, StageRow


@dataclass(frozen=True)
class OwnAppeal:
    """`reason` and `rule`: of a refusal, or of why a late one was admitted; `ruling` None until it's told."""

    id: UUID
    cited: str
    kind: StageKind
    state: State
    criteria: tuple[str, ...]
    position: int | None
    grounds: tuple[Ground, ...]
    words: str
    received_on: date
    until: date
    documents: tuple[Enclosed, ...]
    steps: tuple[tuple[str, datetime], ...]
    reason: str
    rule: str
    ruling: RulingView | None

    @property
    def is_late(self) -> bool:
        return self.received_on > self.until

    @property
    def may_withdraw(self) -> bool:
        return self.state in BEFORE["withdrawn"]


TOLD_STEPS = ("admitted", "refused", "withdrawn", "assigned", "told")
"""What a candidate reads of the way; how members came to the ruling isn't among it."""


def list_own_appeals(work: Work, case_id: UUID) -> list[OwnAppeal]:
    """The newest first. Raises NotFound for somebody else's case."""
    case = get_own_row(work, case_id)
    return [own_appeal(work, row) for row in reversed(store.list_appeals_of(work.session, case.id))]


def list_own_appealable(work: Work, case_id: UUID, default_days: int = APPEAL_DAYS) -> list[Appealable]:
    """What the actor may appeal against in their own case."""
    return list_appealable(work, get_own_row(work, case_id), default_days)


def find_own(work: Work, case_id: UUID, appeal_id: UUID) -> UUID:
    """The id of an own appeal. Raises NotFound for anybody else's."""
    case, row = get_own_row(work, case_id), work.session.get(AppealRow, appeal_id)
    if row is None or row.case_id != case.id:
        raise NotFound(str(appeal_id))
    return row.id


def own_appeal(work: Work, row: AppealRow) -> OwnAppeal:
    """An appeal as its candidate may see it; the caller has checked whose it is."""
    steps = [each for each in store.list_steps(work.session, [row.id]) if each.step in TOLD_STEPS]
    # Two panels are one step to the candidate: others look at it.
    first = {each.step: each for each in reversed(steps)}
    said = first.get("refused") or first.get("admitted")
    return OwnAppeal(
        row.id,
        cite(row),
        cast(StageKind, work.session.get_one(StageRow, row.stage_id).kind),
        _shown_state(cast(State, row.state)),
        tuple(row.criteria),
        row.position,
        tuple(cast(Ground, each) for each in row.grounds),
        row.words,
        row.received_on,
        row.until,
        list_enclosed(work, row.id),
        tuple((each.step, each.at) for each in steps if first[each.step] is each),
        said.reason if said else "",
        said.rule if said else "",
        _told_ruling(work, row),
    )


def _told_ruling(work: Work, row: AppealRow) -> RulingView | None:
    """Without who proposed it: the letter is the body's."""
    found = find_ruling(work, row) if row.state == "told" else None
    return replace(found, proposed_by="") if found else None


def _shown_state(state: State) -> State:
    """Until the ruling is told, members look at it: how far they are isn't said."""
    return "assigned" if state in ("heard", "proposed", "confirmed") else state
