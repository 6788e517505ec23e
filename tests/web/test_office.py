"""The office plans an exam in the browser: lists, forms and tickets, marking, release."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from exam_server.core.assembly import Cell
from exam_server.core.plan import propose_plan
from exam_server.core.qualification import Criterion
from exam_server.services import bank, desk, exam, seating, starting
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.qualification import save_plan
from exam_server.store.tables import EvidenceRow, ExamMemberRow, ExamRow, MarkingRow, PersonRow, SittingRow, StageRow
from tests.making import (
    BLUEPRINT,
    CANDIDATES,
    CODE,
    KEYS,
    QUALIFICATION,
    OwnWork,
    freeze_exam,
    make_bank,
    make_edition,
    make_player,
    open_own_work,
    plan_exam,
)
from tests.releasing import release_by_two
from tests.visiting import Visitors, holder_csrf

TICKET = re.compile(r'<p class="ticket-code">([0-9A-Z]{5}-[0-9A-Z]{5})</p>')
LIST = "imię;nazwisko;data urodzenia;e-mail\nŻaneta;Gęślicka;1990-05-31;zaneta@example.org\nŁukasz;Śliwa;;\n"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def office(visitors: Visitors) -> FlaskClient:
    return visitors.as_role("office")


def send(client: FlaskClient, address: str, **fields: Any) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def upload(client: FlaskClient, exam_id: UUID, content: str | bytes) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return send(client, f"/office/exams/{exam_id}/candidates/list", file=(io.BytesIO(data), "lista.csv"))


def page_of(client: FlaskClient, exam_id: UUID) -> str:
    return client.get(f"/office/exams/{exam_id}").get_data(as_text=True)


def count(work: OwnWork, row: type) -> int:
    work.drop()
    return work.session.scalar(select(func.count()).select_from(row)) or 0


def exam_fields(work: OwnWork, **changes: Any) -> dict[str, Any]:
    blueprint = bank.list_blueprints(work, CODE)[0].id
    fields = {
        "title": "Egzamin z herbaty",
        "place": "Gdynia",
        "planned_on": "2027-07-01",
        "planned_at": "09:00",
        "blueprint": str(blueprint),
        "scenario": "none",
    }
    return fields | changes


def test_the_office_makes_an_exam_in_the_installations_zone(work: OwnWork, office: FlaskClient) -> None:
    make_edition(work)
    make_bank(work)
    chair, assessor = make_player(work, "czeslawa"), make_player(work, "asia")
    fields = exam_fields(work, **{"members-chair": str(chair), "members-assessor": str(assessor)})
    response = send(office, "/office/exams/new", **fields)
    assert response.status_code == 302, response.get_data(as_text=True)
    work.drop()
    made = exam.list_exams(work)[0]
    assert made.planned_at == datetime(2027, 7, 1, 7, tzinfo=UTC)
    assert {(each.account_id, each.role) for each in exam.list_members(work, made.id)} == {
        (chair, "chair"),
        (assessor, "assessor"),
    }
    assert "Egzamin z herbaty" in office.get("/office/exams").get_data(as_text=True)


def test_a_new_exams_form_chooses_neither_test_nor_simulation_by_itself(work: OwnWork, office: FlaskClient) -> None:
    make_edition(work)
    make_bank(work)
    empty = office.get("/office/exams/new").get_data(as_text=True)
    assert empty.count('<option value="" selected>wybierz</option>') == 2
    page = send(office, "/office/exams/new", **exam_fields(work, scenario="")).get_data(as_text=True)
    assert "jeśli symulacji nie ma, wybierz „brak”" in page and "jeśli testu nie ma" not in page
    assert count(work, ExamRow) == 0


def test_an_exam_on_a_plan_with_gaps_is_refused_with_its_rule(work: OwnWork, office: FlaskClient) -> None:
    first = QUALIFICATION.sets[0]
    outcome = replace(first.outcomes[0], criteria=(*first.outcomes[0].criteria, Criterion("1A3", "zna wodę")))
    make_edition(work)
    make_bank(work)
    wider = replace(QUALIFICATION, sets=(replace(first, outcomes=(outcome,)), *QUALIFICATION.sets[1:]))
    edition_id = make_edition(work, wider)
    save_plan(work, edition_id, propose_plan(QUALIFICATION))
    work.commit()
    response = send(office, f"/office/exams/new?edition={edition_id}", **exam_fields(work))
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "(zasada S1)" in page and "ze względu na kryteria: 1A3" in page
    assert 'value="Gdynia"' in page
    assert count(work, ExamRow) == 0


def test_an_hour_that_the_clocks_skip_is_refused(work: OwnWork, office: FlaskClient) -> None:
    make_edition(work)
    make_bank(work)
    response = send(office, "/office/exams/new", **exam_fields(work, planned_on="2027-03-28", planned_at="02:30"))
    assert response.status_code == 422
    assert "zegary przeskakują" in response.get_data(as_text=True)
    assert count(work, ExamRow) == 0


def test_nobody_becomes_a_member_in_a_role_they_do_not_have(work: OwnWork, office: FlaskClient) -> None:
    make_edition(work)
    make_bank(work)
    author = make_player(work, "adam")
    response = send(office, "/office/exams/new", **exam_fields(work, **{"members-chair": str(author)}))
    assert response.status_code == 422
    assert count(work, ExamRow) == 0 == count(work, ExamMemberRow)


def test_a_list_adds_its_people(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    response = upload(office, made.id, LIST.encode("utf-8-sig"))
    assert response.status_code == 302
    page = page_of(office, made.id)
    assert "Dodani kandydaci: 2. Byli już wcześniej: 0." in page
    assert "Żaneta Gęślicka" in page


def test_nobody_of_a_list_is_filed_while_an_error_stands(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    people = count(work, PersonRow)
    response = upload(office, made.id, LIST + "Ewa;Datowska;1990-02-30;\n;Bezimienna;;\n")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Wiersz 4:" in page and "Wiersz 5:" in page
    assert (count(work, PersonRow), count(work, StageRow)) == (people, 0)


def test_a_warning_is_shown_and_the_list_is_taken(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    response = upload(office, made.id, LIST.encode("windows-1250"))
    assert response.status_code == 200
    assert "windows-1250" in response.get_data(as_text=True)
    assert count(work, StageRow) == 2


def test_a_list_sent_twice_adds_people_with_an_address_once(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    only = "\n".join(LIST.splitlines()[:2])
    upload(office, made.id, only)
    upload(office, made.id, only)
    assert count(work, StageRow) == 1


def test_an_address_of_somebody_else_is_refused(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, CANDIDATES[:1])
    upload(office, made.id, f"imię;nazwisko;e-mail\nObca;Osoba;{CANDIDATES[0].email}\n")
    page = page_of(office, made.id)
    assert "należy do osoby o innym nazwisku" in page
    assert count(work, StageRow) == 1


def test_one_candidate_is_added_by_the_form_and_a_bad_address_is_not(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    address = f"/office/exams/{made.id}/candidates"
    good = send(office, address, given_names="Ewa", family_name="Nowak", born_on="1990-05-31", email="ewa@example.org")
    bad = send(office, address, given_names="Iga", family_name="Zła", born_on="", email="iga")
    assert (good.status_code, bad.status_code) == (302, 422)
    assert 'value="Zła"' in bad.get_data(as_text=True)
    assert count(work, StageRow) == 1


def test_freezing_shows_each_ticket_once_with_its_code_to_scan(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work)
    response = send(office, f"/office/exams/{made.id}/freeze")
    page = response.get_data(as_text=True)
    tickets = TICKET.findall(page)
    assert response.status_code == 200
    assert len(set(tickets)) == len(CANDIDATES)
    assert len(re.findall(r'<svg viewBox="0 0 \d+ \d+" class="segno">', page)) == len(CANDIDATES)
    assert " style=" not in page
    assert response.headers["Cache-Control"] == "no-store"
    after = page_of(office, made.id)
    assert not any(ticket in after for ticket in tickets)
    work.drop()
    digests = set(work.session.scalars(select(SittingRow.ticket_digest)))
    assert digests == {KEYS.digest("ticket", ticket) for ticket in tickets}


def test_freezing_twice_makes_no_second_tickets(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work)
    send(office, f"/office/exams/{made.id}/freeze")
    again = send(office, f"/office/exams/{made.id}/freeze")
    assert again.status_code == 302
    assert count(work, SittingRow) == len(CANDIDATES)
    assert "arkusze zamrożone" in page_of(office, made.id)


def test_a_blueprint_that_cannot_be_filled_names_its_cells(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work)
    row = work.session.get_one(ExamRow, made.id)
    bank.load_blueprint(
        work, CODE, replace(BLUEPRINT, id="za-duzy", cells=(Cell("za-duzo", criterion="1A1", minimum=99, maximum=99),))
    )
    work.commit()
    wanted = next(each.id for each in bank.list_blueprints(work, CODE) if each.blueprint.id == "za-duzy")
    work.record()
    row = work.session.get_one(ExamRow, made.id)
    row.blueprint_id = wanted
    work.commit()
    send(office, f"/office/exams/{made.id}/freeze")
    assert "za-duzo" in page_of(office, made.id)
    assert count(work, SittingRow) == 0


def test_new_tickets_make_the_old_ones_worthless(work: OwnWork, visitors: Visitors, office: FlaskClient) -> None:
    made = freeze_exam(work)
    page = send(office, f"/office/exams/{made.id}/tickets").get_data(as_text=True)
    new = TICKET.findall(page)
    assert len(new) == len(CANDIDATES)
    assert not set(new) & {card.ticket for card in made.cards}
    visitors.with_ticket(new[0])
    with pytest.raises(AssertionError):
        visitors.with_ticket(made.cards[0].ticket)


def test_a_late_candidate_takes_a_spare_form_and_only_once(work: OwnWork, office: FlaskClient) -> None:
    made = freeze_exam(work)
    address = f"/office/exams/{made.id}/candidates/late"
    late = {"given_names": "Późna", "family_name": "Osoba", "born_on": "", "email": "pozna@example.org"}
    first = send(office, address, **late).get_data(as_text=True)
    again = send(office, address, **late)
    assert len(TICKET.findall(first)) == 1
    assert again.status_code == 302
    assert "już na tym egzaminie" in page_of(office, made.id)
    assert count(work, SittingRow) == len(CANDIDATES) + 1


def test_the_page_says_what_is_done_and_what_is_missing(work: OwnWork, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    page = page_of(office, made.id)
    steps = re.findall(
        r'<li><span>(?:<a [^>]+>)?([^<(]+)(?:</a>)?\s*(?:<span class="muted">\((S\d)\)</span>)?.*?(zrobione|do zrobienia|później)</span>',
        page,
        re.S,
    )
    assert [(name.strip(), rule, standing) for name, rule, standing in steps][:4] == [
        ("Plan weryfikacji gotowy do użycia", "S1", "zrobione"),
        ("Komisja", "S2", "do zrobienia"),
        ("Kandydaci", "", "do zrobienia"),
        ("Arkusze testu wylosowane i zamrożone", "", "do zrobienia"),
    ]


def test_what_is_missing_leads_to_where_it_is_done(work: OwnWork, visitors: Visitors, office: FlaskClient) -> None:
    made = plan_exam(work, ())
    page = page_of(office, made.id)
    places = re.findall(r'<a href="([^"]+)">', page.partition('<ol class="check-list">')[2].partition("</ol>")[0])
    assert places == [f"/office/exams/{made.id}/members", "#candidates", "#acts"]
    assert office.get(places[0]).status_code == 200
    assert all(f'id="{each[1:]}"' in page for each in places[1:])
    assert page_of(visitors.as_role("chair"), made.id).count('<a href="#acts">') == 0, "it isn't theirs to do"


def test_members_can_be_changed_until_the_exam_is_closed(work: OwnWork, office: FlaskClient) -> None:
    made = freeze_exam(work)
    daria = make_player(work, "daria")
    address = f"/office/exams/{made.id}/members"
    assert send(office, address, **{"members-desk": str(daria)}).status_code == 302
    work.drop()
    assert [each.account_id for each in exam.list_members(work, made.id)] == [daria]
    desk.close_exam(work, made.id)
    work.commit()
    assert "Teraz nie można tego zrobić." in send(office, address).get_data(as_text=True)
    work.drop()
    assert [each.account_id for each in exam.list_members(work, made.id)] == [daria]


def test_results_are_marked_listed_and_released_in_this_order(work: OwnWork, office: FlaskClient) -> None:
    made = freeze_exam(work)
    for sitting_id in made.sittings:
        seating.admit(work, sitting_id, "passport")
    starting.open_exam(work, made.id)
    work.commit()
    send(office, f"/office/exams/{made.id}/release")
    assert "nie został" in page_of(office, made.id) or "nie zostały" in page_of(office, made.id)
    desk.close_exam(work, made.id)
    work.commit()
    assert f"/office/exams/{made.id}/release" not in page_of(office, made.id)
    send(office, f"/office/exams/{made.id}/mark")
    moments = set(work.session.scalars(select(MarkingRow.marked_at)))
    assert len(moments) == len(made.sittings), (
        "each in a transaction of its own: another room's saves go on between them"
    )
    work.drop()
    assert f"/office/exams/{made.id}/release" in page_of(office, made.id)
    table = office.get(f"/office/exams/{made.id}/results.csv").get_data().decode("utf-8-sig").splitlines()
    assert table[0].startswith("case;criterion;method;verdict;reason")
    assert len(table) == 1 + count(work, EvidenceRow)
    send(office, f"/office/exams/{made.id}/release")
    work.drop()
    assert exam.get_exam(work, made.id).state == "closed"
    assert f"/office/exams/{made.id}/release" not in page_of(office, made.id), "whoever asked doesn't confirm"
    release_by_two(work, made.id, asked=True)
    assert exam.get_exam(work, made.id).state == "released"


def test_a_replaced_record_and_a_formula_stay_out_of_the_results_list(work: OwnWork, office: FlaskClient) -> None:
    made = freeze_exam(work, CANDIDATES[:1])
    sitting = work.session.get_one(SittingRow, made.sittings[0])
    case_id, stage_id, source = sitting.case_id, sitting.stage_id, sitting.id
    for digest in ("alt", "=1+1"):
        entry = EvidenceEntry("1A1", "theory_test", "sitting", source, digest, "met", None, "1")
        record_evidence(work, case_id, stage_id, entry)
    work.commit()
    table = office.get(f"/office/exams/{made.id}/results.csv").get_data().decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert ";'=1+1;" in table[1]


def test_a_chair_sees_codes_without_names_and_no_acts(work: OwnWork, visitors: Visitors) -> None:
    made = freeze_exam(work)
    chair = visitors.as_role("chair")
    page = page_of(chair, made.id)
    assert "K0001" in page
    assert not any(each.family_name in page for each in CANDIDATES)
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert chair.get(f"/office/exams/{made.id}/results.csv").status_code == 403
    assert send(chair, f"/office/exams/{made.id}/freeze").status_code == 403


def test_an_exam_of_nobody_is_not_found(office: FlaskClient) -> None:
    unknown = UUID(int=7)
    assert office.get(f"/office/exams/{unknown}").status_code == 404
    assert send(office, f"/office/exams/{unknown}/freeze").status_code == 404
    assert office.get(f"/office/exams/{unknown}/results.csv").status_code == 404
