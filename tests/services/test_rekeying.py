"""Re-marking after a wrong key: seen before it's done, decided on by two, appended."""

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.core.rekeying import Ruling
from exam_server.services import marking, rekeying
from exam_server.services.sources_sitting import show_sitting
from exam_server.services.statistics import measure_item
from exam_server.store.tables import EvidenceRow, MarkingRow
from tests.making import CANDIDATES, CODE, OwnWork, make_organisation, make_player
from tests.services.test_statistics import marked

ITEM = "hb-2a2-tf"
"""Of three candidates the first two got it wrong, the last one right (`test_statistics.sit`)."""
OTHER_KEY = Ruling(("false",))


def propose(work: OwnWork, ruling: Ruling = OTHER_KEY) -> object:
    work.act_as(make_player(work, "adam"), "author")
    ruling_id = rekeying.propose_ruling(work, CODE, ITEM, 1, ruling, "W źródle jest odwrotnie.")
    work.commit()
    return ruling_id


def rights(work: OwnWork, sittings: list[object]) -> list[bool]:
    items = [each for id in sittings for each in marking.list_marked_items(work, id)]  # type: ignore[arg-type]
    return [each.right for each in items if each.item_id == ITEM]


def test_a_preview_says_who_changes_and_changes_nothing(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    before = rights(work, made.sittings)
    preview = rekeying.preview_ruling(work, CODE, ITEM, 1, OTHER_KEY)
    assert (preview.sittings, preview.refused) == (3, None)
    assert [each.right for each in preview.changes] == [(right, not right) for right in before]
    assert {each.exam for each in preview.changes} == {"Egzamin z herbaty"}
    turned = {code for each in preview.changes for code in each.verdicts}
    assert turned <= {"2A2"}
    assert rights(work, made.sittings) == before and work.session.query(MarkingRow).count() == 3


@pytest.mark.rule("P7")
def test_a_ruling_counts_when_another_person_confirms_it_and_all_markings_stay(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    before, evidence = rights(work, made.sittings), work.session.query(EvidenceRow).count()
    ruling_id = propose(work)
    assert rights(work, made.sittings) == before
    with pytest.raises(Refused, match="can't confirm"):
        rekeying.confirm_ruling(work, CODE, ITEM, ruling_id)  # type: ignore[arg-type]
    work.drop()
    work.act_as(make_player(work, "rena"), "reviewer")
    assert rekeying.confirm_ruling(work, CODE, ITEM, ruling_id) == 3  # type: ignore[arg-type]
    work.commit()
    assert rights(work, made.sittings) == [not right for right in before]
    numbers = [row.number for row in work.session.query(MarkingRow)]
    assert sorted(numbers) == [1, 1, 1, 2, 2, 2]
    added = work.session.query(EvidenceRow).count() - evidence
    assert added == 3 * 3 and work.session.query(EvidenceRow).filter(EvidenceRow.supersedes.isnot(None)).count() == 9
    assert marking.mark_exam(work, made.id) == 0, "the ruling holds for every later marking too"
    assert measure_item(work, CODE, ITEM)[0].statistics.count == 3
    evidence_rows = [row for row in work.session.query(EvidenceRow) if row.criterion == "2A2"]
    views = [source for row in evidence_rows if (source := show_sitting(work, row)) is not None]
    ruled = {(view.marking_number, item.ruled) for view in views for item in view.items if item.item_id == ITEM}
    assert ruled == {(1, False), (2, True)}, "who reads the evidence learns why mark and key differ"
    (shown,) = rekeying.list_rulings(work, CODE, ITEM)
    assert (shown.state, shown.ruling, shown.number) == ("confirmed", OTHER_KEY, 1)


def test_everybody_can_be_right(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    ruling_id = propose(work, Ruling(everybody=True))
    work.act_as(make_player(work, "rena"), "reviewer")
    changed = rekeying.confirm_ruling(work, CODE, ITEM, ruling_id)  # type: ignore[arg-type]
    work.commit()
    assert rights(work, made.sittings) == [True] * 3 and 0 < changed < 3


def test_a_declined_ruling_is_not_carried_out_nor_decided_on_again(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    before = rights(work, made.sittings)
    ruling_id = propose(work)
    rekeying.decline_ruling(work, CODE, ITEM, ruling_id)  # type: ignore[arg-type]
    work.commit()
    work.act_as(make_player(work, "rena"), "reviewer")
    with pytest.raises(Refused, match="decided"):
        rekeying.confirm_ruling(work, CODE, ITEM, ruling_id)  # type: ignore[arg-type]
    work.drop()
    assert marking.mark_exam(work, made.id) == 0 and rights(work, made.sittings) == before


def test_what_cant_be_or_isnt_here_is_refused(work: OwnWork) -> None:
    marked(work, CANDIDATES)
    with pytest.raises(Refused, match="reason"):
        rekeying.propose_ruling(work, CODE, ITEM, 1, OTHER_KEY, " ")
    with pytest.raises(Refused, match="as it is"):
        rekeying.propose_ruling(work, CODE, ITEM, 1, Ruling(("true",)), "bo tak")
    work.drop()
    with pytest.raises(NotFound):
        rekeying.preview_ruling(work, CODE, ITEM, 7, OTHER_KEY)
    ruling_id = propose(work)
    make_organisation(work)
    with pytest.raises(NotFound):
        rekeying.confirm_ruling(work, CODE, ITEM, ruling_id)  # type: ignore[arg-type]
