"""The pages of recognition: from a certificate in the portfolio to a record in the grid, with what was typed kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.judged import Handed, make_handed
from tests.making import OwnWork, open_own_work
from tests.portfolios import bring
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> Handed:
    found = make_handed(own_work, visitors.accounts)
    own_work.drop()
    return found


def send(client: FlaskClient, address: str, **fields: str) -> tuple[int, str]:
    reply = client.post(address, data=fields | {"csrf_token": holder_csrf(client)}, follow_redirects=True)
    return reply.status_code, reply.get_data(as_text=True)


@pytest.mark.rule("L9")
def test_a_certificate_is_recognised_by_the_panel_and_seen_in_the_grid(
    own_work: OwnWork, made: Handed, visitors: Visitors, tmp_path: Path
) -> None:
    asia, room = visitors.as_player("asia"), f"/commission/cases/{made.case_id}/recognitions"
    assert "Nie złożono żadnego dokumentu" in asia.get(room).get_data(as_text=True)
    own_work.actor = made.candidate
    document = bring(own_work, tmp_path, made.case_id)
    own_work.drop()
    assert "Świadectwo pracy" in asia.get(f"/commission/cases/{made.case_id}/portfolio").get_data(as_text=True)
    fields = {
        "code": "2A1",
        "document": str(document),
        "kind": "certificate",
        "name": "Certyfikat herbaciarza",
        "number": "17/2024",
        "issuer": "Instytut Herbaty",
        "issued_on": "2024-05-06",
        "why": "ten sam zakres",
    }
    for wrong in ({"issued_on": "wczoraj"}, {"issued_on": "2099-01-01"}, {"number": " "}, {"document": "nic"}):
        status, page = send(asia, room, **fields | wrong)
        assert status == 422 and "Instytut Herbaty" in page and 'id="error-summary"' in page
    status, page = send(asia, room, **fields)
    assert status == 200 and "Certyfikat herbaciarza" in page
    vote = re.search(r'action="([^"]+/vote)"', visitors.as_player("artur").get(room).get_data(as_text=True))
    assert vote
    assert "(P2)" in send(visitors.as_player("artur"), vote[1], accepts="yes", why=" ")[1]
    for login in ("artur", "czeslawa"):
        assert send(visitors.as_player(login), vote[1], accepts="yes", why=f"powód {login}")[0] == 200
    confirmation = vote[1].replace("/vote", "/confirmation")
    assert "(P7)" in send(asia, confirmation)[1]
    assert "Uznano" in send(visitors.as_player("artur"), confirmation)[1]
    grid = asia.get(f"/commission/cases/{made.case_id}").get_data(as_text=True)
    record = grid[grid.index('id="c-2A1"') :].partition('href="/commission/evidence/')[2].partition('"')[0]
    source = asia.get(f"/commission/evidence/{record}").get_data(as_text=True)
    assert "17/2024" in source and "6 maja 2024" in source and "powód artur" in source
    judged = asia.get(f"/commission/cases/{made.case_id}/portfolio").get_data(as_text=True)
    assert "uznane wcześniej" in judged
    assert send(visitors.as_player("olga"), room, **fields)[0] == 403
    back = vote[1].replace("/vote", "/taking-back")
    assert "(P2)" in send(asia, back, reason=" ")[1]
    assert "do cofnięcia" in send(asia, back, reason="instytut go nie wydał")[1]
    assert "(P7)" in send(asia, f"{back}/confirmation")[1]
    status, page = send(visitors.as_player("artur"), f"{back}/confirmation")
    assert status == 200 and "cofnięte" in page and "instytut go nie wydał" in page
    assert "uznane wcześniej" not in asia.get(f"/commission/cases/{made.case_id}/portfolio").get_data(as_text=True)
