"""Drawing and freezing an exam's test forms, seats and tickets, and the spare forms for late candidates."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam_server.core.assembly import Draw, TestForm, draw_forms, pool_item
from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.core.tickets import RANDOM_BYTES, make_ticket
from exam_server.formats.plain import to_plain
from exam_server.services.accommodations import get_accommodation
from exam_server.services.bank import find_stimulus_revision_id, get_blueprint, list_items
from exam_server.services.exam import Exam, add_stages, case_of, get_exam, name_of
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.qualification import get_edition
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import CaseRow, SittingRow, StageRow, TestFormRow

SPARES = 5


@dataclass(frozen=True)
class SeatCard:
    """What is printed for one candidate; a ticket is known only at the moment when it's made."""

    sitting_id: UUID
    seat: int
    name: str
    candidate_code: str
    ticket: str
    form_number: int
    form_digest: str


def freeze_exam(work: Work, keys: Keys, exam_id: UUID) -> list[SeatCard]:
    """Draw a form for every candidate and `SPARES` more, freeze them, and make the tickets; they're given only now.

    Raises Refused (Infeasible names the cells) where the blueprint can't be filled, and for an exam without candidates.
    """
    exam = get_exam(work, exam_id)
    if exam.blueprint_id is None:
        raise Refused(
            text("There is nothing to draw."), text("This exam has no theory test."), text("Choose a blueprint.")
        )
    stages = store.list_exam_stages(work.session, exam_id, "theory_test")
    if not stages:
        raise Refused(
            text("The forms weren't drawn."), text("The exam has no candidates yet."), text("Add the candidates first.")
        )
    seed = secrets.token_hex(16)
    draw = draw_exam(work, exam, seed, len(stages) + SPARES)
    work.record()
    row = get_row(work, exam_id)
    require_state(row, "planned")
    stages = store.list_exam_stages(work.session, exam_id, "theory_test")
    if len(stages) > len(draw.forms) - SPARES:
        raise Refused(
            text("The forms weren't drawn."),
            text("Candidates were added while they were being drawn."),
            text("Draw them again."),
        )
    row.seed, row.pool_digest, row.state = seed, draw.pool_digest, "frozen"
    stimuli = _stimuli_of(work, exam)
    forms = [_store_form(work, exam_id, form, stimuli) for form in draw.forms]
    work.session.flush()
    cards = [
        _seat(work, keys, stage, form, seat, exam.base_seconds)
        for seat, (stage, form) in enumerate(zip(stages, forms, strict=False), start=1)
    ]
    work.note("exam.frozen", exam_id, forms=len(forms), pool=draw.pool_digest)
    return cards


def draw_exam(work: Work, exam: Exam, seed: str, count: int) -> Draw:
    """The draw of an exam's forms from the bank as it is now. Raises Infeasible."""
    if exam.blueprint_id is None:
        raise NotFound("blueprint")
    blueprint = get_blueprint(work, exam.blueprint_id).blueprint
    code = get_edition(work, exam.edition_id).code
    items = [
        filed for filed in list_items(work, code) if filed.item.status in blueprint.statuses and not filed.item.practice
    ]
    pool = [pool_item(filed.item, str(filed.revision_id)) for filed in items]
    return draw_forms(blueprint, pool, seed, count)


def _stimuli_of(work: Work, exam: Exam) -> dict[str, str]:
    """Item revision → the stimulus revision that it hangs on now."""
    code = get_edition(work, exam.edition_id).code
    hanging = {filed.revision_id: filed.item.stimulus for filed in list_items(work, code) if filed.item.stimulus}
    found = {stimulus: find_stimulus_revision_id(work, code, stimulus) for stimulus in set(hanging.values())}
    return {str(revision): str(found[stimulus]) for revision, stimulus in hanging.items() if found[stimulus]}


def _store_form(work: Work, exam_id: UUID, form: TestForm, stimuli: Mapping[str, str]) -> TestFormRow:
    entries: list[dict[str, Any]] = to_plain(form)["items"]
    row = TestFormRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        number=form.number,
        digest=form.digest,
        items=[entry | {"stimulus": stimuli.get(entry["revision"])} for entry in entries],
        expected_facility=float(form.expected_facility),
        expected_seconds=form.expected_seconds,
        created_at=work.now,
    )
    work.session.add(row)
    return row


def _seat(work: Work, keys: Keys, stage: StageRow, form: TestFormRow, seat: int, base_seconds: int) -> SeatCard:
    ticket = make_ticket(secrets.token_bytes(RANDOM_BYTES))
    case = work.session.get_one(CaseRow, stage.case_id)
    sitting = SittingRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=form.exam_id,
        case_id=case.id,
        stage_id=stage.id,
        test_form_id=form.id,
        form_digest=form.digest,
        seat=seat,
        ticket_digest=keys.digest("ticket", ticket),
        base_seconds=base_seconds,
        factor_percent=get_accommodation(work, case.id).factor_percent,
        flags=[],
    )
    work.session.add(sitting)
    work.session.flush()
    return SeatCard(sitting.id, seat, name_of(work, case), case.code, ticket, form.number, form.digest)


def renew_tickets(work: Work, keys: Keys, exam_id: UUID) -> list[SeatCard]:
    """New tickets for all seats; the old ones stop working. The way to print cards again: nobody keeps tickets."""
    work.record()
    require_state(get_row(work, exam_id), "frozen", "open")
    cards = []
    for sitting, case, _ in store.list_sittings(work.session, exam_id):
        ticket = make_ticket(secrets.token_bytes(RANDOM_BYTES))
        sitting.ticket_digest = keys.digest("ticket", ticket)
        form = work.session.get_one(TestFormRow, sitting.test_form_id)
        cards.append(
            SeatCard(sitting.id, sitting.seat, name_of(work, case), case.code, ticket, form.number, form.digest)
        )
    work.note("exam.tickets.renewed", exam_id, count=len(cards))
    return cards


def add_late_candidate(work: Work, keys: Keys, exam_id: UUID, entry: CandidateEntry) -> SeatCard:
    """A late candidate takes the first spare form; nobody waits for a draw. Raises Refused when no spare is left."""
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, "frozen", "open")
    spares = store.list_spare_forms(work.session, exam_id)
    if not spares:
        raise Refused(
            text("The candidate wasn't added."), text("No spare form is left."), text("Plan another exam for them.")
        )
    case = case_of(work, exam, entry)
    if any(stage.case_id == case.id for stage in store.list_exam_stages(work.session, exam_id)):
        raise Refused(
            text("The candidate wasn't added."),
            text("They are at this exam already, as {code}.", code=case.code),
            text("Look them up in the list of candidates."),
        )
    stages = add_stages(work, exam, case)
    work.session.flush()
    seat = max((sitting.seat for sitting, _, _ in store.list_sittings(work.session, exam_id)), default=0) + 1
    card = _seat(work, keys, stages["theory_test"], spares[0], seat, exam.base_seconds)
    work.note("exam.candidate.added_late", case.id, form=spares[0].number)
    return card
