"""Drawing and freezing an exam's test forms, seats and tickets, and the spare forms for late candidates."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.assembly import (
    METHOD,
    Blueprint,
    Commitment,
    Contribution,
    Draw,
    Sealed,
    TestForm,
    commit,
    derive_seed,
    draw_forms,
    pool_digest,
    seal_digest,
)
from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.core.tickets import RANDOM_BYTES, make_ticket
from exam_server.formats.plain import to_plain
from exam_server.services.accommodations import get_accommodation
from exam_server.services.bank import get_blueprint
from exam_server.services.contributing import complete_secrets, keep_secrets
from exam_server.services.exam import Exam, add_stages, case_of, get_exam, name_of
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.pool import Entry, list_pool, stored_items
from exam_server.services.qualification import get_edition
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import delivery as store
from exam_server.store.tables import CaseRow, DrawRow, SittingRow, StageRow, TestFormRow

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


@dataclass(frozen=True)
class _Drawn:
    """A draw before it's filed, with the state of the bank that it was made from."""

    sealed: Sealed
    secrets: list[Contribution]
    seed: str
    draw: Draw
    items: list[list[Entry]]
    bank: Mapping[str, object]


def freeze_exam(work: Work, keys: Keys, exam_id: UUID) -> list[SeatCard]:
    """Draw a form for every candidate and `SPARES` more, freeze them, and make the tickets; they're given only now.

    Raises Refused (Infeasible names the cells) where the blueprint can't be filled, for an exam without candidates, and
    while the chair's contribution is missing. An office that gave none contributes at random.
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
    code = get_edition(work, exam.edition_id).code
    drawn = _draw(work, keys, exam, code, get_blueprint(work, exam.blueprint_id).blueprint, len(stages))
    work.record()
    row = get_row(work, exam_id)
    require_state(row, "planned")
    stages = store.list_exam_stages(work.session, exam_id, "theory_test")
    _require_unchanged(work, code, drawn, len(stages))
    keep_secrets(work, exam_id, drawn.secrets)
    row.seed, row.pool_digest, row.state = drawn.seed, drawn.draw.pool_digest, "frozen"
    forms = _file(work, exam_id, drawn)
    cards = [
        _seat(work, keys, stage, form, seat, exam.base_seconds)
        for seat, (stage, form) in enumerate(zip(stages, forms, strict=False), start=1)
    ]
    work.note("exam.frozen", exam_id, forms=len(forms), pool=drawn.draw.pool_digest, sealed=seal_digest(drawn.sealed))
    return cards


def _draw(work: Work, keys: Keys, exam: Exam, code: str, blueprint: Blueprint, seats: int) -> _Drawn:
    """The draw of an exam's forms from the bank as it is now."""
    bank = bank_store.list_states(work.session, work.organisation_id, code)
    used = complete_secrets(work, exam.id)
    pool = list_pool(work, keys, code, blueprint)
    seed = derive_seed(str(exam.id), pool_digest(pool), used)
    draw = draw_forms(blueprint, pool, seed, seats + SPARES)
    commitments = sorted((Commitment(each.role, commit(str(exam.id), each)) for each in used), key=lambda c: c.role)
    sealed = Sealed(METHOD, str(exam.id), blueprint, pool, seats, len(draw.forms), tuple(commitments))
    return _Drawn(sealed, used, seed, draw, stored_items(work, keys, code, draw.forms), bank)


def _require_unchanged(work: Work, code: str, drawn: _Drawn, seats: int) -> None:
    what, remedy = text("The forms weren't drawn."), text("Draw them again.")
    if seats != drawn.sealed.seats:
        raise Refused(what, text("Candidates were added while they were being drawn."), remedy)
    if bank_store.list_states(work.session, work.organisation_id, code) != drawn.bank:
        raise Refused(what, text("The question bank changed while they were being drawn."), remedy)


def _file(work: Work, exam_id: UUID, drawn: _Drawn) -> list[TestFormRow]:
    work.session.add(
        DrawRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            exam_id=exam_id,
            sealed=to_plain(drawn.sealed),
            digest=seal_digest(drawn.sealed),
            drawn_at=work.now,
        )
    )
    forms = [
        new_form_row(work, exam_id, form, 1, items) for form, items in zip(drawn.draw.forms, drawn.items, strict=True)
    ]
    work.session.add_all(forms)
    work.session.flush()
    return forms


def new_form_row(work: Work, exam_id: UUID, form: TestForm, revision: int, items: list[Entry]) -> TestFormRow:
    return TestFormRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        number=form.number,
        revision=revision,
        digest=form.digest,
        items=items,
        expected_facility=float(form.expected_facility),
        expected_seconds=form.expected_seconds,
        created_at=work.now,
    )


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
