"""The conversation as members hold it: each notes alone, all agree, and evidence comes of it."""

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import conversing
from exam_server.services.case import get_case
from exam_server.services.conversing import NewNote
from exam_server.services.conversing_view import show_talk
from exam_server.store import case as case_store
from exam_server.store.tables import EncounterRow
from tests.deciding import COMMISSION, Decidable, act_as, make_decidable, note
from tests.encounters import conclude, make_encounter, seal_all
from tests.making import OwnWork, make_player


@pytest.fixture
def made(work: OwnWork) -> Decidable:
    return make_decidable(work)


def say(work: OwnWork, made: Decidable, login: str, verdict: str, heard: str = "") -> None:
    act_as(work, made, login)
    words = NewNote("1A1", "", "Co to jest czarka?", heard or f"słyszał(a) {login}", verdict)  # type: ignore[arg-type]
    conversing.note_conversation(work, made.case_id, words)
    work.commit()


def exchange_of(work: OwnWork, made: Decidable, login: str):  # type: ignore[no-untyped-def]
    act_as(work, made, login)
    [found] = show_talk(work, made.case_id, str(made.accounts[login])).open["1A1"]
    return found


@pytest.mark.rule("P5")
def test_nobody_sees_anothers_note_before_all_have_sealed_theirs_and_nothing_counts_before(
    work: OwnWork, made: Decidable
) -> None:
    before = len(case_store.list_evidence(work.session, made.case_id))
    say(work, made, "asia", "met")
    say(work, made, "artur", "met")
    with pytest.raises(Refused):
        say(work, made, "asia", "open")
    work.drop()
    found = exchange_of(work, made, "artur")
    assert ([each.words for each in found.hearings], found.noted, found.may_note) == (["słyszał(a) artur"], 2, False)
    assert exchange_of(work, made, "czeslawa").hearings == ()
    assert len(case_store.list_evidence(work.session, made.case_id)) == before
    assert conversing.list_notes(work, made.case_id) == []
    say(work, made, "czeslawa", "met")
    [kept] = conversing.list_notes(work, made.case_id)
    assert [each.heard for each in kept.hearings] == ["słyszał(a) artur", "słyszał(a) czeslawa", "słyszał(a) asia"]
    assert (kept.verdict, kept.by_rule, kept.question) == ("met", "majority", "Co to jest czarka?")
    assert show_talk(work, made.case_id).open == {}
    [row] = [each for each in get_case(work, made.case_id).rows if each.criterion == "1A1"]
    assert row.standing == "met"


def test_where_the_notes_differ_each_votes_again_alone_and_the_dissent_is_kept(work: OwnWork, made: Decidable) -> None:
    for login, verdict in zip(COMMISSION, ("not_met", "met", "met"), strict=True):
        say(work, made, login, verdict)
    found = exchange_of(work, made, "asia")
    assert (found.state, len(found.hearings), found.may_vote) == ("differ", 3, True)
    for login, verdict in zip(COMMISSION, ("not_met", "met", "met"), strict=True):
        act_as(work, made, login)
        assert exchange_of(work, made, login).votes == ()
        conversing.vote_on_exchange(work, found.id, verdict, f"głos {login}")  # type: ignore[arg-type]
        work.commit()
    [kept] = conversing.list_notes(work, made.case_id)
    assert kept.verdict == "met"
    assert [(each.name, each.verdict, each.reason) for each in kept.dissent] == [
        ("Joanna Asesorska", "not_met", "głos asia")
    ]
    with pytest.raises(Refused):
        conversing.vote_on_exchange(work, found.id, "met", "po wszystkim")


def test_who_doesnt_sit_notes_nothing(work: OwnWork, made: Decidable) -> None:
    work.act_as(make_player(work, "adam"), "assessor")
    with pytest.raises(NotFound):
        conversing.note_conversation(work, made.case_id, note("1A1"))


@pytest.mark.rule("S1")
def test_what_the_run_gave_no_chance_for_is_on_the_list_with_the_scripts_questions(work: OwnWork) -> None:
    made = make_encounter(work)
    seal_all(work, made)
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    conclude(work, made.id)
    talk = show_talk(work, case_id)
    assert {each.why for each in talk.listed.values()} >= {"planned"}
    asked = {each.criterion for each in made.scenario.conversation}
    assert set(talk.questions) == asked
    assert all(each.questions for code, each in talk.listed.items() if code in asked)
