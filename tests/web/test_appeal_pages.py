"""The pages of an appeal: filed with a file, decided, told; letters in Polish; nobody else's is there."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import handling_appeals as handling
from exam_server.services.appealing import has_open_appeal
from exam_server.services.legal_day import legal_day
from exam_server.store.appeals import list_appeals_of, list_documents
from exam_server.web.access import SESSION_COOKIE
from tests.appealed import WORDS, Appealed, as_office, assign, file, make_told, recuse, rule, seal_all
from tests.dangerous import make_pdf
from tests.making import OwnWork, open_own_work
from tests.reading_pdf import text_of
from tests.visiting import Visitors, holder_csrf, open_session


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def told(work: OwnWork, visitors: Visitors) -> Appealed:
    return make_told(work, visitors.accounts)


def log_in(app: Flask, work: OwnWork, account_id: object) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, open_session(work, account_id))  # type: ignore[arg-type]
    return client


def send(client: FlaskClient, address: str, **data: object) -> str:
    answer = client.post(
        address,
        data={"csrf_token": holder_csrf(client), **data},
        follow_redirects=True,
        headers={"Accept": "text/html"},
    )
    assert answer.status_code in (200, 422), answer.status_code
    return answer.get_data(as_text=True)


@pytest.mark.rule("S9")
def test_a_candidate_files_with_a_file_that_is_checked_and_reads_where_it_stands(
    app: Flask, work: OwnWork, told: Appealed
) -> None:
    client = log_in(app, work, told.candidate.account_id)
    address = f"/candidate/cases/{told.case_id}/appeals"
    page = client.get(address).get_data(as_text=True)
    assert "1A1" in page and "Złóż odwołanie" in page
    result = client.get(f"/candidate/cases/{told.case_id}/result").get_data(as_text=True)
    assert f"{address}?criterion=1A1#filing" in result
    assert 'value="1A1" checked' in client.get(f"{address}?criterion=1A1").get_data(as_text=True)
    form = {"stage": str(told.made.stage_id), "criterion": "1A1", "ground": "rating"}
    refused = send(client, address, **form, words="")
    assert "(S9)" in refused and "Błąd:" in refused
    bad = (io.BytesIO(b"%PDF-1.4 kaput"), "skan.pdf")
    assert "Odwołanie nie zostało złożone." in send(client, address, **form, words=WORDS, file=bad)
    assert not list_appeals_of(work.session, told.case_id)
    done = send(client, address, **form, words=WORDS, file=(io.BytesIO(make_pdf(b"%x\n")), "skan.pdf"))
    assert "złożone, czeka na biuro" in done and "skan.pdf" in done
    work.drop()
    [row] = list_appeals_of(work.session, told.case_id)
    [document] = list_documents(work.session, row.id)
    kept = client.get(f"{address}/{row.id}/files/{document.id}")
    assert kept.data.startswith(b"%PDF") and "attachment" in kept.headers["Content-Disposition"]
    letter = client.get(f"{address}/{row.id}/acknowledgement.pdf", headers={"Accept-Language": "en"})
    assert "Potwierdzenie wpływu odwołania" in text_of(letter.data)
    assert client.get(f"{address}/{row.id}/ruling.pdf").status_code == 404
    stranger = log_in(app, work, told.deciders["jan"])
    assert stranger.get(f"{address}/{row.id}/acknowledgement.pdf").status_code == 403


@pytest.mark.rule("S9")
def test_office_and_deciders_lead_an_appeal_to_its_letter(app: Flask, work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    office = log_in(app, work, told.made.accounts["olga"])
    assert "K0001" in office.get("/office/appeals").get_data(as_text=True)
    page = send(office, f"/office/appeals/{appeal_id}/admission")
    assert "udział w pierwszej walidacji (S9)" in page
    members = [str(each) for each in told.deciders.values()]
    page = send(office, f"/office/appeals/{appeal_id}/members", member=members, chair=str(told.deciders["zofia"]))
    assert "Zofia Odwoławcza" in page
    first = log_in(app, work, told.deciders["jan"])
    hearing = f"/commission/appeals/{appeal_id}"
    page = first.get(hearing).get_data(as_text=True)
    assert WORDS in page and "Kandydacka" not in page and "Nie wymieniła gatunków" not in page
    verdict = {"course": "rerating", "verdict-1A1": "met", "why-1A1": "Widać to w zapisie."}
    for login in told.deciders:
        send(log_in(app, work, told.deciders[login]), f"{hearing}/view", **verdict)
    reasons = {"reason-1A1": "Zapis rozmowy to pokazuje.", "words": "Odwołanie jest zasadne."}
    assert "Rozstrzygnięcie jest zaproponowane" in send(first, f"{hearing}/ruling", **reasons)
    send(log_in(app, work, told.deciders["ewa"]), f"{hearing}/ruling/confirmation")
    page = send(office, f"/office/appeals/{appeal_id}/telling")
    assert "uwzględnione" in page
    assert not has_open_appeal(work, told.case_id)
    letter = text_of(office.get(f"/office/appeals/{appeal_id}/ruling.pdf").data)
    for words in ("Rozstrzygnięcie odwołania", "Kazimiera Kandydacka", "1A1", "Zapis rozmowy to pokazuje.", "O/1/"):
        assert words in letter
    assert "Odwoławcz" not in letter
    [record] = [each for each in office.get(f"/commission/cases/{told.case_id}").get_data(as_text=True).split('href="')
                if each.startswith("/commission/evidence/")][-1:]  # fmt: skip
    assert office.get(record.split('"')[0]).status_code == 200


@pytest.mark.rule("S9")
def test_members_are_chosen_no_more_once_all_have_sealed_unless_one_may_not_decide(
    app: Flask, work: OwnWork, told: Appealed
) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    office, address = log_in(app, work, told.made.accounts["olga"]), f"/office/appeals/{appeal_id}"
    assert 'name="member"' not in office.get(address).get_data(as_text=True)
    recuse(work, told, told.deciders["ewa"])
    page = office.get(address).get_data(as_text=True)
    assert 'name="member"' in page and 'id="assign-reason"' in page


def test_an_appeal_on_paper_is_filed_by_the_office_with_its_day(app: Flask, work: OwnWork, told: Appealed) -> None:
    office = log_in(app, work, told.made.accounts["olga"])
    address = f"/office/cases/{told.case_id}/appeals"
    empty = office.get(address, query_string={"stage": str(told.made.stage_id)}).get_data(as_text=True)
    assert "Z czym kandydat się nie zgadza" in empty and "Z czym się nie zgadzasz" not in empty, (
        "it speaks to the office"
    )
    form = {"stage": str(told.made.stage_id), "ground": "procedure", "words": WORDS}
    assert "Odwołanie nie zostało złożone." in send(office, address, **form, received_on="jutro")
    assert "przed przekazaniem wyniku" in send(office, address, **form, received_on="2026-01-02")
    assert "na papierze" in send(office, address, **form, received_on=legal_day(work).isoformat())


@pytest.mark.rule("S9")
def test_a_told_ruling_stands_in_the_candidates_result(app: Flask, work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    rule(work, told, appeal_id)
    client = log_in(app, work, told.candidate.account_id)
    result = f"/candidate/cases/{told.case_id}/result"
    assert "Rozstrzygnięcie Twojego odwołania" not in client.get(result).get_data(as_text=True)
    as_office(work, told)
    handling.tell_ruling(work, appeal_id)
    work.commit()
    assert "Rozstrzygnięcie Twojego odwołania" in client.get(result).get_data(as_text=True)
