"""An inspection shows questions with the own responses under a mark, never what would have been right, and is logged."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import desk, inspecting, marking
from exam_server.store.portfolio import find_account_of
from exam_server.store.tables import CaseRow, SittingRow
from exam_server.web.access import SESSION_COOKIE
from tests.kinds import EVERY_KIND
from tests.making import CANDIDATES, MadeExam, OwnWork, make_player, open_exam_of_every_kind, open_own_work
from tests.portfolios import make_account
from tests.releasing import release_by_two
from tests.visiting import Visitors, holder_csrf, open_session


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> MadeExam:
    """An exam with one item of each kind, still running."""
    return open_exam_of_every_kind(work, CANDIDATES[:1])


def end(work: OwnWork, made: MadeExam) -> CaseRow:
    """Closed, marked, released, and the inspection open; gives the case."""
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    release_by_two(work, made.id)
    case = work.session.get_one(CaseRow, work.session.get_one(SittingRow, made.sittings[0]).case_id)
    work.act_as(make_player(work, "olga"), "office")
    inspecting.open_inspection(work, case.id, 30)
    work.commit()
    return case


def look(client: FlaskClient, address: str) -> str:
    answer = client.post(address, headers={"X-CSRF-Token": holder_csrf(client)})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_each_question_stands_there_with_the_own_response_and_no_key(
    work: OwnWork, made: MadeExam, visitors: Visitors
) -> None:
    client = visitors.with_ticket(made.cards[0].ticket)
    end(work, made)
    page = look(client, "/sitting/inspection")
    assert page.count('id="inspected-') == len(EVERY_KIND)
    (inspection,) = inspecting.list_inspections(work, work.session.get_one(SittingRow, made.sittings[0]).case_id)
    marks = re.findall(rf"{inspection.code} · K0001 · ", page)
    assert len(marks) >= 60 + len(EVERY_KIND)
    secrets = [option.rationale for sample in EVERY_KIND.values() for option in sample.item.options if option.rationale]
    secrets += [element.text for sample in EVERY_KIND.values() for element in sample.item.guide]
    assert secrets and not [words for words in secrets if words in page]
    assert [page for _, page in inspection.views] == ["case"]


def test_who_has_an_account_inspects_their_own_case_and_nobody_elses(app: Flask, work: OwnWork, made: MadeExam) -> None:
    case = end(work, made)
    account_id = make_account(work, case.person_id, "kazimiera@example.org")
    assert find_account_of(work.session, case.person_id) is not None
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, open_session(work, account_id))
    address = f"/candidate/cases/{case.id}/inspection"
    assert 'id="inspected-1"' not in client.get(address).get_data(as_text=True)
    assert 'id="inspected-1"' in look(client, address)
    other = f"/candidate/cases/{made.id}/inspection"
    assert client.post(other, headers={"X-CSRF-Token": holder_csrf(client)}).status_code == 404
