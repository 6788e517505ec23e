"""Whatever comes into any field of any form, from anybody: it's never a crash, and what is certainly wrong changes nothing.

A short form here, the same in each run; `make drill` sends 50,000 (DRILL_BAD_INPUTS), half of them to each database.
"""

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from exam_server.store.tables import AuditEventRow
from tests.drills.conftest import drill_seed, drilled_roles
from tests.drills.hostile_fields import make_hostile, make_wrong
from tests.drills.people import Seated, Visitor
from tests.making import open_exam, open_own_work

pytestmark = pytest.mark.timeout(14400)
COUNT = int(os.environ.get("DRILL_BAD_INPUTS", "240")) // 2
"""Of one database."""
MOST_TURNS = 12
Found = Counter[tuple[str, ...]]


def test_no_field_of_any_form_crashes_the_server_or_is_taken_for_what_it_is_not(
    make_demo: Callable[[str], Flask], database_url: str
) -> None:
    demo = make_demo(database_url)
    roles = drilled_roles("DRILL_BAD_INPUTS", ("office", "author", "chair", "administrator"))
    found: Found = Counter()
    for role in roles:
        found += _send(Visitor(demo, role), COUNT // len(roles))
    assert not found


def test_no_field_of_a_sitting_does_either(each_app: Flask) -> None:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        tickets = [card.ticket for card in open_exam(work).cards]
    assert not _send(Seated(each_app, tickets), COUNT // 10)


def _send(visitor: Visitor, count: int) -> Found:
    """What crashed and what was wrongly taken: whose, which act and fields, with the seed that makes the same again."""
    found: Found = Counter()
    seed, kinds = drill_seed("DRILL_BAD_INPUTS"), sorted(visitor.walk().forms, key=lambda form: form.kind)
    # A form of ten fields can go wrong in more ways than a button.
    forms = [form for form in kinds for _ in range(min(max(len(form.asked), 1), MOST_TURNS))]
    for number in range(count):
        form, dice = forms[number * len(forms) // count], random.Random(f"{seed} {visitor.role} {number}")
        wrong = make_wrong(form, dice) if number % 2 and form.method == "POST" else None
        fields, name = wrong or (make_hostile(form, dice), "")
        before = _count_events(visitor.app) if wrong else 0
        answer = visitor.send(form, fields)
        where = seed, visitor.role, str(number), form.view, form.action
        if answer.status_code >= 500:
            found[*where, repr(fields)] += 1
        elif wrong and _count_events(visitor.app) != before:
            found[*where, f"{name}={fields[name]!r}"] += 1
    return found


def _count_events(app: Flask) -> int:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return work.session.scalar(select(func.count()).select_from(AuditEventRow)) or 0
