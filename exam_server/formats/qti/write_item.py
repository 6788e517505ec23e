"""An item as QTI's declarations, body and response processing."""

from collections.abc import Callable, Iterator, Mapping

from exam_server.core.bank import Gap, Item, Kind, Option, right_sides
from exam_server.formats.qti.ids import identifier
from exam_server.formats.qti.making import Node, element, flow
from exam_server.formats.qti.names import Version
from exam_server.formats.qti.processing import RATIONALE, RESPONSE
from exam_server.formats.qti.write_scoring import declared, processing, right_name
from exam_server.formats.xml_door import Xml


def item_element(item: Item, version: Version, shared: Xml | None = None) -> Xml:
    """An `assessmentItem`; `shared` refers to the text that it hangs on. Raises Refused for an unfit text."""
    body = BODIES[item.kind](item, version)
    inside, beside = ([shared], []) if version != "3.0" and shared else ([], [shared] if shared else [])
    return element(
        "assessmentItem",
        {
            "identifier": item.id,
            "title": item.id,
            "adaptive": "false",
            "timeDependent": "false",
            "xml:lang": item.language,
        },
        *declared(item),
        *beside,
        element("itemBody", {}, *inside, *body),
        *processing(item),
        *_rationales(item, version),
    )


def _choice(item: Item, version: Version) -> Iterator[Node]:
    yield from flow(item.stem, version)
    most = "0" if item.kind == "multiple_response" else "1"
    attributes = {"responseIdentifier": RESPONSE, "shuffle": "false" if item.kind == "true_false" else "true"}
    yield element("choiceInteraction", {**attributes, "maxChoices": most}, *_choices(item, version))


def _order(item: Item, version: Version) -> Iterator[Node]:
    yield from flow(item.stem, version)
    attributes = {"responseIdentifier": RESPONSE, "shuffle": "true"}
    yield element("orderInteraction", attributes, *_choices(item, version))


def _choices(item: Item, version: Version) -> Iterator[Xml]:
    for option in item.options:
        yield element("simpleChoice", {"identifier": identifier(option.id)}, *flow(option.text, version))


def _match(item: Item, version: Version) -> Iterator[Node]:
    """A right side is called by the first pair that has it; as a side of its own it gets another name than the left."""
    yield from flow(item.stem, version)
    lefts = [_associable(identifier(pair.id), "1", pair.left, version) for pair in item.pairs if pair.left]
    rights = [_associable(right_name(item, side.id), "0", side.text, version) for side in right_sides(item)]
    attributes = {"responseIdentifier": RESPONSE, "shuffle": "true", "maxAssociations": "0"}
    sets = (element("simpleMatchSet", {}, *lefts), element("simpleMatchSet", {}, *rights))
    yield element("matchInteraction", attributes, *sets)


def _associable(id: str, most: str, words: str, version: Version) -> Xml:
    return element("simpleAssociableChoice", {"identifier": id, "matchMax": most}, *flow(words, version))


def _gaps(item: Item, version: Version) -> Iterator[Node]:
    gaps = {gap.id: gap for gap in item.gaps}
    place = _typed if item.kind == "gap_text" else _inline
    yield from flow(item.stem, version, lambda id: place(gaps[id]) if id in gaps else None)


def _typed(gap: Gap) -> Xml:
    return element("textEntryInteraction", {"responseIdentifier": identifier(gap.id)})


def _inline(gap: Gap) -> Xml:
    choices = [element("inlineChoice", {"identifier": identifier(option.id)}, option.text) for option in gap.options]
    return element("inlineChoiceInteraction", {"responseIdentifier": identifier(gap.id), "shuffle": "true"}, *choices)


def _entry(item: Item, version: Version) -> Iterator[Node]:
    yield from flow(item.stem, version)
    yield element("p", {}, element("textEntryInteraction", {"responseIdentifier": RESPONSE}))


def _extended(item: Item, version: Version) -> Iterator[Node]:
    yield from flow(item.stem, version)
    yield element("extendedTextInteraction", {"responseIdentifier": RESPONSE})
    for part in item.guide:
        anchors = [
            element("div", {"label": f"level-{level}"}, *flow(words, version)) for level, words in part.anchors.items()
        ]
        yield element("rubricBlock", {"view": "scorer", "use": "guide"}, *flow(part.text, version), *anchors)


BODIES: Mapping[Kind, Callable[[Item, Version], Iterator[Node]]] = {
    "single_choice": _choice,
    "multiple_response": _choice,
    "true_false": _choice,
    "ordering": _order,
    "matching": _match,
    "gap_text": _gaps,
    "inline_choice": _gaps,
    "short_text": _entry,
    "numeric": _entry,
    "extended_text": _extended,
}


def _rationales(item: Item, version: Version) -> Iterator[Xml]:
    """Rationales hang on an outcome of their own that no rule sets; typed options are named there with their text."""
    typed = item.kind in ("gap_text", "short_text", "numeric")
    for before, option in _options(item):
        if option.rationale or typed:
            title = {"title": option.text} if typed else {}
            yield _feedback(f"{before}{identifier(option.id)}", title, option.rationale, version)
    for pair in item.pairs:
        if pair.rationale:
            yield _feedback(identifier(pair.id), {}, pair.rationale, version)


def _options(item: Item) -> Iterator[tuple[str, Option]]:
    before = f"{RESPONSE}." if item.kind in ("short_text", "numeric") else ""
    yield from ((before, option) for option in item.options)
    yield from ((f"{identifier(gap.id)}.", option) for gap in item.gaps for option in gap.options)


def _feedback(id: str, title: Mapping[str, str], words: str, version: Version) -> Xml:
    attributes = {"outcomeIdentifier": RATIONALE, "identifier": id, "showHide": "show", **title}
    content = flow(words, version)
    if version == "3.0":
        content = (element("contentBody", {}, *content),)
    return element("modalFeedback", attributes, *content)
