"""The desk declares papers and types them in; the office decides where two readings differ."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.core.delivery import PresentedItem, check_code
from exam_server.services import desk, marking, members
from exam_server.services.presenting import list_frozen_items, present_form
from exam_server.services.readings import list_papers
from exam_server.store.tables import SittingRow
from tests.kinds import EVERY_KIND, in_positions
from tests.making import MadeExam, OwnWork, form_of, open_exam, open_exam_of_every_kind, open_own_work
from tests.reading_pdf import text_of
from tests.visiting import Visitors, holder_csrf

REASON = "przerwa w zasilaniu"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork, visitors: Visitors) -> MadeExam:
    """An exam that Daria and Damian run."""
    found = open_exam(work)
    for login in ("daria", "damian"):
        visitors.as_player(login)
    members.change_members(work, found.id, {"desk": [visitors.accounts["daria"], visitors.accounts["damian"]]})
    work.commit()
    return found


def send(client: FlaskClient, address: str, **fields: Any) -> TestResponse:
    return client.post(address, data=fields, headers={"X-CSRF-Token": holder_csrf(client)})


def fields_of(work: OwnWork, sitting_id: UUID, **changes: Any) -> dict[str, Any]:
    """What a typist's page sends: the code of the paper, and a response to every item."""
    fields: dict[str, Any] = {"code": check_code(form_of(work, sitting_id))[:9]}
    for item in present_form(work, sitting_id):
        name = f"item-{item.position}"
        if item.kind == "matching":
            fields |= {f"{name}-{left.position}": "1" for left in item.lefts}
        else:
            fields[name] = {"multiple_response": ["1", "2"], "extended_text": "Ogrzewam\r\nczarkę."}.get(item.kind, "1")
    return fields | changes


def choice_at(work: OwnWork, sitting_id: UUID) -> int:
    return next(item.position for item in present_form(work, sitting_id) if item.kind == "single_choice")


def sheet_of(made: MadeExam) -> str:
    return f"/desk/exams/{made.id}/papers/{made.sittings[0]}"


def close_on_paper(work: OwnWork, made: MadeExam, client: FlaskClient) -> None:
    send(client, f"/desk/exams/{made.id}/papers", seat=[str(made.sittings[0])], reason=REASON)
    work.drop()
    desk.close_exam(work, made.id)
    work.commit()


def test_a_paper_goes_from_its_declaration_into_the_record(work: OwnWork, visitors: Visitors, made: MadeExam) -> None:
    daria, damian, olga = (visitors.as_player(login) for login in ("daria", "damian", "olga"))
    close_on_paper(work, made, daria)
    page = daria.get(f"/desk/exams/{made.id}/papers").get_data(as_text=True)
    assert REASON in page and "0 z 2" in page
    assert send(daria, sheet_of(made), **fields_of(work, made.sittings[0])).status_code == 302
    here = choice_at(work, made.sittings[0])
    send(damian, sheet_of(made), **fields_of(work, made.sittings[0], **{f"item-{here}": "2"}))
    page = damian.get(f"/desk/exams/{made.id}/papers").get_data(as_text=True)
    assert f"do ustalenia są pytania: {here}" in page and "różnice: 1" in page
    readings = f"/office/exams/{made.id}/papers/{made.sittings[0]}/readings"
    compared = olga.get(readings).get_data(as_text=True)
    assert "Daria Dyżurna" in compared and "Damian Dyżurny" in compared
    assert re.findall(r"<span>(\w) <br>", compared) == ["A", "B"]
    assert olga.get(f"/office/exams/{made.id}/papers").get_data(as_text=True).count("/readings") == 1
    nothing = send(olga, readings, position=str(here), **{f"reason-{here}": "na papierze B"})
    assert nothing.location == readings
    decided = send(olga, readings, position=str(here), choice="1", **{f"reason-{here}": "na papierze B"})
    assert decided.location == f"/office/exams/{made.id}/papers"
    work.drop()
    paper = list_papers(work, made.id)[0].paper
    assert paper is not None and paper.use == "filed"
    assert "w zapisie egzaminu" in daria.get(f"/desk/exams/{made.id}/papers").get_data(as_text=True)


def test_a_refused_reading_comes_back_with_everything_that_was_typed(
    work: OwnWork, visitors: Visitors, made: MadeExam
) -> None:
    daria = visitors.as_player("daria")
    close_on_paper(work, made, daria)
    response = send(daria, sheet_of(made), **fields_of(work, made.sittings[0], code="ABCD ABCD"))
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "nie należy do stanowiska 1" in page and "zasada R30" not in page
    assert "Ogrzewam\nczarkę." in page and 'value="ABCD ABCD"' in page
    assert len(re.findall(r"<input[^>]* checked", page)) == 5 + 2
    assert len(re.findall(r"<option[^>]* selected", page)) == 2


def test_a_typists_page_shows_nothing_of_the_other_reading_and_no_key(
    work: OwnWork, visitors: Visitors, made: MadeExam
) -> None:
    daria, damian = visitors.as_player("daria"), visitors.as_player("damian")
    close_on_paper(work, made, daria)
    send(daria, sheet_of(made), **fields_of(work, made.sittings[0]))
    page = damian.get(sheet_of(made)).get_data(as_text=True)
    assert " checked" not in page and "Ogrzewam" not in page and "TAJNE" not in page
    assert check_code(form_of(work, made.sittings[0]))[:9] not in page


def test_a_third_person_is_sent_back_to_the_list(work: OwnWork, visitors: Visitors, made: MadeExam) -> None:
    daria, damian, olga = (visitors.as_player(login) for login in ("daria", "damian", "olga"))
    close_on_paper(work, made, daria)
    here = choice_at(work, made.sittings[0])
    send(daria, sheet_of(made), **fields_of(work, made.sittings[0]))
    send(damian, sheet_of(made), **fields_of(work, made.sittings[0], **{f"item-{here}": ""}))
    for response in (olga.get(sheet_of(made)), send(olga, sheet_of(made), **fields_of(work, made.sittings[0]))):
        assert response.status_code == 302
    assert "przepisały już dwie osoby" in olga.get(f"/desk/exams/{made.id}/papers").get_data(as_text=True)


def test_who_does_not_run_the_exam_types_nothing(work: OwnWork, visitors: Visitors, made: MadeExam) -> None:
    daria = visitors.as_player("daria")
    members.change_members(work, made.id, {"desk": [visitors.accounts["damian"]]})
    work.commit()
    close_on_paper(work, made, visitors.as_player("damian"))
    for address in (sheet_of(made), f"/desk/exams/{made.id}/papers", f"/desk/exams/{made.id}/papers/script.pdf"):
        assert daria.get(address).status_code == 404
    assert send(daria, sheet_of(made), **fields_of(work, made.sittings[0])).status_code == 404


def test_the_desk_prints_its_lists_and_takes_a_declaration_back(
    work: OwnWork, visitors: Visitors, made: MadeExam
) -> None:
    daria = visitors.as_player("daria")
    printed = daria.get(f"/desk/exams/{made.id}/papers/attendance.pdf")
    assert "Kazimiera Kandydacka" in text_of(printed.data)
    send(daria, f"/desk/exams/{made.id}/papers", seat=[str(made.sittings[0])], reason=REASON)
    send(daria, f"{sheet_of(made)}/withdraw", reason="złe stanowisko")
    page = daria.get(f"/desk/exams/{made.id}/papers").get_data(as_text=True)
    assert "Zaznaczenie cofnięto." in page and REASON not in page


def typed_fields(item: PresentedItem, response: Any) -> dict[str, Any]:
    """A response in positions as the controls of a typist's page send it."""
    name = f"item-{item.position}"
    if item.kind == "ordering":
        return {name: ", ".join("ABCDEFGH"[place - 1] for place in response).lower()}
    if item.kind in ("matching", "gap_text", "inline_choice"):
        return {f"{name}-{place}": str(each) for place, each in enumerate(response, start=1)}
    return {name: [str(each) for each in response] if isinstance(response, list) else str(response)}


def test_a_paper_with_every_kind_is_typed_in_by_two_people_and_marked(work: OwnWork, visitors: Visitors) -> None:
    made = open_exam_of_every_kind(work)
    for login in ("daria", "damian"):
        visitors.as_player(login)
    members.change_members(work, made.id, {"desk": [visitors.accounts["daria"], visitors.accounts["damian"]]})
    work.commit()
    sitting_id = made.sittings[0]
    frozen = list_frozen_items(work, work.session.get_one(SittingRow, sitting_id).test_form_id)
    fields: dict[str, Any] = {"code": check_code(form_of(work, sitting_id))[:9]}
    for each, item in zip(frozen, present_form(work, sitting_id), strict=True):
        fields |= typed_fields(item, in_positions(each.item, each.drawn, EVERY_KIND[each.item.kind].right))
    close_on_paper(work, made, visitors.as_player("daria"))
    order = next(each.position for each in frozen if each.item.kind == "ordering")
    wrong = send(visitors.as_player("daria"), sheet_of(made), **{**fields, f"item-{order}": "AB?"})
    assert wrong.status_code == 422 and 'value="AB?"' in wrong.get_data(as_text=True)
    for login in ("daria", "damian"):
        assert send(visitors.as_player(login), sheet_of(made), **fields).status_code == 302
        work.drop()
        page = visitors.as_player(login).get(sheet_of(made)).get_data(as_text=True)
        assert "TAJNE" not in page
    marking.mark_exam(work, made.id)
    work.commit()
    right = {each.item_id: each.right for each in marking.list_marked_items(work, sitting_id)}
    assert right == {sample.item.id: kind != "extended_text" for kind, sample in EVERY_KIND.items()}
