"""An exam with two stations: an encounter for each, nobody twice at the same variant, and callers that know of several."""

from dataclasses import replace
from uuid import UUID

import pytest
from alembic import command
from alembic.util import CommandError

from exam_server.core.problems import NotFound, Refused
from exam_server.core.simulation.identity import revision_hash
from exam_server.formats.scenario_yaml import write_scenario
from exam_server.services import bank, own_encounter, simulation, writing_products
from exam_server.services.exam_overview import get_overview
from exam_server.services.protocol_stages import list_stages_of
from exam_server.services.schema import alembic_config
from exam_server.services.stations import add_station, list_due, list_stations
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, ScenarioRevisionRow, StationRow
from tests.core.small_script import SMALL
from tests.making import CODE, OwnWork
from tests.products import PRODUCT, TEXT, Seat, make_seat, tap


def file_variant(work: OwnWork, code: str) -> UUID:
    """The small script under another code."""
    script = replace(SMALL, about=replace(SMALL.about, id=code))
    bank.load_scenario(work, CODE, code, f"Próba {code}", write_scenario(script), revision_hash(script))
    work.commit()
    return work.session.query(ScenarioRevisionRow).filter_by(code=code).one().id


def with_second_station(work: OwnWork) -> tuple[Seat, Seat]:
    """A candidate's encounters at both stations of an exam."""
    first = make_seat(work)
    revision = file_variant(work, "other")
    work.record()
    station = add_station(work, first.exam_id, [revision])
    assert simulation.plan_encounters(work, first.exam_id) == 1
    work.commit()
    row = work.session.query(EncounterRow).filter_by(station_id=station).one()
    return first, replace(first, encounter_id=row.id)


def test_each_station_of_an_exam_has_an_encounter_of_its_own(work: OwnWork) -> None:
    first, second = with_second_station(work)
    [stage] = exam_store.list_exam_stages(work.session, first.exam_id, "simulation")
    rows = store.list_encounters_of_stage(work.session, stage.id)
    assert [row.id for row in rows] == [first.encounter_id, second.encounter_id]
    assert len({row.scenario_revision_id for row in rows}) == 2
    assert simulation.plan_encounters(work, first.exam_id) == 0
    work.drop()
    assert [each.title for each in list_stations(work, first.exam_id)] == ["Stacja 1", "Stacja 2"]
    overview = get_overview(work, first.exam_id)
    assert (overview.simulated, overview.encounters, overview.has_concluded) == (2, 2, False)


def test_a_station_is_as_long_as_its_longest_variant_and_a_conversation(work: OwnWork) -> None:
    first, _ = with_second_station(work)
    [one, _] = list_stations(work, first.exam_id)
    assert (one.minutes, one.talk_minutes) == ((600 + 60) // 60 + 10, 10)


def test_nobody_meets_a_variant_twice(work: OwnWork) -> None:
    first = make_seat(work)
    [station] = list_stations(work, first.exam_id)
    work.record()
    add_station(work, first.exam_id, [station.variants[0].revision_id])
    with pytest.raises(Refused, match="met every variant"):
        simulation.plan_encounters(work, first.exam_id)
    work.drop()


def test_who_comes_back_for_little_isnt_sent_where_nothing_of_it_shows(work: OwnWork) -> None:
    first, _ = with_second_station(work)
    [stage] = exam_store.list_exam_stages(work.session, first.exam_id, "simulation")
    for criteria, expected in ((["1A1"], 2), (["9Z9"], 0)):
        work.record()
        stage.criteria = criteria
        work.session.flush()
        assert len(list_due(work, first.exam_id)) == expected
    work.drop()


def test_a_candidate_reads_the_briefing_that_was_opened_last_and_writes_station_by_station(work: OwnWork) -> None:
    first, second = with_second_station(work)
    tap(work, first, 1, "start")
    work.actor = first.candidate
    assert [(each.station, each.id) for each in writing_products.list_own(work)] == [(1, PRODUCT)]
    with pytest.raises(NotFound):
        writing_products.keep_own(work, 2, PRODUCT, TEXT)
    work.drop()
    for seat in (first, second):
        work.act_as(seat.accounts["pola"], "prompter")
        row = work.session.get_one(EncounterRow, seat.encounter_id)
        row.state = "planned"
        simulation.open_briefing(work, seat.encounter_id)
        work.commit()
    tap(work, second, 1, "start")
    work.actor = second.candidate
    shown = own_encounter.find_briefing(work)
    assert shown is not None and shown.state == "running"
    writing_products.hand_in_own(work, 2, PRODUCT, TEXT)
    work.commit()
    assert [each.station for each in writing_products.list_own(work) if each.taken_in] == [2]


def test_a_protocol_tells_when_the_first_station_began_and_no_end_before_the_last_one_ended(work: OwnWork) -> None:
    first, second = with_second_station(work)
    tap(work, first, 1, "start")
    tap(work, first, 2, "end")

    def part() -> tuple[bool, bool]:
        [found] = [each for stage, each in list_stages_of(work, first.case_id) if stage.kind == "simulation"]
        return found.started_at is not None, found.ended_at is not None

    assert part() == (True, False)
    tap(work, second, 1, "start")
    tap(work, second, 2, "end")
    assert part() == (True, True)


def _move(work: OwnWork, *moves: tuple[object, str]) -> None:
    work.drop()
    for move, revision in moves:
        with work.database.migrating() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            move(config, revision)  # type: ignore[operator]


def test_an_exam_of_one_scenario_becomes_one_of_one_station_and_back_again(work: OwnWork) -> None:
    seat = make_seat(work)
    revision = work.session.get_one(EncounterRow, seat.encounter_id).scenario_revision_id
    _move(work, (command.downgrade, "0046"), (command.upgrade, "head"))
    [station] = list_stations(work, seat.exam_id)
    assert [each.revision_id for each in station.variants] == [revision]
    assert work.session.get_one(EncounterRow, seat.encounter_id).station_id == station.id


def test_several_stations_dont_go_back_into_one_scenario(work: OwnWork) -> None:
    first, _ = with_second_station(work)
    with pytest.raises(CommandError, match="restore a backup"):
        _move(work, (command.downgrade, "0046"))
    assert work.session.query(StationRow).filter_by(exam_id=first.exam_id).count() == 2
