"""The auditor from outside: in within the term alone, reads and changes nothing, draws samples, takes dossiers (L18)."""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from exam_server.formats.document_door import ReadDocument
from exam_server.formats.dossier_file import MANIFEST, find_spoilt
from exam_server.services.audit import seal_events
from exam_server.services.audit_chain import as_kept, verify_bundle
from exam_server.services.certifying import Asked
from exam_server.services.exam import ExamPlan, add_cases, make_exam
from exam_server.services.legal_day import legal_day
from exam_server.services.signed_protocols import keep_paper
from exam_server.store.tables import AccountTermRow, AuditEventRow, CaseRow, ExamRow
from tests.certified import PLACE, SIGNATORY, carry_out, make_certifiable, make_protocol
from tests.deciding import decide_all, make_decidable
from tests.judged import make_handed, seal_all
from tests.making import CANDIDATES, CAST, OwnWork, open_own_work, plan_exam
from tests.portfolios import make_applicant
from tests.retained import let_years_pass
from tests.visiting import Visitors, holder_csrf

CASE = UUID(int=0xC5)
TABLE = Path(__file__).with_name("access.csv")
OWN = ("account.", "public.")
AT_THE_DOOR = {"candidate.answer_check", "candidate.enter_ticket"}
READING = {"author.export_file", "office.check_chosen"}
"""A file of what is chosen, and a look whether chosen people would make a commission: they change nothing."""


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.mark.rule("L18")
def test_the_auditor_calls_nothing_unsafe_but_what_everybody_may() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["auditor"] == "yes" and row["method"] != "GET"]
    assert [row["endpoint"] for row in rows if not row["endpoint"].startswith(OWN)] == sorted(AT_THE_DOOR | READING)
    assert all(
        row["anonymous"] == "yes"
        for row in rows
        if row["endpoint"] not in READING and row["endpoint"].startswith("public.")
    )
    own = [row for row in rows if row["endpoint"].startswith("account.")]
    assert all(row["author"] == "yes" for row in own), "what any role may with its own account"


@pytest.mark.rule("L18")
def test_access_from_outside_ends_by_itself(work: OwnWork, visitors: Visitors) -> None:
    office, auditor, today = visitors.as_role("office"), visitors.as_role("auditor"), legal_day(work)
    address = f"/office/auditors/{visitors.accounts['audyta']}/term"
    given = {"valid_from": str(today), "valid_until": str(today), "reason": "Audyt zewnętrzny."}
    token = {"X-CSRF-Token": holder_csrf(office)}
    assert auditor.get("/auditor/trail").status_code == 200
    office.post(address, data=given, headers=token)
    assert "Audyt zewnętrzny." in office.get("/office/auditors").get_data(as_text=True)
    assert auditor.get("/auditor/trail").status_code == 200
    office.post(address, data=given | {"valid_until": "kiedyś"}, headers=token)
    assert "(L18)" in office.get("/office/auditors").get_data(as_text=True)
    work.record()
    row = work.session.query(AccountTermRow).one()
    row.valid_from, row.valid_until = today - timedelta(days=9), today - timedelta(days=1)
    work.commit()
    assert auditor.get("/auditor/trail").status_code == 403
    assert visitors.as_player("audyta").get("/auditor/trail").status_code == 403


@pytest.mark.rule("L18")
def test_the_trail_says_its_facts_in_words_and_the_bundle_keeps_them_as_they_are(
    work: OwnWork, visitors: Visitors
) -> None:
    auditor = visitors.as_role("auditor")
    work.record()
    work.note("people.session.opened", visitors.accounts["audyta"], by="password,recovery_code")
    work.note("case.decision.confirmed", visitors.accounts["audyta"], verdict="not_met", case=str(CASE), late=True)
    work.note("case.decision.confirmed", visitors.accounts["audyta"], record="ab" * 32, of_old=7, exam=None)
    work.commit()
    seal_events(work)
    work.commit()
    page = re.sub(r"<[^>]+>|\s+", " ", auditor.get("/auditor/trail").get_data(as_text=True))
    page = re.sub(" +", " ", page)
    assert "sposób: hasło, kod zapasowy" in page
    assert "sprawa: …0000000000c5" in page and "po terminie: tak" in page
    assert "rozstrzygnięcie: niespełnione" in page
    assert "skrót zapisu: abababababab…" in page and "of_old: 7" in page and "egzamin: –" in page
    found = auditor.get("/auditor/trail").get_data(as_text=True)
    assert f"subject={CASE}" in found and f'title="{CASE}"' in found
    bundle = gzip.decompress(auditor.get("/auditor/bundle").get_data()).decode()
    assert '"verdict":"not_met"' in bundle.replace(" ", "") and "password,recovery_code" in bundle


@pytest.mark.rule("L18")
def test_the_same_seed_draws_the_same_sample_on_the_page_and_in_the_file(work: OwnWork, visitors: Visitors) -> None:
    codes = set()
    for number in range(3):
        make_applicant(work, number)
    auditor = visitors.as_role("auditor")
    question = "?kind=cases&by=none&seed=2027-03-01&count=2"
    page = auditor.get(f"/auditor/sample{question}").get_data(as_text=True)
    assert "Wylosowano 2 z 3." in page
    for _ in range(2):
        file = auditor.get(f"/auditor/sample.csv{question}").get_data().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(file)))
        codes.add(tuple(row["label"] for row in rows))
        assert [(row["seed"], row["population"]) for row in rows] == [("2027-03-01", "3")] * 2
    assert len(codes) == 1 and all(code in page for code in codes.pop())
    for wrong in ("?kind=cases&by=none&seed=&count=2", "?kind=x&by=none&seed=1&count=2", "?kind=cases&seed=1&count=0"):
        assert auditor.get(f"/auditor/sample.csv{wrong}").status_code == 422
        assert "(L18)" in auditor.get(f"/auditor/sample{wrong}").get_data(as_text=True)


@pytest.mark.rule("L18")
def test_drawn_decisions_are_named_in_words_and_lead_to_where_they_were_made(work: OwnWork, visitors: Visitors) -> None:
    made = make_decidable(work, visitors.accounts)
    decide_all(work, made)
    auditor = visitors.as_role("auditor")
    question = "?kind=decisions&by=verdict&seed=2027-03-01&count=9"
    page = auditor.get(f"/auditor/sample{question}").get_data(as_text=True)
    table = page.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    assert "spełnione" in table and not re.search(r"\bmet\b", table)
    links = set(re.findall(r'href="([^"]+)"', table))
    assert len(links) == 4 and {auditor.get(link).status_code for link in links} == {200}
    file = auditor.get(f"/auditor/sample.csv{question}").get_data().decode("utf-8-sig")
    assert {row["stratum"] for row in csv.DictReader(io.StringIO(file))} == {"met"}


@pytest.mark.rule("L18", "L4")
def test_certificates_are_drawn_by_what_became_of_them_and_lead_to_their_trace(
    work: OwnWork, visitors: Visitors
) -> None:
    made = make_certifiable(work, visitors.accounts)
    first = carry_out(work, made).cited
    second = carry_out(work, made, Asked("replace", PLACE, SIGNATORY, "błąd")).cited
    auditor = visitors.as_role("auditor")
    question = "?kind=certificates&by=standing&seed=7&count=5"
    page = auditor.get(f"/auditor/sample{question}").get_data(as_text=True)
    assert first in page and second in page and f"/office/certificates/{made.case_id}" in page
    file = auditor.get(f"/auditor/sample.csv{question}").get_data().decode("utf-8-sig")
    rows = {row["label"]: row["stratum"] for row in csv.DictReader(io.StringIO(file))}
    assert rows == {first: "replaced", second: "valid"}
    assert auditor.get(f"/office/certificates/{made.case_id}").status_code == 200


@pytest.mark.rule("L18")
def test_a_dossier_has_the_files_of_certificates_unless_it_names_nobody(work: OwnWork, visitors: Visitors) -> None:
    made = make_certifiable(work, visitors.accounts)
    cited = carry_out(work, made).cited.replace("/", "-")
    let_years_pass(work, 0)
    auditor = visitors.as_role("auditor")
    files = dossier_of(auditor.get(f"/auditor/cases/{made.case_id}/dossier.zip").get_data())
    [name] = [each for each in files if each.startswith("certificates/")]
    assert name.startswith(f"certificates/{cited}-1-") and files[name].startswith(b"%PDF-")
    redacted = dossier_of(auditor.get(f"/auditor/cases/{made.case_id}/dossier.zip?redacted=yes").get_data())
    assert not [each for each in redacted if each.endswith(".pdf")] and "rows/certificate.json" in redacted


def dossier_of(answer: bytes) -> dict[str, bytes]:
    assert find_spoilt(io.BytesIO(answer)) == []
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.rule("L18")
def test_a_dossier_holds_what_a_case_rests_on_and_is_checked_without_the_server(
    work: OwnWork, visitors: Visitors
) -> None:
    made = make_handed(work)
    let_years_pass(work, 0)
    seal_all(work, made)
    while seal_events(work):
        work.commit()
    visitors.accounts |= made.case.accounts
    auditor = visitors.as_role("auditor")
    files = dossier_of(auditor.get(f"/auditor/cases/{made.case_id}/dossier.zip").get_data())
    assert {"record.json", "rows/judgement.json", "rows/mapping.json", "people.json", "audit/slice.json"} <= set(files)
    assert "Kandydacka" in files["candidate.json"].decode()
    about, found = verify_bundle(io.BytesIO(files["audit/chain.jsonl.gz"]), as_kept)
    assert found.harm == () and found.length > 0 and about.body == "Izba Herbaciana"
    tags = {each["tag"] for each in json.loads(files["audit/slice.json"])}
    assert "case.judgements.sealed" in tags
    work.drop()
    [event] = work.session.query(AuditEventRow).filter_by(tag="case.dossier.exported")
    assert event.facts["manifest"] and not event.facts["redacted"]
    assert json.loads(files[MANIFEST])["redacted"] is False


@pytest.mark.rule("L19")
def test_a_dossier_holds_a_scanned_protocol_as_the_pdf_that_it_is(work: OwnWork, visitors: Visitors) -> None:
    made = make_decidable(work, visitors.accounts)
    decide_all(work, made)
    protocol_id = make_protocol(work, made)
    scan = ReadDocument("skan.pdf", "pdf", "application/pdf", b"%PDF-1.7 scanned", "b" * 64)
    keep_paper(work, made.case_id, protocol_id, scan)
    work.commit()
    let_years_pass(work, 0)
    files = dossier_of(visitors.as_role("auditor").get(f"/auditor/cases/{made.case_id}/dossier.zip").get_data())
    assert [name for name, content in files.items() if content == scan.content and name.endswith(".pdf")]


@pytest.mark.rule("L18", "P5")
def test_a_redacted_dossier_names_nobody_and_keeps_its_pseudonyms(work: OwnWork, visitors: Visitors) -> None:
    made = make_handed(work)
    let_years_pass(work, 0)
    seal_all(work, made)
    visitors.accounts |= made.case.accounts
    office = visitors.as_role("office")
    address = f"/auditor/cases/{made.case_id}/dossier.zip?redacted=yes"
    first, again = (dossier_of(office.get(address).get_data()) for _ in range(2))
    words = b"".join(content for name, content in first.items() if not name.endswith(".gz")).decode()
    names = [player.family_name for player in CAST.values()] + [CANDIDATES[0].family_name, CANDIDATES[0].email]
    assert [name for name in names if name in words] == []
    assert first["people.json"] == again["people.json"] and "Osoba 1" in words
    assert first["rows/judgement.json"] == again["rows/judgement.json"]
    assert "candidate.json" not in first and not [name for name in first if name.endswith(".pdf")]


def test_a_dossier_of_an_exam_has_each_case_in_a_folder(work: OwnWork, visitors: Visitors) -> None:
    made = make_handed(work)
    visitors.accounts |= made.case.accounts
    auditor = visitors.as_role("auditor")
    for early in (f"/auditor/exams/{made.case.exam_id}/dossier.zip", f"/auditor/cases/{made.case_id}/dossier.zip"):
        assert auditor.get(early).status_code in (409, 422), "somebody may still rate (P5)"
    let_years_pass(work, 0)
    files = dossier_of(auditor.get(f"/auditor/exams/{made.case.exam_id}/dossier.zip").get_data())
    assert {"exam/exam.json", "exam/exam_member.json"} <= set(files)
    assert len({name.split("/")[1] for name in files if name.startswith("cases/")}) == 1


@pytest.mark.rule("P5")
def test_no_dossier_of_an_exam_tells_of_another_one_of_its_cases_that_still_runs(
    work: OwnWork, visitors: Visitors
) -> None:
    made = plan_exam(work, CANDIDATES[:1])
    let_years_pass(work, 0)
    first = work.session.get_one(ExamRow, made.id)
    plan = ExamPlan(first.edition_id, "Poprawka", first.place, first.planned_at, first.blueprint_id, None, {})
    second = make_exam(work, plan)
    work.commit()
    work.record()
    add_cases(work, second, [row.id for row in work.session.query(CaseRow)])
    work.commit()
    auditor, address = visitors.as_role("auditor"), f"/auditor/exams/{made.id}/dossier.zip"
    early = auditor.get(address)
    assert early.status_code in (409, 422) and "Poprawka" in early.get_data(as_text=True)
    let_years_pass(work, 0)
    assert auditor.get(address).status_code == 200


def test_a_changed_file_of_a_dossier_is_named(work: OwnWork, visitors: Visitors) -> None:
    made = make_applicant(work)
    answer = visitors.as_role("auditor").get(f"/auditor/cases/{made.case_id}/dossier.zip").get_data()
    touched = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(answer)) as source, zipfile.ZipFile(touched, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"{}" if name == "record.json" else source.read(name))
    assert find_spoilt(touched) == ["record.json"]
