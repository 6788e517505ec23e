"""The administrator is reminded of libraries that nobody has changed for longer than any repair may wait."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from exam_server.services.libraries import LONGEST_TERM, STAMP, find_unchanged_since
from tests.visiting import Visitors

ROOT = Path(__file__).parents[2]
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def install(environment: Path, at: datetime) -> None:
    stamp = environment / STAMP
    stamp.write_text("a==1\n")
    os.utime(stamp, (at.timestamp(), at.timestamp()))


@pytest.mark.parametrize(("ago", "is_told"), [(LONGEST_TERM - DAY, False), (LONGEST_TERM + DAY, True)])
def test_after_the_longest_term_of_a_repair_it_is_said(tmp_path: Path, ago: timedelta, is_told: bool) -> None:
    install(tmp_path, NOON - ago)
    assert find_unchanged_since(tmp_path, NOON) == (NOON - ago if is_told else None)


def test_where_nothing_says_when_they_came_nothing_is_said(tmp_path: Path) -> None:
    assert find_unchanged_since(tmp_path, NOON) is None


def test_the_stamp_is_what_the_bootstrap_leaves_and_the_term_what_the_document_says() -> None:
    bootstrap = (ROOT / "deploy" / "bootstrap.sh").read_text()
    assert 'cp "$lock" "$stamp"' in bootstrap and "stamp=.venv/installed-$kind" in bootstrap
    assert f"pozostałe w {LONGEST_TERM.days} dni" in (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_the_administrators_page_says_so(visitors: Visitors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    administrator = visitors.as_role("administrator")
    assert "Biblioteki tej instalacji" not in administrator.get("/account/").get_data(as_text=True)
    install(tmp_path, datetime.now(UTC) - 2 * LONGEST_TERM)
    assert "Biblioteki tej instalacji są te same od" in administrator.get("/account/").get_data(as_text=True)
