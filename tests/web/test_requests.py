"""What every request passes: the CSRF check, the headers, one shape of errors; and reading changes nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from addresses import Address, all_addresses, visit
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from structlog.testing import capture_logs

from exam_server.core.people import STAFF
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import people
from exam_server.store.base import Base
from exam_server.web.access import SESSION_COOKIE, allow
from exam_server.web.assets import release
from exam_server.web.headers import HEADERS
from tests.making import MadeExam, make_bank, make_edition, open_exam, open_own_work
from tests.visiting import Visitors, csrf_of, holder_csrf, open_session

TEMPLATES = Path(__file__).resolve().parents[2] / "exam_server" / "web" / "templates"
INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|<style|\sstyle=|\son[a-z]+=|javascript:", re.I
)
# Readiness is proved by a write, and what leaves the house leaves a trace.
WRITING = {
    "auditor.send_case_dossier",
    "auditor.send_exam_dossier",
    "commission.export_grid",
    "office.export",
    "office.print_twins",
    "public.check_ready",
}

# That staff looked at somebody's data is logged; it's no act, and nothing else reads it.
LOGS = {"personal_view"}

# Files of the release, and the worker that stands in without the server: nothing of anybody is in them.
KEPT_BY_BROWSERS = {"public.show_asset", "candidate.show_worker", "assessor.show_worker", "roleplay.show_worker"}


@pytest.fixture
def made(app: Flask) -> MadeExam:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return open_exam(work)


@pytest.fixture
def everybody(app: Flask, made: MadeExam) -> FlaskClient:
    """Somebody with every role of the staff."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        account = people.make_account(work, "wszyscy", "Wszechmocna", "Osoba", STAFF)
        work.commit()
        token = open_session(work, account)
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token)
    return client


@pytest.fixture
def seated(visitors: Visitors, made: MadeExam) -> FlaskClient:
    return visitors.with_ticket(made.cards[0].ticket)


def _known(made: MadeExam) -> dict[str, object]:
    return {"exam_id": made.id, "sitting_id": made.sittings[0], "edition_id": made.edition_id, "code": "hb-1a1-001"}


def _fitting(address: Address, everybody: FlaskClient, seated: FlaskClient) -> FlaskClient:
    return seated if address.endpoint.startswith("candidate.") else everybody


def test_every_unsafe_request_needs_the_token_of_its_own_browser(
    app: Flask, everybody: FlaskClient, seated: FlaskClient
) -> None:
    for address in all_addresses(app):
        if not address.is_safe:
            client = _fitting(address, everybody, seated)
            assert client.open(address.path, method=address.method).status_code == 400, address
            assert visit(client, address, "0" * 64).status_code == 400, address
            assert visit(client, address, csrf_of(app.test_client())).status_code == 400, address


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_an_unsafe_request_from_another_site_is_refused_even_with_the_token(
    app: Flask, everybody: FlaskClient, seated: FlaskClient, site: str
) -> None:
    for address in all_addresses(app):
        if not address.is_safe:
            client = _fitting(address, everybody, seated)
            headers = {"X-CSRF-Token": holder_csrf(client), "Sec-Fetch-Site": site}
            assert client.open(address.path, method=address.method, headers=headers).status_code == 403, address


def test_every_answer_carries_the_headers_and_stays_out_of_caches(
    app: Flask, made: MadeExam, everybody: FlaskClient, seated: FlaskClient
) -> None:
    for address in all_addresses(app, _known(made)):
        if address.is_safe:
            response = visit(_fitting(address, everybody, seated), address)
            assert response.status_code < 500, address
            for name, value in HEADERS.items():
                assert response.headers[name] == value, address
            if address.endpoint not in KEPT_BY_BROWSERS:
                assert response.headers["Cache-Control"] == "no-store", address


def test_only_files_of_this_release_are_kept_by_browsers(client: FlaskClient) -> None:
    with client.get(f"/assets/{release()}/css/base.css") as found:
        assert "immutable" in found.headers["Cache-Control"]
    assert client.get("/assets/another/css/base.css").status_code == 404
    assert client.get(f"/assets/{release()}/../app.py").status_code == 404


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_no_template_has_a_script_or_style_of_its_own(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


def _dump(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.extensions["exam_house"].database.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in LOGS
        }


def test_reading_changes_nothing(app: Flask, made: MadeExam, everybody: FlaskClient, seated: FlaskClient) -> None:
    before = _dump(app)
    for address in all_addresses(app, _known(made)):
        if address.is_safe and address.endpoint not in WRITING:
            visit(_fitting(address, everybody, seated), address)
            assert _dump(app) == before, address


def test_a_used_language_is_kept_and_changes_the_words(client: FlaskClient) -> None:
    assert '<html lang="pl"' in client.get("/account/login").get_data(as_text=True)
    answer = client.post(
        "/preferences",
        data={"csrf_token": csrf_of(client), "language": "en", "theme": "night", "next": "/account/login"},
    )
    assert answer.location == "/account/login"
    page = client.get("/account/login").get_data(as_text=True)
    assert '<html lang="en" data-theme="night"' in page


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "javascript:1",
        "",
        "/\t/example.org",
    ],
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, address: str) -> None:
    answer = client.post("/preferences", data={"csrf_token": csrf_of(client), "next": address})
    assert answer.location == "/"


@pytest.fixture
def failing(make_app: Callable[[str], Flask], sqlite_url: str) -> Callable[[Exception], FlaskClient]:
    """The app with a view that raises an error."""

    def make(error: Exception) -> FlaskClient:
        app = make_app(sqlite_url)

        def fail() -> str:
            raise error

        app.add_url_rule("/fail", "fail", allow("public")(fail))
        return app.test_client()

    return make


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_failure_shows_an_id_that_is_in_the_log_and_no_trace(
    failing: Callable[[Exception], FlaskClient], accept: str
) -> None:
    client = failing(RuntimeError("secret words of a candidate"))
    with capture_logs() as logs:
        response = client.get("/fail", headers={"Accept": accept})
    page = response.get_data(as_text=True)
    assert response.status_code == 500
    (entry,) = [each for each in logs if each["log_level"] == "error"]
    assert entry["error_id"] in page
    assert "secret words" not in page + str(logs)
    assert "Traceback" not in page


def test_a_refusal_is_logged_with_the_accounts_id_and_never_with_a_name(app: Flask) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        account = people.make_account(work, "recenzentka", "Rzadkie", "Imiona", ["reviewer"])
        work.commit()
        token = open_session(work, account)
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token)
    with capture_logs() as logs:
        assert client.get("/account/").status_code == 403
    (entry,) = [each for each in logs if each["event"] == "request.refused"]
    assert (entry["account"], entry["endpoint"]) == (str(account), "account.list_accounts")
    assert not any(name in str(logs) for name in ("recenzentka", "Rzadkie", "Imiona"))


def test_a_candidates_refusal_is_logged_with_the_sittings_id_and_a_strangers_with_none(
    app: Flask, made: MadeExam
) -> None:
    seated, stranger = Visitors(app).with_ticket(made.cards[0].ticket), app.test_client()
    with capture_logs() as logs:
        assert seated.post("/sitting/identity").status_code == 400
        assert stranger.get("/account/", headers={"Accept": "application/json"}).status_code == 403
    candidates, strangers = [each for each in logs if each["event"] == "request.refused"]
    assert candidates["sitting"] == str(made.sittings[0])
    assert not {"account", "sitting", "run_seat"} & strangers.keys()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StaleDataError("x"), 409),
        (
            Refused(text("Nothing was changed."), text("The reason is missing."), text("Write a reason."), rule="P7"),
            422,
        ),
    ],
)
def test_a_script_gets_every_error_in_one_shape(
    failing: Callable[[Exception], FlaskClient], error: Exception, code: int
) -> None:
    response = failing(error).get("/fail", headers={"Accept": "application/json"})
    assert response.status_code == code
    assert set(response.get_json()["error"]) == {"what", "why", "remedy", "rule", "id"}


def test_a_refusal_says_what_why_and_what_to_do_in_polish(failing: Callable[[Exception], FlaskClient]) -> None:
    error = Refused(
        text("The account wasn't made."), text("The log-in {login} is taken.", login="<b>"), text("Choose another one.")
    )
    page = failing(error).get("/fail").get_data(as_text=True)
    assert "Konto nie zostało utworzone." in page
    assert "Login &lt;b&gt; jest już zajęty." in page
    assert "Wybierz inny." in page


def test_what_isnt_there_isnt_there(client: FlaskClient) -> None:
    response = client.get("/nothing", headers={"Accept": "application/json"})
    assert (response.status_code, response.is_json) == (404, True)
    assert client.delete("/healthz").status_code in (400, 405)


def test_health_says_alive_and_ready(each_app: Flask) -> None:
    client = each_app.test_client()
    assert client.get("/healthz").get_json() == {"alive": True}
    ready = client.get("/readyz").get_json()
    assert (ready["ready"], abs(ready["clock_offset_seconds"]) < 1) == (True, True)
    assert ready["forms_to_prepare"] is None
    each_app.extensions["exam_house"].journal.stop()
    assert client.get("/readyz").status_code == 503


def test_the_small_bank_is_filed_for_these_visits(app: Flask, made: MadeExam) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        assert make_edition(work) == made.edition_id
        assert make_bank(work)
