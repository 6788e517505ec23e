"""Substitutes are looked for by a process of its own: it takes seconds, which the room's saves would feel."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from threading import Timer
from typing import Any, cast
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.text import Text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.freezing import Values
from exam_server.services.own_process import command_of, given_environment
from exam_server.services.substituting import Errand, Plan, Tell
from exam_server.services.tokens import Keys
from exam_server.store.base import EncodedJson

SECONDS = 600
"""By the clock: what takes longer hangs."""
LIBPQ = "PG"
"""How variables begin that say how PostgreSQL is reached, beside its address."""
PROGRAM = "exam_server.services.substituting_process"
LINES = dict[str, Any]


class SearchDied(RuntimeError):
    """The process ended before it had an answer."""


def plan_apart(url: str, keys: Keys, errand: Errand, tell: Tell = lambda done, total: None) -> list[Plan]:
    """What `plan_substitutes` gives for the database at `url`, found by a process that only reads it.

    Address and secret go in by its standard input, where nobody else sees them. Raises Refused as the planning does,
    and SearchDied where there was no answer.
    """
    given = json.dumps({"url": url, "secret": keys.secret.hex(), "errand": to_plain(errand)})
    environment = given_environment(*(name for name in os.environ if name.startswith(LIBPQ)))
    with subprocess.Popen(  # noqa: S603 - our own program on our own interpreter
        command_of(PROGRAM), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        limit = Timer(SECONDS, process.kill)
        limit.start()
        try:
            return _answer(process, given.encode(), tell)
        finally:
            limit.cancel()
            process.kill()


def _answer(process: subprocess.Popen[bytes], given: bytes, tell: Tell) -> list[Plan]:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are pipes
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(given)
    for line in _lines(process.stdout):
        if "done" in line:
            tell(line["done"], line["total"])
        if "refused" in line:
            what, why, remedy = (from_plain(Text, each) for each in line["refused"])
            raise Refused(what, why, remedy)
        if "plans" in line:
            return load_plans(line["plans"])
    raise SearchDied(f"the process ended with {process.wait()}")


def _lines(output: Any) -> Iterator[LINES]:
    """What the process said, line by line; a line that isn't whole comes from one that died."""
    for line in output:
        try:
            yield json.loads(line)
        except ValueError:
            return


def dump_plans(plans: list[Plan]) -> list[Any]:
    """Plans as JSON holds them."""
    return [to_plain(plan) for plan in plans]


def load_plans(data: list[Any]) -> list[Plan]:
    """The plans that `dump_plans` gave. Raises ValueError for other data."""
    plans = [from_plain(Plan, each) for each in data]
    return [
        replace(plan, steps=tuple(replace(s, after=tuple(map(_values, s.after))) for s in plan.steps)) for plan in plans
    ]


def _values(plain: Values) -> Values:
    """A form's row with ids as ids, and its items still as the text that they were encoded to."""
    ids = {name: UUID(cast(str, plain[name])) for name in ("id", "organisation_id", "exam_id")}
    return {**plain, **ids, "items": EncodedJson(plain["items"])}
