"""Reads Aiken, the plainest format for single choices: the question, lettered options, and a line with the answer."""

import re
from dataclasses import dataclass, field

from exam_server.core.exchange import Import
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.encoding import read_text
from exam_server.formats.markdown_words import escape
from exam_server.formats.moodle.items import Items
from exam_server.formats.moodle.question import Answer, Question
from exam_server.formats.notes import shortened

OPTION = re.compile(r"\s*([A-Z])[.)]\s+(.*\S)")
ANSWER = re.compile(r"\s*ANSWER:\s*([A-Z])\s*", re.IGNORECASE)
MAXIMUM_QUESTIONS = 10_000


@dataclass
class _Draft:
    """One question as far as it was read; `line` is its first, counted from 1."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    answer: str = ""


def read_aiken(content: bytes, place: str = "") -> Import:
    """All questions of an Aiken file; never raises. Places are the file's name and the line of the question."""
    source, problems = read_text(content, place)
    if source is None:
        return Import("aiken", problems=problems)
    items = Items()
    for draft in _drafts(source)[:MAXIMUM_QUESTIONS]:
        _take(draft, f"{place}:{draft.line}", items)
    if not items.brought:
        problems = (*problems, Problem(text("The file holds no question."), 1, place))
    return Import("aiken", tuple(items.brought), problems=problems)


def _drafts(source: str) -> list[_Draft]:
    """A question ends with its answer; where that is missing, at the blank line after its options."""
    drafts: list[_Draft] = []
    open_ = False
    for number, line in enumerate(source.split("\n"), start=1):
        if not line.strip():
            open_ = open_ and not drafts[-1].options
            continue
        if not open_:
            drafts.append(_Draft(number))
            open_ = True
        open_ = _add(drafts[-1], line)
    return drafts


def _add(draft: _Draft, line: str) -> bool:
    """Puts a line where it belongs; whether the question goes on."""
    if answer := ANSWER.fullmatch(line.strip()):
        draft.answer = answer[1].upper()
        return False
    option = OPTION.fullmatch(line.strip())
    if option and draft.stem:
        draft.options.setdefault(option[1], option[2])
    elif draft.options:
        last = list(draft.options)[-1]
        draft.options[last] += f" {line.strip()}"
    else:
        draft.stem.append(line.strip())
    return True


def _take(draft: _Draft, where: str, items: Items) -> None:
    name = shortened(" ".join(draft.stem))
    if refusal := _refusal(draft):
        items.refuse(name, where, refusal)
        return
    answers = tuple(Answer(escape(words), float(letter == draft.answer)) for letter, words in draft.options.items())
    items.add(Question("single", "", escape(" ".join(draft.stem)), where, answers=answers))


def _refusal(draft: _Draft) -> Text | None:
    if len(draft.options) < 2:
        return text("It has fewer than two options, written as “A. …” or “A) …”.")
    if not draft.answer:
        return text("It has no line “ANSWER: …” after its options.")
    if draft.answer not in draft.options:
        return text("Its answer {letter} isn't among its options.", letter=draft.answer)
    return None
