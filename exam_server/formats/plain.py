"""Core values as plain JSON data and back, for what is stored whole and hashed."""

import hashlib
import json
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

Value = TypeVar("Value")


def to_plain(value: object) -> dict[str, Any]:
    """A frozen dataclass as data that JSON holds: tuples as lists, dates as ISO text."""
    kind: Any = type(value)
    return cast(dict[str, Any], _adapter(kind).dump_python(value, mode="json"))


def from_plain(kind: type[Value], data: object) -> Value:
    """The value that `to_plain` gave `data`. Raises pydantic's ValidationError (a ValueError) for other data."""
    hashable: Any = kind
    return cast(Value, _adapter(hashable).validate_python(data))


def content_hash(data: object) -> str:
    """SHA-256 (hex) over the data as JSON with sorted keys and no white space."""
    body = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
