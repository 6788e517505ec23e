"""Writes items as GIFT, and names what it can't hold."""

from collections.abc import Callable, Iterator, Mapping

from exam_server.core.bank import Item, Kind, Option
from exam_server.core.exchange import Outgoing, Written
from exam_server.core.text import Text, text
from exam_server.formats.gift.answers import WEIGHT
from exam_server.formats.gift.escapes import escaped
from exam_server.formats.gift.words import FORMAT
from exam_server.formats.item_tags import tags_of
from exam_server.formats.markdown_words import shown_words
from exam_server.formats.moodle.holding import losses_of, number_and_tolerance, shares_of
from exam_server.formats.moodle.question import percent_of
from exam_server.formats.richtext import media_sources


def write_gift(bank: Outgoing) -> Written:
    """The items that GIFT can hold, as UTF-8; the others are left out with the reason."""
    blocks: list[str] = []
    losses: dict[str, tuple[Text, ...]] = {}
    left_out: dict[str, tuple[Text, ...]] = {}
    for item in bank.items:
        if reasons := tuple(_reasons(item)):
            left_out[item.id] = reasons
            continue
        blocks.append(_block(item))
        if lost := tuple(_losses(item)):
            losses[item.id] = lost
    return Written("\n\n".join([*blocks, ""]).encode(), losses, left_out)


def _reasons(item: Item) -> Iterator[Text]:
    if item.kind not in WRITERS:
        yield text("GIFT has no questions of this kind.")
    if any(media_sources(words) for words in _pictured(item)):
        yield text("GIFT carries no pictures.")
    if any("->" in words for words in _without_arrow(item)):
        yield text("GIFT can't say “->” in this place.")


def _without_arrow(item: Item) -> Iterator[str]:
    """Where an arrow would end the left side of a pair, or make pairs of what is typed: in its feedback too."""
    yield from (pair.left for pair in item.pairs)
    if item.kind == "short_text":
        yield from (words for each in item.options for words in (each.text, each.rationale))


def _pictured(item: Item) -> Iterator[str]:
    yield item.stem
    yield from (option.text for option in item.options)
    yield from (pair.right for pair in item.pairs)


def _losses(item: Item) -> Iterator[Text]:
    yield from losses_of(item)
    if item.scoring.exact_case:
        yield text("GIFT can't say that letter case counts.")


def _block(item: Item) -> str:
    comment = " ".join([f"// [id:{item.id}]", *(f"[tag:{tag}]" for tag in tags_of(item))])
    answers = "\n".join(WRITERS[item.kind](item))
    return f"{comment}\n::{escaped(item.id)}::[markdown]{escaped(item.stem)}{{{answers}}}"


def _choices(item: Item) -> Iterator[str]:
    single = item.kind == "single_choice"
    for option, share in zip(item.options, shares_of(item), strict=True):
        if single and option.key:
            yield f"\t={_words(option.text)}{_feedback(option)}"
        else:
            weight = f"%{percent_of(share)}%" if share or WEIGHT.match(option.text) else ""
            yield f"\t~{weight}{_words(option.text)}{_feedback(option)}"


def _truth(item: Item) -> Iterator[str]:
    right = next(option for option in item.options if option.key)
    wrong = next(option for option in item.options if not option.key)
    feedback = _feedback(right)
    yield f"{right.id.upper()}{_feedback(wrong) or ('#' if feedback else '')}{feedback}"


def _short_texts(item: Item) -> Iterator[str]:
    for option, share in zip(item.options, shares_of(item), strict=True):
        yield f"\t={_weight(share)}{escaped(option.text.replace('*', chr(92) + '*'))}{_feedback(option)}"
    yield from _anything_else(item)


def _numbers(item: Item) -> Iterator[str]:
    yield "#"
    for option, share in zip(item.options, shares_of(item), strict=True):
        number, tolerance = number_and_tolerance(option)
        yield f"\t={_weight(share)}{escaped(number)}:{tolerance}{_feedback(option)}"
    yield from _anything_else(item)


def _pairs(item: Item) -> Iterator[str]:
    for pair in item.pairs:
        yield f"\t={_words(pair.left)} -> {escaped(shown_words(pair.right))}"


def _nothing(item: Item) -> Iterator[str]:
    yield from ()


def _anything_else(item: Item) -> Iterator[str]:
    if item.scoring.mapping and item.scoring.default:
        yield f"\t={_weight(item.scoring.default)}*"


def _weight(share: float) -> str:
    return f"%{percent_of(share)}%"


def _words(words: str) -> str:
    return ("[markdown]" if FORMAT.match(words) else "") + escaped(words)


def _feedback(option: Option) -> str:
    return f"#{_words(option.rationale)}" if option.rationale.strip() else ""


WRITERS: Mapping[Kind, Callable[[Item], Iterator[str]]] = {
    "single_choice": _choices,
    "multiple_response": _choices,
    "true_false": _truth,
    "short_text": _short_texts,
    "numeric": _numbers,
    "matching": _pairs,
    "extended_text": _nothing,
}
