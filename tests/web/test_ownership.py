"""Who may call what of whose exam: the committed table ownership.csv, for members of that exam and of another one.

Write the table anew with EXAM_WRITE_ACCESS_TABLE=1 and read its difference before committing it.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from addresses import Address, all_addresses, visit
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.people import Role
from exam_server.services import exam, people, qualification, simulation
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as store
from tests.encounters import load_scenario
from tests.making import CANDIDATES, OwnWork, make_organisation, open_own_work
from tests.shipped import CODE, shipped_qualification
from tests.visiting import Visitors

TABLE = Path(__file__).with_name("ownership.csv")
MEMBERS = {
    "asia": "assessor",
    "artur": "assessor",
    "czeslawa": "chair",
    "robert": "role_player",
    "pola": "prompter",
    "daria": "desk",
}
CALLERS = {
    "office": "olga",
    "auditor": "audyta",
    **{role: login for login, role in MEMBERS.items() if login != "artur"},
}
IDS = ("exam_id", "encounter_id", "case_id")
Row = dict[str, str]


@dataclass(frozen=True)
class World:
    """Two exams of one organisation; the cast works at the first, strangers with the same roles at the second."""

    own: dict[str, UUID]
    foreign: dict[str, UUID]


def make_world(app: Flask, visitors: Visitors) -> World:
    with open_own_work(app.extensions["exam_house"].database) as work:
        make_organisation(work)
    for login in (*MEMBERS, "olga", "audyta"):
        visitors.as_player(login)
    with open_own_work(app.extensions["exam_house"].database) as work:
        strangers = {
            login: people.make_account(work, f"obcy-{login}", "Obca", "Osoba", [role])  # type: ignore[list-item]
            for login, role in MEMBERS.items()
        }
        work.commit()
        return World(_plan(work, visitors.accounts, 0), _plan(work, strangers, 1))


def _plan(work: OwnWork, accounts: dict[str, UUID], candidate: int) -> dict[str, UUID]:
    edition_id = qualification.adopt_edition(work, CODE, shipped_qualification())
    work.commit()
    members: dict[Role, list[UUID]] = {}
    for login, role in MEMBERS.items():
        members.setdefault(role, []).append(accounts[login])  # type: ignore[arg-type]
    planned_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    plan = exam.ExamPlan(edition_id, "Rozmowa", "Gdynia", planned_at, None, load_scenario(work), members)
    exam_id = exam.make_exam(work, plan)
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES[candidate : candidate + 1])
    work.commit()
    simulation.plan_encounters(work, exam_id)
    work.commit()
    stage = exam_store.list_exam_stages(work.session, exam_id, "simulation")[0]
    [encounter] = store.list_encounters_of_stage(work.session, stage.id)
    return {"exam_id": exam_id, "encounter_id": encounter.id, "case_id": stage.case_id}


def _addresses(app: Flask, ids: dict[str, UUID]) -> Iterator[Address]:
    """Every address that names an exam, an encounter or a case, and nothing that would have to exist beside it."""
    named = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.arguments & set(IDS) and not rule.arguments & {"sitting_id", "event_id", "evidence_id"}
    }
    return (each for each in all_addresses(app, dict(ids)) if each.endpoint in named)


def _opens(client: FlaskClient, address: Address) -> str:
    """`malformed`: a JSON address that looks at its body first; test_simulation_leaks sends it a real one."""
    answers = {403: "no", 404: "no", 400: "malformed", 415: "malformed"}
    return answers.get(visit(client, address).status_code, "yes")


def _measure(app: Flask, visitors: Visitors, world: World) -> list[Row]:
    rows = []
    for caller, login in CALLERS.items():
        client = visitors.as_player(login)
        foreign = [_opens(client, each) for each in _addresses(app, world.foreign)]
        for address, other in zip(_addresses(app, world.own), foreign, strict=True):
            key = {"endpoint": address.endpoint, "method": address.method, "caller": caller}
            rows.append(key | {"own": _opens(client, address), "foreign": other})
    return sorted(rows, key=lambda row: (row["endpoint"], row["method"], row["caller"]))


def _table() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif("EXAM_WRITE_ACCESS_TABLE" not in os.environ, reason="only when the table is asked for")
def test_write_the_ownership_table(app: Flask, visitors: Visitors) -> None:
    rows = _measure(app, visitors, make_world(app, visitors))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_the_app_answers_each_row_of_the_ownership_table(app: Flask, visitors: Visitors) -> None:
    assert _measure(app, visitors, make_world(app, visitors)) == _table()


def test_only_office_and_auditor_reach_an_exam_at_which_they_do_not_work() -> None:
    reached = {(row["caller"], row["endpoint"]) for row in _table() if row["foreign"] == "yes"}
    others = {entry for entry in reached if entry[0] not in ("office", "auditor")}
    # The checklist of an exam is open to all who read exams; it names no candidate to them.
    assert others == {("desk", "office.show_exam"), ("chair", "office.show_exam")}
