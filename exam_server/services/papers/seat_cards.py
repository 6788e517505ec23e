"""Seat cards: made from the tickets that the office's page still shows, since nobody keeps tickets."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from exam_server.core.accommodation import describe
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.pdf.seat_cards import Card, SeatCards, write_seat_cards
from exam_server.services.accommodations import list_accommodations
from exam_server.services.exam import name_of
from exam_server.services.exam_rows import get_row
from exam_server.services.freezing import SeatCard
from exam_server.services.papers.reader import ExamHead, Reader
from exam_server.services.ticket_codes import qr_picture, ticket_address
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import CaseRow, SittingRow, TestFormRow


def check_cards(work: Work, keys: Keys, exam_id: UUID, tickets: Mapping[UUID, str]) -> list[SeatCard]:
    """The cards of these tickets by sitting, each held against the digest that is kept. Raises Refused if one fails.

    So a page that stayed open while somebody made new tickets prints no card that opens nothing.
    """
    get_row(work, exam_id)
    rows = {row.id: (row, case) for row, case, _ in store.list_sittings(work.session, exam_id)}
    digests = {row.id: row.ticket_digest for row, _ in rows.values()}
    valid = [
        hmac.compare_digest(digests.get(sitting_id, ""), keys.digest("ticket", ticket))
        for sitting_id, ticket in tickets.items()
    ]
    if not valid or not all(valid):
        raise Refused(
            text("The seat cards weren't made."),
            text("These tickets don't hold any more: newer ones were made."),
            text("Print the newer ones, or make new tickets."),
        )
    return sorted((_seat_card(work, *rows[each], tickets[each]) for each in tickets), key=lambda card: card.seat)


def _seat_card(work: Work, row: SittingRow, case: CaseRow, ticket: str) -> SeatCard:
    form = work.session.get_one(TestFormRow, row.test_form_id)
    return SeatCard(row.id, row.seat, name_of(work, case), case.code, ticket, form.number, form.digest)


def list_marks(work: Work, exam_id: UUID) -> dict[UUID, tuple[Text, ...]]:
    """What was agreed for each sitting of the exam, in words; the usual conditions have none."""
    sittings = store.list_sittings(work.session, exam_id)
    agreed = list_accommodations(work, [case.id for _, case, _ in sittings])
    return {row.id: describe(agreed[case.id]) for row, case, _ in sittings if case.id in agreed}


def print_cards(
    cards: Sequence[SeatCard],
    marks: Mapping[UUID, Sequence[Text]],
    head: ExamHead,
    page: str,
    reader: Reader,
    made_at: datetime,
) -> bytes:
    """The cards as PDF; `page` is the address at which a ticket is entered. Takes no transaction."""
    say = reader.say
    document = SeatCards(
        language=reader.language,
        title=say(text("Seat cards")),
        organisation=head.organisation,
        exam=head.title,
        place=head.place,
        starts=reader.show_time(head.planned_at),
        seat=say(text("Seat")),
        code=say(text("Candidate code")),
        ticket=say(text("Ticket")),
        hint=say(text("Scan the picture, or enter the ticket at")),
        address=page,
        qr_words=say(text("QR code of the address with the ticket")),
        cards=tuple(_card(card, page, tuple(map(say, marks.get(card.sitting_id, ())))) for card in cards),
    )
    return write_seat_cards(document, made_at)


def _card(card: SeatCard, page: str, marks: tuple[str, ...]) -> Card:
    picture = qr_picture(ticket_address(page, card.ticket))
    return Card(card.seat, card.name, card.candidate_code, card.ticket, picture, marks)
