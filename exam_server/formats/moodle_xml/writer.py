"""Writes items as Moodle XML with their pictures, and names what it can't hold."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from exam_server.core.bank import Item, Kind
from exam_server.core.exchange import Outgoing, Written
from exam_server.core.text import Text, text
from exam_server.formats.item_tags import tags_of
from exam_server.formats.markdown_words import shown_words
from exam_server.formats.moodle.holding import is_all_or_nothing, losses_of, number_and_tolerance, shares_of
from exam_server.formats.moodle.question import percent_of
from exam_server.formats.moodle_xml.gaps import as_cloze, has_whole_weights
from exam_server.formats.moodle_xml.kinds import PAIRWISE, WHOLE
from exam_server.formats.moodle_xml.nodes import add, add_answer, add_text, as_file

if TYPE_CHECKING:
    from lxml.etree import _Element


def write_moodle_xml(bank: Outgoing) -> Written:
    """All items as one `<quiz>` in UTF-8; every kind has a question there."""
    from lxml import etree

    quiz = etree.Element("quiz")
    losses: dict[str, tuple[Text, ...]] = {}
    for item in bank.items:
        question = etree.SubElement(quiz, "question", type=TYPES[item.kind][0])
        _write_common(question, item, bank)
        TYPES[item.kind][1](question, item, bank)
        _write_tags(question, item)
        if lost := tuple(_losses(item)):
            losses[item.id] = lost
    return Written(as_file(quiz), losses)


def _losses(item: Item) -> Iterator[Text]:
    yield from losses_of(item)
    if item.gaps and not has_whole_weights(item):
        yield text("The weights of the gaps can't be said: elsewhere, each counts the same.")
    if item.gaps and [gap.id for gap in item.gaps] != [f"g{n}" for n in range(1, len(item.gaps) + 1)]:
        yield text("The ids of the parts aren't in the file; they are given anew.")


def _write_common(question: "_Element", item: Item, bank: Outgoing) -> None:
    add_text(question, "name", item.id)
    stem = as_cloze(item) if item.gaps else item.stem
    add_text(question, "questiontext", stem, bank.pictures, format="markdown")
    add_text(question, "generalfeedback", "", format="markdown")
    for name, value in (("defaultgrade", "1"), ("penalty", "0"), ("hidden", "0"), ("idnumber", item.id)):
        add(question, name, value)


def _write_tags(question: "_Element", item: Item) -> None:
    tags = add(question, "tags", "")
    for tag in tags_of(item):
        add_text(tags, "tag", tag)


def _choices(question: "_Element", item: Item, bank: Outgoing) -> None:
    add(question, "single", str(item.kind == "single_choice").lower())
    add(question, "shuffleanswers", "true")
    add(question, "answernumbering", "none")
    for option, share in zip(item.options, shares_of(item), strict=True):
        add_answer(question, option, percent_of(share), option.text, bank.pictures, format="markdown")


def _truth(question: "_Element", item: Item, bank: Outgoing) -> None:
    for option in item.options:
        add_answer(question, option, "100" if option.key else "0", option.id, {}, format="moodle_auto_format")


def _short_texts(question: "_Element", item: Item, bank: Outgoing) -> None:
    add(question, "usecase", str(int(item.scoring.exact_case)))
    for option, share in zip(item.options, shares_of(item), strict=True):
        words = option.text.replace("*", "\\*")
        add_answer(question, option, percent_of(share), words, {}, format="moodle_auto_format")
    _anything_else(question, item)


def _numbers(question: "_Element", item: Item, bank: Outgoing) -> None:
    for option, share in zip(item.options, shares_of(item), strict=True):
        number, tolerance = number_and_tolerance(option)
        answer = add_answer(question, option, percent_of(share), number, {}, format="moodle_auto_format")
        add(answer, "tolerance", tolerance)
    _anything_else(question, item)


def _anything_else(question: "_Element", item: Item) -> None:
    if item.scoring.mapping and item.scoring.default:
        add_answer(question, None, percent_of(item.scoring.default), "*", {}, format="moodle_auto_format")


def _pairs(question: "_Element", item: Item, bank: Outgoing) -> None:
    add(question, "shuffleanswers", "true")
    for pair in item.pairs:
        sub = add_text(question, "subquestion", pair.left, bank.pictures, format="markdown")
        add_text(sub, "answer", shown_words(pair.right))


def _order(question: "_Element", item: Item, bank: Outgoing) -> None:
    add(question, "selecttype", "ALL")
    add(question, "gradingtype", WHOLE if is_all_or_nothing(item) else PAIRWISE)
    for place, option in enumerate(item.options, start=1):
        add_answer(question, option, str(place), option.text, bank.pictures, format="markdown")


def _guide(question: "_Element", item: Item, bank: Outgoing) -> None:
    add(question, "responseformat", "plain")
    add_text(question, "graderinfo", "\n\n".join(each.text for each in item.guide), format="markdown")


def _nothing_more(question: "_Element", item: Item, bank: Outgoing) -> None:
    """The gaps stand in the text."""


TYPES: Mapping[Kind, tuple[str, Callable[["_Element", Item, Outgoing], None]]] = {
    "single_choice": ("multichoice", _choices),
    "multiple_response": ("multichoice", _choices),
    "true_false": ("truefalse", _truth),
    "matching": ("matching", _pairs),
    "ordering": ("ordering", _order),
    "gap_text": ("cloze", _nothing_more),
    "inline_choice": ("cloze", _nothing_more),
    "numeric": ("numerical", _numbers),
    "short_text": ("shortanswer", _short_texts),
    "extended_text": ("essay", _guide),
}
