"""The page of grounds: what is put forward is shown by an act that is logged, never by looking."""

import io
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from exam_server.store import delivery as store
from exam_server.store.tables import GroundViewRow
from tests.making import OwnWork, open_own_work, plan_exam
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


def case_of(work: OwnWork) -> UUID:
    return store.list_exam_stages(work.session, plan_exam(work).id)[0].case_id


def test_grounds_are_recorded_and_shown_for_a_purpose_that_the_page_keeps(work: OwnWork, visitors: Visitors) -> None:
    address = f"/office/candidates/{case_of(work)}/grounds"
    office = visitors.as_role("office")
    headers = {"X-CSRF-Token": holder_csrf(office)}
    fields = {"words": "<b>migrena</b>", "file": (io.BytesIO(b"Opinia."), "opinia.txt")}
    assert office.post(address, data=fields, headers=headers, content_type="multipart/form-data").status_code == 302
    page = office.get(address).get_data(as_text=True)
    assert "migrena" not in page and "opinia.txt" not in page
    work.drop()
    assert work.session.query(GroundViewRow).count() == 0
    assert "Uzasadnienia nie pokazano" in office.post(
        f"{address}/reading", data={"purpose": ""}, headers=headers, follow_redirects=True
    ).get_data(as_text=True)
    shown = office.post(f"{address}/reading", data={"purpose": "decyzja o czasie"}, headers=headers)
    page = shown.get_data(as_text=True)
    assert "&lt;b&gt;migrena&lt;/b&gt;" in page and "decyzja o czasie" in page
    document = page.split('action="')[1:]
    path = next(each.split('"')[0] for each in document if each.split('"')[0].endswith("/document"))
    sent = office.post(path, data={"purpose": "decyzja o czasie"}, headers=headers)
    assert sent.get_data() == b"Opinia." and "attachment" in sent.headers["Content-Disposition"]
    work.drop()
    assert work.session.query(GroundViewRow).count() == 2
