"""`exam-server rehearse-room` as an operator meets it: bots on the running server, a page, and nothing left behind."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bench.room import LOGIN, Room, make_room
from bench.serving import Serving, free_port, served
from exam_server.cli.main import main
from exam_server.cli.rehearsal import room as rehearsal
from exam_server.cli.rehearsal import seb
from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.cli.rehearsal.making import made_exam
from exam_server.cli.rehearsal.staff import Staff
from tests.begun import Begun

pytestmark = pytest.mark.xdist_group("serve")


@pytest.fixture(scope="module")
def house(set_up: Begun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, Serving]]:
    room = make_room(set_up.copy_to(tmp_path_factory.mktemp("rehearsed")), 1)
    with served(room.environment) as serving:
        yield room, serving


def rehearse(house: tuple[Room, Serving], *arguments: str, password: str | None = None, port: int = 0) -> Result:
    room, serving = house
    address = f"http://127.0.0.1:{port or serving.port}"
    command = ["rehearse-room", "--login", LOGIN, "--password-file", "-", "--address", address, *arguments]
    return CliRunner().invoke(main, command, input=password or room.password, env=room.environment)


def test_bots_sit_a_rehearsal_and_leave_a_report_and_nothing_else(
    house: tuple[Room, Serving], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "EVERY_SECONDS", 0.05)
    done = rehearse(house, "--seats", "3", "--json")
    report = json.loads(done.stdout)
    verdicts = {line["key"]: line["verdict"] for line in report["lines"]}
    assert (report["seats"], verdicts["lost"], verdicts["failures"], verdicts["tls"]) == (3, "good", "good", "fair")
    assert verdicts["seb"] == "good"
    assert done.exit_code == (0 if report["ready"] else 1)
    with sqlite3.connect(f"file:{house[0].instance / 'exam.sqlite'}?mode=ro", uri=True) as database:
        assert database.execute("select count(*), sum(rehearsal) from exam").fetchone() == (1, 0)
        assert database.execute("select count(*) from sitting").fetchone() == (1,)
        assert database.execute("select count(*) from closed_room").fetchone() == (0,)
        tags = {tag for (tag,) in database.execute("select tag from audit_event")}
    assert {"rehearsal.made", "rehearsal.removed"} <= tags


def test_a_wrong_password_an_unknown_exam_and_a_server_that_isn_t_there_are_said_plainly(
    house: tuple[Room, Serving],
) -> None:
    unknown = "018f0000-0000-7000-8000-000000000000"
    for done, words in (
        (rehearse(house, "--seats", "2", password="zle"), f"logowania na konto {LOGIN}"),
        (rehearse(house, "--seats", "2", "--exam", unknown), "Nie ma takiej strony"),
        (rehearse(house, "--seats", "2", port=free_port()), "jest nieosiągalny"),
    ):
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
        assert words in done.stderr


def try_door(house: tuple[Room, Serving], host: str = "127.0.0.1", **change: str) -> str:
    """What bots find at the door of an exam in Safe Exam Browser on the running server."""
    room, serving = house
    server = Server(host, serving.port)

    async def go() -> str:
        staff = Staff(Browser((server,)))
        try:
            await staff.log_in(LOGIN, room.password)
            async with made_exam(staff, seb.SEATS, "") as made:
                return await seb.try_door(staff, server, replace(made, **change))  # type: ignore[arg-type]
        finally:
            staff.browser.close()

    return asyncio.run(go())


def test_bots_notice_a_door_that_is_open_to_all_shut_to_the_key_or_not_watched(
    house: tuple[Room, Serving], monkeypatch: pytest.MonkeyPatch
) -> None:
    require = seb._require_seb

    async def then_allow_any(staff: Staff, exam: str) -> Any:
        found = await require(staff, exam)
        await staff.act(f"/office/exams/{exam}/room", f"/office/exams/{exam}/room/any-browser")
        return found

    async def with_another_key(staff: Staff, exam: str) -> Any:
        return "1" * 64, (await require(staff, exam))[1]

    assert try_door(house, host="localhost") == "elsewhere"
    assert try_door(house, exam="018f0000-0000-7000-8000-000000000000") == "unclear"
    with monkeypatch.context() as patch:
        patch.setattr(seb, "_require_seb", then_allow_any)
        assert try_door(house) == "open"
        patch.setattr(seb, "_require_seb", with_another_key)
        assert try_door(house) == "shut"
    # The server holds a browser after three misses: who looks after two finds it going on.
    monkeypatch.setattr(seb, "MOST_MISSES", 2)
    assert try_door(house) == "unwatched"
