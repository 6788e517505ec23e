"""An item's way on both databases: reviews by competent others, moves one by one and many at once, and taking back."""

from dataclasses import replace
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.core.reviewing import CHECKLIST
from exam_server.services import bank, findings, reviewing, workflow
from exam_server.services.item_way import show_way
from exam_server.services.qualification import Edition, list_editions
from exam_server.services.reviewers import list_waiting, name_outcomes
from exam_server.services.reviewing import Opinion
from tests.making import (
    CODE,
    ITEMS,
    KEYS,
    OwnWork,
    freeze_exam,
    make_bank,
    make_edition,
    make_player,
    withdraw_item,
)

SOURCED = replace(ITEMS[0], id="hb-1a1-500", status="draft", sources=("herbata-1",))
GOOD = Opinion("accept", dict.fromkeys(CHECKLIST, "yes"), 0.6, "dobre")


@pytest.fixture
def edition(work: OwnWork) -> Edition:
    make_edition(work)
    make_bank(work)
    return list_editions(work)[0]


@pytest.fixture
def adam(work: OwnWork, edition: Edition) -> UUID:
    """The author, who has written a draft."""
    account = make_player(work, "adam")
    work.act_as(account, "author")
    bank.load_items(work, CODE, [SOURCED])
    work.commit()
    return account


@pytest.fixture
def rena(work: OwnWork, adam: UUID, edition: Edition) -> UUID:
    """The reviewer, competent in 1A."""
    account = make_player(work, "rena")
    work.act_as(make_player(work, "olga"), "office")
    name_outcomes(work, edition, account, ["1A"])
    work.commit()
    work.act_as(adam, "author")
    return account


def _move(work: OwnWork, status: str, reason: str = "bo trzeba", code: str = SOURCED.id) -> None:
    workflow.move_item(work, CODE, code, status, reason)  # type: ignore[arg-type]
    work.commit()


def _waive_all(work: OwnWork) -> None:
    """Give each warning on the draft a reason."""
    content_hash = bank.get_item(work, CODE, SOURCED.id).content_hash
    for each in findings.list_findings(work, CODE, [SOURCED.id])[SOURCED.id]:
        findings.waive_finding(
            work, CODE, SOURCED.id, each.problem.rule, each.problem.place, content_hash, "tak ma być"
        )
        work.commit()


def _status(work: OwnWork, code: str = SOURCED.id) -> str:
    return bank.get_item(work, CODE, code).item.status


def _review(work: OwnWork, account: UUID, opinion: Opinion = GOOD, number: int = 1) -> None:
    work.act_as(account, "reviewer")
    try:
        reviewing.give_review(work, CODE, SOURCED.id, number, opinion)
        work.commit()
    finally:
        work.drop()


def test_an_item_goes_from_draft_to_active_through_somebody_elses_review(
    work: OwnWork, adam: UUID, rena: UUID, edition: Edition
) -> None:
    _move(work, "review")
    work.act_as(rena, "reviewer")
    assert [line.code for line in list_waiting(work, edition).to_review] == [SOURCED.id]
    _review(work, rena)
    assert _status(work) == "pilot"
    work.act_as(adam, "author")
    assert [line.code for line in list_waiting(work, edition).accepted] == [SOURCED.id]
    with pytest.raises(Refused, match="Warnings"):
        _move(work, "active")
    work.drop()
    _waive_all(work)
    _move(work, "active")
    way = show_way(work, CODE, SOURCED.id)
    assert [(step.before, step.after) for step in reversed(way.steps)] == [
        ("draft", "review"),
        ("review", "pilot"),
        ("pilot", "active"),
    ]
    assert [step.made_by for step in reversed(way.steps)] == ["Adam Autorski", "Renata Recenzująca", "Adam Autorski"]


def test_a_review_needs_competence_distance_and_the_revision_that_stands(
    work: OwnWork, adam: UUID, rena: UUID, edition: Edition
) -> None:
    _move(work, "review")
    work.act_as(adam, "author", "reviewer")
    with pytest.raises(Refused, match="doesn't review"):
        reviewing.give_review(work, CODE, SOURCED.id, 1, GOOD)
    work.drop()
    with pytest.raises(Refused, match="another revision"):
        _review(work, rena, number=2)
    with pytest.raises(Refused, match="whole checklist"):
        _review(work, rena, replace(GOOD, answers={}))
    work.act_as(rena, "office")
    name_outcomes(work, edition, rena, ["2A"])
    work.commit()
    with pytest.raises(Refused, match="1A"):
        _review(work, rena)
    assert _status(work) == "review"


def test_wanted_changes_bring_an_item_back_with_comments_at_their_places(
    work: OwnWork, adam: UUID, rena: UUID, edition: Edition
) -> None:
    _move(work, "review")
    work.act_as(rena, "reviewer")
    reviewing.add_comment(work, CODE, SOURCED.id, "options.black", "Nikt w to nie uwierzy.")
    work.commit()
    for place, words in (("options.nothing", "?"), ("stem", "  ")):
        with pytest.raises(Refused):
            reviewing.add_comment(work, CODE, SOURCED.id, place, words)
        work.drop()
    _review(work, rena, Opinion("change", {}, None, "popraw"))
    work.act_as(adam, "author")
    waiting = list_waiting(work, edition)
    assert [line.code for line in waiting.sent_back] == [line.code for line in waiting.commented] == [SOURCED.id]
    (comment,) = show_way(work, CODE, SOURCED.id).comments
    assert (comment.place, comment.made_by, comment.settled_at) == ("options.black", "Renata Recenzująca", None)
    reviewing.settle_comment(work, CODE, SOURCED.id, comment.id)
    work.commit()
    assert list_waiting(work, edition).commented == []
    with pytest.raises(NotFound):
        reviewing.settle_comment(work, CODE, ITEMS[0].id, comment.id)


def test_other_content_of_an_active_item_has_to_be_reviewed_again_and_the_old_one_does_not(
    work: OwnWork, adam: UUID, rena: UUID
) -> None:
    _move(work, "review")
    _review(work, rena)
    work.act_as(adam, "author")
    _waive_all(work)
    _move(work, "active")
    bank.load_items(work, CODE, [replace(SOURCED, stem="Inaczej?")])
    work.commit()
    assert _status(work) == "review"
    with pytest.raises(Refused, match="No other person"):
        _move(work, "pilot")
    work.drop()
    bank.load_items(work, CODE, [SOURCED])
    work.commit()
    _move(work, "pilot")
    _move(work, "active")
    assert (_status(work), bank.get_item(work, CODE, SOURCED.id).number) == ("active", 3)


def test_many_are_moved_at_once_with_the_rest_named_and_taken_back_once(work: OwnWork, adam: UUID) -> None:
    codes = [ITEMS[0].id, ITEMS[1].id, SOURCED.id]
    _move(work, "retired", code=ITEMS[1].id)
    seen = workflow.preview_move(work, CODE, codes, "retired", "")
    assert seen.done == () and len(seen.held) == 3
    act = workflow.move_items(work, CODE, codes, "retired", "koniec roku")
    work.commit()
    assert act.done == (ITEMS[0].id, SOURCED.id) and [each.code for each in act.held] == [ITEMS[1].id]
    last = workflow.find_last_act(work, CODE)
    assert last is not None and last.id == act.id and last.codes == act.done
    _move(work, "draft", code=SOURCED.id)
    undone = workflow.undo_act(work, last.id)
    work.commit()
    assert undone.done == (ITEMS[0].id,) and [each.code for each in undone.held] == [SOURCED.id]
    assert (_status(work, ITEMS[0].id), _status(work)) == ("active", "draft")
    with pytest.raises(Refused, match="taken back already"):
        workflow.undo_act(work, last.id)
    work.drop()
    work.act_as(make_player(work, "artur"), "author")
    with pytest.raises(NotFound):
        workflow.undo_act(work, last.id)


def test_practice_given_to_many_is_a_revision_each_and_its_undoing_another(work: OwnWork, adam: UUID) -> None:
    codes = [ITEMS[0].id, ITEMS[1].id]
    act = workflow.give_practice(work, CODE, codes, True, "do ćwiczeń")
    work.commit()
    assert [bank.get_item(work, CODE, code).item.practice for code in codes] == [True, True]
    assert workflow.give_practice(work, CODE, codes, True, "").done == ()
    work.drop()
    assert act.id is not None
    workflow.undo_act(work, act.id)
    work.commit()
    back = bank.get_item(work, CODE, codes[0])
    assert (back.item, back.number) == (ITEMS[0], 3)


def test_files_leave_alone_the_status_of_what_was_moved_in_the_room(work: OwnWork, adam: UUID) -> None:
    _move(work, "retired", code=ITEMS[0].id)
    work.act_as(None)
    bank.load_items(work, CODE, [ITEMS[0], replace(ITEMS[1], status="retired")])
    work.commit()
    assert (_status(work, ITEMS[0].id), _status(work, ITEMS[1].id)) == ("retired", "retired")


def test_a_withdrawal_is_a_step_of_the_item(work: OwnWork) -> None:
    freeze_exam(work)
    withdraw_item(work, KEYS, CODE, ITEMS[0].id, "wyciek")
    work.commit()
    work.act_as(make_player(work, "adam"), "author")
    (step,) = show_way(work, CODE, ITEMS[0].id).steps
    assert (step.before, step.after, step.reason) == ("active", "retired", "wyciek")
