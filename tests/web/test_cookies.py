"""Cookies and headers behind HTTPS: bound to this host, and HSTS only where it can't lock a room out."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.app import create_app
from exam_server.settings import Settings
from exam_server.web.cookies import SEAT_COOKIE
from tests.making import KEYS, form_of, make_organisation, open_exam, open_own_work
from tests.visiting import csrf_of


@pytest.fixture
def make_secure(app_settings: Callable[[str], Settings], sqlite_url: str) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        app = create_app(replace(app_settings(sqlite_url), **changes))  # type: ignore[arg-type]
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["exam_house"].journal.stop()
        app.extensions["exam_house"].database.engine.dispose()


def enter(client: FlaskClient, ticket: str) -> None:
    token = csrf_of(client, "https://localhost/ticket")
    answer = client.post("https://localhost/ticket", data={"ticket": ticket, "csrf_token": token})
    assert answer.status_code == 302


def save(client: FlaskClient, form: str, seat: str) -> int:
    body = {"epoch": 1, "form": form, "saves": [{"sequence": 1, "position": 1, "response": None}]}
    headers = {"X-CSRF-Token": KEYS.digest("csrf", seat)}
    return client.put("https://localhost/sitting/responses", json=body, headers=headers).status_code


def test_behind_https_a_seat_is_held_by_a_cookie_of_this_host_alone(make_secure: Callable[..., Flask]) -> None:
    app = make_secure(behind_tls=True)
    with open_own_work(app.extensions["exam_house"].database) as work:
        make_organisation(work)
        made = open_exam(work)
        form = form_of(work, made.sittings[0])
    client = app.test_client()
    enter(client, made.cards[0].ticket)
    cookie = client.get_cookie(f"__Host-{SEAT_COOKIE}")
    assert cookie is not None
    assert cookie.secure
    assert (cookie.path, cookie.http_only, cookie.same_site) == ("/", True, "Strict")
    assert client.get("https://localhost/sitting").status_code == 200
    assert save(client, form, cookie.value) == 200
    planted = app.test_client()
    planted.set_cookie(SEAT_COOKIE, cookie.value)
    assert planted.get("https://localhost/sitting/state").status_code == 403
    assert save(planted, form, cookie.value) == 403


@pytest.mark.parametrize(
    ("settings", "strict"),
    [
        ({"behind_tls": True, "public_url": "https://egzamin.example.org"}, True),
        ({"tls": "a.pem,a.key", "public_url": "https://egzamin.example.org"}, True),
        ({"tls": "auto", "public_url": "https://egzamin.example.org"}, False),
        ({"behind_tls": True, "public_url": "https://egzamin.local"}, False),
        ({"behind_tls": True, "public_url": "https://192.168.1.7:8000"}, False),
        ({"public_url": "https://egzamin.example.org"}, False),
    ],
)
def test_only_a_public_name_with_a_certificate_from_outside_insists_on_https(
    make_secure: Callable[..., Flask], settings: dict[str, object], strict: bool
) -> None:
    answer = make_secure(**settings).test_client().get("/healthz")
    assert ("Strict-Transport-Security" in answer.headers) == strict


@pytest.mark.parametrize(("given", "said"), [({}, True), ({"hsts_subdomains": False}, False)])
def test_names_below_the_public_one_insist_too_unless_the_body_says_no(
    make_secure: Callable[..., Flask], given: dict[str, bool], said: bool
) -> None:
    client = make_secure(behind_tls=True, public_url="https://egzamin.example.org", **given).test_client()
    header = client.get("/healthz").headers["Strict-Transport-Security"]
    assert header.startswith("max-age=31536000") and header.endswith("; includeSubDomains") == said
