"""An item at its author's desk: read as text, checked, saved as the next revision."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.lint import check_item
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text
from exam_server.core.workflow import after_save
from exam_server.formats.item_yaml import read_item
from exam_server.formats.yaml_lines import load_yaml
from exam_server.services.bank import get_item, load_items
from exam_server.services.findings import known_for
from exam_server.services.media import known_pictures
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store.authoring import list_names

NOT_SAVED = text("The item wasn't saved.")


@dataclass(frozen=True)
class Saved:
    """What saving a text came to: the item's code and revision, or None with the errors that stood against it."""

    code: str
    number: int | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "error")


def check_item_text(work: Work, qualification: str, source: str) -> tuple[Item | None, tuple[Problem, ...]]:
    """The item of a file's text and all findings by line; references are checked against the bank."""
    item, problems = read_item(source, "", known_pictures(work))
    if item is None:
        return None, problems
    located, _ = load_yaml(unicodedata.normalize("NFC", source))
    found = list(problems)
    for problem in check_item(item, known_for(work, qualification, item)):
        path = tuple(int(step) if step.isdigit() else step for step in problem.place.split("."))
        found.append(replace(problem, line=located.line_of(path) if located else 0))
    return item, tuple(sorted(found, key=lambda each: each.line))


def save_item_text(work: Work, qualification: str, code: str, source: str, based_on: int, reason: str = "") -> Saved:
    """The next revision of an item, or the first one where `code` is empty (then `based_on` is 0).

    Nothing is saved where there is an error. Raises Refused where somebody saved another revision since `based_on`.
    """
    item, problems = check_item_text(work, qualification, source)
    if item is None:
        return Saved(code, None, problems)
    work.record()
    problems = (*problems, *_misplaced(work, qualification, code, item))
    if any(each.severity == "error" for each in problems):
        return Saved(item.id, None, problems)
    if code and get_item(work, qualification, code).number != based_on:
        raise Refused(
            NOT_SAVED,
            text("Somebody saved another revision of it since you opened it."),
            text("Compare your text below with the current revision; saving it again replaces that one."),
        )
    load_items(work, qualification, [item], reason.strip())
    filed = get_item(work, qualification, item.id)
    work.note("bank.item.saved", filed.id, number=filed.number, content=filed.content_hash)
    return Saved(item.id, filed.number, problems)


def _misplaced(work: Work, qualification: str, code: str, item: Item) -> Iterator[Problem]:
    """What a text may not change: the item's code, and its status, which has a form of its own."""
    row = store.find_item(work.session, work.organisation_id, qualification, item.id)
    if code and item.id != code:
        yield _problem(text("The item's code stays {code}; make a new item for another one.", code=code), "id-changed")
    if not code and item.status != "draft":
        yield _problem(text("A new item begins as a draft."), "status-changed")
    if not code and row is not None:
        yield _problem(text("There is an item {code} already.", code=item.id), "id-twice")
    if code and row is not None and item.id == code and row.status not in (item.status, after_save(item.status)):
        message = text("The status is changed with its own form; here it stays {status}.", status=row.status)
        yield _problem(message, "status-changed")


def _problem(message: Text, rule: str) -> Problem:
    return Problem(message, 0, rule=rule)


@dataclass(frozen=True)
class RevisionLine:
    """One entry of an item's history."""

    number: int
    content_hash: str
    made_at: datetime
    made_by: str
    reason: str


def list_item_revisions(work: Work, item_id: UUID) -> list[RevisionLine]:
    """The newest first; `made_by` is empty for revisions that were loaded from files."""
    rows = store.list_item_history(work.session, item_id)
    names = list_names(work.session, [row.made_by for row in rows if row.made_by])
    return [
        RevisionLine(
            row.number,
            row.content_hash,
            row.made_at,
            names.get(row.made_by, "") if row.made_by else "",
            row.reason,
        )
        for row in rows
    ]
