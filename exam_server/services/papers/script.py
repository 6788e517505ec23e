"""The invigilator's script: what to do and say when, from this exam's own times, seats and conditions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from exam_server.core.incidents import INCIDENT_WORDS
from exam_server.core.text import Text, text
from exam_server.formats.pdf.guide import Guide, Listing, Section, write_guide
from exam_server.services.papers.reader import ExamHead, Reader, Say
from exam_server.services.papers.room import RoomSeat, head_facts, page_words
from exam_server.services.papers.script_words import AFTER, ALOUD, BEFORE, BLANKS, DURING, INCIDENTS, PAPER


def print_script(
    head: ExamHead, seats: Sequence[RoomSeat], people: Sequence[str], questions: int, reader: Reader, made_at: datetime
) -> bytes:
    """The script as PDF; `people` are those at the desk, `questions` what each form asks."""
    say = reader.say
    guide = Guide(
        language=reader.language,
        title=say(text("Invigilator's script")),
        organisation=head.organisation,
        facts=(
            *head_facts(head, reader),
            (say(text("Seats")), str(len(seats))),
            (say(text("At the desk")), ", ".join(people) or "–"),
        ),
        sections=(
            _emergencies(say),
            Section(say(text("Before the start")), listing=_timeline(BEFORE, head.planned_at, len(seats), reader)),
            Section(say(text("While the test runs")), points=tuple(map(say, DURING))),
            Section(say(text("The end")), listing=_ends(head, seats, reader)),
            *_spoken(say, head.minutes, questions),
            *_conditions(head, seats, reader),
            _incidents(say),
            Section(say(text("Going over to paper")), steps=tuple(map(say, PAPER))),
        ),
        foot=head.title,
        page=page_words(say),
    )
    return write_guide(guide, made_at)


def _emergencies(say: Say) -> Section:
    emergency = say(text("Emergency number: 112. The others are filled in by hand before the day."))
    return Section(say(text("Whom to call")), paragraphs=(emergency,), blanks=tuple(map(say, BLANKS)))


def _timeline(steps: Sequence[tuple[int, Text]], start: datetime, seats: int, reader: Reader) -> Listing:
    rows = tuple(
        (reader.show_hour(start + timedelta(minutes=minutes)), reader.say(Text(what.template, {"seats": seats})))
        for minutes, what in steps
    )
    return Listing(_columns(reader.say), rows)


def _ends(head: ExamHead, seats: Sequence[RoomSeat], reader: Reader) -> Listing:
    """One row per time at which clocks run out, if the test opens as planned; then what follows the last of them."""
    by_seconds: dict[int, list[int]] = {}
    for seat in seats:
        by_seconds.setdefault(seat.seconds, []).append(seat.seat)
    rows = [
        (
            reader.show_hour(head.planned_at + timedelta(seconds=seconds)),
            reader.say(text("If opened on time, the test closes by itself at seats: {seats}", seats=_ranges(numbers))),
        )
        for seconds, numbers in sorted(by_seconds.items())
    ]
    last = head.planned_at + timedelta(seconds=max(by_seconds, default=head.minutes * 60))
    return Listing(_columns(reader.say), (*rows, *_timeline(AFTER, last, len(seats), reader).rows))


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers in short: `1–4, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _columns(say: Say) -> tuple[tuple[str, int], ...]:
    return ((say(text("Hour")), 16), (say(text("What to do")), 0))


def _spoken(say: Say, minutes: int, questions: int) -> list[Section]:
    values = {"minutes": minutes, "questions": questions}
    return [Section(say(heading), aloud=(say(Text(words.template, values)),)) for heading, words in ALOUD]


def _conditions(head: ExamHead, seats: Sequence[RoomSeat], reader: Reader) -> list[Section]:
    """The seats with agreed conditions; without any there's no section."""
    say = reader.say
    rows = tuple(
        (
            str(seat.seat),
            seat.candidate_code,
            ", ".join(map(say, seat.conditions)),
            reader.show_hour(head.planned_at + timedelta(seconds=seat.seconds)),
        )
        for seat in seats
        if seat.conditions
    )
    if not rows:
        return []
    columns = (
        (say(text("Seat")), 16),
        (say(text("Candidate code")), 26),
        (say(text("Agreed conditions")), 0),
        (say(text("End if opened on time, without breaks")), 34),
    )
    notice = say(text("They were agreed before the day. Nobody asks for their grounds, and nobody else hears of them."))
    return [Section(say(text("Agreed conditions")), paragraphs=(notice,), listing=Listing(columns, rows))]


def _incidents(say: Say) -> Section:
    rows = tuple((say(INCIDENT_WORDS[code]), say(what)) for code, what in INCIDENTS.items())
    columns = ((say(text("Incident")), 45), (say(text("What to do")), 0))
    notice = say(text("Note each incident at the desk under its word: when, at which seat, how long."))
    return Section(say(text("If something happens")), paragraphs=(notice,), listing=Listing(columns, rows))
