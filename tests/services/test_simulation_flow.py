"""The simulation from plan to evidence: who may do what, what is kept, and what nobody receives too early."""

from uuid import UUID

import pytest

from exam_server.core.moderating import Fact
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import Observation
from exam_server.services import moderation, moderation_view, rating, scripts, simulation
from exam_server.services.opening import open_database
from exam_server.store import case as case_store
from exam_server.store import simulation as store
from exam_server.store.tables import CaseRow, EncounterRow, ExamMemberRow, ObservationRow, RunEventRow
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    act_as,
    conclude,
    fill_sheet,
    make_encounter,
    plan_exam,
    run_encounter,
    seal,
    seal_all,
    tap_run,
)
from tests.making import OwnWork, make_player, open_own_work


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def taps_of(work: OwnWork, made: MadeEncounter) -> list[rating.Tap]:
    return list(rating.show_sheet(work, made.id).taps)


def tap(
    work: OwnWork, made: MadeEncounter, sequence: int, kind: str = "yes_no", value: int = 1, counter: str = ""
) -> None:
    rating.take_observation(
        work, made.id, Observation("", made.point_of(kind), 3, value, "", counter), "tablet-1", sequence
    )
    work.commit()


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
    observation = Observation("", made.point_of("yes_no"), 0, 1)
    for use in (
        lambda: simulation.get_encounter(work, made.id, ("assessor", "chair")),
        lambda: rating.show_sheet(work, made.id),
        lambda: rating.take_observation(work, made.id, observation, "t", 1),
        lambda: rating.give_rating(work, made.id, made.criteria[0], 2, ""),
        lambda: rating.seal_sheet(work, made.id),
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
    act_as(work, made, "asia")
    for _ in range(2):
        tap(work, made, 1)
    tap(work, made, 2)
    for _ in range(2):
        rating.undo_observation(work, made.id, "tablet-1", 3, 2)
        work.commit()
    assert [(each.sequence, each.undone) for each in taps_of(work, made)] == [(1, False), (2, True)]
    assert work.session.query(ObservationRow).count() == 3


@pytest.mark.parametrize(
    ("kind", "value", "counter"),
    [("yes_no", 2, ""), ("yes_no", 1, "parafraza"), ("scale", 4, ""), ("scale", -1, ""), ("counter", 1, "nie ma")],
)
def test_a_tap_that_the_point_doesnt_know_is_refused(
    work: OwnWork, made: MadeEncounter, kind: str, value: int, counter: str
) -> None:
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        tap(work, made, 1, kind, value, counter)


def test_no_tap_lies_after_the_rooms_clock(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start")
    act_as(work, made, "asia")
    rating.take_observation(work, made.id, Observation("", made.point_of("yes_no"), 99999, 1), "tablet-1", 1)
    work.commit()
    assert taps_of(work, made)[0].at_seconds < 60


def test_a_level_outside_the_scale_is_refused(work: OwnWork, made: MadeEncounter) -> None:
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        rating.give_rating(work, made.id, made.criteria[0], 4, "")
    work.drop()
    with pytest.raises(NotFound):
        rating.give_rating(work, made.id, "9Z9", 2, "")


def test_a_sheet_is_sealed_only_after_the_end_and_only_complete(work: OwnWork, made: MadeEncounter) -> None:
    tap_run(work, made, "start")
    fill_sheet(work, made, "asia")
    with pytest.raises(Refused):
        seal(work, made, "asia")
    work.drop()
    tap_run(work, made, "end")
    act_as(work, made, "artur")
    rating.give_rating(work, made.id, made.criteria[0], None, "")
    work.commit()
    with pytest.raises(Refused) as refused:
        seal(work, made, "artur")
    assert refused.value.rule == "P2"
    work.drop()
    assert len(seal(work, made, "asia")) == 64


def test_taps_and_undos_after_the_seal_are_kept_apart_and_ratings_refused(work: OwnWork, made: MadeEncounter) -> None:
    run_encounter(work, made)
    fill_sheet(work, made, "asia")
    digest = seal(work, made, "asia")
    tap(work, made, 7)
    rating.undo_observation(work, made.id, "tablet-asia", 8, 1)
    work.commit()
    sheet = rating.sheets_of(work, work.session.get_one(EncounterRow, made.id))[str(made.accounts["asia"])]
    assert (len(sheet.observations), len(sheet.after_seal)) == (1, 1)
    assert sheet.seal is not None
    assert rating.sheet_digest(sheet) == sheet.seal.digest == digest
    assert [
        (each.sequence, each.undone, each.after_seal)
        for each in sorted(taps_of(work, made), key=lambda tap: tap.sequence)
    ] == [
        (1, False, False),
        (7, False, True),
    ]
    with pytest.raises(Refused):
        rating.give_rating(work, made.id, made.criteria[0], 0, "później")
    work.drop()
    with pytest.raises(Refused):
        seal(work, made, "asia")


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
