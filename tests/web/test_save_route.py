"""`PUT /sitting/responses`: the hot path keeps the rules of every other end point."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import CapturingLogger
from werkzeug.test import TestResponse

from exam_server.services import presenting, seating
from exam_server.store.tables import AdmissionRow
from exam_server.web.access import SEAT_COOKIE
from exam_server.web.candidate import saves
from exam_server.web.headers import PUT_HEADERS
from tests.making import KEYS, MadeExam, form_of, open_exam, open_own_work
from tests.visiting import Visitors, csrf_of, holder_csrf


class Seat:
    """A candidate's browser on a running test."""

    def __init__(self, app: Flask, made: MadeExam) -> None:
        self.app, self.made = app, made
        self.client: FlaskClient = Visitors(app).with_ticket(made.cards[0].ticket)
        with open_own_work(app.extensions["exam_house"].database) as work:
            self.form = form_of(work, made.sittings[0])

    def position_of(self, kind: str) -> int:
        """The first position of a kind on this form."""
        with open_own_work(self.app.extensions["exam_house"].database) as work:
            _, shapes = presenting.shapes_of(work, self.made.sittings[0])
        return next(number for number, shape in enumerate(shapes, start=1) if shape.kind == kind)

    def body(self, *saves: dict[str, object], **changes: object) -> dict[str, object]:
        return {"epoch": 1, "form": self.form, "saves": list(saves), **changes}

    def put(self, body: object, **headers: str) -> TestResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {
            "X-CSRF-Token": holder_csrf(self.client),
            **{name.replace("_", "-"): each for name, each in headers.items()},
        }
        return self.client.put("/sitting/responses", data=data, headers=sent)


@pytest.fixture
def seat(each_app: Flask) -> Seat:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        made = open_exam(work)
    return Seat(each_app, made)


def _save(sequence: int, position: int, response: object) -> dict[str, object]:
    return {"sequence": sequence, "position": position, "response": response, "at": "2027-03-01T10:00:00Z"}


def test_a_save_comes_back_as_it_was_stored(seat: Seat) -> None:
    answer = seat.put(seat.body(_save(1, seat.position_of("multiple_response"), [3, 1, 3])))
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["results"] == [{"sequence": 1, "status": "saved", "response": [1, 3], "why": None}]
    assert (body["acknowledged"], body["state"]) == (1, "open")
    assert answer.headers["Cache-Control"] == "no-store"
    assert all(answer.headers[name] == value for name, value in PUT_HEADERS)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "words",
    [
        "Zażółć gęślą jaźń",
        "a \\u0000 typed by hand",
        "back\\slash",
        "nul \0 inside",
        "half a pair \ud83d",
        '"<b>&',
        "🍵",
    ],
)
def test_any_text_is_kept_and_found_again(seat: Seat, words: str) -> None:
    position = seat.position_of("extended_text")
    answer = seat.put(seat.body(_save(1, position, words)))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    stored = answer.get_json()["results"][0]["response"]
    assert stored == words.replace("\0", "").encode("utf-8", "replace").decode()
    page = seat.client.get("/sitting")
    assert page.status_code == 200


def test_a_response_that_doesnt_fit_is_refused_with_a_reason_and_the_others_are_saved(seat: Seat) -> None:
    choice = seat.position_of("single_choice")
    answer = seat.put(seat.body(_save(1, choice, 9), _save(2, choice, 1))).get_json()
    assert [(each["status"], bool(each["why"])) for each in answer["results"]] == [("refused", True), ("saved", False)]
    assert answer["acknowledged"] == 2


def test_without_a_seat_or_with_a_forged_one_nothing_is_saved(seat: Seat) -> None:
    stranger = seat.app.test_client()
    assert stranger.put("/sitting/responses", json=seat.body(_save(1, 1, 1))).status_code == 403
    forged = seat.app.test_client()
    forged.set_cookie(SEAT_COOKIE, f"{seat.made.sittings[0].hex}.1.{'0' * 64}")
    token = KEYS.digest("csrf", f"{seat.made.sittings[0].hex}.1.{'0' * 64}")
    answer = forged.put("/sitting/responses", json=seat.body(_save(1, 1, 1)), headers={"X-CSRF-Token": token})
    assert answer.status_code == 403


def test_the_token_of_the_page_is_needed(seat: Seat) -> None:
    assert seat.put(seat.body(_save(1, 1, 1)), X_CSRF_Token="0" * 64).status_code == 400
    assert seat.put(seat.body(_save(1, 1, 1)), X_CSRF_Token="").status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cant_save(seat: Seat, site: str) -> None:
    assert seat.put(seat.body(_save(1, 1, 1)), Sec_Fetch_Site=site).status_code == 403


def test_another_forms_digest_is_forbidden(seat: Seat) -> None:
    assert seat.put(seat.body(_save(1, 1, 1), form="0" * 64)).status_code == 403


@pytest.mark.parametrize("epoch", [2, 0, -1, "1", None, True, 1.5])
def test_an_epoch_that_isnt_this_browsers_is_refused(seat: Seat, epoch: object) -> None:
    assert seat.put(seat.body(_save(1, 1, 1), epoch=epoch)).status_code == 422


@pytest.mark.parametrize("garbage", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b"nul"])
def test_garbage_isnt_understood(seat: Seat, garbage: bytes) -> None:
    assert seat.put(garbage).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        "text",
        {"epoch": 1, "form": 1, "saves": []},
        {"epoch": 1, "form": "x", "saves": {}},
        {"epoch": 1, "form": "x", "saves": [None]},
        {"epoch": 1, "form": "x", "saves": [{"sequence": 0, "position": 1, "response": 1}]},
        {"epoch": 1, "form": "x", "saves": [{"sequence": 2**31, "position": 1, "response": 1}]},
        {"epoch": 1, "form": "x", "saves": [{"sequence": 1, "position": 99, "response": 1}]},
        {"epoch": 1, "form": "x", "saves": [{"sequence": True, "position": 1, "response": 1}]},
        {"epoch": 1, "form": "x", "saves": [{"sequence": 1, "position": 1}]},
        {"epoch": 1, "form": "x", "saves": [{"sequence": 1, "position": 1, "response": 1}] * 201},
    ],
)
def test_another_shape_is_refused_in_the_shape_of_all_errors(seat: Seat, body: object) -> None:
    answer = seat.put(body)
    assert answer.status_code == 422
    assert set(answer.get_json()["error"]) == {"what", "why", "remedy", "rule", "id"}


def test_too_much_is_too_much(seat: Seat) -> None:
    assert seat.put(b" " * (1024 * 1024 + 1)).status_code == 413


def test_the_id_of_a_refusal_is_in_the_log(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(saves, "LOG", log)
    shown = seat.put(b"{").get_json()["error"]
    (entry,) = log.calls
    assert (entry.kwargs["error_id"], entry.kwargs["status"]) == (shown["id"], 400)
    assert entry.kwargs["sitting"] == str(seat.made.sittings[0])


@pytest.mark.parametrize("length", ["-1", "many"])
def test_a_false_length_isnt_understood(seat: Seat, length: str) -> None:
    environ = {"CONTENT_LENGTH": length}
    headers = {"X-CSRF-Token": holder_csrf(seat.client)}
    answer = seat.client.put("/sitting/responses", headers=headers, environ_overrides=environ)
    assert answer.status_code == 400


def test_only_put_is_taken(seat: Seat) -> None:
    assert seat.client.get("/sitting/responses").status_code == 405
    assert seat.client.post("/sitting/responses").status_code == 405


def test_a_second_admission_takes_over_and_the_first_page_is_told(seat: Seat) -> None:
    with open_own_work(seat.app.extensions["exam_house"].database) as work:
        seating.allow_readmission(work, seat.made.sittings[0], "broken PC")
        work.commit()
    second = Visitors(seat.app).with_ticket(seat.made.cards[0].ticket)
    choice = seat.position_of("single_choice")
    body = seat.body(_save(1, choice, 2), epoch=2)
    answer = second.put("/sitting/responses", json=body, headers={"X-CSRF-Token": holder_csrf(second)})
    assert answer.get_json()["results"][0]["status"] == "saved"
    old = seat.put(seat.body(_save(1, choice, 1))).get_json()
    assert old["state"] == "elsewhere"
    assert seat.client.get("/sitting/state").get_json()["state"] == "elsewhere"


def test_two_windows_of_one_admission_learn_of_each_others_responses(seat: Seat) -> None:
    choice, several = seat.position_of("single_choice"), seat.position_of("multiple_response")
    seat.put(seat.body(_save(1, choice, 1)))
    other = seat.put(seat.body(_save(1, several, [2]))).get_json()
    (result,) = other["results"]
    assert (result["status"], result["response"], result["renumber"]) == ("refused", 1, True)
    assert "Inne okno" in result["why"]
    assert seat.put(seat.body(_save(other["highest"] + 1, several, [2]))).get_json()["acknowledged"] == 2
    told = seat.client.get("/sitting/state").get_json()
    assert (told["acknowledged"], told["highest"], told["earlier"]) == (2, 2, 0)
    held = seat.client.get("/sitting/saved").get_json()
    assert held == {"acknowledged": 2, "highest": 2, "earlier": 0, "responses": {str(choice): 1, str(several): [2]}}


def test_what_arrives_late_of_an_earlier_admission_shows_in_what_the_later_one_is_told(seat: Seat) -> None:
    with open_own_work(seat.app.extensions["exam_house"].database) as work:
        seating.allow_readmission(work, seat.made.sittings[0], "broken PC")
        work.commit()
    second = Visitors(seat.app).with_ticket(seat.made.cards[0].ticket)
    before = second.get("/sitting/state").get_json()["earlier"]
    seat.put(seat.body(_save(1, seat.position_of("single_choice"), 1)))
    beaten = second.put("/sitting/state", json={}, headers={"X-CSRF-Token": holder_csrf(second)}).get_json()
    assert beaten["earlier"] > before == 0 and beaten["highest"] == 0


def _end_admission(seat: Seat, epoch: int) -> None:
    with open_own_work(seat.app.extensions["exam_house"].database) as work:
        work.record()
        work.session.get_one(AdmissionRow, (seat.made.sittings[0], epoch)).ends_at = work.now
        work.commit()


def test_an_admission_that_has_ended_saves_nothing(seat: Seat) -> None:
    choice = seat.position_of("single_choice")
    assert seat.put(seat.body(_save(1, choice, 1))).status_code == 200
    _end_admission(seat, 1)
    assert seat.put(seat.body(_save(2, choice, 2))).status_code == 403
    assert seat.client.get("/sitting/state").status_code == 403


def test_a_later_admission_on_the_same_device_brings_what_an_ended_one_left_unsent(seat: Seat) -> None:
    _end_admission(seat, 1)
    with open_own_work(seat.app.extensions["exam_house"].database) as work:
        seating.allow_readmission(work, seat.made.sittings[0], "left alone over night")
        work.commit()
    data = {"ticket": seat.made.cards[0].ticket, "csrf_token": csrf_of(seat.client, "/ticket")}
    assert seat.client.post("/ticket", data=data).status_code == 302
    choice = seat.position_of("single_choice")
    assert seat.put(seat.body(_save(1, choice, 1))).get_json()["results"][0]["status"] == "saved"


def test_when_the_disk_fails_the_page_is_asked_to_wait(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(type(seat.app.extensions["exam_house"].journal), "_commit", fail)
    answer = seat.put(seat.body(_save(1, 1, 1)))
    assert answer.status_code == 503
    assert "disk full" not in answer.get_data(as_text=True)


def test_what_was_saved_is_on_the_page_after_a_reload_and_on_the_receipt(seat: Seat) -> None:
    choice = seat.position_of("single_choice")
    seat.put(seat.body(_save(1, choice, 2)))
    token = holder_csrf(seat.client)
    assert f'"{choice}":2' in seat.client.get("/sitting").get_data(as_text=True).replace(" ", "")
    done = seat.client.post("/sitting/hand-in", data={"confirm": "yes", "csrf_token": token}, follow_redirects=True)
    assert done.status_code == 200
    late = seat.put(seat.body(_save(2, choice, 1))).get_json()
    assert (late["results"][0]["status"], late["state"]) == ("refused", "handed_in")
    assert late["results"][0]["why"]


@pytest.mark.parametrize("body", [{}, [], {"position": "1", "flagged": True}, {"position": 1, "flagged": "yes"}, 5])
def test_a_flag_of_another_shape_isnt_understood(seat: Seat, body: object) -> None:
    headers = {"X-CSRF-Token": holder_csrf(seat.client)}
    assert seat.client.put("/sitting/flags", json=body, headers=headers).status_code == 400


def test_no_key_or_rationale_reaches_a_candidates_page(seat: Seat) -> None:
    page = "".join(seat.client.get(path).get_data(as_text=True) for path in ("/sitting", "/sitting/items"))
    assert "data-item" in page and "TAJNE" not in page
    for secret in ('"key"', "green", "rationale", "difficulty", "hb-1a1"):
        assert secret not in page
