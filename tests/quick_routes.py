"""Addresses compiled once in a run: every test makes an app, and three hundred addresses anew take a sixth of a second."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


@contextmanager
def remembered_routes() -> Iterator[None]:
    """Werkzeug's own functions that build an address; each asks the rule it's called on, so that apps may share them."""
    compiled: dict[Any, Build] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Build:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield
