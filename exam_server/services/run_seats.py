"""Seats of candidates who come to an exam for simulations alone: their tickets, and the browser that holds one."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.delivery.admission import AFTERWARDS
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.core.tickets import RANDOM_BYTES, make_ticket
from exam_server.services.admissions import Visitor
from exam_server.services.exam import name_of
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.tokens import Keys, token_hash
from exam_server.services.work import Actor, Work
from exam_server.store import delivery as exam_store
from exam_server.store import run as store
from exam_server.store.tables import CaseRow, RunSeatRow


@dataclass(frozen=True)
class RunCard:
    """What is printed for one candidate; the ticket is known only at the moment when it's made."""

    name: str
    candidate_code: str
    ticket: str


@dataclass(frozen=True)
class FoundSeat:
    """Whose seat a browser holds."""

    actor: Actor
    organisation_id: UUID
    exam_id: UUID


def make_run_tickets(work: Work, keys: Keys, exam_id: UUID) -> list[RunCard]:
    """New tickets for all who have a simulation at the exam and sit no test there; earlier ones stop working.

    Raises Refused where there is nobody of the kind: who sits the test too comes in with that ticket.
    """
    work.record()
    exam = get_exam_row(work, exam_id)
    testing = {stage.case_id for stage in exam_store.list_exam_stages(work.session, exam_id, "theory_test")}
    stages = exam_store.list_exam_stages(work.session, exam_id, "simulation")
    cases = dict.fromkeys(stage.case_id for stage in stages if stage.case_id not in testing)
    if not cases:
        raise Refused(
            text("No tickets were made."),
            text("Nobody has a simulation here without the test."),
            text("Who sits the test comes in with the ticket of their seat."),
        )
    known = {row.case_id: row for row, _ in store.list_run_seats(work.session, exam_id)}
    cards = []
    for case_id in cases:
        ticket = make_ticket(secrets.token_bytes(RANDOM_BYTES))
        row = known.get(case_id) or RunSeatRow(
            id=work.new_id(), organisation_id=exam.organisation_id, exam_id=exam_id, case_id=case_id, epoch=0
        )
        row.ticket_digest, row.made_at = keys.digest("ticket", ticket), work.now
        # Whoever came in with the ticket before is out.
        row.epoch, row.device_digest = row.epoch + 1, ""
        work.session.add(row)
        case = work.session.get_one(CaseRow, case_id)
        cards.append(RunCard(name_of(work, case), case.code, ticket))
    work.session.flush()
    work.note("exam.run_tickets.made", exam_id, count=len(cards))
    return sorted(cards, key=lambda card: card.candidate_code)


def take_run_seat(work: Work, keys: Keys, row: RunSeatRow, visitor: Visitor) -> tuple[str, str]:
    """The tokens of the seat and of the device that it's held on from now; within `record()`.

    The newest browser holds it: a candidate goes from the room of the preparation to that of the conversation.
    """
    work.organisation_id = row.organisation_id
    device = keys.genuine_device(visitor.device)
    if row.device_digest != token_hash(device):
        row.epoch, row.device_digest = row.epoch + 1, token_hash(device)
        work.note("run_seat.browser.admitted", row.id, epoch=row.epoch)
    return keys.run_token(row.id, row.epoch, device), device


def find_run_seat(work: Work, keys: Keys, token: str, device: str) -> FoundSeat | None:
    """The seat of a browser's token, until a newer browser took it, or the exam is over for a while."""
    read = keys.read_run_token(token, device)
    row = work.session.get(RunSeatRow, read[0]) if read else None
    if row is None or read is None or row.epoch != read[1]:
        return None
    work.organisation_id = row.organisation_id
    exam = get_exam_row(work, row.exam_id)
    if exam.closed_at is not None and work.now >= exam.closed_at + AFTERWARDS:
        return None
    actor = Actor(roles=frozenset({"candidate"}), run_seat_id=row.id, epoch=row.epoch)
    return FoundSeat(actor, row.organisation_id, row.exam_id)
