"""The tables of a session's protocol: each part of the record in words, with the columns that it's read by."""

from collections.abc import Sequence

from exam_server.core.accommodation import describe
from exam_server.core.delivery import CAUSE_WORDS, ENDING_WORDS, STATE_WORDS, check_code
from exam_server.core.identity import DOCUMENT_WORDS
from exam_server.core.incidents import INCIDENT_WORDS
from exam_server.core.room_check import ANSWER_WORDS
from exam_server.core.text import Text, text
from exam_server.formats.pdf.guide import Listing, Section
from exam_server.services.papers.protocol_words import ACT_WORDS, ELSEWHERE, OWN_REASONS
from exam_server.services.papers.reader import Reader
from exam_server.services.session_record import EventRecord, SeatRecord, SessionRecord

Row = tuple[str, ...]


def list_tables(record: SessionRecord, reader: Reader) -> list[Section]:
    """The tables of the record; what never happened has none."""
    found = (
        _room(record, reader),
        _course(record, reader),
        _section(text("Pauses and breaks"), _pause_columns(), _pauses(record.events, reader), reader),
        _section(text("Time given back"), _compensation_columns(), _compensations(record.events, reader), reader),
        _section(text("Saves that arrived after time"), _late_columns(), _late(record.seats), reader),
        _section(text("Incidents"), _incident_columns(), _incidents(record, reader), reader),
        _section(text("Time without contact"), _silence_columns(), _silences(record.seats, reader), reader),
        _section(text("Agreed conditions"), _condition_columns(), _conditions(record.seats, reader), reader),
        _section(text("Tests on paper"), _paper_columns(), _papers(record, reader), reader),
        _section(text("Other acts of the desk"), _act_columns(), _acts(record.events, reader), reader),
        _section(text("Seats and test forms"), _form_columns(), _forms(record.seats), reader),
    )
    return [section for section in found if section is not None]


def _section(title: Text, columns: tuple[tuple[Text, int], ...], rows: Sequence[Row], reader: Reader) -> Section | None:
    """A section with a table; where there is nothing to say of it, there is none."""
    if not rows:
        return None
    headings = tuple((reader.say(heading), width) for heading, width in columns)
    return Section(reader.say(title), listing=Listing(headings, tuple(rows)))


def _room(record: SessionRecord, reader: Reader) -> Section | None:
    """The conditions of the room as they were signed, and what was different later (S7)."""
    room = record.room
    if room is None:
        return None
    say = reader.say
    signed = text(
        "Signed before the start by {name}, {at}; SHA-256 {hash}.",
        name=room.signed_by or say(text("unknown")),
        at=reader.show_time(room.signed_at),
        hash=f"{room.content_hash[:16]}…",
    )
    rows = tuple((say(each.words), say(ANSWER_WORDS[each.answer]) if each.answer else "", each.note)
                 for each in room.conditions)  # fmt: skip
    different = say(text("Different later"))
    later = tuple(
        f"{different}, {reader.show_time(each.at)}, {each.by}: "
        + ": ".join(filter(None, (say(each.words) if each.words else "", each.note)))
        for each in room.deviations
    )
    columns = ((say(text("Condition")), 0), (say(text("Found")), 40), (say(text("Remark")), 70))
    return Section(
        say(text("Conditions of the room (S7)")),
        paragraphs=(say(signed),),
        points=later,
        listing=Listing(columns, rows) if rows else None,
    )


def _course(record: SessionRecord, reader: Reader) -> Section | None:
    columns = (
        (text("Seat"), 22),
        (text("Candidate code"), 22),
        (text("Admitted"), 20),
        (text("Document (its kind, no number)"), 42),
        (text("Started"), 20),
        (text("Ended"), 20),
        (text("How"), 0),
        (text("Responses"), 22),
        (text("Check code"), 48),
    )
    rows = [_course_row(seat, reader) for seat in record.seats]
    return _section(text("Course of the session"), columns, rows, reader)


def _course_row(seat: SeatRecord, reader: Reader) -> Row:
    document = DOCUMENT_WORDS.get(seat.document)
    return (
        str(seat.seat),
        seat.candidate_code,
        reader.show_clock(seat.admitted_at),
        reader.say(document) if document else "",
        reader.show_clock(seat.started_at),
        reader.show_clock(seat.ended_at),
        _ending(seat, reader),
        str(seat.given),
        check_code(seat.receipt) if seat.given else "–",
    )


def _ending(seat: SeatRecord, reader: Reader) -> str:
    """The state in words, why it is so, and what somebody wrote about it."""
    parts = [STATE_WORDS[seat.state]]  # type: ignore[index]
    coded = ENDING_WORDS.get(seat.state, {}).get(seat.ending)  # type: ignore[call-overload]
    if coded is not None:
        parts.append(coded)
    if seat.ending_words in OWN_REASONS:
        known = OWN_REASONS[seat.ending_words]
        return ", ".join(map(reader.say, [*parts, *([known] if known else [])]))
    words = [seat.ending_words] if seat.ending_words else []
    return ", ".join([*map(reader.say, parts), *words])


def _pause_columns() -> tuple[tuple[Text, int], ...]:
    return ((text("Seat"), 22), (text("From"), 24), (text("Until"), 24), (text("Reason"), 0), (text("By"), 50))


def _pauses(events: Sequence[EventRecord], reader: Reader) -> list[Row]:
    """Each pause with what ended it: it was resumed, or the test was closed."""
    rows: list[Row] = []
    running: dict[int, EventRecord] = {}
    for event in events:
        if event.kind == "paused":
            running[event.seat] = event
        elif event.kind in ("resumed", "ended") and (began := running.pop(event.seat, None)):
            rows.append(_pause(began, reader.show_clock(event.at), reader))
    return [*rows, *(_pause(began, "–", reader) for began in running.values())]


def _pause(began: EventRecord, until: str, reader: Reader) -> Row:
    reason = began.reason or reader.say(text("agreed break"))
    return (str(began.seat), reader.show_clock(began.at), until, reason, began.by or "–")


def _compensation_columns() -> tuple[tuple[Text, int], ...]:
    return (
        (text("Seat"), 22),
        (text("Time"), 24),
        (text("Minutes"), 18),
        (text("Why"), 60),
        (text("Reason"), 0),
        (text("Proposed by"), 40),
        (text("Confirmed by"), 45),
    )


def _compensations(events: Sequence[EventRecord], reader: Reader) -> list[Row]:
    return [
        (
            str(event.seat),
            reader.show_clock(event.at),
            _minutes(event.seconds),
            reader.say(CAUSE_WORDS[event.code]) if event.code in CAUSE_WORDS else "",
            event.reason,
            event.by,
            _decided(event, reader),
        )
        for event in events
        if event.kind == "compensated"
    ]


def _decided(event: EventRecord, reader: Reader) -> str:
    if not event.decided_by:
        return reader.say(text("nobody yet: doesn't count"))
    return event.decided_by if event.confirmed else reader.say(text("declined by {name}", name=event.decided_by))


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _late_columns() -> tuple[tuple[Text, int], ...]:
    return ((text("Seat"), 22), (text("Saves after time"), 40), (text("Count, covered by time given back"), 0))


def _late(seats: Sequence[SeatRecord]) -> list[Row]:
    return [(str(seat.seat), str(seat.late), str(seat.counted)) for seat in seats if seat.late]


def _incident_columns() -> tuple[tuple[Text, int], ...]:
    return (
        (text("Time"), 24),
        (text("Seat"), 22),
        (text("Incident"), 60),
        (text("Note"), 0),
        (text("Minutes"), 18),
        (text("Noted by"), 45),
    )


def _incidents(record: SessionRecord, reader: Reader) -> list[Row]:
    room = reader.say(text("room"))
    return [
        (
            reader.show_clock(each.at),
            room if each.seat is None else str(each.seat),
            reader.say(INCIDENT_WORDS[each.code]),  # type: ignore[index]
            each.note,
            _minutes(each.seconds) if each.seconds else "",
            each.by,
        )
        for each in record.incidents
    ]


def _silence_columns() -> tuple[tuple[Text, int], ...]:
    return ((text("Seat"), 22), (text("How often"), 30), (text("In all, minutes"), 40), (text("From and until"), 0))


def _silences(seats: Sequence[SeatRecord], reader: Reader) -> list[Row]:
    rows: list[Row] = []
    for seat in seats:
        if seat.silences:
            spans = [f"{reader.show_clock(since)}–{reader.show_clock(until)}" for since, until in seat.silences]
            total = sum(int((until - since).total_seconds()) for since, until in seat.silences)
            rows.append((str(seat.seat), str(len(spans)), _minutes(total), ", ".join(spans)))
    return rows


def _condition_columns() -> tuple[tuple[Text, int], ...]:
    return ((text("Seat"), 22), (text("Candidate code"), 30), (text("Agreed conditions"), 0))


def _conditions(seats: Sequence[SeatRecord], reader: Reader) -> list[Row]:
    described = ((seat, ", ".join(map(reader.say, describe(seat.agreed)))) for seat in seats)
    return [(str(seat.seat), seat.candidate_code, words) for seat, words in described if words]


def _paper_columns() -> tuple[tuple[Text, int], ...]:
    return (
        (text("Seat"), 22),
        (text("Why"), 0),
        (text("Typed in by"), 80),
        (text("Decided by a third person"), 40),
        (text("In the record since"), 50),
    )


def _papers(record: SessionRecord, reader: Reader) -> list[Row]:
    waiting = reader.say(text("not yet"))
    return [
        (
            str(each.seat),
            each.reason,
            ", ".join(each.typed_by) or waiting,
            str(each.decided),
            reader.show_time(each.filed_at) or waiting,
        )
        for each in record.papers
    ]


def _act_columns() -> tuple[tuple[Text, int], ...]:
    return ((text("Time"), 24), (text("Seat"), 22), (text("Act"), 60), (text("Reason"), 0), (text("By"), 50))


def _acts(events: Sequence[EventRecord], reader: Reader) -> list[Row]:
    """Everything that has no table of its own; a kind without words is named as it's kept, never left out."""
    return [
        (
            reader.show_clock(event.at),
            str(event.seat),
            reader.say(Text(ACT_WORDS.get(event.kind, Text(event.kind)).template, {"code": event.code})),
            event.reason,
            event.by or "–",
        )
        for event in events
        if event.kind not in ELSEWHERE
    ]


def _form_columns() -> tuple[tuple[Text, int], ...]:
    return ((text("Seat"), 22), (text("Candidate code"), 30), (text("Digest of the test form (SHA-256)"), 0))


def _forms(seats: Sequence[SeatRecord]) -> list[Row]:
    return [(str(seat.seat), seat.candidate_code, seat.form_digest) for seat in seats]
