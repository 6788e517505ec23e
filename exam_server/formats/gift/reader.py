"""Reads GIFT: every question of a file becomes an item, or says why not."""

import re
from dataclasses import replace
from itertools import islice

from exam_server.core.exchange import Import
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.encoding import read_text
from exam_server.formats.gift import answers as grammar
from exam_server.formats.gift.blocks import Block, read_blocks
from exam_server.formats.gift.escapes import BLANK, hide, show
from exam_server.formats.gift.words import Reading, split_format
from exam_server.formats.moodle.items import Items, category_warnings
from exam_server.formats.moodle.question import MOST_ANSWERS, Question
from exam_server.formats.notes import Notes, shortened

NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
BRACES = re.compile(r"\{([^{}]*)\}", re.DOTALL)
MAXIMUM_QUESTIONS = 10_000


def read_gift(content: bytes, place: str = "") -> Import:
    """All questions of a GIFT file; never raises. Places are the file's name and the line of the question."""
    source, problems = read_text(content, place)
    if source is None:
        return Import("gift", problems=problems)
    items = Items()
    blocks = list(islice(read_blocks(source), MAXIMUM_QUESTIONS + 1))
    if len(blocks) > MAXIMUM_QUESTIONS:
        message = text("The file has more than {limit} questions: split it.", limit=MAXIMUM_QUESTIONS)
        return Import("gift", problems=(*problems, Problem(message, blocks[-1].line, place)))
    categories: dict[str, int] = {}
    for block in blocks:
        categories.setdefault(block.category, block.line)
        _take(block, place, items)
    if not items.brought:
        problems = (*problems, Problem(text("The file holds no question."), 1, place))
    return Import("gift", tuple(items.brought), problems=(*problems, *category_warnings(categories, place)))


def _take(block: Block, place: str, items: Items) -> None:
    where = f"{place}:{block.line}"
    read = read_question(block, where)
    if isinstance(read, Text):
        items.refuse(shortened(block.source), where, read)
    else:
        items.add(read)


def read_question(block: Block, where: str) -> Question | Text:
    """The question of one block, or why it isn't one."""
    hidden = hide(block.source)
    named = NAME.match(hidden)
    name = " ".join(show(named[1]).split()) if named else ""
    rest = hidden[named.end() :] if named else hidden
    braces = BRACES.search(rest)
    if braces is None:
        return _why_not(rest)
    format_, before = split_format(rest[: braces.start()])
    after = rest[braces.end() :]
    if BRACES.search(after):
        return text("It has braces twice: put a backslash before those that belong to the text.")
    notes = Notes()
    reading = Reading(notes, format_ or "moodle")
    stem = f"{before.rstrip()} {BLANK} {after.strip()}" if after.strip() else before
    stem = re.sub(rf"{BLANK} (?=[.,;:!?])", BLANK, stem)
    own, general = grammar.split_feedback(braces[1])
    if max(own.count("~"), own.count("=")) > MOST_ANSWERS:
        return text("It has more than {limit} answers.", limit=MOST_ANSWERS)
    question = Question(
        type=grammar.type_of(own),
        name=name,
        stem=reading.markdown(stem),
        place=where,
        id=block.id,
        feedback=reading.rationale(general),
        tags=block.tags,
        notes=notes,
    )
    return _answered(question, own, reading)


def _answered(question: Question, own: str, reading: Reading) -> Question:
    if question.type in ("single", "multiple"):
        return replace(question, answers=tuple(grammar.choices(own, reading)))
    if question.type == "true_false":
        return replace(question, answers=tuple(grammar.truths(own, reading)))
    if question.type == "short":
        return replace(question, answers=tuple(grammar.short_texts(own, reading)))
    if question.type == "numeric":
        return replace(question, answers=tuple(grammar.numbers(own, reading)))
    if question.type == "matching":
        return replace(question, matches=tuple(grammar.pairs(own, reading)))
    return question


def _why_not(rest: str) -> Text:
    if "{" in rest or "}" in rest:
        return text("A brace isn't closed, or there's a blank line between its two.")
    return text("It's a description without a question; put its words into the items that need them.")
