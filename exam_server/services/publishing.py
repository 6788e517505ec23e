"""What everybody may know of an exam's draw: commitments and digests at once, the secrets when they harm nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.assembly import (
    Contribution,
    Manifest,
    PoolUse,
    Sealed,
    Substitution,
    shown_from,
    withheld_for,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.manifest import write_manifest
from exam_server.formats.plain import from_plain
from exam_server.services.contributing import Given, has_chair, list_given, list_secrets
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import draws as store
from exam_server.store.tables import DrawRow, ExamRow

OVER = ("closed", "released")


@dataclass(frozen=True)
class PublishedForm:
    """A form that counts; `seat` is 0 for a spare."""

    number: int
    seat: int
    digest: str


@dataclass(frozen=True)
class PublishedSubstitution:
    """One withdrawal: when, and per changed form its number and the digests before and after. Never why."""

    at: datetime
    changes: tuple[tuple[int, str, str], ...]
    kept: tuple[int, ...]


@dataclass(frozen=True)
class Publication:
    """An exam's draw without personal data and without anything of an item.

    `given`: who contributed, with their commitments. `sealed`: the commitment to everything that the draw rests on,
    empty before it. `secrets` are empty until `shown_at`; `waits_for` counts the exams that have to be over first,
    this one among them.
    """

    exam_id: UUID
    title: str
    place: str
    planned_at: datetime
    with_chair: bool
    given: tuple[Given, ...]
    drawn_at: datetime | None = None
    sealed: str = ""
    forms: tuple[PublishedForm, ...] = ()
    substitutions: tuple[PublishedSubstitution, ...] = ()
    waits_for: int = 0
    shown_at: datetime | None = None
    secrets: tuple[Contribution, ...] = ()


def get_publication(work: Work, exam_id: UUID) -> Publication:
    """For anybody who knows the exam's id, of whatever organisation. Raises NotFound for an exam without a test."""
    exam = _find_exam(work, exam_id)
    given = tuple(list_given(work, exam_id))
    draw = store.find_draw(work.session, exam_id)
    if draw is None:
        with_chair = has_chair(work, exam_id) or any(each.role == "chair" for each in given)
        return Publication(exam_id, exam.title, exam.place, exam.planned_at, with_chair, given)
    own, others = _uses(work, exam, draw)
    shown_at = shown_from(own, others)
    return Publication(
        exam_id=exam_id,
        title=exam.title,
        place=exam.place,
        planned_at=exam.planned_at,
        with_chair=any(each.role == "chair" for each in given),
        given=given,
        drawn_at=draw.drawn_at,
        sealed=draw.digest,
        forms=tuple(_forms(work, exam_id)),
        substitutions=tuple(_substitutions(work, exam_id)),
        waits_for=len(withheld_for(own, others)),
        shown_at=shown_at,
        secrets=tuple(list_secrets(work, exam_id)) if shown_at else (),
    )


def export_manifest(work: Work, exam_id: UUID) -> str:
    """The manifest as a file. Raises Refused while it's withheld, for whoever asks."""
    exam = _find_exam(work, exam_id)
    draw = store.find_draw(work.session, exam_id)
    if draw is None:
        raise NotFound(str(exam_id))
    if shown_from(*_uses(work, exam, draw)) is None:
        raise Refused(
            text("The manifest isn't shown yet."),
            text("Somebody may still have to sit a test from the same items."),
            text("Come back when these exams are over. Until then its digest is published."),
        )
    return write_manifest(_manifest(work, draw))


def _find_exam(work: Work, exam_id: UUID) -> ExamRow:
    exam = work.session.get(ExamRow, exam_id)
    if exam is None or exam.blueprint_id is None:
        raise NotFound(str(exam_id))
    work.organisation_id = exam.organisation_id
    return exam


def _uses(work: Work, exam: ExamRow, draw: DrawRow) -> tuple[PoolUse, list[PoolUse]]:
    """How this exam used its pool, and how those of its qualification did that aren't over by then."""
    own = _use(exam, draw)
    code = get_edition(work, exam.edition_id).code
    rows = store.list_draws_meanwhile(work.session, work.organisation_id, code, own.over_at or work.now)
    return own, [_use(other, row) for row, other in rows]


def _use(exam: ExamRow, draw: DrawRow) -> PoolUse:
    items = frozenset(row["id"] for row in draw.sealed["pool"])
    return PoolUse(str(exam.id), items, draw.drawn_at, exam.closed_at if exam.state in OVER else None)


def _forms(work: Work, exam_id: UUID) -> list[PublishedForm]:
    newest = {row.number: row for row in store.list_form_digests(work.session, exam_id)}
    # Who moved during the test stands where the draw had put them: what was published doesn't change.
    first = store.list_first_seats(work.session, exam_id)
    return [PublishedForm(row.number, first.get(row.id, row.seat or 0), row.digest) for row in newest.values()]


def _substitutions(work: Work, exam_id: UUID) -> list[PublishedSubstitution]:
    digests = _as_drawn(work, exam_id)
    found = []
    for row in store.list_substitutions(work.session, exam_id):
        made = from_plain(Substitution, row.content)
        new = dict(zip(made.withdrawal.numbers, made.digests, strict=True))
        changes = tuple((number, digests[number], digest) for number, digest in new.items())
        digests.update(new)
        found.append(PublishedSubstitution(row.made_at, changes, tuple(row.kept)))
    return found


def _as_drawn(work: Work, exam_id: UUID) -> dict[int, str]:
    return {row.number: row.digest for row in store.list_form_digests(work.session, exam_id) if row.revision == 1}


def _manifest(work: Work, draw: DrawRow) -> Manifest:
    forms = _forms(work, draw.exam_id)
    return Manifest(
        sealed=from_plain(Sealed, draw.sealed),
        contributions=tuple(list_secrets(work, draw.exam_id)),
        drawn=tuple(_as_drawn(work, draw.exam_id).values()),
        substitutions=tuple(
            from_plain(Substitution, row.content) for row in store.list_substitutions(work.session, draw.exam_id)
        ),
        seats=tuple(form.digest for form in forms if form.seat),
    )
