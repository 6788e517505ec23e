"""What a review is made of: the points of its checklist, and the places of an item that a comment can be at."""

from collections.abc import Mapping
from typing import Literal, get_args

from exam_server.core.bank import Item
from exam_server.core.text import Text, text

Point = Literal["key", "criterion", "distractors", "hints", "language", "sources", "fairness"]
Answer = Literal["yes", "no", "not_applicable"]
CHECKLIST: Mapping[Point, Text] = {
    "key": text("The key is right without doubt, and nothing else is"),
    "criterion": text("It shows the criteria that it's filed under, at the level that it says"),
    "distractors": text("What is wrong is plausible to somebody who doesn't know"),
    "hints": text("Nothing gives the key away: length, grammar, words of the stem"),
    "language": text("The language is plain and correct, without traps"),
    "sources": text("Sources are named, and the law is the one in force"),
    "fairness": text("It's fair to all, and names no real person"),
}
ANSWERS: tuple[Answer, ...] = get_args(Answer)


def count_unmet(answers: Mapping[str, str]) -> int:
    """How many points of the checklist are answered “no” or not at all."""
    return sum(answers.get(point) not in ("yes", "not_applicable") for point in CHECKLIST)


def places_of(item: Item) -> tuple[str, ...]:
    """Where a comment can be: dotted paths by ids, which stay when parts move (`options.b.text`)."""
    options = [f"options.{each.id}" for each in item.options]
    pairs = [f"pairs.{each.id}" for each in item.pairs]
    guide = [f"guide.{number}" for number, _ in enumerate(item.guide, 1)]
    gaps = [f"gaps.{each.id}" for each in item.gaps]
    return ("item", "stem", *options, *pairs, *gaps, *guide, "scoring", "sources")
