"""The paper twin of an assessor's sheet: the same observation points, criteria and flags under the same ids."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.simulation.views import AssessorSheet, SheetCriterion, Tile
from exam_server.core.text import text
from exam_server.formats.pdf.guide import Guide, Listing, Section, write_guide
from exam_server.services.exam import COMMISSION
from exam_server.services.papers.reader import Reader, Say, get_head
from exam_server.services.papers.room import page_words
from exam_server.services.rating import show_sheet
from exam_server.services.simulation import get_encounter, get_row
from exam_server.services.work import Work

SHOWN_HASH = 12
BOX = "☐"


@dataclass(frozen=True)
class TwinHead:
    """What stands above the sheet: the candidate by code alone (P5)."""

    exam_title: str
    organisation: str
    code: str
    number: int
    scenario_hash: str


def gather_twin(work: Work, encounter_id: UUID) -> Callable[[Reader, datetime], bytes]:
    """What makes the twin of the actor's sheet, empty whatever the sheet holds. NotFound for who doesn't rate it."""
    row = get_row(work, encounter_id, COMMISSION)
    sheet, encounter = show_sheet(work, encounter_id), get_encounter(work, encounter_id, COMMISSION)
    exam = get_head(work, row.exam_id)
    head = TwinHead(exam.title, exam.organisation, encounter.candidate_code, encounter.number, row.scenario_hash)
    texts = dict(sheet.criterion_texts)
    return lambda reader, made_at: write_guide(_twin(head, sheet.script, texts, reader), made_at)


def _twin(head: TwinHead, script: AssessorSheet, texts: dict[str, str], reader: Reader) -> Guide:
    say = reader.say
    return Guide(
        language=reader.language,
        title=say(text("Assessor's sheet on paper")),
        organisation=head.organisation,
        facts=(
            (say(text("Exam")), head.exam_title),
            (say(text("Candidate code")), head.code),
            (say(text("Encounter")), str(head.number)),
            (say(text("Script")), f"{script.title} · {head.scenario_hash[:SHOWN_HASH]}"),
        ),
        sections=(
            _rules(say),
            *(_criterion(each, texts.get(each.criterion, ""), say) for each in script.criteria),
            _flags(script, say),
        ),
        foot=f"{head.code} · {head.scenario_hash[:SHOWN_HASH]}",
        page=page_words(say),
    )


def _rules(say: Say) -> Section:
    return Section(
        say(text("How it's filled in")),
        points=(
            say(text("Write the minute and second of the run beside each observation; a row of strokes counts, too.")),
            say(text("Rate each criterion 0–3, or tick “no opportunity” and say why.")),
            say(text("Afterwards type it in on your own sheet, under “From paper”, and seal there with your PIN.")),
        ),
        blanks=(say(text("Assessor")), say(text("Date and signature"))),
    )


def _criterion(entry: SheetCriterion, words: str, say: Say) -> Section:
    columns = ((say(text("Id")), 18), (say(text("Observation point")), 0), (say(text("Time and value")), 75))
    rows = tuple((tile.point.id, _label(tile, say), "") for tile in entry.tiles)
    levels = tuple(f"{BOX} {each.level}: {each.behaviour}" for each in entry.anchors)
    return Section(
        f"{entry.criterion} {words}",
        listing=Listing(columns, rows),
        points=(*levels, f"{BOX} {say(text('No opportunity to show it'))}"),
        blanks=(say(text("Justification")),),
    )


def _label(tile: Tile, say: Say) -> str:
    kinds = {"yes_no": say(text("+ / −")), "counter": " / ".join(tile.point.counters), "scale": "0–3"}
    return f"{tile.point.label} ({kinds[tile.point.kind]})"


def _flags(script: AssessorSheet, say: Say) -> Section:
    columns = ((say(text("Id")), 18), (say(text("Red flag")), 0), (say(text("What you saw and heard")), 75))
    rows = tuple((each.id, each.description, "") for each in script.red_flags)
    return Section(say(text("Red flags of this case")), listing=Listing(columns, rows))
