"""What an item declares: its responses with key and mapping, its outcomes with their first values."""

from collections.abc import Mapping
from dataclasses import dataclass

from exam_server.formats.qti.values import Single, Value, container, read_single, singles
from exam_server.formats.xml_door import Xml

NUMBERS = ("integer", "float")


@dataclass(frozen=True)
class Entry:
    """One line of a mapping."""

    key: Single
    value: float
    exact_case: bool


@dataclass(frozen=True)
class Mapped:
    """A `mapping`: what each value adds, `default` for all others, the sum within the bounds."""

    entries: tuple[Entry, ...]
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def total(self, value: Value) -> float:
        """`mapResponse`: NULL is worth nothing, a value that is given twice counts once."""
        earned = sum(self._of(each) for each in dict.fromkeys(singles(value)))
        raised = earned if self.lower is None else max(earned, self.lower)
        return raised if self.upper is None else min(raised, self.upper)

    def entry_of(self, single: Single) -> float | None:
        """What the first entry that fits adds; None where none does."""
        return next((entry.value for entry in self.entries if _hits(entry, single)), None)

    def _of(self, single: Single) -> float:
        found = self.entry_of(single)
        return self.default if found is None else found


@dataclass(frozen=True)
class Response:
    """A `responseDeclaration`."""

    id: str
    cardinality: str
    base_type: str
    correct: Value = None
    mapping: Mapped | None = None

    def read(self, given: object) -> Value:
        """A value as cases and forms write it: text, number, list, or nothing."""
        values = given if isinstance(given, list | tuple) else [given]
        read = (read_single(_written(each), self.base_type) for each in values if each is not None)
        found = tuple(each for each in read if each is not None and each != "")
        if self.cardinality == "single":
            return found[0] if found else None
        return container(found, self.cardinality == "ordered")


@dataclass(frozen=True)
class Outcome:
    """An `outcomeDeclaration`."""

    id: str
    cardinality: str
    base_type: str
    default: Value = None

    @property
    def first(self) -> Value:
        """Before response processing: the default, for numbers without one 0."""
        return 0.0 if self.default is None and self.base_type in NUMBERS else self.default


def read_responses(item: Xml) -> dict[str, Response]:
    return {each.id: each for each in map(_response, item.all("responseDeclaration"))}


def read_outcomes(item: Xml) -> dict[str, Outcome]:
    return {each.id: each for each in map(_outcome, item.all("outcomeDeclaration"))}


def number(words: str, otherwise: float | None = None) -> float | None:
    read = read_single(words, "float")
    return float(read) if isinstance(read, int | float) else otherwise


def _response(element: Xml) -> Response:
    base_type, cardinality = _base_type(element), element.get("cardinality", "single")
    mapping = element.first("mapping")
    return Response(
        id=element.get("identifier").strip(),
        cardinality=cardinality,
        base_type=base_type,
        correct=_values(element.first("correctResponse"), base_type, cardinality),
        mapping=None if mapping is None else _mapping(mapping, base_type),
    )


def _base_type(element: Xml) -> str:
    """Some exporters declare pairs as identifiers: two words in a value tell it."""
    base_type = element.get("baseType", "identifier")
    if base_type != "identifier":
        return base_type
    keys = [each.words for each in element.walk() if each.name == "value"]
    keys += [each.get("mapKey") for each in element.walk() if each.name == "mapEntry"]
    return "directedPair" if keys and all(len(key.split()) == 2 for key in keys) else base_type


def _outcome(element: Xml) -> Outcome:
    base_type, cardinality = element.get("baseType", "identifier"), element.get("cardinality", "single")
    default = _values(element.first("defaultValue"), base_type, cardinality)
    return Outcome(element.get("identifier").strip(), cardinality, base_type, default)


def _values(element: Xml | None, base_type: str, cardinality: str) -> Value:
    read = [] if element is None else [read_single(each.words, base_type) for each in element.all("value")]
    found = tuple(each for each in read if each is not None)
    if cardinality == "single":
        return found[0] if len(found) == 1 else container(found, False)
    return container(found, cardinality == "ordered")


def _mapping(element: Xml, base_type: str) -> Mapped:
    exact = element.get("caseSensitive", "true")
    entries = [_entry(each, base_type, exact) for each in element.all("mapEntry")]
    return Mapped(
        entries=tuple(each for each in entries if each is not None),
        default=number(element.get("defaultValue")) or 0.0,
        lower=number(element.get("lowerBound")),
        upper=number(element.get("upperBound")),
    )


def _entry(element: Xml, base_type: str, exact: str) -> Entry | None:
    key = read_single(element.get("mapKey"), base_type)
    value = number(element.get("mappedValue"))
    exact_case = element.get("caseSensitive", exact) != "false"
    return None if key is None or value is None else Entry(key, value, exact_case)


def _hits(entry: Entry, single: Single) -> bool:
    if isinstance(entry.key, str) and isinstance(single, str) and not entry.exact_case:
        return entry.key.casefold() == single.casefold()
    return entry.key == single


def _written(given: object) -> str:
    return str(given).lower() if isinstance(given, bool) else str(given)


Given = Mapping[str, Value]
"""The value of each response variable."""
