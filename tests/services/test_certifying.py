"""Certificates from a complete case to their register: two people, gapless numbers, entries that stay (L1, L4, L19)."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.problems import NotFound, Refused
from exam_server.formats.plain import content_hash
from exam_server.services import certificate_views, certifying, protocols, signed_protocols
from exam_server.services.certification import check_readiness, list_decided_cases
from exam_server.services.certifying import Asked
from exam_server.services.entering import record_of
from exam_server.services.legal_day import legal_day
from exam_server.store import certification as store
from exam_server.store.tables import (
    AuditEventRow,
    CertificateFileRow,
    CertificateRow,
    HolderRow,
    OrganisationRow,
    PersonRow,
    RecusalRow,
    RegisterEntryRow,
)
from tests.certified import (
    BORN,
    ISSUE,
    PLACE,
    SIGNATORY,
    carry_out,
    confirm,
    confirm_source,
    give_birthday,
    keep_signatures,
    make_certifiable,
    make_protocol,
    second_person,
)
from tests.dangerous import make_pdf
from tests.deciding import Decidable, act_as, decide, decide_all, make_decidable
from tests.making import CANDIDATES, OwnWork
from tests.reading_pdf import is_accessible, text_of


def rules(work: OwnWork, made: Decidable) -> list[str]:
    return [problem.rule for problem in check_readiness(work, made.case_id).missing]


@pytest.mark.rule("L19")
@pytest.mark.rule("L2")
def test_a_case_gains_what_it_lacks_step_by_step_and_the_page_says_what_is_left(work: OwnWork) -> None:
    made = make_decidable(work)
    assert list_decided_cases(work) == () and {"L2", "L23", "L1"} <= set(rules(work, made))
    decide_all(work, made)
    assert list_decided_cases(work) == (made.case_id,)
    assert rules(work, made) == ["L23", "L1", "L19"], "source, date of birth, protocol"
    confirm_source(work, made)
    give_birthday(work, made.case_id)
    protocol = make_protocol(work, made)
    keep_signatures(work, protocol, 4, ["Obca Pierwsza", "Obca Druga", "Obca Trzecia", "Obca Czwarta"])
    assert rules(work, made) == ["L19"], "nobody of the commission has signed, however many others have"
    keep_signatures(work, protocol, 2)
    assert rules(work, made) == ["L19"], "one member hasn't signed"
    act_as(work, made, "olga")
    with pytest.raises(Refused, match="signed by 2 of 3"):
        certifying.prepare_act(work, made.case_id, ISSUE)
    work.drop()
    keep_signatures(work, protocol, 3)
    assert rules(work, made) == []


@pytest.mark.rule("L19")
def test_a_protocol_that_states_an_earlier_decision_isnt_enough(work: OwnWork) -> None:
    made = make_certifiable(work)
    before = next(each for each in check_readiness(work, made.case_id).criteria if each.criterion == "1A2")
    decide(work, made, "1A2", reason="przeczytano jeszcze raz", supersedes=UUID(before.decision))
    assert rules(work, made) == ["L19"]
    keep_signatures(work, make_protocol(work, made, 1, "nowe rozstrzygnięcie"), 3)
    assert rules(work, made) == [], "the newer protocol of the set beside the older one of the whole"


@pytest.mark.rule("L19")
def test_the_trace_names_decision_evidence_commission_and_protocol_and_nobody(work: OwnWork) -> None:
    made = make_certifiable(work)
    ready = check_readiness(work, made.case_id)
    assert content_hash(json.loads(json.dumps(ready.trace))) == ready.trace_hash
    for each in ready.trace["criteria"]:
        assert each["decision"] and each["evidence"] and len(each["commission"]) == 3
        assert each["protocol"]["signers"] == 3 and each["rule_version"] == "1" and len(each["plan"]) == 64
    words = json.dumps(ready.trace, ensure_ascii=False)
    assert not any(name in words for name in (CANDIDATES[0].family_name, "Asesorska", "Kazimiera"))


@pytest.mark.rule("L1")
@pytest.mark.rule("P7")
@pytest.mark.rule("L4")
def test_two_people_issue_it_with_exactly_the_fields_of_the_act(work: OwnWork) -> None:
    made = make_certifiable(work)
    act_as(work, made, "olga")
    certifying.prepare_act(work, made.case_id, ISSUE)
    work.commit()
    with pytest.raises(Refused) as refused:
        confirm(work, made)
    assert refused.value.rule == "P7"
    work.drop()
    second_person(work, made)
    row = confirm(work, made)
    [file] = store.list_files(work.session, row.id)
    words = " ".join(text_of(file.content).split())
    year = legal_day(work).year
    for expected in (
        "Certyfikat kwalifikacji wolnorynkowej",
        f"nr {year}/00001",
        "Izba Herbaciana, Gdynia",
        f"{CANDIDATES[0].given_names} {CANDIDATES[0].family_name}",
        "17 maja 1984",
        "Parzenie herbaty",
        "Polska Rama Kwalifikacji, poziom",
        SIGNATORY,
    ):
        assert expected in words, expected
    assert "PESEL" not in words and "%" not in words and is_accessible(file.content)
    [(entry, _)] = store.list_entries(work.session, work.organisation_id)
    assert (entry.position, entry.kind, entry.validator) == (1, "issued", "Izba Herbaciana")
    assert entry.record_hash == content_hash(record_of(entry, row)) and row.trace_hash == content_hash(row.trace)
    events = work.session.scalars(select(AuditEventRow).where(AuditEventRow.tag.like("certificate%"))).all()
    told = json.dumps([each.facts for each in events]) + str([entry.validated, entry.recognised])
    assert CANDIDATES[0].family_name not in told and str(BORN) not in told


@pytest.mark.rule("P7")
def test_what_changed_since_the_first_person_looked_isnt_issued(work: OwnWork) -> None:
    made = make_certifiable(work)
    act_as(work, made, "olga")
    certifying.prepare_act(work, made.case_id, ISSUE)
    work.commit()
    with pytest.raises(Refused, match="waits for a second person"):
        certifying.prepare_act(work, made.case_id, ISSUE)
    work.drop()
    confirm_source(work, made)
    keep_signatures(work, make_protocol(work, made, 0, "poprawka"), 3)
    second_person(work, made)
    with pytest.raises(Refused, match="has changed"):
        confirm(work, made)
    work.drop()
    certifying.drop_act(work, made.case_id)
    work.commit()
    with pytest.raises(NotFound):
        certifying.draft_act(work, made.case_id, "{year}/{number}")
    work.drop()
    assert carry_out(work, made).number == 1


def test_a_name_corrected_while_the_file_is_made_stops_the_issue(work: OwnWork) -> None:
    made = make_certifiable(work)
    act_as(work, made, "olga")
    certifying.prepare_act(work, made.case_id, ISSUE)
    work.commit()
    second_person(work, made)
    draft = certifying.draft_act(work, made.case_id, "{year}/{number}")
    assert draft is not None
    work.drop()
    work.record()
    person = work.session.scalars(select(PersonRow).where(PersonRow.family_name == CANDIDATES[0].family_name)).one()
    person.family_name = "Kandydacka-Nowa"
    work.commit()
    for tried in (draft, replace(draft, number=7), None):
        with pytest.raises(Refused):
            certifying.carry_out(work, made.case_id, tried, b"%PDF")
        work.drop()
    assert work.session.scalars(select(CertificateRow)).all() == []
    assert confirm(work, made).cited == f"{legal_day(work).year}/00001"


@pytest.mark.rule("L4")
def test_duplicate_replacement_and_revocation_are_further_entries_with_reasons(work: OwnWork) -> None:
    made = make_certifiable(work)
    first = carry_out(work, made)
    with pytest.raises(Refused, match="reason"):
        carry_out(work, made, Asked("duplicate"))
    work.drop()
    carry_out(work, made, Asked("duplicate", reason="zniszczony"))
    second = carry_out(work, made, Asked("replace", PLACE, SIGNATORY, "błąd w nazwisku"))
    carry_out(work, made, Asked("revoke", reason="odwołanie osoby trzeciej"))
    with pytest.raises(Refused, match="no valid certificate"):
        carry_out(work, made, Asked("duplicate", reason="zgubiony"))
    work.drop()
    register = certificate_views.list_register(work)
    told = [(each.position, each.kind, each.cited) for each in register]
    assert told == [
        (1, "issued", first.cited),
        (2, "duplicated", first.cited),
        (3, "replaced", first.cited),
        (4, "issued", second.cited),
        (5, "revoked", second.cited),
    ]
    assert [each.number for each in (first, second)] == [1, 2] and second.replaces == first.id
    assert register[1].prepared_by != register[1].made_by
    [newest, oldest] = certificate_views.list_of_case(work, made.case_id)
    assert (newest.standing, oldest.standing, len(oldest.files)) == ("revoked", "replaced", 2)
    words = text_of(store.list_files(work.session, first.id)[1].content)
    assert "DUPLIKAT" in words
    assert f"Wydany w miejsce certyfikatu {first.cited}" in " ".join(
        text_of(store.list_files(work.session, second.id)[0].content).split()
    )
    assert carry_out(work, made).number == 3, "after a revocation a complete case may get another one"


@pytest.mark.rule("L4")
def test_numbers_of_a_body_and_year_have_no_gap_whatever_was_dropped(work: OwnWork) -> None:
    made = make_certifiable(work)
    act_as(work, made, "olga")
    certifying.prepare_act(work, made.case_id, ISSUE)
    certifying.drop_act(work, made.case_id)
    work.commit()
    first = carry_out(work, made, pattern="{code}/{number:03}/{year}")
    carry_out(work, made, Asked("revoke", reason="pomyłka"))
    second = carry_out(work, made)
    assert [first.number, second.number] == [1, 2] and first.cited.endswith(f"/001/{legal_day(work).year}")


@pytest.mark.rule("L19")
def test_a_scan_of_the_paper_that_all_signed_counts_with_the_name_of_who_vouches(work: OwnWork) -> None:
    made = make_certifiable(work)
    protocol = make_protocol(work, made, 0, "poprawka")
    assert rules(work, made) == ["L19"]
    act_as(work, made, "olga")
    for wrong in (b"", b"no PDF at all"):
        with pytest.raises(Refused):
            signed_protocols.check_paper("protokol.pdf", wrong)
    read = signed_protocols.check_paper("protokol.pdf", make_pdf())
    for _ in range(2):
        signed_protocols.keep_paper(work, made.case_id, protocol, read)
        work.commit()
    assert rules(work, made) == []
    found = check_readiness(work, made.case_id).criteria[0].protocol
    assert found is not None and found.on_paper and found.signers == 3
    [kept] = [each for each in protocols.list_protocols(work, made.case_id) if each.id == protocol]
    assert [(each.kind, each.reading) for each in kept.signed] == [("paper", None)] and kept.signed[0].brought_by


@pytest.mark.rule("S2")
def test_a_member_recused_after_a_decision_leaves_it_standing_and_one_who_was_out_before_doesnt(work: OwnWork) -> None:
    made = make_certifiable(work)
    work.record()
    row = RecusalRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=made.case_id,
        account_id=made.accounts["asia"],
        kind="own",
        reason="",
        made_at=work.now,
        made_by=None,
    )
    work.session.add(row)
    work.commit()
    assert rules(work, made) == []
    work.record()
    work.session.get_one(RecusalRow, row.id).made_at = work.now - timedelta(days=1)
    work.commit()
    [problem] = check_readiness(work, made.case_id).missing
    assert (problem.rule, "1A1, 1A2, 2A1, 2A2" in str(problem.message)) == ("S2", True)


@pytest.mark.rule("L5")
def test_after_the_time_of_keeping_only_the_holders_data_go(work: OwnWork) -> None:
    made = make_certifiable(work)
    row = carry_out(work, made)
    today = legal_day(work)
    assert store.list_holders_due(work.session, work.organisation_id, today) == []
    [due] = store.list_holders_due(work.session, work.organisation_id, today + timedelta(days=1))
    assert (due.cited, due.case_id) == (row.cited, made.case_id)
    work.record()
    assert store.erase_holders(work.session, [due.id]) == 1
    work.commit()
    assert work.session.scalars(select(HolderRow)).all() == work.session.scalars(select(CertificateFileRow)).all() == []
    [entry] = certificate_views.list_register(work)
    assert (entry.holder, entry.born_on, entry.cited) == ("", None, row.cited)
    kept = work.session.scalars(select(RegisterEntryRow)).one()
    assert kept.record_hash == content_hash(record_of(kept, row)), "the entry is still whole"
    carry_out(work, made, Asked("revoke", reason="po latach"))
    with pytest.raises(Refused):
        carry_out(work, made, Asked("duplicate", reason="za późno"))


def test_the_holder_alone_reads_the_own_certificate(work: OwnWork) -> None:
    made = make_certifiable(work)
    row = carry_out(work, made)
    [file] = store.list_files(work.session, row.id)
    with pytest.raises(NotFound):
        certificate_views.read_own_file(work, made.case_id, file.id)
    with pytest.raises(NotFound):
        certificate_views.read_file(work, made.case_id, row.id)


@pytest.mark.rule("L1")
def test_a_body_without_a_seat_issues_nothing(work: OwnWork) -> None:
    made = make_certifiable(work)
    work.record()
    work.session.get_one(OrganisationRow, work.organisation_id).seat = ""
    work.commit()
    assert rules(work, made) == ["L1"]
