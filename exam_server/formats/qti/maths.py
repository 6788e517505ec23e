"""Formulas in MathML as one line of text, where that reads the same."""

from collections.abc import Callable, Mapping

from exam_server.formats.html_blocks import LOWERED, RAISED
from exam_server.formats.xml_door import Xml

LEAVES = frozenset({"mi", "mn", "mo", "mtext", "ms"})
ROWS = frozenset({"math", "mrow", "mstyle", "semantics", "mpadded"})


def formula(element: Xml) -> str | None:
    """The text of a formula; None where it has parts that a line can't hold, such as a matrix."""
    if element.name in LEAVES:
        return " ".join(element.words.split())
    if element.name in ROWS:
        parts = [formula(each) for each in element.elements if not each.name.startswith("annotation")]
        return None if any(part is None for part in parts) else "".join(part or "" for part in parts)
    parts = [formula(each) for each in element.elements]
    compose = COMPOSED.get(element.name)
    if compose is None or None in parts:
        return None
    return compose(*(part or "" for part in parts)) if len(parts) == ARGUMENTS[element.name] else None


def _grouped(words: str) -> str:
    return words if len(words) == 1 or words.isalnum() else f"({words})"


def _power(base: str, exponent: str) -> str:
    if all(sign in RAISED for sign in exponent):
        return _grouped(base) + "".join(RAISED[sign] for sign in exponent)
    return f"{_grouped(base)}^{_grouped(exponent)}"


def _index(base: str, index: str) -> str:
    if all(sign in LOWERED for sign in index):
        return base + "".join(LOWERED[sign] for sign in index)
    return f"{base}_{_grouped(index)}"


COMPOSED: Mapping[str, Callable[..., str]] = {
    "mfrac": lambda above, below: f"{_grouped(above)}/{_grouped(below)}",
    "msup": _power,
    "msub": _index,
    "msqrt": lambda words: f"√{_grouped(words)}",
    "mfenced": lambda words: f"({words})",
}
ARGUMENTS = {"mfrac": 2, "msup": 2, "msub": 2, "msqrt": 1, "mfenced": 1}
