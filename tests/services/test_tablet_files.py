"""Tablet files: a sealed file brings a tablet's logs once, for its own assessor alone."""

import json

import pytest

from exam_server.core.problems import Refused
from exam_server.services import rating, tablet_files, tablets
from exam_server.store.simulation import list_run_events
from exam_server.store.tables import EncounterRow
from tests.encounters import MadeEncounter, Tablet, act_as, make_encounter, now_ms, tap_run
from tests.making import KEYS, OwnWork
from tests.sealing import seal_body


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    made = make_encounter(work)
    tap_run(work, made, "start")
    return made


def written(work: OwnWork, made: MadeEncounter, taps: int = 3) -> Tablet:
    tablet = Tablet(made, "asia", "tablet-1")
    for _ in range(taps):
        tablet.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=1)
    return tablet


def file_of(made: MadeEncounter, tablet: Tablet, owner: str = "asia", salt_of: str = "asia") -> bytes:
    """The file as the tablet's page seals it."""
    log = {"of": "sheet", "encounter": str(made.id), "device": tablet.device, "entries": tablet.entries}
    return sealed_file(made, log, owner, salt_of)


def sealed_file(made: MadeEncounter, log: dict[str, object], owner: str, salt_of: str) -> bytes:
    account, logs = made.accounts[owner], [log]
    keys = tablet_files.tablet_keys(KEYS, made.accounts[salt_of])
    open_parts = {"exam_tablet_file": 1, "account": str(account)}
    context = f"exam-tablet-file/1\n{account}\n{keys['server']}\n"
    return json.dumps(open_parts | seal_body(keys, context, {"logs": logs})).encode()


def bring(work: OwnWork, made: MadeEncounter, content: bytes) -> tablet_files.BroughtFile:
    work.act_as(None, "desk")
    brought = tablet_files.bring_file(work, KEYS, made.exam_id, content)
    work.commit()
    return brought


def test_a_file_brings_what_the_server_hasnt_got_and_bringing_it_again_changes_nothing(
    work: OwnWork, made: MadeEncounter
) -> None:
    tablet = written(work, made)
    act_as(work, made, "asia")
    tablets.post_entries(work, made.id, tablet.batch(1, 1))
    work.commit()
    content = file_of(made, tablet)
    assert [(each.new, each.known, each.forked) for each in bring(work, made, content).logs] == [(2, 1, False)]
    assert [(each.new, each.known) for each in bring(work, made, content).logs] == [(0, 3)]
    act_as(work, made, "asia")
    assert len(rating.own_taps(work, work.session.get_one(EncounterRow, made.id))) == 3


def test_another_story_of_the_same_tablet_is_named_and_not_taken(work: OwnWork, made: MadeEncounter) -> None:
    written(work, made, 2).post(work)
    other = Tablet(made, "asia", "tablet-1")
    other.write(0, "tap", point=made.point_of("yes_no"), value=0)
    other.write(0, "tap", point=made.point_of("yes_no"), value=0)
    [log] = bring(work, made, file_of(made, other)).logs
    assert (log.new, log.forked) == (0, True)


def test_a_file_opens_only_with_its_owners_salt_and_for_its_exam(work: OwnWork, made: MadeEncounter) -> None:
    tablet = written(work, made)
    for content in (file_of(made, tablet, salt_of="artur"), b"{}", file_of(made, tablet)[:-3] + b'"}'):
        with pytest.raises(Refused):
            bring(work, made, content)
        work.drop()
    with pytest.raises(Refused):
        tablet_files.bring_file(work, KEYS, made.id, file_of(made, tablet))


def of_run(made: MadeEncounter, card: Tablet, owner: str) -> bytes:
    log = {"of": "run", "encounter": str(made.id), "device": card.device, "entries": card.entries}
    return sealed_file(made, log, owner, owner)


def test_a_cards_taps_come_in_as_its_owners_at_their_own_seconds_whoever_brings_the_file(work: OwnWork) -> None:
    made = make_encounter(work)
    began = now_ms(work) - 8 * 3600 * 1000
    praise = next(each.id for each in made.scenario.events if not each.topics)
    player, prompter = Tablet(made, "robert", "card-1"), Tablet(made, "pola", "card-2")
    for card, kind, second, reference in (
        (player, "start", 0, ""),
        (prompter, "start", 2, ""),
        (prompter, "behaviour", 65, praise),
        (player, "end", 600, ""),
        (prompter, "end", 601, ""),
    ):
        card.write(began + second * 1000, "event", event=kind, reference=reference)
    for _ in range(2):
        [first] = bring(work, made, of_run(made, player, "robert")).logs
        [second_log] = bring(work, made, of_run(made, prompter, "pola")).logs
    assert (first.of_run, first.known, first.declined, first.forked) == (True, 2, 0, False)
    assert (second_log.known, second_log.new) == (3, 0)
    row = work.session.get_one(EncounterRow, made.id)
    assert row.state == "ended" and row.started_at is not None and row.ended_at is not None
    assert (row.ended_at - row.started_at).total_seconds() == 600
    assert [(each.kind, each.at_seconds, each.account_id) for each in list_run_events(work.session, made.id)] == [
        ("start", 0, made.accounts["robert"]),
        ("behaviour", 65, made.accounts["pola"]),
        ("end", 600, made.accounts["robert"]),
    ]


def test_a_card_of_somebody_who_doesnt_play_isnt_taken(work: OwnWork, made: MadeEncounter) -> None:
    card = Tablet(made, "asia", "card-1")
    card.write(now_ms(work), "event", event="end")
    with pytest.raises(Refused, match="neither rates nor plays"):
        bring(work, made, of_run(made, card, "asia"))
