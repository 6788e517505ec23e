"""An item's way as its page shows it: where it can go and what stands against that, reviews, comments and steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import Status
from exam_server.core.reviewing import places_of
from exam_server.core.text import Text
from exam_server.core.workflow import objections, possible_moves
from exam_server.services.item_standing import get_placed
from exam_server.services.reviewing import Comment, GivenReview, list_comments, list_reviews, why_not_review
from exam_server.services.work import Work
from exam_server.store import workflow as store
from exam_server.store.authoring import list_names


@dataclass(frozen=True)
class Step:
    before: str
    after: str
    reason: str
    made_at: datetime
    made_by: str
    is_undoing: bool


@dataclass(frozen=True)
class Way:
    """`moves`: where the actor's roles could move it, with what stands against each while no reason is given.

    `against_review`: why the actor can't review it now; empty: they can.
    """

    moves: Mapping[Status, tuple[Text, ...]]
    against_review: tuple[Text, ...]
    places: tuple[str, ...]
    reviews: list[GivenReview]
    comments: list[Comment]
    steps: list[Step]


def show_way(work: Work, qualification: str, code: str) -> Way:
    placed = get_placed(work, qualification, code)
    roles = work.actor.roles
    return Way(
        moves={
            after: objections(placed.standing, after, roles, "")
            for after in possible_moves(placed.standing.status, roles)
        },
        against_review=why_not_review(work, qualification, placed),
        places=places_of(placed.item),
        reviews=list_reviews(work, placed.row.id),
        comments=list_comments(work, placed.row.id),
        steps=_steps(work, placed.row.id),
    )


def _steps(work: Work, item_id: UUID) -> list[Step]:
    """The newest first."""
    rows = store.list_steps(work.session, item_id)
    names = list_names(work.session, {row.made_by for row in rows if row.made_by})
    return [
        Step(
            row.before,
            row.after,
            row.reason,
            row.made_at,
            names.get(row.made_by, "") if row.made_by else "",
            row.undoes is not None,
        )
        for row in rows
    ]
