"""Paper twins of frozen forms: the same items in the same order, for when screens fail or somebody can't use one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import Kind
from exam_server.core.delivery import PresentedItem, check_code
from exam_server.core.text import Text, text
from exam_server.formats.pdf.paper_twins import Twin, TwinBook, TwinWords, write_paper_twins
from exam_server.formats.zip_stream import stream_zip
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.papers.reader import ExamHead, Reader, Say
from exam_server.services.presenting import present_form
from exam_server.services.work import Work
from exam_server.store import delivery as store

SEATS_IN_A_FILE = 10
HINTS: Mapping[Kind, Text] = {
    "single_choice": text("Choose one."),
    "true_false": text("Choose one."),
    "multiple_response": text("Choose all that are right."),
    "matching": text("Write beside each entry the letter of what belongs to it."),
    "extended_text": text("Your response"),
}
INSTRUCTIONS = (
    text("Don't open this paper before you are told to."),
    text("Write with a pen. Mark your response with a cross: one circle, or as many squares as are right."),
    text("If you made a mistake, fill the wrong field completely and mark another one."),
    text("You may answer in any order. An empty response counts as not given."),
    text("Don't sign with your name: the seat and the code at the top of each page say whose paper it is."),
    text("Two people will type your responses in, each alone; where they differ, the paper decides."),
)
BLANKS = (text("Start (time)"), text("End (time)"), text("Number of added sheets"), text("Received by (signature)"))


@dataclass(frozen=True)
class SeatForm:
    """A seat with its frozen form as its candidate may see it."""

    sitting_id: UUID
    seat: int
    candidate_code: str
    form_digest: str
    items: tuple[PresentedItem, ...]


def list_seat_forms(work: Work, exam_id: UUID, only: int | None = None) -> list[SeatForm]:
    """Every seat's form (or that of the seat `only`), by seat. Raises Refused before the freezing and after the end."""
    require_state(get_row(work, exam_id), "frozen", "open")
    return [
        SeatForm(row.id, row.seat, case.code, row.form_digest, present_form(work, row.id))
        for row, case, _ in store.list_sittings(work.session, exam_id)
        if only in (None, row.seat)
    ]


def print_twins(forms: Sequence[SeatForm], head: ExamHead, reader: Reader, large: bool, made_at: datetime) -> bytes:
    """The papers of these seats in one PDF; slow, and it takes no transaction."""
    say = reader.say
    book = TwinBook(
        language=reader.language,
        title=head.title,
        organisation=head.organisation,
        large=large,
        facts=_facts(head, reader, len(forms[0].items)),
        instructions=tuple(map(say, INSTRUCTIONS)),
        blanks=tuple(map(say, BLANKS)),
        words=_words(say),
        twins=tuple(_twin(form, say) for form in forms),
    )
    return write_paper_twins(book, made_at)


def print_room(
    forms: Sequence[SeatForm], head: ExamHead, reader: Reader, large: bool, made_at: datetime
) -> Iterator[bytes]:
    """The papers of a room as a ZIP archive of files of a few seats each, in pieces as they're made.

    One file for all would take gigabytes while it's set.
    """
    return stream_zip(_print_parts(forms, head, reader, large, made_at), made_at)


def _print_parts(
    forms: Sequence[SeatForm], head: ExamHead, reader: Reader, large: bool, made_at: datetime
) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(forms), SEATS_IN_A_FILE):
        part = forms[start : start + SEATS_IN_A_FILE]
        yield f"seats-{part[0].seat:03}-{part[-1].seat:03}.pdf", print_twins(part, head, reader, large, made_at)


def _facts(head: ExamHead, reader: Reader, items: int) -> tuple[tuple[str, str], ...]:
    pairs = (
        (text("Qualification"), head.qualification),
        (text("Place"), head.place),
        (text("Date and time"), reader.show_time(head.planned_at)),
        (text("Number of questions"), str(items)),
        (text("Time for the test"), f"{head.minutes}\u00a0min"),
    )
    return tuple((reader.say(label), words) for label, words in pairs)


def _twin(form: SeatForm, say: Say) -> Twin:
    seat, code = say(text("Seat")), say(text("Candidate code"))
    return Twin(
        place=f"{seat} {form.seat} · {form.candidate_code}",
        facts=((seat, str(form.seat)), (code, form.candidate_code)),
        digest=form.form_digest,
        short=check_code(form.form_digest),
        items=form.items,
    )


def _words(say: Say) -> TwinWords:
    return TwinWords(
        question=say(text("Question {number} of {total}", number="{number}", total="{total}")),
        code=say(text("code")),
        hints={kind: say(hint) for kind, hint in HINTS.items()},
        entry=say(text("What to match")),
        letter=say(text("Letter")),
        choices=say(text("Choices")),
        case=say(text("The case for questions {first} to {last}", first="{first}", last="{last}")),
        case_of_one=say(text("The case for question {first}", first="{first}")),
        continued=say(text("More room; write the number of the question beside your response")),
        hash_label=say(text("Digest of the test form (SHA-256):")),
        page=say(text("Page {page} of {pages}", page="{page}", pages="{pages}")),
    )
