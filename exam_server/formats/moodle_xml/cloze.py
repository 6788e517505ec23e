"""Cloze: gaps that stand within the text, `{1:MULTICHOICE:=right~wrong#why}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from exam_server.core.text import text
from exam_server.formats.gift.answers import WEIGHT
from exam_server.formats.moodle.question import MOST_ANSWERS, Answer, Blank, Type, share_of
from exam_server.formats.moodle_xml.texts import Texts, format_of, source_of
from exam_server.formats.xml_door import Xml

GAP = re.compile(r"\{\s{0,9}([0-9]{0,3})\s{0,9}:\s{0,9}([A-Z_]{2,20})\s{0,9}:((?:\\.|[^\\{}])*)\}", re.DOTALL)
CHOSEN = frozenset(
    [
        "MULTICHOICE",
        "MC",
        "MULTICHOICE_S",
        "MCS",
        "MULTICHOICE_H",
        "MCH",
        "MULTICHOICE_HS",
        "MCHS",
        "MULTICHOICE_V",
        "MCV",
        "MULTICHOICE_VS",
        "MCVS",
    ]
)
TYPED = frozenset({"SHORTANSWER", "SA", "MW"})
TYPED_EXACTLY = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
NUMBERS = frozenset({"NUMERICAL", "NM"})
OPEN, CLOSED = "\ufddd", "\ufdde"


@dataclass(frozen=True)
class Cloze:
    """The whole of a text with gaps; one number alone is a numeric question whose stem has a line to fill."""

    type: Type
    stem: str
    blanks: tuple[Blank, ...] = ()
    answers: tuple[Answer, ...] = ()
    exact_case: bool = False


def read_cloze(element: Xml, texts: Texts) -> Cloze:
    source = source_of(element)
    found = list(GAP.finditer(source))
    if len(found) > MOST_ANSWERS or any(gap[3].count("~") > MOST_ANSWERS for gap in found):
        texts.notes.refuse(text("It has more than {limit} answers.", limit=MOST_ANSWERS))
        return Cloze("typed_gaps", "")
    kinds = {gap[2] for gap in found}
    numbers = iter(range(1, len(found) + 1))
    marked = GAP.sub(lambda _: f"{OPEN}{next(numbers)}{CLOSED}", source)
    stem = texts.part(element, marked)
    if kinds <= NUMBERS and len(found) == 1:
        answers = tuple(_number(answer) for answer in _answers(element, found[0], texts))
        return Cloze("numeric", re.sub(f"{OPEN}1{CLOSED}", "_____", stem), answers=answers)
    stem = re.sub(f"{OPEN}([0-9]+){CLOSED}", r"[[g\1]]", stem)
    blanks = tuple(Blank(tuple(_answers(element, gap, texts)), float(gap[1] or 1)) for gap in found)
    if not any(kinds <= accepted for accepted in (CHOSEN, TYPED, TYPED_EXACTLY)):
        named = ", ".join(sorted(kinds))
        texts.notes.refuse(text("Its gaps are of kinds that can't be held together: {kinds}.", kinds=named))
    return Cloze("chosen_gaps" if kinds <= CHOSEN else "typed_gaps", stem, blanks, exact_case=kinds <= TYPED_EXACTLY)


def _answers(element: Xml, gap: re.Match[str], texts: Texts) -> Iterator[Answer]:
    for part in re.split(r"(?<!\\)~", gap[3]):
        if not part.strip():
            continue
        own, *comment = re.split(r"(?<!\\)#", part, maxsplit=1)
        feedback = texts.part(element, _unescaped(comment[0]), pictured=False) if comment else ""
        weight = WEIGHT.match(own)
        share = share_of(float(weight[1])) if weight else float(own.lstrip().startswith("="))
        words = _unescaped(own[weight.end() :] if weight else own.lstrip().removeprefix("="))
        yield Answer(texts.part(element, words) if gap[2] in CHOSEN else _typed(element, words), share, feedback)


def _typed(element: Xml, words: str) -> str:
    given = unescape(re.sub(r"<[^<>]*>", "", words)) if format_of(element) == "html" else words
    return " ".join(given.split())


def _number(answer: Answer) -> Answer:
    number, colon, tolerance = (each.strip() for each in answer.words.partition(":"))
    words = f"{number} ± {tolerance}" if colon and tolerance.strip("0.") else number
    return Answer(words, answer.share, answer.feedback)


def _unescaped(words: str) -> str:
    return re.sub(r"\\([}{~#/\"\\=:%])", r"\1", words)
