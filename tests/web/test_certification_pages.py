"""The pages of certificates: the office's two people, the auditor who reads, the candidate, and anybody who checks."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from exam_server.services import people
from exam_server.services.register_export import export_register
from exam_server.store import certification as store
from exam_server.store.erasing import erase_data
from exam_server.store.tables import CaseRow, HolderRow, ProtocolRow
from exam_server.web.access import SESSION_COOKIE
from tests.certified import PLACE, SIGNATORY, carry_out, make_certifiable
from tests.deciding import Decidable
from tests.making import CANDIDATES, OwnWork, open_own_work
from tests.portfolios import give_account
from tests.reading_pdf import text_of
from tests.visiting import Visitors, csrf_of, holder_csrf, open_session

ISSUE = {"kind": "issue", "place": PLACE, "signatory": SIGNATORY}


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork, visitors: Visitors) -> Decidable:
    for login in ("asia", "artur", "czeslawa", "olga"):
        visitors.as_player(login)
    return make_certifiable(work, visitors.accounts)


def as_account(app: Flask, work: OwnWork, account_id: UUID) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, open_session(work, account_id))
    return client


def second_of_office(app: Flask, work: OwnWork) -> FlaskClient:
    work.record()
    account_id = people.make_account(work, "oskar", "Oskar", "Organizujący", ["office"])
    work.commit()
    return as_account(app, work, account_id)


def send(client: FlaskClient, path: str, data: dict[str, str] | None = None) -> str:
    """The page after a form was sent."""
    headers = {"X-CSRF-Token": holder_csrf(client)}
    return client.post(path, data=data or {}, headers=headers, follow_redirects=True).get_data(as_text=True)


@pytest.mark.rule("P7")
@pytest.mark.rule("L19")
def test_one_of_the_office_prepares_another_issues_and_the_auditor_reads_the_trace(
    app: Flask, work: OwnWork, visitors: Visitors, made: Decidable
) -> None:
    olga, room = visitors.as_role("office"), f"/office/certificates/{made.case_id}"
    assert "gotowe" in olga.get("/office/certificates").get_data(as_text=True)
    assert "Potrzebne są miejsce" in send(olga, f"{room}/acts", ISSUE | {"place": " "})
    assert "Obejrzy to i zatwierdzi inna osoba" in send(olga, f"{room}/acts", ISSUE)
    assert "czeka na drugą osobę" in olga.get("/office/certificates").get_data(as_text=True)
    assert "(P7)" in send(olga, f"{room}/acts/confirmation")
    oskar = second_of_office(app, work)
    page = send(oskar, f"{room}/acts/confirmation")
    assert "Certyfikat jest wydany i wpisany do rejestru." in page and "/00001" in page
    auditor = visitors.as_role("auditor")
    for path in ("/office/certificates", room, "/office/certificates/register", "/office/certificates/sources"):
        shown = auditor.get(path)
        main = shown.get_data(as_text=True).split("<main", 1)[1].split("</main>", 1)[0]
        assert shown.status_code == 200 and "<form" not in main, path
    assert "Kazimiera Kandydacka" in auditor.get("/office/certificates/register").get_data(as_text=True)
    assert "Ślad reguł zachowany" in auditor.get(room).get_data(as_text=True)
    [file] = store.list_files(work.session, store.list_certificates(work.session, made.case_id)[0].id)
    sent = auditor.get(f"{room}/files/{file.id}")
    assert "Kazimiera Kandydacka" in text_of(sent.data)
    assert sent.headers["Content-Disposition"].count("Kandydacka") == 0


def test_a_name_that_no_font_can_print_is_no_name_on_a_certificate(
    app: Flask, work: OwnWork, visitors: Visitors, made: Decidable
) -> None:
    room = f"/office/certificates/{made.case_id}"
    send(visitors.as_role("office"), f"{room}/acts", ISSUE | {"place": "Gdynia \U0001f9ea"})
    page = send(second_of_office(app, work), f"{room}/acts/confirmation")
    assert "Żaden krój pisma nie ma tych znaków" in page and "\U0001f9ea (U+1F9EA)" in page
    work.drop()
    assert store.list_certificates(work.session, made.case_id) == []


def test_what_is_missing_stands_on_the_page_with_its_rules_and_nothing_can_be_sent(
    work: OwnWork, visitors: Visitors, made: Decidable
) -> None:
    work.record()
    work.session.get_one(CaseRow, made.case_id)
    for row in store.list_sources(work.session, work.session.get_one(CaseRow, made.case_id).edition_id):
        work.session.delete(row)
    work.commit()
    olga, room = visitors.as_role("office"), f"/office/certificates/{made.case_id}"
    page = olga.get(room).get_data(as_text=True)
    assert "Nikt nie potwierdził obwieszczenia" in page and "(L23)" in page and "Przygotuj certyfikat" not in page
    assert "Nie wydano certyfikatu." in send(olga, f"{room}/acts", ISSUE)
    edition = work.session.get_one(CaseRow, made.case_id).edition_id
    source = {"title": "Obwieszczenie", "number": "M.P. 1", "published_on": "2019-12-20"}
    confirm = f"/office/certificates/sources/{edition}"
    assert "Potrzebne są tytuł" in send(olga, confirm, source | {"published_on": "wczoraj"})
    assert "Źródło potwierdzono" in send(olga, confirm, source)
    assert "Tak: jest wszystko" in olga.get(room).get_data(as_text=True)


def test_days_of_the_register_and_of_the_kept_trace_are_written_out(
    work: OwnWork, visitors: Visitors, made: Decidable
) -> None:
    carry_out(work, made)
    auditor = visitors.as_role("auditor")
    for path in ("register", str(made.case_id)):
        page = auditor.get(f"/office/certificates/{path}").get_data(as_text=True)
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        assert "Kazimiera Kandydacka" in main and re.findall(r"\b\d{4}-\d\d-\d\d\b", main) == [], path


@pytest.mark.rule("L7")
def test_an_erased_protocol_is_one_that_is_missing(work: OwnWork, visitors: Visitors, made: Decidable) -> None:
    work.record()
    erase_data(work.session, "protocol", {row.id for row in work.session.query(ProtocolRow)})
    work.commit()
    olga = visitors.as_role("office")
    page = olga.get(f"/office/certificates/{made.case_id}")
    assert page.status_code == 200
    assert "(L19)" in page.get_data(as_text=True) and "Przygotuj certyfikat" not in page.get_data(as_text=True)
    listed = olga.get("/office/certificates")
    assert listed.status_code == 200 and "gotowe" not in listed.get_data(as_text=True)


@pytest.mark.rule("L6")
def test_the_register_goes_out_as_xml_and_the_trail_says_so(work: OwnWork, visitors: Visitors, made: Decidable) -> None:
    carry_out(work, made)
    olga = visitors.as_role("office")
    headers = {"X-CSRF-Token": holder_csrf(olga)}
    sent = olga.post("/office/certificates/register/export", headers=headers)
    document = etree.fromstring(sent.data)
    assert sent.mimetype == "application/xml" and document.get("count") == "1"
    work.act_as(visitors.accounts["olga"], "office")
    assert export_register(work)[1] == document.get("checksum")
    work.drop()
    trail = visitors.as_role("auditor").get("/auditor/trail?tag=register.exported").get_data(as_text=True)
    assert "Wyeksportowano rejestr certyfikatów" in trail


def test_candidates_see_and_download_their_own_certificate_and_nobody_elses(
    app: Flask, work: OwnWork, made: Decidable
) -> None:
    row = carry_out(work, made)
    actor = give_account(work, made.case_id, CANDIDATES[0].email)
    assert actor.account_id is not None
    own = as_account(app, work, actor.account_id)
    room = f"/candidate/cases/{made.case_id}/certificates"
    assert room in own.get("/candidate").get_data(as_text=True)
    page = own.get(room).get_data(as_text=True)
    [file] = store.list_files(work.session, row.id)
    assert row.cited in page and f"{room}/files/{file.id}" in page
    assert own.get(f"{room}/files/{file.id}").data == file.content
    badge = own.get(f"{room}/{row.id}/badge")
    assert badge.status_code == 200 and badge.data.count(b".") == 2
    keys = own.get("/badges/keys.json").json
    assert keys is not None and keys["keys"][0]["kid"].endswith("/badges/keys.json#1")
    assert own.get("/badges/issuer.json").json["name"] == "Izba Herbaciana"  # type: ignore[index]
    work.record()
    stranger_id = people.make_account(work, "obca", "Obca", "Osoba", ["candidate"])
    work.commit()
    stranger = as_account(app, work, stranger_id)
    for path in (room, f"{room}/files/{file.id}", f"{room}/{row.id}/badge"):
        assert stranger.get(path).status_code == 404


def test_the_public_page_gives_away_four_things_and_answers_wrong_ones_alike(
    app: Flask, work: OwnWork, made: Decidable
) -> None:
    row = carry_out(work, made)
    client = app.test_client()
    token = csrf_of(client, "/certificates")

    def ask(number: str, born_on: str) -> tuple[int, str]:
        sent = client.post("/certificates", data={"number": number, "born_on": born_on, "csrf_token": token})
        page = sent.get_data(as_text=True)
        return sent.status_code, page.split("<main", 1)[1].split("</main>", 1)[0].replace(number, "…")

    status, main = ask(row.cited, "1984-05-17")
    assert status == 200 and "Certyfikat jest ważny." in main and "Izba Herbaciana" in main
    for secret in ("Kazimiera", "Kandydacka", "1984", "17 maja", SIGNATORY, PLACE, str(row.id), "K0001"):
        assert secret not in main, secret
    wrong_day, wrong_number = ask(row.cited, "1984-05-18"), ask("2026/77777", "1984-05-17")
    assert wrong_day == wrong_number and wrong_day[0] == 422
    for _ in range(4):
        status, main = ask("2026/77777", "jutro")
    assert status == 429 and "Zbyt wiele prób" in main and ask(row.cited, "1984-05-17")[0] == 429


def test_the_qr_codes_page_needs_its_whole_token(app: Flask, work: OwnWork, made: Decidable) -> None:
    row = carry_out(work, made)
    holder: HolderRow | None = store.find_holder(work.session, row.id)
    assert holder is not None
    client = app.test_client()
    page = client.get(f"/certificates/{holder.token}")
    assert page.status_code == 200 and "Certyfikat jest ważny." in page.get_data(as_text=True)
    assert "Kandydacka" not in page.get_data(as_text=True)
    for wrong in (holder.token[:-1], row.cited.replace("/", "-"), str(row.id), "register"):
        assert client.get(f"/certificates/{wrong}").status_code == 404
