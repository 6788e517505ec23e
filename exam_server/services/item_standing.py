"""Where items stand on their way: what a move or a review of them is judged by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from exam_server.core.bank import Item, Status
from exam_server.core.lint import Finding, Known, Waiver, blocks_activation, check_item, weigh
from exam_server.core.problems import NotFound
from exam_server.core.workflow import Review, Standing, Verdict
from exam_server.formats.plain import from_plain
from exam_server.services.findings import list_findings
from exam_server.services.qualification import find_edition, list_parts
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import item_list
from exam_server.store import workflow as store
from exam_server.store.findings import list_waivers
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ItemRevisionRow, ItemRow

Located = tuple[ItemRow, ItemRevisionRow]
Judged = Mapping[str, tuple[str, tuple[Finding, ...]]]
"""By code: a content's hash, and what was found on it ahead."""


@dataclass(frozen=True)
class Placed:
    """An item's rows with its current content, and where it stands."""

    row: ItemRow
    revision: ItemRevisionRow
    item: Item
    standing: Standing


def judge_ahead(work: Work, qualification: str, codes: Collection[str]) -> Judged:
    """Everything found on these items, near-duplicates in the bank included: too slow for the lane of writers."""
    hashes = {each.row.code: each.revision.content_hash for each in list_placed(work, qualification, codes)}
    found = list_findings(work, qualification, list(hashes)) if hashes else {}
    return {code: (hashes[code], findings) for code, findings in found.items()}


def list_placed(
    work: Work, qualification: str, codes: Collection[str], judged: Judged | None = None, *, lock: bool = False
) -> list[Placed]:
    """These items by code, `lock`ed for writing within `record()`; codes that the bank doesn't have aren't there.

    What was judged ahead counts while it's of the current content; else each item is checked on its own.
    """
    shelf = Shelf(work.organisation_id, qualification)
    find = store.lock_items if lock else store.list_item_rows
    found = find(work.session, shelf, codes)
    items = [_item(row, revision) for row, revision in found]
    checked = _check(work, qualification, found, items, judged or {})
    standings = _standings(work, [row for row, _ in found])
    return [
        Placed(row, revision, item, _counted(standings[row.id], findings))
        for (row, revision), item, findings in zip(found, items, checked, strict=True)
    ]


def get_placed(
    work: Work, qualification: str, code: str, judged: Judged | None = None, *, lock: bool = False
) -> Placed:
    """One item. Raises NotFound."""
    found = list_placed(work, qualification, [code], judged, lock=lock)
    if not found:
        raise NotFound(code)
    return found[0]


def _item(row: ItemRow, revision: ItemRevisionRow) -> Item:
    """Status and estimates are the row's: they change without a revision."""
    content = from_plain(Item, revision.content)
    return replace(content, status=cast(Status, row.status), difficulty=row.difficulty, seconds=row.seconds)


def _check(
    work: Work, qualification: str, found: Sequence[Located], items: Sequence[Item], judged: Judged
) -> Iterator[tuple[Finding, ...]]:
    known = _known(work, qualification, items)
    waivers: dict[UUID, list[Waiver]] = defaultdict(list)
    for each in list_waivers(work.session, [row.id for row, _ in found]):
        waivers[each.item_id].append(Waiver(each.rule, each.place, each.content_hash, each.reason))
    for (row, revision), item in zip(found, items, strict=True):
        content_hash, findings = judged.get(row.code, ("", ()))
        if content_hash != revision.content_hash:
            findings = weigh(check_item(item, known), waivers[row.id], revision.content_hash)
        yield findings


def _counted(standing: Standing, findings: Iterable[Finding]) -> Standing:
    severities = [each.problem.severity for each in blocks_activation(findings)]
    return replace(standing, errors=severities.count("error"), warnings=severities.count("warning"))


def _known(work: Work, qualification: str, items: Sequence[Item]) -> Known:
    """What these items may point at; sources' names stay with the bank's files."""
    edition = find_edition(work, qualification)
    enemies = {enemy for item in items for enemy in item.enemies}
    cases = {item.stimulus for item in items} - {""}
    own = {item.id for item in items}
    shelf = Shelf(work.organisation_id, qualification)
    return Known(
        codes=edition.content.codes() if edition else None,
        stimuli={case for case in cases if bank_store.find_stimulus(work.session, *shelf, case)},
        items=item_list.list_known_codes(work.session, shelf, enemies) | own,
        parts=list_parts(work, edition.id) if edition and any(item.part for item in items) else None,
    )


def _standings(work: Work, rows: Sequence[ItemRow]) -> dict[UUID, Standing]:
    ids = [row.id for row in rows]
    reviews: dict[UUID, list[Review]] = defaultdict(list)
    for review in store.list_current_reviews(work.session, ids):
        verdict = cast(Verdict, review.verdict)
        reviews[review.item_id].append(Review(review.reviewer_id, verdict, review.angoff))
    writers: dict[UUID, set[UUID]] = defaultdict(set)
    for item_id, account_id in store.list_writers(work.session, ids):
        writers[item_id].add(account_id)
    comments = store.count_open_comments(work.session, ids)
    return {
        row.id: Standing(
            cast(Status, row.status), frozenset(writers[row.id]), tuple(reviews[row.id]), comments.get(row.id, 0)
        )
        for row in rows
    }
