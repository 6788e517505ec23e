"""Releases by two people of the office, as P7 asks."""

from uuid import UUID

from exam_server.services import releasing
from tests.making import OwnWork

FIRST, SECOND = UUID(int=201), UUID(int=202)


def release_by_two(work: OwnWork, exam_id: UUID, asked: bool = False) -> int | None:
    """One asks (or has `asked`), another lets the results go; who acted before goes on. Gives for how many something is new."""
    actor = work.actor
    work.act_as(FIRST, "office")
    assert asked or releasing.release_results(work, exam_id) is None
    work.commit()
    work.act_as(SECOND, "office")
    released = releasing.release_results(work, exam_id)
    work.commit()
    work.actor = actor
    return released
