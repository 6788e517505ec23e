"""Each type of question in Moodle XML: its answers in plain values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from exam_server.core.text import text
from exam_server.formats.moodle.question import Answer, Blank, Match, Question, share_of
from exam_server.formats.moodle_xml.cloze import read_cloze
from exam_server.formats.moodle_xml.texts import Texts, plain, source_of
from exam_server.formats.xml_door import Xml

PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
PAIRWISE = "RELATIVE_ALL_PREVIOUS_AND_NEXT"
WHOLE = "ALL_OR_NOTHING"


def _choice(question: Question, xml: Xml, texts: Texts) -> Question:
    single = _word(xml, "single", "true").lower() in ("true", "1")
    answers = tuple(_answer(each, texts.markdown(each), texts) for each in xml.all("answer"))
    return replace(question, type="single" if single else "multiple", answers=answers)


def _choice_as_a_whole(question: Question, xml: Xml, texts: Texts) -> Question:
    return replace(_choice(question, xml, texts), type="multiple", all_or_nothing=True)


def _truth(question: Question, xml: Xml, texts: Texts) -> Question:
    answers = tuple(_answer(each, plain(each).lower(), texts) for each in xml.all("answer"))
    return replace(question, type="true_false", answers=answers)


def _short_text(question: Question, xml: Xml, texts: Texts) -> Question:
    answers = tuple(_answer(each, plain(each), texts) for each in xml.all("answer"))
    return replace(question, type="short", answers=answers, exact_case=_word(xml, "usecase") == "1")


def _number(question: Question, xml: Xml, texts: Texts) -> Question:
    answers = []
    for each in xml.all("answer"):
        tolerance = _word(each, "tolerance", "0")
        words = plain(each)
        spread = words != "*" and tolerance.strip("0.,")
        answers.append(_answer(each, f"{words} ± {tolerance}" if spread else words, texts))
    units = [plain(each.first("unit_name")) for each in xml.walk() if each.name == "unit"]
    if units:
        message = text("Units aren't taken, a response is a number alone: {units}", units=", ".join(units)[:80])
        question.notes.change(message)
    return replace(question, type="numeric", answers=tuple(answers))


def _matching(question: Question, xml: Xml, texts: Texts) -> Question:
    matches = tuple(
        Match(texts.markdown(each), _escaped(texts, each.first("answer"))) for each in xml.all("subquestion")
    )
    return replace(question, type="matching", matches=matches)


def _essay(question: Question, xml: Xml, texts: Texts) -> Question:
    for name, unlimited in (("attachments", "0"), ("minwordlimit", ""), ("maxwordlimit", "")):
        if _word(xml, name, unlimited) not in ("", "0"):
            message = text("A setting of the essay isn't taken: {name} {value}", name=name, value=_word(xml, name)[:20])
            question.notes.change(message)
    template = source_of(xml.first("responsetemplate"))
    question.notes.lost(text("The template of the response"), template)
    return replace(question, type="essay", guide=texts.rationale(xml.first("graderinfo")))


def _ordering(question: Question, xml: Xml, texts: Texts) -> Question:
    answers = tuple(_answer(each, texts.markdown(each), texts) for each in xml.all("answer"))
    grading = _word(xml, "gradingtype", "ABSOLUTE_POSITION")
    if grading not in (PAIRWISE, WHOLE):
        question.notes.change(
            text("Marks for single places aren't taken ({grading}): the whole order counts.", grading=grading[:60])
        )
    if _word(xml, "selecttype", "ALL") not in ("ALL", "0"):
        question.notes.change(text("All things are to be ordered, not some of them drawn by chance."))
    return replace(question, type="ordering", answers=answers, all_or_nothing=grading != PAIRWISE)


def _cloze(question: Question, xml: Xml, texts: Texts) -> Question:
    element = xml.first("questiontext")
    if element is None:
        return question
    cloze = read_cloze(element, texts)
    return replace(
        question,
        type=cloze.type,
        stem=cloze.stem,
        blanks=cloze.blanks,
        answers=cloze.answers,
        exact_case=cloze.exact_case,
    )


def _chosen_words(question: Question, xml: Xml, texts: Texts) -> Question:
    """`[[2]]` in the text is a gap whose right word is the second; the others of its group stand beside it."""
    dragged = bool(xml.all("dragbox"))
    choices = xml.all("dragbox") or xml.all("selectoption")
    words = [texts.markdown(each) for each in choices]
    groups = [_word(each, "group", "1") for each in choices]
    blanks: list[Blank] = []

    def gap(found: re.Match[str]) -> str:
        right = int(found[1]) - 1
        if not 0 <= right < len(choices):
            question.notes.refuse(text("It marks a gap {number}, for which there is no word.", number=found[1]))
            return found[0]
        group = [index for index, name in enumerate(groups) if name == groups[right]]
        blanks.append(Blank(tuple(Answer(words[index], float(index == right)) for index in group)))
        return f"[[g{len(blanks)}]]"

    stem = PLACE.sub(gap, question.stem)
    if dragged:
        question.notes.change(text("Words are chosen from a list in each gap, not dragged there."))
    return replace(question, type="chosen_gaps", stem=stem, blanks=tuple(blanks))


READERS: Mapping[str, Callable[[Question, Xml, Texts], Question]] = {
    "multichoice": _choice,
    "multichoiceset": _choice_as_a_whole,
    "truefalse": _truth,
    "shortanswer": _short_text,
    "numerical": _number,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _chosen_words,
    "ddwtos": _chosen_words,
}


def _answer(element: Xml, words: str, texts: Texts) -> Answer:
    try:
        share = share_of(float(element.get("fraction", "0")))
    except (ValueError, OverflowError):
        texts.notes.refuse(text("An answer's part of the mark isn't a number."))
        share = 0.0
    return Answer(words, share, texts.rationale(element.first("feedback")))


def _escaped(texts: Texts, answer: Xml | None) -> str:
    """What is chosen from a list is plain text in Moodle."""
    return "" if answer is None else texts.part(Xml("answer", {"format": "plain_text"}), source_of(answer))


def _word(xml: Xml, name: str, otherwise: str = "") -> str:
    element = xml.first(name)
    return otherwise if element is None else plain(element) or otherwise
