"""The simulation from plan to evidence: who may do what, what is kept, and what nobody receives too early."""

from uuid import UUID

import pytest

from exam_server.core.moderating import Fact
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import sheet_digest
from exam_server.core.sheet_log import Tap
from exam_server.services import moderation, moderation_view, rating, scripts, simulation, tablets
from exam_server.services.opening import open_database
from exam_server.services.tablets import Batch
from exam_server.store import case as case_store
from exam_server.store import simulation as store
from exam_server.store.tables import (
    CaseRow,
    DeviceEntryRow,
    EncounterAssessorRow,
    EncounterRow,
    ExamMemberRow,
    RunEventRow,
)
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    Tablet,
    act_as,
    conclude,
    fill_sheet,
    make_encounter,
    now_ms,
    plan_exam,
    rate,
    run_encounter,
    seal,
    seal_all,
    tap_run,
    try_seal,
)
from tests.making import OwnWork, make_player, open_own_work


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def taps_of(work: OwnWork, made: MadeEncounter) -> list[Tap]:
    return list(rating.show_sheet(work, made.id).taps)


def tap(work: OwnWork, made: MadeEncounter, kind: str = "yes_no", value: int = 1, **more: object) -> Tablet:
    """A tablet of Asia's with one tap, which is posted."""
    tablet = Tablet(made, "asia", "tablet-1")
    tablet.write(now_ms(work), "tap", point=made.point_of(kind), value=value, **more)
    tablet.post(work)
    return tablet


def test_planning_twice_makes_one_encounter_per_candidate(work: OwnWork, made: MadeEncounter) -> None:
    assert simulation.plan_encounters(work, made.exam_id) == 0


def test_a_commission_of_two_gets_no_encounters(work: OwnWork) -> None:
    accounts = {login: make_player(work, login) for login in ("asia", "czeslawa", "robert", "pola")}
    exam_id = plan_exam(work, accounts, ("asia", "czeslawa"))
    with pytest.raises(Refused) as refused:
        simulation.plan_encounters(work, exam_id)
    assert refused.value.rule == "S2"


def test_a_stranger_finds_nothing(work: OwnWork, made: MadeEncounter) -> None:
    stranger = make_player(work, "adam")
    work.act_as(stranger, "assessor", "chair", "role_player", "prompter")
    batch = Batch("t", "0" * 64, 0, ())
    for use in (
        lambda: simulation.get_encounter(work, made.id, ("assessor", "chair")),
        lambda: rating.show_sheet(work, made.id),
        lambda: tablets.post_entries(work, made.id, batch),
        lambda: moderation_view.show_moderation(work, made.id),
        lambda: moderation_view.read_digest(work, made.id),
        lambda: moderation.give_vote(work, made.id, made.criteria[0], 2, "bo"),
        lambda: moderation.write_facts(work, made.id, [Fact("x")]),
        lambda: moderation.speak_of_facts(work, made.id, 1, True),
        lambda: moderation.record_absence(work, made.id, str(made.accounts["asia"]), "bo"),
        lambda: moderation.conclude(work, made.id),
        lambda: moderation.close_unrated(work, made.id),
        lambda: simulation.take_event(work, made.id, "d", 1, "start"),
        lambda: simulation.show_role_player_card(work, made.id),
    ):
        with pytest.raises(NotFound):
            use()
        work.drop()
    assert simulation.list_encounters(work, ("assessor", "chair")) == []


def test_who_rates_doesnt_play_and_who_plays_doesnt_rate(work: OwnWork, made: MadeEncounter) -> None:
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        simulation.show_prompter_card(work, made.id)
    act_as(work, made, "pola")
    with pytest.raises(NotFound):
        rating.show_sheet(work, made.id)


def test_an_assessor_who_joined_the_exam_later_sees_no_ratings(work: OwnWork, made: MadeEncounter) -> None:
    seal_all(work, made)
    late = make_player(work, "adam")
    work.record()
    row = ExamMemberRow(exam_id=made.exam_id, account_id=late, role="assessor", organisation_id=work.organisation_id)
    work.session.add(row)
    work.commit()
    work.act_as(late, "assessor")
    with pytest.raises(NotFound):
        moderation_view.show_moderation(work, made.id)


def test_a_repeated_event_changes_nothing(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start", sequence=1)
    for _ in range(3):
        tap_run(work, made, "behaviour", "paraphrase", sequence=2)
    assert len(store.list_run_events(work.session, made.id)) == 2
    row = work.session.get_one(EncounterRow, made.id)
    assert simulation.run_state(work, row).seen[("paraphrase", "")] == 1


def test_events_before_the_start_and_after_the_end_are_refused_but_a_product_comes_in(
    work: OwnWork, made: MadeEncounter
) -> None:
    with pytest.raises(Refused):
        tap_run(work, made, "behaviour", "paraphrase")
    work.drop()
    tap_run(work, made, "start")
    tap_run(work, made, "end")
    with pytest.raises(Refused):
        tap_run(work, made, "behaviour", "paraphrase")
    work.drop()
    product = next(each.id for each in made.scenario.materials if each.product)
    tap_run(work, made, "product", product)
    assert product in simulation.run_state(work, work.session.get_one(EncounterRow, made.id)).products


def test_an_unknown_kind_of_event_is_refused(work: OwnWork, made: MadeEncounter) -> None:
    with pytest.raises(Refused):
        tap_run(work, made, "applause")


def test_a_repeated_tap_counts_once_and_an_undone_one_stays_in_the_list(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start")
    tablet = tap(work, made)
    second = tablet.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=0)
    tablet.write(now_ms(work), "undo", of=tablet.device, tap=second)
    for first in (0, 1, 2):
        assert tablets.post_entries(work, made.id, tablet.batch(first)).head.sequence == 3
        work.commit()
    assert [(each.sequence, each.undone) for each in taps_of(work, made)] == [(1, False), (2, True)]
    assert work.session.query(DeviceEntryRow).count() == 3


@pytest.mark.parametrize(
    ("kind", "value", "counter"),
    [("yes_no", 2, ""), ("yes_no", 1, "parafraza"), ("scale", 4, ""), ("scale", -1, ""), ("counter", 1, "nie ma")],
)
def test_a_tap_that_the_point_doesnt_know_is_kept_and_counts_for_nothing(
    work: OwnWork, made: MadeEncounter, kind: str, value: int, counter: str
) -> None:
    tablet = tap(work, made, kind, value, counter=counter)
    assert tablet.sent == 1
    assert taps_of(work, made) == []


def test_no_tap_lies_after_the_rooms_clock(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start")
    tablet = Tablet(made, "asia")
    tablet.write(now_ms(work) + 10**9, "tap", point=made.point_of("yes_no"), value=1)
    tablet.post(work)
    assert taps_of(work, made)[0].at_seconds < 60


@pytest.mark.parametrize(("criterion", "level"), [("1A1", 4), ("9Z9", 2), ("1A1", "2"), ("1A1", True)])
def test_a_rating_outside_scale_and_script_counts_for_nothing(
    work: OwnWork, made: MadeEncounter, criterion: str, level: object
) -> None:
    tablet = Tablet(made, "asia")
    criterion = made.criteria[0] if criterion == "1A1" else criterion
    tablet.write(now_ms(work), "rate", criterion=criterion, level=level)
    tablet.post(work)
    assert rating.show_sheet(work, made.id).ratings == {}


def test_a_gap_isnt_taken_a_fork_neither_and_the_answer_says_where_to_go_on(work: OwnWork, made: MadeEncounter) -> None:
    tablet, twin = tap(work, made), Tablet(made, "asia", "tablet-1")
    for each in (tablet, twin):
        for note in ("a", each.login + str(id(each))):
            each.write(now_ms(work), "flag", flag="none", seen=True, note=note)
    gap = tablets.post_entries(work, made.id, tablet.batch(3))
    assert (gap.joint, gap.head, gap.new) == ("gap", tablet.heads[1], ())
    work.commit()
    fork = tablets.post_entries(work, made.id, twin.batch())
    assert (fork.joint, fork.head, fork.new) == ("forked", tablet.heads[1], ())
    work.commit()
    assert tablet.post(work).head == tablet.heads[3]


@pytest.mark.rule("S2")
def test_what_a_recused_members_tablet_still_holds_is_kept(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start")
    tablet = tap(work, made)
    work.record()
    work.session.get_one(EncounterAssessorRow, (made.id, made.accounts["asia"])).left_at = work.now
    work.commit()
    tablet.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=0)
    assert tablet.post(work).head.sequence == 2
    with pytest.raises(NotFound):
        rating.show_sheet(work, made.id)


def test_a_lost_tablets_entries_that_didnt_arrive_are_listed_by_number(work: OwnWork, made: MadeEncounter) -> None:
    tablet = tap(work, made)
    for value in (0, 1):
        tablet.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=value)
    tablets.post_entries(work, made.id, tablet.batch(2, 2))
    work.commit()
    row = work.session.get_one(EncounterRow, made.id)
    [lost] = tablets.list_devices(work, row, [made.accounts["asia"]])[made.accounts["asia"]]
    assert (lost.arrived, list(lost.missing), lost.digest) == (2, [3], tablet.heads[2].digest[:4].upper())


def test_a_sheet_is_sealed_only_after_the_end_and_only_complete(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start")
    fill_sheet(work, made, "asia")
    with pytest.raises(Refused):
        seal(work, made, "asia")
    work.drop()
    tap_run(work, made, "end")
    rate(work, made, "artur", made.criteria[0], None)
    with pytest.raises(Refused) as refused:
        seal(work, made, "artur")
    assert refused.value.rule == "P2"
    work.drop()
    assert len(seal(work, made, "asia")) == 64


def test_what_comes_after_the_seal_is_kept_apart_and_changes_nothing_of_it(work: OwnWork, made: MadeEncounter) -> None:
    run_encounter(work, made)
    fill_sheet(work, made, "asia")
    digest = seal(work, made, "asia")
    tablet = tap(work, made)
    tablet.write(now_ms(work), "undo", of="tablet-asia", tap=1)
    tablet.write(now_ms(work), "note", of="tablet-asia", tap=1, words="później")
    tablet.write(now_ms(work), "rate", criterion=made.criteria[0], level=0)
    tablet.post(work)
    sheet = rating.sheets_of(work, work.session.get_one(EncounterRow, made.id))[str(made.accounts["asia"])]
    assert (len(sheet.observations), len(sheet.after_seal)) == (1, 1)
    assert sheet.seal is not None
    assert sheet_digest(sheet) == sheet.seal.digest == digest
    assert sheet.current()[made.criteria[0]].level == 2
    assert sorted((each.device, each.undone, each.after_seal, each.note) for each in taps_of(work, made)) == [
        ("tablet-1", False, True, ""),
        ("tablet-asia", False, False, "notatka asia"),
    ]
    assert try_seal(work, made, "asia").standing == "second"


def test_nobody_opens_the_moderation_before_the_last_seal(work: OwnWork, made: MadeEncounter) -> None:
    run_encounter(work, made)
    for login in COMMISSION:
        fill_sheet(work, made, login)
    for login in COMMISSION[:2]:
        seal(work, made, login)
    for login in COMMISSION:
        act_as(work, made, login)
        with pytest.raises(Refused) as refused:
            moderation_view.show_moderation(work, made.id)
        assert refused.value.rule == "P5"
        work.drop()
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused):
        moderation.conclude(work, made.id)


def evidence_of(work: OwnWork, made: MadeEncounter) -> dict[str, tuple[str, str | None, UUID, str]]:
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    rows = case_store.list_evidence(work.session, case_id)
    assert work.session.get(CaseRow, case_id) is not None
    return {row.criterion: (row.verdict, row.open_reason, row.source_id, row.source_hash) for row in rows}


def test_concluding_writes_evidence_that_points_at_the_encounter(work: OwnWork, made: MadeEncounter) -> None:
    low, none = made.criteria[1], made.criteria[2]
    levels: dict[str, dict[str, int | None]] = {login: {low: 1, none: None} for login in COMMISSION}
    seal_all(work, made, levels)
    written = conclude(work, made.id)
    found = evidence_of(work, made)
    assert written == len(found) > 0
    assert {source for _, _, source, _ in found.values()} == {made.id}
    hashes = {digest for _, _, _, digest in found.values()}
    assert len(hashes) == 1
    assert hashes != {work.session.get_one(EncounterRow, made.id).scenario_hash}
    if low in found:
        assert found[low][0] == "not_met"
    if none in found:
        assert found[none][:2] == ("open", "no_opportunity")
    assert "met" in {verdict for verdict, _, _, _ in found.values()}
    with pytest.raises(Refused):
        moderation.conclude(work, made.id)
    work.drop()
    assert len(case_store.list_evidence(work.session, work.session.get_one(EncounterRow, made.id).case_id)) == written


def test_what_wasnt_shown_without_an_opportunity_stays_open(work: OwnWork, made: MadeEncounter) -> None:
    low = next(each.criterion for each in made.scenario.observation_points if each.criterion == "1D5")
    tap_run(work, made, "start")
    tap_run(work, made, "end")
    for login in COMMISSION:
        fill_sheet(work, made, login, {low: 1})
        seal(work, made, login)
    conclude(work, made.id)
    assert evidence_of(work, made)[low][:2] == ("open", "no_opportunity")
    assert work.session.query(RunEventRow).count() == 2


def test_an_exam_with_a_prompter_leaves_the_role_player_nothing_to_log(work: OwnWork, made: MadeEncounter) -> None:
    act_as(work, made, "robert")
    assert simulation.is_prompted(work, made.id)


def test_a_restart_replays_the_log_to_the_same_moment(work: OwnWork, made: MadeEncounter, database_url: str) -> None:
    for kind, reference in (("start", ""), ("behaviour", "paraphrase"), ("fact", "F1"), ("behaviour", "judges")):
        tap_run(work, made, kind, reference)
    before = simulation.show_prompter_card(work, made.id)
    scripts._parse.cache_clear()
    restarted = open_database(database_url)
    with open_own_work(restarted) as again:
        again.act_as(made.accounts["pola"], "prompter")
        again.now = work.now
        assert simulation.show_prompter_card(again, made.id) == before
    restarted.engine.dispose()
    assert [fact.id for fact in before.facts_given] == ["F1"]
