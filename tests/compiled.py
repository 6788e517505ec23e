"""What every test's app compiles alike, templates and addresses, is compiled once in a run: it's half of a page's test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


@contextmanager
def compiled_once(folder: Path) -> Iterator[None]:
    """`folder` keeps compiled templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
        patch.setattr(Rule, "_compile_builder", _remember_routes())
        yield


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
