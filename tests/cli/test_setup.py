"""`exam-server setup` and `demo`: what a first start makes, and that a second one changes nothing."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from exam_server.app import create_app
from exam_server.cli.demo import CANDIDATES, SEAT, STAFF
from exam_server.cli.main import main
from exam_server.core.people import ROLE_WORDS
from exam_server.language import say
from exam_server.settings import load_settings
from tests.begun import Begun
from tests.visiting import Visitors, csrf_of

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/setup/[\w-]{40,})")
LOGIN = re.compile(r"^  (demo-[\w]+) +(\S+) +([\w, ]+)$", re.MULTILINE)
TICKET = re.compile(r"^  ([0-9A-Z]{5}-[0-9A-Z]{5}) +(\d+) +(K\d+) +(.+)$", re.MULTILINE)
ITEMS, PASSWORD = 418, "dobre hasło biura"


def run(instance: Path, *arguments: str, content: Path = ROOT) -> Result:
    environment = {"EXAM_INSTANCE": str(instance), "EXAM_CONTENT": str(content)}
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


@contextmanager
def app_of(instance: Path) -> Iterator[Flask]:
    app = create_app(load_settings({"EXAM_INSTANCE": str(instance)}))
    yield app
    house = app.extensions["exam_house"]
    house.journal.stop()
    house.database.engine.dispose()


def dump(instance: Path) -> list[str]:
    with closing(sqlite3.connect(instance / "exam.sqlite")) as connection:
        return list(connection.iterdump())


def count(instance: Path, table: str) -> int:
    with closing(sqlite3.connect(instance / "exam.sqlite")) as connection:
        number: int = connection.execute(f"select count(*) from {table}").fetchone()[0]
        return number


def test_the_first_setup_files_what_is_shipped_and_prints_a_link(set_up: Begun) -> None:
    instance = set_up.instance
    assert f": {ITEMS};" in set_up.printed and set_up.complained == ""
    assert len(LINK.findall(set_up.printed)) == 1
    assert (count(instance, "item_revision"), count(instance, "edition"), count(instance, "blueprint")) == (ITEMS, 1, 5)


def test_a_link_is_printed_until_one_was_used_and_then_a_setup_changes_nothing(set_up: Begun, tmp_path: Path) -> None:
    instance = set_up.copy_to(tmp_path)
    (link,) = LINK.findall(run(instance, "setup").stdout)
    with app_of(instance) as app:
        visitor = app.test_client()
        form = {"password": PASSWORD, "csrf_token": csrf_of(visitor, link)}
        assert visitor.post(link, data=form).status_code == 302
        form = {"login": "biuro", "password": PASSWORD, "csrf_token": csrf_of(visitor)}
        assert visitor.post("/account/login", data=form).status_code == 302
    before = dump(instance)
    result = run(instance, "setup")
    assert (result.exit_code, LINK.findall(result.stdout)) == (0, [])
    assert ": 0; " in result.stdout and f": {ITEMS}" in result.stdout
    assert dump(instance) == before


def test_the_demos_body_has_the_seat_that_a_certificate_needs(with_demo: Begun) -> None:
    with closing(sqlite3.connect(with_demo.instance / "exam.sqlite")) as connection:
        assert connection.execute("select seat from organisation").fetchall() == [(SEAT,)]


def test_the_demo_prints_log_ins_that_work(with_demo: Begun, tmp_path: Path) -> None:
    instance = with_demo.copy_to(tmp_path)
    logins = LOGIN.findall(with_demo.printed)
    assert [(login, roles.split(", ")) for login, _, roles in logins] == [
        (each.login, [say(ROLE_WORDS[role]) for role in each.roles]) for each in STAFF
    ]
    assert len({password for _, password, _ in logins}) == len(STAFF)
    with app_of(instance) as app:
        login, password, _ = logins[0]
        visitor = app.test_client()
        form = {"login": login, "password": password, "csrf_token": csrf_of(visitor)}
        assert visitor.post("/account/login", data=form).status_code == 302
        assert visitor.get("/", follow_redirects=True).status_code == 200


def test_the_demos_candidate_logs_in_and_their_portfolio_waits_for_the_commission(
    with_demo: Begun, tmp_path: Path
) -> None:
    instance = with_demo.copy_to(tmp_path)
    (found,) = re.findall(r"^  (\S+@demo\.invalid) +(\S+) +\S+$", with_demo.printed, re.MULTILINE)
    member = next(each for each in LOGIN.findall(with_demo.printed) if each[0] == "demo-asesor1")
    with app_of(instance) as app:
        pages = []
        for login, password in (found, member[:2]):
            visitor = app.test_client()
            form = {"login": login, "password": password, "csrf_token": csrf_of(visitor)}
            assert visitor.post("/account/login", data=form).status_code == 302
            home = "/candidate" if "@" in login else "/commission/cases"
            pages.append(visitor.get(home).get_data(as_text=True))
        assert "Komisja ocenia" in pages[0]
        cases = re.findall(r'href="(/commission/cases/[0-9a-f-]{36})"', pages[1])
        shown = [visitor.get(f"{each}/portfolio").get_data(as_text=True) for each in cases]
    assert sum("Materiał z wywiadu" in each and "Oceń następny materiał" in each for each in shown) == 1


def test_the_demo_prints_a_ticket_per_candidate_and_they_work(with_demo: Begun, tmp_path: Path) -> None:
    instance = with_demo.copy_to(tmp_path)
    tickets = TICKET.findall(with_demo.printed)
    assert [name for *_, name in tickets] == [f"{each.given_names} {each.family_name}" for each in CANDIDATES]
    with app_of(instance) as app:
        for ticket, *_ in (tickets[0], tickets[-1]):
            assert Visitors(app).with_ticket(ticket).get("/sitting", follow_redirects=True).status_code == 200


def test_a_second_demo_says_that_it_is_there_and_makes_nothing(with_demo: Begun, tmp_path: Path) -> None:
    instance = with_demo.copy_to(tmp_path)
    before = dump(instance)
    result = run(instance, "demo")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert LOGIN.findall(result.stdout) == TICKET.findall(result.stdout) == []
    assert dump(instance) == before


@pytest.mark.usefixtures("sqlite_url")
def test_a_demo_before_the_setup_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    before = dump(tmp_path)
    result = run(tmp_path, "demo")
    assert result.exit_code == 1 and "exam-server setup" in result.stderr
    assert dump(tmp_path) == before


@pytest.mark.usefixtures("sqlite_url")
def test_a_bad_file_is_named_and_the_rest_is_set_up(tmp_path: Path) -> None:
    bank = ROOT / "question_bank" / "bilansowanie-kompetencji"
    content = tmp_path / "content"
    shutil.copytree(bank, content / "question_bank" / bank.name)
    wrong = content / "question_bank" / bank.name / "items" / "1A" / "bk-1a1-003.yaml"
    wrong.write_text("id: bk-1a1-003\nkind: riddle\n", encoding="utf-8")
    result = run(tmp_path, "setup", content=content)
    assert result.exit_code == 0
    assert f"{wrong}:2: " in result.stderr
    assert count(tmp_path, "item_revision") == ITEMS - 1
