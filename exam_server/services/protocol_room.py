"""What a protocol states of the room: incidents, the time without contact, and the time that was given back for it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from exam_server.core.protocol import CompensationPart, IncidentPart, OutagePart
from exam_server.services.incidents import list_incidents
from exam_server.services.people import Names
from exam_server.services.protocol_stages import seat_of
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import protocol as store
from exam_server.store.tables import SittingEventRow, StageRow

OwnStages = Sequence[tuple[StageRow, object]]
"""Of one case; only the row is read of each."""


def list_case_incidents(work: Work, stages: OwnStages) -> Iterator[IncidentPart]:
    """What happened at the candidate's own seat, and in the whole room."""
    for exam_id, own in _seats(work, stages):
        for each in list_incidents(work, exam_id):
            if each.sitting_id is None or each.sitting_id in own:
                yield IncidentPart(each.code, each.note, each.at, each.seconds)


def list_outages(work: Work, stages: OwnStages) -> Iterator[OutagePart]:
    """When the candidate's seat wasn't heard of for longer than its rhythm; for how long the clock ran meanwhile."""
    for exam_id, own in _seats(work, stages):
        for sitting_id, gaps in store.list_silences(work.session, exam_id).items():
            if sitting_id in own:
                yield from (OutagePart(gap.since, gap.until, gap.seconds) for gap in gaps)


def list_compensations(work: Work, stages: OwnStages) -> Iterator[CompensationPart]:
    """Every proposal to give the candidate time back: who proposed it, and who confirmed or declined it (P7)."""
    names = Names(work)
    for _, own in _seats(work, stages):
        for sitting_id in sorted(own):
            events = exam_store.list_sitting_events(work.session, sitting_id)
            yield from (_compensation(each, names) for each in events if each.kind == "compensated")


def _compensation(event: SittingEventRow, names: Names) -> CompensationPart:
    return CompensationPart(
        event.at,
        event.seconds,
        event.code,
        event.reason,
        "given" if event.confirmed_by else "declined" if event.declined_by else "open",
        names.of(event.actor_id),
        names.of(event.confirmed_by or event.declined_by),
    )


def _seats(work: Work, stages: OwnStages) -> Sequence[tuple[UUID, frozenset[UUID]]]:
    """Each exam of the case with the candidate's own sittings in it, in order."""
    found: dict[UUID, set[UUID]] = {}
    for stage, _ in stages:
        if stage.exam_id is not None:
            sitting_id = seat_of(work, stage)
            found.setdefault(stage.exam_id, set()).update({sitting_id} if sitting_id else ())
    return [(exam_id, frozenset(own)) for exam_id, own in found.items()]
