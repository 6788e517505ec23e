"""Statements that are compiled once and asked on plain connections: what the ORM does anew each time costs more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Engine

Convert = Callable[[Any], Any]


class Prepared:
    """A statement in the driver's words, with the conversions of its parameters and columns."""

    def __init__(self, engine: Engine, statement: Select[Any]) -> None:
        dialect = engine.dialect
        compiled = statement.compile(dialect=dialect)
        self._words = str(compiled)
        self._names: Sequence[str] | None = getattr(compiled, "positiontup", None)
        self._given: dict[str, Convert | None] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        columns = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
        processors = ((place, column.result_processor(dialect, None)) for place, column in enumerate(columns))
        self._converted = [(place, convert) for place, convert in processors if convert is not None]

    def ask(self, cursor: Any, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows, each value as the ORM would give it."""
        values = {name: self._give(name, value) for name, value in {**self._fixed, **parameters}.items()}
        cursor.execute(self._words, self._ordered(values))
        return [self._read(row) for row in cursor.fetchall()]

    def _read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._converted:
            values[place] = convert(values[place])
        return tuple(values)

    def _give(self, name: str, value: Any) -> Any:
        return _convert(self._given[name], value)

    def _ordered(self, values: Mapping[str, Any]) -> Any:
        return values if self._names is None else [values[name] for name in self._names]


def _convert(convert: Convert | None, value: Any) -> Any:
    return value if convert is None else convert(value)
