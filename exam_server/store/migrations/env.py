"""Alembic's entry: migrations run on the connection that the caller opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import exam_server.store.tables
from exam_server.store.base import Base, Instant

__all__ = ["exam_server"]


def render_item(kind: str, value: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own time type by its name, so that a migration says what it means on both databases."""
    if kind == "type" and isinstance(value, Instant):
        autogen.imports.add("from exam_server.store.base import Instant")
        return "Instant()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render_item,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
