"""The bank's list of items for its authors: one page of what meets a filter, and what each filter can choose from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from exam_server.core.coverage import ItemCount
from exam_server.core.item_list import ItemFigures, ItemFilter, ItemLine, Sorting
from exam_server.core.psychometrics import TRAITS
from exam_server.core.words import without_pictures
from exam_server.services.work import Work
from exam_server.store import item_list as store
from exam_server.store.authoring import list_names
from exam_server.store.exposure import count_forms
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ItemFiguresRow


@dataclass(frozen=True)
class ItemsPage:
    """`first` counts from 1 among the `found`; `total` is what the bank holds. `page` is one that exists."""

    lines: Sequence[ItemLine]
    page: int
    pages: int
    first: int
    found: int
    total: int


@dataclass(frozen=True)
class Choices:
    """What the bank's items have in fact: languages, and authors by account."""

    languages: Sequence[str]
    authors: Mapping[UUID, str]


def list_page(work: Work, qualification: str, wanted: ItemFilter, sorting: Sorting, page: int, size: int) -> ItemsPage:
    """A page of the list; one beyond the last is the last."""
    shelf = _shelf(work, qualification)
    total = store.count_items(work.session, shelf, ItemFilter())
    found = store.count_items(work.session, shelf, wanted) if wanted != ItemFilter() else total
    pages = max(1, -(-found // size))
    page = min(max(1, page), pages)
    ids = store.list_item_ids(work.session, shelf, wanted, sorting, size, (page - 1) * size)
    return ItemsPage(list_lines(work, ids), page, pages, (page - 1) * size + 1, found, total)


def list_lines(work: Work, ids: Sequence[UUID]) -> list[ItemLine]:
    """These items in this order."""
    forms = count_forms(work.session, ids)
    return [_line(row, forms.get(row.id, 0)) for row in store.list_lines(work.session, ids)]


def _line(row: Row[Any], forms: int) -> ItemLine:
    columns = {name: value for name, value in row._mapping.items() if name not in ("id", "ItemFiguresRow")}
    columns |= {"criteria": tuple(row.criteria), "stem": without_pictures(row.stem)}
    return ItemLine(**columns, forms=forms, figures=_figures(row.ItemFiguresRow))


def _figures(row: ItemFiguresRow | None) -> ItemFigures | None:
    if row is None:
        return None
    traits = tuple(trait for trait in TRAITS if getattr(row, trait))
    return ItemFigures(row.sittings, row.facility, row.discrimination, traits)


def list_codes(work: Work, qualification: str, wanted: ItemFilter, most: int) -> list[str]:
    """The codes of what meets a filter, `most` of them, in order."""
    shelf = _shelf(work, qualification)
    ids = store.list_item_ids(work.session, shelf, wanted, Sorting(), most)
    return [line.code for line in store.list_lines(work.session, ids)]


def list_choices(work: Work, qualification: str) -> Choices:
    shelf = _shelf(work, qualification)
    names = list_names(work.session, store.list_authors(work.session, shelf))
    return Choices(
        store.list_languages(work.session, shelf),
        dict(sorted(names.items(), key=lambda each: each[1])),
    )


def count_by_criterion(work: Work, qualification: str) -> list[ItemCount]:
    """The items of a bank by criterion, level and status."""
    rows = store.list_counts(work.session, _shelf(work, qualification))
    return [ItemCount(**row._mapping) for row in rows]


def known_codes(work: Work, qualification: str, codes: Collection[str]) -> set[str]:
    """Those of the codes that the bank has an item for."""
    return store.list_known_codes(work.session, _shelf(work, qualification), codes)


def _shelf(work: Work, qualification: str) -> Shelf:
    return Shelf(work.organisation_id, qualification)
