"""Late saves that a confirmed compensation covers: they count from then on, the journal keeps how they arrived."""

from exam_server.core.delivery import in_time
from exam_server.services.sittings import clock_of, time_events
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import ResponseRow, SittingRow


def recount(work: Work, row: SittingRow) -> int:
    """Put covered late saves into the projection, newest by (epoch, sequence); gives how many positions changed."""
    clock, events = clock_of(row), time_events(work, row)
    current = {response.position: response for response in store.list_responses(work.session, row.id)}
    changed = 0
    for save in store.list_response_events(work.session, row.id):
        if save.status != "late" or not in_time(clock, events, save.received_at):
            continue
        response = current.get(save.position)
        if response is not None and (response.epoch, response.sequence) >= (save.epoch, save.sequence):
            continue
        if response is None:
            response = ResponseRow(sitting_id=row.id, position=save.position, organisation_id=row.organisation_id)
            work.session.add(response)
            current[save.position] = response
        response.epoch, response.sequence = save.epoch, save.sequence
        response.response, response.saved_at = save.response, save.received_at
        changed += 1
    work.session.flush()
    return changed
