"""The candidate's own rooms: what is next, the portfolio from draft to additions, and files that nothing opens here."""

import io
import re
from collections.abc import Iterator

import pytest
from addresses import all_addresses, visit
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.services import stages
from exam_server.web.access import SESSION_COOKIE, declared_permission
from tests.dangerous import make_pdf, make_photo
from tests.making import OwnWork, open_own_work
from tests.portfolios import Applicant, make_applicant
from tests.visiting import Visitors, holder_csrf, open_session

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> Applicant:
    return make_applicant(work)


@pytest.fixture
def candidate(app: Flask, work: OwnWork, made: Applicant) -> FlaskClient:
    return log_in(app, work, made)


def log_in(app: Flask, work: OwnWork, made: Applicant) -> FlaskClient:
    assert made.actor.account_id is not None
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, open_session(work, made.actor.account_id))
    return client


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def room_of(made: Applicant) -> str:
    return f"/candidate/cases/{made.case_id}/portfolio"


def bring(client: FlaskClient, made: Applicant, name: str, content: bytes, title: str = "") -> str:
    """The address of the piece's page."""
    answer = send(client, f"{room_of(made)}/documents", file=(io.BytesIO(content), name), title=title)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def test_a_portfolio_goes_from_the_home_page_to_the_commission(
    candidate: FlaskClient, made: Applicant, visitors: Visitors
) -> None:
    home, case = page(candidate, "/candidate"), f"/candidate/cases/{made.case_id}"
    assert "Zbierz dokumenty" in home and all(f'"{case}/{each}"' in home for each in ("consents", "self-assessment"))
    piece = bring(candidate, made, "Świadectwo.pdf", make_pdf(), "Świadectwo pracy")
    assert "nie mówi jeszcze" in page(candidate, room_of(made))
    office = visitors.as_role("office")
    read = f"/commission/cases/{made.case_id}/portfolio"
    assert "Świadectwo pracy" not in page(office, read)
    refused = send(candidate, f"{piece}/mappings", target="1A1", why="Strona 2.")
    assert refused.status_code == 422
    assert "Kryterium 1A1 nie jest" in refused.get_data(as_text=True)
    assert send(candidate, f"{piece}/mappings", target=["1A2", "2A1:a"], why="Strona 2.").status_code == 302
    assert send(candidate, f"{room_of(made)}/hand-in").status_code == 302
    assert "Komisja ocenia" in page(candidate, "/candidate")
    shown = page(office, read)
    assert "Świadectwo pracy" in shown
    assert "Strona 2." in shown
    declared = send(candidate, f"{room_of(made)}/declarations", title="Praktyka", words=f"Oświadczam {SCRIPT}")
    assert declared.status_code == 302
    assert "uzupełnienie" in page(candidate, room_of(made))
    assert SCRIPT not in page(candidate, str(declared.location))


def test_files_are_sent_as_downloads_into_a_sandbox_and_pictures_painted_anew(
    candidate: FlaskClient, made: Applicant
) -> None:
    piece = bring(candidate, made, "żółć.pdf", make_pdf())
    answer = candidate.get(f"{piece}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert candidate.get(f"{piece}/picture").status_code == 404
    picture = bring(candidate, made, "skan.jpg", make_photo())
    shown = candidate.get(f"{picture}/picture")
    assert (shown.mimetype, b"SEKRET" in shown.data) == ("image/jpeg", False)
    assert f"{picture}/picture" in page(candidate, picture)
    words = bring(candidate, made, "notatka.txt", SCRIPT.encode())
    assert SCRIPT not in page(candidate, words)
    assert "&lt;script&gt;" in page(candidate, words)


@pytest.mark.parametrize("name", ["strona.html", "rysunek.svg", "pliki.zip", "skrypt.pdf", ""])
def test_a_refused_file_is_said_on_the_page_and_what_was_typed_stays(
    candidate: FlaskClient, made: Applicant, name: str
) -> None:
    content = make_pdf(b"1 0 obj<</S/JavaScript/JS(x)>>endobj\n") if name.endswith("pdf") else b"<svg/>"
    answer = send(candidate, f"{room_of(made)}/documents", file=(io.BytesIO(content), name), title="Praca")
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.get_data(as_text=True)
    declared = send(candidate, f"{room_of(made)}/declarations", title="", words="Oświadczam, że to wpisałam.")
    assert declared.status_code == 422
    assert "Oświadczam, że to wpisałam." in declared.get_data(as_text=True)


def test_a_draft_is_taken_back_on_the_page(candidate: FlaskClient, made: Applicant) -> None:
    piece = bring(candidate, made, "praca.pdf", make_pdf())
    assert send(candidate, f"{room_of(made)}/take-back", piece=piece.rpartition("/")[2]).status_code == 302
    assert candidate.get(piece).status_code == 404
    assert send(candidate, f"{room_of(made)}/take-back", piece="nic").status_code == 404


def test_a_candidates_account_opens_their_own_rooms_and_nothing_else(
    app: Flask, candidate: FlaskClient, made: Applicant
) -> None:
    known = {"case_id": made.case_id, "stage_id": made.stage_id}
    opened = {each.endpoint for each in all_addresses(app, known) if visit(candidate, each).status_code < 400}
    own = {each for each in opened if each.startswith("portfolio.")}
    public = {each for each in opened if declared_permission(app, each) in ("public", "account.own")}
    assert opened == own | public
    assert {"portfolio.show_home", "portfolio.show_portfolio", "portfolio.show_result"} <= own


def test_another_candidate_finds_nothing_at_any_address_of_the_case(
    app: Flask, work: OwnWork, candidate: FlaskClient, made: Applicant
) -> None:
    piece = bring(candidate, made, "praca.pdf", make_pdf()).rpartition("/")[2]
    other = log_in(app, work, make_applicant(work, 1))
    known = {"case_id": made.case_id, "piece_id": piece}
    named = [each for each in all_addresses(app, known) if str(made.case_id) in each.path]
    assert {visit(other, each).status_code for each in named} <= {403, 404}
    assert len([each for each in named if each.endpoint.startswith("portfolio.")]) >= 9


def test_the_office_makes_a_case_opens_stages_and_invites(work: OwnWork, made: Applicant, visitors: Visitors) -> None:
    office = visitors.as_role("office")
    listed = page(office, "/office/candidates")
    edition = re.search(r'<option value="([0-9a-f-]{36})"', listed)
    assert edition
    fields = {"given_names": "Klara", "family_name": "Nowa", "email": "klara@example.org", "edition": edition.group(1)}
    answer = send(office, "/office/candidates", **fields)
    address = str(answer.location)
    assert "Klara Nowa" in page(office, address)
    opened = send(office, f"{address}/stages", kind="identification", planned_on="2027-03-01", place="Gdynia")
    assert opened.status_code == 302
    assert "Identyfikacja z doradcą" in page(office, address)
    assert send(office, f"{address}/stages", kind="theory_test").status_code == 422
    invited = send(office, f"{address}/invitation").get_data(as_text=True)
    assert re.search(r"/account/setup/[\w-]+", invited)
    wrong = send(office, "/office/candidates", **(fields | {"family_name": "Inna"}))
    assert wrong.status_code == 422


def test_a_stage_is_closed_and_reopened_by_the_office(work: OwnWork, made: Applicant, visitors: Visitors) -> None:
    office, address = visitors.as_role("office"), f"/office/candidates/{made.case_id}"
    for act, open_ in (("close", False), ("reopen", True)):
        assert send(office, f"{address}/stages/{made.stage_id}/{act}").status_code == 302
        work.drop()
        assert stages.list_stages(work, made.case_id)[0].standing.is_open is open_
