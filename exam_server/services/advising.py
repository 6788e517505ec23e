"""Identification and documentation: self-assessment, the advisor's view, and notes that no commission sees (S8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.advising import LONGEST, Level, Statement, latest, require_statement
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Criterion, OutcomeSet
from exam_server.core.text import text
from exam_server.services.case_rows import get_own_row, get_row
from exam_server.services.qualification import get_edition
from exam_server.services.stages import list_stages
from exam_server.services.work import Work
from exam_server.store import advising as store
from exam_server.store.tables import AdvisorNoteRow, CaseRow, PersonRow, SelfAssessmentRow

ASSESSED_AT = ("identification", "documentation")


@dataclass(frozen=True)
class Advised:
    """A case in its advisor's list."""

    case_id: UUID
    code: str
    name: str
    qualification: str


@dataclass(frozen=True)
class Note:
    """A note for advisors alone."""

    words: str
    made_at: datetime


@dataclass(frozen=True)
class Assessment:
    """What the candidate and the advisor say of each criterion: the newest words of each."""

    case_id: UUID
    code: str
    sets: tuple[OutcomeSet, ...]
    own: Mapping[str, Statement]
    views: Mapping[str, Statement]
    advisors: tuple[tuple[str, date], ...]
    is_open: bool

    def count(self, number: int) -> tuple[int, int]:
        """Of a set: assessed criteria, and all."""
        codes = [each.code for group in self.sets if group.number == number for each in _criteria(group)]
        return sum(code in self.own for code in codes), len(codes)


def get_own_assessment(work: Work, case_id: UUID) -> Assessment:
    """The actor's own. Raises NotFound for somebody else's case."""
    return _show(work, get_own_row(work, case_id))


def save_assessment(work: Work, case_id: UUID, given: Mapping[str, tuple[str, str]]) -> int:
    """Keep what the actor says of criteria (code → level, words); gives how many changed. Needs an open stage."""
    work.record()
    case = get_own_row(work, case_id)
    view = _show(work, case)
    if not view.is_open:
        raise Refused(
            text("Nothing was saved."),
            text("No stage of identification or documentation is open for you."),
            text("Ask the office to open one."),
            rule="S8",
        )
    changed = _changed(view, view.own, given)
    for criterion, level, words in changed:
        work.session.add(SelfAssessmentRow(**_shared(work, case), criterion=criterion, level=level, words=words))
    if changed:
        work.session.flush()
        work.note("case.self_assessment.saved", case.id, count=len(changed))
    return len(changed)


def list_advised(work: Work) -> list[Advised]:
    """The cases that the actor advises."""
    if work.actor.account_id is None:
        return []
    rows = store.list_advised(work.session, work.actor.account_id)
    return [
        Advised(case.id, case.code, _name(person), get_edition(work, case.edition_id).content.name)
        for case, person in rows
    ]


def get_advised(work: Work, case_id: UUID) -> tuple[Advised, Assessment, list[Note]]:
    """A case that the actor advises, with the notes. Raises NotFound for any other."""
    case = get_advised_row(work, case_id)
    person = work.session.get_one(PersonRow, case.person_id)
    advised = Advised(case.id, case.code, _name(person), get_edition(work, case.edition_id).content.name)
    notes = [Note(row.words, row.made_at) for row in store.list_notes(work.session, case_id) if not row.criterion]
    return advised, _show(work, case), notes


def give_views(work: Work, case_id: UUID, given: Mapping[str, tuple[str, str]]) -> int:
    """Keep the advisor's view of criteria, which the candidate reads; gives how many changed."""
    work.record()
    case = get_advised_row(work, case_id)
    view = _show(work, case)
    changed = _changed(view, view.views, given)
    for criterion, level, words in changed:
        work.session.add(AdvisorNoteRow(**_shared(work, case), criterion=criterion, level=level, words=words))
    if changed:
        work.session.flush()
        work.note("case.advisor_view.given", case.id, count=len(changed))
    return len(changed)


def add_note(work: Work, case_id: UUID, words: str) -> None:
    """Keep a note for the case's advisors alone."""
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise Refused(
            text("The note wasn't saved."),
            text("It's empty or longer than {limit} characters.", limit=LONGEST),
            text("Write it anew."),
        )
    work.record()
    case = get_advised_row(work, case_id)
    work.session.add(AdvisorNoteRow(**_shared(work, case), words=words))
    work.session.flush()
    work.note("case.advisor_note.added", case.id)


def get_advised_row(work: Work, case_id: UUID) -> CaseRow:
    """A case that the actor advises. Raises NotFound for any other."""
    case = get_row(work, case_id)
    account_id = work.actor.account_id
    if account_id is None or not store.is_advisor(work.session, case_id, account_id):
        raise NotFound(str(case_id))
    return case


def _show(work: Work, case: CaseRow) -> Assessment:
    own = [_said(row) for row in store.list_assessments(work.session, case.id)]
    views = [_said(row) for row in store.list_notes(work.session, case.id) if row.criterion]
    advisors = store.list_advisors(work.session, case.id)
    return Assessment(
        case.id,
        case.code,
        get_edition(work, case.edition_id).content.sets,
        latest(own),
        latest(views),
        tuple((_name(person), row.taken_on) for row, person in advisors),
        any(stage.kind in ASSESSED_AT and stage.standing.is_open for stage in list_stages(work, case.id)),
    )


def _changed(
    view: Assessment, before: Mapping[str, Statement], given: Mapping[str, tuple[str, str]]
) -> Sequence[tuple[str, str, str]]:
    """What differs from the newest words. Raises Refused for a criterion or level that there isn't."""
    codes = [each.code for group in view.sets for each in _criteria(group)]
    found = []
    for criterion, (level, typed) in given.items():
        words = typed.replace("\r\n", "\n").strip()
        require_statement(codes, criterion, level, words)
        known = before.get(criterion)
        if known is None or (known.level, known.words) != (level, words):
            found.append((criterion, level, words))
    return found


def _criteria(group: OutcomeSet) -> list[Criterion]:
    return [each for outcome in group.outcomes for each in outcome.criteria]


def _said(row: SelfAssessmentRow | AdvisorNoteRow) -> Statement:
    return Statement(row.criterion, cast(Level, row.level), row.words, row.made_at)


def _shared(work: Work, case: CaseRow) -> dict[str, object]:
    return {
        "id": work.new_id(),
        "organisation_id": work.organisation_id,
        "case_id": case.id,
        "made_at": work.now,
        "made_by": work.actor.account_id,
    }


def _name(person: PersonRow) -> str:
    return f"{person.given_names} {person.family_name}"
