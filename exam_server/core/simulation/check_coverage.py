"""Checks of a scenario against its qualification: criteria, anchors, opportunities, questions."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from exam_server.core.problems import Severity
from exam_server.core.qualification import Criterion
from exam_server.core.simulation.opportunities import references
from exam_server.core.simulation.script import Scenario, Serving
from exam_server.core.text import Text, text

Finding = tuple[str, Text, Severity]

LEVELS = (0, 1, 2, 3)
FEWEST_OPPORTUNITIES = 2
CODE = re.compile(r"\b[0-9]+[A-Z][0-9]+\b")
TELLING_WORDS = 3


def known_criteria(scenario: Scenario, codes: Collection[str]) -> Iterator[Finding]:
    """Every criterion that the file names exists in the qualification."""
    for place, criteria in _named(scenario):
        for code in criteria:
            if code not in codes:
                yield place, text("The qualification has no criterion {code}.", code=code), "error"


def known_parts(scenario: Scenario, parts: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """An observation point's part is one that the plan takes its criterion apart into (S12)."""
    for point in scenario.observation_points:
        if point.part and point.part not in parts.get(point.criterion, ()):
            message = text("Criterion {code} has no part {part} in the plan.", code=point.criterion, part=point.part)
            yield f"observation_points/{point.id}", message, "error"


def named_criteria(scenario: Scenario) -> frozenset[str]:
    """Every criterion that the file names, wherever it does."""
    return frozenset(code for _, criteria in _named(scenario) for code in criteria)


def _named(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...]]]:
    blocks: dict[str, Sequence[Serving]] = {
        "facts": scenario.facts,
        "cues": scenario.cues,
        "phases": scenario.phases,
        "events": scenario.events,
        "materials": scenario.materials,
    }
    for block, parts in blocks.items():
        for part in parts:
            yield f"{block}/{part.id}", part.criteria
    for point in scenario.observation_points:
        yield f"observation_points/{point.id}", (point.criterion,)
    for each in scenario.anchors:
        yield f"anchors/{each.criterion}", (each.criterion,)
    for position, question in enumerate(scenario.conversation, 1):
        yield f"conversation/{position}", (question.criterion,)
    for vignette in scenario.vignettes:
        yield f"vignettes/{vignette.id}", tuple(each.criterion for each in vignette.panel)


def anchors(scenario: Scenario) -> Iterator[Finding]:
    """An observed criterion has one set of anchors with four different texts and a threshold among them."""
    described = Counter(each.criterion for each in scenario.anchors)
    for code in scenario.observed_criteria():
        if described[code] != 1:
            yield "anchors", text("The observed criterion {code} needs exactly one set of anchors.", code=code), "error"
    for each in scenario.anchors:
        place = f"anchors/{each.criterion}"
        if tuple(anchor.level for anchor in each.levels) != LEVELS:
            yield place, text("Anchors of {code} have to describe the levels 0, 1, 2, 3.", code=each.criterion), "error"
        if not 1 <= each.threshold <= 3:
            yield place, text("The threshold of {code} has to be 1, 2 or 3.", code=each.criterion), "error"
        if len({" ".join(anchor.behaviour.lower().split()) for anchor in each.levels}) < len(each.levels):
            yield place, text("Two levels of {code} have the same text.", code=each.criterion), "error"


def opportunities_enough(scenario: Scenario) -> Iterator[Finding]:
    """What is done has to be doable at least twice; a point's opportunities exist."""
    served = references(scenario)
    known = {part.id for part in scenario.serving()}
    for code in scenario.observed_criteria():
        count = sum(reference in known for reference in served.get(code, ()))
        if count < FEWEST_OPPORTUNITIES:
            message = text("{code} has {count} opportunities; what is done needs two.", code=code, count=count)
            yield "observation_points", message, "error"
    for point in scenario.observation_points:
        place = f"observation_points/{point.id}"
        for reference in point.opportunities:
            if reference not in known:
                yield place, text("“{name}” is used here but nowhere declared.", name=reference), "error"
        if not 1 <= point.min_opportunities <= max(1, len(point.opportunities)):
            yield place, text("The point asks for more opportunities than it names."), "error"
        if (point.kind == "counter") != bool(point.counters):
            yield place, text("Counters belong to a point of the kind “counter”, and to no other."), "error"


def given_away(scenario: Scenario, criteria: Sequence[Criterion]) -> Iterator[Finding]:
    """What the client says must not name a criterion, by code or by its words."""
    said = {f"facts/{fact.id}": " ".join((fact.text, *fact.paraphrases)) for fact in scenario.facts}
    said |= {f"cues/{cue.id}": cue.text for cue in scenario.cues}
    for place, words in said.items():
        if CODE.search(words):
            yield place, text("The text gives a criterion's code away."), "error"
        spoken = _runs(words)
        for criterion in criteria:
            if spoken & _runs(criterion.text):
                yield place, text("The text gives the wording of {code} away.", code=criterion.code), "warning"


def _runs(words: str) -> set[tuple[str, ...]]:
    """Every run of `TELLING_WORDS` neighbouring long words."""
    long_words = [word for word in re.findall(r"\w+", words.lower()) if len(word) > 3]
    return {tuple(long_words[at : at + TELLING_WORDS]) for at in range(len(long_words) - TELLING_WORDS + 1)}


def planned(scenario: Scenario, criteria: Sequence[Criterion]) -> Iterator[Finding]:
    """A criterion of the set that is neither observed nor asked about is left out; a conversation follows (S1)."""
    covered = set(scenario.observed_criteria()) | {question.criterion for question in scenario.conversation}
    for criterion in criteria:
        if criterion.code not in covered:
            yield "conversation", text("{code} is neither observed nor asked about.", code=criterion.code), "warning"
    if not scenario.conversation:
        yield "conversation", text("A simulation is always followed by the conversation: add questions (S1)."), "error"
