"""Tablet files: a sealed file brings a tablet's logs once, for its own assessor alone."""

import json

import pytest

from exam_server.core.problems import Refused
from exam_server.services import rating, tablet_files, tablets
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
    account = made.accounts[owner]
    keys = tablet_files.tablet_keys(KEYS, made.accounts[salt_of])
    logs = [{"encounter": str(made.id), "device": tablet.device, "entries": tablet.entries}]
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
