"""Tests' own short cut: a bank whose rows come at once is the bank that was filed item by item."""

from typing import Any

from sqlalchemy import select

from exam_server.services import bank
from exam_server.store.tables import AuditEventRow
from tests.filed import TABLES, file_items
from tests.making import CODE, ITEMS, OwnWork


def everything(work: OwnWork) -> list[list[dict[str, Any]]]:
    """All rows, with the place of an id among all ids instead of the id, without times."""
    found = [
        [dict(row) for row in work.session.execute(select(*table.__table__.columns)).mappings()] for table in TABLES
    ]
    ids = sorted(row["id"] for rows in found[:2] for row in rows)
    place = {each: number for number, each in enumerate(ids)}
    kept = [
        [
            {name: place.get(value, value) if name.endswith("id") else value for name, value in row.items()}
            for row in rows
        ]
        for rows in found
    ]
    return [
        sorted(({k: v for k, v in row.items() if not k.endswith("_at")} for row in rows), key=repr) for rows in kept
    ]


def test_rows_that_come_at_once_are_those_that_filing_leaves(work: OwnWork) -> None:
    left = []
    for load in (bank.load_items, file_items, file_items):
        load(work, CODE, ITEMS)
        work.session.flush()
        notes = work.session.scalars(select(AuditEventRow.facts).where(AuditEventRow.tag == "bank.items.loaded")).all()
        left.append((everything(work), notes))
        work.drop()
    assert left[0] == left[1] == left[2]
    assert len(left[0][0][0]) == len(ITEMS)
