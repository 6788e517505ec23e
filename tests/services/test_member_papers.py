"""Scans beside members' documents, declarations that are withdrawn, and the proof that an appointment keeps."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import appointing, commission, composing, credentials, declaring
from exam_server.services.credential_files import NOT_TAKEN, add_scan, get_scan
from exam_server.services.credentials import GivenDocument, get_person_id
from exam_server.services.documents import keep_document
from exam_server.services.legal_day import legal_day
from exam_server.services.panel import get_case_row, list_seated
from exam_server.store.commission import find_commission, list_seats
from tests.dangerous import make_pdf
from tests.encounters import CODE
from tests.making import OwnWork
from tests.proving import appoint
from tests.services.test_appointing import Day, rules_of


@pytest.fixture
def day(work: OwnWork) -> Day:
    return Day(work)


def enter(work: OwnWork, day: Day) -> tuple[UUID, UUID]:
    """A document that waits to be verified; gives the person and it."""
    person = get_person_id(work, day.chair)
    today = legal_day(work)
    period = credentials.add_period(work, person, "poradnia", today - timedelta(days=900), today)
    document = credentials.add_document(work, person, period, GivenDocument("contract", "umowa", today, (f"{CODE}:b",)))
    work.commit()
    return person, document


@pytest.mark.rule("S5")
def test_a_scan_is_kept_by_hash_with_its_document_until_that_is_verified(
    work: OwnWork, day: Day, tmp_path: Path
) -> None:
    person, document = enter(work, day)
    read = keep_document(tmp_path, "../skan umowy.pdf", make_pdf(b""), NOT_TAKEN)
    scan = add_scan(work, person, document, read)
    assert add_scan(work, person, document, read) == scan
    work.commit()
    [entered] = [each for each in credentials.list_files(work, [person])[person].documents if each.id == document]
    assert [(each.file_name, each.content_hash) for each in entered.scans] == [("skan umowy.pdf", read.digest)]
    assert get_scan(work, tmp_path, person, scan)[1] == read.content
    with pytest.raises(NotFound):
        get_scan(work, tmp_path, get_person_id(work, day.members[0]), scan)
    work.act_as(day.accounts["damian"], "office")
    credentials.verify_document(work, person, document)
    work.commit()
    with pytest.raises(Refused) as late:
        add_scan(work, person, document, keep_document(tmp_path, "b.pdf", make_pdf(b"% other\n"), NOT_TAKEN))
    assert late.value.rule == "S5"
    work.drop()
    credentials.withdraw(work, person, document)
    work.commit()
    with pytest.raises(NotFound):
        get_scan(work, tmp_path, person, scan)


def test_a_dangerous_file_is_refused_in_words_about_the_document(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The file wasn't taken"):
        keep_document(tmp_path, "skan.html", b"<script>alert(1)</script>", NOT_TAKEN)


@pytest.mark.rule("S6")
def test_a_withdrawn_declaration_stays_and_doesn_t_count_any_more(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    person, today = get_person_id(work, day.chair), legal_day(work)
    [kept] = declaring.list_kept(work, person, CODE)
    ahead = today + timedelta(days=30)
    declaring.withdraw_declaration(work, person, kept.id, ahead, "odchodzi z komisji")
    work.commit()
    assert rules_of(work, day) == []
    edition = day.edition(work)
    outlook = composing.look_ahead(edition.content.commission, composing.list_pool(work, edition), today)
    assert outlook.closes_on == ahead and outlook.lapses[0].credential == ""
    with pytest.raises(Refused):
        declaring.withdraw_declaration(work, person, kept.id, today, "jeszcze raz")
    work.drop()
    declaring.declare(work, person, CODE, today)
    work.commit()
    outlook = composing.look_ahead(edition.content.commission, composing.list_pool(work, edition), today)
    assert outlook.closes_on != ahead, "a newer declaration holds on"


@pytest.mark.rule("S6")
def test_from_the_day_of_a_withdrawal_the_commission_is_not_legal(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    person = get_person_id(work, day.members[0])
    [kept] = declaring.list_kept(work, person, CODE)
    declaring.withdraw_declaration(work, person, kept.id, legal_day(work), "konflikt")
    work.commit()
    assert rules_of(work, day) == ["S6"]
    assert composing.propose(work, day.exam_id, composing.list_pool(work, day.edition(work)), 1).blocked
    with pytest.raises(Refused) as refused:
        appointing.appoint(work, day.exam_id, day.members, day.chair)
    assert refused.value.rule == "S6"
    work.drop()
    [again] = declaring.list_kept(work, person, CODE)
    assert (again.withdrawn_on, again.reason) == (legal_day(work), "konflikt")


@pytest.mark.rule("S4")
@pytest.mark.rule("S5")
def test_the_proof_in_words_is_frozen_with_the_appointment(work: OwnWork, day: Day) -> None:
    appoint(work, day.exam_id, day.members, day.chair)
    row = find_commission(work.session, day.exam_id)
    assert row is not None
    before = {seat.account_id: seat.proof_text for seat, _ in list_seats(work.session, row.id)}
    told = before[day.members[1]]
    assert told.startswith("Wykształcenie na poziomie 7 PRK lub wyższym: studia magisterskie – dyplom „dyplom”")
    assert "Warunek c (" in told and "10 lat (365" in told and "praca (" in told and "świadectwo pracy" in told
    person = get_person_id(work, day.members[1])
    for each in credentials.list_files(work, [person])[person].documents:
        credentials.withdraw(work, person, each.id)
    work.commit()
    found = commission.require_commission(work, day.case_id)
    assert {each.account_id: each.proof for each in found.members} == before
    work.act_as(day.accounts["olga"], "office")
    assert {each.proof for each in list_seated(work, get_case_row(work, day.case_id))} == set(before.values())
