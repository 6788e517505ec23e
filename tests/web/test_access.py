"""Who may call what: the committed table access.csv is what the app answers, endpoint by endpoint, role by role.

Write the table anew with EXAM_WRITE_ACCESS_TABLE=1 and read its difference before committing it.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from addresses import Address, all_addresses, visit
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.people import ROLES
from exam_server.web.access import UndeclaredView, allow, guard
from tests.making import make_organisation, open_exam, open_own_work
from tests.visiting import Visitors, csrf_of

TABLE = Path(__file__).with_name("access.csv")
CALLERS = ("anonymous", *ROLES)
DOORS = ("/account/login", "/ticket")


def _caller(app: Flask, caller: str) -> tuple[FlaskClient, str | None]:
    """A browser of the caller, and its CSRF token where it holds no session."""
    if caller == "anonymous":
        client = app.test_client()
        return client, csrf_of(client)
    if caller == "candidate":
        with open_own_work(app.extensions["exam_house"].database) as work:
            ticket = open_exam(work).cards[0].ticket
        return Visitors(app).with_ticket(ticket), None
    return Visitors(app).as_role(caller), None  # type: ignore[arg-type]


def _is_allowed(client: FlaskClient, address: Address, token: str | None) -> bool:
    response = visit(client, address, token)
    sent_to_a_door = response.status_code == 302 and response.location.startswith(DOORS)
    return response.status_code != 403 and not sent_to_a_door


def _measure(app: Flask, caller: str) -> dict[tuple[str, str], str]:
    client, token = _caller(app, caller)
    return {
        (each.endpoint, each.method): "yes" if _is_allowed(client, each, token) else "no" for each in all_addresses(app)
    }


def _table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif("EXAM_WRITE_ACCESS_TABLE" not in os.environ, reason="only when the table is asked for")
def test_write_the_table(make_app: Callable[[str], Flask], sqlite_template: Path, tmp_path: Path) -> None:
    measured = {}
    for caller in CALLERS:
        path = tmp_path / f"{caller}.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        app = make_app(f"sqlite:///{path}")
        with open_own_work(app.extensions["exam_house"].database) as work:
            make_organisation(work)
        measured[caller] = _measure(app, caller)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["endpoint", "method", *CALLERS])
        for key in sorted(measured["anonymous"]):
            writer.writerow([*key, *(measured[caller][key] for caller in CALLERS)])


@pytest.mark.parametrize("caller", CALLERS)
def test_the_app_answers_each_row_as_the_table_says(app: Flask, caller: str) -> None:
    expected = {(row["endpoint"], row["method"]): row[caller] for row in _table()}
    assert _measure(app, caller) == expected


def test_the_journals_route_stands_beside_flasks_and_needs_a_seat(visitors: Visitors) -> None:
    for role in ("office", "administrator", "assessor"):
        client = visitors.as_role(role)  # type: ignore[arg-type]
        assert visit(client, Address("journal", "PUT", "/sitting/responses")).status_code == 403
    assert visitors.anonymous().put("/sitting/responses").status_code == 403


def test_a_view_without_a_declared_permission_stops_the_start() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/open", "open", allow("public")(lambda: "open"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "forgotten")
    with pytest.raises(UndeclaredView, match="forgotten"):
        guard(app)


def test_a_visitor_is_sent_to_the_right_door_and_back(visitors: Visitors) -> None:
    client = visitors.anonymous()
    browser = {"Accept": "text/html"}
    assert client.get("/account/", headers=browser).location == "/account/login?next=/account/"
    assert client.get("/sitting", headers=browser).location == "/ticket"


def test_a_script_is_told_in_json_instead_of_being_sent_away(visitors: Visitors) -> None:
    response = visitors.anonymous().get("/sitting/state", headers={"Accept": "application/json"})
    assert (response.status_code, response.is_json) == (403, True)
