"""What has legal weight is done in a commission that is legal for that candidate at that stage, at that moment (S2)."""

from collections.abc import Callable
from uuid import UUID

import pytest

from exam_server.core.moderating import Fact
from exam_server.core.problems import NotFound, Refused
from exam_server.services import (
    appointing,
    credentials,
    declaring,
    flags,
    moderation,
    people,
    rating,
    simulation,
    trainings,
)
from exam_server.services import written as marks
from exam_server.services.legal_day import legal_day
from exam_server.services.written_progress import show_progress
from exam_server.services.written_queue import count_held_back, list_queues
from exam_server.store.tables import CaseAdvisorRow, EncounterRow, MarkingShareRow, SittingRow
from tests import encounters, written
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    Tablet,
    act_as,
    fill_sheet,
    make_encounter,
    now_ms,
    plan_exam,
    run_encounter,
)
from tests.making import CANDIDATES, CODE, OwnWork, make_player
from tests.proving import appoint, prove, prove_all
from tests.written import make_written


def case_of(work: OwnWork, made: MadeEncounter) -> UUID:
    return work.session.get_one(EncounterRow, made.id).case_id


def recuse(work: OwnWork, made: MadeEncounter, login: str, instead: UUID | None = None) -> None:
    work.act_as(None, "office")
    appointing.recuse(work, made.exam_id, case_of(work, made), made.accounts[login], "own", "", instead)
    work.commit()


def rule_of(work: OwnWork, act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    work.drop()
    return refused.value.rule


@pytest.mark.rule("S2")
def test_no_sheet_is_sealed_while_the_commission_is_too_small_and_no_tap_is_lost(work: OwnWork) -> None:
    made = make_encounter(work)
    run_encounter(work, made)
    for login in COMMISSION:
        fill_sheet(work, made, login)
    recuse(work, made, "artur")
    act_as(work, made, "asia")
    assert rule_of(work, lambda: encounters.seal(work, made, "asia")) == "S2"
    later = Tablet(made, "asia", "later")
    later.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=1)
    later.post(work)
    assert len(rating.show_sheet(work, made.id).taps) == 2
    instead = people.make_account(work, "nowa", "Nowa", "Osoba", ["assessor"])
    work.commit()
    prove(work, instead, "c")
    recuse(work, made, "artur", instead)
    assert len(encounters.seal(work, made, "asia")) == 64


@pytest.mark.rule("S2")
def test_nothing_is_moderated_spoken_of_or_concluded_without_a_legal_commission(work: OwnWork) -> None:
    made = make_encounter(work)
    split = made.criteria[0]
    encounters.seal_all(work, made, {"asia": {split: 0}})
    encounters.agree_on_facts(work, made.id)
    recuse(work, made, "artur")
    act_as(work, made, "czeslawa")
    for act in (
        lambda: moderation.write_facts(work, made.id, [Fact("Padł warunek.")]),
        lambda: moderation.speak_of_facts(work, made.id, 1, True),
        lambda: moderation.call_vote(work, made.id, made.criteria[1], "Fakty mówią co innego."),
        lambda: moderation.write_dissent(work, made.id, split, "Widziałam inaczej."),
        lambda: moderation.give_vote(work, made.id, split, 2, "głos"),
        lambda: flags.speak_of_flag(work, made.id, "R2", False, ""),
        lambda: moderation.conclude(work, made.id),
        lambda: moderation.close_unrated(work, made.id),
    ):
        assert rule_of(work, act) == "S2"


@pytest.mark.rule("S10")
def test_a_member_who_trained_the_candidate_seals_nothing_in_a_commission_that_is_legal_without_them(
    work: OwnWork,
) -> None:
    accounts = {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola")}
    accounts["zofia"] = people.make_account(work, "zofia", "Zofia", "Szkoląca", ["assessor"])
    work.commit()
    exam_id = plan_exam(work, accounts)
    members = [accounts[login] for login in (*COMMISSION, "zofia")]
    prove_all(work, members, ("ab", "c", "bd", "c"))
    appoint(work, exam_id, members, accounts["czeslawa"])
    today = legal_day(work)
    trainings.add_participants(work, trainings.make_training(work, "Kurs", today, today, members[3:]), CANDIDATES[:1])
    simulation.plan_encounters(work, exam_id)
    work.commit()
    encounter = work.session.query(EncounterRow).one()
    work.act_as(accounts["asia"], "assessor")
    row = simulation.get_row(work, encounter.id, ("assessor",))
    made = MadeEncounter(encounter.id, exam_id, accounts, simulation.get_scenario(work, row))
    run_encounter(work, made)
    for login in ("asia", "zofia"):
        fill_sheet(work, made, login)
    assert rule_of(work, lambda: encounters.seal(work, made, "zofia")) == "S10"
    assert encounters.seal(work, made, "asia")


@pytest.mark.rule("S2")
def test_a_written_text_is_neither_read_nor_marked_until_a_replacement_makes_the_commission_legal(
    work: OwnWork,
) -> None:
    made = make_written(work, texts=("Podaję.", "", ""), demanding=True)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    code = written.take(work, made, "asia")
    written.act_as(work, made, "olga")
    for login in ("artur", "czeslawa"):
        appointing.recuse(work, made.exam.id, case_id, made.accounts[login], "own", "")
    work.commit()
    assert show_progress(work, made.exam.id).unreadable == 1
    written.act_as(work, made, "asia")
    assert (list_queues(work), count_held_back(work)) == ([], 1)
    assert rule_of(work, lambda: marks.show_piece(work, code)) == "S2"
    assert rule_of(work, lambda: marks.seal(work, code, written.given(3, 3))) == "S2"
    assert rule_of(work, lambda: written.take(work, made, "asia")) == ""
    assert set(marks.save_draft(work, code, written.given(3))) == {1}, "what was typed isn't lost"
    work.commit()
    instead = people.make_account(work, "nowa", "Nowa", "Osoba", ["assessor"])
    declaring.declare(work, credentials.get_person_id(work, instead), CODE, legal_day(work))
    written.act_as(work, made, "olga")
    appointing.recuse(work, made.exam.id, case_id, made.accounts["artur"], "own", "", instead)
    work.commit()
    written.act_as(work, made, "asia")
    assert [mark.level for mark in marks.show_piece(work, code).marks] == [3, None]
    assert count_held_back(work) == 0
    written.seal(work, made, "asia", code, 3, 3)
    assert work.session.query(MarkingShareRow).one().sealed_at is not None


@pytest.mark.rule("S8")
def test_a_candidates_advisor_marks_nothing_of_theirs_also_where_the_form_asks_nothing_of_a_commission(
    work: OwnWork,
) -> None:
    made = make_written(work, texts=("Podaję.", "", ""))
    code = written.take(work, made, "asia")
    case_id = work.session.get_one(SittingRow, made.first).case_id
    work.record()
    shared = {"organisation_id": work.organisation_id, "case_id": case_id, "account_id": made.accounts["asia"]}
    work.session.add(CaseAdvisorRow(id=work.new_id(), taken_on=legal_day(work), made_at=work.now, **shared))
    work.commit()
    written.act_as(work, made, "asia")
    assert list_queues(work) == []
    with pytest.raises(NotFound):
        marks.seal(work, code, written.given(3, 3))
