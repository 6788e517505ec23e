"""Consents of a candidate, and the body's decision on what the form calls preceding (P4, S13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.conditions import DEFAULT_POLICY, POLICIES, ConditionPolicy, check_conditions, require_shown
from exam_server.core.consents import CONSENT_KINDS, Consent, ConsentKind, current, may_record
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import text
from exam_server.services.case_rows import get_own_row, get_row
from exam_server.services.people import get_name
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import candidate_file as store
from exam_server.store.case import get_person
from exam_server.store.tables import ConditionDecisionRow, ConsentRow, PrecedingRow

LONGEST_REASON = 1_000


@dataclass(frozen=True)
class ConditionDecision:
    """The body's decision on an edition's preceding qualification; `decided_at` None: nobody decided, the default."""

    policy: ConditionPolicy
    reason: str
    decided_at: datetime | None
    decided_by: str


def list_consents(work: Work, case_id: UUID) -> dict[ConsentKind, Consent]:
    """The last words of a case's candidate; the caller has checked who asks."""
    rows = store.list_consents(work.session, get_row(work, case_id).id)
    return current(Consent(cast(ConsentKind, row.kind), row.given, row.said_at) for row in rows)


def list_recordable(work: Work, case_id: UUID) -> frozenset[ConsentKind]:
    """What of a case's conversation may be recorded now (P4); the caller has checked who asks."""
    said = list_consents(work, case_id).values()
    return frozenset(kind for kind in CONSENT_KINDS if may_record(said, kind))


def get_own_consents(work: Work, case_id: UUID) -> dict[ConsentKind, Consent]:
    return list_consents(work, get_own_row(work, case_id).id)


def say_consents(work: Work, case_id: UUID, given: Collection[str]) -> int:
    """Keep what the actor allows from now on; what isn't named is taken back. Gives how many words are new (P4)."""
    work.record()
    case = get_own_row(work, case_id)
    before = list_consents(work, case.id)
    changed = [kind for kind in CONSENT_KINDS if (kind in given) != (kind in before and before[kind].given)]
    for kind in changed:
        row = ConsentRow(
            id=work.new_id(),
            organisation_id=case.organisation_id,
            case_id=case.id,
            kind=kind,
            given=kind in given,
            said_at=work.now,
            said_by=work.actor.account_id,
        )
        work.session.add(row)
        work.session.flush()
        work.note("case.consent.given" if row.given else "case.consent.taken_back", case.id, kind=kind)
    return len(changed)


def keep_consents(work: Work, case_id: UUID, kinds: Collection[str], said_at: datetime) -> None:
    """Keep consents that a candidate gave before there was a case (P4); within `record()`."""
    case = get_row(work, case_id)
    for kind in kinds:
        row = ConsentRow(
            id=work.new_id(),
            organisation_id=case.organisation_id,
            case_id=case.id,
            kind=kind,
            given=True,
            said_at=said_at,
            said_by=None,
        )
        work.session.add(row)
        work.session.flush()
        work.note("case.consent.given", case.id, kind=kind)


def get_condition_decision(work: Work, edition_id: UUID) -> ConditionDecision:
    """The newest decision, else the default: to warn (S13)."""
    rows = store.list_condition_decisions(work.session, edition_id)
    if not rows:
        return ConditionDecision(DEFAULT_POLICY, "", None, "")
    row = rows[-1]
    name = get_name(work, row.decided_by) if row.decided_by else ""
    return ConditionDecision(cast(ConditionPolicy, row.policy), row.reason, row.decided_at, name)


def decide_condition(work: Work, edition_id: UUID, policy: str, reason: str) -> None:
    """Record the body's decision with date and author (S13). Raises Refused without a reason."""
    reason = reason.strip()
    if policy not in POLICIES or not reason or len(reason) > LONGEST_REASON:
        raise Refused(
            text("The decision wasn't recorded."),
            text("It needs a reason, of {limit} characters at most.", limit=LONGEST_REASON),
            text("Say why the body decides so."),
            rule="S13",
        )
    work.record()
    edition = get_edition(work, edition_id)
    row = ConditionDecisionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        edition_id=edition.id,
        policy=policy,
        reason=reason,
        decided_at=work.now,
        decided_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("qualification.condition.decided", edition.id, policy=policy)


def note_preceding(work: Work, case_id: UUID, shown: bool) -> None:
    """Note whether the office saw the document of the preceding qualification."""
    work.record()
    case = get_row(work, case_id)
    row = PrecedingRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case.id,
        shown=shown,
        noted_at=work.now,
        noted_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.preceding.noted", case.id, shown=shown)


def check_case_conditions(work: Work, case_id: UUID) -> Problem | None:
    """What stands against a case by the body's decision, as a warning or an error (S13)."""
    case = get_row(work, case_id)
    preceding = store.find_preceding(work.session, case_id)
    prerequisites = get_edition(work, case.edition_id).content.prerequisites
    policy = get_condition_decision(work, case.edition_id).policy
    return check_conditions(prerequisites, policy, preceding is not None and preceding.shown)


def require_case_conditions(work: Work, edition_id: UUID, case_ids: Collection[UUID]) -> None:
    """Raises Refused, with names, where these cases lack what the body made a condition before an exam (S13)."""
    prerequisites = get_edition(work, edition_id).content.prerequisites
    policy = get_condition_decision(work, edition_id).policy
    shown = {each: store.find_preceding(work.session, each) for each in case_ids} if policy == "require" else {}
    lacking = [get_row(work, each).person_id for each, row in shown.items() if row is None or not row.shown]
    people = (get_person(work.session, each) for each in lacking)
    require_shown(prerequisites, policy, [f"{each.given_names} {each.family_name}" for each in people])
