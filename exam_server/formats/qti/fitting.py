"""The scoring of ours that gives each response what its source gives it; none where there is no such scoring."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

from exam_server.core.bank import Item, Scoring
from exam_server.core.scoring import mark
from exam_server.formats.qti.declarations import Given, Mapped
from exam_server.formats.qti.draft import FEW_PROBES, MOST_PROBES, NOTHING, Choice, Draft, given_by
from exam_server.formats.qti.processing import Processing

TOLERANCE = 1e-6
WHOLE = frozenset({"mapResponse", "match", "isNull", "isNotNull"})
"""Where a response stands in these alone, its score depends on no more than its mapped sum and whether it's the key."""


@dataclass(frozen=True)
class Probe:
    """One response and what its source gives it."""

    given: Given
    score: float


def worth(processing: Processing, choice: Choice) -> float:
    """What this choice alone earns more than nothing at all."""
    return processing.score(given_by((choice,), processing.responses)) - processing.score({})


def fit(draft: Draft, processing: Processing) -> Item | None:
    """The draft's item with a scoring under which every response gets the score of its source; None: there is none.

    Proved by trying all responses; where they're too many, by a spread of them, and only for processing that looks
    at whole responses (see `WHOLE`). Raises Unknown where the processing isn't computed here.
    """
    is_plain = looks_at_whole_responses(processing)
    most = FEW_PROBES if is_plain else MOST_PROBES
    if not draft.is_complete(most) and not is_plain:
        return None
    probes = [
        Probe(given, processing.score(given))
        for given in (
            given_by(choices, processing.responses)
            for choices in (*draft.combinations(most), *_extremes(draft, processing))
        )
    ]
    spelled = [(draft.spell(probe.given), probe.score) for probe in probes]
    for scoring in _candidates(draft, processing, [probe.score for probe in probes]):
        item = replace(draft.item, scoring=scoring)
        if all(abs(mark(item, response).score - score) <= TOLERANCE for response, score in spelled):
            return item
    return None


def _extremes(draft: Draft, processing: Processing) -> Iterator[tuple[Choice, ...]]:
    """The choices of each slot that earn most, and least: where bounds show."""
    earned = [[(worth(processing, choice), at) for at, choice in enumerate(slot)] for slot in draft.slots]
    for extreme in (max, min):
        best = tuple(slot[extreme(values)[1]] for slot, values in zip(draft.slots, earned, strict=True))
        yield best
        yield from ((*best[:at], NOTHING, *best[at + 1 :]) for at in range(len(best)))


def looks_at_whole_responses(processing: Processing) -> bool:
    parents = [(each, child) for each in processing.expressions() for child in each.elements]
    return all(
        parent.name in WHOLE
        for parent, child in parents
        if child.name == "variable" and child.get("identifier") in processing.responses
    )


def _candidates(draft: Draft, processing: Processing, scores: Sequence[float]) -> Iterator[Scoring]:
    """All or nothing first, where the source doesn't map."""
    mapped = any(each.name == "mapResponse" for each in processing.expressions())
    by_key, by_map = iter([Scoring()]), _mappings(draft, processing, scores)
    for scoring in chain(by_map, by_key) if mapped else chain(by_key, by_map):
        for exact in _letter_cases(draft, processing):
            yield replace(scoring, exact_case=exact)


def _mappings(draft: Draft, processing: Processing, scores: Sequence[float]) -> Iterator[Scoring]:
    if draft.item.kind == "ordering":
        return
    declared = [each.mapping for each in processing.responses.values() if each.mapping is not None]
    bounds = [(each.lower, each.upper) for each in declared[:1]]
    if any(each is not None for each in processing.bounds()):
        bounds = [processing.bounds()]
    bounds += product((0.0, None, min(scores)), (1.0, None, max(scores)))
    tables = [*_declared(draft, processing, declared), _by_trying(draft, processing)]
    for (mapping, default), (lower, upper) in product(tables, dict.fromkeys(bounds)):
        if mapping and (lower is None or upper is None or lower < upper):
            yield Scoring(mapping, default, lower, upper)


def _declared(
    draft: Draft, processing: Processing, mappings: Sequence[Mapped]
) -> Iterator[tuple[Mapping[str, float], float]]:
    """The declared mapping as it is, and by the factor that the processing may give it."""
    defaults = {each.default for each in mappings}
    if len(defaults) != 1:
        return
    table = {}
    for choice in draft.choices:
        mapping = processing.responses[choice.response].mapping
        found = None if mapping is None else mapping.entry_of(choice.values[0])
        if found is not None:
            table[choice.key] = found
    (default,) = defaults
    yield table, default
    for choice in draft.choices:
        if table.get(choice.key) and (earned := worth(processing, choice)):
            factor = earned / table[choice.key]
            yield {key: value * factor for key, value in table.items()}, default * factor
            return


def _by_trying(draft: Draft, processing: Processing) -> tuple[Mapping[str, float], float]:
    default = 0.0 if draft.other is None else worth(processing, draft.other)
    earned = {choice.key: worth(processing, choice) for choice in draft.choices}
    return {key: value for key, value in earned.items() if value != default}, default


def _letter_cases(draft: Draft, processing: Processing) -> tuple[bool, ...]:
    if draft.item.kind not in ("short_text", "gap_text"):
        return (False,)
    mappings = [each.mapping for each in processing.responses.values() if each.mapping is not None]
    entries = [entry.exact_case for mapping in mappings for entry in mapping.entries]
    matched = [
        each.get("caseSensitive", "true") != "false" for each in processing.expressions() if each.name == "stringMatch"
    ]
    exact = any(matched or entries or [True])
    return exact, not exact
