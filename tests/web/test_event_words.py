"""Every event of the audit trail has words for auditors, in web/auditor/event_words.py."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from exam_server.core import enrolment, portfolio
from exam_server.core.delivery.sitting import CLOSED
from exam_server.web.auditor.event_words import EVENTS

SERVICES = Path(__file__).resolve().parents[2] / "exam_server" / "services"
NOTING = {"note", "note_each", "_note"}


def _noted() -> Iterator[ast.expr]:
    """What the services pass as an event's tag."""
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NOTING:
                yield from node.args


def _tags() -> tuple[set[str], set[str]]:
    """Tags as they're written, and the beginnings of those that end in a state or a kind."""
    whole, beginnings = set(), set()
    for given in _noted():
        for part in ast.walk(given):
            if isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant):
                beginnings.add(str(part.values[0].value))
            elif isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
                whole.add(part.value)
    return whole - beginnings, beginnings


def test_every_event_has_words() -> None:
    whole, beginnings = _tags()
    assert len(whole) > 100 and "sitting." in beginnings
    assert sorted(whole - set(EVENTS)) == [], "add these to web/auditor/event_words.py and translations/pl/trail.po"
    assert all(any(tag.startswith(each) for tag in EVENTS) for each in beginnings)
    kinds = {"case.stage": get_args(portfolio.Step), "enrolment": get_args(enrolment.Verdict), "sitting": CLOSED}
    assert {f"{name}.{kind}" for name, found in kinds.items() for kind in found} <= set(EVENTS)
