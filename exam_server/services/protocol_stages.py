"""What a protocol states of a case's stages: when and where, pauses, the script that ran, and members' own ratings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from exam_server.core.protocol import (
    DeviationPart,
    FlagWordPart,
    MarkerPart,
    PausePart,
    RatingDissentPart,
    RatingPart,
    ReadingPart,
    RedFlagPart,
    RoomPart,
    ScenarioPart,
    ServingPart,
    StagePart,
)
from exam_server.core.simulation.pausing import pauses_of
from exam_server.core.simulation.record import RunState
from exam_server.core.simulation.script import Scenario
from exam_server.core.stages import STAGE_METHODS, StageKind
from exam_server.services.exam import get_exam
from exam_server.services.flags import FlagView, list_flags
from exam_server.services.moderation import list_dissents, to_agreed
from exam_server.services.people import Names
from exam_server.services.raters import list_replaced
from exam_server.services.rating import sheets_of
from exam_server.services.room_checks import show_room_check
from exam_server.services.run_presence import list_players
from exam_server.services.simulation import get_scenario, list_events, run_state
from exam_server.services.sources_written import MarkerView, ReadingView, list_product_readings, list_readings
from exam_server.services.stages import standing_of
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import EncounterRow, ScenarioRevisionRow, SittingEventRow, SittingRow, StageRow
from exam_server.store.written import list_products

Stages = Sequence[tuple[StageRow, StagePart]]


@dataclass(frozen=True)
class Rated:
    """The members' own sealed ratings of a criterion, and the level that was agreed from them."""

    ratings: tuple[RatingPart, ...]
    agreed: int | None
    dissents: tuple[RatingDissentPart, ...] = ()

    def join(self, other: "Rated") -> "Rated":
        levels = [each for each in (self.agreed, other.agreed) if each is not None]
        dissents = (*self.dissents, *other.dissents)
        return Rated((*self.ratings, *other.ratings), max(levels, default=None), dissents)


def list_stages_of(work: Work, case_id: UUID) -> list[tuple[StageRow, StagePart]]:
    """A case's stages in their order, each with what a protocol says of it."""
    return [(stage, _stage(work, stage)) for stage in case_store.list_stages(work.session, case_id)]


def list_rooms(work: Work, stages: Stages) -> Iterator[RoomPart]:
    """Of each exam of the stages who signed for its room, and what was different later (S7)."""
    for exam_id, title in {stage.exam_id: part.exam for stage, part in stages if stage.exam_id}.items():
        check = show_room_check(work, exam_id)
        if check.signed_at is not None:
            yield RoomPart(
                exam=title,
                signed_by=check.signed_by,
                signed_at=check.signed_at,
                content_hash=check.content_hash,
                not_needed=tuple((one.code, one.given.note) for one in check.found if one.given.answer == "not_needed"),
                deviations=tuple(
                    DeviationPart(one.code, one.note, one.noted_at, one.noted_by) for one in check.deviations
                ),
            )


def seat_of(work: Work, stage: StageRow) -> UUID | None:
    row = _sitting(work, stage)
    return row.id if row else None


def _stage(work: Work, stage: StageRow) -> StagePart:
    exam = get_exam(work, stage.exam_id) if stage.exam_id else None
    started_at, ended_at, pauses = _times(work, stage)
    return StagePart(
        kind=stage.kind,
        method=STAGE_METHODS.get(cast(StageKind, stage.kind), ""),
        exam=exam.title if exam else "",
        place=exam.place if exam else stage.place,
        started_at=started_at,
        ended_at=ended_at,
        pauses=pauses,
    )


def _times(work: Work, stage: StageRow) -> tuple[datetime | None, datetime | None, tuple[PausePart, ...]]:
    sitting = _sitting(work, stage)
    if sitting is not None:
        events = exam_store.list_sitting_events(work.session, sitting.id)
        ended = [event.at for event in events if event.kind == "ended"]
        return sitting.started_at, ended[-1] if ended else None, tuple(_pauses(events))
    encounters = simulation_store.list_encounters_of_stage(work.session, stage.id)
    if encounters:
        started = [each.started_at for each in encounters if each.started_at is not None]
        ended = [each.ended_at for each in encounters if each.ended_at is not None]
        still = (pause for each in encounters for pause in _still(work, each))
        last = max(ended) if len(ended) == len(encounters) else None
        return (min(started) if started else None), last, tuple(sorted(still, key=lambda each: each.at))
    return (stage.created_at, standing_of(work, stage).closed_at, ()) if stage.exam_id is None else (None, None, ())


def _still(work: Work, encounter: EncounterRow) -> Iterator[PausePart]:
    """When a simulation stood still, and why."""
    began = encounter.started_at
    if began is None:
        return
    for pause in pauses_of(list_events(work, encounter)):
        until = None if pause.until_seconds is None else began + timedelta(seconds=pause.until_seconds)
        words = "; ".join(filter(None, (pause.words, pause.going_on)))
        yield PausePart(began + timedelta(seconds=pause.from_seconds), until, words, pause.code)


def _pauses(events: Sequence[SittingEventRow]) -> Iterator[PausePart]:
    for place, event in enumerate(events):
        if event.kind == "paused":
            resumed = (later.at for later in events[place:] if later.kind == "resumed")
            yield PausePart(event.at, next(resumed, None), event.reason or event.code)


def _sitting(work: Work, stage: StageRow) -> SittingRow | None:
    if stage.exam_id is None or stage.kind != "theory_test":
        return None
    rows = (row for row, _, _ in exam_store.list_sittings(work.session, stage.exam_id))
    return next((row for row in rows if row.case_id == stage.case_id), None)


def _encounters(work: Work, stages: Stages) -> list[EncounterRow]:
    """Those that were agreed: what isn't concluded is nobody's record yet."""
    found = (row for stage, _ in stages for row in simulation_store.list_encounters_of_stage(work.session, stage.id))
    return [row for row in found if row.state == "agreed"]


def list_scenarios(work: Work, stages: Stages) -> Iterator[ScenarioPart]:
    """Each script that ran, with what was offered and played of it, and the run's departures from it."""
    for row in _encounters(work, stages):
        revision = work.session.get_one(ScenarioRevisionRow, row.scenario_revision_id)
        scenario, state = get_scenario(work, row), run_state(work, row)
        yield ScenarioPart(
            id=scenario.id,
            title=revision.title,
            revision=revision.number,
            hash=row.scenario_hash,
            variant=", ".join(scenario.about.variants),
            servings=tuple(_servings(scenario, state)),
            departures=tuple(f"{each.at_seconds} s: {each.kind} {each.reference}" for each in state.departures),
            red_flags=tuple(_flag(each) for each in list_flags(work, row)),
            players=list_players(work, row),
        )


def _flag(flag: FlagView) -> RedFlagPart:
    words = (FlagWordPart(each.name, each.seen, each.note, each.counts) for each in flag.words)
    return RedFlagPart(flag.id, flag.description, flag.standing, tuple(words))


def _servings(scenario: Scenario, state: RunState) -> Iterator[ServingPart]:
    for cue in scenario.cues:
        yield ServingPart(cue.id, int(cue.id in state.cues_offered), len(state.cues_played.get(cue.id, ())))
    for fact in scenario.facts:
        given = fact.id in state.facts_given
        yield ServingPart(fact.id, int(given or fact.id in state.facts_allowed), int(given))


def list_rated(work: Work, stages: Stages) -> dict[str, Rated]:
    """By criterion what the members rated alone and agreed on, of the newest simulation that has it.

    Of several stations that showed a criterion all ratings are listed, and the best level, by which it may be met.
    """
    names, found = Names(work), dict[str, Rated]()
    for stage in stages:
        of_stage: dict[str, Rated] = {}
        for row in _encounters(work, [stage]):
            for code, rated in _rated_in(work, row, names):
                of_stage[code] = of_stage[code].join(rated) if code in of_stage else rated
        found |= of_stage
    return found


def _rated_in(work: Work, row: EncounterRow, names: Names) -> Iterator[tuple[str, Rated]]:
    agreed = {each.criterion: to_agreed(each) for each in simulation_store.list_agreed(work.session, row.id)}
    written = list_dissents(work, row)
    sheets, counting = sheets_of(work, row, with_left=True), set(sheets_of(work, row))
    replaced = list_replaced(work, row)
    for code, of_code in agreed.items():
        given = [(member, own[code]) for member, sheet in sheets.items() if code in (own := sheet.current())]
        ratings = (
            RatingPart(
                names.of(UUID(member)), rating.level, rating.justification, member in counting, member in replaced
            )
            for member, rating in given
        )
        levels = {each.member: each.level for each in of_code.dissent}
        against = [(each.member, each.reason) for each in of_code.dissent]
        against += [(each.member, each.words) for each in written if each.criterion == code]
        dissents = (RatingDissentPart(names.of(UUID(member)), levels.get(member), words) for member, words in against)
        yield code, Rated(tuple(sorted(ratings, key=lambda each: each.member)), of_code.level, tuple(dissents))


def list_read(work: Work, stages: Stages) -> dict[str, tuple[ReadingPart, ...]]:
    """By criterion how what was written of it was read, text by text; only what counts."""
    found: dict[str, tuple[ReadingPart, ...]] = {}
    for stage, _ in stages:
        sitting = _sitting(work, stage)
        readings = list_readings(work, sitting).values() if sitting else ()
        for each in sorted((each for each in readings if each.counts), key=lambda reading: reading.code):
            part = ReadingPart(each.code, each.levels, each.by_rule, tuple(map(_marker, each.markers)))
            for criterion in each.criteria:
                found[criterion] = (*found.get(criterion, ()), part)
        for criterion, part in _list_read_products(work, stage):
            found[criterion] = (*found.get(criterion, ()), part)
    return found


def _list_read_products(work: Work, stage: StageRow) -> Iterator[tuple[str, ReadingPart]]:
    for encounter in simulation_store.list_encounters_of_stage(work.session, stage.id):
        for product in list_products(work.session, encounter.id):
            for each in list_product_readings(work, stage.case_id, product.id).values():
                yield from ((code, _of_product(each, at)) for at, code in enumerate(each.criteria) if each.counts)


def _of_product(view: ReadingView, at: int) -> ReadingPart:
    """Of a product each criterion is an element of its guide: its own levels alone."""
    markers = (replace(_marker(each), levels=(each.levels[at],), reasons=(each.reasons[at],)) for each in view.markers)
    return ReadingPart(view.code, (view.levels[at],), view.by_rule, tuple(markers))


def _marker(view: MarkerView) -> MarkerPart:
    return MarkerPart(view.name, view.levels, view.reasons, view.left, view.replaced)
