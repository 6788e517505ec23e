"""Clips of vignettes: filed once by the hash of their bytes, named by it in a script, and played to staff alone."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.clip import Clip, read_clip
from exam_server.services.work import Work
from exam_server.store import clips as store
from exam_server.store.tables import ClipRow

NOT_TAKEN = text("The clip wasn't taken.")
LONGEST_TITLE = 120


@dataclass(frozen=True)
class FiledClip:
    """A clip in its authors' list; `digest` is what a vignette names it by, `size` in bytes."""

    digest: str
    title: str
    media_type: str
    size: int
    made_at: datetime


def take_clip(work: Work, title: str, content: bytes) -> str:
    """File a clip that an author brings; gives its digest. Raises Refused for what isn't one, or has no title."""
    clip, problems = read_clip(content)
    if clip is None or not content:
        why = problems[0].message if problems else text("No file was chosen.")
        raise Refused(NOT_TAKEN, why, text("Choose a short WebM or MP4 file."))
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        why = text("It needs a title, of {limit} characters at most.", limit=LONGEST_TITLE)
        raise Refused(NOT_TAKEN, why, text("Write what is to be heard or seen."))
    work.record()
    if store.find_clip(work.session, work.organisation_id, clip.digest) is None:
        _add(work, title.strip(), clip)
    return clip.digest


def _add(work: Work, title: str, clip: Clip) -> None:
    row = ClipRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        content_hash=clip.digest,
        title=title,
        media_type=clip.media_type,
        size=len(clip.content),
        content=clip.content,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("bank.clip.filed", row.id, content=clip.digest, bytes=len(clip.content))


def list_clips(work: Work) -> list[FiledClip]:
    return [
        FiledClip(row.content_hash, row.title, row.media_type, row.size, row.made_at)
        for row in store.list_clips(work.session, work.organisation_id)
    ]


def get_clip(work: Work, digest: str) -> Clip:
    """The clip with its bytes; the caller has checked who asks. Raises NotFound."""
    row = store.find_clip(work.session, work.organisation_id, digest, whole=True)
    if row is None:
        raise NotFound(digest)
    return Clip(row.content, row.media_type)


def has_clip(work: Work, digest: str) -> bool:
    """Whether this server can play it: a script from elsewhere may name one that nobody brought here."""
    return bool(digest) and store.find_clip(work.session, work.organisation_id, digest) is not None
