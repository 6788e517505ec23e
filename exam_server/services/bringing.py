"""Bringing foreign items into a bank: what of an intake is new, same or other, and filing what an author confirms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from exam_server.core.bank import Bank, Item, revision_hash
from exam_server.core.exchange import Brought, free_id
from exam_server.core.lint import Known, check_item
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.intake import Intake
from exam_server.services.bank import Filed, load_items, load_stimuli
from exam_server.services.content import with_filed_pictures
from exam_server.services.importing import known_codes
from exam_server.services.work import Work
from exam_server.store import bank as store

Clash = Literal["new", "same", "other"]
Choice = Literal["revision", "new_id", "leave"]
AT_ONCE = 10
"""Items in one writing transaction, so that nobody's response waits for a long import."""


@dataclass(frozen=True)
class Line:
    """One item of a file against the bank: `number` is the filed revision that it clashes with, 0 where none does.

    `findings` are what the rules of item writing say; they hold up a review, not a draft.
    """

    brought: Brought
    clash: Clash = "new"
    number: int = 0
    findings: tuple[Problem, ...] = ()


def compare_intake(work: Work, qualification: str, intake: Intake) -> tuple[Line, ...]:
    """Every item of a file, in order, as it would be filed. Criteria that the qualification lacks are left out."""
    codes = known_codes(work, qualification)
    filed = store.list_newest(work.session, work.organisation_id, qualification)
    known = Known(codes)
    lines = []
    for each in intake.items:
        brought = _with_known_criteria(each, codes)
        if brought.item is None or brought.outcome == "refused":
            lines.append(Line(brought))
            continue
        number, digest = filed.get(brought.item.id, (0, ""))
        clash: Clash = "new" if not number else "same" if digest == revision_hash(brought.item) else "other"
        lines.append(Line(brought, clash, number, check_item(brought.item, known)))
    return tuple(lines)


def _with_known_criteria(brought: Brought, codes: frozenset[str]) -> Brought:
    item = brought.item
    unknown = [code for code in item.criteria if code not in codes] if item else []
    if item is None or not unknown:
        return brought
    changes = tuple(text("The qualification has no criterion {name}.", name=code) for code in unknown)
    kept = replace(item, criteria=tuple(code for code in item.criteria if code in codes))
    return replace(brought, item=kept, changes=(*brought.changes, *changes))


def items_to_file(lines: Iterable[Line], choices: Mapping[str, Choice], taken: Iterable[str]) -> list[Item]:
    """The drafts that an author's choices make of the lines; one with other content is left unless chosen."""
    ids = set(taken)
    drafts = []
    for line in lines:
        item = line.brought.item
        if item is None or line.brought.outcome == "refused" or line.clash == "same":
            continue
        choice = choices.get(item.id, "leave") if line.clash == "other" else "revision"
        if choice == "leave":
            continue
        new_id = free_id(item.id, ids) if choice == "new_id" else item.id
        ids.add(new_id)
        drafts.append(replace(item, id=new_id, status="draft"))
    return drafts


def file_drafts(work: Work, qualification: str, intake: Intake, items: Sequence[Item]) -> Filed:
    """File some of an intake's items with the pictures and shared cases that they show."""
    work.record()
    hung_on = {item.stimulus for item in items}
    stimuli = tuple(each for each in intake.stimuli if each.id in hung_on)
    brought = with_filed_pictures(work, Bank(items=tuple(items), stimuli=stimuli), intake.pictures)
    load_stimuli(work, qualification, brought.stimuli)
    filed = load_items(work, qualification, brought.items)
    work.note("bank.import.filed", None, format=intake.format, items=len(items))
    return filed


def taken_ids(work: Work, qualification: str) -> set[str]:
    """The ids of the bank's items."""
    return set(store.list_states(work.session, work.organisation_id, qualification))


def in_portions(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
