"""Marking into evidence: appended, never replaced, one record per criterion, pointing at its source."""

import json

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import delivery, desk, marking
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.store import case as case_store
from exam_server.store.tables import EvidenceRow, MarkingRow, ResponseRow, SittingRow
from tests.making import MadeExam, OwnWork, make_organisation, open_exam


def _answer_rightly(work: OwnWork, sitting_id: object, positions: range) -> None:
    """Choose the key of every item with one key among `positions`, and write something where a text is asked."""
    sitting = work.session.get_one(SittingRow, sitting_id)
    frozen = list_frozen_items(work, sitting.test_form_id)
    work.record()
    for each in frozen:
        if each.position in positions and each.item.kind in ("single_choice", "true_false", "extended_text"):
            work.session.merge(
                ResponseRow(
                    sitting_id=sitting_id,
                    position=each.position,
                    organisation_id=work.organisation_id,
                    epoch=1,
                    sequence=each.position,
                    response=json.dumps(_key(each)),
                    saved_at=work.now,
                )
            )
    work.commit()


def _key(frozen: FrozenItem) -> int | str:
    if frozen.item.kind == "extended_text":
        return "Ogrzewam czarkę."
    return frozen.drawn.index(next(option.id for option in frozen.item.options if option.key)) + 1


def _closed(work: OwnWork) -> MadeExam:
    made = open_exam(work)
    _answer_rightly(work, made.sittings[0], range(1, 9))
    delivery.hand_in(work, made.sittings[0])
    desk.close_exam(work, made.id)
    work.commit()
    return made


def _mark(work: OwnWork, made: MadeExam) -> int:
    count = marking.mark_exam(work, made.id)
    work.commit()
    return count


def test_the_right_option_is_right_in_whatever_order_it_was_shown(work: OwnWork) -> None:
    made = _closed(work)
    assert _mark(work, made) == 3
    right = [each.right for each in marking.list_marked_items(work, made.sittings[0]) if each.criteria != ("2A2",)]
    assert right == [True] * 4
    assert not any(each.right for each in marking.list_marked_items(work, made.sittings[1]))


def test_there_is_one_evidence_record_per_covered_criterion(work: OwnWork) -> None:
    made = _closed(work)
    _mark(work, made)
    case_id = work.session.get_one(SittingRow, made.sittings[0]).case_id
    evidence = case_store.list_evidence(work.session, case_id)
    verdicts = {each.criterion: each.verdict for each in evidence}
    assert set(verdicts) == {"1A1", "1A2", "2A2"}
    assert verdicts["2A2"] == "open", "an extended text waits for its marker"
    newest = work.session.query(MarkingRow).filter_by(sitting_id=made.sittings[0]).one()
    assert {(each.source_kind, each.source_id, each.source_hash) for each in evidence} == {
        ("sitting", made.sittings[0], newest.content_hash)
    }


def test_marking_again_without_a_change_adds_nothing(work: OwnWork) -> None:
    made = _closed(work)
    _mark(work, made)
    assert _mark(work, made) == 0
    assert work.session.query(MarkingRow).count() == 3


def test_a_re_marking_is_appended_and_its_evidence_names_what_it_supersedes(work: OwnWork) -> None:
    made = _closed(work)
    _mark(work, made)
    before = {row.id: row.verdict for row in work.session.query(EvidenceRow)}
    _answer_rightly(work, made.sittings[1], range(1, 9))
    assert _mark(work, made) == 1
    numbers = [row.number for row in work.session.query(MarkingRow).filter_by(sitting_id=made.sittings[1])]
    assert sorted(numbers) == [1, 2]
    work.session.expire_all()
    after = {row.id: row for row in work.session.query(EvidenceRow)}
    assert {id: after[id].verdict for id in before} == before
    added = [row for id, row in after.items() if id not in before]
    assert {row.supersedes for row in added} <= set(before)
    assert len(added) == 3


def test_some_tests_of_an_exam_are_marked_and_the_others_go_on_waiting(work: OwnWork) -> None:
    made = _closed(work)
    assert marking.list_markable(work, made.id) == made.sittings
    assert marking.mark_exam(work, made.id, made.sittings[1:2]) == 1
    work.commit()
    assert [row.sitting_id for row in work.session.query(MarkingRow)] == made.sittings[1:2]
    with pytest.raises(NotFound):
        marking.mark_exam(work, made.id, [made.id])
    work.drop()
    assert _mark(work, made) == 2


def test_an_open_exam_isnt_marked(work: OwnWork) -> None:
    with pytest.raises(Refused, match="not closed"):
        marking.mark_exam(work, open_exam(work).id)


def test_an_exam_of_another_organisation_isnt_marked(work: OwnWork) -> None:
    made = _closed(work)
    make_organisation(work)
    with pytest.raises(NotFound):
        marking.mark_exam(work, made.id)
