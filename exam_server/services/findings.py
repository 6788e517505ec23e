"""The findings of the item's check as an author meets them: each with the reason that was given for leaving it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from exam_server.core.bank import Item
from exam_server.core.item_list import searched_words
from exam_server.core.lint import (
    Finding,
    Known,
    Waiver,
    are_enemies,
    check_item,
    find_similar,
    near_duplicate,
    weigh,
)
from exam_server.core.lint.similar import similar_pairs
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text
from exam_server.services.bank import FiledItem, find_stimulus, get_item
from exam_server.services.citations import list_sources
from exam_server.services.item_list import known_codes
from exam_server.services.qualification import find_edition, list_parts
from exam_server.services.work import Work
from exam_server.store import findings as store
from exam_server.store.tables import FindingWaiverRow

SHORTEST_REASON, LONGEST_REASON = 5, 500
FEW = 5
"""Up to this many items are compared with the bank one by one; for more the whole bank is compared at once."""


def known_for(work: Work, qualification: str, item: Item) -> Known:
    """What the bank has of what an item points at; sources aren't checked where no list of them was filed."""
    edition = find_edition(work, qualification)
    stimulus = find_stimulus(work, qualification, item.stimulus) if item.stimulus else None
    return Known(
        codes=edition.content.codes() if edition else None,
        sources={source.id for source in list_sources(work, qualification)} or None,
        stimuli={stimulus.id} if stimulus else set(),
        items={*known_codes(work, qualification, item.enemies), item.id},
        parts=list_parts(work, edition.id) if edition and item.part else None,
    )


def list_findings(work: Work, qualification: str, codes: Collection[str]) -> dict[str, tuple[Finding, ...]]:
    """Everything found on each of these items' current revisions, near-duplicates included.

    `core.lint.blocks_activation` says which of it keeps an item from becoming active. Raises NotFound.
    """
    filed = [get_item(work, qualification, code) for code in codes]
    near = _near_duplicates(work, qualification, [each.item for each in filed])
    waivers = _waivers(work, filed)
    found = {}
    for each in filed:
        problems = (*check_item(each.item, known_for(work, qualification, each.item)), *near.get(each.item.id, ()))
        found[each.item.id] = weigh(problems, waivers[each.item.id], each.content_hash)
    return found


def weigh_problems(work: Work, filed: FiledItem, problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Problems that were found on an item's current revision, with the reasons given for leaving them."""
    return weigh(problems, _waivers(work, [filed])[filed.item.id], filed.content_hash)


def list_similar(work: Work, qualification: str, code: str) -> tuple[Finding, ...]:
    """The near-duplicates of one item among all that aren't retired: a second of work for tens of thousands."""
    filed = get_item(work, qualification, code)
    return weigh_problems(work, filed, _near_duplicates(work, qualification, [filed.item]).get(code, ()))


def _near_duplicates(work: Work, qualification: str, items: Sequence[Item]) -> Mapping[str, list[Problem]]:
    words = dict(store.list_searched(work.session, work.organisation_id, qualification))
    own = {item.id: item for item in items}
    found: dict[str, list[Problem]] = {}
    if len(own) > FEW:
        pairs = [(each.one, each.other, each.share) for each in similar_pairs(words)]
        alike = [*pairs, *((other, one, share) for one, other, share in pairs)]
    else:
        alike = [
            (item.id, each.other, each.share)
            for item in items
            for each in find_similar(searched_words(item), words.items())
        ]
    for one, other, share in alike:
        if one in own and one != other and not _never_together(work, qualification, own[one], other):
            found.setdefault(one, []).append(near_duplicate(other, share))
    return found


def _never_together(work: Work, qualification: str, item: Item, other: str) -> bool:
    return other in item.enemies or are_enemies(item, get_item(work, qualification, other).item)


def _waivers(work: Work, filed: Sequence[FiledItem]) -> dict[str, list[Waiver]]:
    codes = {each.id: each.item.id for each in filed}
    found: dict[str, list[Waiver]] = {code: [] for code in codes.values()}
    for row in store.list_waivers(work.session, list(codes)):
        found[codes[row.item_id]].append(Waiver(row.rule, row.place, row.content_hash, row.reason))
    return found


def waive_finding(
    work: Work, qualification: str, code: str, rule: str, place: str, content_hash: str, reason: str
) -> None:
    """Leave a warning on an item's current revision as it is, for a reason.

    Raises Refused without a reason in words, for an error, for what isn't found, and where somebody saved meanwhile.
    """
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        why = text("A reason has {least} to {most} characters.", least=SHORTEST_REASON, most=LONGEST_REASON)
        raise _refused_waiver(why, text("Say in a few words why the finding may stand."))
    # The look at the whole bank comes before the lane of writers; the hash says that it's still about this content.
    found = [each.problem for each in list_findings(work, qualification, [code])[code]]
    if not any((each.rule, each.place, each.severity) == (rule, place, "warning") for each in found):
        raise _refused_waiver(text("There is no such warning on the item."), text("Read the findings again."))
    work.record()
    filed = get_item(work, qualification, code)
    if filed.content_hash != content_hash:
        raise _refused_waiver(text("The item was saved anew since."), text("Read the findings again."))
    work.session.add(
        FindingWaiverRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            item_id=filed.id,
            rule=rule,
            place=place,
            content_hash=content_hash,
            reason=reason,
            made_at=work.now,
            made_by=work.actor.account_id,
        )
    )
    work.note("bank.finding.waived", filed.id, rule=rule, place=place, content=content_hash)


def _refused_waiver(why: Text, remedy: Text) -> Refused:
    return Refused(text("The finding wasn't waived."), why, remedy)
