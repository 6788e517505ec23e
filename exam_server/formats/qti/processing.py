"""Response processing as a function: from the values of all responses to the item's SCORE."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from exam_server.formats.qti.declarations import Given, Outcome, Response, number
from exam_server.formats.qti.expressions import State, Unknown, evaluate, known
from exam_server.formats.qti.values import Value, singles
from exam_server.formats.xml_door import Xml

SCORE = "SCORE"
RESPONSE = "RESPONSE"
RATIONALE = "RATIONALE"
"""The outcome that our own files hang rationales on: by the ids of options, pairs, or “gap.option”."""
BRANCHES = ("responseIf", "responseElseIf", "responseElse")
RULES = frozenset({"setOutcomeValue", "responseCondition", "responseProcessingFragment", "exitResponse"})
STANDARD = ("match_correct", "map_response", "cc2_match_basic", "cc2_map_response", "cc2_match", "match_basic")


class _Exit(Exception):
    """`exitResponse`: the rest isn't done."""


@dataclass(frozen=True)
class Processing:
    """What gives an item its SCORE: only the rules that it depends on. `other` names outcomes that aren't its business.

    `origin` is `rules` or `template` where the file says how to score; `declared` where it declares a key or a mapping
    alone, and so leaves scoring to whoever delivers the item.
    """

    rules: tuple[Xml, ...]
    responses: Mapping[str, Response]
    outcomes: Mapping[str, Outcome]
    origin: str = "rules"
    other: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    def named_of(self, response: str) -> tuple[tuple[str, str], ...]:
        """Ids and texts that a file of ours gives the typed options of a response."""
        before = f"{response}."
        return tuple((id.removeprefix(before), words) for id, words in self.named if id.startswith(before))

    def score(self, given: Given) -> float:
        """SCORE for these responses; 0 where it stays NULL. Raises Unknown for what isn't computed here."""
        values: dict[str, Value] = {SCORE: 0.0, **{id: each.first for id, each in self.outcomes.items()}}
        state = State(self.responses, self.outcomes, {**values, **{id: given.get(id) for id in self.responses}})
        with suppress(_Exit):
            _run(self.rules, state)
        found = singles(state.values.get(SCORE))
        return float(found[0]) if found and isinstance(found[0], int | float) else 0.0

    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and the highest SCORE that conditions of its own hold it to."""
        found: dict[str, float | None] = {}
        for each in self.expressions():
            names = [child.name for child in each.elements]
            is_score = names == ["variable", "baseValue"] and each.elements[0].get("identifier") == SCORE
            if each.name in ("lt", "gt") and is_score:
                found[each.name] = number(each.elements[1].words)
        return found.get("lt"), found.get("gt")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of rules and expressions that SCORE depends on and that aren't computed here."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in _unknown(rule)))

    def expressions(self) -> Iterator[Xml]:
        return (each for rule in self.rules for each in rule.walk())


def read_processing(
    item: Xml, responses: Mapping[str, Response], outcomes: Mapping[str, Outcome], wanted: Sequence[str]
) -> Processing:
    """The item's response processing; `wanted` are the responses of its interactions, for files that leave it out."""
    options = (each for each in item.all("modalFeedback") if _names_option(each))
    named = tuple((each.get("identifier"), each.get("title")) for each in options)
    return replace(_read(item, responses, outcomes, wanted), named=named)


def _names_option(feedback: Xml) -> bool:
    return feedback.get("outcomeIdentifier") == RATIONALE and bool(feedback.get("title"))


def _read(
    item: Xml, responses: Mapping[str, Response], outcomes: Mapping[str, Outcome], wanted: Sequence[str]
) -> Processing:
    element = item.first("responseProcessing")
    rules = () if element is None else element.elements
    template = "" if element is None else _template_name(element)
    if not rules and template:
        if template not in STANDARD:
            return Processing((Xml(f"template {template}"),), responses, outcomes, "template")
        return Processing((_standard(RESPONSE, "map" in template),), responses, outcomes, "template")
    needed, other = _needed(rules)
    kept = tuple(_pruned(rules, needed))
    if any(each.name == "setOutcomeValue" and each.get("identifier") == SCORE for each in _walk(kept)):
        return Processing(kept, responses, outcomes, "rules", other)
    declared = tuple(_declared(responses[id]) for id in wanted if id in responses)
    return Processing(declared, responses, outcomes, "declared", other)


def _template_name(element: Xml) -> str:
    address = element.get("template") or element.get("templateLocation")
    return address.rsplit("/", 1)[-1].rsplit(":", 1)[-1].removesuffix(".xml").lower()


def _standard(response: str, mapped: bool) -> Xml:
    """The standard templates: all or nothing against the key, or the sum of the mapping."""
    variable = Xml("variable", {"identifier": response})
    if mapped:
        return _add(Xml("mapResponse", {"identifier": response}))
    equal = Xml("match", {}, (variable, Xml("correct", {"identifier": response})))
    return Xml("responseCondition", {}, (Xml("responseIf", {}, (equal, _add(_one()))),))


def _declared(response: Response) -> Xml:
    return _standard(response.id, response.mapping is not None and bool(response.mapping.entries))


def _add(expression: Xml) -> Xml:
    total = Xml("sum", {}, (Xml("variable", {"identifier": SCORE}), expression))
    return Xml("setOutcomeValue", {"identifier": SCORE}, (total,))


def _one() -> Xml:
    return Xml("baseValue", {"baseType": "float"}, ("1",))


def _walk(rules: Sequence[Xml]) -> Iterator[Xml]:
    return (each for rule in rules for each in rule.walk())


def _needed(rules: Sequence[Xml]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Outcomes that SCORE depends on, and the others that the rules set."""
    sets = [each for each in _walk(rules) if each.name == "setOutcomeValue"]
    needed, before = frozenset({SCORE}), frozenset[str]()
    while needed != before:
        before = needed
        kept = tuple(_pruned(rules, needed))
        needed |= {each.get("identifier") for each in _walk(kept) if each.name == "variable"}
    other = [each.get("identifier") for each in sets if each.get("identifier") not in needed]
    return needed, tuple(dict.fromkeys(other))


def _pruned(rules: Sequence[Xml], needed: frozenset[str]) -> Iterator[Xml]:
    """The rules without those that set nothing needed; where an exit may end them early, all conditions stay."""
    for rule in rules:
        if rule.name == "setOutcomeValue" and rule.get("identifier") not in needed:
            continue
        if rule.name == "responseProcessingFragment":
            yield from _pruned(rule.elements, needed)
        elif rule.name == "responseCondition":
            kept = replace(rule, children=tuple(_pruned_branch(each, needed) for each in rule.elements))
            if any(each.name in RULES - {"responseCondition"} or each.name not in KNOWN for each in kept.walk()):
                yield kept
        else:
            yield rule


def _pruned_branch(branch: Xml, needed: frozenset[str]) -> Xml:
    condition = branch.elements[:1] if branch.name != "responseElse" else ()
    return replace(branch, children=(*condition, *_pruned(branch.elements[len(condition) :], needed)))


def _unknown(rule: Xml) -> Iterator[str]:
    for each in rule.walk():
        if each.name not in KNOWN and not known(each):
            yield each.name


def _run(rules: Sequence[Xml], state: State) -> None:
    for rule in rules:
        if rule.name == "exitResponse":
            raise _Exit
        if rule.name == "setOutcomeValue":
            state.values[rule.get("identifier")] = evaluate(rule.elements[0], state) if rule.elements else None
        elif rule.name == "responseCondition":
            _run(_branch(rule, state), state)
        else:
            raise Unknown(rule.name)


def _branch(condition: Xml, state: State) -> Sequence[Xml]:
    for branch in condition.elements:
        if branch.name == "responseElse":
            return branch.elements
        if branch.elements and evaluate(branch.elements[0], state) is True:
            return branch.elements[1:]
    return ()


KNOWN = RULES | frozenset(BRANCHES)
