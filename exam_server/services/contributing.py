"""The secrets that office and chair add to the seed of an exam's draw, and what may be known of them."""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.assembly import SALT_BYTES, Contribution, Contributor, commit
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import draws as store
from exam_server.store.tables import ContributionRow, ExamRow

RANDOM_WORDS_BYTES = 16
LONGEST = 200


@dataclass(frozen=True)
class Given:
    """That somebody contributed, and what fixes it; never the secret."""

    role: Contributor
    commitment: str
    given_at: datetime


@dataclass(frozen=True)
class Led:
    """An exam as its chair sees its draw; `given`: the chair's contribution."""

    exam_id: UUID
    title: str
    place: str
    planned_at: datetime
    state: str
    given: Given | None


def contribute(work: Work, exam_id: UUID, role: Contributor, words: str = "") -> str:
    """Give the office's or the chair's secret, or another one instead; gives its commitment.

    Without words the server makes random ones. Raises NotFound for an exam that isn't the actor's to contribute to, and
    Refused once the forms are drawn, or for somebody who contributed for the other side: one person would choose alone.
    """
    work.record()
    exam = get_row(work, exam_id)
    _require_side(work, exam, role)
    require_state(exam, "planned")
    rows = store.list_contributions(work.session, exam_id)
    if work.actor.account_id and any(row.role != role and row.account_id == work.actor.account_id for row in rows):
        raise Refused(
            text("Your contribution wasn't taken."),
            text("You have contributed for the other side already; one person would choose alone then."),
            text("Somebody else has to contribute for this side."),
        )
    words = unicodedata.normalize("NFC", words.strip())
    if len(words) > LONGEST:
        raise Refused(
            text("Your contribution wasn't taken."),
            text("It's longer than {count} characters.", count=LONGEST),
            text("Take fewer words."),
        )
    before = next((row.number for row in rows if row.role == role), 0)
    return _store(work, exam_id, before + 1, _secret(role, words))


def _require_side(work: Work, exam: ExamRow, role: Contributor) -> None:
    account_id = work.actor.account_id
    if exam.blueprint_id is None:
        raise NotFound(str(exam.id))
    if role == "chair" and (account_id is None or not is_chair(work, exam.id, account_id)):
        raise NotFound(str(exam.id))


def is_chair(work: Work, exam_id: UUID, account_id: UUID) -> bool:
    return exam_store.is_member(work.session, exam_id, account_id, ("chair",))


def has_chair(work: Work, exam_id: UUID) -> bool:
    return any(member.role == "chair" for member, _, _ in exam_store.list_members(work.session, exam_id))


def _secret(role: Contributor, words: str) -> Contribution:
    return Contribution(role, words or secrets.token_hex(RANDOM_WORDS_BYTES), secrets.token_hex(SALT_BYTES))


def _store(work: Work, exam_id: UUID, number: int, contribution: Contribution) -> str:
    commitment = commit(str(exam_id), contribution)
    work.session.add(
        ContributionRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            exam_id=exam_id,
            role=contribution.role,
            number=number,
            account_id=work.actor.account_id,
            words=contribution.words,
            salt=contribution.salt,
            commitment=commitment,
            given_at=work.now,
        )
    )
    work.session.flush()
    work.note("exam.draw.contributed", exam_id, role=contribution.role, commitment=commitment)
    return commitment


def list_given(work: Work, exam_id: UUID) -> list[Given]:
    """Who contributed so far."""
    rows = store.list_contributions(work.session, exam_id)
    return [Given(cast(Contributor, row.role), row.commitment, row.given_at) for row in rows]


def list_led(work: Work) -> list[Led]:
    """The exams with a test that the actor leads, those to be drawn first."""
    account_id = work.actor.account_id
    rows = exam_store.list_exams(work.session, work.organisation_id)
    led = [row for row in rows if row.blueprint_id and account_id and is_chair(work, row.id, account_id)]
    found = [_led(work, row) for row in led]
    return sorted(found, key=lambda each: each.state != "planned")


def _led(work: Work, row: ExamRow) -> Led:
    given = next((each for each in list_given(work, row.id) if each.role == "chair"), None)
    return Led(row.id, row.title, row.place, row.planned_at, row.state, given)


def list_secrets(work: Work, exam_id: UUID) -> list[Contribution]:
    """What counts, secrets included: for the draw itself, and for its publication once that's allowed."""
    rows = store.list_contributions(work.session, exam_id)
    return [Contribution(cast(Contributor, row.role), row.words, row.salt) for row in rows]


def complete_secrets(work: Work, exam_id: UUID) -> list[Contribution]:
    """The secrets to draw with, a random one for an office that gave none. Raises Refused while the chair's misses."""
    given = list_secrets(work, exam_id)
    roles = {each.role for each in given}
    if "chair" not in roles and has_chair(work, exam_id):
        raise Refused(
            text("The forms weren't drawn."),
            text("The chair of this exam hasn't contributed to the draw yet."),
            text("Ask the chair to do it on their page “Draws”, or change the people of this exam."),
        )
    return given if "office" in roles else [*given, _secret("office", "")]


def keep_secrets(work: Work, exam_id: UUID, used: Sequence[Contribution]) -> None:
    """File what a draw was made with, within `record()`. Raises Refused where another secret was given since."""
    complete_secrets(work, exam_id)
    given = list_secrets(work, exam_id)
    if not set(given) <= set(used):
        raise Refused(
            text("The forms weren't drawn."),
            text("A contribution changed while they were being drawn."),
            text("Draw them again."),
        )
    for each in set(used) - set(given):
        _store(work, exam_id, 1, each)
