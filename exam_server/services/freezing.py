"""Drawing and freezing an exam's test forms, seats and tickets, and the spare forms for late candidates."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam_server.core.accommodation import NONE
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
    pool_digest,
    seal_digest,
)
from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.core.tickets import RANDOM_BYTES, make_ticket
from exam_server.formats.plain import to_plain
from exam_server.services.accommodations import list_accommodations
from exam_server.services.bank import get_blueprint
from exam_server.services.candidate_file import require_case_conditions
from exam_server.services.case_files import open_cases
from exam_server.services.contributing import complete_secrets, keep_secrets
from exam_server.services.drawing_apart import draw_apart
from exam_server.services.exam import Exam, add_stages, get_exam
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.item_uses import add_uses, count_uses
from exam_server.services.pool import Entry, list_pool, stored_items
from exam_server.services.qualification import get_edition
from exam_server.services.resitting import scope_cases
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import delivery as store
from exam_server.store import draws
from exam_server.store.base import EncodedJson, add_rows, encode_json
from exam_server.store.delivery import ExamCandidate
from exam_server.store.draws import FormDigest
from exam_server.store.tables import DrawRow, SittingRow, TestFormRow

SPARES = 5
Values = dict[str, Any]


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
class _Ticket:
    words: str
    digest: str


@dataclass(frozen=True)
class _Seat:
    number: int
    candidate: ExamCandidate
    form: FormDigest
    ticket: _Ticket


@dataclass(frozen=True)
class _Drawn:
    """A draw before it's filed, ready to be written, with the state of the bank that it was made from."""

    row: Values
    secrets: list[Contribution]
    seed: str
    draw: Draw
    seats: int
    forms: list[Values]
    uses: list[Values]
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
    tickets = _make_tickets(keys, len(stages))
    work.record()
    row = get_row(work, exam_id)
    require_state(row, "planned")
    candidates = store.list_exam_candidates(work.session, exam_id)
    _require_unchanged(work, code, drawn, len(candidates))
    keep_secrets(work, exam_id, drawn.secrets)
    row.seed, row.pool_digest, row.state = drawn.seed, drawn.draw.pool_digest, "frozen"
    add_rows(work.session, DrawRow, [drawn.row | {"drawn_at": work.now}])
    add_forms(work, drawn.forms)
    add_uses(work, drawn.uses)
    seats = [
        _Seat(number, *seated)
        for number, seated in enumerate(zip(candidates, map(_frozen, drawn.forms), tickets, strict=False), start=1)
    ]
    work.note("exam.frozen", exam_id, forms=len(drawn.forms), pool=row.pool_digest, sealed=drawn.row["digest"])
    return _add_sittings(work, exam_id, exam.base_seconds, seats)


def _draw(work: Work, keys: Keys, exam: Exam, code: str, blueprint: Blueprint, seats: int) -> _Drawn:
    """The draw of an exam's forms from the bank as it is now."""
    bank = bank_store.list_states(work.session, work.organisation_id, code)
    used = complete_secrets(work, exam.id)
    pool = list_pool(work, keys, code, blueprint)
    seed = derive_seed(str(exam.id), pool_digest(pool), used)
    draw = draw_apart(blueprint, pool, seed, seats + SPARES)
    commitments = sorted((Commitment(each.role, commit(str(exam.id), each)) for each in used), key=lambda c: c.role)
    sealed = Sealed(METHOD, str(exam.id), blueprint, pool, seats, len(draw.forms), tuple(commitments))
    items = stored_items(work, keys, code, draw.forms)
    forms = [form_values(work, exam.id, form, 1, each) for form, each in zip(draw.forms, items, strict=True)]
    uses = count_uses(work, exam.id, items)
    return _Drawn(_draw_values(work, exam.id, sealed), used, seed, draw, seats, forms, uses, bank)


def _draw_values(work: Work, exam_id: UUID, sealed: Sealed) -> Values:
    return {
        "id": work.new_id(),
        "organisation_id": work.organisation_id,
        "exam_id": exam_id,
        "sealed": EncodedJson(encode_json(to_plain(sealed))),
        "digest": seal_digest(sealed),
    }


def _require_unchanged(work: Work, code: str, drawn: _Drawn, seats: int) -> None:
    what, remedy = text("The forms weren't drawn."), text("Draw them again.")
    if seats != drawn.seats:
        raise Refused(what, text("Candidates were added while they were being drawn."), remedy)
    if bank_store.list_states(work.session, work.organisation_id, code) != drawn.bank:
        raise Refused(what, text("The question bank changed while they were being drawn."), remedy)


def form_values(work: Work, exam_id: UUID, form: TestForm, revision: int, items: list[Entry]) -> Values:
    """A form as `add_forms` files it, made before the lane is entered: hundreds of forms take long to encode."""
    return {
        "id": work.new_id(),
        "organisation_id": work.organisation_id,
        "exam_id": exam_id,
        "number": form.number,
        "revision": revision,
        "digest": form.digest,
        "items": EncodedJson(encode_json(items)),
        "expected_facility": float(form.expected_facility),
        "expected_seconds": form.expected_seconds,
    }


def add_forms(work: Work, forms: Sequence[Values]) -> None:
    add_rows(work.session, TestFormRow, [form | {"created_at": work.now} for form in forms])


def _frozen(form: Values) -> FormDigest:
    return FormDigest(form["id"], form["number"], form["revision"], form["digest"], None)


def _make_tickets(keys: Keys, count: int) -> list[_Ticket]:
    words = [make_ticket(secrets.token_bytes(RANDOM_BYTES)) for _ in range(count)]
    return [_Ticket(each, keys.digest("ticket", each)) for each in words]


def _add_sittings(work: Work, exam_id: UUID, base_seconds: int, seats: Sequence[_Seat]) -> list[SeatCard]:
    agreed = list_accommodations(work, [seat.candidate.case_id for seat in seats])
    rows: list[Values] = [
        {
            "id": work.new_id(),
            "organisation_id": work.organisation_id,
            "exam_id": exam_id,
            "case_id": seat.candidate.case_id,
            "stage_id": seat.candidate.stage_id,
            "test_form_id": seat.form.id,
            "form_digest": seat.form.digest,
            "seat": seat.number,
            "ticket_digest": seat.ticket.digest,
            "base_seconds": base_seconds,
            "factor_percent": agreed.get(seat.candidate.case_id, NONE).factor_percent,
        }
        for seat in seats
    ]
    add_rows(work.session, SittingRow, rows)
    return [_card(row["id"], seat) for row, seat in zip(rows, seats, strict=True)]


def _card(sitting_id: UUID, seat: _Seat) -> SeatCard:
    who, form = seat.candidate, seat.form
    return SeatCard(sitting_id, seat.number, who.name, who.code, seat.ticket.words, form.number, form.digest)


def renew_tickets(work: Work, keys: Keys, exam_id: UUID) -> list[SeatCard]:
    """New tickets for all seats; the old ones stop working. The way to print cards again: nobody keeps tickets."""
    work.record()
    require_state(get_row(work, exam_id), "frozen", "open")
    found = store.list_seated_candidates(work.session, exam_id)
    tickets = _make_tickets(keys, len(found))
    store.change_tickets(work.session, {row.sitting_id: new.digest for row, new in zip(found, tickets, strict=True)})
    work.note("exam.tickets.renewed", exam_id, count=len(found))
    return [
        SeatCard(row.sitting_id, row.seat, row.name, row.code, ticket.words, row.form_number, row.form_digest)
        for row, ticket in zip(found, tickets, strict=True)
    ]


def add_late_candidate(work: Work, keys: Keys, exam_id: UUID, entry: CandidateEntry) -> SeatCard:
    """A late candidate takes the first spare form; nobody waits for a draw.

    Raises Refused when no spare is left, and for who lacks what the body made a condition (S13).
    """
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, "frozen", "open")
    spare = draws.find_spare(work.session, exam_id)
    if spare is None:
        raise Refused(
            text("The candidate wasn't added."), text("No spare form is left."), text("Plan another exam for them.")
        )
    [case] = open_cases(work, exam.edition_id, [entry])
    if any(stage.case_id == case.id for stage in store.list_exam_stages(work.session, exam_id)):
        raise Refused(
            text("The candidate wasn't added."),
            text("They are at this exam already, as {code}.", code=case.code),
            text("Look them up in the list of candidates."),
        )
    require_case_conditions(work, exam.edition_id, [case.id])
    scopes = scope_cases(work, exam, [case.id])
    made = add_stages(work, exam, [case.id], scopes)["theory_test"]
    if not made:
        raise Refused(
            text("The candidate wasn't added."),
            text("Nothing that the test asks is open for {code}.", code=case.code),
            text("Add them to an exam without this test."),
            rule="L8",
        )
    candidate = ExamCandidate(made[0], case.id, case.code, entry.given_names, entry.family_name)
    seat = _Seat(store.last_seat(work.session, exam_id) + 1, candidate, spare, *_make_tickets(keys, 1))
    [card] = _add_sittings(work, exam_id, exam.base_seconds, [seat])
    work.note("exam.candidate.added_late", case.id, form=spare.number)
    return card
