"""Typing papers in: each of two people alone, compared, decided where they differ, and put into the record (R30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.delivery import (
    PresentedItem,
    Receipt,
    Response,
    check_code,
    check_decision,
    check_response,
    is_given,
    normalise_code,
    responses_to_file,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.filing_papers import file_paper
from exam_server.services.paper_use import find_paper_use
from exam_server.services.presenting import present_form
from exam_server.services.readings import compare_at, require_typist, sitting_at, typed_at
from exam_server.services.saving import ENCODE, storable
from exam_server.services.sittings import require_reason
from exam_server.services.work import Work
from exam_server.store import transcription as store
from exam_server.store.tables import SittingRow, TranscriptDecisionRow, TranscriptRow

LETTERS_TYPED = 8


@dataclass(frozen=True)
class Outcome:
    """Where a paper stands after an act: `open` positions, and the receipt once everything is in the record."""

    readings: int
    open: tuple[int, ...]
    receipt: Receipt | None

    @property
    def words(self) -> Text:
        """The same in a sentence."""
        if self.receipt is not None:
            return text(
                "The paper is in the record. Responses of the whole test: {count}, check code {code}.",
                count=self.receipt.count,
                code=self.receipt.short,
            )
        if not self.open:
            return text("Your reading is kept. A second person types the paper in next.")
        places = ", ".join(map(str, self.open))
        return text("Not in the record yet; still to settle are the questions: {places}.", places=places)


def type_paper(work: Work, exam_id: UUID, sitting_id: UUID, code: str, given: Mapping[int, object]) -> Outcome:
    """Keep the actor's reading of a paper; with the second one both are compared, and what is settled is filed.

    `code`: the first letters of the digest on the paper, two groups at least, so that nobody types in another one.
    Raises Refused for a wrong code, a response that doesn't fit its item, and whom core doesn't let type.
    """
    items = present_form(work, sitting_at(work, exam_id, sitting_id).id)
    responses = _check(items, given)
    work.record()
    row = sitting_at(work, exam_id, sitting_id)
    typed = require_typist(work, row)
    _require_code(row, code)
    number = len(store.list_transcripts(work.session, row.id)) + 1
    work.session.add(
        TranscriptRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            sitting_id=row.id,
            number=number,
            form_digest=row.form_digest,
            responses=[[position, response] for position, response in sorted(responses.items())],
            typed_by=work.actor.account_id,
            typed_at=work.now,
        )
    )
    work.session.flush()
    work.note("sitting.paper.typed", row.id, number=number, again=str(work.actor.account_id) in {t.by for t in typed})
    return _settle(work, row)


def decide(work: Work, exam_id: UUID, sitting_id: UUID, position: int, choice: int, reason: str) -> Outcome:
    """Take one of the choices at a position, with a reason; the last decision puts the paper into the record."""
    require_reason(reason)
    work.record()
    row = sitting_at(work, exam_id, sitting_id)
    typed = typed_at(work, row.id)
    compared = {each.position: each for each in compare_at(work, row, typed)}
    if position not in compared:
        raise NotFound(str(position))
    at = compared[position]
    response = check_decision(find_paper_use(work, row.id), typed, str(work.actor.account_id), at, choice)
    work.session.add(
        TranscriptDecisionRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            sitting_id=row.id,
            position=position,
            response=ENCODE(response),
            on_screen=ENCODE(at.on_screen),
            reason=reason.strip(),
            decided_by=work.actor.account_id,
            decided_at=work.now,
        )
    )
    work.session.flush()
    work.note("sitting.paper.decided", row.id, position=position)
    return _settle(work, row)


def _settle(work: Work, row: SittingRow) -> Outcome:
    """File the paper if nothing about it is open."""
    typed = typed_at(work, row.id)
    compared = compare_at(work, row, typed)
    still_open = tuple(each.position for each in compared if each.is_open)
    if not compared or still_open:
        return Outcome(len(typed), still_open, None)
    return Outcome(len(typed), (), file_paper(work, row, responses_to_file(compared)))


def _require_code(row: SittingRow, typed: str) -> None:
    expected, given = normalise_code(check_code(row.form_digest)), normalise_code(typed)
    if len(given) < LETTERS_TYPED or not expected.startswith(given):
        raise _refused(
            text("The code at the top of the paper isn't that of seat {seat}.", seat=row.seat),
            text("Look whether it's the paper of this seat; then type its first eight letters."),
        )


def _check(items: Sequence[PresentedItem], given: Mapping[int, object]) -> dict[int, Response]:
    responses = {}
    for item in items:
        if item.position not in given:
            continue
        checked = check_response(item.shape, given[item.position])
        if checked.why is not None:
            raise _refused(
                text("Question {position}: {why}", position=item.position, why=checked.why),
                text("Correct it; the rest of what you typed is kept on the page."),
            )
        if is_given(checked.response):
            responses[item.position] = storable(checked.response)
    return responses


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("Nothing was changed."), why, remedy, rule="R30")
