"""Criteria of many items changed in one act on both databases: revisions, review, what is left alone, and undoing."""

from dataclasses import replace

import pytest

from exam_server.core.item_list import ItemFilter
from exam_server.core.problems import Refused
from exam_server.core.retagging import Retagging
from exam_server.services import bank, workflow
from exam_server.services.item_list import list_codes
from exam_server.services.retagging import preview_retagging, retag_items
from tests.making import CODE, ITEMS, OwnWork, make_bank, make_edition, make_player

ACTIVE, BOTH, DRAFT = ITEMS[0], replace(ITEMS[1], criteria=("1A1", "2A2")), replace(ITEMS[2], status="draft")
CODES = [ACTIVE.id, BOTH.id, DRAFT.id]


@pytest.fixture
def stocked(work: OwnWork) -> OwnWork:
    make_edition(work)
    make_bank(work, [ACTIVE, BOTH, DRAFT])
    work.act_as(make_player(work, "adam"), "author")
    return work


def _standing(work: OwnWork, code: str) -> tuple[tuple[str, ...], str, int]:
    filed = bank.get_item(work, CODE, code)
    return filed.item.criteria, filed.item.status, filed.number


def _retag(work: OwnWork, change: Retagging) -> workflow.Act:
    act = retag_items(work, CODE, CODES, change, "nowy podział")
    work.commit()
    return act


def test_a_criterion_is_added_as_a_revision_each_and_what_was_approved_goes_to_review(stocked: OwnWork) -> None:
    change = Retagging("add", "2A2")
    assert preview_retagging(stocked, CODE, CODES, change).done == (ACTIVE.id, DRAFT.id)
    act = _retag(stocked, change)
    assert act.done == (ACTIVE.id, DRAFT.id) and [each.code for each in act.held] == [BOTH.id]
    assert _standing(stocked, ACTIVE.id) == (("1A1", "2A2"), "review", 2)
    assert _standing(stocked, DRAFT.id) == (("1A1", "2A2"), "draft", 2)
    assert _standing(stocked, BOTH.id) == (("1A1", "2A2"), "active", 1)
    assert list_codes(stocked, CODE, ItemFilter(criterion="2A2"), 10) == CODES


def test_only_a_draft_is_left_without_a_criterion(stocked: OwnWork) -> None:
    act = _retag(stocked, Retagging("remove", "1A1"))
    assert act.done == (BOTH.id, DRAFT.id)
    assert [(each.code, str(each.why[0])) for each in act.held] == [
        (ACTIVE.id, "It would be left without a criterion.")
    ]
    assert _standing(stocked, DRAFT.id) == ((), "draft", 2)
    assert _standing(stocked, BOTH.id) == (("2A2",), "review", 2)


def test_an_unknown_criterion_is_refused_and_nothing_changes(stocked: OwnWork) -> None:
    for change in (Retagging("add", "9Z9"), Retagging("replace", "1A1", "9Z9")):
        with pytest.raises(Refused, match="9Z9"):
            retag_items(stocked, CODE, CODES, change, "")
        stocked.drop()
    assert [_standing(stocked, code)[2] for code in CODES] == [1, 1, 1]


def test_undoing_brings_back_criteria_and_status_where_nobody_has_changed_them_since(stocked: OwnWork) -> None:
    before = {code: _standing(stocked, code)[:2] for code in CODES}
    _retag(stocked, Retagging("replace", "1A1", "1A2"))
    assert [_standing(stocked, code)[0] for code in CODES] == [("1A2",), ("1A2", "2A2"), ("1A2",)]
    last = workflow.find_last_act(stocked, CODE)
    assert last is not None and (last.codes, last.before) == (tuple(CODES), "")
    bank.load_items(stocked, CODE, [replace(DRAFT, stem="Inaczej?")])
    stocked.commit()
    undone = workflow.undo_act(stocked, last.id)
    stocked.commit()
    assert undone.done == (ACTIVE.id, BOTH.id) and [each.code for each in undone.held] == [DRAFT.id]
    assert {code: _standing(stocked, code)[:2] for code in undone.done} == {code: before[code] for code in undone.done}
    assert list_codes(stocked, CODE, ItemFilter(criterion="1A2"), 10) == []


def test_estimates_that_changed_without_a_revision_outlive_an_act_on_many(stocked: OwnWork) -> None:
    stocked.act_as(None)
    bank.load_items(stocked, CODE, [replace(ACTIVE, difficulty=0.31, seconds=99)])
    stocked.commit()
    _retag(stocked, Retagging("add", "2A1"))
    item = bank.get_item(stocked, CODE, ACTIVE.id).item
    assert (item.difficulty, item.seconds) == (0.31, 99)
