"""Moderation as members do it: facts first, votes alone, dissent, and what happens when somebody leaves."""

import pytest

from exam_server.core.moderating import Fact
from exam_server.core.problems import NotFound, Refused
from exam_server.services import appointing, moderation, people
from exam_server.services.moderation_view import CriterionModeration, ModerationView, show_moderation
from exam_server.services.sources_encounter import show_encounter
from exam_server.store import case as case_store
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, EvidenceRow
from tests.encounters import (
    COMMISSION,
    MadeEncounter,
    Tablet,
    act_as,
    agree_on_facts,
    fill_sheet,
    make_encounter,
    make_with_four,
    now_ms,
    seal,
    seal_all,
    tap_run,
)
from tests.making import OwnWork
from tests.proving import prove

WORDS = "Padły trzy warunki."


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def see(work: OwnWork, made: MadeEncounter, login: str) -> ModerationView:
    act_as(work, made, login)
    return show_moderation(work, made.id)


def see_criterion(work: OwnWork, made: MadeEncounter, login: str, criterion: str) -> CriterionModeration:
    return see(work, made, login).find(criterion)


def vote(work: OwnWork, made: MadeEncounter, login: str, criterion: str, level: int | None) -> None:
    act_as(work, made, login)
    moderation.give_vote(work, made.id, criterion, level, f"głos {login}")
    work.commit()


def evidence_of(work: OwnWork, made: MadeEncounter) -> dict[str, EvidenceRow]:
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    return {row.criterion: row for row in case_store.list_evidence(work.session, case_id)}


@pytest.mark.rule("P5")
def test_facts_of_the_whole_encounter_come_before_every_level_name_and_difference(
    work: OwnWork, made: MadeEncounter
) -> None:
    split = made.criteria[0]
    seal_all(work, made, {"asia": {split: 0}})
    view = see(work, made, "artur")
    assert (view.step, view.criteria, view.missing, view.facts) == ("facts", (), (), None)
    assert {moment.source for moment in view.timeline} == {"run", "tap"}
    assert sorted(each.note for each in view.timeline if each.note) == [
        f"notatka {login}" for login in sorted(COMMISSION)
    ]
    act_as(work, made, "czeslawa")
    moderation.write_facts(work, made.id, [Fact(WORDS, 12, split), Fact(" ")])
    work.commit()
    view = see(work, made, "artur")
    assert view.facts is not None
    assert (view.criteria, view.facts.spoken, view.facts.waits_for_viewer) == ((), 1, True)
    for login in ("asia", "artur"):
        act_as(work, made, login)
        moderation.speak_of_facts(work, made.id, 1, True)
        work.commit()
    found = see_criterion(work, made, "artur", split)
    assert found.difference is not None
    assert ([each.words for each in found.facts], len(found.ratings)) == ([WORDS], 3)
    assert found.votes == ()


def test_an_objection_is_shown_without_a_name_and_leads_to_another_wording(work: OwnWork, made: MadeEncounter) -> None:
    seal_all(work, made)
    act_as(work, made, "czeslawa")
    moderation.write_facts(work, made.id, [Fact(WORDS)])
    work.commit()
    for login in ("asia", "artur"):
        act_as(work, made, login)
        moderation.speak_of_facts(work, made.id, 1, False, "Padły dwa.")
        work.commit()
    view = see(work, made, "czeslawa")
    assert view.facts is not None
    assert (view.step, view.facts.objections) == ("facts", ("Padły dwa.", "Padły dwa."))
    assert moderation.write_facts(work, made.id, [Fact("Padły dwa warunki.")]) == 2
    work.commit()
    assert see(work, made, "asia").facts.waits_for_viewer  # type: ignore[union-attr]


def tap(work: OwnWork, tablet: Tablet, kind: str, value: int, note: str) -> int:
    """A tap with a note, posted; gives the tap's number."""
    number = tablet.write(now_ms(work), "tap", point=tablet.made.point_of(kind), value=value)
    tablet.write(now_ms(work), "note", of=tablet.device, tap=number, words=note)
    tablet.post(work)
    return number


def test_a_scales_taps_what_was_taken_back_and_what_came_late_reach_the_timeline_marked_and_without_a_level(
    work: OwnWork, made: MadeEncounter
) -> None:
    tap_run(work, made, "start")
    tablet = Tablet(made, "asia", "tablet-1")
    tap(work, tablet, "scale", 3, "na skali")
    wrong = tap(work, tablet, "yes_no", 1, "pomyłka")
    tablet.write(now_ms(work), "undo", of=tablet.device, tap=wrong)
    tablet.post(work)
    tap_run(work, made, "end")
    for login in COMMISSION:
        fill_sheet(work, made, login)
        seal(work, made, login)
    tap(work, tablet, "yes_no", 1, "późno")
    found = {each.note: (each.value, each.mark) for each in see(work, made, "artur").timeline if each.source == "tap"}
    assert (found["na skali"], found["pomyłka"], found["późno"]) == ((None, ""), (1, "undone"), (1, "after_seal"))


def test_only_who_leads_writes_facts_and_concludes_and_never_without_a_fact(work: OwnWork, made: MadeEncounter) -> None:
    seal_all(work, made)
    for login, facts in (("asia", [Fact("x")]), ("czeslawa", [Fact("  ")])):
        act_as(work, made, login)
        with pytest.raises(Refused):
            moderation.write_facts(work, made.id, facts)
        work.drop()
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused):
        moderation.conclude(work, made.id)
    work.drop()
    agree_on_facts(work, made.id)
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        moderation.conclude(work, made.id)
    work.drop()
    with pytest.raises(NotFound):
        moderation.call_vote(work, made.id, "9Z9", "bo")


def test_everybody_votes_once_alone_and_the_last_vote_agrees_with_a_dissent_that_may_be_written_out(
    work: OwnWork, made: MadeEncounter
) -> None:
    split = made.criteria[0]
    seal_all(work, made, {"asia": {split: 0}})
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        moderation.give_vote(work, made.id, split, 2, "przed faktami")
    work.drop()
    agree_on_facts(work, made.id)
    assert see(work, made, "czeslawa").missing == (split,)
    with pytest.raises(Refused):
        moderation.conclude(work, made.id)
    work.drop()
    for login, level in (("asia", 1), ("artur", 2)):
        vote(work, made, login, split, level)
    with pytest.raises(Refused):
        vote(work, made, "artur", split, 3)
    work.drop()
    view = see_criterion(work, made, "artur", split)
    assert ([each.reason for each in view.votes], view.voted, view.agreed) == (["głos artur"], 2, None)
    with pytest.raises(Refused):
        vote(work, made, "czeslawa", split, -1)
    work.drop()
    vote(work, made, "czeslawa", split, 2)
    view = see_criterion(work, made, "asia", split)
    assert view.agreed is not None
    assert (view.agreed.level, view.agreed.by, len(view.votes), view.may_dissent) == (2, "majority", 3, True)
    moderation.write_dissent(work, made.id, split, "Widziałam inaczej.")
    work.commit()
    act_as(work, made, "czeslawa")
    moderation.conclude(work, made.id)
    work.commit()
    kept = see_criterion(work, made, "artur", split)
    assert [(each.member, each.words) for each in kept.dissents] == [(str(made.accounts["asia"]), "Widziałam inaczej.")]
    source = show_encounter(work, evidence_of(work, made)[split])
    assert source is not None
    assert [(each.reason, each.level) for each in source.first if each.level == 0] == [
        (f"uzasadnienie asia {split}", 0)
    ]


def test_a_member_may_ask_all_to_vote_on_what_doesnt_differ(work: OwnWork, made: MadeEncounter) -> None:
    same = made.criteria[1]
    seal_all(work, made)
    agree_on_facts(work, made.id)
    assert see(work, made, "asia").step == "ready"
    moderation.call_vote(work, made.id, same, "Fakty mówią co innego.")
    work.commit()
    assert see(work, made, "artur").missing == (same,)
    for login in COMMISSION:
        vote(work, made, login, same, 3)
    agreed = see_criterion(work, made, "artur", same).agreed
    assert agreed is not None
    assert agreed.level == 3


def test_who_leaves_after_sealing_is_waited_for_no_longer(work: OwnWork, made: MadeEncounter) -> None:
    split = made.criteria[0]
    seal_all(work, made, {"asia": {split: 0}})
    agree_on_facts(work, made.id)
    act_as(work, made, "artur")
    moderation.record_absence(work, made.id, str(made.accounts["czeslawa"]), "Zachorowała.")
    work.commit()
    vote(work, made, "artur", split, 1)
    vote(work, made, "asia", split, 1)
    view = see(work, made, "asia")
    assert (view.leads, view.step) == (True, "ready")
    assert [member.absent for member in view.members] == [True, False, False]
    moderation.conclude(work, made.id)
    work.commit()
    agreed = see_criterion(work, made, "asia", split).agreed
    assert agreed is not None
    assert [(each.member, each.level) for each in agreed.dissent] == [(str(made.accounts["czeslawa"]), 2)]


@pytest.mark.rule("S2")
def test_a_recusal_in_the_middle_of_the_votes_never_counts_for_another_members_vote(work: OwnWork) -> None:
    made = make_with_four(work)
    split = made.criteria[0]
    agree_on_facts(work, made.id)
    for login in ("artur", "asia"):
        vote(work, made, login, split, 1)
    work.act_as(None, "office")
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    appointing.recuse(work, made.exam_id, case_id, made.accounts["asia"], "own", "")
    work.commit()
    vote(work, made, "czeslawa", split, 2)
    assert see_criterion(work, made, "artur", split).agreed is None, "Zofia hasn't voted"
    vote(work, made, "zofia", split, 2)
    agreed = see_criterion(work, made, "artur", split).agreed
    assert agreed is not None
    assert (agreed.level, [each.member for each in agreed.dissent]) == (2, [str(made.accounts["artur"])])


@pytest.mark.rule("S2")
def test_a_recusal_that_leaves_too_few_closes_the_encounter_and_leaves_its_criteria_open(work: OwnWork) -> None:
    made = make_encounter(work)
    seal_all(work, made)
    agree_on_facts(work, made.id)
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        moderation.close_unrated(work, made.id)
    work.drop()
    instead = people.make_account(work, "nowa", "Nowa", "Osoba", ["assessor"])
    work.commit()
    prove(work, instead, "c")
    work.act_as(None, "office")
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    appointing.recuse(work, made.exam_id, case_id, made.accounts["artur"], "own", "", instead)
    work.commit()
    view = see(work, made, "czeslawa")
    assert view.too_few
    assert all(each.agreed is None for each in view.criteria)
    with pytest.raises(Refused) as refused:
        moderation.conclude(work, made.id)
    assert refused.value.rule == "S2"
    work.drop()
    assert moderation.close_unrated(work, made.id) > 0
    work.commit()
    assert {(row.verdict, row.open_reason) for row in evidence_of(work, made).values()} == {
        ("open", "too_little_evidence")
    }
    assert store.list_agreed(work.session, made.id) == []
