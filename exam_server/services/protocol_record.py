"""Gathering what a commission's protocol of a case states, from everything that was kept of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_server.core.protocol import (
    RECORD_VERSION,
    AppealPart,
    BodyPart,
    CandidatePart,
    CriterionPart,
    DecisionPart,
    DissentPart,
    EvidencePart,
    HeadPart,
    JudgementPart,
    OutcomePart,
    ProtocolRecord,
    QualificationPart,
    QuestionPart,
    ReadingPart,
    SetPart,
)
from exam_server.services.accommodations import get_accommodation
from exam_server.services.appeal_terms import last_day
from exam_server.services.audit_heads import find_newest_head
from exam_server.services.conversing import Note, list_notes
from exam_server.services.deciding_view import CriterionView, DecidingView, HeldView, show_deciding
from exam_server.services.panel import get_case_row
from exam_server.services.protocol_members import list_members, list_panels, list_recusals
from exam_server.services.protocol_portfolio import list_judgements, list_recognitions
from exam_server.services.protocol_room import list_case_incidents, list_compensations, list_outages
from exam_server.services.protocol_stages import (
    Rated,
    list_rated,
    list_read,
    list_rooms,
    list_scenarios,
    list_stages_of,
)
from exam_server.services.validators import names_of_validators
from exam_server.services.work import Work
from exam_server.store.tables import CaseRow, EditionRow, OrganisationRow, PersonRow, PlanRow


@dataclass(frozen=True)
class Wanted:
    """What the maker of a protocol decides: a set (0: everything), observers, and what it takes the place of, why."""

    scope: int
    observers: tuple[str, ...] = ()
    supersedes: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Issue:
    """Under which number and on which day it's issued, and the days to appeal."""

    number: str
    on: date
    appeal_days: int


@dataclass(frozen=True)
class Marked:
    """By criterion what members sealed: ratings of simulations, judgements of pieces, marks of written responses."""

    rated: Mapping[str, Rated]
    judgements: Mapping[str, tuple[JudgementPart, ...]]
    read: Mapping[str, tuple[ReadingPart, ...]]


def gather_record(work: Work, case_id: UUID, wanted: Wanted, issue: Issue) -> ProtocolRecord:
    """The record as it stands now. Raises NotFound for who may not see the case, or a set that isn't there."""
    view = show_deciding(work, case_id)
    case = get_case_row(work, case_id)
    stages = list_stages_of(work, case_id)
    marked = Marked(list_rated(work, stages), list_judgements(work, case_id), list_read(work, stages))
    codes = {each.row.criterion for each in _criteria(view, wanted.scope)}
    sets = [each for each in view.sets if wanted.scope in (0, each.outcomes.number)]
    verdict = view.verdict if wanted.scope == 0 else sets[0].verdict
    return ProtocolRecord(
        version=RECORD_VERSION,
        number=issue.number,
        issued_on=issue.on,
        scope=wanted.scope,
        supersedes=wanted.supersedes,
        reason=wanted.reason,
        body=_body(work, case, [stage.exam_id for stage, _ in stages if stage.exam_id]),
        qualification=_qualification(work, case, view),
        candidate=_candidate(work, case),
        stages=tuple(part for _, part in stages),
        members=tuple(list_members(work, case)),
        recusals=tuple(list_recusals(work, case)),
        observers=wanted.observers,
        scenarios=tuple(list_scenarios(work, stages)),
        verdict=verdict,
        sets=tuple(_sets(view, wanted.scope, marked)),
        questions=tuple(_questions(work, case_id, codes)),
        accommodation=get_accommodation(work, case_id),
        incidents=tuple(list_case_incidents(work, stages)),
        outages=tuple(list_outages(work, stages)),
        compensations=tuple(list_compensations(work, stages)),
        appeal=AppealPart(
            view.case.qualification.appeal.text, issue.appeal_days, last_day(work, issue.on, issue.appeal_days)
        ),
        recognitions=tuple(list_recognitions(work, case_id, codes)),
        rooms=tuple(list_rooms(work, stages)),
        audit_head=_head(work),
        panels=tuple(list_panels(work, case, codes)),
    )


def _head(work: Work) -> HeadPart | None:
    head = find_newest_head(work)
    return HeadPart(head.day, head.position, head.hash) if head else None


def _body(work: Work, case: CaseRow, exam_ids: Sequence[UUID]) -> BodyPart:
    """The awarding body, which answers for it, and who carried out the exams (L10)."""
    row = work.session.get_one(OrganisationRow, case.organisation_id)
    return BodyPart(row.name, row.seat, names_of_validators(work, exam_ids, row.name))


def _qualification(work: Work, case: CaseRow, view: DecidingView) -> QualificationPart:
    edition = work.session.get_one(EditionRow, case.edition_id)
    plan = work.session.get_one(PlanRow, view.case.plan_id)
    return QualificationPart(
        edition.name,
        edition.code,
        edition.number,
        edition.content_hash,
        edition.source_kind,
        plan.number,
        plan.content_hash,
    )


def _candidate(work: Work, case: CaseRow) -> CandidatePart:
    person = work.session.get_one(PersonRow, case.person_id)
    return CandidatePart(case.code, person.given_names, person.family_name, person.born_on)


def _criteria(view: DecidingView, scope: int) -> Iterator[CriterionView]:
    return (each for each in view.criteria if scope in (0, each.set_number))


def _sets(view: DecidingView, scope: int, marked: Marked) -> Iterator[SetPart]:
    for each in view.sets:
        if scope in (0, each.outcomes.number):
            outcomes = tuple(
                OutcomePart(
                    group.outcome.code,
                    group.outcome.text,
                    group.verdict,
                    tuple(_criterion(view, one, marked) for one in group.criteria),
                )
                for group in each.groups
            )
            yield SetPart(each.outcomes.number, each.outcomes.name, each.verdict, outcomes)


def _criterion(view: DecidingView, one: CriterionView, marked: Marked) -> CriterionPart:
    evidence = tuple(
        EvidencePart(
            each.id,
            each.method,
            each.source_kind,
            each.source_hash,
            each.part,
            each.verdict,
            each.open_reason,
            view.case.recorded_at[each.id],
        )
        for each in one.row.evidence
    )
    decision = _decision(view, one.held) if one.held else None
    code = one.row.criterion
    rated, judgements = marked.rated.get(code), marked.judgements.get(code, ())
    ratings, level, dissents = (rated.ratings, rated.agreed, rated.dissents) if rated else ((), None, ())
    read = marked.read.get(code, ())
    return CriterionPart(code, one.row.text, ratings, level, evidence, decision, judgements, read, dissents)


def _decision(view: DecidingView, held: HeldView) -> DecisionPart:
    kept = next(each for each in view.case.held.values() if each.id == held.id)
    return DecisionPart(
        id=str(held.id),
        verdict=held.verdict,
        open_reason=held.open_reason,
        reason=held.reason,
        by_rule=kept.by_rule,
        proposed_by=held.proposed_by,
        confirmed_by=held.confirmed_by,
        confirmed_at=held.confirmed_at,
        dissent=tuple(DissentPart(each.name, each.verdict, each.reason) for each in held.dissent),
        supersedes=str(kept.supersedes) if kept.supersedes else None,
    )


def _questions(work: Work, case_id: UUID, codes: set[str]) -> Iterator[QuestionPart]:
    for note in list_notes(work, case_id):
        if note.criterion in codes:
            dissent = tuple(DissentPart(each.name, each.verdict, each.reason) for each in note.dissent)
            about, heard = (note.criterion, note.part, note.question), _heard(note)
            yield QuestionPart(*about, heard, note.noted_by, note.noted_at, dissent)


def _heard(note: Note) -> str:
    """What was heard, with each member's name where they noted it alone."""
    if not note.hearings:
        return note.heard
    return "\n".join(f"{each.name}: {each.heard}" for each in note.hearings)
