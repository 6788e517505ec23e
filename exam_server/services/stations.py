"""An exam's stations: what is played where, in which variants, and which candidates it's for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.simulation.script import Scenario
from exam_server.services.scripts import get_script
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import stations as store
from exam_server.store.tables import StageRow, StationRow, StationScriptRow

TALK_MINUTES = 10


@dataclass(frozen=True)
class Variant:
    """A revision of a scenario that may be played at a station; `code` is the scenario's."""

    revision_id: UUID
    code: str
    title: str
    number: int
    content_hash: str


@dataclass(frozen=True)
class Station:
    """A station as pages show it; `minutes` of a candidate, of which the last `talk_minutes` are conversation."""

    id: UUID
    position: int
    title: str
    rooms: tuple[str, ...]
    minutes: int
    talk_minutes: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Due:
    """A candidate's stage that has to pass a station."""

    stage: StageRow
    station: Station


def simulates(work: Work, exam_id: UUID) -> bool:
    """Whether an exam has a simulation at all."""
    return store.has_stations(work.session, exam_id)


def list_stations(work: Work, exam_id: UUID) -> list[Station]:
    """The stations of an exam in their order, each with its variants."""
    rows = store.list_stations(work.session, exam_id)
    variants: dict[UUID, list[Variant]] = defaultdict(list)
    for station_id, each in store.list_scripts(work.session, [row.id for row in rows]):
        variants[station_id].append(Variant(each.id, each.code, each.title, each.number, each.content_hash))
    return [
        Station(
            row.id, row.position, row.title, tuple(row.rooms), row.minutes, row.talk_minutes, tuple(variants[row.id])
        )
        for row in rows
    ]


def add_station(work: Work, exam_id: UUID, revisions: Sequence[UUID]) -> UUID:
    """A further station with these variants, within `record()`; as long as its longest script and a conversation."""
    position = len(store.list_stations(work.session, exam_id)) + 1
    minutes = max(_minutes_of(get_script(work, each)) for each in revisions)
    row = StationRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        position=position,
        title=f"Stacja {position}",
        rooms=[],
        minutes=minutes + TALK_MINUTES,
        talk_minutes=TALK_MINUTES,
    )
    work.session.add(row)
    work.session.flush()
    put_variants(work, row, revisions)
    return row.id


def put_variants(work: Work, row: StationRow, revisions: Sequence[UUID]) -> None:
    """Make exactly these revisions a station's variants, within `record()`."""
    store.remove_scripts(work.session, row.id)
    for position, each in enumerate(dict.fromkeys(revisions), start=1):
        work.session.add(
            StationScriptRow(
                station_id=row.id,
                scenario_revision_id=each,
                organisation_id=work.organisation_id,
                position=position,
            )
        )
    work.session.flush()


def _minutes_of(script: Scenario) -> int:
    return -(-(script.briefing.preparation_time + script.about.total_time) // 60)


def observed_at(work: Work, station: Station) -> tuple[str, ...]:
    """The criteria that some variant of a station shows, in their order."""
    found = (code for each in station.variants for code in get_script(work, each.revision_id).observed_criteria())
    return tuple(dict.fromkeys(found))


def observed_criteria(work: Work, exam_id: UUID) -> tuple[str, ...]:
    """The criteria that an exam's simulations show."""
    found = (code for each in list_stations(work, exam_id) for code in observed_at(work, each))
    return tuple(dict.fromkeys(found))


def list_due(work: Work, exam_id: UUID) -> list[Due]:
    """Which stage passes which station; who comes back for little isn't sent where nothing of it shows (L8)."""
    stations = [(each, set(observed_at(work, each))) for each in list_stations(work, exam_id)]
    stages = exam_store.list_exam_stages(work.session, exam_id, "simulation")
    return [
        Due(stage, station)
        for stage in stages
        for station, observed in stations
        if stage.criteria is None or observed & set(stage.criteria)
    ]
