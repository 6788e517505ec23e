"""Erasing personal data where the list of places says they stand; nothing else of a row is touched."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, LargeBinary, String, Table, cast, delete, func, literal, select, update
from sqlalchemy import text as statement
from sqlalchemy.orm import Session

from exam_server.core.retention import DataKind
from exam_server.store.base import Base
from exam_server.store.personal import PLACES, Place

SAID = frozenset({"why", "reason", "words", "note", "justification", "question", "heard", "text"})
"""Under these keys JSON columns keep what people wrote."""
NOBODY = "–"
"""What lists show instead of a family name."""


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def rows_of(place: Place, ids: Collection[UUID]) -> ColumnElement[bool]:
    """Which rows of a place are about these subjects."""
    return _hanging(table_of(place.table), place.path.split(), ids)


def _hanging(table: Table, path: Sequence[str], ids: Collection[UUID]) -> ColumnElement[bool]:
    step, rest = path[0], path[1:]
    if "." in step:
        other_name, column_name = step.split(".")
        other = table_of(other_name)
        return table.c.id.in_(select(other.c[column_name]).where(_hanging(other, rest, ids)))
    column = table.c[step]
    if not rest:
        # A column without a key keeps ids as text.
        return column.in_([str(each) for each in ids] if isinstance(column.type, String) else list(ids))
    target = next(iter(column.foreign_keys)).column.table
    return column.in_(select(target.c.id).where(_hanging(target, rest, ids)))


def wipe_freed_pages(session: Session) -> None:
    """On SQLite what is freed from now on is overwritten; PostgreSQL's vacuum takes it away later."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(statement("PRAGMA secure_delete = ON"))


def erase_data(session: Session, kind: DataKind, ids: Collection[UUID]) -> set[str]:
    """Empty everything of this kind about these subjects; gives the hashes of the files that went with it."""
    hashes: set[str] = set()
    if ids:
        for place in PLACES[kind]:
            if place.has_file:
                hashes |= _hashes_of(session, place, ids)
            _erase_place(session, place, ids)
    session.expire_all()
    return hashes - {""}


def _hashes_of(session: Session, place: Place, ids: Collection[UUID]) -> set[str]:
    return set(session.scalars(select(table_of(place.table).c.content_hash).where(rows_of(place, ids))))


def _erase_place(session: Session, place: Place, ids: Collection[UUID]) -> None:
    table = table_of(place.table)
    if place.deleted:
        session.execute(delete(table).where(rows_of(place, ids)))
        return
    for name in place.words.split():
        _rewrite(session, table, table.c[name], rows_of(place, ids), _without_words)
    for name in place.typed.split():
        _rewrite(session, table, table.c[name], rows_of(place, ids), _without_typed)
    if blanks := {name: _blank(table.c[name]) for name in place.erased.split()}:
        session.execute(update(table).where(rows_of(place, ids)).values(blanks))


def _blank(column: Column[Any]) -> Any:
    if (column.table.name, column.name) == ("account", "login"):
        return literal("erased-").concat(cast(column.table.c.id, String))
    if (column.table.name, column.name) == ("person", "family_name"):
        return NOBODY
    if (column.table.name, column.name) == ("protocol", "record"):
        return "{}"
    if column.nullable:
        return None
    if isinstance(column.type, LargeBinary):
        return b""
    if column.type.python_type is str:
        return ""
    return {} if column.name == "before" else []


def _rewrite(session: Session, table: Table, column: Column[Any], where: ColumnElement[bool], strip: Any) -> None:
    """Row by row in Python: both databases keep JSON differently. Only rows in which something is written change."""
    keys = list(table.primary_key.columns)
    is_text = isinstance(column.type, String)
    for row in session.execute(select(column, *keys).where(where)).all():
        content = json.loads(row[0] or "null") if is_text else row[0]
        stripped = strip(content)
        if stripped != content:
            found = [key == value for key, value in zip(keys, row[1:], strict=True)]
            value = json.dumps(stripped, ensure_ascii=False) if is_text else stripped
            session.execute(update(table).where(*found).values({column.name: value}))


def _without_words(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_words(each) for each in content]
    if isinstance(content, dict):
        return {
            key: "" if key in SAID and isinstance(value, str) else _without_words(value)
            for key, value in content.items()
        }
    return content


def _without_typed(content: Any) -> Any:
    """A response without what was typed; positions of options stay."""
    if isinstance(content, list):
        return [_without_typed(each) for each in content]
    return "" if isinstance(content, str) else content


def list_named(session: Session, hashes: Iterable[str]) -> set[str]:
    """Which of these files a row still names, of whatever table: the same bytes are kept once."""
    wanted, named = list(hashes), set()
    for table in Base.metadata.tables.values():
        if wanted and "content_hash" in table.c:
            named |= set(session.scalars(select(table.c.content_hash).where(table.c.content_hash.in_(wanted))))
    return named


def count_rows(session: Session, place: Place, ids: Collection[UUID]) -> int:
    return session.scalar(select(func.count()).select_from(table_of(place.table)).where(rows_of(place, ids))) or 0


def list_told(session: Session, place: Place, ids: Collection[UUID]) -> list[dict[str, Any]]:
    """What a person's own export shows of a place, in the order of the rows' keys."""
    table = table_of(place.table)
    columns = [table.c[name] for name in place.told.split()]
    query = select(*columns).where(rows_of(place, ids)).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in session.execute(query)]


def list_files_of(session: Session, place: Place, ids: Collection[UUID]) -> list[tuple[str, str]]:
    """Name and hash of each file that rows of a place name."""
    table = table_of(place.table)
    query = select(table.c.file_name, table.c.content_hash).where(rows_of(place, ids), table.c.content_hash != "")
    return [(name, digest) for name, digest in session.execute(query.order_by(*table.primary_key.columns))]
