"""Typed texts and numbers: what the source foresees, as drafts of short_text and numeric."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from exam_server.core.bank import Item, Option
from exam_server.core.numbers import Span, read_number, read_span, write_number, write_span
from exam_server.formats.qti.declarations import Given, Response
from exam_server.formats.qti.draft import NOTHING, Choice, Draft, texts_of
from exam_server.formats.qti.expressions import equal_range
from exam_server.formats.qti.fitting import worth
from exam_server.formats.qti.processing import Processing
from exam_server.formats.qti.values import Single, Value, singles

UNFORESEEN = "\u2603 unforeseen"
"""A text that no file expects."""
STEP = Fraction(1, 10**6)


def foreseen(response: str, processing: Processing) -> tuple[Option, ...]:
    """The texts that a file names for a response; accepted are those of the key and those that earn as much as it."""
    declared = processing.responses[response]
    entries = () if declared.mapping is None else declared.mapping.entries
    named = dict((words, id) for id, words in processing.named_of(response))
    texts = [*named, *(str(entry.key) for entry in entries), *(str(each) for each in singles(declared.correct))]
    texts += _compared_with(response, processing)
    worthy = frozenset(texts_of(declared.correct)) | _worth_most(declared)
    best = max((worth(processing, Choice("x", response, (each,))) for each in texts), default=0.0)
    options = []
    for number, words in enumerate(dict.fromkeys(each for each in texts if each), start=1):
        earned = worth(processing, Choice("x", response, (words,)))
        options.append(Option(named.get(words, f"t{number}"), words, words in worthy or 0 < earned == best))
    return tuple(options)


def _worth_most(declared: Response) -> frozenset[str]:
    """Texts of the highest value in a mapping: several gaps may have to be right together to earn anything."""
    entries = () if declared.mapping is None else declared.mapping.entries
    best = max((entry.value for entry in entries), default=0.0)
    return frozenset(str(entry.key) for entry in entries if entry.value == best > 0)


def draft_short_text(response: str, processing: Processing) -> Draft | None:
    options = foreseen(response, processing)
    if not any(option.key for option in options):
        return None
    known = [Choice(option.id, response, (option.text,)) for option in options]
    others = [Choice("", response, (each,)) for each in letter_cases(options)]
    item = Item("draft", "short_text", (), "", options)
    return Draft(item, ((NOTHING, *others, *known),), _spell(response), others[-1])


def letter_cases(options: Sequence[Option]) -> tuple[str, ...]:
    """Texts in other letters than a file names them, and one that it doesn't name."""
    turned = [change(option.text) for option in options for change in (str.lower, str.upper)]
    known = {option.text for option in options}
    return (*(each for each in dict.fromkeys(turned) if each not in known), UNFORESEEN)


def draft_numeric(response: str, processing: Processing) -> Draft | None:
    """The spans of numbers that earn otherwise than any number; None where none earns the most."""
    whole = processing.responses[response].base_type == "integer"
    around = _around(response, processing, whole)
    any_number = _worth_of(around[0], response, processing, whole)
    if _worth_of(around[-1], response, processing, whole) != any_number:
        return None
    spans = _named_spans(response, processing) or _written_spans(response, processing, whole, any_number)
    earned = [_worth_of(span.low, response, processing, whole) for _, _, span in spans]
    best = max([*earned, 0.0])
    if best <= max(any_number, 0.0):
        return None
    options = tuple(Option(id, words, value == best) for (id, words, _), value in zip(spans, earned, strict=True))
    known = [Choice(id, response, (_single(span.low, whole),)) for id, _, span in spans]
    others = [Choice("", response, (_single(each, whole),)) for each in around]
    item = Item("draft", "numeric", (), "", options)
    return Draft(item, ((NOTHING, *others, *known),), _spell(response), others[0])


def _named_spans(response: str, processing: Processing) -> list[tuple[str, str, Span]]:
    """Where a file of ours gives the options their ids and texts; nothing where a text of it is no number."""
    named = [(id, words, read_span(words)) for id, words in processing.named_of(response)]
    spans = [(id, words, span) for id, words, span in named if span is not None]
    return spans if len(spans) == len(named) else []


def _written_spans(
    response: str, processing: Processing, whole: bool, any_number: float
) -> list[tuple[str, str, Span]]:
    spans = _spans(response, processing, whole, any_number)
    return [(f"t{number}", write_span(span), span) for number, span in enumerate(spans, start=1)]


def _spell(response: str) -> Callable[[Given], object]:
    return lambda given: next(_written(given.get(response)), None)


def _written(value: Value) -> Iterator[str]:
    for each in singles(value):
        yield each if isinstance(each, str) else write_number(Fraction(str(each)))


def _compared_with(response: str, processing: Processing) -> Iterator[str]:
    """Texts that rules compare a response with."""
    for expression in processing.expressions():
        if any(each.name == "variable" and each.get("identifier") == response for each in expression.elements):
            yield from (each.words.strip() for each in expression.all("baseValue"))


def _breaks(response: str, processing: Processing) -> list[Fraction]:
    """Numbers at which the score can change: those that the file names, and the ends of its tolerances."""
    declared = processing.responses[response]
    found = [each for each in singles(declared.correct) if isinstance(each, int | float)]
    if declared.mapping is not None:
        found += [entry.key for entry in declared.mapping.entries if isinstance(entry.key, int | float)]
    expressions = list(processing.expressions())
    found += [float(each.words) for each in expressions if each.name == "baseValue" and _is_number(each.words)]
    ends = [equal_range(float(each), element) for each in found for element in expressions if element.name == "equal"]
    numbers = {Fraction(str(each)) for each in (*found, *(end for pair in ends for end in pair))}
    return sorted(numbers)


def _is_number(words: str) -> bool:
    return read_number(words.strip()) is not None


def _around(response: str, processing: Processing, whole: bool) -> list[Fraction]:
    """The breaks, what lies close to them and between them, and what is far away."""
    breaks = _breaks(response, processing) or [Fraction(0)]
    step = Fraction(1) if whole else STEP * max([Fraction(1), *(abs(each) for each in breaks)])
    between = [(one + other) / 2 for one, other in zip(breaks, breaks[1:], strict=False)]
    close = [each + sign * step for each in breaks for sign in (-1, 0, 1)]
    everything = {*between, *close, breaks[0] - 1000, breaks[-1] + 1000}
    return sorted({Fraction(int(each)) if whole else each for each in everything})


def _spans(response: str, processing: Processing, whole: bool, any_number: float) -> Iterator[Span]:
    """Runs of neighbouring numbers that earn the same and not what any does; their ends are numbers of the file."""
    ends = set(_breaks(response, processing))
    run: list[Fraction] = []
    before = any_number
    for each in _around(response, processing, whole):
        earned = _worth_of(each, response, processing, whole)
        if run and earned != before:
            yield _closed(run, ends, whole)
            run = []
        if earned != any_number:
            run.append(each)
        before = earned


def _closed(run: Sequence[Fraction], ends: set[Fraction], whole: bool) -> Span:
    named = [each for each in run if each in ends] or list(run)
    return Span(run[0], run[-1]) if whole else Span(named[0], named[-1])


def _worth_of(each: Fraction, response: str, processing: Processing, whole: bool) -> float:
    return worth(processing, Choice("x", response, (_single(each, whole),)))


def _single(each: Fraction, whole: bool) -> Single:
    return int(each) if whole else float(each)
