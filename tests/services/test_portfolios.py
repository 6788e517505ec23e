"""Portfolios on both databases: drafts, handing in, additions, limits, whose they are, and the bytes on the disk."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import NotFound, Refused
from exam_server.services import documents, portfolio, stages
from exam_server.services.candidate_cases import get_candidate_case, make_case
from exam_server.services.case import get_case
from exam_server.services.documents import get_handed_in_document, get_own_document, keep_document
from exam_server.services.invitations import invite
from exam_server.services.own_cases import list_own_cases
from exam_server.services.people import set_password
from exam_server.store.evidence_files import get_file, put_file
from exam_server.store.tables import AccountRoleRow, AuditEventRow
from tests.dangerous import make_pdf
from tests.making import CANDIDATES, OwnWork, make_edition, make_player
from tests.portfolios import bring, hand_in_one, make_applicant


def test_a_case_without_an_exam_has_a_grid_and_a_stage(work: OwnWork) -> None:
    made = make_applicant(work)
    work.act_as(None, "office")
    view = get_case(work, made.case_id)
    assert (view.exam_title, view.met, len(view.rows)) == ("", 0, 4)


def test_pieces_are_judged_by_criterion_only_once_they_are_handed_in(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    work.actor = made.actor
    document = bring(work, tmp_path, made.case_id)
    words = portfolio.add_declaration(work, made.case_id, "Praktyka", "Oświadczam, że podawałam herbatę.")
    portfolio.map_piece(work, made.case_id, words, [("2A1", "b"), ("2A1", "a")], "Opis dnia.")
    portfolio.map_piece(work, made.case_id, document, [("1A2", "")], "Strona 2.")
    assert portfolio.map_piece(work, made.case_id, document, [("1A2", "")], "Jeszcze raz.") == 0
    work.commit()
    assert portfolio.list_mappings(work, made.case_id) == []
    portfolio.hand_in(work, made.case_id)
    work.commit()
    found = portfolio.list_mappings(work, made.case_id)
    assert [(each.criterion, each.part, each.piece.kind) for each in found] == [
        ("1A2", "", "document"),
        ("2A1", "b", "declaration"),
        ("2A1", "a", "declaration"),
    ]
    assert {each.is_addition for each in found} == {False}


def test_after_the_handing_in_pieces_are_additions_and_nothing_is_taken_back(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    first = hand_in_one(work, tmp_path, made)
    later = bring(work, tmp_path, made.case_id, b"inne")
    portfolio.map_piece(work, made.case_id, later, [("1A2", "")], "Strona 5.")
    work.commit()
    with pytest.raises(Refused):
        portfolio.take_back(work, made.case_id, first)
    work.drop()
    with pytest.raises(Refused):
        portfolio.hand_in(work, made.case_id)
    work.drop()
    assert [(each.piece.id, each.is_addition) for each in portfolio.list_mappings(work, made.case_id)] == [
        (first, False),
        (later, True),
    ]


def test_a_draft_is_taken_back_with_what_it_was_said_to_show(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    work.actor = made.actor
    document = bring(work, tmp_path, made.case_id)
    portfolio.map_piece(work, made.case_id, document, [("1A2", "")], "Strona 2.")
    portfolio.take_back(work, made.case_id, document)
    work.commit()
    view = portfolio.get_own_portfolio(work, made.case_id)
    assert (view.pieces, view.mappings) == ((), ())
    with pytest.raises(NotFound):
        portfolio.take_back(work, made.case_id, document)


@pytest.mark.rule("L8")
def test_a_closed_stage_takes_nothing_and_a_reopened_one_does(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    work.act_as(None, "office")
    with pytest.raises(Refused) as twice:
        stages.open_stage(work, made.case_id, "evidence_analysis")
    assert twice.value.rule == "L8"
    work.drop()
    stages.close_stage(work, made.case_id, made.stage_id)
    work.commit()
    work.actor = made.actor
    with pytest.raises(Refused) as refused:
        bring(work, tmp_path, made.case_id)
    assert refused.value.rule == "L8"
    work.drop()
    stages.reopen_stage(work, made.case_id, made.stage_id)
    work.commit()
    bring(work, tmp_path, made.case_id)


@pytest.mark.rule("S1")
def test_a_criterion_that_the_plan_does_not_leave_to_evidence_is_refused(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    work.actor = made.actor
    document = bring(work, tmp_path, made.case_id)
    for target in (("1A1", ""), ("2A1", "c")):
        with pytest.raises(Refused):
            portfolio.map_piece(work, made.case_id, document, [target], "Strona 2.")
        work.drop()


def test_nobody_reaches_another_ones_portfolio(work: OwnWork, tmp_path: Path) -> None:
    made, other = make_applicant(work), make_applicant(work, 1)
    document = hand_in_one(work, tmp_path, made)
    work.actor = other.actor
    with pytest.raises(NotFound):
        portfolio.get_own_portfolio(work, made.case_id)
    with pytest.raises(NotFound):
        get_own_document(work, tmp_path, made.case_id, document)
    with pytest.raises(NotFound):
        get_own_document(work, tmp_path, other.case_id, document)
    with pytest.raises(NotFound):
        get_handed_in_document(work, tmp_path, made.case_id, document)
    with pytest.raises(NotFound):
        portfolio.add_declaration(work, made.case_id, "Obca", "Nie moja.")
    assert [each.id for each in list_own_cases(work)] == [other.case_id]


def test_the_office_reads_what_was_handed_in_and_no_drafts(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    document = hand_in_one(work, tmp_path, made)
    work.act_as(make_player(work, "olga"), "office")
    assert get_handed_in_document(work, tmp_path, made.case_id, document)[1].startswith(b"%PDF")
    other = make_applicant(work, 1)
    work.actor = other.actor
    draft = bring(work, tmp_path, other.case_id)
    work.act_as(make_player(work, "audyta"), "auditor")
    with pytest.raises(NotFound):
        get_handed_in_document(work, tmp_path, other.case_id, draft)
    work.act_as(make_player(work, "asia"), "assessor")
    with pytest.raises(NotFound):
        get_handed_in_document(work, tmp_path, made.case_id, document)


def test_the_limit_of_pieces_holds(work: OwnWork, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_applicant(work)
    work.actor = made.actor
    monkeypatch.setattr(portfolio, "LIMITS", portfolio.Limits(pieces=1))
    portfolio.add_declaration(work, made.case_id, "Pierwsza", "Oświadczam.")
    work.commit()
    with pytest.raises(Refused):
        portfolio.add_declaration(work, made.case_id, "Druga", "Oświadczam.")


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("exam_server.store.evidence_files.os.fsync", full)
    with pytest.raises(Refused) as refused:
        keep_document(tmp_path, "praca.pdf", make_pdf())
    assert "disk is full" in str(refused.value)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        keep_document(tmp_path, "praca.pdf", b"%PDF-" + b" " * documents.LIMITS.document_bytes)


def test_bytes_that_changed_on_the_disk_are_never_given_out(tmp_path: Path) -> None:
    digest = put_file(tmp_path, b"abc")
    assert (put_file(tmp_path, b"abc"), get_file(tmp_path, digest)) == (digest, b"abc")
    (tmp_path / digest[:2] / digest).write_bytes(b"abd")
    assert get_file(tmp_path, digest) is None


def test_an_invitation_sets_the_password_of_the_candidates_account(work: OwnWork) -> None:
    edition_id = make_edition(work)
    case_id = make_case(work, edition_id, CANDIDATES[0])
    work.commit()
    assert get_candidate_case(work, case_id).account == "none"
    token = invite(work, case_id, timedelta(hours=1))
    work.commit()
    assert get_candidate_case(work, case_id).account == "invited"
    set_password(work, token, "trzy słowa i herbata")
    work.commit()
    assert get_candidate_case(work, case_id).account == "usable"


def test_whoever_has_other_roles_gets_no_link_from_the_office(work: OwnWork) -> None:
    made = make_applicant(work)
    work.record()
    account_id, organisation_id = made.actor.account_id, work.organisation_id
    work.session.add(AccountRoleRow(account_id=account_id, role="administrator", organisation_id=organisation_id))
    work.commit()
    with pytest.raises(Refused):
        invite(work, made.case_id, timedelta(hours=1))


def test_a_person_without_an_address_gets_no_account(work: OwnWork) -> None:
    case_id = make_case(work, make_edition(work), CandidateEntry("Kama", "Bezadresowa"))
    work.commit()
    with pytest.raises(Refused):
        invite(work, case_id, timedelta(hours=1))


def test_the_trail_of_a_portfolio_holds_no_words_and_no_names(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    hand_in_one(work, tmp_path, made)
    rows = work.session.scalars(select(AuditEventRow)).all()
    tags = {row.tag for row in rows}
    assert {"portfolio.document.added", "portfolio.mapping.added", "case.stage.handed_in"} <= tags
    told = " ".join(f"{row.tag} {row.facts}" for row in rows)
    assert not [word for word in ("praca.pdf", "Świadectwo", "Strona", "Kazimiera") if word in told]
