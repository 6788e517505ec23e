"""Reads plain values into frozen dataclasses by their type hints: strict, with every problem and its line; and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.yaml_lines import LocatedYaml, Path

MOST_CHARACTERS = 4000
MOST_ENTRIES = 200


@dataclass(frozen=True)
class Special:
    """A type with a notation of its own. `read` raises `UnfitError` with what is wrong; `schema` is its JSON Schema."""

    read: Callable[[object], object]
    write: Callable[[Any], object]
    schema: Mapping[str, object]


class UnfitError(ValueError):
    """A value doesn't fit its notation; `inside` leads from the value to the part that is wrong."""

    def __init__(self, message: Text, inside: Path = ()) -> None:
        super().__init__(str(message))
        self.message, self.inside = message, inside


class _Bad:
    """Stands for a value whose problem is already reported."""


BAD = _Bad()
Specials = Mapping[object, Special]


@dataclass(frozen=True)
class Slot:
    """A field as files know it: its key, its type, and whether it may be left out."""

    name: str
    key: str
    type: Any
    optional: bool
    default: object


def slots(record: type) -> tuple[Slot, ...]:
    """The fields of a dataclass in their order."""
    hints = get_type_hints(record, include_extras=True)
    return tuple(
        Slot(each.name, each.metadata.get("key", each.name), hints[each.name], _has_default(each), _default(each))
        for each in fields(record)
    )


def _has_default(each: "Field[Any]") -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


def _default(each: "Field[Any]") -> object:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default


def plain_type(hint: Any) -> tuple[Any, bool]:
    """A type without its `| None`, and whether it had one."""
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        if len(parts) == 1:
            return parts[0], True
        return (hint, False) if len(parts) == len(get_args(hint)) else (Union[tuple(parts)], True)  # noqa: UP007
    return hint, False


def read_record(record: type, source: LocatedYaml, specials: Specials) -> tuple[Any, tuple[Problem, ...]]:
    """The dataclass, or None with every problem found."""
    reader = _Reader(source, specials)
    value = reader.record(record, source.data, ())
    return (None if reader.problems else value), tuple(reader.problems)


class _Reader:
    def __init__(self, source: LocatedYaml, specials: Specials) -> None:
        self.source, self.specials = source, specials
        self.problems: list[Problem] = []

    def complain(self, message: Text, path: Path) -> _Bad:
        place = "/".join((self.source.place, *(str(step) for step in path))).strip("/")
        self.problems.append(Problem(message, self.source.line_of(path), place, rule="form"))
        return BAD

    def record(self, record: type, data: object, path: Path) -> object:
        if not isinstance(data, dict):
            return self.complain(text("A block with keys is expected here."), path)
        known = slots(record)
        keys = {slot.key for slot in known}
        for key in data:
            if key not in keys:
                self.complain(text("The key “{key}” isn't known here.", key=key), (*path, key))
        values = {slot.name: self._slot(slot, data, path) for slot in known}
        return BAD if any(value is BAD for value in values.values()) else record(**values)

    def _slot(self, slot: Slot, data: Mapping[object, object], path: Path) -> object:
        if slot.key in data:
            return self.value(slot.type, data[slot.key], (*path, slot.key))
        if slot.optional:
            return slot.default
        return self.complain(text("The key “{key}” is missing.", key=slot.key), path)

    def value(self, hint: Any, data: object, path: Path) -> object:
        kind, nullable = plain_type(hint)
        if nullable and data is None:
            return None
        if kind in self.specials:
            return self._special(self.specials[kind], data, path)
        if is_dataclass(kind) and isinstance(kind, type):
            return self.record(kind, data, path)
        return self._container(kind, data, path)

    def _special(self, special: Special, data: object, path: Path) -> object:
        try:
            return special.read(data)
        except UnfitError as unfit:
            return self.complain(unfit.message, (*path, *unfit.inside))

    def _container(self, kind: Any, data: object, path: Path) -> object:
        origin = get_origin(kind)
        if origin is tuple:
            return self._sequence(get_args(kind)[0], data, path)
        if origin is Mapping:
            return self._mapping(get_args(kind)[1], data, path)
        if origin is Literal:
            allowed = get_args(kind)
            wrong = text("“{value}” isn't one of: {allowed}.", value=data, allowed=", ".join(allowed))
            return data if data in allowed else self.complain(wrong, path)
        return self._scalar(kind, data, path)

    def _sequence(self, kind: Any, data: object, path: Path) -> object:
        if not isinstance(data, list) or len(data) > MOST_ENTRIES:
            return self.complain(text("A list of at most {most} entries is expected here.", most=MOST_ENTRIES), path)
        values = [self.value(kind, each, (*path, position)) for position, each in enumerate(data)]
        return BAD if any(value is BAD for value in values) else tuple(values)

    def _mapping(self, kind: Any, data: object, path: Path) -> object:
        if not isinstance(data, dict) or len(data) > MOST_ENTRIES:
            return self.complain(text("A block with keys is expected here."), path)
        values = {str(key): self.value(kind, each, (*path, key)) for key, each in data.items()}
        return BAD if any(value is BAD for value in values.values()) else values

    def _scalar(self, kind: Any, data: object, path: Path) -> object:
        if kind is str:
            fits = isinstance(data, str) and data.strip() != "" and len(data) <= MOST_CHARACTERS
            message = text("A text of at most {most} characters is expected here.", most=MOST_CHARACTERS)
            return data if fits else self.complain(message, path)
        if kind is bool:
            return data if isinstance(data, bool) else self.complain(text("“true” or “false” is expected here."), path)
        fits = isinstance(data, int) and not isinstance(data, bool)
        return data if fits else self.complain(text("A whole number is expected here."), path)


def plain_value(hint: Any, value: Any, specials: Specials) -> object:
    """The plain value that reads back as `value`; what equals its default is left out."""
    kind, _ = plain_type(hint)
    if value is None:
        return None
    if kind in specials:
        return specials[kind].write(value)
    if is_dataclass(kind) and isinstance(kind, type):
        kept = (slot for slot in slots(kind) if not (slot.optional and getattr(value, slot.name) == slot.default))
        return {slot.key: plain_value(slot.type, getattr(value, slot.name), specials) for slot in kept}
    if get_origin(kind) is tuple:
        return [plain_value(get_args(kind)[0], each, specials) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def json_schema(hint: Any, specials: Specials) -> dict[str, object]:
    """The JSON Schema of what `read_record` takes."""
    kind, nullable = plain_type(hint)
    schema = dict(specials[kind].schema) if kind in specials else _schema_of(kind, specials)
    return {"anyOf": [schema, {"type": "null"}]} if nullable else schema


def _schema_of(kind: Any, specials: Specials) -> dict[str, object]:
    if is_dataclass(kind) and isinstance(kind, type):
        return _record_schema(kind, specials)
    origin = get_origin(kind)
    if origin is tuple:
        return {"type": "array", "maxItems": MOST_ENTRIES, "items": json_schema(get_args(kind)[0], specials)}
    if origin is Mapping:
        inner = json_schema(get_args(kind)[1], specials)
        return {"type": "object", "maxProperties": MOST_ENTRIES, "additionalProperties": inner}
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    return _SCALARS[kind]


_SCALARS: Mapping[type, dict[str, object]] = {
    str: {"type": "string", "maxLength": MOST_CHARACTERS, "pattern": r"\S"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
}


def _record_schema(record: type, specials: Specials) -> dict[str, object]:
    known: Sequence[Slot] = slots(record)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [slot.key for slot in known if not slot.optional],
        "properties": {slot.key: json_schema(slot.type, specials) for slot in known},
    }
