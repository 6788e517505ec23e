"""What every test compiles alike, templates, addresses and statements, is compiled once in a run: it's half of a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]
STATEMENTS = 3000


@contextmanager
def compiled_once(folder: Path) -> Iterator[None]:
    """`folder` keeps compiled templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
        patch.setattr(Rule, "_compile_builder", _remember_routes())
        _share_statements(patch)
        yield


def _share_statements(patch: pytest.MonkeyPatch) -> None:
    """Engines of the same kind keep their compiled SQL together.

    SQLAlchemy keeps it per engine, and under the dialect's identity also per mapped class: each test's engine is new,
    and would compile everything again. Dialects that were made in the same way compile alike.
    """
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    kept = property(lambda engine: compiled, lambda engine, own: None)
    patch.setattr(Engine, "_compiled_cache", kept, raising=False)
    patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(_made_as(dialect)))
    patch.setattr(DefaultDialect, "__eq__", lambda one, other: _made_as(one) == _made_as(other))


def _made_as(dialect: Any) -> tuple[object, ...]:
    return type(dialect), getattr(dialect, "_json_serializer", None), getattr(dialect, "paramstyle", None)


def _remember_routes() -> Callable[..., Build]:
    """Werkzeug's own functions that build an address; each asks the rule it's called on, so that apps may share them."""
    compiled: dict[Any, Build] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Build:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    return compile_once
