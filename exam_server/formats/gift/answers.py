"""What stands between the braces of a GIFT question: its type and its answers."""

import re
from collections.abc import Iterator

from exam_server.core.text import text
from exam_server.formats.gift.words import Reading, plain
from exam_server.formats.moodle.question import Answer, Match, Type, share_of

WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
RANGE = re.compile(r"\s*(\S+?)\s*\.\.\s*(\S+)\s*")
GENERAL_FEEDBACK = "####"
LONGEST_SPAN = 100
"""Characters; what is longer is no range of numbers, and looking for one would take for ever."""


def split_feedback(answers: str) -> tuple[str, str]:
    """The answers, and the general feedback behind them."""
    own, _, general = answers.partition(GENERAL_FEEDBACK)
    return own.strip(), general.strip()


def type_of(answers: str) -> Type:
    """The type as Moodle tells it: by the first character, `~`, `->`, and words for truth."""
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numeric"
    if "~" in answers:
        return "single" if "=" in answers else "multiple"
    if "=" in answers and "->" in answers:
        return "matching"
    return "true_false" if answers.partition("#")[0].strip().upper() in TRUTH else "short"


def choices(answers: str, reading: Reading) -> Iterator[Answer]:
    for part in answers.replace("=", "~=").split("~"):
        if not part.strip():
            continue
        own, feedback = _commented(part, reading)
        if own.lstrip().startswith("="):
            yield Answer(reading.markdown(own.lstrip()[1:]), 1.0, feedback)
        else:
            share, words = _weighed(own, 0.0)
            yield Answer(reading.markdown(words), share, feedback)


def truths(answers: str, reading: Reading) -> Iterator[Answer]:
    """`T#when wrong#when right`."""
    word, wrong, right = (*answers.split("#", 2), "", "")[:3]
    truth = TRUTH[word.strip().upper()]
    for name, value in (("true", True), ("false", False)):
        yield Answer(name, float(value == truth), reading.rationale(right if value == truth else wrong))


def short_texts(answers: str, reading: Reading) -> Iterator[Answer]:
    for part in answers.split("="):
        if part.strip():
            own, feedback = _commented(part, reading)
            share, words = _weighed(own, 1.0)
            yield Answer(plain(words), share, feedback)


def numbers(answers: str, reading: Reading) -> Iterator[Answer]:
    """`#3.14:0.01`, `#1..5`, or several with weights; what follows `~` is said to any other response."""
    accepted, tilde, otherwise = answers[1:].partition("~")
    for part in accepted.split("="):
        if part.strip():
            own, feedback = _commented(part, reading)
            share, words = _weighed(own, 1.0)
            yield Answer(_span(plain(words)), share, feedback)
    if tilde:
        yield Answer("*", 0.0, _commented(otherwise, reading)[1])


def pairs(answers: str, reading: Reading) -> Iterator[Match]:
    for part in answers.split("="):
        if not part.strip():
            continue
        left, arrow, right = part.partition("->")
        if not arrow:
            reading.notes.refuse(text("“{words}” has no “->” and what belongs to it.", words=plain(part)[:80]))
        yield Match(reading.markdown(left), Reading(reading.notes, "plain").markdown(right))


def _commented(part: str, reading: Reading) -> tuple[str, str]:
    own, _, comment = part.partition("#")
    return own, reading.rationale(comment)


def _weighed(part: str, otherwise: float) -> tuple[float, str]:
    found = WEIGHT.match(part)
    return (share_of(float(found[1])), part[found.end() :]) if found else (otherwise, part)


def _span(words: str) -> str:
    if len(words) <= LONGEST_SPAN and (found := RANGE.fullmatch(words)):
        return f"{found[1]} … {found[2]}"
    number, colon, tolerance = (each.strip() for each in words.partition(":"))
    return f"{number} ± {tolerance}" if colon and tolerance.strip("0.") else number
