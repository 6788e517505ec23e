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

STATEMENTS = 3000


@contextmanager
def compiled_once(folder: Path) -> Iterator[None]:
    """`folder` keeps compiled templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
        patch.setattr(Rule, "compile", _remember_routes())
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


def _remember_routes() -> Callable[[Rule], None]:
    """What werkzeug makes of an address; a rule that is told alike takes it over, and builds with itself."""
    compiled: dict[tuple[object, ...], Rule] = {}
    compile_rule = Rule.compile

    def compile_once(rule: Rule) -> None:
        slashes = (rule.strict_slashes, rule.merge_slashes, rule.is_leaf)
        key = (rule.rule, rule.subdomain, rule.host, *slashes, repr(rule.defaults))
        first = compiled.setdefault(key, rule)
        if first is rule:
            compile_rule(rule)
            return
        rule._parts, rule._trace, rule._converters = first._parts, first._trace, first._converters
        rule.arguments = set(first.arguments)
        rule._build, rule._build_unknown = (_own(rule, each) for each in (first._build, first._build_unknown))

    return compile_once


def _own(rule: Rule, build: Any) -> Any:
    return build.__func__.__get__(rule, None)
