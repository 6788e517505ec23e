"""The session's protocol: what the record says, in words and tables, with room for what is written by hand."""

from datetime import datetime

from exam_server.core.room_check import TEST, conditions_for
from exam_server.core.text import Text, text
from exam_server.formats.pdf.guide import Section
from exam_server.formats.pdf.protocol import Protocol, write_protocol
from exam_server.services.papers.protocol_tables import list_tables
from exam_server.services.papers.protocol_words import CHECK_COLUMNS, ROLE_WORDS
from exam_server.services.papers.reader import ExamHead, Reader
from exam_server.services.papers.room import head_facts, page_words
from exam_server.services.session_record import SessionRecord

OVER = ("closed", "released")


def print_protocol(head: ExamHead, record: SessionRecord, reader: Reader, made_at: datetime) -> bytes:
    """The protocol as PDF; it prints the hash of the record, and who makes it notes the file's own."""
    say = reader.say
    protocol = Protocol(
        language=reader.language,
        title=say(text("Protocol of the test session")),
        organisation=head.organisation,
        facts=_facts(head, record, reader, made_at),
        summary=_summary(record, reader),
        checklist_title=say(text("Conditions of the room (S7), signed before the start")),
        checklist_columns=tuple(map(say, CHECK_COLUMNS)),  # type: ignore[arg-type]
        checklist=() if record.room else tuple(say(each.words) for each in conditions_for((), TEST)),
        checked_by=say(text("Date, time and signature of who checked the room:")),
        sections=(
            *list_tables(record, reader),
            Section(say(text("Added by hand")), blanks=tuple(say(text("Remark:")) for _ in range(4))),
        ),
        signatures_title=say(text("Signatures")),
        signatures=(*record.desk, *(say(text("date and signature")) for _ in range(max(0, 3 - len(record.desk))))),
        hash_label=say(text("Hash of the record (SHA-256):")),
        record_hash=record.hash,
        page=page_words(say),
    )
    return write_protocol(protocol, made_at)


def _facts(head: ExamHead, record: SessionRecord, reader: Reader, made_at: datetime) -> tuple[tuple[str, str], ...]:
    say, draw = reader.say, record.draw
    pairs = [
        (text("Edition of the qualification"), f"{record.edition} ({record.edition_hash[:12]})"),
        (text("Method"), say(text("theory test"))),
        (text("Blueprint of the test"), f"{record.blueprint} ({record.blueprint_number})"),
        (text("Closed"), reader.show_time(record.closed_at) or "–"),
        (text("At the desk"), ", ".join(record.desk) or "–"),
        (text("Digest of the pool"), draw.pool_digest),
        (text("Commitment to the draw"), draw.sealed or "–"),
        *(
            (text("Contribution of {side}", side=ROLE_WORDS.get(role, Text(role))), commitment)
            for role, commitment in draw.commitments
        ),
        (text("Forms drawn"), reader.show_time(draw.drawn_at) or "–"),
        *(
            (text("Items replaced"), say(text("{at}, forms: {count}", at=reader.show_time(at), count=count)))
            for at, count in draw.substitutions
        ),
        (text("Printed"), reader.show_time(made_at)),
    ]
    return (*head_facts(head, reader), *((say(label), words) for label, words in pairs))


def _summary(record: SessionRecord, reader: Reader) -> str:
    started = sum(seat.started_at is not None for seat in record.seats)
    counted = reader.say(
        text(
            "Seats: {seats}; started on a screen: {started}; on paper: {papers}; incidents: {incidents}.",
            seats=len(record.seats),
            started=started,
            papers=len(record.papers),
            incidents=len(record.incidents),
        )
    )
    if record.state in OVER:
        return counted
    draft = reader.say(text("The session is not closed: this is a draft."))
    return f"{counted} {draft}"
