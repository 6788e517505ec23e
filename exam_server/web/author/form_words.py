"""The places of an item's form in words, for findings, differences and lists of texts."""

from collections.abc import Mapping

from exam_server.core.text import Text, text
from exam_server.web.language import speak

WORDS: Mapping[str, Text] = {
    "id": text("Code of the item"),
    "kind": text("Kind"),
    "stem": text("Stem"),
    "options": text("Option"),
    "pairs": text("Pair"),
    "gaps": text("Gap"),
    "guide": text("Element of the guide"),
    "text": text("text"),
    "key": text("key"),
    "rationale": text("rationale"),
    "left": text("left side"),
    "right": text("right side"),
    "anchors": text("anchor"),
    "scoring": text("Scoring"),
    "mapping": text("points"),
    "choice": text("choice"),
    "points": text("points"),
    "rule": text("rule"),
    "default": text("for what isn't listed"),
    "lower": text("lower bound"),
    "upper": text("upper bound"),
    "exact_case": text("letter case"),
    "criteria": text("Criteria"),
    "part": text("Part of the criterion"),
    "level": text("Level"),
    "difficulty": text("Expected facility"),
    "seconds": text("Expected time"),
    "stimulus": text("Case shared with other items"),
    "enemies": text("Never together with"),
    "sources": text("Sources"),
    "language": text("Language"),
    "practice": text("Given away for practice"),
    "title": text("Title"),
    "body": text("Text of the case"),
}


def place_words(place: str) -> str:
    """`options.1.rationale` as “Option 2, rationale”; rows count from 1, levels of anchors from 0."""
    said: list[str] = []
    steps = place.split(".")
    for at, step in enumerate(steps):
        if not step.isdigit():
            said.append(speak(WORDS[step]) if step in WORDS else step)
        elif said:
            said[-1] += f" {step if steps[at - 1] == 'anchors' else int(step) + 1}"
    return ", ".join(said)
