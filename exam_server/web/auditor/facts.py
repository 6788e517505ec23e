"""An event's facts as an auditor reads them; the export keeps them as they are."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from exam_server.core.text import text
from exam_server.web.auditor.fact_words import NAMES, VALUES
from exam_server.web.language import speak

HASH = re.compile("[0-9a-f]{32,}")
SHOWN_DIGITS = 12


class Fact(NamedTuple):
    """`whole`: all of an id or a hash, of which `words` are one end; `subject`: an id that leads on in the trail."""

    name: str
    words: str
    whole: str = ""
    subject: UUID | None = None


def put_in_words(facts: Mapping[str, object]) -> list[Fact]:
    """In the trail's order; a fact of an older version that nothing leaves any more, by its key."""
    return [_fact(key, speak(NAMES[key]) if key in NAMES else key, value) for key, value in facts.items()]


def _fact(key: str, name: str, value: object) -> Fact:
    if value is None or value == "":
        return Fact(name, "–")
    if isinstance(value, bool):
        return Fact(name, speak(text("yes") if value else text("no")))
    said = str(value)
    if (subject := _find_id(said)) is not None:
        return Fact(name, f"…{said[-SHOWN_DIGITS:]}", said, subject)
    if HASH.fullmatch(said):
        return Fact(name, f"{said[:SHOWN_DIGITS]}…", said)
    known = VALUES.get(key, {})
    return Fact(name, ", ".join(speak(known[each]) if each in known else each for each in said.split(",")))


def _find_id(said: str) -> UUID | None:
    try:
        return UUID(said) if "-" in said else None
    except ValueError:
        return None
