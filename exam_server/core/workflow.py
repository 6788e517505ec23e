"""An item's way from draft to retirement: which moves there are, who may make them, and what stands against one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from exam_server.core.bank import Status
from exam_server.core.people import Role
from exam_server.core.qualification import outcome_code
from exam_server.core.text import Text, text

Verdict = Literal["accept", "change"]
OPEN_TO_REVIEW: tuple[Status, ...] = ("review", "pilot")
REASON_LENGTH = 5


# "content": no errors of the check; "waived": no warnings of it that nobody gave a reason for.
Gate = Literal["content", "waived", "reviewed", "settled", "reason"]


@dataclass(frozen=True)
class Move:
    """A step that people may take; `gates` are what has to hold for it, beyond the roles."""

    before: Status
    after: Status
    roles: frozenset[Role]
    gates: frozenset[Gate] = frozenset()


WRITERS: frozenset[Role] = frozenset({"author"})
BOTH: frozenset[Role] = frozenset({"author", "reviewer"})
MOVES: tuple[Move, ...] = (
    Move("draft", "review", WRITERS, frozenset({"content"})),
    Move("review", "draft", WRITERS),
    Move("review", "pilot", BOTH, frozenset({"content", "reviewed"})),
    Move("pilot", "active", BOTH, frozenset({"content", "waived", "reviewed", "settled"})),
    Move("pilot", "review", WRITERS),
    Move("active", "review", WRITERS, frozenset({"reason"})),
    *(Move(status, "retired", WRITERS, frozenset({"reason"})) for status in ("draft", "review", "pilot", "active")),
    Move("retired", "draft", WRITERS, frozenset({"reason"})),
)


@dataclass(frozen=True)
class Review:
    """A reviewer's verdict on one revision. `angoff`: the share of barely competent people who would get it right."""

    reviewer: UUID
    verdict: Verdict
    angoff: float | None


@dataclass(frozen=True)
class Standing:
    """Where an item stands with its current revision: `reviews` are of that revision, the oldest first.

    `writers` are the accounts that made any of its revisions; `errors` are the check's, `warnings` those that nobody
    gave a reason for.
    """

    status: Status
    writers: frozenset[UUID] = frozenset()
    reviews: tuple[Review, ...] = ()
    open_comments: int = 0
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True)
class Reviewer:
    """Who wants to review, and the outcomes that the office has found them competent in."""

    account: UUID
    outcomes: frozenset[str]


def find_move(before: Status, after: Status) -> Move | None:
    return next((each for each in MOVES if (each.before, each.after) == (before, after)), None)


def possible_moves(status: Status, roles: Collection[Role]) -> tuple[Status, ...]:
    """Where these roles may move an item of a status, if nothing stands against it."""
    return tuple(each.after for each in MOVES if each.before == status and each.roles & set(roles))


def may_ever_move(after: Status, roles: Collection[Role]) -> bool:
    """Whether these roles may bring any item at all to this status."""
    return any(each.after == after and each.roles & set(roles) for each in MOVES)


def objections(standing: Standing, after: Status, roles: Collection[Role], reason: str) -> tuple[Text, ...]:
    """What stands against a move, in words; empty: it may be made."""
    move = find_move(standing.status, after)
    if move is None:
        return (text("From its status there is no step to this one."),)
    if not move.roles & set(roles):
        return (text("This step isn't yours to take."),)
    return tuple(_gated(move, standing, len(reason.strip()) >= REASON_LENGTH))


def _gated(move: Move, standing: Standing, has_reason: bool) -> Iterator[Text]:
    if "content" in move.gates and standing.errors:
        yield text("The check finds errors: {count}.", count=standing.errors)
    if "waived" in move.gates and standing.warnings:
        yield text("Warnings of the check stand without a reason: {count}.", count=standing.warnings)
    if "reviewed" in move.gates and not is_accepted(standing):
        yield text("No other person has accepted this revision in a review with an Angoff estimate.")
    if "settled" in move.gates and standing.open_comments:
        yield text("Comments aren't settled: {count}.", count=standing.open_comments)
    if "reason" in move.gates and not has_reason:
        yield text("The reason is missing.")


def is_accepted(standing: Standing) -> bool:
    """The newest verdict of somebody who didn't write the item accepts its current revision, with an estimate."""
    others = [each for each in standing.reviews if each.reviewer not in standing.writers]
    return bool(others) and others[-1].verdict == "accept" and others[-1].angoff is not None


def review_objections(reviewer: Reviewer, criteria: Collection[str], standing: Standing) -> tuple[Text, ...]:
    """Why somebody can't review an item now; empty: they can."""
    return tuple(_against_review(reviewer, criteria, standing))


def _against_review(reviewer: Reviewer, criteria: Collection[str], standing: Standing) -> Iterator[Text]:
    if standing.status not in OPEN_TO_REVIEW:
        yield text("Only items in review or in the pilot are reviewed.")
    if reviewer.account in standing.writers:
        yield text("Who wrote a revision of an item doesn't review it.")
    missing = sorted(outcomes_of(criteria) - reviewer.outcomes)
    if missing:
        yield text("The office hasn't named you a reviewer of: {outcomes}.", outcomes=", ".join(missing))


def outcomes_of(criteria: Collection[str]) -> set[str]:
    """The learning outcomes that criteria belong to: a criterion's code is its outcome's and a position."""
    return {outcome_code(code) for code in criteria}


def verdict_objections(verdict: Verdict, errors: int, unmet: int, angoff: float | None) -> tuple[Text, ...]:
    """What keeps a verdict from being given.

    `errors` are the lint's; `unmet` counts the checklist's points that don't hold or are open.
    """
    return tuple(_against_verdict(verdict, errors, unmet, angoff))


def _against_verdict(verdict: Verdict, errors: int, unmet: int, angoff: float | None) -> Iterator[Text]:
    if angoff is not None and not 0 <= angoff <= 1:
        yield text("An Angoff estimate lies between 0 and 100 per cent.")
    if verdict == "change":
        return
    if errors:
        yield text("The check finds errors: {count}.", count=errors)
    if unmet:
        yield text("An item is accepted only when the whole checklist holds; open or unmet: {count}.", count=unmet)
    if angoff is None:
        yield text("An item is accepted only with an Angoff estimate.")


def after_verdict(status: Status, verdict: Verdict) -> Status:
    """Accepting brings an item into the pilot, or leaves it there; wanted changes bring it back to its author."""
    return "pilot" if verdict == "accept" else "draft"


def after_save(status: Status) -> Status:
    """A new revision of what was approved has to be reviewed again; drafts and what is out of use stay so."""
    return "review" if status in ("pilot", "active") else status


def after_load(current: Status | None, filed: Status, *, changed: bool, moved_here: bool, by_person: bool) -> Status:
    """The status of an item that comes from a file; `current`: what it has in the bank, None for a new one.

    Whoever runs the server's commands is believed, until somebody has moved the item in the room: from then on the
    bank's status counts. What a person brings through the pages begins as a draft.
    """
    if current is None:
        return "draft" if by_person else filed
    if by_person or moved_here:
        return after_save(current) if changed else current
    return filed
