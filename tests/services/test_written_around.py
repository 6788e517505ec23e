"""Around the reading of what was written: how far it is, what statistics count, and what a protocol says of it."""

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import written as marks
from exam_server.services.legal_day import legal_day
from exam_server.services.papers.case_protocol import print_protocol
from exam_server.services.papers.reader import Reader
from exam_server.services.protocol_record import Issue, Wanted, gather_record
from exam_server.services.statistics import measure_exam
from exam_server.services.written_progress import free_share, show_progress
from exam_server.services.written_queue import take_next
from exam_server.store.tables import (
    SittingRow,
    WrittenPieceRow,
)
from tests.making import OwnWork
from tests.reading_pdf import text_of
from tests.recounting import require_as_recounted
from tests.written import (
    CRITERION,
    act_as,
    given,
    make_written,
    read,
    read_all,
    seal,
    take,
)


def test_the_office_sees_how_far_it_is_and_frees_what_somebody_holds(work: OwnWork) -> None:
    made = make_written(work)
    taken = take(work, made, "asia")
    seal(work, made, "artur", take(work, made, "artur"), 3, 3)
    act_as(work, made, "olga")
    progress = show_progress(work, made.exam.id)
    (criterion,) = progress.criteria
    assert (progress.texts, progress.settled, criterion.free, criterion.third) == (2, 0, 1, 0)
    assert [(each.sealed, each.taken) for each in progress.readers] == [(1, 0), (0, 1)]
    (held,) = progress.held
    assert held.code == taken
    free_share(work, made.exam.id, held.share_id)
    work.commit()
    assert show_progress(work, made.exam.id).held == ()
    with pytest.raises(Refused, match="put back before"):
        free_share(work, made.exam.id, held.share_id)
    work.drop()
    act_as(work, made, "asia")
    with pytest.raises(NotFound):
        marks.show_piece(work, taken)
    assert take_next(work, CRITERION) in {row.code for row in work.session.query(WrittenPieceRow)}


def test_who_puts_a_text_back_finds_their_draft_when_they_take_it_again(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""))
    code = take(work, made, "asia")
    marks.save_draft(work, code, given(1, 2))
    work.commit()
    marks.put_back(work, code)
    work.commit()
    assert take(work, made, "asia") == code
    assert marks.show_piece(work, code).marks == tuple(given(1, 2))


def test_statistics_leave_out_what_nobody_has_read_and_count_it_once_it_is(work: OwnWork) -> None:
    made = make_written(work)
    kinds = {each.item.kind for each in measure_exam(work, made.exam.id).items}
    assert "extended_text" not in kinds, "unread isn't wrong"
    read_all(work, made, 3, 3)
    item = next(each for each in measure_exam(work, made.exam.id).items if each.item.kind == "extended_text")
    assert (item.statistics.count, item.statistics.mean) == (3, pytest.approx(2 / 3)), "who left it blank counts too"
    require_as_recounted(work)


@pytest.mark.rule("P2")
def test_a_protocol_says_who_read_a_text_and_with_which_levels(work: OwnWork) -> None:
    made = make_written(work, texts=("Podaję.", "", ""))
    for login, levels in (("asia", (3, 0)), ("artur", (3, 3)), ("czeslawa", (2, 3))):
        code, _ = read(work, made, login, *levels)
    case_id = work.session.get_one(SittingRow, made.first).case_id
    record = gather_record(work, case_id, Wanted(0), Issue("2027/00001", legal_day(work), 14))
    criteria = [each for part in record.sets for outcome in part.outcomes for each in outcome.criteria]
    (reading,) = next(each.readings for each in criteria if each.code == CRITERION)
    assert (reading.code, reading.levels, reading.by_rule) == (code, (3, 3), "third")
    assert [marker.levels for marker in reading.markers] == [(3, 0), (3, 3), (2, 3)]
    reader = Reader("pl", str, *(lambda at: "" for _ in range(3)))
    printed = text_of(print_protocol(record, "ab" * 32, reader, work.now))
    assert "tego tu nie ma" in printed and "the middle level of three" in printed
