"""Whatever comes into any field of any form, from anybody: it's never a crash, and what is certainly wrong changes nothing.

A short form here, the same in each run; `make drill` sends 50,000 to each database (DRILL_BAD_INPUTS).
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
from tests.drills.people import Visitor
from tests.making import open_own_work

pytestmark = pytest.mark.timeout(7200)
COUNT = int(os.environ.get("DRILL_BAD_INPUTS", "120"))


def test_no_field_of_any_form_crashes_the_server_or_is_taken_for_what_it_is_not(
    make_demo: Callable[[str], Flask], database_url: str
) -> None:
    demo, roles = (
        make_demo(database_url),
        drilled_roles("DRILL_BAD_INPUTS", ("office", "author", "chair", "administrator")),
    )
    wrongly_taken: Counter[tuple[str, str]] = Counter()
    seed, each = drill_seed("DRILL_BAD_INPUTS"), COUNT // len(roles)
    for role in roles:
        visitor = Visitor(demo, role)
        forms = sorted(visitor.walk().forms, key=lambda form: form.kind)
        for number in range(each):
            form = forms[number * len(forms) // each]
            dice = random.Random(f"{seed} {role} {number}")
            wrong = make_wrong(form, dice) if number % 2 and form.method == "POST" else None
            fields, name = wrong or (make_hostile(form, dice), "")
            before = _count_events(demo) if wrong else 0
            answer = visitor.send(form, fields)
            assert answer.status_code < 500, (seed, role, form.view, form.action, fields)
            if wrong and _count_events(demo) != before:
                wrongly_taken[form.view, f"{name}={fields[name]!r}"] += 1
    assert not wrongly_taken, seed


def _count_events(app: Flask) -> int:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return work.session.scalar(select(func.count()).select_from(AuditEventRow)) or 0
