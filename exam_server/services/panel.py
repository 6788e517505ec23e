"""Who decides on a case: the members that may, their chair, and what a member has to have done first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from exam_server.core.commission import CommissionCheck
from exam_server.core.commission_acts import SEALED_FIRST, Act
from exam_server.core.decision import DecisionRule
from exam_server.core.people import Role
from exam_server.core.problems import NotFound, Problem
from exam_server.services.case import is_unsealed_rater, may_see
from exam_server.services.commission import check_commission, list_barred, require_commission
from exam_server.services.exam import list_members
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store.tables import CaseRow


@dataclass(frozen=True)
class Panel:
    """Seated members' names by account, their chair, the rule of their votes, and what keeps them from deciding.

    `excluded`: the accounts whose judgements of this candidate count for nothing; `replaced`: those who sit no more,
    while what they gave until then counts, marked (S2).
    """

    members: Mapping[UUID, str]
    chair: UUID | None
    rule: DecisionRule
    problems: tuple[Problem, ...] = ()
    excluded: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(map(str, self.members))


@dataclass(frozen=True)
class Seated:
    """A seated member as a protocol names them: credentials, their proof in words, and the declaration's date."""

    name: str
    role: Role
    credentials: tuple[str, ...] = ()
    declared_on: date | None = None
    proof: str = ""


def get_case_row(work: Work, case_id: UUID) -> CaseRow:
    """The case, locked against other writers once the work is recording. Raises NotFound for who may not see it."""
    row = work.session.get(CaseRow, case_id, with_for_update=work.recording or None)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(case_id))
    if not may_see(work, case_store.list_stages(work.session, case_id)):
        raise NotFound(str(case_id))
    return row


def get_panel(work: Work, case: CaseRow) -> Panel:
    """Who may decide on the case now, as the check of its newest exam's commission says (S2)."""
    return _panel(work, case, check_commission(work, case.id))


def list_seated(work: Work, case: CaseRow) -> list[Seated]:
    """Who sits in the case's commission, the chair first."""
    check, panel = check_commission(work, case.id), get_panel(work, case)
    seated = [
        Seated(
            seat.name,
            "chair" if seat.account_id == panel.chair else "assessor",
            tuple(sorted(seat.standing.held)),
            seat.declared_on,
            seat.proof,
        )
        for seat in check.members
    ]
    return sorted(seated, key=lambda each: (each.role != "chair", each.name))


def require_seated(work: Work, case: CaseRow, act: Act, stage_id: UUID | None = None) -> tuple[Panel, UUID]:
    """The panel of a legal commission, and the actor who may do this in it with the candidate (S2).

    No stage: that of the case's newest exam, whose commission also judges a portfolio and decides.
    Raises Refused with what keeps them from it (S2, S3, S6, S8, S10; P5 where their sheets aren't sealed).
    """
    sealed = act not in SEALED_FIRST or not is_unsealed_rater(work, case_store.list_stages(work.session, case.id))
    check = require_commission(work, case.id, stage_id, act, sealed=sealed)
    return _panel(work, case, check), cast(UUID, work.actor.account_id)


def _panel(work: Work, case: CaseRow, check: CommissionCheck) -> Panel:
    members = {seat.account_id: seat.name for seat in check.members}
    minimum = get_edition(work, case.edition_id).content.commission.minimum
    rule = DecisionRule(quorum=minimum) if minimum else DecisionRule()
    # Also who sits no more, or sat at an earlier exam alone (S2, S8, S10).
    barred = list_barred(work, get_edition(work, case.edition_id).content, [case])[case.id]
    excluded, replaced = (frozenset(map(str, each - members.keys())) for each in (barred.discounted, barred.kept))
    return Panel(members, _chair(work, case, members), rule, check.problems, excluded, replaced)


def _chair(work: Work, case: CaseRow, members: Mapping[UUID, str]) -> UUID | None:
    planned = [stage.exam_id for stage in case_store.list_stages(work.session, case.id) if stage.exam_id]
    appointed = list_members(work, planned[-1]) if planned else []
    return next((each.account_id for each in appointed if each.role == "chair" and each.account_id in members), None)
