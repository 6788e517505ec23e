"""Recognising earlier achievements on both databases: on a handed-in document, by the panel, as evidence that carries over."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.problems import NotFound, Refused
from exam_server.core.recognition import Basis
from exam_server.services import judging, recognising
from exam_server.services.case import get_case
from exam_server.services.recognising_view import show_recognising
from exam_server.services.sources import show_evidence
from exam_server.store.case import list_evidence
from exam_server.store.tables import AuditEventRow
from tests.deciding import act_as
from tests.judged import Handed, look, make_handed
from tests.making import OwnWork, make_player
from tests.portfolios import bring

BASIS = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))


@pytest.fixture
def made(work: OwnWork) -> Handed:
    return make_handed(work)


@pytest.fixture
def document(work: OwnWork, made: Handed, tmp_path: Path) -> UUID:
    work.actor = made.candidate
    return bring(work, tmp_path, made.case_id)


def propose(work: OwnWork, made: Handed, document: UUID, code: str, basis: Basis = BASIS) -> UUID:
    act_as(work, made.case, "asia")
    found = recognising.propose_recognition(work, made.case_id, code, basis, document, "ten sam zakres")
    work.commit()
    return found


def vote(work: OwnWork, made: Handed, found: UUID, **views: bool) -> None:
    for login, accepts in views.items():
        act_as(work, made.case, login)
        recognising.vote_on_recognition(work, made.case_id, found, accepts, f"powód {login}")
        work.commit()


def recognise(work: OwnWork, made: Handed, document: UUID, code: str, *, accepts: bool = True) -> UUID:
    found = propose(work, made, document, code)
    vote(work, made, found, artur=accepts, czeslawa=accepts)
    assert recognising.confirm_recognition(work, made.case_id, found) == accepts
    work.commit()
    return found


@pytest.mark.rule("L9")
def test_what_is_recognised_is_evidence_whatever_the_plan_says_and_is_neither_judged_nor_on_the_agenda(
    work: OwnWork, made: Handed, document: UUID
) -> None:
    assert len(look(work, made, "asia").open_claims) == 2
    found = recognise(work, made, document, "2")
    view = get_case(work, made.case_id)
    assert {row.criterion: row.standing for row in view.rows if row.criterion[0] == "2"} == {"2A1": "met", "2A2": "met"}
    assert [point.criterion for point in view.agenda.points] == ["1A1"]
    records = [each for each in list_evidence(work.session, made.case_id) if each.source_kind == "recognition"]
    assert {(each.criterion, each.source_id, each.stage_id) for each in records} == {
        ("2A1", found, made.stage_id),
        ("2A2", found, made.stage_id),
    }
    source = show_evidence(work, records[0].id).recognition
    assert source is not None and (source.basis, source.state) == (BASIS, "recognised")
    assert source.document is not None and source.document.id == document
    seen = look(work, made, "asia")
    assert seen.open_claims == [] and {each.is_recognised for each in seen.targets} == {True}
    with pytest.raises(Refused):
        judging.seal_judgements(work, made.case_id)
    work.drop()
    with pytest.raises(Refused) as twice:
        propose(work, made, document, "2A1")
    assert twice.value.rule == "L9"


def test_what_the_panel_does_not_recognise_leaves_no_evidence_and_may_be_proposed_again(
    work: OwnWork, made: Handed, document: UUID
) -> None:
    recognise(work, made, document, "2A1", accepts=False)
    assert not [each for each in list_evidence(work.session, made.case_id) if each.source_kind == "recognition"]
    again = propose(work, made, document, "2A1")
    with pytest.raises(Refused, match="proposed already"):
        propose(work, made, document, "2A1")
    work.drop()
    view = show_recognising(work, made.case_id)
    assert [each.state for each in view.recognitions] == ["voting", "refused"]
    assert view.recognitions[0].id == again
    assert {each.name for each in view.recognitions[1].dissent} == {"Joanna Asesorska"}


@pytest.mark.rule("L9")
def test_a_proposal_that_covers_what_another_open_one_covers_is_refused_until_that_one_is_decided(
    work: OwnWork, made: Handed, document: UUID
) -> None:
    found = propose(work, made, document, "2A1")
    for wider in ("2A", "2"):
        with pytest.raises(Refused, match="2A1: proposed already") as refused:
            propose(work, made, document, wider)
        assert refused.value.rule == "L9"
        work.drop()
    propose(work, made, document, "2A2")
    vote(work, made, found, artur=False, czeslawa=False)
    recognising.confirm_recognition(work, made.case_id, found)
    work.commit()
    with pytest.raises(Refused, match="2A2: proposed already"):
        propose(work, made, document, "2A")


@pytest.mark.rule("L9")
def test_a_recognition_rests_on_a_document_that_was_handed_in(work: OwnWork, made: Handed, document: UUID) -> None:
    declaration = look(work, made, "asia").targets[0].claims[0].mapped.piece.id
    for other in (declaration, made.case_id):
        with pytest.raises(Refused) as refused:
            propose(work, made, other, "1")
        assert refused.value.rule == "P2"
        work.drop()
    with pytest.raises(Refused) as undated:
        propose(work, made, document, "1", Basis("certificate", "C", "1", "I", date(2099, 1, 1)))
    assert undated.value.rule == "L9"


@pytest.mark.rule("S2")
def test_only_seated_members_propose_vote_and_confirm(work: OwnWork, made: Handed, document: UUID) -> None:
    found = propose(work, made, document, "1")
    stranger = make_player(work, "rena")
    acts = (
        lambda: recognising.propose_recognition(work, made.case_id, "2", BASIS, document, "tak"),
        lambda: recognising.vote_on_recognition(work, made.case_id, found, True, "tak"),
        lambda: recognising.confirm_recognition(work, made.case_id, found),
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
    act_as(work, made.case, "artur")
    assert {each.name for each in show_recognising(work, made.case_id).recognitions[0].ballots} == {"Joanna Asesorska"}
    with pytest.raises(NotFound):
        recognising.confirm_recognition(work, made.case_id, made.case_id)


def test_the_trail_of_a_recognition_holds_hashes_and_no_words(work: OwnWork, made: Handed, document: UUID) -> None:
    recognise(work, made, document, "1")
    rows = work.session.scalars(select(AuditEventRow).where(AuditEventRow.tag.startswith("case.recognition"))).all()
    assert [row.tag.rpartition(".")[2] for row in rows] == ["proposed", "voted", "voted", "confirmed"]
    assert not [word for word in ("Certyfikat", "Instytut", "zakres", "powód") if word in str([r.facts for r in rows])]
