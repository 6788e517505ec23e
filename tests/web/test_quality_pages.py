"""The office's board of quality: quarters and evaluations are kept, read as files, and called to mind."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.reports import PARTS, quarter_of
from exam_server.services.legal_day import legal_day
from exam_server.services.quarterly import list_quarters
from exam_server.store.tables import OrganisationRow
from tests.making import CODE, OwnWork, open_own_work, plan_exam
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    """A body that began two years ago."""
    with open_own_work(app.extensions["exam_house"].database) as opened:
        plan_exam(opened, ())
        opened.record()
        opened.session.query(OrganisationRow).one().created_at = opened.now - timedelta(days=730)
        opened.commit()
        yield opened


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_quarter_is_kept_as_sent_and_downloaded_and_the_exams_page_calls_it_to_mind(
    visitors: Visitors, work: OwnWork
) -> None:
    client, quarter = visitors.as_role("office"), quarter_of(legal_day(work)).before()
    address = f"/office/quality/quarters/{quarter.year}/{quarter.number}"
    oldest = list_quarters(work)[-1].quarter
    assert f"{oldest.year}/{oldest.number} (L14)" in read(client, "/office/exams")
    assert "Parzenie herbaty" in read(client, address)
    client.post(address, data={"csrf_token": holder_csrf(client)})
    assert "Sprawozdanie zachowano" in read(client, address)
    client.post(address, data={"csrf_token": holder_csrf(client)})
    assert "(L14)" in read(client, address)
    work.drop()
    (sent,) = list_quarters(work)[0].sent
    pdf, csv = (client.get(f"/office/quality/reports/{sent.id}.{kind}") for kind in ("pdf", "csv"))
    assert pdf.data.startswith(b"%PDF") and "Parzenie herbaty" in csv.get_data(as_text=True)
    assert client.get(f"/office/quality/reports/{sent.id}.exe").status_code == 404
    assert client.get("/office/quality/quarters/2026/7").status_code == 404


def test_an_evaluation_that_says_nothing_is_not_closed_and_what_was_typed_stays(
    visitors: Visitors, work: OwnWork
) -> None:
    client, today = visitors.as_role("office"), legal_day(work)
    address = f"/office/quality/evaluations/{CODE}"
    assert "Co policzono" in read(client, address)
    days = {"since": today - timedelta(days=300), "until": today - timedelta(days=1)}
    typed = {part: f"Słowa o {part}." for part in PARTS}
    given = {**days, **typed, "csrf_token": holder_csrf(client)}
    refused = client.post(address, data={**given, "methods": " "})
    assert refused.status_code == 422
    assert "Słowa o quality." in refused.get_data(as_text=True)
    assert client.post(address, data=given).location == "/office/quality"
    page = read(client, "/office/quality")
    assert "Ewaluację zamknięto" in page
    found = re.search(r"/office/quality/evaluations/[0-9a-f-]{36}/report\.pdf", page)
    assert found and client.get(found[0]).data.startswith(b"%PDF")
    assert "minionych dni" in read(client, f"{address}?since={today}&until={today}")


def test_the_auditor_reads_the_board_and_writes_nothing(visitors: Visitors, work: OwnWork) -> None:
    client = visitors.as_role("auditor")
    assert "Jakość" in read(client, "/office/quality")
    assert "Zamknij ewaluację" not in read(client, f"/office/quality/evaluations/{CODE}")
