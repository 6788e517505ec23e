"""What a candidate hands in for the analysis of evidence: when it's taken, and what it may be mapped to (S1, L8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from exam_server.core.plan import Plan
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

DocumentKind = Literal["pdf", "docx", "odt", "picture", "text"]
PieceKind = Literal["document", "declaration"]
Step = Literal["handed_in", "closed", "reopened"]

DOCUMENT_WORDS: Mapping[DocumentKind, Text] = {
    "pdf": text("PDF"),
    "docx": text("Word document"),
    "odt": text("OpenDocument text"),
    "picture": text("picture"),
    "text": text("plain text"),
}
NOT_TAKEN = text("That wasn't taken into the portfolio.")


@dataclass(frozen=True)
class Limits:
    """How much one portfolio may hold; bytes as stored, `words` in characters."""

    document_bytes: int = 10 * 1024 * 1024
    portfolio_bytes: int = 200 * 1024 * 1024
    pieces: int = 60
    title: int = 200
    words: int = 8_000


@dataclass(frozen=True)
class Standing:
    """Where a stage of evidence analysis stands: once handed in, later pieces are additions."""

    handed_in_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_addition(self, made_at: datetime) -> bool:
        return self.handed_in_at is not None and made_at > self.handed_in_at


def stand(steps: Iterable[tuple[Step, datetime]], released_at: datetime | None = None) -> Standing:
    """Fold a stage's steps, in their order. The first handing in counts; a released result closes for good (L8)."""
    handed_in_at = closed_at = None
    for step, at in steps:
        if step == "handed_in":
            handed_in_at = handed_in_at or at
        else:
            closed_at = at if step == "closed" else None
    return Standing(handed_in_at, released_at or closed_at)


def require_open(standing: Standing) -> None:
    """Whether a portfolio takes anything more. Raises Refused for a closed stage (L8)."""
    if not standing.is_open:
        raise Refused(
            NOT_TAKEN,
            text("The office closed this stage."),
            text("Ask the office to reopen it, or to plan another stage."),
            rule="L8",
        )


def require_draft(standing: Standing) -> None:
    """Whether something may still be taken back. Raises Refused once the portfolio is handed in: it's proof then."""
    require_open(standing)
    if standing.handed_in_at is not None:
        raise Refused(
            text("Nothing was taken back."),
            text("The portfolio was handed in; what the commission got stays as it is."),
            text("Add what corrects it: additions are marked as such."),
        )


def require_ready(standing: Standing, mapped: int) -> None:
    """Whether a portfolio may be handed in. Raises Refused for one that shows nothing, or was handed in before."""
    require_draft(standing)
    if not mapped:
        raise Refused(
            text("The portfolio wasn't handed in."),
            text("None of its pieces says yet which criterion it shows."),
            text("Open a piece and tick the criteria that it shows."),
        )


def require_room(limits: Limits, pieces: int, stored: int, added: int) -> None:
    """Whether another piece fits: `stored` and `added` in bytes. Raises Refused for one too many or too large."""
    if pieces >= limits.pieces:
        why = text("The portfolio holds {count} pieces already; more aren't taken.", count=pieces)
    elif added > limits.document_bytes:
        why = text("The file is larger than {limit} MiB.", limit=limits.document_bytes // 2**20)
    elif stored + added > limits.portfolio_bytes:
        why = text("All files together would be larger than {limit} MiB.", limit=limits.portfolio_bytes // 2**20)
    else:
        return
    raise Refused(NOT_TAKEN, why, text("Choose what shows most, or save it smaller."))


def require_words(title: str, words: str, limits: Limits) -> None:
    """Whether a title and words are there and short enough. Raises Refused otherwise."""
    if not title or len(title) > limits.title:
        why = text("The title is missing or longer than {limit} characters.", limit=limits.title)
    elif not words or len(words) > limits.words:
        why = text("The text is missing or longer than {limit} characters.", limit=limits.words)
    else:
        return
    raise Refused(NOT_TAKEN, why, text("Write it anew, and shorter."))


def require_target(plan: Plan, criterion: str, part: str = "") -> None:
    """Whether a piece may be said to show a criterion, or a part of it. Raises Refused where the plan doesn't use the
    analysis of evidence for it, or knows no such part (S1).
    """
    line = plan.line(criterion)
    if line is None or "evidence_analysis" not in line.methods:
        raise Refused(
            text("The piece wasn't assigned."),
            text("Criterion {code} isn't shown by evidence in this plan.", code=criterion),
            text("Choose one of the criteria of the list."),
            rule="S1",
        )
    if part and part not in {each.id for each in line.parts}:
        raise Refused(
            text("The piece wasn't assigned."),
            text("Criterion {code} has no part {part}.", code=criterion, part=part),
            text("Choose one of the parts of the list."),
        )
