"""The evidence grid and what it leads to: every verdict points at its source, and P5 holds on every address."""

import csv
import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader

from exam_server.formats.ed25519 import public_key
from exam_server.services import people
from exam_server.services.audit import seal_events
from exam_server.services.audit_chain import as_kept, verify_bundle
from exam_server.services.case import get_case
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.work import Actor
from exam_server.store import case as case_store
from exam_server.store.tables import AuditEventRow, MarkingRow
from exam_server.web.upkeep import HeadSigner
from tests.cases import MadeCase, conclude, make_case
from tests.encounters import COMMISSION, fill_sheet, run_encounter, seal
from tests.making import CANDIDATES, OwnWork, make_player, open_own_work
from tests.visiting import Visitors, csrf_of

NAME = f"{CANDIDATES[0].given_names} {CANDIDATES[0].family_name}"
WRONG = {"1A1": 2, "1A4": 1, "1C3": 3}
EVIDENCE = re.compile(r"/commission/evidence/[0-9a-f-]{36}")


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(app: Flask, own_work: OwnWork, visitors: Visitors) -> MadeCase:
    return make_case(app, own_work, visitors, WRONG)


def address(made: MadeCase) -> str:
    return f"/commission/cases/{made.case_id}"


def page(visitors: Visitors, login: str, path: str) -> str:
    reply = visitors.as_player(login).get(path)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return reply.get_data(as_text=True)


def test_the_grid_says_each_verdict_in_words_and_leads_to_its_evidence(made: MadeCase, visitors: Visitors) -> None:
    grid = page(visitors, "olga", address(made))
    assert grid.count('class="criterion-row"') == 55
    row = grid.partition('id="c-1A1"')[2].partition("</tr>")[0]
    assert "niespełnione" in row and "czeka na komisję" in row
    assert EVIDENCE.search(row)
    met = grid.partition('id="c-1A2"')[2].partition("</tr>")[0]
    assert "spełnione" in met and "niespełnione" not in met
    assert len(EVIDENCE.findall(grid)) == 17


def test_the_agenda_holds_what_the_grid_leaves_open_with_a_total(made: MadeCase, visitors: Visitors) -> None:
    grid = page(visitors, "olga", address(made))
    agenda = grid.partition('<ol class="agenda">')[2].partition("</ol>")[0]
    with open_own_work(visitors.app.extensions["exam_house"].database) as work:
        work.actor = Actor(account_id=made.accounts["olga"], roles=frozenset({"office"}))
        view = get_case(work, made.case_id)
    assert agenda.count("<li>") == len(view.agenda.points) == 55 - view.met
    assert f"{view.agenda.minutes}\u00a0min" in grid
    assert "#c-1A1" in agenda and "#c-1A2" not in agenda


def test_only_open_criteria_can_be_asked_for_in_the_address(made: MadeCase, visitors: Visitors) -> None:
    grid = page(visitors, "olga", address(made) + "?show=open")
    assert 'id="c-1A1"' in grid and 'id="c-1A2"' not in grid


@pytest.mark.rule("P5")
def test_names_are_for_the_office_and_codes_for_the_commission(made: MadeCase, visitors: Visitors) -> None:
    for path in ("/commission/cases", address(made)):
        assert NAME in page(visitors, "olga", path)
        assert NAME not in page(visitors, "czeslawa", path)
        assert made.cards[0].candidate_code in page(visitors, "czeslawa", path)


@pytest.mark.rule("P5")
def test_a_rater_sees_no_test_result_on_any_address_before_the_own_seal(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    evidence = EVIDENCE.findall(page(visitors, "olga", address(made)))
    run_encounter(own_work, made.encounter)
    for login in COMMISSION:
        fill_sheet(own_work, made.encounter, login)
    asia = visitors.as_player("asia")
    grid = asia.get(address(made)).get_data(as_text=True)
    assert "ukryte, póki nie zapieczętujesz" in grid
    assert "niespełnione" not in grid and not EVIDENCE.search(grid)
    assert all(asia.get(each).status_code == 404 for each in evidence)
    exported = asia.get(address(made) + "/grid.csv").get_data(as_text=True)
    assert "niespełnione" not in exported and "ukryte" in exported
    assert "niespełnione" not in read_pdf(asia.get(address(made) + "/result.pdf").data)
    assert "0 z 55" in asia.get("/commission/cases").get_data(as_text=True)
    seal(own_work, made.encounter, "asia")
    assert "niespełnione" in asia.get(address(made)).get_data(as_text=True)
    assert asia.get(evidence[0]).status_code == 200
    assert visitors.as_player("artur").get(evidence[0]).status_code == 404


def test_whoever_is_no_member_of_the_exam_finds_no_such_case(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    evidence = EVIDENCE.findall(page(visitors, "olga", address(made)))[0]
    stranger = make_stranger(own_work, visitors)
    for path in (address(made), address(made) + "/result.pdf", address(made) + "/grid.csv", evidence):
        assert visitors.as_player(stranger).get(path).status_code == 404
    assert made.cards[0].candidate_code not in page(visitors, stranger, "/commission/cases")
    assert visitors.as_role("auditor").get(address(made)).status_code == 200
    assert visitors.as_player("olga").get(f"/commission/cases/{uuid4()}").status_code == 404
    assert visitors.as_role("desk").get(address(made)).status_code == 403


def make_stranger(work: OwnWork, visitors: Visitors) -> str:
    """An account with the assessor's role that isn't a member of the exam."""
    visitors.accounts["obca"] = people.make_account(work, "obca", "Olimpia", "Obca", ("assessor",))
    work.commit()
    return "obca"


def test_a_sittings_evidence_shows_item_response_key_saves_and_hashes(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    grid = page(visitors, "audyta", address(made))
    link = EVIDENCE.search(grid.partition('id="c-1A1"')[2])
    assert link
    shown = page(visitors, "audyta", link.group())
    assert "1 z 3" in shown
    assert "źle" in shown or "bez odpowiedzi" in shown
    assert any(each in shown for each in ("klucz", "Klucz", "Poprawnie"))
    assert "treść zgadza się ze skrótem" in shown
    assert made.cards[0].form_digest[:8] in shown
    assert "Test oceniony" in shown and "Zapisano dowód" in shown, "events in words"


def test_a_changed_marking_is_told_by_its_hash(made: MadeCase, own_work: OwnWork, visitors: Visitors) -> None:
    link = EVIDENCE.findall(page(visitors, "olga", address(made)))[0]
    own_work.record()
    row = own_work.session.query(MarkingRow).filter_by(sitting_id=made.cards[0].sitting_id).one()
    row.marks = [{**mark, "right": True} for mark in row.marks]
    own_work.commit()
    assert "treść nie zgadza się ze skrótem" in page(visitors, "olga", link)


def test_a_response_is_shown_as_text_and_never_runs(made: MadeCase, visitors: Visitors) -> None:
    grid = page(visitors, "olga", address(made))
    shown = [page(visitors, "olga", link) for link in EVIDENCE.findall(grid)]
    assert not any("<script>alert" in each for each in shown)


def test_an_encounters_evidence_shows_ratings_votes_dissent_and_anchors(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    first = made.encounter.criteria[0]
    conclude(own_work, made, {"czeslawa": {first: 0}})
    grid = page(visitors, "czeslawa", address(made))
    link = EVIDENCE.search(grid.partition(f'id="c-{first}"')[2])
    assert link
    shown = page(visitors, "czeslawa", link.group())
    assert "uzasadnienie czeslawa" in shown and "głos asia" in shown
    assert "Zachowane zdania odrębne" in shown and "głos czeslawa" in shown
    assert "Kandydatka nazwała trzy zasoby klienta." in shown
    assert "notatka asia" in shown or made.encounter.scenario.observation_points[0].criterion != first
    assert "Co w tym przypadku oznaczają poziomy" in shown


def test_a_superseded_record_says_so_and_leads_on(made: MadeCase, own_work: OwnWork, visitors: Visitors) -> None:
    old = EVIDENCE.search(page(visitors, "olga", address(made)).partition('id="c-1A1"')[2])
    assert old
    row = next(each for each in case_store.list_evidence(own_work.session, made.case_id) if each.criterion == "1A1")
    entry = EvidenceEntry("1A1", "theory_test", "sitting", row.source_id, row.source_hash, "met", None, "1")
    stage_id = row.stage_id
    own_work.drop()
    record_evidence(own_work, made.case_id, stage_id, entry)
    own_work.commit()
    shown = page(visitors, "olga", old.group())
    assert "już się nie liczy" in shown
    grid = page(visitors, "olga", address(made))
    assert old.group() not in grid
    assert "niespełnione" not in grid.partition('id="c-1A1"')[2].partition("</tr>")[0]


def read_pdf(content: bytes) -> str:
    text = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def test_the_sheet_prints_every_criterion_and_the_trail_keeps_its_hash(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    reply = visitors.as_player("olga").get(address(made) + "/result.pdf")
    assert reply.headers["Content-Type"] == "application/pdf"
    text = read_pdf(reply.data)
    with open_own_work(visitors.app.extensions["exam_house"].database) as work:
        work.actor = Actor(account_id=made.accounts["olga"], roles=frozenset({"office"}))
        view = get_case(work, made.case_id)
    assert all(row.criterion in text for row in view.rows)
    assert NAME in text and "Prowadzenie procesu bilansowania kompetencji" in text
    assert view.record_hash in text
    own_work.drop()
    event = own_work.session.query(AuditEventRow).filter_by(tag="case.result.exported").one()
    assert event.facts["record"] == view.record_hash and len(event.facts["file"]) == 64


def test_the_commissions_sheet_has_no_name(made: MadeCase, own_work: OwnWork, visitors: Visitors) -> None:
    conclude(own_work, made)
    assert NAME not in read_pdf(visitors.as_player("czeslawa").get(address(made) + "/result.pdf").data)


def test_the_grid_as_csv_has_a_row_per_criterion(made: MadeCase, visitors: Visitors) -> None:
    reply = visitors.as_player("olga").get(address(made) + "/grid.csv")
    rows = list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 55
    assert rows[0]["Kod"] == "1A1" and rows[0]["test teoretyczny"] == "niespełnione"
    assert rows[0]["Stan kryterium"] == "otwarte: czeka na komisję"


def test_reading_pages_change_nothing_but_exports_are_noted(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    before = own_work.session.query(AuditEventRow).count()
    own_work.drop()
    page(visitors, "olga", address(made))
    assert own_work.session.query(AuditEventRow).count() == before
    assert csrf_of(visitors.as_player("olga"), address(made))


def test_the_auditor_takes_the_chain_along_as_a_bundle(made: MadeCase, own_work: OwnWork, visitors: Visitors) -> None:
    seal_events(own_work)
    own_work.commit()
    answer = visitors.as_player("audyta").get("/auditor/bundle")
    about, report = verify_bundle(io.BytesIO(answer.data), as_kept)
    assert about.body and report.length > 10 and report.harm == ()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert visitors.as_player("olga").get("/auditor/bundle").status_code == 403


def test_the_server_signs_the_days_head_by_itself_and_the_auditor_sees_its_key(
    made: MadeCase, app: Flask, own_work: OwnWork, visitors: Visitors
) -> None:
    seal_events(own_work)
    own_work.commit()
    assert "Żadna głowica nie jest jeszcze podpisana" in page(visitors, "audyta", "/auditor/trail")
    house = app.extensions["exam_house"]
    assert HeadSigner(app, house).look() == 1
    trail = page(visitors, "audyta", "/auditor/trail?verify=yes")
    assert public_key(house.keys.audit_head_seed())[:8] in trail and "podpisane głowice: 1" in trail


def test_the_auditor_follows_events_by_tag_and_subject_and_verifies_the_chain(
    made: MadeCase, own_work: OwnWork, visitors: Visitors
) -> None:
    make_player(own_work, "damian")
    seal_events(own_work)
    own_work.commit()
    trail = page(visitors, "audyta", "/auditor/trail?verify=yes")
    assert "Łańcuch jest cały" in trail and "Następna strona" in trail
    marked = page(visitors, "audyta", "/auditor/trail?tag=sitting.marked")
    assert marked.count("Test oceniony</a>") == 3
    subject = page(visitors, "audyta", f"/auditor/trail?subject={made.cards[0].sitting_id}")
    assert "sitting.marked" in subject and "Utworzono konto</a>" not in subject
    assert "To nie jest identyfikator" in page(visitors, "audyta", "/auditor/trail?subject=xyz")
    assert "Strona" in page(visitors, "audyta", "/auditor/trail?page=999")
    own_work.record()
    event = own_work.session.query(AuditEventRow).filter_by(tag="exam.opened").one()
    event.facts = {"started": 99}
    own_work.commit()
    assert "Łańcuch jest naruszony" in page(visitors, "audyta", "/auditor/trail?verify=yes")
    assert visitors.as_player("olga").get("/auditor/trail").status_code == 403
