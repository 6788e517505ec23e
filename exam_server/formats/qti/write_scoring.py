"""Our scoring as QTI's declarations and rules: the standard templates where they say it, else rules of our own."""

from collections.abc import Iterator, Sequence

from exam_server.core.bank import Gap, Item, Option
from exam_server.core.numbers import Span, read_span, write_number
from exam_server.core.scoring import bounded
from exam_server.formats.qti.ids import identifier
from exam_server.formats.qti.making import element
from exam_server.formats.qti.processing import RATIONALE, RESPONSE, SCORE
from exam_server.formats.xml_door import Xml

CARDINALITY = {"multiple_response": "multiple", "matching": "multiple", "ordering": "ordered"}
BASE_TYPE = {"matching": "directedPair", "numeric": "float", "short_text": "string", "extended_text": "string"}


def right_name(item: Item, side: str) -> str:
    """A right side goes by the first pair that has it; where that's a left too, by another name than the left."""
    is_left = any(pair.id == side and pair.left for pair in item.pairs)
    return f"{identifier(side)}.right" if is_left else identifier(side)


def declared(item: Item) -> Iterator[Xml]:
    if item.gaps:
        yield from (_of_gap(item, gap) for gap in item.gaps)
    else:
        yield _of_item(item)
    human = {"externalScored": "human"} if item.kind == "extended_text" else {}
    score = {"identifier": SCORE, "cardinality": "single", "baseType": "float", **human}
    yield element("outcomeDeclaration", score, element("defaultValue", {}, element("value", {}, "0")))
    yield element("outcomeDeclaration", {"identifier": RATIONALE, "cardinality": "multiple", "baseType": "identifier"})


def processing(item: Item) -> Iterator[Xml]:
    """The rules; a long text has none, people mark it."""
    if item.kind == "extended_text":
        return
    if item.kind == "numeric":
        yield element("responseProcessing", {}, _by_spans(item))
    elif item.gaps and item.scoring.mapping:
        yield element("responseProcessing", {}, _sum_of_gaps(item), *_bounds(item))
    elif item.gaps or (item.kind == "short_text" and not item.scoring.mapping):
        conditions = [_right(item, gap.options, identifier(gap.id)) for gap in item.gaps]
        conditions = conditions or [_right(item, item.options, RESPONSE)]
        whole = conditions[0] if len(conditions) == 1 else element("and", {}, *conditions)
        yield element("responseProcessing", {}, _condition(whole, 1.0))
    elif item.scoring.mapping and item.kind != "ordering":
        yield element("responseProcessing", {}, _set(element("mapResponse", {"identifier": RESPONSE})))
    else:
        key = element("match", {}, _variable(RESPONSE), element("correct", {"identifier": RESPONSE}))
        yield element("responseProcessing", {}, _condition(key, 1.0))


def _of_item(item: Item) -> Xml:
    right = [identifier(option.id) for option in item.options if option.key]
    entries: list[tuple[str, float]] = []
    if item.kind == "ordering":
        right = [identifier(option.id) for option in item.options]
    elif item.kind == "matching":
        right = [_pair(item, pair.id) for pair in item.pairs if pair.left]
        entries = [(_pair(item, key), value) for key, value in item.scoring.mapping.items()]
    elif item.kind == "short_text":
        right, entries = _texts(item, item.options, "")
    elif item.kind == "numeric":
        right = [
            write_number(span.middle) for option in item.options if option.key and (span := read_span(option.text))
        ]
    elif item.kind != "extended_text":
        entries = [(identifier(key), value) for key, value in item.scoring.mapping.items()]
    cardinality = CARDINALITY.get(item.kind, "single")
    right = right if cardinality != "single" else right[:1]
    return _response(item, RESPONSE, cardinality, BASE_TYPE.get(item.kind, "identifier"), right, entries, bounds=True)


def _of_gap(item: Item, gap: Gap) -> Xml:
    if item.kind == "gap_text":
        right, entries = _texts(item, gap.options, f"{gap.id} ")
        return _response(item, identifier(gap.id), "single", "string", right[:1], entries)
    right = [identifier(option.id) for option in gap.options if option.key]
    values = item.scoring.mapping
    entries = [(identifier(each.id), values[name]) for each in gap.options if (name := f"{gap.id} {each.id}") in values]
    return _response(item, identifier(gap.id), "single", "identifier", right[:1], entries)


def _texts(item: Item, options: Sequence[Option], before: str) -> tuple[list[str], list[tuple[str, float]]]:
    """Accepted texts and what each foreseen one earns; where it's all or nothing, 1 and 0 say which are accepted."""
    scoring = item.scoring
    if scoring.mapping:
        names = [(each.text, f"{before}{each.id}") for each in options]
        entries = [(words, scoring.mapping[name]) for words, name in names if name in scoring.mapping]
    else:
        entries = [(each.text, float(each.key)) for each in options]
    return [each.text for each in options if each.key], entries


def _pair(item: Item, key: str) -> str:
    left, _, side = key.partition(" ")
    if not side:
        words = next(pair.right for pair in item.pairs if pair.id == left)
        side = next(pair.id for pair in item.pairs if pair.right == words)
    return f"{identifier(left)} {right_name(item, side)}"


def _response(
    item: Item,
    id: str,
    cardinality: str,
    base_type: str,
    right: Sequence[str],
    entries: Sequence[tuple[str, float]],
    *,
    bounds: bool = False,
) -> Xml:
    correct = [element("correctResponse", {}, *(element("value", {}, each) for each in right))] if right else []
    typed = base_type == "string" and item.kind != "extended_text"
    case = {"caseSensitive": str(item.scoring.exact_case).lower()} if typed else {}
    lines = [element("mapEntry", {"mapKey": key, "mappedValue": repr(float(value)), **case}) for key, value in entries]
    attributes = {"defaultValue": repr(float(item.scoring.default))}
    if bounds and item.scoring.lower is not None:
        attributes["lowerBound"] = repr(float(item.scoring.lower))
    if bounds and item.scoring.upper is not None:
        attributes["upperBound"] = repr(float(item.scoring.upper))
    mapping = [element("mapping", attributes, *lines)] if lines else []
    names = {"identifier": id, "cardinality": cardinality, "baseType": base_type}
    return element("responseDeclaration", names, *correct, *mapping)


def _right(item: Item, options: Sequence[Option], response: str) -> Xml:
    """Whether one response is right: its key, or one of the accepted texts."""
    if item.kind == "inline_choice":
        return element("match", {}, _variable(response), element("correct", {"identifier": response}))
    case = {"caseSensitive": str(item.scoring.exact_case).lower()}
    texts = [element("baseValue", {"baseType": "string"}, each.text) for each in options if each.key]
    matches = [element("stringMatch", case, _variable(response), each) for each in texts]
    return matches[0] if len(matches) == 1 else element("or", {}, *matches)


def _by_spans(item: Item) -> Xml:
    """The first span that the number lies in counts."""
    tests = [(_within(span), _value(item, option)) for option in item.options if (span := read_span(option.text))]
    given = element("not", {}, element("isNull", {}, _variable(RESPONSE)))
    tests.append((given, item.scoring.default if item.scoring.mapping else 0.0))
    names = ["responseIf", *("responseElseIf" for _ in tests[1:])]
    branches = [
        element(name, {}, test, _set(_number(repr(float(bounded(item, value))))))
        for name, (test, value) in zip(names, tests, strict=True)
    ]
    return element("responseCondition", {}, *branches)


def _within(span: Span) -> Xml:
    low, high = (_number(write_number(each)) for each in (span.low, span.high))
    return element(
        "and", {}, element("gte", {}, _variable(RESPONSE), low), element("lte", {}, _variable(RESPONSE), high)
    )


def _value(item: Item, option: Option) -> float:
    if not item.scoring.mapping:
        return float(option.key)
    return item.scoring.mapping.get(option.id, item.scoring.default)


def _sum_of_gaps(item: Item) -> Xml:
    return _set(element("sum", {}, *(element("mapResponse", {"identifier": identifier(gap.id)}) for gap in item.gaps)))


def _bounds(item: Item) -> Iterator[Xml]:
    score = _variable(SCORE)
    for test, bound in (("gt", item.scoring.upper), ("lt", item.scoring.lower)):
        if bound is not None:
            yield _condition(element(test, {}, score, _number(repr(float(bound)))), float(bound))


def _condition(test: Xml, value: float) -> Xml:
    return element("responseCondition", {}, element("responseIf", {}, test, _set(_number(repr(value)))))


def _set(value: Xml) -> Xml:
    return element("setOutcomeValue", {"identifier": SCORE}, value)


def _number(words: str) -> Xml:
    return element("baseValue", {"baseType": "float"}, words)


def _variable(id: str) -> Xml:
    return element("variable", {"identifier": id})
