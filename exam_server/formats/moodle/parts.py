"""A question's answers as the options, gaps and pairs of an item, with the scoring that gives the same marks."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from exam_server.core.bank import Gap, GuideElement, Item, Option, Pair, Scoring
from exam_server.core.numbers import read_span
from exam_server.core.scoring import TOLERANCE
from exam_server.core.text import text
from exam_server.formats.moodle.question import Answer, Question

TRUTHS = {"true": "Prawda", "false": "Fałsz"}
ANYTHING = "*"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def part_id(index: int) -> str:
    """Ids of options in their order, counted from 0: a, b … z, a2, b2 …"""
    turn, place = divmod(index, len(LETTERS))
    return LETTERS[place] + (str(turn + 1) if turn else "")


def with_choices(item: Item, question: Question) -> Item:
    """Single choice: one answer is right, others may earn a part. Multiple response: the right ones add up."""
    several = question.type == "multiple"
    shares = [answer.share for answer in question.answers]
    reached = math.fsum(share for share in shares if share > 0) if several else max([0.0, *shares])
    if reached <= TOLERANCE:
        question.notes.refuse(text("No answer is right."))
    full = [index for index, share in enumerate(shares) if share >= reached - TOLERANCE]
    if not several and len(full) > 1:
        message = text("Several answers are right, each alone: one is the key now, the others earn the same.")
        question.notes.change(message)
    keys = [index for index, share in enumerate(shares) if share > 0] if several else full[:1]
    options = _options(question.answers, keys)
    plain = not several and len(full) == 1 and all(share == 0 for share in shares if share < 1)
    mapping = {} if plain or question.all_or_nothing else _mapping(options, shares)
    lower = 0.0 if several else min([0.0, *shares])
    return replace(item, options=options, scoring=Scoring(mapping, lower=lower, upper=_upper(question, reached)))


def with_truth(item: Item, question: Question) -> Item:
    """The answers are named `true` and `false`; options get their words in the language of our items."""
    given = {answer.words: answer for answer in question.answers}
    options = tuple(
        Option(name, words, given[name].share > 0, given[name].feedback)
        for name, words in TRUTHS.items()
        if name in given
    )
    if sorted(given) != sorted(TRUTHS) or sum(option.key for option in options) != 1:
        question.notes.refuse(text("It isn't clear which of true and false is right."))
    return replace(item, options=options)


def with_typed(item: Item, question: Question) -> Item:
    """Short texts and numbers: the first answer that fits counts, `*` is anything else."""
    foreseen, default = _foreseen(question, question.answers)
    options = _options(foreseen, _full(foreseen))
    shares = [answer.share for answer in foreseen]
    if question.type == "numeric":
        _check_numbers(question, foreseen)
    if not any(share >= 1 - TOLERANCE for share in shares):
        question.notes.refuse(text("No answer is right."))
    plain = default == 0 and all(share in (0, 1) for share in shares)
    mapping = {} if plain else {option.id: share for option, share in zip(options, shares, strict=True)}
    lower = min([0.0, default, *shares])
    return replace(item, options=options, scoring=Scoring(mapping, default, lower, exact_case=question.exact_case))


def with_gaps(item: Item, question: Question) -> Item:
    """Each gap adds its weight times what its answer earns."""
    total = math.fsum(blank.weight for blank in question.blanks)
    if not question.blanks or total <= 0:
        question.notes.refuse(text("No gap earns anything."))
        return item
    gaps: list[Gap] = []
    mapping: dict[str, float] = {}
    for number, blank in enumerate(question.blanks, start=1):
        answers, default = _foreseen(question, blank.answers)
        if default or not any(answer.share >= 1 - TOLERANCE for answer in answers):
            question.notes.refuse(text("Gap {number} has no right answer, or takes anything.", number=number))
        gap = Gap(f"g{number}", _options(answers, _full(answers)))
        gaps.append(gap)
        earned = zip(gap.options, answers, strict=True)
        mapping |= {f"{gap.id} {option.id}": answer.share * blank.weight / total for option, answer in earned}
    mapping = {} if question.all_or_nothing else {name: value for name, value in mapping.items() if value}
    scoring = Scoring(mapping, lower=min([0.0, *_worst(mapping)]), exact_case=question.exact_case)
    return replace(item, gaps=tuple(gaps), scoring=scoring)


def with_pairs(item: Item, question: Question) -> Item:
    """Each left-hand side put right earns the same part."""
    pairs = tuple(Pair(f"p{n}", match.left, match.right) for n, match in enumerate(question.matches, start=1))
    lefts = [pair.id for pair in pairs if pair.left]
    if not lefts or any(not pair.right.strip() for pair in pairs):
        question.notes.refuse(text("A pair has no right-hand side, or there are no pairs."))
    mapping = {} if question.all_or_nothing else dict.fromkeys(lefts, 1 / max(1, len(lefts)))
    return replace(item, pairs=pairs, scoring=Scoring(mapping))


def with_order(item: Item, question: Question) -> Item:
    """Every two things that stand in the right order earn the same part, or only the whole order earns anything."""
    options = _options(question.answers, ())
    before = [f"{first.id} {second.id}" for first, second in combinations(options, 2)]
    if not before:
        question.notes.refuse(text("There is nothing to put in order."))
    mapping = {} if question.all_or_nothing else dict.fromkeys(before, 1 / max(1, len(before)))
    return replace(item, options=options, scoring=Scoring(mapping))


def with_guide(item: Item, question: Question) -> Item:
    """An essay's marker needs a guide with anchors; what the source says stands as its first element."""
    if not question.guide:
        question.notes.change(text("It has no guide for its markers: write one before review."))
    return replace(item, guide=(GuideElement(question.guide or "?"),))


def _options(answers: Sequence[Answer], keys: Sequence[int]) -> tuple[Option, ...]:
    return tuple(
        Option(part_id(index), answer.words, index in keys, answer.feedback) for index, answer in enumerate(answers)
    )


def _full(answers: Sequence[Answer]) -> list[int]:
    return [index for index, answer in enumerate(answers) if answer.share >= 1 - TOLERANCE]


def _mapping(options: Sequence[Option], shares: Sequence[float]) -> dict[str, float]:
    return {option.id: share for option, share in zip(options, shares, strict=True) if share}


def _upper(question: Question, reached: float) -> float:
    if TOLERANCE < reached < 1 - TOLERANCE:
        question.notes.change(
            text("The right answers earn {share} of the mark at most; that counts as mastered.", share=reached)
        )
        return reached
    return 1.0


def _worst(mapping: dict[str, float]) -> list[float]:
    return [math.fsum(value for value in mapping.values() if value < 0)]


def _foreseen(question: Question, answers: Sequence[Answer]) -> tuple[list[Answer], float]:
    """The answers that can be foreseen, and what anything else earns. What comes after `*` is never reached."""
    found: list[Answer] = []
    for answer in answers:
        if answer.words == ANYTHING:
            question.notes.lost(text("The feedback to any other response"), answer.feedback)
            return found, answer.share
        if question.type in ("short", "typed_gaps") and ANYTHING in answer.words.replace("\\*", ""):
            _note_pattern(question, answer)
        else:
            found.append(replace(answer, words=answer.words.replace("\\*", ANYTHING)))
    return found, 0.0


def _note_pattern(question: Question, answer: Answer) -> None:
    if answer.share:
        message = text("“{words}” stands for many texts: list those that are accepted.", words=answer.words[:80])
        question.notes.refuse(message)
    else:
        question.notes.lost(text("A pattern of wrong texts"), f"{answer.words} {answer.feedback}")


def _check_numbers(question: Question, answers: Sequence[Answer]) -> None:
    for answer in answers:
        if read_span(answer.words) is None:
            question.notes.refuse(text("“{words}” isn't a number or a range.", words=answer.words[:80]))
