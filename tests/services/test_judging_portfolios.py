"""Judging a portfolio on both databases: alone, sealed, together; the evidence made from it, and what opens it again."""

import pytest
from sqlalchemy import select

from exam_server.core.judging import Target
from exam_server.core.problems import NotFound, Refused
from exam_server.services import appointing, judging
from exam_server.services.case import get_case
from exam_server.services.judging_view import show_judging
from exam_server.services.legal_day import legal_day
from exam_server.services.people import make_account
from exam_server.services.sources import show_evidence
from exam_server.store.case import list_evidence
from exam_server.store.tables import AuditEventRow, CaseAdvisorRow, EvidenceRow
from tests.deciding import COMMISSION, act_as
from tests.judged import TARGETS, Handed, add_piece, findings, judge, look, make_handed, make_proved, seal, seal_all
from tests.making import OwnWork, make_player
from tests.proving import appoint, prove

PART_A, PART_B = TARGETS


@pytest.fixture
def made(work: OwnWork) -> Handed:
    return make_handed(work)


def records(work: OwnWork, made: Handed) -> list[EvidenceRow]:
    return [each for each in list_evidence(work.session, made.case_id) if each.source_kind == "document"]


def states(work: OwnWork, made: Handed, login: str = "asia") -> list[str]:
    return [each.state for each in look(work, made, login).targets]


def vote(work: OwnWork, made: Handed, login: str, accepts: bool, target: Target = PART_A) -> None:
    act_as(work, made.case, login)
    judging.vote_together(work, made.case_id, target, accepts, f"głos: {login}")
    work.commit()


def test_members_see_nobody_elses_judgement_before_the_last_one_has_sealed(work: OwnWork, made: Handed) -> None:
    for login in COMMISSION[:2]:
        seal(work, made, login)
    judge(work, made, "czeslawa", made.mappings[0], "authentic")
    for login, own in (("asia", "Joanna Asesorska"), ("czeslawa", "Czesława Przewodnicząca"), ("olga", "")):
        view = look(work, made, login)
        names = {each.name for target in view.targets for claim in target.claims for each in claim.judgements}
        assert (names, view.sealed_by) == ({own} - {""}, 2)
        assert {each.state for each in view.targets} == {"alone"}
    seal(work, made, "czeslawa")
    view = look(work, made, "olga")
    assert {len(claim.judgements) for target in view.targets for claim in target.claims} == {3}
    assert states(work, made) == ["sealed", "sealed"]


@pytest.mark.rule("S1")
def test_what_all_accept_becomes_evidence_that_leads_back_to_the_piece_and_each_judgement(
    work: OwnWork, made: Handed
) -> None:
    seal_all(work, made)
    assert judging.settle_agreed(work, made.case_id) == 2
    work.commit()
    assert states(work, made) == ["settled", "settled"]
    found = records(work, made)
    assert [(each.part, each.verdict, each.method) for each in found] == [
        ("a", "met", "evidence_analysis"),
        ("b", "met", "evidence_analysis"),
    ]
    assert {each.stage_id for each in found} == {made.stage_id}
    row = next(each for each in get_case(work, made.case_id).rows if each.criterion == "2A1")
    assert row.standing == "met"
    source = show_evidence(work, found[0].id).portfolio
    assert source is not None and source.settled is not None and source.settled.dissent == ()
    assert [piece.mapped.piece.title for piece in source.pieces] == ["Praktyka w herbaciarni"]
    assert {each.name for each in source.pieces[0].judgements} == {
        "Joanna Asesorska",
        "Artur Asesorski",
        "Czesława Przewodnicząca",
    }
    with pytest.raises(Refused):
        judging.settle_agreed(work, made.case_id)


@pytest.mark.rule("P9")
def test_where_members_differ_the_panel_votes_and_dissent_is_kept(work: OwnWork, made: Handed) -> None:
    seal_all(work, made, artur=made.mappings[0])
    assert states(work, made) == ["together", "sealed"]
    judging.settle_agreed(work, made.case_id)
    work.commit()
    vote(work, made, "asia", False)
    assert look(work, made, "artur").targets[0].own_vote is None
    assert look(work, made, "artur").targets[0].voted == 1
    vote(work, made, "artur", False)
    with pytest.raises(Refused):
        vote(work, made, "artur", True)
    work.drop()
    vote(work, made, "czeslawa", True)
    settled = look(work, made, "asia").targets[0].settled
    assert settled is not None and not settled.accepted
    assert [(each.name, each.why) for each in settled.dissent] == [("Czesława Przewodnicząca", "głos: czeslawa")]
    row = next(each for each in get_case(work, made.case_id).rows if each.criterion == "2A1")
    assert (row.standing, [part.id for part in row.missing_parts]) == ("open", ["a"])


def test_an_addition_is_judged_alone_again_and_its_record_supersedes_the_one_before(
    work: OwnWork, made: Handed
) -> None:
    seal_all(work, made, asia=made.mappings[0], artur=made.mappings[0], czeslawa=made.mappings[0])
    judging.settle_agreed(work, made.case_id)
    work.commit()
    added = add_piece(work, made, PART_A)
    assert states(work, made) == ["alone", "settled"]
    assert look(work, made, "asia").targets[0].settled is None
    seal_all(work, made)
    assert look(work, made, "asia").targets[0].claims[0].own is not None
    judging.settle_agreed(work, made.case_id)
    work.commit()
    first, second = (each for each in records(work, made) if each.part == "a")
    assert (first.verdict, first.open_reason) == ("open", "too_little_evidence")
    assert (second.verdict, second.supersedes, second.source_id) == ("met", first.id, first.source_id)
    source = show_evidence(work, first.id).portfolio
    assert source is not None and source.settled is not None and not source.settled.stands
    assert added not in {each.mapped.id for each in source.pieces}


def test_what_is_sealed_is_final_and_nothing_is_sealed_half(work: OwnWork, made: Handed) -> None:
    judge(work, made, "asia", made.mappings[0])
    with pytest.raises(Refused) as half:
        judging.seal_judgements(work, made.case_id)
    assert half.value.rule == "P2"
    work.drop()
    seal(work, made, "asia")
    with pytest.raises(Refused):
        judge(work, made, "asia", made.mappings[0], "sufficient")
    work.drop()
    with pytest.raises(Refused):
        judging.seal_judgements(work, made.case_id)


@pytest.mark.rule("S2")
def test_only_seated_members_judge_seal_vote_and_settle(work: OwnWork, made: Handed) -> None:
    stranger = make_player(work, "rena")
    acts = (
        lambda: judging.judge_mapping(work, made.case_id, made.mappings[0], findings()),
        lambda: judging.seal_judgements(work, made.case_id),
        lambda: judging.vote_together(work, made.case_id, PART_A, True, "tak"),
        lambda: judging.settle_agreed(work, made.case_id),
    )
    for act in acts:
        act_as(work, made.case, "olga")
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.rule == "S2"
        work.drop()
        work.act_as(stranger, "assessor")
        with pytest.raises(NotFound):
            act()
        work.drop()
    with pytest.raises(NotFound):
        show_judging(work, made.case_id)
    act_as(work, made.case, "asia")
    with pytest.raises(NotFound):
        judging.judge_mapping(work, made.case_id, made.case_id, findings())
    work.drop()
    with pytest.raises(NotFound):
        judging.vote_together(work, made.case_id, Target("1A1"), True, "tak")


@pytest.mark.rule("S2")
def test_a_recusal_blocks_judging_and_the_replacement_judges_alone_before_it_is_settled_anew(work: OwnWork) -> None:
    made = make_proved(work)
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    accounts, exam_id = made.case.accounts, made.case.exam_id
    accounts["zofia"] = make_account(work, "zofia", "Zofia", "Zastępująca", ["assessor"])
    work.commit()
    prove(work, accounts["zofia"], "c")
    act_as(work, made.case, "olga")
    appointing.recuse(work, exam_id, made.case_id, accounts["artur"], "request", "zna kandydatkę")
    work.commit()
    assert states(work, made) == ["sealed"]
    with pytest.raises(Refused) as blocked:
        judging.settle_agreed(work, made.case_id)
    assert blocked.value.rule == "S2"
    work.drop()
    act_as(work, made.case, "olga")
    appointing.recuse(work, exam_id, made.case_id, accounts["artur"], "request", "zna", accounts["zofia"])
    work.commit()
    view = look(work, made, "zofia")
    assert view.targets[0].state == "alone" and view.targets[0].settled is None
    assert [claim.judgements for claim in view.targets[0].claims] == [()]
    first, opened = records(work, made)
    assert (opened.verdict, opened.open_reason) == ("open", "awaits_reading"), "what he settled shows nothing any more"
    source = show_evidence(work, first.id).portfolio
    assert source is not None and (source.pieces, source.settled) == ((), None)
    seal(work, made, "zofia")
    kept = {each.name: each.counts for each in look(work, made, "asia").targets[0].claims[0].judgements}
    assert kept["Artur Asesorski"] is False and kept["Zofia Zastępująca"] is True
    judging.settle_agreed(work, made.case_id)
    work.commit()
    assert [each.supersedes for each in records(work, made)] == [None, first.id, opened.id]


@pytest.mark.rule("S8")
def test_the_candidates_advisor_judges_nothing_and_what_they_judged_before_counts_no_more(work: OwnWork) -> None:
    made = make_proved(work)
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    advisor = made.case.accounts["artur"]
    work.record()
    shared = {"organisation_id": work.organisation_id, "case_id": made.case_id, "account_id": advisor}
    work.session.add(CaseAdvisorRow(id=work.new_id(), taken_on=legal_day(work), made_at=work.now, **shared))
    work.commit()
    added = add_piece(work, made, Target("1B5"))
    view = look(work, made, "artur")
    assert (view.is_member, view.targets[0].state, view.targets[0].settled is None) == (False, "alone", False)
    with pytest.raises(Refused):
        judge(work, made, "artur", added)


@pytest.mark.rule("S2")
def test_what_somebody_settled_who_is_recused_and_sits_no_more_is_opened_again(work: OwnWork) -> None:
    made = make_proved(work)
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    assert states(work, made) == ["settled"]
    accounts, exam_id = made.case.accounts, made.case.exam_id
    act_as(work, made.case, "olga")
    appointing.recuse(work, exam_id, made.case_id, accounts["artur"], "own", "")
    work.commit()
    accounts["zofia"] = make_account(work, "zofia", "Zofia", "Zastępująca", ["assessor"])
    work.commit()
    prove(work, accounts["zofia"], "c")
    appoint(work, exam_id, [accounts[login] for login in ("asia", "zofia", "czeslawa")], accounts["czeslawa"])
    assert states(work, made) == ["alone"]


def test_the_trail_of_judging_holds_hashes_and_no_words(work: OwnWork, made: Handed) -> None:
    seal_all(work, made, artur=made.mappings[0])
    for login in COMMISSION:
        vote(work, made, login, True)
    rows = work.session.scalars(select(AuditEventRow).where(AuditEventRow.tag.startswith("case.judgements"))).all()
    assert {row.tag.rpartition(".")[2] for row in rows} == {"sealed", "voted", "settled"}
    assert "powód" not in " ".join(str(row.facts) for row in rows)
    assert "głos" not in " ".join(str(row.facts) for row in rows)
