"""Seals of sheets: with the own PIN, for what the tablet knew, and both kept where two tablets sealed the same sheet."""

import pytest

from exam_server.core.problems import Refused
from exam_server.core.rating import sheet_digest
from exam_server.services import flags, pins, rating, sealing, tablets
from exam_server.services.passwords import hash_password
from exam_server.store import simulation as store
from exam_server.store.tables import AccountRow, EncounterRow, SealPinRow
from tests.encounters import (
    PIN,
    PIN_DOOR,
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
from tests.making import KEYS, OwnWork


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    """An encounter that has ended, with Asia's sheet filled."""
    made = make_encounter(work)
    run_encounter(work, made)
    fill_sheet(work, made, "asia")
    return made


def row_of(work: OwnWork, made: MadeEncounter) -> EncounterRow:
    return work.session.get_one(EncounterRow, made.id)


def test_a_seal_names_sheet_revision_tablet_last_entry_and_the_logs_digest(work: OwnWork, made: MadeEncounter) -> None:
    tablet = Tablet(made, "asia", "second")
    tablet.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=1)
    assert try_seal(work, made, "asia", tablet).standing == "sealed"
    [kept] = store.list_seals(work.session, made.id)
    assert (kept.device, kept.last_sequence, kept.log_hash) == ("second", 1, tablet.heads[1].digest)
    assert kept.scenario_hash == row_of(work, made).scenario_hash
    assert set(kept.heads) == {"second", "tablet-asia"}
    sheet = rating.sheets_of(work, row_of(work, made))[str(made.accounts["asia"])]
    assert len(sheet.observations) == 2
    assert sheet_digest(sheet) == kept.sheet_hash


def test_a_seal_that_comes_twice_is_one_and_is_answered_alike(work: OwnWork, made: MadeEncounter) -> None:
    tablet = Tablet(made, "asia", "second")
    assert try_seal(work, made, "asia", tablet).standing == "sealed"
    answer, [again] = sealing.post_log(work, KEYS, PIN_DOOR, made.id, tablet.batch(1), {})
    work.commit()
    assert (answer.new, again.standing) == ((), "sealed")
    assert store.list_second_seals(work.session, made.id) == []


def test_two_tablets_that_both_sealed_make_an_incident_that_keeps_both(work: OwnWork, made: MadeEncounter) -> None:
    first, second = Tablet(made, "asia", "first"), Tablet(made, "asia", "second")
    second.write(now_ms(work), "rate", criterion=made.criteria[0], level=0)
    assert try_seal(work, made, "asia", first).standing == "sealed"
    digest = store.list_seals(work.session, made.id)[0].sheet_hash
    for _ in range(2):
        assert try_seal(work, made, "asia", second).standing == "second"
    kept = sealing.list_second_seals(work, row_of(work, made))
    assert [(each.device, each.same) for each in kept] == [("second", False)] * 2
    sheet = rating.sheets_of(work, row_of(work, made))[str(made.accounts["asia"])]
    assert sheet.current()[made.criteria[0]].level == 2
    assert sheet_digest(sheet) == digest


def test_what_another_tablet_brings_that_the_seal_didnt_know_stands_apart(work: OwnWork, made: MadeEncounter) -> None:
    late = Tablet(made, "asia", "late")
    for value in (0, 1):
        late.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=value)
    act_as(work, made, "asia")
    tablets.post_entries(work, made.id, late.batch(1, 1))
    work.commit()
    seal(work, made, "asia")
    late.sent = 1
    late.post(work)
    sheet = rating.sheets_of(work, row_of(work, made))[str(made.accounts["asia"])]
    assert ([each.value for each in sheet.observations], [each.value for each in sheet.after_seal]) == ([1, 0], [1])


def test_a_tablet_cant_cover_what_isnt_there(work: OwnWork, made: MadeEncounter) -> None:
    tablet = Tablet(made, "asia", "t")
    act_as(work, made, "asia")
    script = row_of(work, made).scenario_hash
    real = list(tablets.heads_of(work, row_of(work, made), made.accounts["asia"])["tablet-asia"])
    heads = {"tablet-asia": real, "nobody": [3, "0" * 64], "broken": 7, "tablet-asia-2": real}
    number = tablet.write(now_ms(work), "seal", script=script, heads=heads)
    try_seal(work, made, "artur")
    act_as(work, made, "asia")
    pin_of(work, made)
    _, [answer] = sealing.post_log(work, KEYS, PIN_DOOR, made.id, tablet.batch(), {number: PIN})
    work.commit()
    assert answer.standing == "sealed"
    assert set(store.list_seals(work.session, made.id)[0].heads) == {"t", "tablet-asia"}


def pin_of(work: OwnWork, made: MadeEncounter) -> None:
    work.record()
    account = {"account_id": made.accounts["asia"], "organisation_id": work.organisation_id}
    work.session.add(SealPinRow(pin_hash=hash_password(PIN), set_at=work.now, **account))
    work.commit()


def test_a_wrong_pin_seals_nothing_is_counted_and_closes_the_door_after_a_few(
    work: OwnWork, made: MadeEncounter
) -> None:
    said = []
    for _ in range(PIN_DOOR.limit + 1):
        answer = try_seal(work, made, "asia", pin="9182")
        assert answer.standing == "refused" and answer.refusal is not None
        said.append(answer.refusal.why.template)
    assert set(said[:-1]) == {"The PIN is wrong."}
    assert said[-1] == "There were too many failed attempts."
    assert try_seal(work, made, "asia").standing == "refused"
    assert store.list_seals(work.session, made.id) == []


def test_without_a_pin_or_of_another_revision_nothing_is_sealed_and_the_entry_stays(
    work: OwnWork, made: MadeEncounter
) -> None:
    tablet = Tablet(made, "asia", "t")
    number = tablet.write(now_ms(work), "seal", script="another", heads={})
    act_as(work, made, "asia")
    _, [absent] = sealing.post_log(work, KEYS, PIN_DOOR, made.id, tablet.batch(), {})
    _, [unset] = sealing.post_log(work, KEYS, PIN_DOOR, made.id, tablet.batch(), {number: PIN})
    work.commit()
    pin_of(work, made)
    _, [other] = sealing.post_log(work, KEYS, PIN_DOOR, made.id, tablet.batch(), {number: PIN})
    work.commit()
    whys = [each.refusal.why.template for each in (absent, unset, other) if each.refusal]
    assert whys == [
        "The PIN didn't come along.",
        "Your account has no PIN yet.",
        "The tablet showed another revision of the script.",
    ]


def test_a_flag_on_the_sheet_is_the_members_word_from_the_seal_on(work: OwnWork, made: MadeEncounter) -> None:
    tablet = Tablet(made, "asia", "t")
    flag = made.scenario.red_flags[0].id
    tablet.write(now_ms(work), "flag", flag=flag, seen=True, note="Obiecał pracę.")
    tablet.post(work)
    assert store.list_red_flag_words(work.session, made.id) == []
    try_seal(work, made, "asia")
    [view, *_] = flags.list_flags(work, row_of(work, made))
    assert (view.standing, [each.note for each in view.words]) == ("open", ["Obiecał pracę."])


def test_a_pin_is_set_with_the_password_and_only_by_its_owner(work: OwnWork, made: MadeEncounter) -> None:
    work.record()
    work.session.get_one(AccountRow, made.accounts["asia"]).password_hash = hash_password("herbata w czajniku")
    work.commit()
    act_as(work, made, "asia")
    wrong = pins.set_pin(work, KEYS, PIN_DOOR, "kawa", "2580", "2580")
    work.commit()
    assert wrong is not None and not pins.has_pin(work)
    with pytest.raises(Refused):
        pins.set_pin(work, KEYS, PIN_DOOR, "herbata w czajniku", "2580", "2581")
    work.drop()
    assert pins.set_pin(work, KEYS, PIN_DOOR, "herbata w czajniku", "2580", "2580") is None
    work.commit()
    assert (pins.check_pin(work, KEYS, PIN_DOOR, "2580"), pins.check_pin(work, KEYS, PIN_DOOR, "0000")) == (
        "right",
        "wrong",
    )
    act_as(work, made, "artur")
    assert pins.check_pin(work, KEYS, PIN_DOOR, "2580") == "unset"
