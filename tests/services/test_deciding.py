"""Deciding on a case: who may, on what, with which traces; and what the conversation adds."""

from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import appointing, conversing, deciding, people
from exam_server.services.case import get_case
from exam_server.services.decisions import list_held, list_history, list_standings
from exam_server.store import case as case_store
from exam_server.store.tables import AuditEventRow, DecisionRow, DecisionVoteRow, EncounterRow
from tests.deciding import (
    PARTS,
    Decidable,
    act_as,
    add_evidence,
    ask,
    decide,
    decide_all,
    make_decidable,
    note,
    note_by_all,
)
from tests.encounters import act_as as act_in_encounter
from tests.encounters import conclude, make_encounter, seal_all
from tests.making import OwnWork, make_player
from tests.proving import prove, seat_legally


@pytest.fixture
def made(work: OwnWork) -> Decidable:
    return make_decidable(work)


@pytest.mark.rule("P2")
@pytest.mark.rule("P9")
def test_a_shortfall_is_met_by_the_noted_conversation_and_every_step_is_kept(work: OwnWork, made: Decidable) -> None:
    act_as(work, made, "asia")
    assert "1A1" in {point.criterion for point in get_case(work, made.case_id).agenda.points}
    with pytest.raises(Refused):
        deciding.propose_decision(work, made.case_id, "1A1", "met")
    work.drop()
    evidence_id = ask(work, made, note("1A1"))
    decision_id = decide(work, made, "1A1")
    row = work.session.get_one(DecisionRow, decision_id)
    assert str(evidence_id) in row.evidence and len(row.record_hash) == 64 and row.rule_version
    view = get_case(work, made.case_id)
    assert view.held["1A1"].verdict == "met" and view.plan_id == row.plan_id
    tags = [event.tag for event in work.session.query(AuditEventRow)]
    for tag in ("case.conversation.noted", "case.decision.proposed", "case.decision.voted", "case.decision.confirmed"):
        assert tag in tags


def test_a_later_note_on_the_same_takes_the_place_of_the_earlier_one_and_both_stay(
    work: OwnWork, made: Decidable
) -> None:
    first, second = ask(work, made, note("1A1", "not_met")), ask(work, made, note("1A1"))
    rows = {row.id: row for row in case_store.list_evidence(work.session, made.case_id)}
    assert rows[second].supersedes == first
    notes = conversing.list_notes(work, made.case_id)
    assert [(each.verdict, each.counts) for each in notes] == [("not_met", False), ("met", True)]


def test_a_note_needs_its_question_what_was_heard_and_a_method_that_the_plan_admits(
    work: OwnWork, made: Decidable
) -> None:
    for asked, rule in (
        (conversing.NewNote("1A1", "", " ", "Podała.", "met"), "P2"),
        (conversing.NewNote("1A1", "", "Co?", "", "met"), "P2"),
        (note("2A2"), "S1"),
    ):
        with pytest.raises(Refused) as refused:
            ask(work, made, asked)
        assert refused.value.rule == rule
        work.drop()


@pytest.mark.rule("S12")
def test_a_compound_criterion_is_shown_part_by_part_in_the_conversation(work: OwnWork, made: Decidable) -> None:
    ask(work, made, note("2A1", part="a"))
    with pytest.raises(Refused, match="2A1.b"):
        decide(work, made, "2A1")
    work.drop()
    ask(work, made, note("2A1", part=PARTS[1].id))
    assert decide(work, made, "2A1")
    with pytest.raises(NotFound):
        ask(work, made, note("2A1", part="zz"))


@pytest.mark.rule("P2")
def test_a_vote_over_evidence_that_changed_is_refused_until_the_criterion_is_proposed_anew(
    work: OwnWork, made: Decidable
) -> None:
    act_as(work, made, "asia")
    first = deciding.propose_decision(work, made.case_id, "1A2", "met")
    work.commit()
    add_evidence(work, made, "1A2", "not_met", "conversation_with_simulation")
    act_as(work, made, "artur")
    with pytest.raises(Refused) as refused:
        deciding.give_vote(work, first, "met")
    assert refused.value.rule == "P2"
    work.drop()
    with pytest.raises(Refused, match="meanwhile"):
        deciding.propose_decision(work, made.case_id, "1A2", "met")
    work.drop()
    second = deciding.propose_decision(work, made.case_id, "1A2", "met", supersedes=first)
    work.commit()
    with pytest.raises(Refused):
        deciding.give_vote(work, first, "met")
    assert work.session.get_one(DecisionRow, second).supersedes == first


def test_a_change_is_a_new_decision_that_names_the_old_one_and_until_it_holds_the_old_one_does(
    work: OwnWork, made: Decidable
) -> None:
    first = decide(work, made, "1A2")
    act_as(work, made, "asia")
    second = deciding.propose_decision(
        work, made.case_id, "1A2", "not_met", reason="klucz był błędny", supersedes=first
    )
    work.commit()
    assert list_held(work, [made.case_id])[made.case_id]["1A2"].id == first
    for login in ("artur", "czeslawa"):
        act_as(work, made, login)
        deciding.give_vote(work, second, "not_met")
        work.commit()
    deciding.confirm_decision(work, second)
    work.commit()
    history = [(each.verdict, each.supersedes) for each in list_history(work, made.case_id)]
    assert history == [("met", None), ("not_met", first)]
    assert get_case(work, made.case_id).held["1A2"].id == second


def test_what_was_decided_not_met_leaves_the_agenda_until_there_is_more_evidence(
    work: OwnWork, made: Decidable
) -> None:
    decide(work, made, "1A1", "not_met", reason="nie wymieniła gatunków")
    assert "1A1" not in {point.criterion for point in get_case(work, made.case_id).agenda.points}
    ask(work, made, note("1A1", "open"))
    assert "1A1" in {point.criterion for point in get_case(work, made.case_id).agenda.points}


@pytest.mark.rule("S2")
@pytest.mark.rule("P7")
def test_only_the_commission_decides_and_the_proposer_does_not_confirm(work: OwnWork, made: Decidable) -> None:
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, made.case_id, "1A2", "met")
    work.commit()
    work.act_as(make_player(work, "audyta"), "auditor")
    with pytest.raises(Refused) as refused:
        deciding.give_vote(work, decision_id, "met")
    assert refused.value.rule == "S2"
    work.drop()
    for login, rule in (("olga", "S2"), ("asia", "P7"), ("artur", "S2")):
        act_as(work, made, login)
        with pytest.raises(Refused) as refused:
            deciding.confirm_decision(work, decision_id)
        assert refused.value.rule == rule
        work.drop()


@pytest.mark.rule("P5")
@pytest.mark.rule("S1")
def test_members_decide_after_their_seals_and_nothing_holds_before_the_conversation(work: OwnWork) -> None:
    made = make_encounter(work, legal=False)
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    with pytest.raises(Refused) as refused:
        act_in_encounter(work, made, "asia")
        deciding.propose_decision(work, case_id, "1B1", "met")
    assert refused.value.rule == "S2", "nobody appointed a commission"
    work.drop()
    seat_legally(work, made.exam_id, made.accounts)
    for act in (
        lambda: deciding.propose_decision(work, case_id, "1B1", "met"),
        lambda: conversing.note_conversation(work, case_id, note("1B1")),
    ):
        act_in_encounter(work, made, "asia")
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.rule == "P5"
        work.drop()
    seal_all(work, made)
    conclude(work, made.id)
    code = next(row.criterion for row in get_case(work, case_id).rows if row.standing == "met")
    decision_id = _vote_all(work, made, case_id, code)
    with pytest.raises(Refused) as refused:
        deciding.confirm_decision(work, decision_id)
    assert refused.value.rule == "S1"
    work.drop()
    note_by_all(work, case_id, note("1A1"), [made.accounts[each] for each in ("czeslawa", "asia", "artur")])
    deciding.confirm_decision(work, decision_id)
    work.commit()
    assert list_held(work, [case_id])[case_id][code].verdict == "met"


def _vote_all(work: OwnWork, made: object, case_id: UUID, code: str) -> UUID:
    act_in_encounter(work, made, "asia")  # type: ignore[arg-type]
    decision_id = deciding.propose_decision(work, case_id, code, "met")
    work.commit()
    for login in ("artur", "czeslawa"):
        act_in_encounter(work, made, login)  # type: ignore[arg-type]
        deciding.give_vote(work, decision_id, "met")
        work.commit()
    return decision_id


def test_an_outcome_is_proposed_agreed_and_its_set_confirmed_at_once(work: OwnWork, made: Decidable) -> None:
    ask(work, made, note("1A1"))
    act_as(work, made, "asia")
    assert deciding.propose_shown(work, made.case_id, "1A") == 2
    work.commit()
    assert deciding.propose_shown(work, made.case_id, "1A") == 0
    work.drop()
    for login in ("artur", "czeslawa"):
        act_as(work, made, login)
        assert deciding.agree_with_proposals(work, made.case_id, "1A") == 2
        work.commit()
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        deciding.confirm_set(work, made.case_id, 1)
    work.drop()
    act_as(work, made, "artur")
    assert deciding.confirm_set(work, made.case_id, 1) == 2
    work.commit()
    assert work.session.query(DecisionVoteRow).count() == 6
    with pytest.raises(NotFound):
        deciding.propose_shown(work, made.case_id, "9Z")


def test_a_whole_outcome_is_proposed_by_one_look_at_the_case(
    work: OwnWork, made: Decidable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look reads everything of the case, and the lane is held meanwhile."""
    ask(work, made, note("1A1"))
    looks: list[object] = []
    monkeypatch.setattr(deciding, "get_case", lambda *given: looks.append(given) or get_case(*given))
    act_as(work, made, "asia")
    assert deciding.propose_shown(work, made.case_id, "1A") == 2
    assert len(looks) == 1


def test_dissent_is_kept_with_its_reason(work: OwnWork, made: Decidable) -> None:
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, made.case_id, "1A2", "met")
    work.commit()
    for login, verdict, reason in (("artur", "not_met", "zabrakło przykładu"), ("czeslawa", "met", "")):
        act_as(work, made, login)
        deciding.give_vote(work, decision_id, verdict, reason)  # type: ignore[arg-type]
        work.commit()
    deciding.confirm_decision(work, decision_id)
    work.commit()
    (dissent,) = list_held(work, [made.case_id])[made.case_id]["1A2"].dissent
    assert (dissent.member, dissent.reason) == (str(made.accounts["artur"]), "zabrakło przykładu")


@pytest.mark.rule("L2")
def test_everything_decided_met_leaves_nothing_on_the_agenda(work: OwnWork, made: Decidable) -> None:
    decide_all(work, made)
    view = get_case(work, made.case_id)
    assert view.agenda.points == () and set(view.held) == {"1A1", "1A2", "2A1", "2A2"}
    assert list_standings(work, made.case_id)["1A1"].holds is not None


@pytest.mark.rule("S2")
def test_a_recusal_that_breaks_the_commission_blocks_the_decision_until_a_replacement_sits(work: OwnWork) -> None:
    made = make_encounter(work)
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    seal_all(work, made)
    conclude(work, made.id)
    note_by_all(work, case_id, note("1A1"), [made.accounts[each] for each in ("czeslawa", "asia", "artur")])
    code = next(row.criterion for row in get_case(work, case_id).rows if row.standing == "met")
    act_in_encounter(work, made, "asia")
    decision_id = deciding.propose_decision(work, case_id, code, "met")
    work.commit()
    work.act_as(None, "office")
    appointing.recuse(work, made.exam_id, case_id, made.accounts["artur"], "other", "zna kandydatkę")
    work.commit()
    act_in_encounter(work, made, "czeslawa")
    with pytest.raises(Refused) as refused:
        deciding.give_vote(work, decision_id, "met")
    assert refused.value.rule == "S2"
    work.drop()
    instead = people.make_account(work, "nowa", "Nowa", "Osoba", ["assessor"])
    work.commit()
    prove(work, instead, "c")
    work.act_as(None, "office")
    appointing.recuse(work, made.exam_id, case_id, made.accounts["artur"], "other", "zna kandydatkę", instead)
    work.commit()
    for account_id, roles in ((made.accounts["czeslawa"], ("chair",)), (instead, ("assessor",))):
        work.act_as(account_id, *roles)  # type: ignore[arg-type]
        deciding.give_vote(work, decision_id, "met")
        work.commit()
    votes = work.session.query(DecisionVoteRow).filter_by(decision_id=decision_id)
    assert instead in {each.account_id for each in votes}
    # What was agreed with the recused member has to be agreed anew before anything is decided on it.
    with pytest.raises(Refused):
        deciding.confirm_decision(work, decision_id)
    work.drop()
    assert case_id not in list_held(work, [case_id])
