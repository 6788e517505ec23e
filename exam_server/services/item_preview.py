"""An item as its author looks at it: the candidate's view, and beside it everything that a candidate never gets."""

from dataclasses import dataclass

from exam_server.core.bank import Item, Stimulus
from exam_server.core.delivery import PresentedItem, present
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text
from exam_server.formats.item_yaml import write_item
from exam_server.formats.richtext import render
from exam_server.services.bank import FiledItem, find_stimulus, get_item
from exam_server.services.item_editing import RevisionLine, check_item_text, list_item_revisions
from exam_server.services.work import Work


@dataclass(frozen=True)
class KeyRow:
    """An option or a pair with what belongs to it; HTML comes out of the sanitising renderer."""

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
    item, source = filed.item, write_item(filed.item)
    stimulus = find_stimulus(work, qualification, item.stimulus) if item.stimulus else None
    presented, key, unfit = _try_to_present(item, stimulus)
    return ItemPage(
        filed=filed,
        source=source,
        presented=presented,
        unfit=unfit,
        key=key,
        problems=check_item_text(work, qualification, source)[1],
        revisions=tuple(list_item_revisions(work, filed.id)),
    )


def _try_to_present(
    item: Item, stimulus: Stimulus | None
) -> tuple[PresentedItem | None, tuple[KeyRow, ...], Text | None]:
    try:
        return _presented(item, stimulus), tuple(_key_rows(item)), None
    except Refused as refusal:
        return None, (), refusal.why


def _presented(item: Item, stimulus: Stimulus | None) -> PresentedItem:
    """In authored order; a form that is drawn shuffles the choices."""
    drawn = [part.id for part in (item.pairs or item.options)]
    return present(item, drawn, render, 1, stimulus)


def _key_rows(item: Item) -> list[KeyRow]:
    options = [
        KeyRow(option.id, render(option.text), "", option.key, _reason(option.rationale)) for option in item.options
    ]
    pairs = [
        KeyRow(pair.id, render(pair.left), render(pair.right), bool(pair.left), _reason(pair.rationale))
        for pair in item.pairs
    ]
    return options or pairs


def _reason(markdown: str) -> str:
    return render(markdown, links=True)
