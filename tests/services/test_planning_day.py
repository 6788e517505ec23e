"""A day of simulations is proposed, confirmed and changed: only what was confirmed reaches people's lists."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from exam_server.core.commission import Barred, check_commission
from exam_server.core.problems import Refused
from exam_server.services import day_settings, exam, planning_day, simulation
from exam_server.services.changing_stations import StationPlan, add_exam_station, change_station, remove_station
from exam_server.services.day_settings import DaySettings
from exam_server.services.day_view import show_day
from exam_server.services.exam_commission import get_exam_commission
from exam_server.services.legal_day import day_of
from exam_server.services.papers.making import gather_paper
from exam_server.services.papers.reader import Reader
from exam_server.services.planning_apart import Errand, plan_apart
from exam_server.services.qualification import get_edition
from exam_server.services.stations import list_stations
from exam_server.store import simulation as store
from exam_server.store.tables import AuditEventRow, EncounterRow
from tests.core.circuit_days import big_day
from tests.encounters import COMMISSION, plan_exam
from tests.making import CANDIDATES, LATE_CANDIDATE, OwnWork, make_player
from tests.proving import seat_legally
from tests.reading_pdf import is_accessible, text_of

NINE = datetime(2027, 3, 1, 8, tzinfo=UTC)
HOURS = ((NINE, NINE + timedelta(hours=3)), (NINE + timedelta(hours=3, minutes=30), NINE + timedelta(hours=6)))
SETTINGS = DaySettings(HOURS)


@pytest.fixture
def accounts(work: OwnWork) -> dict[str, UUID]:
    return {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola")}


@pytest.fixture
def exam_id(work: OwnWork, accounts: dict[str, UUID]) -> UUID:
    """Three candidates, a legal commission, one station with a room."""
    made = plan_exam(work, accounts)
    exam.add_candidates(work, made, CANDIDATES[1:3])
    work.commit()
    seat_legally(work, made, accounts)
    work.act_as(None)
    [station] = list_stations(work, made)
    revisions = tuple(each.revision_id for each in station.variants)
    change_station(work, made, station.id, StationPlan("Stacja A", ("Sala 1",), 40, 10, revisions))
    day_settings.keep_settings(work, made, SETTINGS)
    work.commit()
    return made


def confirm(work: OwnWork, exam_id: UUID) -> int:
    proposal = planning_day.propose_day(work, exam_id)
    assert proposal is not None and proposal.possible, proposal
    count = planning_day.confirm_day(work, exam_id, proposal.digest)
    work.commit()
    return count


def rows_of(work: OwnWork, exam_id: UUID) -> list[EncounterRow]:
    work.session.expire_all()
    return [row for row, _ in store.list_encounters(work.session, exam_id)]


@pytest.mark.rule("S2")
def test_a_confirmed_plan_gives_every_encounter_a_time_a_room_a_legal_commission_and_a_role_player(
    work: OwnWork, exam_id: UUID, accounts: dict[str, UUID]
) -> None:
    assert show_day(work, exam_id).meetings == ()
    assert confirm(work, exam_id) == 3
    rows = rows_of(work, exam_id)
    assert [row.planned_at for row in rows] == [NINE + timedelta(minutes=50 * each) for each in range(3)]
    people = {(row.room, row.role_player_id, row.prompter_id) for row in rows}
    assert people == {("Sala 1", accounts["robert"], accounts["pola"])}
    commission = get_exam_commission(work, exam_id)
    rule, day = get_edition(work, exam.get_exam(work, exam_id).edition_id).content.commission, day_of(NINE)
    for row in rows:
        raters = {each.account_id for each in store.list_assessors(work.session, row.id)}
        seats = [each.seat for each in commission.seats if each.seat.account_id in raters]
        assert check_commission(rule, seats, Barred(), day).is_legal
        [chair] = [each.account_id for each in store.list_assessors(work.session, row.id) if each.chair]
        assert chair == accounts["czeslawa"]
    event = work.session.query(AuditEventRow).filter_by(tag="exam.day.confirmed").one()
    assert event.facts == {"encounters": 3, "changed": 3}
    again = planning_day.propose_day(work, exam_id)
    assert again is not None and again.changes == ()


def test_assessors_and_role_players_see_their_encounters_in_rotation_order(
    work: OwnWork, exam_id: UUID, accounts: dict[str, UUID]
) -> None:
    confirm(work, exam_id)
    for login, role, roles in (("asia", "assessor", exam.COMMISSION), ("robert", "role_player", simulation.PLAYERS)):
        work.act_as(accounts[login], role)  # type: ignore[arg-type]
        found = simulation.list_encounters(work, roles)
        times = [each.planned_at for each in found]
        assert len(times) == 3 and times == sorted(times, key=str) and {each.room for each in found} == {"Sala 1"}
    row = rows_of(work, exam_id)[0]
    work.record()
    row.role_player_id = accounts["pola"]
    work.commit()
    assert len(simulation.list_encounters(work, simulation.PLAYERS)) == 2, "what others play isn't listed"


def test_who_is_late_is_moved_once_the_change_is_confirmed_and_nobody_else(work: OwnWork, exam_id: UUID) -> None:
    confirm(work, exam_id)
    before = {row.case_id: row.planned_at for row in rows_of(work, exam_id)}
    late = rows_of(work, exam_id)[0].case_id
    day_settings.note_absence(work, exam_id, "candidate", str(late), NINE, NINE + timedelta(hours=1), "korek")
    work.commit()
    assert {row.case_id: row.planned_at for row in rows_of(work, exam_id)} == before
    assert confirm(work, exam_id) == 1
    after = {row.case_id: row.planned_at for row in rows_of(work, exam_id)}
    assert {case_id for case_id in before if before[case_id] != after[case_id]} == {late}
    [absence] = day_settings.list_absences(work, exam_id)
    day_settings.take_back_absence(work, exam_id, absence.id)
    work.commit()
    assert day_settings.list_absences(work, exam_id) == []


def test_a_prompter_who_falls_ill_is_missing_until_another_comes_or_the_day_is_planned_without(
    work: OwnWork, exam_id: UUID, accounts: dict[str, UUID]
) -> None:
    confirm(work, exam_id)
    first = rows_of(work, exam_id)[0].id
    work.act_as(accounts["robert"], "role_player")
    assert simulation.is_prompted(work, first)
    work.act_as(None)
    day_settings.note_absence(work, exam_id, "prompter", str(accounts["pola"]), NINE, None, "choroba")
    work.commit()
    proposal = planning_day.propose_day(work, exam_id)
    assert proposal is not None
    [obstacle] = proposal.obstacles
    assert obstacle.kind == "prompter" and [each.template for each in obstacle.remedies][:2] == [
        "Add a prompter, or plan the day without.",
        "One more prompter.",
    ]
    day_settings.keep_settings(work, exam_id, replace(SETTINGS, prompted=False))
    work.commit()
    assert confirm(work, exam_id) == 3
    assert {row.prompter_id for row in rows_of(work, exam_id)} == {None}
    work.act_as(accounts["robert"], "role_player")
    assert not simulation.is_prompted(work, first), "three buttons"


def test_a_prompter_is_shown_what_they_prompt_and_nothing_else(
    work: OwnWork, exam_id: UUID, accounts: dict[str, UUID]
) -> None:
    confirm(work, exam_id)
    work.act_as(accounts["pola"], "prompter")
    assert len(simulation.list_encounters(work, simulation.PLAYERS)) == 3
    row = rows_of(work, exam_id)[0]
    work.record()
    row.prompter_id = accounts["robert"]
    work.commit()
    assert len(simulation.list_encounters(work, simulation.PLAYERS)) == 2
    work.act_as(None)
    person = next(each for each in show_day(work, exam_id).people if each.kind == "prompter")
    assert (person.key, person.count) == (str(accounts["pola"]), 2)


def test_who_doesnt_come_loses_their_time_and_a_walk_in_takes_it(work: OwnWork, exam_id: UUID) -> None:
    confirm(work, exam_id)
    gone = rows_of(work, exam_id)[0].case_id
    day_settings.note_absence(work, exam_id, "candidate", str(gone), NINE, None, "nie przyszła")
    exam.add_candidates(work, exam_id, [LATE_CANDIDATE])
    work.commit()
    assert confirm(work, exam_id) == 2
    rows = rows_of(work, exam_id)
    assert [row.case_id for row in rows if row.planned_at is None] == [gone]
    assert sum(row.planned_at == NINE for row in rows) == 1


def test_what_was_proposed_isnt_confirmed_once_something_changed(work: OwnWork, exam_id: UUID) -> None:
    proposal = planning_day.propose_day(work, exam_id)
    assert proposal is not None
    exam.add_candidates(work, exam_id, [LATE_CANDIDATE])
    work.commit()
    with pytest.raises(Refused, match="another one by now"):
        planning_day.confirm_day(work, exam_id, proposal.digest)
    work.drop()
    assert rows_of(work, exam_id) == []


def test_a_day_that_cant_be_says_why_and_changes_nothing(work: OwnWork, exam_id: UUID) -> None:
    short = replace(SETTINGS, hours=((NINE, NINE + timedelta(minutes=60)),))
    day_settings.keep_settings(work, exam_id, short)
    work.commit()
    proposal = planning_day.propose_day(work, exam_id)
    assert proposal is not None and [each.kind for each in proposal.obstacles] == ["time"]
    assert proposal.obstacles[0].remedies[0].values["rounds"] == 2
    with pytest.raises(Refused):
        planning_day.confirm_day(work, exam_id, proposal.digest)
    work.drop()


@pytest.mark.parametrize("hours", [(), (HOURS[1], HOURS[0]), ((NINE, NINE),)])
def test_hours_that_cant_be_are_refused(work: OwnWork, exam_id: UUID, hours: object) -> None:
    with pytest.raises(Refused, match="hours"):
        day_settings.keep_settings(work, exam_id, DaySettings(hours))  # type: ignore[arg-type]
    work.drop()


def test_a_station_is_removed_with_what_is_planned_there_but_never_the_only_one(work: OwnWork, exam_id: UUID) -> None:
    [station] = list_stations(work, exam_id)
    with pytest.raises(Refused, match="only one"):
        remove_station(work, exam_id, station.id)
    work.drop()
    made = add_exam_station(work, exam_id, station.variants[0].revision_id)
    work.commit()
    proposal = planning_day.propose_day(work, exam_id)
    assert proposal is not None and {each.kind for each in proposal.obstacles} == {"station", "variant"}
    remove_station(work, exam_id, made)
    work.commit()
    assert [each.position for each in list_stations(work, exam_id)] == [1]


def test_everybody_gets_their_plan_on_paper_and_candidates_no_variant(work: OwnWork, exam_id: UUID) -> None:
    confirm(work, exam_id)
    reader = Reader("pl", str, *(3 * [lambda moment: f"{moment:%H:%M}" if moment else ""]))
    texts = {}
    for name in ("day-candidates", "day-members", "day-role-players", "day-prompters", "day-doors"):
        pdf = gather_paper(work, exam_id, name)(reader, work.now)
        texts[name] = text_of(pdf)
        assert is_accessible(pdf)
    variant = show_day(work, exam_id).meetings[0].variant
    assert all("Sala 1" in text for text in texts.values())
    assert variant.split()[0] in texts["day-members"] and variant.split()[0] not in texts["day-candidates"]


def test_a_big_day_is_planned_in_a_process_of_its_own() -> None:
    """The same outcome as here, and the errand survives the way there and back."""
    day = big_day(5)
    found = plan_apart(Errand(day, (), 0, frozenset()))
    assert found.possible and len(found.slots) == 180
