"""Letters about an appeal: that it came in, that it isn't admitted, and the ruling; always in Polish."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from exam_server.core.appeal_ruling import OUTCOME_WORDS
from exam_server.core.appeals import GROUND_WORDS
from exam_server.core.case_words import VERDICT_WORDS
from exam_server.core.problems import NotFound
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import Text, text
from exam_server.formats.pdf.guide import Guide, Listing, Section, write_guide
from exam_server.services.appeal_rows import get_appeal_row
from exam_server.services.appeal_view import RulingView
from exam_server.services.legal_day import day_of
from exam_server.services.own_appeals import OwnAppeal, own_appeal
from exam_server.services.papers.reader import Reader, Say, file_hash
from exam_server.services.papers.room import page_words
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store.tables import AppealRow, CaseRow, OrganisationRow, PersonRow

ShowDay = Callable[[date], str]
KINDS = ("acknowledgement", "refusal", "ruling")


@dataclass(frozen=True)
class LetterHead:
    """Body and candidate as a letter names them."""

    organisation: str
    seat: str
    name: str
    case_code: str
    qualification: str


class Letter(NamedTuple):
    """A letter before it's set: the name of its file, and what sets it, which is slow and takes no transaction."""

    name: str
    make: Callable[[Reader, ShowDay, datetime], bytes]


def gather_letter(work: Work, appeal_id: UUID, kind: str) -> Letter:
    """The caller has checked whose appeal it is. Raises NotFound for a letter that there isn't, or isn't yet."""
    row = get_appeal_row(work, appeal_id)
    own, head = own_appeal(work, row), _head(work, row)
    if kind not in KINDS or (kind == "refusal" and own.state != "refused") or (kind == "ruling" and own.ruling is None):
        raise NotFound(kind)

    def make(reader: Reader, show_day: ShowDay, made_at: datetime) -> bytes:
        return write_guide(_letter(head, own, kind, reader, show_day, made_at), made_at)

    return Letter(f"{kind}-{row.number}", make)


def note_letter(work: Work, appeal_id: UUID, kind: str, content: bytes) -> None:
    """Leave in the trail which letter was made."""
    work.record()
    work.note("case.appeal.letter.made", appeal_id, kind=kind, file=file_hash(content))


def _head(work: Work, row: AppealRow) -> LetterHead:
    case = work.session.get_one(CaseRow, row.case_id)
    body, person = (
        work.session.get_one(OrganisationRow, row.organisation_id),
        work.session.get_one(PersonRow, case.person_id),
    )
    name = f"{person.given_names} {person.family_name}"
    return LetterHead(body.name, body.seat, name, case.code, get_edition(work, case.edition_id).content.name)


def _letter(head: LetterHead, own: OwnAppeal, kind: str, reader: Reader, show_day: ShowDay, made_at: datetime) -> Guide:
    say = reader.say
    titles = {
        "acknowledgement": text("Appeal received"),
        "refusal": text("Appeal not admitted"),
        "ruling": text("Ruling on an appeal"),
    }
    sections = {"acknowledgement": _received, "refusal": _refused, "ruling": _ruled}[kind](own, say)
    return Guide(
        language=reader.language,
        title=say(titles[kind]),
        organisation=f"{head.organisation}, {head.seat}" if head.seat else head.organisation,
        facts=_facts(head, own, reader, show_day, made_at),
        sections=(*sections, Section(say(text("On behalf of the awarding body")), blanks=(say(text("Signature:")),))),
        foot=own.cited,
        page=page_words(say),
    )


def _facts(
    head: LetterHead, own: OwnAppeal, reader: Reader, show_day: ShowDay, made_at: datetime
) -> tuple[tuple[str, str], ...]:
    about = reader.say(STAGE_WORDS[own.kind])
    if own.position is not None:
        question = reader.say(text("question {number}", number=own.position))
        about = f"{about}, {question}"
    pairs = (
        (text("Appeal"), own.cited),
        (text("Candidate"), f"{head.name} ({head.case_code})"),
        (text("Qualification"), head.qualification),
        (text("Against the result of"), about),
        (text("Criteria"), ", ".join(own.criteria)),
        (text("Came in on"), show_day(own.received_on)),
        (text("Last day to appeal"), show_day(own.until)),
        (text("Made on"), show_day(day_of(made_at))),
    )
    return tuple((reader.say(label), words) for label, words in pairs)


def _received(own: OwnAppeal, say: Say) -> tuple[Section, ...]:
    grounds = tuple(say(GROUND_WORDS[each]) for each in own.grounds)
    late = (say(text("It came after the last day to appeal: whether it's admitted is decided separately.")),)
    return (
        Section(
            say(text("Your appeal came in")),
            paragraphs=(
                say(
                    text("We confirm that your appeal came in, with files enclosed: {count}.", count=len(own.documents))
                ),
                *(late if own.is_late else ()),
            ),
        ),
        Section(say(text("What you say")), points=grounds, aloud=(own.words,)),
        Section(
            say(text("What follows")),
            points=_said(
                say,
                text("Members who took no part in your verification decide, at least as many as in a commission (S9)."),
                text("They rate anew what was kept, without seeing the first ratings, or order the simulation again."),
                text("You get the ruling with its reasons; until then nothing that was confirmed is taken away."),
            ),
        ),
    )


def _refused(own: OwnAppeal, say: Say) -> tuple[Section, ...]:
    why = say(
        text("It came after the last day to appeal (P3).")
        if own.rule == "P3"
        else text("It can't be decided as it stands (S9).")
    )
    return (Section(say(text("Why it isn't admitted")), paragraphs=(why, own.reason)),)


def _ruled(own: OwnAppeal, say: Say) -> tuple[Section, ...]:
    ruling = own.ruling
    if ruling is None:
        raise NotFound("ruling")
    return (
        Section(say(text("The ruling")), paragraphs=(_outcome(ruling, say), ruling.words)),
        Section(
            say(text("Criterion by criterion")),
            listing=Listing(
                (
                    (say(text("Criterion")), 20),
                    (say(text("Before")), 26),
                    (say(text("Now")), 26),
                    (say(text("Ruling")), 30),
                    (say(text("Justification")), 0),
                ),
                tuple(
                    (
                        each.criterion,
                        say(VERDICT_WORDS[each.before]),
                        say(VERDICT_WORDS[each.after]),
                        say(OUTCOME_WORDS[each.outcome]),
                        each.reason,
                    )
                    for each in ruling.points
                ),
            ),
        ),
        Section(say(text("What follows")), points=_consequences(ruling, say)),
    )


def _outcome(ruling: RulingView, say: Say) -> str:
    words = say(text("The appeal is {outcome}.", outcome=OUTCOME_WORDS[ruling.outcome]))
    if ruling.kind == "repeat":
        again = say(text("The simulation is repeated before another commission."))
        return f"{words} {again}"
    return words


def _consequences(ruling: RulingView, say: Say) -> tuple[str, ...]:
    if ruling.kind == "repeat":
        return _said(say, text("The office tells you day and place. Nobody of the first commission takes part."))
    if ruling.outcome == "dismissed":
        return _said(say, text("The result stays as it was told."))
    return _said(
        say, text("The result is changed as the table says; the earlier one is kept beside it and counts no more.")
    )


def _said(say: Say, *sentences: Text) -> tuple[str, ...]:
    return tuple(map(say, sentences))
