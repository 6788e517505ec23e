"""The day's plan on paper: a card for each candidate, a sheet for everybody who works and each room's door."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from exam_server.core.text import Text, text
from exam_server.formats.pdf.day_cards import DayCard, DayCards, write_day_cards
from exam_server.services.day_view import DayView, Meeting, Who
from exam_server.services.papers.reader import ExamHead, Reader
from exam_server.services.papers.room import page_words

TITLES: Mapping[Who, Text] = MappingProxyType(
    {
        "candidate": text("Candidate's card"),
        "member": text("Plan of a member of the commission"),
        "player": text("Role-player's plan"),
        "prompter": text("Prompter's plan"),
        "room": text("Door list"),
    }
)
HINTS: Mapping[Who, Text] = MappingProxyType(
    {
        "candidate": text("Be at the door five minutes before. The preparation time is part of the encounter."),
        "member": text("The conversation belongs to the encounter; rate and seal your sheet before the next one."),
        "player": text("You may leave when the conversation begins; then your de-role time runs."),
        "prompter": text("Open the prompter's page five minutes before; it shows what the role-player may say now."),
        "room": text("One after another, by the candidates' codes."),
    }
)
Cells = Callable[[Meeting, Reader], tuple[str, ...]]


def _span(meeting: Meeting, until: datetime, reader: Reader) -> str:
    return f"{reader.show_time(meeting.at)} – {reader.show_hour(until)}"


COLUMNS: Mapping[Who, tuple[tuple[Text, ...], Cells]] = MappingProxyType(
    {
        "candidate": (
            (text("Time"), text("Room"), text("Station")),
            lambda each, reader: (_span(each, each.ends_at, reader), each.room, each.station),
        ),
        "member": (
            (text("Time"), text("Room"), text("Candidate"), text("Station and variant"), text("Commission")),
            lambda each, reader: (
                _span(each, each.ends_at, reader),
                each.room,
                each.candidate,
                f"{each.station}: {each.variant}",
                ", ".join(each.members),
            ),
        ),
        "player": (
            (text("Time"), text("Room"), text("Encounter"), text("Station and variant")),
            lambda each, reader: (
                _span(each, each.talk_at, reader),
                each.room,
                str(each.number),
                f"{each.station}: {each.variant}",
            ),
        ),
        "prompter": (
            (text("Time"), text("Room"), text("Encounter"), text("Station and variant"), text("Role-player")),
            lambda each, reader: (
                _span(each, each.talk_at, reader),
                each.room,
                str(each.number),
                f"{each.station}: {each.variant}",
                each.player,
            ),
        ),
        "room": (
            (text("Time"), text("Candidate"), text("Station")),
            lambda each, reader: (_span(each, each.ends_at, reader), each.candidate, each.station),
        ),
    }
)


def print_day_cards(head: ExamHead, view: DayView, kind: Who, reader: Reader, made_at: datetime) -> bytes:
    """Everybody of a kind who has something in the plan; candidates' cards stand together on a page, to be cut."""
    say = reader.say
    columns, cells = COLUMNS[kind]
    cards = [
        DayCard(f"{say(TITLES[kind])}: {each.name}", _rows(view.of(kind, each.key), cells, reader))
        for each in view.people
        if each.kind == kind and each.count
    ]
    document = DayCards(
        language=reader.language,
        title=say(TITLES[kind]),
        organisation=head.organisation,
        facts=(f"{head.title}, {head.place}", say(HINTS[kind])),
        columns=tuple(map(say, columns)),
        cards=tuple(cards),
        together=kind == "candidate",
        foot=f"{head.title}, {reader.show_time(made_at)}",
        page=page_words(say),
    )
    return write_day_cards(document, made_at)


def _rows(meetings: Sequence[Meeting], cells: Cells, reader: Reader) -> tuple[tuple[str, ...], ...]:
    return tuple(cells(each, reader) for each in meetings)
