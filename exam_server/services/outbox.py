"""The outbox as its sender and the office use it: what is due, what became of it, and trying again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast
from uuid import UUID

from exam_server.core.mailing import Letter
from exam_server.core.notice_words import CLOSING, GREETING, NOTICE_WORDS, WHERE, WITHOUT_ACCOUNT
from exam_server.core.notices import NoticeKind, Posted, Standing, claim, settle, try_again
from exam_server.core.problems import NotFound
from exam_server.core.text import Text
from exam_server.services.case_rows import get_row
from exam_server.services.notice_rows import put, standing_of
from exam_server.services.notices import queue_notice
from exam_server.services.work import Work
from exam_server.store import notices as store
from exam_server.store.tables import NoticeRow, OrganisationRow

MOST_ENDED = 100
"""How many that can't be sent are ended in one go: others wait for the lane."""
MOST_SHOWN = 500


class Post(NamedTuple):
    """What letters need beside their news: where to log in, the installation's language, and who translates."""

    address: str
    language: str
    say: Callable[[Text, str], str]


@dataclass(frozen=True)
class Notice:
    """An entry of the outbox as the office reads it."""

    id: UUID
    kind: NoticeKind
    name: str
    email: str
    case_id: UUID | None
    standing: Standing


def claim_next(work: Work, post: Post) -> Letter | None:
    """Take up the letter that is due for longest; None where nothing is, or another process is posting one.

    Nothing is sent within it: whoever claims posts the letter, and then settles it.
    """
    if not store.has_due(work.session, work.now):
        return None
    work.record()
    store.lock_sending(work.session)
    if store.is_somebody_posting(work.session, work.now):
        return None
    for _ in range(MOST_ENDED):
        row = store.find_due(work.session, work.now)
        if row is None:
            return None
        recipient = store.find_recipient(work.session, row)
        put(row, claim(standing_of(row), bool(recipient.email), work.now))
        work.session.flush()
        if row.state == "waiting":
            return _write(work, row, recipient, post)
    return None


def _write(work: Work, row: NoticeRow, recipient: store.Recipient, post: Post) -> Letter:
    language = recipient.language or post.language
    words = NOTICE_WORDS[cast(NoticeKind, row.kind)]
    organisation = work.session.get_one(OrganisationRow, row.organisation_id).name
    where = Text(WHERE.template, {"address": post.address})
    parts = [post.say(each, language) for each in (GREETING, words.news, where, WITHOUT_ACCOUNT, CLOSING)]
    body = "\n\n".join((*parts, f"-- \n{organisation}"))
    return Letter(row.id, recipient.email, organisation, post.say(words.subject, language), body, language)


def settle_notice(work: Work, notice_id: UUID, posted: Posted) -> None:
    """Keep what became of a letter that was posted; what was settled meanwhile stays."""
    work.record()
    row = work.session.get_one(NoticeRow, notice_id, with_for_update=True)
    if row.state != "waiting":
        return
    put(row, settle(standing_of(row), posted, work.now))
    if row.state in ("sent", "refused"):
        work.organisation_id = row.organisation_id
        about = str(row.case_id) if row.case_id else None
        work.note(f"notice.{row.state}", row.id, kind=row.kind, case=about, code=row.code)


def send_again(work: Work, notice_id: UUID) -> None:
    """The office wants a notice sent after all. Raises NotFound."""
    work.record()
    row = work.session.get(NoticeRow, notice_id, with_for_update=True)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(notice_id))
    has_address = bool(store.find_recipient(work.session, row).email)
    put(row, try_again(standing_of(row), has_address, work.now))
    work.note("notice.tried_again", row.id, kind=row.kind)


def ask_to_complete(work: Work, case_id: UUID) -> None:
    """The office needs something of a candidate: they're told so by e-mail. Raises NotFound."""
    work.record()
    get_row(work, case_id)
    queue_notice(work, "to_complete", case_id)


def list_outbox(work: Work, state: str = "") -> list[Notice]:
    """The newest first; `state` narrows them."""
    return _show(work, store.list_notices(work.session, work.organisation_id, state, MOST_SHOWN))


def list_case_notices(work: Work, case_id: UUID) -> list[Notice]:
    """What a case's candidate was told by e-mail, the newest first; the caller has checked who asks."""
    return _show(work, store.list_case_notices(work.session, case_id))


def _show(work: Work, rows: Sequence[NoticeRow]) -> list[Notice]:
    found = []
    for row in rows:
        who = store.find_recipient(work.session, row)
        found.append(Notice(row.id, cast(NoticeKind, row.kind), who.name, who.email, row.case_id, standing_of(row)))
    return found


def count_notices(work: Work) -> Mapping[str, int]:
    """How many there are in each state; one without any isn't there."""
    return store.count_by_state(work.session, work.organisation_id)


def find_servers_trouble(work: Work) -> Standing | None:
    """What keeps every letter back, where the last one that was tried met it at the mail server itself."""
    row = store.find_last_tried(work.session, work.organisation_id)
    standing = standing_of(row) if row is not None and row.state == "waiting" else None
    met = Posted(standing.trouble, standing.code) if standing else Posted()
    return standing if met.is_servers else None
