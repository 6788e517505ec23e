"""The closed room of an exam: the addresses from which its tests are taken."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from exam_server.core.network import Address, find_address, is_within, read_ranges
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.work import Work
from exam_server.store import closed_room as store
from exam_server.store.tables import ClosedRoomRow, ExamRow

MOST_RANGES = 50


class Gates:
    """The ranges of all exams that aren't over, for the save route: as they were at the last look, a second ago."""

    def __init__(self) -> None:
        self._ranges: Mapping[UUID, tuple[str, ...]] = MappingProxyType({})

    def look(self, work: Work) -> None:
        self._ranges = {exam: tuple(ranges) for exam, ranges in store.list_running_ranges(work.session).items()}

    def lets_in(self, exam_id: UUID, client: str) -> bool:
        """Whether an address (as text) may save; nothing is looked up where the exam has no ranges."""
        ranges = self._ranges.get(exam_id)
        return ranges is None or is_in_ranges(client, ranges)


def get_ranges(work: Work, exam_id: UUID) -> list[str]:
    """The ranges of an exam in CIDR notation; none: anywhere."""
    get_row(work, exam_id)
    room = store.find_room(work.session, exam_id)
    return [str(each) for each in room.ranges] if room else []


def set_ranges(work: Work, exam_id: UUID, words: str) -> int:
    """Replace the ranges of an exam that isn't over; gives how many. Raises Refused for what is no range."""
    read = read_ranges(words)
    if read.problems or len(read.networks) > MOST_RANGES:
        raise Refused(
            text("The addresses weren't saved."),
            read.problems[0] if read.problems else text("There are more than {most}.", most=MOST_RANGES),
            text("Write addresses (192.168.1.7) or ranges (192.168.1.0/24), one a line."),
        )
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, *store.RUNNING)
    room_of(work, exam).ranges = [str(each) for each in read.networks]
    work.note("exam.addresses.set", exam_id, count=len(read.networks))
    return len(read.networks)


def room_of(work: Work, exam: ExamRow) -> ClosedRoomRow:
    """The row of an exam's room, made where there was none; call it within `record()`."""
    room = store.find_room(work.session, exam.id)
    if room is None:
        room = ClosedRoomRow(
            exam_id=exam.id,
            organisation_id=exam.organisation_id,
            ranges=[],
            seb_settings="",
            seb_address="",
            exam_keys=[],
        )
        work.session.add(room)
    return room


def is_let_in(work: Work, exam_id: UUID, address: Address | None) -> bool:
    """Whether an address may take an exam; after the exam everybody may look at what is theirs."""
    exam, room = work.session.get_one(ExamRow, exam_id), store.find_room(work.session, exam_id)
    if room is None or not room.ranges or exam.state not in store.RUNNING:
        return True
    return address is not None and is_in_ranges(str(address), tuple(room.ranges))


@lru_cache(maxsize=4096)
def is_in_ranges(client: str, ranges: Sequence[str]) -> bool:
    """Whether an address (as text) lies in one of the ranges."""
    address = find_address(client)
    return address is not None and is_within(address, read_ranges(" ".join(ranges)).networks)
