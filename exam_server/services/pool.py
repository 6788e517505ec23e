"""The pool that an exam draws from, as outsiders may see it once: rows without texts, options under opaque ids."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from exam_server.core.assembly import Blueprint, DrawnItem, PoolItem, TestForm, form_digest, in_pool, pool_item
from exam_server.core.bank import Item
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.bank import find_stimulus_revision_id, get_revisions, list_items
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store.tables import TestFormRow

ID_LENGTH = 16
Entry = dict[str, Any]


def list_pool(work: Work, keys: Keys, qualification: str, blueprint: Blueprint) -> tuple[PoolItem, ...]:
    """What may be drawn from the bank as it is now, by id."""
    return tuple(
        _sealed(keys, pool_item(filed.item, str(filed.revision_id)))
        for filed in list_items(work, qualification)
        if in_pool(blueprint, filed.item)
    )


def _sealed(keys: Keys, row: PoolItem) -> PoolItem:
    """The row with opaque option ids in an order of their own.

    An authored id such as “good” would tell the key, and so would the authored order: many write the right one first.
    """
    opaque = [_opaque(keys, row.revision, option) for option in row.option_ids]
    return replace(row, option_ids=tuple(opaque if row.fixed_order else sorted(opaque)))


def _opaque(keys: Keys, revision: str, option: str) -> str:
    return keys.digest("option", f"{revision}\n{option}")[:ID_LENGTH]


def stored_items(work: Work, keys: Keys, qualification: str, forms: Iterable[TestForm]) -> list[list[Entry]]:
    """The items of each form as they're frozen: with the bank's own option ids and the stimulus revision of now."""
    drawn = [list(form.items) for form in forms]
    revisions = {item.revision for items in drawn for item in items}
    items = {str(id): found.item for id, found in get_revisions(work, map(UUID, revisions)).items()}
    stimuli = _stimuli(work, qualification, items.values())
    own = {revision: _own_ids(keys, item, revision) for revision, item in items.items()}
    return [[_stored(each, items[each.revision], own[each.revision], stimuli) for each in form] for form in drawn]


def _own_ids(keys: Keys, item: Item, revision: str) -> dict[str, str]:
    """The bank's own option ids by the opaque ones of a revision."""
    return {_opaque(keys, revision, option): option for option in pool_item(item, revision).option_ids}


def _stored(drawn: DrawnItem, item: Item, own: Mapping[str, str], stimuli: Mapping[str, str]) -> Entry:
    options = tuple(own[option] for option in drawn.options)
    return to_plain(replace(drawn, options=options)) | {"stimulus": stimuli.get(item.stimulus)}


def _stimuli(work: Work, qualification: str, items: Iterable[Item]) -> dict[str, str]:
    codes = {item.stimulus for item in items} - {""}
    found = {code: find_stimulus_revision_id(work, qualification, code) for code in sorted(codes)}
    return {code: str(revision) for code, revision in found.items() if revision}


def drawn_form(keys: Keys, row: TestFormRow) -> TestForm:
    """A frozen form as the draw gave it. Raises Refused where the installation's secret has changed since."""
    items = tuple(_drawn(keys, entry) for entry in row.items)
    if form_digest(items) != row.digest:
        raise Refused(
            text("The frozen forms can't be changed."),
            text("The installation's secret isn't the one that they were drawn with."),
            text("Ask the administrator to bring the secret back."),
        )
    return TestForm(row.number, row.digest, row.expected_facility, row.expected_seconds, items)


def _drawn(keys: Keys, entry: Entry) -> DrawnItem:
    options = [_opaque(keys, entry["revision"], option) for option in entry["options"]]
    return from_plain(DrawnItem, {key: entry[key] for key in entry if key != "stimulus"} | {"options": options})
