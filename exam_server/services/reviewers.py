"""Who may review what: the office names each reviewer's learning outcomes, and what waits for each person."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.item_list import ItemLine
from exam_server.core.problems import NotFound
from exam_server.core.workflow import outcomes_of
from exam_server.services.item_list import list_lines
from exam_server.services.people import Colleague, list_holders
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.store import workflow as store
from exam_server.store.base import add_rows
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ReviewerOutcomeRow

MOST = 200


@dataclass(frozen=True)
class NamedReviewer:
    colleague: Colleague
    outcomes: frozenset[str]


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody, `MOST` of each: to be reviewed, sent back, commented on, and accepted in the pilot."""

    to_review: list[ItemLine]
    sent_back: list[ItemLine]
    commented: list[ItemLine]
    accepted: list[ItemLine]


def list_reviewers(work: Work, qualification: str) -> list[NamedReviewer]:
    """Everybody with the reviewer's role, with their outcomes in this qualification."""
    outcomes: dict[UUID, set[str]] = defaultdict(set)
    for account_id, outcome in store.list_outcomes(work.session, work.organisation_id, qualification):
        outcomes[account_id].add(outcome)
    return [NamedReviewer(each, frozenset(outcomes[each.account_id])) for each in list_holders(work, "reviewer")]


def outcomes_of_account(work: Work, qualification: str, account_id: UUID) -> frozenset[str]:
    rows = store.list_outcomes(work.session, work.organisation_id, qualification)
    return frozenset(outcome for account, outcome in rows if account == account_id)


def name_outcomes(work: Work, edition: Edition, account_id: UUID, outcomes: Collection[str]) -> None:
    """Put these outcomes in the place of a reviewer's. Raises NotFound for anybody else and for unknown outcomes."""
    known = {outcome.code for outcome in edition.content.outcomes()}
    if not set(outcomes) <= known:
        raise NotFound(", ".join(set(outcomes) - known))
    work.record()
    if account_id not in {each.account_id for each in list_holders(work, "reviewer")}:
        raise NotFound(str(account_id))
    store.remove_outcomes(work.session, work.organisation_id, edition.code, account_id)
    own = {"account_id": account_id, "qualification": edition.code, "organisation_id": work.organisation_id}
    add_rows(work.session, ReviewerOutcomeRow, [own | {"outcome": each} for each in sorted(set(outcomes))])
    work.note("bank.reviewer.named", account_id, outcomes=",".join(sorted(set(outcomes))))


def list_waiting(work: Work, edition: Edition) -> Waiting:
    """What waits for the actor: as a reviewer what they may review, as an author what became of their own."""
    account, shelf = work.actor.account_id, Shelf(work.organisation_id, edition.code)
    if account is None:
        raise NotFound("account")
    outcomes = outcomes_of_account(work, edition.code, account)
    codes = [code for code in edition.content.codes() if outcomes_of([code]) <= outcomes]
    reviewable = store.list_to_review(work.session, shelf, account, codes, MOST) if work.actor.has("reviewer") else []
    conditions = (store.sent_back(), store.commented(), store.accepted())
    own = [store.list_own(work.session, shelf, account, each, MOST) for each in conditions]
    return Waiting(*(list_lines(work, ids) for ids in (reviewable, *own)))
