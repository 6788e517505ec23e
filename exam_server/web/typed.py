"""What anybody can send, whatever the field: texts that a database keeps, whole numbers that a column holds, days.

The door where each request comes in; what lies behind it needs no such check of its own. Files are looked at where
they are read. One thing isn't refused here but kept without the character: what somebody can't give a second time, the
responses of a test and the entries of a tablet (`core/characters.py`).
"""

import json
import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from exam_server.core.characters import UNKEPT

MOST_DIGITS = 9
"""Each number of them fits into any column."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
WHOLE = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}")


class Unkept(BadRequest):
    """A request with a character that no database keeps."""


class WholeNumber(IntegerConverter):
    """`<int:…>` in an address."""

    regex = rf"[0-9]{{1,{MOST_DIGITS}}}"


class TypedJSON(DefaultJSONProvider):
    """JSON whose numbers and texts can be kept. Raises ValueError for any other, which Flask answers with 400."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            content = json.loads(s, parse_int=_bounded, parse_float=_finite, parse_constant=_finite, **kwargs)
            kept = not any(map(UNKEPT.search, _texts_in(content)))
        except RecursionError:
            kept = False
        if not kept:
            raise ValueError("what no database keeps")
        return content


def whole_number(typed: str) -> int:
    """Raises ValueError for what isn't one, or has more digits than any number that a page asks for."""
    if WHOLE.fullmatch(typed.strip()) is None:
        raise ValueError("no whole number")
    return int(typed)


def number_within(typed: str, lowest: int, highest: int) -> int | None:
    """None for what isn't a whole number from `lowest` to `highest`."""
    try:
        number = whole_number(typed)
    except ValueError:
        return None
    return number if lowest <= number <= highest else None


def number_or(typed: str, lowest: int, highest: int, otherwise: int) -> int:
    """As `number_within`; `otherwise` stands for what isn't one, mostly a number that the use case refuses."""
    number = number_within(typed, lowest, highest)
    return otherwise if number is None else number


def typed_day(typed: str) -> date:
    """Raises ValueError for what isn't a day, and for one near the ends of the calendar, where no clock reckons on."""
    day = date.fromisoformat(typed)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("no day of anybody's")
    return day


def refuse_unkept() -> None:
    """Before a view reads anything of the request. Raises Unkept."""
    sent = (request.args, request.form)
    files = ((name, file.filename or "") for name, file in request.files.items(multi=True))
    pairs = chain.from_iterable((*(each.items(multi=True) for each in sent), files))
    if any(map(UNKEPT.search, chain([request.path], *pairs))):
        raise Unkept


def _bounded(digits: str) -> int:
    number = int(digits)
    if abs(number) >= 2**63:
        raise ValueError("beyond any column")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("no number")
    return number


def _texts_in(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from content
        yield from chain.from_iterable(map(_texts_in, content.values()))
    elif isinstance(content, list):
        yield from chain.from_iterable(map(_texts_in, content))
