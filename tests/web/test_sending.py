"""The serving process sends what waits: to a real mail server, over a cut network, and never beside another sender."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from exam_server.core.notices import wait_after
from exam_server.services.candidate_cases import make_case
from exam_server.services.notices import queue_notice
from exam_server.services.outbox import list_outbox
from exam_server.services.posting_apart import Postman
from exam_server.settings import Settings
from exam_server.store.tables import NoticeRow
from exam_server.web.sending import LOOK_EVERY_SECONDS, NoticeSender
from tests.mailbox import OFFICE, SENDER, Mailbox, free_port, open_mailbox
from tests.making import CANDIDATES, OwnWork, open_own_work, plan_exam


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(free_port())


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    """Three people wait to be told of a result."""
    with open_own_work(app.extensions["exam_house"].database) as opened:
        edition_id = plan_exam(opened, ()).edition_id
        for entry in CANDIDATES:
            case_id = make_case(opened, edition_id, entry)
            queue_notice(opened, "result_released", case_id)
        opened.commit()
        yield opened


def settings_of(app: Flask, port: int) -> Settings:
    mail = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none", "mail_from": SENDER}
    settings: Settings = app.extensions["exam_house"].settings
    return replace(settings, public_url="https://egzaminy.example.org", mail_reply_to=OFFICE, **mail)  # type: ignore[arg-type]


def states(work: OwnWork) -> set[str]:
    work.drop()
    work.session.expire_all()
    return {each.standing.state for each in list_outbox(work)}


def test_a_cut_network_holds_letters_back_and_nothing_is_lost_or_doubled(
    app: Flask, work: OwnWork, box: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    work.drop()
    clock = Clock()
    sender = NoticeSender(app, settings_of(app, box.port), clock)
    sender()
    assert (states(work), box.letters) == ({"waiting"}, [])
    with open_mailbox(box):
        clock.now += LOOK_EVERY_SECONDS
        sender()
        assert box.letters == [], "after trouble it waits longer"
        clock.now += wait_after(1).total_seconds()
        sender()
        assert len(box.letters) == 2, "the one that met the trouble has its own time"
        work.record()
        for row in work.session.query(NoticeRow):
            row.due_at = work.now
        work.commit()
        clock.now += LOOK_EVERY_SECONDS
        sender()
        clock.now += LOOK_EVERY_SECONDS
        sender()
    assert states(work) == {"sent"}
    assert sorted(box.recipients) == sorted(each.email for each in CANDIDATES)
    assert len(set(box.ids)) == 3
    assert "https://egzaminy.example.org/account/login" in box.body()
    logged = capsys.readouterr().out
    assert all(each.email not in logged and each.family_name not in logged for each in CANDIDATES)


def test_two_senders_never_post_the_same(app: Flask, work: OwnWork, box: Mailbox) -> None:
    work.drop()
    settings = settings_of(app, box.port)
    server = settings.mail
    assert server is not None
    first, second = NoticeSender(app, settings), NoticeSender(app, settings)

    class Meddling(Postman):
        """Between a claim and its letter, another process looks for something to do."""

        def post(self, letter):  # type: ignore[no-untyped-def]
            assert second._send_one(Postman(server)) is None
            return super().post(letter)

    with open_mailbox(box), Meddling(server) as postman:
        assert first.send(postman) == 3
    assert len(set(box.ids)) == len(box.ids) == 3


def test_without_a_mail_server_nothing_is_sent_and_nothing_is_lost(app: Flask, work: OwnWork, tmp_path: Path) -> None:
    work.drop()
    NoticeSender(app, app.extensions["exam_house"].settings)()
    assert states(work) == {"waiting"}
