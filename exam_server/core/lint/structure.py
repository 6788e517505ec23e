"""What an item of any kind needs to be complete and markable, whatever its language."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from exam_server.core.bank import Item, right_sides
from exam_server.core.kind_checks import check_kind
from exam_server.core.lint.rule import Known
from exam_server.core.problems import Problem, Severity
from exam_server.core.scoring import TOLERANCE, is_right, mark, markable, maximum, right_response
from exam_server.core.text import Text, text

CHOICES = ("single_choice", "multiple_response", "true_false")
ANCHOR_LEVELS = (0, 1, 2, 3)


def _finding(rule: str, place: str, message: Text, severity: Severity = "error") -> Problem:
    return Problem(message, place=place, rule=rule, severity=severity)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" .")


def _check_content(item: Item, known: Known) -> Iterator[Problem]:
    if not item.stem.strip():
        yield _finding("stem-empty", "stem", text("The stem is empty."))
    if not 0 <= item.difficulty <= 1:
        yield _finding("difficulty", "difficulty", text("The difficulty has to lie between 0 and 1."))
    if item.seconds <= 0:
        yield _finding("seconds", "seconds", text("The expected time has to be longer than 0 seconds."))


def _check_references(item: Item, known: Known) -> Iterator[Problem]:
    draft: Severity = "warning" if item.status == "draft" else "error"
    if not item.criteria:
        yield _finding("no-criterion", "criteria", text("The item isn't tagged to any criterion."), draft)
    if not item.sources:
        yield _finding("no-source", "sources", text("The item names no source."), draft)
    yield from _unknown("criterion-unknown", "criteria", item.criteria, known.codes)
    yield from _unknown("source-unknown", "sources", item.sources, known.sources)
    yield from _unknown("enemy-unknown", "enemies", item.enemies, known.items)
    if item.stimulus:
        yield from _unknown("stimulus-unknown", "stimulus", (item.stimulus,), known.stimuli)
    if item.id in item.enemies:
        yield _finding("enemy-itself", "enemies", text("The item is named as its own enemy."))
    yield from _check_part(item, known)


def _check_part(item: Item, known: Known) -> Iterator[Problem]:
    """Parts of a criterion are joined by AND (S12): what shows one of them has to say which, of which criterion."""
    if not item.part:
        return
    if len(item.criteria) != 1:
        yield _finding("part-of-many", "part", text("A part belongs to one criterion; the item names several or none."))
    elif known.parts is not None and item.part not in known.parts.get(item.criteria[0], ()):
        message = text("Criterion {code} has no part {part} in the plan.", code=item.criteria[0], part=item.part)
        yield _finding("part-unknown", "part", message)


UNKNOWN: Mapping[str, Callable[[str], Text]] = {
    "criterion-unknown": lambda name: text("The qualification has no criterion {name}.", name=name),
    "source-unknown": lambda name: text("The list of sources has no {name}.", name=name),
    "enemy-unknown": lambda name: text("There is no item {name} to keep apart from this one.", name=name),
    "stimulus-unknown": lambda name: text("There is no stimulus {name}.", name=name),
}


def _unknown(rule: str, place: str, names: tuple[str, ...], known: Collection[str] | None) -> Iterator[Problem]:
    for index, name in enumerate(names):
        where = place if place == "stimulus" else f"{place}.{index}"
        if known is not None and name not in known:
            yield _finding(rule, where, UNKNOWN[rule](name))
        if name in names[:index]:
            yield _finding("twice", where, text("“{name}” is listed twice.", name=name))


def _check_keys(item: Item, known: Known) -> Iterator[Problem]:
    keys = sum(option.key for option in item.options)
    if item.kind == "single_choice":
        if keys != 1:
            yield _finding(
                "key-count", "options", text("A single choice has exactly one key, here {count}.", count=keys)
            )
        if len(item.options) < 3:
            yield _finding("option-count", "options", text("A single choice needs at least three options."))
    if item.kind == "multiple_response":
        if keys < 2:
            message = text("A multiple response has at least two keys, here {count}.", count=keys)
            yield _finding("key-count", "options", message)
        if keys == len(item.options):
            yield _finding("no-distractor", "options", text("A multiple response needs at least one distractor."))
    if item.kind == "true_false" and (sorted(option.id for option in item.options) != ["false", "true"] or keys != 1):
        message = text("True/false has exactly the options “true” and “false”, and one of them is the key.")
        yield _finding("key-count", "options", message)


def _check_options(item: Item, known: Known) -> Iterator[Problem]:
    if item.kind not in CHOICES:
        return
    yield from _same("option-id", "options", "id", [option.id for option in item.options])
    yield from _same("option-text", "options", "text", [_plain(option.text) for option in item.options])
    for index, option in enumerate(item.options):
        place = f"options.{index}"
        if not option.rationale.strip():
            message = text("Option {id} has no rationale.", id=option.id)
            yield _finding("rationale-missing", place, message, "warning")


def _same(rule: str, part: str, name: str, values: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield _finding(
                rule, f"{part}.{index}.{name}", text("“{value}” appears twice in {part}.", value=value, part=part)
            )
        seen.add(value)


def _check_pairs(item: Item, known: Known) -> Iterator[Problem]:
    if item.kind != "matching":
        return
    lefts = [pair for pair in item.pairs if pair.left]
    if len(lefts) < 3:
        message = text("Matching needs at least three pairs, here {count}.", count=len(lefts))
        yield _finding("pair-count", "pairs", message)
    if len(right_sides(item)) < 2:
        yield _finding("pair-rights", "pairs", text("Matching needs at least two different right-hand sides."))
    yield from _same("pair-id", "pairs", "id", [pair.id for pair in item.pairs])
    named = [_plain(pair.left) if pair.left else f"\n{index}" for index, pair in enumerate(item.pairs)]
    yield from _same("pair-left", "pairs", "left", named)
    if not any(pair.rationale.strip() for pair in item.pairs):
        yield _finding("rationale-missing", "pairs", text("No pair has a rationale."), "warning")


def _check_kind(item: Item, known: Known) -> Iterator[Problem]:
    yield from check_kind(item)


def _check_guide(item: Item, known: Known) -> Iterator[Problem]:
    if item.kind != "extended_text":
        return
    if not item.guide:
        yield _finding("guide-missing", "guide", text("An extended text needs a guide for its markers."))
    for index, element in enumerate(item.guide):
        missing = [level for level in ANCHOR_LEVELS if not element.anchors.get(level, "").strip()]
        if missing:
            message = text("The guide element has no anchor for level {levels}.", levels=", ".join(map(str, missing)))
            yield _finding("anchor-missing", f"guide.{index}.anchors", message)


def _check_scoring(item: Item, known: Known) -> Iterator[Problem]:
    scoring = item.scoring
    if scoring.lower is not None and scoring.upper is not None and scoring.lower >= scoring.upper:
        yield _finding("bounds", "scoring", text("The lower bound has to be below the upper bound."))
        return
    if not all(math.isfinite(value) for value in (*scoring.mapping.values(), scoring.default)):
        yield _finding("mapping-number", "scoring.mapping", text("The mapping has to consist of finite numbers."))
        return
    if not scoring.mapping:
        return
    choices = markable(item)
    for name in scoring.mapping:
        if name not in choices:
            message = text("The mapping names {name}, which nobody can choose.", name=name)
            yield _finding("mapping-unknown", f"scoring.mapping.{name}", message)
    by_key = mark(item, right_response(item))
    if not is_right(item, by_key) or by_key.score < maximum(item) - TOLERANCE:
        yield _finding("mapping-key", "scoring.mapping", text("Choosing the key doesn't reach the upper bound."))


STRUCTURE: tuple[Callable[[Item, Known], Iterator[Problem]], ...] = (
    _check_content,
    _check_references,
    _check_keys,
    _check_options,
    _check_pairs,
    _check_kind,
    _check_guide,
    _check_scoring,
)
