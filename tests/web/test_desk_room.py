"""The desk runs the room in the browser: who may, what the board says, what a refusal looks like."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.core.accommodation import Accommodation
from exam_server.services import board, members, pausing
from exam_server.services.accommodations import decide_accommodation
from exam_server.store.tables import ExamRow, SittingRow
from exam_server.web.desk.tiles import make_tile
from tests.making import MadeExam, OwnWork, freeze_exam, let_time_pass, make_player, names_of, open_own_work
from tests.visiting import Visitors, holder_csrf

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
REASON = "Awaria zasilania"


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork, visitors: Visitors) -> MadeExam:
    """A frozen exam with Daria and Damian at its desk."""
    made = freeze_exam(work)
    at_desk = [make_player(work, login) for login in ("daria", "damian")]
    visitors.accounts.update(zip(("daria", "damian"), at_desk, strict=True))
    members.change_members(work, made.id, {"desk": at_desk})
    work.commit()
    return made


@pytest.fixture
def daria(made: MadeExam, visitors: Visitors) -> FlaskClient:
    return visitors.as_player("daria")


def send(client: FlaskClient, made: MadeExam, act: str, seat: int | None = None, **fields: Any) -> TestResponse:
    """Do something at the whole room, or at a seat; gives the board that follows."""
    place = f"/seats/{made.sittings[seat - 1]}" if seat else ""
    response = client.post(
        f"/desk/exams/{made.id}{place}/{act}", data=fields, headers={"X-CSRF-Token": holder_csrf(client)}
    )
    assert response.status_code == 302, response.get_data(as_text=True)
    assert response.location == f"/desk/exams/{made.id}"
    return client.get(response.location)


def states(work: OwnWork, made: MadeExam) -> list[str]:
    work.drop()
    return [work.session.get_one(SittingRow, sitting_id).state for sitting_id in made.sittings]


def start_all(client: FlaskClient, made: MadeExam) -> None:
    for seat in range(1, len(made.sittings) + 1):
        send(client, made, "admit", seat, document="passport")
    send(client, made, "open")


def said(board: TestResponse) -> list[str]:
    """The messages on top of the board."""
    page = board.get_data(as_text=True).partition("board-stale")[0]
    return re.findall(r'<div class="message message-(?:saved|error)".*?<p>(.*?)</p>', page, re.S)


def test_only_the_named_desk_and_the_office_run_an_exam(made: MadeExam, visitors: Visitors, work: OwnWork) -> None:
    board = f"/desk/exams/{made.id}"
    assert visitors.as_player("damian").get(board).status_code == 200
    work.drop()
    members.change_members(work, made.id, {"desk": [visitors.accounts["daria"]]})
    work.commit()
    damian = visitors.as_player("damian")
    assert damian.get(board).status_code == 404
    assert "Egzamin z herbaty" not in damian.get("/desk/").get_data(as_text=True)
    token = {"X-CSRF-Token": holder_csrf(damian)}
    assert damian.post(f"{board}/close", headers=token).status_code == 404
    assert visitors.as_role("office").get(board).status_code == 200
    assert visitors.as_role("assessor").get(board).status_code == 403


def test_the_desk_admits_by_a_kind_of_document_and_opens(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    send(daria, made, "admit", 1, document="identity_card")
    board = send(daria, made, "open")
    assert states(work, made) == ["open", "waiting", "waiting"]
    (words,) = said(board)
    assert words.startswith("Test otworzy się za") and words.endswith(": 1.")
    send(daria, made, "admit", 2, document="passport")
    send(daria, made, "open")
    assert states(work, made) == ["open", "open", "waiting"]


def test_a_number_of_a_document_has_no_place_to_go(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    response = daria.post(
        f"/desk/exams/{made.id}/seats/{made.sittings[0]}/admit",
        data={"document": "ABC 123456"},
        headers={"X-CSRF-Token": holder_csrf(daria)},
    )
    assert response.status_code == 400
    assert states(work, made)[0] == "waiting"


def test_a_refusal_is_said_on_the_board(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    start_all(daria, made)
    board = send(daria, made, "pause", 1, reason="  ")
    assert said(board) == ["Niczego nie zmieniono. Brakuje powodu. Wpisz powód."]
    assert states(work, made)[0] == "open"


def test_one_seat_or_the_whole_room_is_paused_and_resumed(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    start_all(daria, made)
    send(daria, made, "pause", 2, reason=REASON)
    assert states(work, made) == ["open", "paused", "open"]
    assert said(send(daria, made, "pause", reason=REASON)) == ["Wstrzymane testy: 2."]
    assert said(send(daria, made, "resume", reason=REASON)) == ["Wznowione testy: 3."]
    assert states(work, made) == ["open", "open", "open"]


def test_who_proposes_time_cannot_confirm_it(
    made: MadeExam, daria: FlaskClient, visitors: Visitors, work: OwnWork
) -> None:
    start_all(daria, made)
    send(daria, made, "compensation", 1, minutes="5", reason=REASON)
    work.drop()
    (proposal,) = board.get_seat(work, made.id, made.sittings[0]).proposals
    before = work.session.get_one(SittingRow, made.sittings[0]).deadline_at
    confirm = f"compensation/{proposal.event_id}/confirm"
    (words,) = said(send(daria, made, confirm, 1))
    assert words.endswith("(P7)")
    work.drop()
    assert board.get_seat(work, made.id, made.sittings[0]).proposals == (proposal,)
    send(visitors.as_player("damian"), made, confirm, 1)
    work.drop()
    assert before is not None
    assert work.session.get_one(SittingRow, made.sittings[0]).deadline_at == before + timedelta(minutes=5)


def test_only_somebody_else_is_offered_to_confirm_proposed_time(
    made: MadeExam, daria: FlaskClient, visitors: Visitors
) -> None:
    start_all(daria, made)
    send(daria, made, "compensation", 1, minutes="5", reason=REASON)
    seat = f"/desk/exams/{made.id}/seats/{made.sittings[0]}"
    own = daria.get(seat).get_data(as_text=True)
    assert "To Twoja propozycja" in own
    assert '/confirm"' not in own
    assert '/confirm"' in visitors.as_player("damian").get(seat).get_data(as_text=True)


@pytest.mark.parametrize("minutes", ["0", "-5", "241", "5.5", "", "٥"])
def test_minutes_out_of_bounds_are_refused(made: MadeExam, daria: FlaskClient, work: OwnWork, minutes: str) -> None:
    start_all(daria, made)
    send(daria, made, "compensation", 1, minutes=minutes, reason=REASON)
    work.drop()
    assert board.get_seat(work, made.id, made.sittings[0]).proposals == ()


def test_time_after_the_close_opens_no_test_again(
    made: MadeExam, daria: FlaskClient, visitors: Visitors, work: OwnWork
) -> None:
    start_all(daria, made)
    send(daria, made, "compensation", 1, minutes="5", reason=REASON)
    work.record()
    work.session.get_one(SittingRow, made.sittings[0]).state = "time_up"
    work.session.get_one(ExamRow, made.id).state = "closed"
    work.commit()
    (proposal,) = board.get_seat(work, made.id, made.sittings[0]).proposals
    send(visitors.as_player("damian"), made, f"compensation/{proposal.event_id}/confirm", 1)
    assert states(work, made)[0] == "time_up"


def test_a_seat_of_another_exam_is_not_found(made: MadeExam, daria: FlaskClient) -> None:
    assert daria.get(f"/desk/exams/{made.id}/seats/{UUID(int=7)}").status_code == 404


def test_an_ended_seat_stays_ended_and_the_exam_closes(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    start_all(daria, made)
    send(daria, made, "end", 1, reason="Kandydat źle się poczuł")
    send(daria, made, "announcement", announcement="Zostało 5 minut")
    assert "Zostało 5 minut" in daria.get(f"/desk/exams/{made.id}").get_data(as_text=True)
    send(daria, made, "close")
    assert states(work, made) == ["ended_by_desk"] * 3
    (words,) = said(send(daria, made, "open"))
    assert "nie" in words


def test_another_computer_is_allowed_once_with_a_reason(made: MadeExam, daria: FlaskClient, visitors: Visitors) -> None:
    ticket = made.cards[0].ticket
    visitors.with_ticket(ticket)
    with pytest.raises(AssertionError):
        visitors.with_ticket(ticket)
    send(daria, made, "readmission", 1, reason="Zepsuty komputer")
    visitors.with_ticket(ticket)
    with pytest.raises(AssertionError):
        visitors.with_ticket(ticket)


def test_a_seats_page_lists_the_browsers_that_had_it_by_the_number_of_their_device(
    made: MadeExam, daria: FlaskClient, visitors: Visitors
) -> None:
    page = f"/desk/exams/{made.id}/seats/{made.sittings[0]}"
    assert 'id="devices"' not in daria.get(page).get_data(as_text=True)
    visitors.with_ticket(made.cards[0].ticket)
    send(daria, made, "readmission", 1, reason="zepsuty ekran")
    visitors.with_ticket(made.cards[0].ticket)
    listed = daria.get(page).get_data(as_text=True).partition('id="devices"')[2].partition("</table>")[0]
    assert re.findall(r"urządzenie (\d)", listed) == ["1", "2"]
    assert re.findall("zajmuje stanowisko|zakończone", listed) == ["zakończone", "zajmuje stanowisko"]


def test_a_break_that_is_asked_for_is_declined_with_a_reason(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    start_all(daria, made)
    decide_accommodation(
        work, made.id, work.session.get_one(SittingRow, made.sittings[0]).case_id, Accommodation(break_seconds=600)
    )
    pausing.ask_for_break(work, made.sittings[0])
    work.commit()
    page = f"/desk/exams/{made.id}/seats/{made.sittings[0]}"
    assert "Odmów przerwy" in daria.get(page).get_data(as_text=True)
    after = send(daria, made, "break/decline", 1, reason="jedna osoba jest już poza salą")
    assert "odmówiono przerwy" in " ".join(said(after))
    assert "Odmów przerwy" not in daria.get(page).get_data(as_text=True)


def test_the_menu_names_the_room_of_a_page_within_it(made: MadeExam, daria: FlaskClient) -> None:
    assert '<a href="/desk/" aria-current="page">' in daria.get("/desk/").get_data(as_text=True)
    assert '<a href="/desk/" aria-current="true">' in daria.get(f"/desk/exams/{made.id}").get_data(as_text=True)


def test_the_refresh_brings_the_parts_that_the_board_has_and_nothing_else(made: MadeExam, daria: FlaskClient) -> None:
    start_all(daria, made)
    parts = re.compile(r'id="((?:board|seat)-[^"]+)"')
    piece = daria.get(f"/desk/exams/{made.id}/seats").get_data(as_text=True)
    page = daria.get(f"/desk/exams/{made.id}").get_data(as_text=True)
    assert set(parts.findall(page)) - set(parts.findall(piece)) == {"board-stale"}
    assert len(parts.findall(piece)) == 5 + len(made.sittings)
    assert "<html" not in piece


@pytest.mark.parametrize(
    ("state", "seconds", "kind"),
    [
        ("open", 30, "info"),
        ("open", 31, "error"),
        ("open", None, "error"),
        ("paused", 600, "waiting"),
        ("handed_in", 600, "saved"),
        ("waiting", None, "neutral"),
    ],
)
def test_only_a_running_seat_that_is_silent_beyond_the_rhythm_is_an_alarm(
    made: MadeExam, work: OwnWork, state: str, seconds: int | None, kind: str
) -> None:
    contact = None if seconds is None else NOW - timedelta(seconds=seconds)
    seat = replace(board.get_seat(work, made.id, made.sittings[0]), state=state, contact_at=contact)  # type: ignore[arg-type]
    assert make_tile(seat, NOW).kind == kind


def test_a_seat_that_the_page_shows_already_is_named_without_its_markup_until_it_changes(
    made: MadeExam, daria: FlaskClient
) -> None:
    start_all(daria, made)
    address = f"/desk/exams/{made.id}/seats"
    stamps = re.findall(r'data-stamp="(\w+)"', daria.get(address).get_data(as_text=True))
    assert len(set(stamps)) == 3
    seen = {"X-Board-Seen": " ".join(stamps)}
    assert daria.get(address, headers=seen).get_data(as_text=True).count("data-same") == 3
    send(daria, made, "pause", 2, reason=REASON)
    after = daria.get(address, headers=seen).get_data(as_text=True)
    assert re.findall(r'id="seat-([^"]+)" data-same', after) == [str(made.sittings[0]), str(made.sittings[2])]
    assert "wstrzymane" in after


def test_an_act_on_the_room_says_which_seats_it_left_and_why(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    start_all(daria, made)
    send(daria, made, "end", 1, reason=REASON)
    send(daria, made, "pause", 3, reason=REASON)
    page = send(daria, made, "pause", reason=REASON).get_data(as_text=True)
    assert "Wstrzymane testy: 1." in page
    assert "1 (Obsługa sali zakończyła ten test.); 3 (Test jest wstrzymany.)" in page
    assert states(work, made) == ["ended_by_desk", "paused", "paused"]


def test_the_board_shows_only_what_the_address_asks_for_and_acts_lead_back_to_it(
    made: MadeExam, daria: FlaskClient
) -> None:
    start_all(daria, made)
    send(daria, made, "pause", 2, reason=REASON)
    address = f"/desk/exams/{made.id}"
    for view in ("", "/seats"):
        shown = daria.get(f"{address}{view}?show=paused").get_data(as_text=True)
        assert re.findall(r'id="seat-([^"]+)"', shown) == [str(made.sittings[1])]
    everything = daria.get(f"{address}?show=nonsense").get_data(as_text=True)
    assert everything.count('id="seat-') == 3
    token = {"X-CSRF-Token": holder_csrf(daria)}
    done = daria.post(f"{address}/announcement?show=paused&size=large&view=x", data={"announcement": ""}, headers=token)
    assert done.location == f"{address}?show=paused&size=large"


def test_the_room_stands_as_the_desk_arranged_it(made: MadeExam, daria: FlaskClient) -> None:
    address = f"/desk/exams/{made.id}?view=room"
    assert 'class="room-plan"' not in daria.get(address).get_data(as_text=True)
    send(daria, made, "room", rows="2", columns="2")
    rows = daria.get(address).get_data(as_text=True).partition('class="room-plan"')[2].split("<tr>")[1:]
    assert [re.findall(r'class="(?:place place-empty|place seat-\w+)"', row) for row in rows] == [
        ['class="place seat-neutral"'] * 2,
        ['class="place seat-neutral"', 'class="place place-empty"'],
    ]
    assert said(send(daria, made, "room", rows="0", columns="3")) != []
    assert said(send(daria, made, "room", rows="NaN", columns="NaN")) != []
    assert 'class="room-plan"' in daria.get(address).get_data(as_text=True)


def test_a_board_for_the_wall_names_nobody_and_no_accommodation(
    made: MadeExam, daria: FlaskClient, work: OwnWork
) -> None:
    case_id = work.session.get_one(SittingRow, made.sittings[0]).case_id
    decide_accommodation(work, made.id, case_id, Accommodation(150, read_aloud=True))
    work.commit()
    send(daria, made, "room", rows="2", columns="2")
    names = {names_of(work, sitting_id)[1] for sitting_id in made.sittings}
    for view, word in (("", "odczytywanie na głos"), ("&view=room", "dostosowania"), ("&show=agreed", "czas: 150 %")):
        usual, wall = (
            daria.get(f"/desk/exams/{made.id}/seats?size={size}{view}").get_data(as_text=True)
            for size in ("normal", "large")
        )
        assert names_of(work, made.sittings[0])[1] in usual
        assert word in usual
        assert not any(name in wall for name in names)
        assert word not in wall and "dostosowania" not in wall
        assert wall.count('id="seat-') == 3


def test_looking_at_the_board_and_its_seats_changes_nothing(made: MadeExam, daria: FlaskClient, work: OwnWork) -> None:
    start_all(daria, made)
    let_time_pass(work, made.sittings[0], 5000)
    before = [dict(work.session.get_one(SittingRow, each).__dict__) for each in made.sittings]
    work.drop()
    for path in ("", "/seats", f"/seats/{made.sittings[0]}"):
        assert daria.get(f"/desk/exams/{made.id}{path}").status_code == 200
    after = [dict(work.session.get_one(SittingRow, each).__dict__) for each in made.sittings]
    hidden = "_sa_instance_state"
    assert [{**each, hidden: 0} for each in before] == [{**each, hidden: 0} for each in after]
