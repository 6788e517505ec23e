"""Paper twins of frozen forms: the same items in the same order, for when screens fail or somebody can't use one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.accommodation import NONE
from exam_server.core.bank import Kind
from exam_server.core.delivery import PresentedItem, check_code
from exam_server.core.problems import NotFound
from exam_server.core.text import Text, text
from exam_server.formats.html_tree import picture_sources, read_tree
from exam_server.formats.image import Picture
from exam_server.formats.pdf.paper_twins import Twin, TwinBook, TwinWords, write_paper_twins
from exam_server.formats.zip_stream import stream_zip
from exam_server.services.accommodations import list_accommodations
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.media import get_picture
from exam_server.services.papers.reader import ExamHead, Reader, Say, get_head
from exam_server.services.presenting import present_form
from exam_server.services.work import Work
from exam_server.store import delivery as store

SEATS_IN_A_FILE = 10
HINTS: Mapping[Kind, Text] = {
    "single_choice": text("Choose one."),
    "true_false": text("Choose one."),
    "multiple_response": text("Choose all that are right."),
    "matching": text("Write beside each entry the letter of what belongs to it."),
    "ordering": text("Write the letters into the boxes in the right order, the first one on the left."),
    "gap_text": text("Write beside each number what belongs into that gap of the text."),
    "inline_choice": text("Choose one for each numbered gap of the text."),
    "numeric": text("Write a number in digits, without a unit."),
    "short_text": text("Answer in a few words."),
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
    """A seat with its frozen form as its candidate may see it; `large` asks for large print."""

    sitting_id: UUID
    seat: int
    candidate_code: str
    form_digest: str
    items: tuple[PresentedItem, ...]
    large: bool


@dataclass(frozen=True)
class Twins:
    """Papers to print, by seat, with the pictures in them by their source."""

    head: ExamHead
    forms: tuple[SeatForm, ...]
    pictures: Mapping[str, Picture]

    @property
    def parts(self) -> tuple[tuple[SeatForm, ...], ...]:
        """What goes into one file: a few seats of one size of print. All in one would take gigabytes while it's set."""
        found = []
        for large in (False, True):
            alike = [form for form in self.forms if form.large is large]
            starts = range(0, len(alike), SEATS_IN_A_FILE)
            found += [tuple(alike[start : start + SEATS_IN_A_FILE]) for start in starts]
        return tuple(found)


def get_twins(work: Work, exam_id: UUID, only: int | None = None, large: bool | None = None) -> Twins:
    """The papers of all seats, or of the seat `only`; in large print where that was agreed, unless `large` says.

    Raises Refused before the freezing and after the end, NotFound for a seat that isn't there.
    """
    require_state(get_row(work, exam_id), "frozen", "open")
    rows = [(row, case) for row, case, _ in store.list_sittings(work.session, exam_id) if only in (None, row.seat)]
    if not rows:
        raise NotFound(str(only))
    agreed = list_accommodations(work, [case.id for _, case in rows])
    forms = tuple(
        SeatForm(
            row.id,
            row.seat,
            case.code,
            row.form_digest,
            present_form(work, row.id),
            agreed.get(case.id, NONE).larger_type if large is None else large,
        )
        for row, case in rows
    )
    return Twins(get_head(work, exam_id), forms, _pictures(work, forms))


def _pictures(work: Work, forms: Sequence[SeatForm]) -> dict[str, Picture]:
    texts = {html for form in forms for item in form.items for html in item.html if "<img" in html}
    sources = {source for html in texts for source in picture_sources(read_tree(html))}
    return {source: get_picture(work, source.rpartition("/")[2]) for source in sources}


def print_twins(twins: Twins, reader: Reader, made_at: datetime, part: int = 0) -> bytes:
    """One part of the papers as PDF; slow, and it takes no transaction."""
    say, head, forms = reader.say, twins.head, twins.parts[part]
    book = TwinBook(
        language=reader.language,
        title=head.title,
        organisation=head.organisation,
        large=forms[0].large,
        facts=_facts(head, reader, len(forms[0].items)),
        instructions=tuple(map(say, INSTRUCTIONS)),
        blanks=tuple(map(say, BLANKS)),
        words=_words(say),
        twins=tuple(_twin(form, say) for form in forms),
        pictures=twins.pictures,
    )
    return write_paper_twins(book, made_at)


def print_room(twins: Twins, reader: Reader, made_at: datetime) -> Iterator[bytes]:
    """All parts as a ZIP archive, in pieces as they're made."""
    files = (
        (_file_name(forms), print_twins(twins, reader, made_at, number)) for number, forms in enumerate(twins.parts)
    )
    return stream_zip(files, made_at)


def _file_name(forms: Sequence[SeatForm]) -> str:
    size = "-large-print" if forms[0].large else ""
    return f"seats-{forms[0].seat:03}-{forms[-1].seat:03}{size}.pdf"


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
