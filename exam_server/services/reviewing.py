"""Reviews of items: checklist, comments at their places, and a verdict by somebody competent who didn't write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.reviewing import CHECKLIST, count_unmet, places_of
from exam_server.core.text import Text, text
from exam_server.core.workflow import Reviewer, Verdict, after_verdict, review_objections, verdict_objections
from exam_server.services.item_standing import Placed, get_placed
from exam_server.services.reviewers import outcomes_of_account
from exam_server.services.work import Work
from exam_server.services.workflow import add_step, joined
from exam_server.store import workflow as store
from exam_server.store.authoring import list_names
from exam_server.store.tables import ItemCommentRow, ItemReviewRow

MOST_CHARACTERS = 2_000


@dataclass(frozen=True)
class GivenReview:
    number: int
    reviewer: str
    verdict: str
    angoff: float | None
    answers: Mapping[str, str]
    note: str
    made_at: datetime


@dataclass(frozen=True)
class Comment:
    """`number` is of the revision that it was made on; `settled_at` None: it's open."""

    id: UUID
    number: int
    place: str
    body: str
    made_by: str
    made_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Opinion:
    """What a reviewer gives: `angoff` 0–1, None: no estimate."""

    verdict: Verdict
    answers: Mapping[str, str]
    angoff: float | None
    note: str


def why_not_review(work: Work, qualification: str, placed: Placed) -> tuple[Text, ...]:
    """What keeps the actor from reviewing an item; empty: they may."""
    account = work.actor.account_id
    if account is None:
        raise NotFound("account")
    reviewer = Reviewer(account, outcomes_of_account(work, qualification, account))
    return review_objections(reviewer, placed.item.criteria, placed.standing)


def give_review(work: Work, qualification: str, code: str, number: int, opinion: Opinion) -> None:
    """File a verdict on revision `number`, and move the item as it says. Raises Refused with all that's against it.

    A revision that was overtaken meanwhile isn't reviewed: the verdict would be on what nobody will sit.
    """
    work.record()
    placed = get_placed(work, qualification, code, lock=True)
    against = [*why_not_review(work, qualification, placed)]
    if placed.revision.number != number:
        against.append(
            text("Somebody saved another revision meanwhile; this review is of revision {number}.", number=number)
        )
    unmet = count_unmet(opinion.answers)
    against += verdict_objections(opinion.verdict, placed.standing.errors, unmet, opinion.angoff)
    if against:
        raise Refused(text("The review wasn't filed."), joined(against), text("See the item's page."))
    work.session.add(_review(work, placed, opinion))
    before, placed.row.status = placed.row.status, after_verdict(placed.standing.status, opinion.verdict)
    if before != placed.row.status:
        add_step(work, placed.row, before, placed.row.revision_id, opinion.note, work.new_id())
    work.note("bank.item.reviewed", placed.row.id, verdict=opinion.verdict, content=placed.revision.content_hash)


def _review(work: Work, placed: Placed, opinion: Opinion) -> ItemReviewRow:
    return ItemReviewRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        item_id=placed.row.id,
        revision_id=placed.revision.id,
        reviewer_id=work.actor.account_id,
        answers={point: opinion.answers.get(point, "") for point in CHECKLIST},
        verdict=opinion.verdict,
        angoff=opinion.angoff,
        note=opinion.note.strip()[:MOST_CHARACTERS],
        made_at=work.now,
    )


def list_reviews(work: Work, item_id: UUID) -> list[GivenReview]:
    """The newest first."""
    rows = store.list_reviews(work.session, item_id)
    names = list_names(work.session, {row.reviewer_id for row, _ in rows})
    return [
        GivenReview(number, names.get(row.reviewer_id, ""), row.verdict, row.angoff, row.answers, row.note, row.made_at)
        for row, number in rows
    ]


def add_comment(work: Work, qualification: str, code: str, place: str, body: str) -> None:
    """Comment on a place of the item's current revision. Raises Refused without words, and for a place it hasn't."""
    work.record()
    placed = get_placed(work, qualification, code, lock=True)
    body, account = body.strip(), work.actor.account_id
    if not body or len(body) > MOST_CHARACTERS or place not in places_of(placed.item) or account is None:
        raise Refused(
            text("The comment wasn't added."),
            text("It has no words, too many, or no place in the item."),
            text("Write up to {count} characters, and choose a place.", count=MOST_CHARACTERS),
        )
    comment = ItemCommentRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        item_id=placed.row.id,
        revision_id=placed.revision.id,
        place=place,
        body=body,
        made_at=work.now,
        made_by=account,
    )
    work.session.add(comment)
    work.note("bank.item.commented", placed.row.id, comment=str(comment.id))


def settle_comment(work: Work, qualification: str, code: str, comment_id: UUID) -> None:
    """Say that what a comment asks for is done or answered; a settled one stays settled."""
    work.record()
    placed = get_placed(work, qualification, code, lock=True)
    row = work.session.get(ItemCommentRow, comment_id)
    if row is None or row.item_id != placed.row.id:
        raise NotFound(str(comment_id))
    if row.settled_at is None:
        row.settled_at, row.settled_by = work.now, work.actor.account_id
        work.note("bank.item.comment.settled", placed.row.id, comment=str(row.id))


def list_comments(work: Work, item_id: UUID) -> list[Comment]:
    """Open ones first, then by time."""
    rows = store.list_comments(work.session, item_id)
    names = list_names(work.session, {row.made_by for row, _ in rows})
    return [
        Comment(row.id, number, row.place, row.body, names.get(row.made_by, ""), row.made_at, row.settled_at)
        for row, number in rows
    ]
