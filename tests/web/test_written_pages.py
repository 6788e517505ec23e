"""The pages of those who mark what was written, and of the office that watches how far they are."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.store.tables import CaseRow, MarkingShareRow, PersonRow, SittingRow, WrittenPieceRow
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors, holder_csrf
from tests.written import CRITERION, TEXTS, MadeWritten, make_written, read_all

NEXT = f"/assessor/written/criteria/{CRITERION}/next"


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> MadeWritten:
    found = make_written(own_work, visitors.accounts)
    own_work.drop()
    return found


def send(client: FlaskClient, address: str, **fields: str) -> tuple[str, str]:
    """Where a form led to, and what the page there says."""
    reply = client.post(address, data=fields | {"csrf_token": holder_csrf(client)}, follow_redirects=True)
    assert reply.status_code == 200
    return reply.request.path, reply.get_data(as_text=True)


def fill(*levels: int, act: str = "seal") -> dict[str, str]:
    fields = {f"level-{at}": str(level) for at, level in enumerate(levels)}
    fields |= {f"reason-{at}": "" if level > 1 else "brak przykładu" for at, level in enumerate(levels)}
    return fields | {"act": act, "criterion": CRITERION}


@pytest.mark.rule("P5")
def test_a_member_goes_from_the_queue_through_the_texts_and_no_page_tells_whose_they_are(
    own_work: OwnWork, made: MadeWritten, visitors: Visitors
) -> None:
    people = [each.family_name for each in own_work.session.query(PersonRow) if each.email.endswith("example.org")]
    codes = [each.code for each in own_work.session.query(CaseRow)]
    sittings = [str(each.id) for each in own_work.session.query(SittingRow)]
    own_work.drop()
    asia = visitors.as_player("asia")
    pages = [asia.get("/assessor/written").get_data(as_text=True)]
    assert "czeka: 2" in pages[0] and "dla Ciebie: 2" in pages[0]
    for _ in range(2):
        path, page = send(asia, NEXT)
        pages.append(page)
        assert "ogrzewa czarkę" in page and "wszystko" in page and any(text and text in page for text in TEXTS)
        path, page = send(asia, path, **fill(3, 2))
        pages.append(page)
    assert path == "/assessor/written" and "inni jeszcze czytają: 2" in page
    assert people and not [each for each in (*people, *codes, *sittings) for page in pages if each in page]


@pytest.mark.rule("P2")
def test_a_refused_seal_keeps_what_was_typed(made: MadeWritten, visitors: Visitors) -> None:
    asia = visitors.as_player("asia")
    path, _ = send(asia, NEXT)
    fields = fill(3, 0) | {"reason-1": " "}
    again, page = send(asia, path, **fields)
    assert again == path and "(P2)" in page
    assert re.search(r'name="level-0" value="3" checked', page) and re.search(r'name="level-1" value="0" checked', page)
    back, page = send(asia, path, **fill(act="put_back"))
    assert back == "/assessor/written" and "wrócił do kolejki" in page


def test_the_page_saves_a_draft_by_itself_until_the_seal(made: MadeWritten, visitors: Visitors) -> None:
    asia = visitors.as_player("asia")
    path, _ = send(asia, NEXT)
    headers = {"X-CSRF-Token": holder_csrf(asia)}
    marks = {"marks": [{"level": 1, "reason": ""}, {"level": None, "reason": "jeszcze nie wiem"}]}
    reply = asia.put(f"{path}/draft", json=marks, headers=headers)
    assert reply.status_code == 200 and reply.get_json()["saved"] is True
    assert [each["element"] for each in reply.get_json()["lacks"]] == [1, 2]
    assert "jeszcze nie wiem" in asia.get(path).get_data(as_text=True)
    for body in ({"marks": [{"level": 4, "reason": ""}]}, {"marks": [{"level": "3"}]}, {"other": 1}):
        assert asia.put(f"{path}/draft", json=body, headers=headers).status_code == 400
    send(asia, path, **fill(3, 3))
    assert asia.put(f"{path}/draft", json=marks, headers=headers).status_code == 422
    artur = visitors.as_player("artur")
    assert artur.put(f"{path}/draft", json=marks, headers={"X-CSRF-Token": holder_csrf(artur)}).status_code == 404
    assert artur.get(path).status_code == 404


def test_the_office_sees_counts_and_names_and_frees_a_text_but_no_levels(
    own_work: OwnWork, made: MadeWritten, visitors: Visitors
) -> None:
    path, _ = send(visitors.as_player("asia"), NEXT)
    olga = visitors.as_player("olga")
    exam = f"/office/exams/{made.exam.id}"
    assert "przeczytane: 0 z 2" in olga.get(exam).get_data(as_text=True)
    page = olga.get(f"{exam}/written").get_data(as_text=True)
    assert "Joanna Asesorska" in page and path.rpartition("/")[2] in page
    share = own_work.session.query(MarkingShareRow).one().id
    own_work.drop()
    _, page = send(olga, f"{exam}/written/{share}/free")
    assert "wolny dla innej osoby" in page
    assert visitors.as_player("asia").get(path).status_code == 404


@pytest.mark.rule("P2")
def test_the_case_shows_how_a_text_was_read(own_work: OwnWork, made: MadeWritten, visitors: Visitors) -> None:
    case_id = own_work.session.get_one(SittingRow, made.first).case_id
    own_work.drop()
    asia = visitors.as_player("asia")
    agenda = asia.get(f"/commission/cases/{case_id}/agenda").get_data(as_text=True)
    assert "czeka na przeczytanie" in agenda and "nie ma jeszcze o co pytać" in agenda
    read_all(own_work, made, 3, 2)
    code = own_work.session.query(WrittenPieceRow).filter_by(sitting_id=made.first).one().code
    own_work.drop()
    grid = asia.get(f"/commission/cases/{case_id}/decisions/{CRITERION}").get_data(as_text=True)
    found = re.search(r'href="(/commission/evidence/[^"]+)"', grid)
    assert found
    page = asia.get(found[1]).get_data(as_text=True)
    assert TEXTS[0] in page and code in page and "Artur Asesorski" in page and "Jak przeczytano" in page
