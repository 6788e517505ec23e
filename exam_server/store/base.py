"""What all tables share: ids, times, the organisation, and the naming of constraints."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, MetaData, String, Uuid, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` on PostgreSQL, whole microseconds since 1970 on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(BigInteger() if sqlite else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return to_microseconds(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return from_microseconds(value) if dialect.name == "sqlite" else value.astimezone(UTC)


def to_microseconds(value: datetime) -> int:
    return (value - EPOCH) // MICROSECOND


def from_microseconds(value: int) -> datetime:
    return EPOCH + value * MICROSECOND


class EncodedJson(str):
    """JSON text that was made ahead: a column takes it as it is, so that nobody encodes while writers wait."""

    __slots__ = ()


def encode_json(value: object) -> str:
    """What the engines encode JSON columns with."""
    return value if isinstance(value, EncodedJson) else json.dumps(value)


class Base(DeclarativeBase):
    """The plain base of all rows; the type map stands on the registry, where Flask-SQLAlchemy leaves it alone."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            UUID: Uuid(),
            datetime: Instant(),
            str: String(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
        },
    )


class Owned:
    """A row of an organisation, named by a UUIDv7."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)


def add_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one statement; the unit of work costs several times as much, and the lane is held for it."""
    if rows:
        session.execute(insert(table), rows)
