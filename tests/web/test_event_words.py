"""Every event of the audit trail has words, in web/event_words.py, and each of its facts for auditors, in web/auditor."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from exam_server.core import enrolment, portfolio, second_factor
from exam_server.core.delivery.sitting import CLOSED
from exam_server.web.auditor.fact_words import NAMES, VALUES
from exam_server.web.event_words import EVENTS

SERVICES = Path(__file__).resolve().parents[2] / "exam_server" / "services"
NOTING = {"note", "note_each", "_note"}


def _calls() -> Iterator[ast.Call]:
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _noted() -> Iterator[ast.expr]:
    """What the services pass as an event's tag."""
    for call in _calls():
        if isinstance(call.func, ast.Attribute) and _name(call) in NOTING:
            yield from call.args


def _facts() -> set[str]:
    """The keys that the services give to facts, also through the functions that hand them on."""
    handing_on = NOTING | {"add_step", "note_paper"}
    found = {each.arg for call in _calls() if _name(call) in handing_on for each in call.keywords if each.arg}
    return found - {"reason", "rule"} | {"criterion", "verdict", "source", "signatures", "issuers_checked"}


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
    assert sorted(whole - set(EVENTS)) == [], "add these to web/event_words.py and translations/pl/trail.po"
    assert all(any(tag.startswith(each) for tag in EVENTS) for each in beginnings)
    kinds = {"case.stage": get_args(portfolio.Step), "enrolment": get_args(enrolment.Verdict), "sitting": CLOSED}
    assert {f"{name}.{kind}" for name, found in kinds.items() for kind in found} <= set(EVENTS)


def test_every_fact_has_words() -> None:
    facts = _facts()
    assert len(facts) > 100 and {"case", "kind"} <= facts
    assert sorted(facts - set(NAMES)) == [], "add these to web/auditor/fact_words.py and translations/pl/trail.po"


def test_codes_of_facts_have_words_too() -> None:
    assert set(get_args(second_factor.Proof)) <= set(VALUES["by"])
    assert {"app", "passkey", "sound", "issued", "issue", "theory_test", "illness"} <= set(VALUES["kind"])
    assert {"met", "not_met", "open", "accept", "change"} <= set(VALUES["verdict"])
