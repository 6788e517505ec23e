"""The office's pages of members, trainings and commissions: entered by one, verified by another, appointed, mended."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services.legal_day import legal_day
from exam_server.services.people import make_account
from exam_server.web.access import SESSION_COOKIE
from tests.dangerous import make_pdf
from tests.encounters import COMMISSION, plan_exam
from tests.making import CANDIDATES, make_player, open_own_work
from tests.proving import prove, prove_all
from tests.visiting import Visitors, holder_csrf, open_session

CAST = (*COMMISSION, "robert", "pola", "olga")


class Office:
    """Two people of the office, an exam of one candidate, and the commission's people."""

    def __init__(self, app: Flask, visitors: Visitors, proved: bool = True) -> None:
        self.app = app
        with open_own_work(app.extensions["exam_house"].database) as work:
            self.accounts = {login: make_player(work, login) for login in CAST}
            self.exam_id = plan_exam(work, self.accounts)
            if proved:
                prove_all(work, [self.accounts[login] for login in COMMISSION])
            second = make_account(work, "ofelia", "Ofelia", "Organizacyjna", ["office"])
            work.commit()
            token = open_session(work, second)
        visitors.accounts |= self.accounts
        self.browser = visitors.as_player("olga")
        self.other = app.test_client()
        self.other.set_cookie(SESSION_COOKIE, token)
        self.page = f"/office/exams/{self.exam_id}/commission"

    @property
    def chair(self) -> UUID:
        return self.accounts["czeslawa"]

    @property
    def members(self) -> list[str]:
        return [str(self.accounts[login]) for login in COMMISSION]

    def add_member(self, held: str) -> UUID:
        with open_own_work(self.app.extensions["exam_house"].database) as work:
            made = make_account(work, f"zast-{held}", "Zofia", "Zastępująca", ["assessor"])
            work.commit()
            prove(work, made, held)
            return made


def read(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def send(client: FlaskClient, address: str, **fields: object) -> str:
    """What the page says after the act."""
    response = client.post(address, data={**fields, "csrf_token": holder_csrf(client)}, follow_redirects=True)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def bring(client: FlaskClient, address: str, name: str, content: bytes) -> str:
    """What the page says after a file was sent."""
    fields = {"file": (BytesIO(content), name), "csrf_token": holder_csrf(client)}
    response = client.post(address, data=fields, content_type="multipart/form-data", follow_redirects=True)
    return response.get_data(as_text=True)


@pytest.mark.rule("S5")
def test_a_period_counts_once_somebody_else_has_verified_its_document(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors, proved=False)
    member = f"/office/members/{office.chair}"
    with open_own_work(app.extensions["exam_house"].database) as work:
        today = legal_day(work)
    first, last = today.replace(year=today.year - 8, day=1), today - timedelta(days=30)
    assert (
        "wpisano okres"
        in send(
            office.browser, f"{member}/periods", title="doradca", first_on=first.isoformat(), last_on=last.isoformat()
        ).lower()
    )
    page = read(office.browser, member)
    entry = re.search(rf"{member}/documents/of/([0-9a-f-]+)", page)
    assert entry is not None
    code = re.search(r'name="shows" value="([^"]+):b"', page)
    assert code is not None
    document = {"kind": "work_certificate", "title": "świadectwo 7", "issued_on": last.isoformat()}
    send(office.browser, entry.group(0), **document, shows=f"{code.group(1)}:b")
    page = read(office.browser, member)
    assert "czeka na inną osobę" in page and "/verify" not in page
    verify = re.search(rf"{member}/documents/([0-9a-f-]+)/verify", read(office.other, member))
    assert verify is not None
    assert "nie może go zweryfikować" in send(office.browser, verify.group(0)).lower()
    assert "udowodnione</span>" not in read(office.browser, member)
    scans = verify.group(0).replace("/verify", "/scans")
    assert "Nie przyjęto pliku" in bring(office.browser, scans, "skan.html", b"<script>alert(1)</script>")
    page = bring(office.browser, scans, "skan.pdf", make_pdf(b""))
    scan = re.search(rf"{member}/scans/[0-9a-f-]+", page)
    assert scan is not None and "skan.pdf" in page
    download = office.other.get(scan.group(0))
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in download.headers["Content-Security-Policy"]
    send(office.other, verify.group(0))
    page = read(office.browser, member)
    assert "udowodnione</span>" in page and "Ofelia Organizacyjna" in page and '/scans"' not in page
    send(office.browser, f"{member}/entries/{entry.group(1)}/withdraw")
    assert "udowodnione</span>" not in read(office.browser, member)


def test_what_is_typed_wrongly_is_refused_in_words(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors, proved=False)
    member = f"/office/members/{office.chair}"
    assert "(optional)" not in read(office.browser, member)
    for fields in ({"title": "praca", "first_on": "wczoraj"}, {"title": "", "first_on": "2020-01-01"}):
        assert "Wpis nie został zapisany" in send(office.browser, f"{member}/periods", **fields)
    assert "Wpis nie został zapisany" in send(office.browser, f"{member}/education", title="studia", level="9")
    assert "przyszłości" in send(office.browser, f"{member}/declaration", signed_on="2199-12-31")


@pytest.mark.rule("S2")
@pytest.mark.rule("S3")
def test_the_composer_says_what_is_missing_and_appoints_what_is_legal(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors)
    exam_page = read(office.browser, f"/office/exams/{office.exam_id}")
    assert "jeszcze niepowołana" in exam_page
    live = send(office.browser, f"{office.page}/check", member=office.members[1:])
    assert "Nikt w komisji nie ma udowodnionego warunku a" in live and "(S2)" in live
    refused = send(office.browser, office.page, member=office.members[1:], chair=str(office.chair))
    assert "Komisja nie została powołana" in refused
    assert "Nikt jej nie przewodniczy" in send(office.browser, office.page, member=office.members)
    assert "tworzą komisję zgodną z prawem" in send(office.browser, f"{office.page}/check", member=office.members)
    done = send(office.browser, office.page, member=office.members, chair=str(office.chair))
    assert "Komisja jest powołana" in done
    assert "jeszcze niepowołana" not in read(office.browser, f"/office/exams/{office.exam_id}")
    assert "Komisja jest powołana" in read(office.browser, f"/office/exams/{office.exam_id}/members")
    assert "members-prompter" in read(office.browser, f"/office/exams/{office.exam_id}/members")


@pytest.mark.rule("S10")
def test_a_training_keeps_its_trainer_out_and_a_replacement_mends_it(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors)
    send(office.browser, office.page, member=office.members, chair=str(office.chair))
    fields = {"title": "Kurs", "first_on": "2024-01-08", "last_on": "2024-01-09", "trainers": office.members[1]}
    page = send(office.browser, "/office/trainings", **fields)
    training = re.search(r"/office/trainings/[0-9a-f-]+/participants", page)
    assert training is not None
    candidate = CANDIDATES[0]
    names = {"given_names": candidate.given_names, "family_name": candidate.family_name, "email": candidate.email}
    assert candidate.family_name in send(office.browser, training.group(0), **names)
    page = read(office.browser, office.page)
    assert "(S10)" in page and "niezgodna z prawem" in page
    assert "niezgodna z prawem" in read(office.browser, f"/office/exams/{office.exam_id}")
    case = re.search(rf"{office.page}/recusals/[0-9a-f-]+", page)
    assert case is not None
    instead = str(office.add_member("c"))
    fields = {"member": office.members[1], "kind": "trainer", "instead": instead}
    assert "niezgodna z prawem" not in send(office.browser, case.group(0), **fields)


@pytest.mark.rule("S4")
def test_the_register_says_from_when_no_commission_can_be_appointed(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors)
    page = read(office.browser, "/office/members")
    assert re.search(r"Od \d+ \w+ 20\d\d nie da się powołać komisji zgodnej z prawem", page)
    proposal = read(office.browser, f"{office.page}?rooms=1")
    assert "Wybierz<span" in proposal and "może weryfikować: 1" in proposal


@pytest.mark.rule("S6")
def test_a_declaration_is_withdrawn_from_a_day_on_and_stays_on_the_page(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors)
    member = f"/office/members/{office.chair}"
    withdrawal = re.search(rf"{member}/declarations/[0-9a-f-]+/withdrawal", read(office.browser, member))
    assert withdrawal is not None
    assert "Oświadczenia nie wycofano" in send(
        office.browser, withdrawal.group(0), withdrawn_on="2020-01-01", reason="a"
    )
    page = send(office.browser, withdrawal.group(0), withdrawn_on="2099-01-01", reason="odchodzi z komisji")
    assert "odchodzi z komisji" in page and withdrawal.group(0) not in page
    assert "oświadczenie (S6)" in read(office.browser, "/office/members")


@pytest.mark.rule("S2")
def test_the_composer_of_a_day_proposes_and_follows_who_is_away(app: Flask, visitors: Visitors) -> None:
    office = Office(app, visitors)
    days = read(office.browser, "/office/commissions")
    day = re.search(r"/office/commissions/20\d\d-\d\d-\d\d", days)
    assert day is not None
    page = read(office.browser, day.group(0))
    assert "Każdy kandydat tego dnia ma komisję zgodną z prawem" in page and "Wybierz<span" in page
    assert "Uzasadnienie słowami" in read(office.browser, office.page)
    away = read(office.browser, f"{day.group(0)}/live?away={office.members[1]}")
    assert "(S2)" in away and "(S3)" in away and "<html" not in away
    send(office.browser, office.page, member=office.members, chair=str(office.chair))
    assert "powołana" in read(office.browser, day.group(0))
    assert "Wybierz<span" in read(office.browser, f"{day.group(0)}?anew=yes&rooms=2")
    assert office.browser.get("/office/commissions/wczoraj").status_code == 404
    assert "nie zaplanowano egzaminu" in read(office.browser, "/office/commissions/2031-01-01")


def test_nobody_but_the_office_and_the_auditor_sees_the_register(app: Flask, visitors: Visitors) -> None:
    Office(app, visitors)
    assert visitors.as_player("audyta").get("/office/members").status_code == 200
    for login in ("asia", "czeslawa", "robert"):
        assert visitors.as_player(login).get("/office/members").status_code == 403
