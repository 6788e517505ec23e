"""An item as its author looks at it: the candidate's view, and beside it everything that a candidate never gets."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape

from exam_server.core.assembly import draw_options, pool_item
from exam_server.core.bank import TYPED, Item, Option, Stimulus, drawn_ids, gaps_in_order
from exam_server.core.delivery import PresentedItem, present, shown_texts
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text
from exam_server.formats.item_yaml import write_item
from exam_server.formats.richtext import render
from exam_server.services.bank import FiledItem, find_stimulus, get_item
from exam_server.services.item_editing import RevisionLine, check_item_text, list_item_revisions
from exam_server.services.media import ids_in, names_of, shown_media
from exam_server.services.work import Work

Show = Callable[[str], str]
PREVIEW = "preview"
"""The seed of its order: the same at every look, so that nothing jumps while an author types."""


@dataclass(frozen=True)
class KeyRow:
    """An option or a pair with what belongs to it; HTML comes out of the sanitising renderer, or is escaped text."""

    mark: str
    html: str
    belongs_html: str
    is_key: bool
    rationale_html: str


@dataclass(frozen=True)
class ItemPage:
    """`presented` is None where the text can't be shown; then `unfit` says why."""

    filed: FiledItem
    source: str
    presented: PresentedItem | None
    unfit: Text | None
    key: tuple[KeyRow, ...]
    problems: tuple[Problem, ...]
    revisions: tuple[RevisionLine, ...]


def show_item(work: Work, qualification: str, code: str) -> ItemPage:
    """Everything about an item's current revision."""
    filed = get_item(work, qualification, code)
    item, source = filed.item, item_source(work, filed.item)
    stimulus = find_stimulus(work, qualification, item.stimulus) if item.stimulus else None
    presented, key, unfit = _try_to_present(work, item, stimulus)
    return ItemPage(
        filed=filed,
        source=source,
        presented=presented,
        unfit=unfit,
        key=key,
        problems=check_item_text(work, qualification, source)[1],
        revisions=tuple(list_item_revisions(work, filed.id)),
    )


def item_source(work: Work, item: Item) -> str:
    """A filed item as the file that its author reads and writes."""
    return write_item(item, names_of(work, ids_in(shown_texts(item))))


def current_source(work: Work, qualification: str, code: str) -> str:
    """An item's current revision as a file. Raises NotFound."""
    return item_source(work, get_item(work, qualification, code).item)


def preview_item(work: Work, qualification: str, item: Item) -> tuple[PresentedItem | None, Text | None]:
    """An item that is still being written as candidates would see it, or why it can't be shown."""
    stimulus = find_stimulus(work, qualification, item.stimulus) if item.stimulus else None
    presented, _, unfit = _try_to_present(work, item, stimulus)
    return presented, unfit


def _try_to_present(
    work: Work, item: Item, stimulus: Stimulus | None
) -> tuple[PresentedItem | None, tuple[KeyRow, ...], Text | None]:
    try:
        texts = (*shown_texts(item), stimulus.body if stimulus else "")
        show = partial(render, media=shown_media(work, texts))
        return _presented(item, stimulus, show), tuple(_key_rows(item, show)), None
    except Refused as refusal:
        return None, (), refusal.why


def _presented(item: Item, stimulus: Stimulus | None, show: Show) -> PresentedItem:
    return present(item, _order_of(item), show, 1, stimulus)


def _order_of(item: Item) -> tuple[str, ...]:
    """As a form would draw it where the authored order is the answer itself; else as authored, beside the key."""
    authored = drawn_ids(item)
    return draw_options(pool_item(item, ""), PREVIEW, 1) if item.kind in ("ordering", "matching") else authored


def _key_rows(item: Item, show: Show) -> list[KeyRow]:
    shown = escape if item.kind in TYPED else show
    options = [_option_row(option, option.id, shown, item.kind == "ordering") for option in item.options]
    gaps = [_option_row(option, f"{gap.id}: {option.id}") for gap in gaps_in_order(item) for option in gap.options]
    pairs = [
        KeyRow(pair.id, show(pair.left), show(pair.right), bool(pair.left), _reason(pair.rationale))
        for pair in item.pairs
    ]
    return options or pairs or gaps


def _option_row(option: Option, mark: str, show: Show = escape, is_key: bool = False) -> KeyRow:
    return KeyRow(mark, show(option.text), "", is_key or option.key, _reason(option.rationale))


def _reason(markdown: str) -> str:
    return render(markdown, links=True)
