"""An exclusion after a simulation was agreed opens its ratings again; the rule they're agreed by is that of its opening."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_server.core.moderating import Fact
from exam_server.core.problems import Refused
from exam_server.services import appointing, deciding, moderation, people
from exam_server.services.case import get_case
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.legal_day import legal_day
from exam_server.services.moderation_view import show_moderation
from exam_server.services.sources_encounter import show_encounter
from exam_server.store import simulation as store
from exam_server.store.case import list_evidence
from exam_server.store.tables import CaseAdvisorRow, EncounterRow, EvidenceRow
from tests.encounters import (
    MadeEncounter,
    act_as,
    agree_on_facts,
    conclude,
    make_encounter,
    make_with_four,
    seal_all,
    tap_run,
)
from tests.making import OwnWork, make_player
from tests.proving import prove

OPENED = ("open", "awaits_agreement")


def case_of(work: OwnWork, made: MadeEncounter) -> UUID:
    return work.session.get_one(EncounterRow, made.id).case_id


def records(work: OwnWork, made: MadeEncounter, criterion: str) -> list[EvidenceRow]:
    """The criterion's records of the encounter, oldest first."""
    rows = list_evidence(work.session, case_of(work, made))
    return [each for each in rows if (each.source_id, each.criterion) == (made.id, criterion)]


def said(work: OwnWork, made: MadeEncounter, criterion: str) -> list[tuple[str, str | None]]:
    return [(each.verdict, each.open_reason) for each in records(work, made, criterion)]


def recuse(work: OwnWork, made: MadeEncounter, login: str, instead: UUID | None = None, kind: str = "own") -> None:
    work.act_as(None, "office")
    appointing.recuse(work, made.exam_id, case_of(work, made), made.accounts[login], kind, "", instead)
    work.commit()


def make_replacement(work: OwnWork, login: str = "nowa") -> UUID:
    instead = people.make_account(work, login, "Nowa", "Osoba", ["assessor", "chair"])
    work.commit()
    prove(work, instead, "abcd")
    return instead


def vote_and_conclude(work: OwnWork, made: MadeEncounter, split: str) -> None:
    """All four vote on the one criterion on which Joanna lies apart, and the chair concludes."""
    agree_on_facts(work, made.id)
    for login, level in (("asia", 1), ("artur", 1), ("czeslawa", 2), ("zofia", 2)):
        act_as(work, made, login)
        moderation.give_vote(work, made.id, split, level, f"głos {login}")
        work.commit()
    moderation_concluded(work, made)


def moderation_concluded(work: OwnWork, made: MadeEncounter) -> None:
    act_as(work, made, "czeslawa")
    moderation.conclude(work, made.id)
    work.commit()


@pytest.mark.rule("S2")
def test_ratings_agreed_with_somebody_who_is_recused_are_agreed_anew_without_them(work: OwnWork) -> None:
    made = make_with_four(work)
    split = made.criteria[0]
    vote_and_conclude(work, made, split)
    first = store.list_agreed(work.session, made.id)
    assert {each.level for each in first if each.criterion == split} == {2}, "a tie, which the chair's vote decides"
    recuse(work, made, "czeslawa")
    row = work.session.get_one(EncounterRow, made.id)
    assert (row.state, row.round, store.list_agreed(work.session, made.id)) == ("ended", 2, [])
    assert said(work, made, split)[-1] == OPENED
    source = show_encounter(work, records(work, made, split)[-1])
    assert source is not None
    assert ([each.level for each in source.earlier], source.agreed_level, source.anew) == ([2], None, True)
    assert [each.assessor for each in source.sheets if each.left] == [people.get_name(work, made.accounts["czeslawa"])]
    act_as(work, made, "artur")
    view = show_moderation(work, made.id)
    assert (view.step, view.anew, view.leads) == ("ready", True, True), "what was sealed and voted stands"
    moderation.conclude(work, made.id)
    work.commit()
    again = [each for each in store.list_agreed(work.session, made.id) if each.criterion == split]
    assert [(each.level, each.round) for each in again] == [(1, 2)], "two of three by now"
    assert len(store.list_agreed_once(work.session, made.id)) == 2 * len(first)
    assert said(work, made, split)[-1] not in (OPENED, said(work, made, split)[0])


@pytest.mark.rule("S2")
def test_nothing_is_decided_on_a_criterion_while_its_ratings_are_agreed_anew(work: OwnWork) -> None:
    made = make_with_four(work)
    vote_and_conclude(work, made, made.criteria[0])
    case_id = case_of(work, made)
    act_as(work, made, "artur")
    grid = get_case(work, case_id)
    code = next(row.criterion for row in grid.rows if row.standing == "met" and row.criterion in made.criteria)
    decision_id = deciding.propose_decision(work, case_id, code, "met")
    work.commit()
    for login in ("czeslawa", "zofia"):
        act_as(work, made, login)
        deciding.give_vote(work, decision_id, "met")
        work.commit()
    recuse(work, made, "asia")
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused):
        deciding.confirm_decision(work, decision_id)
    work.drop()
    for verdict, reason in (("met", None), ("open", "too_little_evidence")):
        with pytest.raises(Refused) as refused:
            deciding.propose_decision(work, case_id, code, verdict, reason, "Rozmowa.", decision_id)  # type: ignore[arg-type]
        assert refused.value.rule == "S2"
        work.drop()
    moderation_concluded(work, made)
    assert deciding.propose_decision(work, case_id, code, "met", supersedes=decision_id) != decision_id


@pytest.mark.rule("S2", "S10")
def test_a_replacement_passes_every_check_and_doesnt_rate_what_they_didnt_see(work: OwnWork) -> None:
    made = make_encounter(work)
    seal_all(work, made)
    conclude(work, made.id)
    bare = people.make_account(work, "nikt", "Nikt", "Bezdowodny", ["assessor"])
    instead = people.make_account(work, "nowa", "Nowa", "Osoba", ["assessor"])
    work.commit()
    prove(work, instead, "c")
    with pytest.raises(Refused):
        recuse(work, made, "artur", bare)
    work.drop()
    assert work.session.get_one(EncounterRow, made.id).state == "agreed", "refused as a whole"
    recuse(work, made, "artur", instead)
    act_as(work, made, "czeslawa")
    view = show_moderation(work, made.id)
    assert (view.too_few, view.anew, len(view.members)) == (True, True, 2)
    moderation.close_unrated(work, made.id)
    work.commit()
    assert said(work, made, made.criteria[0])[-1] == ("open", "too_little_evidence")
    assert store.list_agreed(work.session, made.id) == []


@pytest.mark.rule("S2")
def test_what_was_agreed_with_a_member_who_falls_ill_later_holds_and_theirs_is_marked(work: OwnWork) -> None:
    made = make_encounter(work)
    seal_all(work, made)
    conclude(work, made.id)
    before = said(work, made, made.criteria[0])
    recuse(work, made, "artur", make_replacement(work), "illness")
    row = work.session.get_one(EncounterRow, made.id)
    assert (row.state, row.round, said(work, made, made.criteria[0])) == ("agreed", 1, before)
    source = show_encounter(work, records(work, made, made.criteria[0])[-1])
    assert source is not None
    name = people.get_name(work, made.accounts["artur"])
    assert [(each.assessor, each.left) for each in source.sheets if each.replaced] == [(name, False)]
    act_as(work, made, "artur")
    with pytest.raises(Refused) as refused:
        moderation.conclude(work, made.id)
    assert refused.value.rule == "S2", "they take no part any more"
    work.drop()


@pytest.mark.rule("S2")
def test_a_member_who_falls_ill_after_sealing_is_not_waited_for_and_their_rating_counts(work: OwnWork) -> None:
    made = make_encounter(work)
    seal_all(work, made)
    recuse(work, made, "artur", make_replacement(work), "illness")
    act_as(work, made, "czeslawa")
    number = moderation.write_facts(work, made.id, [Fact("Podsumowała rozmowę.", 60, made.criteria[0])])
    work.commit()
    act_as(work, made, "asia")
    moderation.speak_of_facts(work, made.id, number, True)
    work.commit()
    act_as(work, made, "czeslawa")
    view = show_moderation(work, made.id)
    assert (view.step, view.too_few) == ("ready", False)
    assert [each.name for each in view.members if each.replaced] == [people.get_name(work, made.accounts["artur"])]
    moderation_concluded(work, made)
    assert len(store.list_agreed(work.session, made.id)) == len(made.criteria)


@pytest.mark.rule("S2")
def test_an_encounter_that_nobody_is_left_to_agree_on_ends_and_leaves_its_criteria_open(work: OwnWork) -> None:
    made = make_encounter(work)
    seal_all(work, made)
    for number, (login, kind) in enumerate((("artur", "illness"), ("asia", "own"), ("czeslawa", "ended"))):
        assert work.session.get_one(EncounterRow, made.id).state == "ended"
        recuse(work, made, login, make_replacement(work, f"nowa{number}"), kind)
    assert work.session.get_one(EncounterRow, made.id).state == "agreed"
    assert said(work, made, made.criteria[0])[-1] == ("open", "too_little_evidence")
    work.act_as(None, "office")
    code = made.criteria[0]
    point = next(each for each in get_case(work, case_of(work, made)).agenda.points if each.criterion == code)
    assert point.proof == "conversation_with_simulation", "the conversation, or another simulation"


def decide(work: OwnWork, kind: str, value: int, after: int = 0) -> None:
    work.act_as(None, "office")
    decide_policy(work, kind, value, legal_day(work) + timedelta(days=after), "Uchwała.")
    work.commit()


def name_advisor(work: OwnWork, made: MadeEncounter, login: str) -> None:
    work.record()
    shared = {"organisation_id": work.organisation_id, "case_id": case_of(work, made)}
    row = CaseAdvisorRow(id=work.new_id(), account_id=made.accounts[login], **shared)
    row.taken_on, row.made_at = legal_day(work), work.now
    work.session.add(row)
    work.commit()


@pytest.mark.rule("S8", "P3")
def test_what_an_advisor_rated_holds_as_long_as_the_body_lets_advisors_judge(work: OwnWork) -> None:
    made = make_encounter(work)
    decide(work, "advisor_excluded", 0)
    name_advisor(work, made, "artur")
    seal_all(work, made)
    conclude(work, made.id)
    code = made.criteria[0]
    [held] = said(work, made, code)
    decide(work, "advisor_excluded", 1)
    assert said(work, made, code) == [held, OPENED]
    decide(work, "advisor_excluded", 0)
    assert said(work, made, code) == [held, OPENED, held]
    first, _, restored = records(work, made, code)
    assert first.source_hash == restored.source_hash
    encounter = work.session.get_one(EncounterRow, made.id)
    assert (encounter.state, encounter.round) == ("agreed", 1)


def test_what_the_others_agreed_anew_holds_whether_or_not_who_had_left_is_let_in_again(work: OwnWork) -> None:
    made = make_with_four(work)
    decide(work, "advisor_excluded", 0)
    name_advisor(work, made, "asia")
    vote_and_conclude(work, made, made.criteria[0])
    decide(work, "advisor_excluded", 1)
    assert said(work, made, made.criteria[0])[-1] == OPENED
    moderation_concluded(work, made)
    agreed = said(work, made, made.criteria[0])
    for excluded in (0, 1):
        decide(work, "advisor_excluded", excluded)
        row = work.session.get_one(EncounterRow, made.id)
        assert (row.state, row.round) == ("agreed", 2)
    assert said(work, made, made.criteria[0]) == agreed


@pytest.mark.rule("P3")
def test_the_rule_of_a_moderation_is_the_bodys_own_as_it_held_when_the_encounter_was_opened(work: OwnWork) -> None:
    made = make_encounter(work)
    work.act_as(make_player(work, "olga"), "office")
    decide(work, "moderation_gap", 2)
    decide(work, "moderation_chair", 0)
    seal_all(work, made, {"asia": {made.criteria[0]: 3}, "artur": {made.criteria[0]: 1}})
    decide(work, "moderation_gap", 0)
    decide(work, "moderation_chair", 1)
    row = work.session.get_one(EncounterRow, made.id)
    assert (row.largest_gap, row.tie) == (2, "lowest")
    agree_on_facts(work, made.id)
    act_as(work, made, "asia")
    view = show_moderation(work, made.id)
    difference = view.find(made.criteria[0]).difference
    assert difference is not None
    assert "far_apart" not in difference.reasons
    for login, level in (("asia", 3), ("artur", 1), ("czeslawa", 2)):
        act_as(work, made, login)
        moderation.give_vote(work, made.id, made.criteria[0], level, "bo")
        work.commit()
    agreed = show_moderation(work, made.id).find(made.criteria[0]).agreed
    assert agreed is not None
    assert (agreed.level, agreed.by) == (1, "lowest")


def test_an_encounter_that_hasnt_begun_waits_with_its_rule(work: OwnWork) -> None:
    made = make_encounter(work)
    work.act_as(make_player(work, "olga"), "office")
    decide(work, "moderation_gap", 2)
    row = work.session.get_one(EncounterRow, made.id)
    assert row.largest_gap == 1
    tap_run(work, made, "start")
    assert work.session.get_one(EncounterRow, made.id).largest_gap == 2
