"""The log of a card: taps survive a lost network, count at their own second, and never twice."""

from datetime import timedelta

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import run_log, simulation, tablets
from exam_server.services.tablets import Batch
from exam_server.store import simulation as store
from exam_server.store.tables import DeviceEntryRow, EncounterRow
from tests.encounters import MadeEncounter, Tablet, act_as, conclude, fill_sheet, make_encounter, now_ms, seal, tap_run
from tests.making import OwnWork


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def post(work: OwnWork, tablet: Tablet) -> list[int]:
    """The numbers of what was declined."""
    act_as(work, tablet.made, tablet.login)
    answer, declined = run_log.post_log(work, tablet.made.id, tablet.batch())
    work.commit()
    tablet.sent = answer.head.sequence
    return [each.sequence for each in declined]


def begin_run(work: OwnWork, made: MadeEncounter, seconds_ago: int) -> int:
    """A run that has gone on for so long; gives when it began, in milliseconds."""
    tap_run(work, made, "start")
    work.record()
    row = work.session.get_one(EncounterRow, made.id)
    row.started_at = work.now - timedelta(seconds=seconds_ago)
    began = int(row.started_at.timestamp() * 1000)
    work.commit()
    return began


def seconds_of(work: OwnWork, made: MadeEncounter) -> list[tuple[str, int]]:
    return [
        (each.kind, each.at_seconds) for each in store.list_run_events(work.session, made.id) if each.kind != "start"
    ]


def test_a_tap_that_waited_counts_at_the_second_at_which_it_was_made(work: OwnWork, made: MadeEncounter) -> None:
    began = begin_run(work, made, 300)
    tablet = Tablet(made, "pola", "card")
    tablet.write(began + 10_500, "event", event="behaviour", reference="paraphrase")
    tablet.write(began + 40_500, "event", event="cue", reference="W1")
    tablet.write(began + 60_500, "event", event="undo", of="card", tap=2)
    tablet.write(began + 999_000, "event", event="behaviour", reference="judges")
    whole = tablet.batch()
    assert post(work, tablet) == []
    assert seconds_of(work, made)[:3] == [("behaviour", 10), ("cue", 40), ("undo", 60)]
    [(_, latest)] = seconds_of(work, made)[3:]
    assert 300 <= latest < 330, "nothing happened later than now"
    act_as(work, made, "pola")
    again, declined = run_log.post_log(work, made.id, whole)
    assert (again.new, again.head.sequence, declined) == ((), 4, [])
    work.drop()
    state = simulation.run_state(work, work.session.get_one(EncounterRow, made.id))
    assert [each.at_seconds for each in state.behaviours][0] == 10 and not state.cues_played


def test_what_was_tapped_before_the_end_comes_in_after_it_and_nothing_else(work: OwnWork, made: MadeEncounter) -> None:
    began = begin_run(work, made, 200)
    tablet = Tablet(made, "pola", "card")
    tablet.write(began + 100_500, "event", event="behaviour", reference="paraphrase")
    tap_run(work, made, "end")
    tablet.write(now_ms(work) + 60_000, "event", event="behaviour", reference="judges")
    tablet.write(now_ms(work), "event", event="end")
    tablet.write(now_ms(work), "event", event="dances", reference="polka")
    tablet.write(now_ms(work), "tap", point="O1", value=1)
    assert post(work, tablet) == [2, 3, 4]
    assert ("behaviour", 100) in seconds_of(work, made) and len(seconds_of(work, made)) == 2
    kept = work.session.query(DeviceEntryRow).order_by(DeviceEntryRow.sequence).all()
    assert [each.fits for each in kept] == [True, False, False, False, False], "what doesn't count is kept"


def test_after_the_conclusion_a_late_tap_changes_nothing(work: OwnWork, made: MadeEncounter) -> None:
    began = begin_run(work, made, 200)
    tap_run(work, made, "end")
    for login in ("asia", "artur", "czeslawa"):
        fill_sheet(work, made, login)
        seal(work, made, login)
    conclude(work, made.id)
    tablet = Tablet(made, "pola", "card")
    tablet.write(began + 100_000, "event", event="behaviour", reference="paraphrase")
    assert post(work, tablet) == [1]


def test_a_start_without_a_network_began_when_it_was_tapped(work: OwnWork, made: MadeEncounter) -> None:
    tablet = Tablet(made, "robert", "card")
    told = work.now - timedelta(seconds=90)
    tablet.write(int(told.timestamp() * 1000), "event", event="start")
    tablet.write(int(told.timestamp() * 1000) + 20_000, "event", event="behaviour", reference="paraphrase")
    assert post(work, tablet) == []
    assert seconds_of(work, made) == [("behaviour", 20)]
    started = work.session.get_one(EncounterRow, made.id).started_at
    assert started is not None and abs(started - told) < timedelta(seconds=1)


def test_a_cards_log_is_only_its_players_and_no_part_of_any_sheet(work: OwnWork, made: MadeEncounter) -> None:
    begin_run(work, made, 10)
    tablet = Tablet(made, "asia", "card")
    tablet.write(now_ms(work), "event", event="end")
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        run_log.post_log(work, made.id, tablet.batch())
    work.drop()
    act_as(work, made, "pola")
    with pytest.raises(Refused):
        run_log.post_log(work, made.id, Batch("", "0" * 64, 0, ()))
    work.drop()
    card = Tablet(made, "pola", "card")
    card.write(now_ms(work), "event", event="behaviour", reference="paraphrase")
    post(work, card)
    act_as(work, made, "asia")
    row = work.session.get_one(EncounterRow, made.id)
    assert tablets.list_own_entries(work, row) == []
