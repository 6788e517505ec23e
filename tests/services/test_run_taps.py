"""A run's log from the room: pauses with their reasons, a tap taken back, what cards showed, and who is connected."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.core.simulation.pausing import pauses_of
from exam_server.core.simulation.shown import Shown
from exam_server.services import halting, run_board, run_contacts, run_protocol, shown_cards, simulation
from exam_server.services.tablets import post_entries
from exam_server.store import run as store
from exam_server.store.tables import AuditEventRow, EncounterRow, TabletContactRow
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    Tablet,
    act_as,
    fill_sheet,
    make_encounter,
    now_ms,
    run_encounter,
    seal,
    try_seal,
)
from tests.making import CANDIDATES, OwnWork, make_player


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def tap(
    work: OwnWork, made: MadeEncounter, kind: str, reference: str = "", note: str = "", login: str = "pola"
) -> None:
    act_as(work, made, login)
    made.run_taps += 1
    simulation.take_event(work, made.id, f"tablet-{login}", made.run_taps, kind, reference, "", note)
    work.commit()


def row_of(work: OwnWork, made: MadeEncounter) -> EncounterRow:
    return work.session.get_one(EncounterRow, made.id)


def test_a_run_stands_until_somebody_has_said_why(work: OwnWork, made: MadeEncounter) -> None:
    tap(work, made, "start")
    tap(work, made, "pause")
    card = simulation.show_role_player_card(work, made.id)
    assert card.standing == "paused" and card.pause is not None and card.pause.code == ""
    with pytest.raises(Refused):
        tap(work, made, "resume")
    work.drop()
    with pytest.raises(Refused):
        tap(work, made, "reason", "other")
    work.drop()
    tap(work, made, "reason", "equipment", "tablet aktora", "robert")
    tap(work, made, "resume", "", "drugi tablet")
    [pause] = pauses_of(simulation.list_events(work, row_of(work, made)))
    assert (pause.code, pause.words, pause.going_on) == ("equipment", "tablet aktora", "drugi tablet")
    assert pause.ended_by == str(made.accounts["pola"])
    kept = work.session.query(AuditEventRow).filter(AuditEventRow.subject_id == made.id).all()
    facts = [(each.tag, each.facts.get("code")) for each in kept if "encounter." in each.tag]
    assert {("encounter.reason", "equipment"), ("encounter.resume", "resume"), ("encounter.resume", "")} & set(facts)
    assert not any("tablet aktora" in str(each.facts) for each in kept), "words stay out of the trail"


def test_a_prompter_takes_back_their_own_last_tap_and_the_log_keeps_both(work: OwnWork, made: MadeEncounter) -> None:
    tap(work, made, "start")
    tap(work, made, "behaviour", "paraphrase")
    with pytest.raises(Refused):
        tap(work, made, "undo", f"tablet-pola:{made.run_taps}", login="robert")
    work.drop()
    act_as(work, made, "pola")
    last = simulation.show_prompter_card(work, made.id).last_tap
    assert last is not None and last.key.startswith("tablet-pola:")
    tap(work, made, "undo", last.key)
    assert simulation.show_prompter_card(work, made.id).last_tap is None
    state = simulation.run_state(work, row_of(work, made))
    assert (state.behaviours, state.departures) == ((), ())
    assert [each.kind for each in simulation.list_events(work, row_of(work, made))] == ["start", "behaviour", "undo"]


def test_the_chair_stops_the_clock_with_a_reason_and_nobody_else_of_the_commission(
    work: OwnWork, made: MadeEncounter
) -> None:
    tap(work, made, "start")
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        halting.stop_clock(work, made.id, "illness", "")
    work.drop()
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused):
        halting.stop_clock(work, made.id, "", "")
    work.drop()
    halting.stop_clock(work, made.id, "disturbance", "wiertarka za ścianą")
    halting.stop_clock(work, made.id, "evacuation", "")
    work.commit()
    [row] = run_board.show_board(work, made.exam_id).rows
    assert row.pause is not None and (row.standing, row.pause.code) == ("paused", "evacuation")
    halting.let_go_on(work, made.id, "alarm odwołany")
    halting.let_go_on(work, made.id)
    work.commit()
    [row] = run_board.show_board(work, made.exam_id).rows
    assert (row.standing, row.pause) == ("running", None)


def test_what_a_card_showed_is_kept_once_and_within_the_rooms_clock(work: OwnWork, made: MadeEncounter) -> None:
    tap(work, made, "start")
    act_as(work, made, "robert")
    entries = [Shown("role_player", "t", number, 5_000, {"facts": (f"F{number}",)}) for number in (1, 2)]
    for given in (entries[:1], entries, entries):
        shown_cards.keep_shown(work, made.id, given)
        work.commit()
    kept = shown_cards.list_shown(work, row_of(work, made))
    assert [(each.sequence, each.seen) for each in kept] == [(1, {"facts": ("F1",)}), (2, {"facts": ("F2",)})]
    assert all(each.at_seconds < 60 for each in kept)
    for wrong in (
        Shown("sheet", "t", 3, 1, {}),  # type: ignore[arg-type]
        Shown("prompter", "t", 3, 1, {"levels": ("2",)}),
        Shown("prompter", "", 3, 1, {}),
    ):
        with pytest.raises(Refused):
            shown_cards.keep_shown(work, made.id, [wrong])
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        shown_cards.keep_shown(work, made.id, entries)


def test_a_tablet_tells_of_itself_every_few_seconds_and_falls_silent(work: OwnWork, made: MadeEncounter) -> None:
    act_as(work, made, "robert")
    run_contacts.note_contact(work, made.id, "role_player", "t", 0)
    work.commit()
    run_contacts.note_contact(work, made.id, "role_player", "t", 0)
    assert not work.recording, "what is fresh isn't written again"
    run_contacts.note_contact(work, made.id, "role_player", "t", 3)
    work.commit()
    [tablet] = run_contacts.list_tablets(work, [made.id])[made.id]
    assert (tablet.waiting, tablet.connected) == (3, True)
    work.record()
    contact = work.session.get_one(TabletContactRow, (made.id, made.accounts["robert"], "role_player"))
    contact.contact_at -= timedelta(seconds=20)
    work.commit()
    assert not run_contacts.list_tablets(work, [made.id])[made.id][0].connected
    with pytest.raises(NotFound):
        run_contacts.note_contact(work, made.id, "sheet", "t", 0)
    assert len(store.list_contacts(work.session, [made.id])) == 1


def test_the_chairs_board_tells_who_is_there_what_is_sealed_and_missing_but_no_level_and_no_name(
    work: OwnWork, made: MadeEncounter
) -> None:
    run_encounter(work, made)
    act_as(work, made, "pola")
    run_contacts.note_contact(work, made.id, "prompter", "t", 0)
    work.commit()
    fill_sheet(work, made, "asia", {made.criteria[0]: 3})
    seal(work, made, "asia")
    act_as(work, made, "czeslawa")
    [row] = run_board.show_board(work, made.exam_id).rows
    people = {(each.role, each.name.split()[0]): each for each in row.people}
    assert (row.sealed, row.assessors, row.state, row.products) == (1, 3, "ended", ())
    assert people["assessor", "Joanna"].sealed and people["assessor", "Artur"].lacking == len(made.criteria)
    prompter, player = people["prompter", "Pola"], people["role_player", "Robert"]
    assert prompter.tablet is not None and prompter.tablet.connected and player.tablet is None
    assert CANDIDATES[0].family_name not in repr(row)
    [led] = run_board.list_led_runs(work)
    assert (led.id, led.encounters, led.to_seal) == (made.exam_id, 1, 1)
    for login in ("asia", "robert"):
        act_as(work, made, login)
        assert run_board.list_led_runs(work) == []
        with pytest.raises(NotFound):
            run_board.show_board(work, made.exam_id)


def test_the_protocol_of_a_run_opens_to_the_chair_when_all_have_sealed_and_to_the_office_after_its_end(
    work: OwnWork, made: MadeEncounter
) -> None:
    tap(work, made, "start")
    tap(work, made, "fact", "F1")
    tap(work, made, "undo", f"tablet-pola:{made.run_taps}")
    tap(work, made, "pause", "illness", "zawroty głowy")
    tap(work, made, "resume")
    office = make_office(work)
    with pytest.raises(Refused):
        run_protocol.show_run(work, made.id)
    tap(work, made, "end")
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused):
        run_protocol.show_run(work, made.id)
    work.act_as(office, "office")
    run = run_protocol.show_run(work, made.id)
    assert [(each.kind, each.undone) for each in run.lines][1:3] == [("fact", True), ("undo", False)]
    assert [(each.code, each.words) for each in run.pauses] == [("illness", "zawroty głowy")]
    assert run.departures == () and [each.taps for each in run.presence] == [6]
    assert "Pola" in run.presence[0].name and run.presence[0].roles == ("prompter",)
    for login in COMMISSION:
        fill_sheet(work, made, login)
    for login in COMMISSION:
        seal(work, made, login)
    act_as(work, made, "czeslawa")
    assert run_protocol.show_run(work, made.id) == run
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        run_protocol.show_run(work, made.id)


def make_office(work: OwnWork) -> UUID:
    account_id = make_player(work, "olga")
    work.act_as(account_id, "office")
    return account_id


def test_the_chairs_board_tells_which_tablet_is_behind_and_which_sheet_was_sealed_twice(
    work: OwnWork, made: MadeEncounter
) -> None:
    run_encounter(work, made)
    for login in ("asia", "artur"):
        fill_sheet(work, made, login)
    old = Tablet(made, "asia", "tablet-old")
    old.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=1)
    old.post(work)
    seal(work, made, "asia")
    old.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=0)
    again = try_seal(work, made, "asia", old)
    assert again.standing == "second"
    late = Tablet(made, "artur", "tablet-late")
    late.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=1)
    late.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=0)
    act_as(work, made, "artur")
    post_entries(work, made.id, late.batch(1, 1))
    work.commit()
    act_as(work, made, "czeslawa")
    [row] = run_board.show_board(work, made.exam_id).rows
    people = {each.name.split()[0]: each for each in row.people if each.role == "assessor"}
    [behind] = people["Artur"].behind
    assert (behind.device, behind.arrived, list(behind.missing)) == ("tablet-late", 1, [2])
    [second] = people["Joanna"].twice
    assert (second.device, second.same, row.incidents) == ("tablet-old", False, 1)
    assert people["Joanna"].behind == ()
    assert set(row.missing) == {each.name for login, each in people.items() if login != "Joanna"}
