"""Where products of a simulation are written: by the candidate at their own seat, or typed in by staff from paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.simulation.products import products_of
from exam_server.core.simulation.script import Material
from exam_server.core.simulation.views import MOMENTS
from exam_server.core.text import Text, text
from exam_server.services.own_encounter import MOMENTS as OWN_MOMENTS
from exam_server.services.own_encounter import list_own_rows
from exam_server.services.products import find_draft, find_material, take_in
from exam_server.services.simulation import PLAYERS, get_row, get_scenario, log_product
from exam_server.services.work import Work
from exam_server.store import written as store
from exam_server.store.tables import EncounterRow, ProductRow

LONGEST = 20_000
STARTED = ("running", "ended", "agreed")


@dataclass(frozen=True)
class ProductView:
    """A product of a station with what was written so far, or else the card to be filled in; `taken_in`: it's final."""

    id: str
    title: str
    card: str
    words: str
    language: str
    taken_in: bool
    station: int = 0


def list_own(work: Work) -> list[ProductView]:
    """What may be written by now of the actor's encounters that have started, station by station."""
    return [
        replace(each, station=station)
        for station, row in _list_own(work)
        for each in _list(work, row)
        if each.id in _open_ids(work, row)
    ]


def get_own(work: Work, station: int, product: str) -> ProductView:
    """Raises NotFound for what the actor's encounter at a station doesn't ask for."""
    return _pick([each for each in list_own(work) if each.station == station], product)


def keep_own(work: Work, station: int, product: str, words: str) -> None:
    """Keep what the candidate has written so far. Raises Refused once it's taken in, and for too long a text."""
    work.record()
    _keep(work, _own(work, station, product), product, words, None)


def hand_in_own(work: Work, station: int, product: str, words: str) -> None:
    """Keep it and take it in for good. Raises Refused where nothing is written."""
    work.record()
    row = _own(work, station, product)
    _keep(work, row, product, words, None)
    _take_in(work, row, product)


def list_typed(work: Work, encounter_id: UUID) -> list[ProductView]:
    """For who plays or prompts: what came in and what didn't. Raises NotFound for anybody else."""
    return _list(work, get_row(work, encounter_id, PLAYERS))


def get_typed(work: Work, encounter_id: UUID, product: str) -> ProductView:
    return _pick(list_typed(work, encounter_id), product)


def type_in(work: Work, encounter_id: UUID, product: str, words: str) -> None:
    """Take in what the candidate wrote on paper, as staff typed it. Raises Refused once it's taken in."""
    work.record()
    row = get_row(work, encounter_id, PLAYERS)
    if row.state not in STARTED:
        raise _refused(text("The encounter hasn't started."), text("Start it first."))
    _keep(work, row, product, words, work.actor.account_id)
    _take_in(work, row, product)


def _list_own(work: Work) -> list[tuple[int, EncounterRow]]:
    """By station the actor's encounters that have started."""
    return [(station, row) for row, station in list_own_rows(work) if row.state in STARTED]


def _own(work: Work, station: int, product: str) -> EncounterRow:
    found = next((row for position, row in _list_own(work) if position == station), None)
    if found is None or product not in _open_ids(work, found):
        raise NotFound(product)
    return found


def _open_ids(work: Work, row: EncounterRow) -> set[str]:
    """What's for after the conversation isn't written during it."""
    now = MOMENTS.index(OWN_MOMENTS[row.state])
    return {each.id for each in products_of(get_scenario(work, row)) if MOMENTS.index(each.when) <= now}


def _list(work: Work, row: EncounterRow) -> list[ProductView]:
    scenario = get_scenario(work, row)
    kept = {each.product: each for each in store.list_products(work.session, row.id)}
    return [_view(each, scenario.about.language, kept.get(each.id)) for each in products_of(scenario)]


def _view(material: Material, language: str, kept: ProductRow | None) -> ProductView:
    words = kept.words if kept else material.text
    taken_in = kept is not None and kept.taken_in_at is not None
    return ProductView(material.id, material.title, material.text, words, language, taken_in)


def _pick(views: Sequence[ProductView], product: str) -> ProductView:
    found = next((each for each in views if each.id == product), None)
    if found is None:
        raise NotFound(product)
    return found


def _keep(work: Work, encounter: EncounterRow, product: str, words: str, typed_by: UUID | None) -> None:
    if find_material(work, encounter, product) is None:
        raise NotFound(product)
    words = words.replace("\r\n", "\n")
    if len(words) > LONGEST:
        why = text("A text has at most {count} characters.", count=LONGEST)
        raise _refused(why, text("Shorten it, then keep it again."))
    row = find_draft(work, encounter.id, product)
    if row is not None and row.taken_in_at is not None:
        raise _refused(text("It's handed in, and final."), text("Nothing needs to be done."))
    if row is None:
        row = ProductRow(
            id=work.new_id(), organisation_id=encounter.organisation_id, encounter_id=encounter.id, product=product
        )
        work.session.add(row)
    row.words, row.typed_by, row.saved_at = words, typed_by, work.now
    work.session.flush()


def _take_in(work: Work, encounter: EncounterRow, product: str) -> None:
    if not take_in(work, encounter, product):
        raise _refused(text("Nothing is written."), text("Write something first."))
    log_product(work, encounter, product)


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The text wasn't taken."), why, remedy)
