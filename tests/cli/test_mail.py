"""`exam-server mail test`, and a serving process that is killed while it posts: nothing lost, at most one doubled."""

import asyncio
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from test_serve import run, start, stop

from exam_server.services.candidate_cases import make_case
from exam_server.services.notices import queue_notice
from exam_server.store.database import open_database
from tests.mailbox import SENDER, Mailbox, free_port, open_mailbox
from tests.making import CANDIDATES, make_organisation, open_own_work, plan_exam

pytestmark = pytest.mark.xdist_group("serve")
PATIENCE = 40


def mail_to(port: int) -> dict[str, str]:
    return {
        "EXAM_MAIL_HOST": "127.0.0.1",
        "EXAM_MAIL_PORT": str(port),
        "EXAM_MAIL_SECURITY": "none",
        "EXAM_MAIL_FROM": SENDER,
        "EXAM_PUBLIC_URL": "http://127.0.0.1:8000",
    }


def test_a_test_message_arrives_or_it_is_said_what_to_do(tmp_path: Path) -> None:
    without = run(tmp_path, "mail", "test", "jan@example.org")
    assert without.exit_code == 1 and "mail_host" in without.output
    box = Mailbox(free_port())
    away = run(tmp_path, "mail", "test", "jan@example.org", **mail_to(box.port))
    assert away.exit_code == 1 and "mail_port" in away.output
    with open_mailbox(box):
        taken = run(tmp_path, "mail", "test", "jan@example.org", **mail_to(box.port))
        box.refusals = {"jan@example.org": "550 no"}
        refused = run(tmp_path, "mail", "test", "jan@example.org", **mail_to(box.port))
    assert taken.exit_code == 0 and box.recipients == ["jan@example.org"]
    assert refused.exit_code == 1 and "(550)" in refused.output
    assert run(tmp_path, "mail", "test", "jan", **mail_to(box.port)).exit_code == 1


class Holding(Mailbox):
    """Takes a letter, but says so only when it's told to."""

    held = True

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        reply = await super().handle_DATA(server, session, envelope)
        while self.held:
            await asyncio.sleep(0.05)
        return reply


def test_a_server_killed_while_it_posts_loses_nothing_and_doubles_at_most_one(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        make_organisation(work)
        edition_id = plan_exam(work, ()).edition_id
        for entry in CANDIDATES:
            queue_notice(work, "result_released", make_case(work, edition_id, entry))
        work.commit()
    database.engine.dispose()
    box = Holding(free_port())
    with open_mailbox(box):
        served = start(tmp_path, **mail_to(box.port))
        try:
            assert box.arrived.wait(PATIENCE)
            os.killpg(served.process.pid, signal.SIGKILL)
        finally:
            stop(served)
        box.held = False
        # As if the time were over for which a letter belongs to whoever posts it.
        with sqlite3.connect(tmp_path / "exam.sqlite") as connection:
            connection.execute("update notice set claimed_until = 0 where claimed_until is not null")
        connection.close()
        served = start(tmp_path, **mail_to(box.port))
        deadline = time.monotonic() + PATIENCE
        while len(box.letters) < 4 and time.monotonic() < deadline:
            time.sleep(0.1)
        stop(served)
    assert sorted(set(box.recipients)) == sorted(each.email for each in CANDIDATES)
    assert (len(box.ids), len(set(box.ids))) == (4, 3)
