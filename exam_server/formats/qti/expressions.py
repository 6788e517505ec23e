"""Expressions of response processing, as the specification computes them; what isn't known here says so by name."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from exam_server.formats.qti.declarations import Outcome, Response, number
from exam_server.formats.qti.values import Many, Single, Value, container, read_single, same, singles
from exam_server.formats.xml_door import Xml

TOLERANCE = 1e-9


class Unknown(Exception):
    """An element that isn't computed here; its name is the message."""


@dataclass
class State:
    """The variables of one item while its response processing runs."""

    responses: Mapping[str, Response]
    outcomes: Mapping[str, Outcome]
    values: dict[str, Value]

    def value(self, id: str) -> Value:
        if id not in self.values:
            raise Unknown(f"variable {id}")
        return self.values[id]


def evaluate(expression: Xml, state: State) -> Value:
    """The value of an expression. Raises Unknown for one that isn't computed here."""
    if found := VARIABLES.get(expression.name):
        return found(expression, state)
    operator = OPERATORS.get(expression.name)
    if operator is None:
        raise Unknown(expression.name)
    if not expression.elements and operator is not _gathered:
        raise Unknown(f"{expression.name} of nothing")
    return operator([evaluate(each, state) for each in expression.elements], expression)


def known(expression: Xml) -> bool:
    return expression.name in VARIABLES or expression.name in OPERATORS


def _response(expression: Xml, state: State) -> Response:
    id = expression.get("identifier")
    if id not in state.responses:
        raise Unknown(f"variable {id}")
    return state.responses[id]


def _map_response(expression: Xml, state: State) -> Value:
    response = _response(expression, state)
    if response.mapping is None:
        raise Unknown(f"mapResponse of {response.id}, which has no mapping")
    return response.mapping.total(state.value(response.id))


def _default(expression: Xml, state: State) -> Value:
    outcome = state.outcomes.get(expression.get("identifier"))
    if outcome is None:
        raise Unknown("default")
    return outcome.default


VARIABLES: Mapping[str, Callable[[Xml, State], Value]] = {
    "variable": lambda expression, state: state.value(expression.get("identifier")),
    "correct": lambda expression, state: _response(expression, state).correct,
    "default": _default,
    "mapResponse": _map_response,
    "baseValue": lambda expression, state: read_single(expression.words, expression.get("baseType")),
    "null": lambda expression, state: None,
}

Values = Sequence[Value]
Operator = Callable[[Values, Xml], Value]


def _numbers(values: Values) -> list[float] | None:
    """All numbers in order, containers opened; None where one is NULL or no number."""
    if any(value is None for value in values):
        return None
    opened = [each for value in values for each in singles(value)]
    return None if any(isinstance(each, str | bool) for each in opened) else [float(each) for each in opened]


def _of_numbers(compute: Callable[[list[float]], float | bool | None]) -> Operator:
    def operator(values: Values, expression: Xml) -> Value:
        found = _numbers(values)
        try:
            computed = None if found is None else compute(found)
        except OverflowError:
            return None
        return computed if computed is not None and math.isfinite(computed) else None

    return operator


def _compared(compare: Callable[[float, float], bool]) -> Operator:
    return _of_numbers(lambda found: compare(found[0], found[1]) if len(found) == 2 else None)


def _and(values: Values, expression: Xml) -> Value:
    return False if False in values else None if None in values else True


def _or(values: Values, expression: Xml) -> Value:
    return True if True in values else None if None in values else False


def _any_n(values: Values, expression: Xml) -> Value:
    least, most = number(expression.get("min")) or 0, number(expression.get("max"))
    true, unknown = values.count(True), values.count(None)
    if most is None or true + unknown < least or true > most:
        return None if most is None else False
    return True if true >= least and true + unknown <= most else None


def _not(values: Values, expression: Xml) -> Value:
    return None if not values or values[0] is None else not values[0]


def _match(values: Values, expression: Xml) -> Value:
    return None if len(values) != 2 or None in values else same(values[0], values[1])


def _equal(values: Values, expression: Xml) -> Value:
    found = _numbers(values)
    if found is None or len(found) != 2:
        return None
    low, high = equal_range(found[1], expression)
    lower_in = expression.get("includeLowerBound", "true") != "false"
    upper_in = expression.get("includeUpperBound", "true") != "false"
    above = found[0] >= low - TOLERANCE if lower_in else found[0] > low + TOLERANCE
    below = found[0] <= high + TOLERANCE if upper_in else found[0] < high - TOLERANCE
    return above and below


def _not_equal(values: Values, expression: Xml) -> Value:
    return _not([_equal(values, expression)], expression)


def equal_range(wanted: float, expression: Xml) -> tuple[float, float]:
    """The ends of what `equal` accepts for a wanted number. Raises Unknown for a tolerance that is a variable."""
    mode, written = expression.get("toleranceMode", "exact"), expression.get("tolerance").split()
    tolerances = [number(each) for each in written] or [0.0]
    if mode not in ("exact", "absolute", "relative") or None in tolerances:
        raise Unknown("equal with a tolerance that isn't a number")
    lower, upper = float(tolerances[0] or 0), float(tolerances[-1] or 0)
    if mode == "exact":
        return wanted, wanted
    if mode == "absolute":
        return wanted - lower, wanted + upper
    ends = (wanted * (1 - lower / 100), wanted * (1 + upper / 100))
    return min(ends), max(ends)


def _string_match(values: Values, expression: Xml) -> Value:
    if len(values) != 2 or not all(isinstance(value, str) for value in values):
        return None
    if expression.get("substring") == "true":
        raise Unknown("stringMatch with substring")
    one, other = (str(value) for value in values)
    return one == other if expression.get("caseSensitive", "true") != "false" else one.casefold() == other.casefold()


def _contained(values: Values, expression: Xml) -> Value:
    """`member`: the first value is in the second; `contains`: all of the second are in the first."""
    if len(values) != 2 or None in values:
        return None
    inner, outer = values if expression.name == "member" else (values[1], values[0])
    rest = list(singles(outer))
    return all(each in rest and (rest.remove(each) or True) for each in singles(inner))  # type: ignore[func-returns-value]


def _gathered(values: Values, expression: Xml) -> Value:
    return container(tuple(each for value in values for each in singles(value)), expression.name == "ordered")


def _size(values: Values, expression: Xml) -> Value:
    return len(singles(values[0])) if values else 0


def _index(values: Values, expression: Xml) -> Value:
    at, found = number(expression.get("n")), singles(values[0]) if values else ()
    if at is None:
        raise Unknown("index of a variable")
    return found[int(at) - 1] if 1 <= at <= len(found) else None


def _delete(values: Values, expression: Xml) -> Value:
    if len(values) != 2 or None in values:
        return None
    kept: tuple[Single, ...] = tuple(each for each in singles(values[1]) if each != values[0])
    return container(kept, isinstance(values[1], Many) and values[1].ordered)


def _divided(found: list[float]) -> float | None:
    return found[0] / found[1] if len(found) == 2 and found[1] else None


def _whole(divide: Callable[[float, float], float]) -> Operator:
    return _of_numbers(lambda found: divide(found[0], found[1]) if len(found) == 2 and found[1] else None)


OPERATORS: Mapping[str, Operator] = {
    "isNull": lambda values, expression: values[0] is None,
    "isNotNull": lambda values, expression: values[0] is not None,
    "and": _and,
    "or": _or,
    "anyN": _any_n,
    "not": _not,
    "match": _match,
    "equal": _equal,
    "notEqual": _not_equal,
    "stringMatch": _string_match,
    "member": _contained,
    "contains": _contained,
    "multiple": _gathered,
    "ordered": _gathered,
    "containerSize": _size,
    "index": _index,
    "delete": _delete,
    "sum": _of_numbers(math.fsum),
    "product": _of_numbers(math.prod),
    "subtract": _of_numbers(lambda found: found[0] - found[1] if len(found) == 2 else None),
    "divide": _of_numbers(_divided),
    "max": _of_numbers(lambda found: max(found, default=0.0)),
    "min": _of_numbers(lambda found: min(found, default=0.0)),
    "gt": _compared(lambda one, other: one > other + TOLERANCE),
    "lt": _compared(lambda one, other: one < other - TOLERANCE),
    "gte": _compared(lambda one, other: one >= other - TOLERANCE),
    "lte": _compared(lambda one, other: one <= other + TOLERANCE),
    "truncate": _of_numbers(lambda found: float(math.trunc(found[0]))),
    "round": _of_numbers(lambda found: float(math.floor(found[0] + 0.5))),
    "integerDivide": _whole(lambda one, other: float(one // other)),
    "integerModulus": _whole(lambda one, other: one % other),
    "integerToFloat": _of_numbers(lambda found: found[0]),
}
