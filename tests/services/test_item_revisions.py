"""Revisions side by side and back again, what a candidate saw, and who has seen an item."""

from dataclasses import replace
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import bank
from exam_server.services.coverage import list_form_uses, show_coverage
from exam_server.services.item_exposure import list_sightings
from exam_server.services.item_revisions import compare_revisions, restore_revision
from exam_server.services.presenting import present_form
from exam_server.services.qualification import list_editions
from exam_server.store.tables import ExamRow, SittingRow, TestFormRow
from tests.making import (
    BLUEPRINT,
    CODE,
    ITEMS,
    KEYS,
    OwnWork,
    make_bank,
    make_edition,
    make_player,
    open_exam,
    withdraw_item,
)

CHANGED = replace(ITEMS[0], stem="Która herbata stoi na niskiej półce?")


def _save(work: OwnWork) -> None:
    work.act_as(make_player(work, "adam"), "author")
    bank.load_items(work, CODE, [CHANGED], "półki są różne")
    work.commit()


def test_two_revisions_are_compared_word_by_word_and_an_earlier_one_comes_back_as_the_next(work: OwnWork) -> None:
    make_bank(work)
    _save(work)
    found = compare_revisions(work, CODE, CHANGED.id, 1, 2)
    assert [change.place for change in found.changes] == ["stem"] and found.current == 2
    assert (found.newer.reason, found.newer.made_by, found.older.made_by) == ("półki są różne", "Adam Autorski", "")
    assert restore_revision(work, CODE, CHANGED.id, 1, "jednak lepiej") == 3
    work.commit()
    filed = bank.get_item(work, CODE, CHANGED.id)
    assert (filed.number, filed.item.stem, filed.item.status) == (3, ITEMS[0].stem, "review")
    assert compare_revisions(work, CODE, CHANGED.id, 1, 3).changes == ()


def test_a_restoring_needs_a_reason_and_other_content(work: OwnWork) -> None:
    make_bank(work)
    _save(work)
    for number, reason, why in ((1, " ", "reason"), (2, "bo tak", "already")):
        with pytest.raises(Refused, match=why):
            restore_revision(work, CODE, CHANGED.id, number, reason)
        work.drop()
    with pytest.raises(NotFound):
        restore_revision(work, CODE, CHANGED.id, 9, "bo tak")


def test_what_a_candidate_sits_stays_what_it_was_whatever_becomes_of_the_item(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    before = present_form(work, sitting)
    bank.load_items(work, CODE, [replace(item, stem=f"{item.stem} (nowe)") for item in ITEMS])
    restore_revision(work, CODE, ITEMS[0].id, 1, "bo tak")
    work.commit()
    assert present_form(work, sitting) == before


def test_a_withdrawn_item_leads_to_the_seats_that_began_it_and_to_no_names(work: OwnWork) -> None:
    made = open_exam(work)
    shown = {sitting: {entry["id"] for entry in form_entries(work, sitting)} for sitting in made.sittings}
    code = next(iter(sorted(shown[made.sittings[0]])))
    withdraw_item(work, KEYS, CODE, code, "wyciek")
    work.commit()
    (found,) = list_sightings(work, CODE, code)
    seats = tuple(card.seat for card in made.cards if code in shown[card.sitting_id])
    assert (found.exam_id, found.seats) == (made.id, seats) and found.forms >= len(seats) > 0
    assert list_sightings(work, CODE, "hb-2a2-et") != [] or code == "hb-2a2-et"


def form_entries(work: OwnWork, sitting_id: UUID) -> list[dict[str, str]]:
    row = work.session.get_one(SittingRow, sitting_id)
    return work.session.get_one(TestFormRow, row.test_form_id).items


def test_forms_show_their_use_once_their_exam_is_over(work: OwnWork) -> None:
    made = open_exam(work)
    assert list_form_uses(work, CODE) == []
    work.drop()
    work.record()
    work.session.get_one(ExamRow, made.id).state = "closed"
    work.commit()
    uses = list_form_uses(work, CODE)
    assert len(uses) == len(made.cards) + 5 and {each.items for each in uses} == {BLUEPRINT.total}
    assert all(1 <= each.average <= each.most <= len(uses) for each in uses)
    assert max(each.most for each in uses) == len(uses)


def test_coverage_says_what_a_blueprint_lacks_of_each_status(work: OwnWork) -> None:
    make_edition(work)
    make_bank(work)
    bank.load_items(work, CODE, [replace(item, status="pilot") for item in ITEMS if "1A1" in item.criteria][:7])
    work.commit()
    edition = list_editions(work)[0]
    found = show_coverage(work, edition, BLUEPRINT.id, ("active",))
    need = next(each for each in found.needs if each.cell.id == "1a1")
    assert need.by_status == {"pilot": 7, "active": 1}
    assert (need.missing(("active",)), need.missing(("active", "pilot"))) == (1, 0)
    row = next(each for each in found.rows if each.criterion == "1A1")
    assert (row.total, row.wanted, row.missing) == (1, 2, 1)
    assert [each.criterion for each in found.rows] == ["1A1", "1A2", "2A1", "2A2"]
    with pytest.raises(NotFound):
        show_coverage(work, edition, "nie-ma", ("active",))


def test_coverage_of_a_practice_test_counts_the_items_that_were_given_away(work: OwnWork) -> None:
    make_edition(work)
    make_bank(work, [replace(item, practice="1A2" in item.criteria) for item in ITEMS])
    bank.load_blueprint(work, CODE, replace(BLUEPRINT, id="cwiczenia", pool="practice"))
    work.commit()
    edition = list_editions(work)[0]
    exam, practice = (show_coverage(work, edition, code, ("active",)) for code in (BLUEPRINT.id, "cwiczenia"))
    for found, ready, bare in ((exam, "1a1", "1a2"), (practice, "1a2", "1a1")):
        missing = {each.cell.id: each.missing(("active",)) for each in found.needs}
        assert (missing[ready], missing[bare]) == (0, 2)
        rows = {each.criterion.lower(): each for each in found.rows}
        assert rows[ready].missing == 0 and rows[bare].missing == 2
