"""A draw in the browser: office and chair contribute, everybody checks, and an item leaves the forms at once."""

import re
from collections.abc import Iterator
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import desk, exam, freezing
from exam_server.services.contributing import list_secrets
from exam_server.store import delivery as store
from exam_server.store.tables import ExamRow
from exam_server.web.substitutes import carry_out_withdrawals
from tests.making import CANDIDATES, KEYS, MadeExam, OwnWork, freeze_exam, open_exam, open_own_work, plan_exam
from tests.visiting import Visitors, holder_csrf

WORDS = "wiatr od morza"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


def plan_with_chair(work: OwnWork, visitors: Visitors) -> MadeExam:
    made = plan_exam(work)
    visitors.as_player("czeslawa")
    work.record()
    exam.add_members(work, made.id, {"chair": [visitors.accounts["czeslawa"]]})
    work.commit()
    return made


def post(client: FlaskClient, address: str, **fields: str) -> str:
    """The page that follows the act."""
    answer = client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)}, follow_redirects=True)
    return unescape(answer.get_data(as_text=True))


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def digests(text: str) -> list[str]:
    return re.findall(r'<code class="digest">((?:[0-9a-f]{8}<wbr>){8})</code>', text)


def test_office_and_chair_contribute_each_on_their_own_page_and_no_page_tells_the_words(
    work: OwnWork, visitors: Visitors
) -> None:
    made = plan_with_chair(work, visitors)
    office, chair = visitors.as_role("office"), visitors.as_player("czeslawa")
    assert "Brakuje jeszcze wkładu przewodniczącego" in page(office, f"/office/exams/{made.id}")
    assert "brakuje Twojego wkładu" in page(chair, "/commission/draws")
    pages = [post(office, f"/office/exams/{made.id}/contribution", words=WORDS)]
    pages.append(post(chair, f"/commission/exams/{made.id}/contribution", words="stary młyn"))
    assert "Wkład biura zapisano" in pages[0] and "wkład wniesiony" in pages[1]
    work.drop()
    secrets = list_secrets(work, made.id)
    assert {each.words for each in secrets} == {WORDS, "stary młyn"}
    freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    pages += [page(client, f"/exams/{made.id}/draw") for client in (office, chair, visitors.anonymous())]
    pages += [page(office, f"/office/exams/{made.id}"), page(chair, f"/office/exams/{made.id}")]
    pages += [page(visitors.anonymous(), f"/exams/{made.id}/draw.json")]
    seed = work.session.get_one(ExamRow, made.id).seed
    for text in pages:
        assert not [each for each in (WORDS, "stary młyn", seed, *(s.salt for s in secrets)) if each in text]


def test_who_does_not_lead_the_exam_contributes_nothing(work: OwnWork, visitors: Visitors) -> None:
    made = plan_exam(work)
    chair = visitors.as_player("czeslawa")
    answer = chair.post(f"/commission/exams/{made.id}/contribution", headers={"X-CSRF-Token": holder_csrf(chair)})
    assert answer.status_code == 404
    assert "Egzamin z herbaty" not in page(chair, "/commission/draws")


def test_the_public_page_needs_no_log_in_and_holds_no_personal_data(work: OwnWork, visitors: Visitors) -> None:
    made = freeze_exam(work)
    shown = page(visitors.anonymous(), f"/exams/{made.id}/draw")
    forms = store.list_forms(work.session, made.id)
    assert len(digests(shown)) == 1 + 1 + len(forms)
    assert all(form.digest in shown.replace("<wbr>", "") for form in forms)
    for person, card in zip(CANDIDATES, made.cards, strict=True):
        assert not [each for each in (person.family_name, card.candidate_code, card.ticket) if each in shown]
    assert "samego wkładu biura" in shown


def test_the_manifest_is_a_file_for_everybody_once_it_is_shown(work: OwnWork, visitors: Visitors) -> None:
    made = freeze_exam(work)
    anybody = visitors.anonymous()
    for client in (anybody, visitors.as_role("office")):
        assert client.get(f"/exams/{made.id}/draw/manifest.json").status_code == 422
    desk.close_exam(work, made.id)
    work.commit()
    answer = anybody.get(f"/exams/{made.id}/draw/manifest.json")
    assert answer.status_code == 200 and answer.get_json()["sealed"]["exam"] == str(made.id)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Pobierz manifest" in page(anybody, f"/exams/{made.id}/draw")


def test_an_exam_that_is_not_there_has_no_draw(visitors: Visitors) -> None:
    for end in ("draw", "draw.json", "draw/manifest.json"):
        assert visitors.anonymous().get(f"/exams/{UUID(int=7)}/{end}").status_code == 404


def test_the_office_withdraws_an_item_and_reads_what_that_changed(
    app: Flask, work: OwnWork, visitors: Visitors
) -> None:
    made = freeze_exam(work)
    office = visitors.as_role("office")
    item = next(entry["id"] for entry in store.list_forms(work.session, made.id)[0].items if "1a1" in entry["id"])
    assert "W banku nie ma zadania hb-x" in post(
        office, f"/office/exams/{made.id}/withdraw", item="hb-x", reason="plotka"
    )
    post(office, f"/office/exams/{made.id}/withdraw", item=item, reason="zdjęcie w sieci")
    assert carry_out_withdrawals(app, app.extensions["exam_house"])
    shown = page(office, f"/office/exams/{made.id}")
    assert "Egzamin z herbaty: zmienione arkusze: 1" in shown
    assert "Zadania wycofane z tych arkuszy" in shown and "zdjęcie w sieci" in shown
    public = page(visitors.anonymous(), f"/exams/{made.id}/draw")
    assert "Wycofane zadania" in public
    assert item not in public and "zdjęcie" not in public


def test_a_refused_withdrawal_names_forms_and_cells(app: Flask, work: OwnWork, visitors: Visitors) -> None:
    made, office = freeze_exam(work), visitors.as_role("office")
    post(office, f"/office/exams/{made.id}/withdraw", item="hb-2a2-tf", reason="błąd w treści")
    assert carry_out_withdrawals(app, app.extensions["exam_house"])
    shown = page(office, f"/office/exams/{made.id}/withdrawals")
    assert "Egzamin z herbaty, 1: true_false" in shown and "niczego nie zmieniono" in shown


def test_a_candidate_finds_the_draw_in_the_lobby_and_on_the_receipt(work: OwnWork, visitors: Visitors) -> None:
    made = freeze_exam(work)
    candidate = visitors.with_ticket(made.cards[0].ticket)
    candidate.post("/sitting/identity", headers={"X-CSRF-Token": holder_csrf(candidate)})
    assert f'/exams/{made.id}/draw"' in page(candidate, "/sitting")
    desk.close_exam(work, made.id)
    work.commit()
    assert f'/exams/{made.id}/draw"' in page(candidate, "/sitting/receipt")
    assert page(candidate, f"/exams/{made.id}/draw")


def test_a_running_exams_page_tells_a_candidate_no_secret(work: OwnWork, visitors: Visitors) -> None:
    made = open_exam(work)
    candidate = visitors.with_ticket(made.cards[0].ticket)
    assert page(candidate, f"/exams/{made.id}/draw.json").count("salt") == 0
