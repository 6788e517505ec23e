"""Feedback of a file as rationales, where it clearly speaks of one choice; all other feedback is named."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from exam_server.core.bank import Gap, Item, Option
from exam_server.core.text import text
from exam_server.formats.notes import shortened
from exam_server.formats.qti.draft import Draft
from exam_server.formats.qti.ids import part_ids
from exam_server.formats.qti.interactions import Asked
from exam_server.formats.qti.processing import RATIONALE, RESPONSE
from exam_server.formats.xml_door import Xml


def explain(item: Item, draft: Draft | None, asked: Asked, root: Xml) -> Item:
    """The item with rationales; feedback and rubrics that have no place are noted."""
    told = {_own_id(each, draft): words for each, words in asked.explained.items()}
    notes = [each for each in root.all("rubricBlock") if each not in asked.guides]
    hanging = [*asked.body.lost, *root.all("modalFeedback"), *notes]
    outcomes = {RATIONALE, *outcomes_that_repeat(root)}
    for each in hanging:
        name = _own_id(each.get("identifier").strip(), draft) if each.get("outcomeIdentifier") in outcomes else ""
        if name in _named(item) and each.name != "rubricBlock":
            told[name] = asked.body.markdown(each, pictured=False)
        elif each.words.strip():
            asked.body.notes.change(text("A feedback or a note isn't kept: “{words}”", words=shortened(each.words)))
    return _with_rationales(item, told)


def _own_id(identifier: str, draft: Draft | None) -> str:
    """A choice's identifier as our id; in our own files it is that already."""
    for choice in draft.choices if draft is not None else ():
        if choice.values == (identifier,):
            return choice.key.replace(" ", ".")
    return ".".join(part_ids([part])[part] for part in identifier.removeprefix(f"{RESPONSE}.").split("."))


def outcomes_that_repeat(root: Xml) -> frozenset[str]:
    """Outcomes that only repeat the response: their feedback belongs to choices."""
    return frozenset(_repeating(root))


def _repeating(root: Xml) -> Iterator[str]:
    for rule in root.walk():
        repeats = rule.name == "setOutcomeValue" and [each.name for each in rule.elements] == ["variable"]
        if repeats and rule.elements[0].get("identifier") in _responses(root):
            yield rule.get("identifier")


def _responses(root: Xml) -> frozenset[str]:
    return frozenset({RESPONSE, *(each.get("identifier") for each in root.all("responseDeclaration"))})


def _named(item: Item) -> frozenset[str]:
    parts = {option.id for option in item.options} | {pair.id for pair in item.pairs}
    return frozenset(parts | {f"{gap.id}.{option.id}" for gap in item.gaps for option in gap.options})


def _with_rationales(item: Item, told: Mapping[str, str]) -> Item:
    def of(option: Option, before: str = "") -> Option:
        return replace(option, rationale=told.get(f"{before}{option.id}", option.rationale))

    return replace(
        item,
        options=tuple(of(option) for option in item.options),
        pairs=tuple(replace(pair, rationale=told.get(pair.id, "")) for pair in item.pairs),
        gaps=tuple(Gap(gap.id, tuple(of(option, f"{gap.id}.") for option in gap.options)) for gap in item.gaps),
    )
