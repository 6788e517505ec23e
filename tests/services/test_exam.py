"""Planning and freezing: what is drawn is what is kept, and a late candidate takes a spare."""

from dataclasses import replace

import pytest

from exam_server.core.assembly import Infeasible, draw_forms
from exam_server.core.bank import right_sides
from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import NotFound, Refused
from exam_server.services import bank, exam, freezing
from exam_server.services.pool import list_pool
from exam_server.store import delivery as store
from exam_server.store.tables import CaseRow, ExamRow, StageRow
from tests.making import (
    BLUEPRINT,
    CANDIDATES,
    CODE,
    ITEMS,
    KEYS,
    LATE_CANDIDATE,
    OwnWork,
    freeze_exam,
    make_organisation,
    open_exam,
    plan_exam,
)


def test_frozen_forms_are_the_draw_of_the_stored_seed(work: OwnWork) -> None:
    made = freeze_exam(work)
    row = work.session.get_one(ExamRow, made.id)
    pool = list_pool(work, KEYS, CODE, BLUEPRINT)
    draw = draw_forms(BLUEPRINT, pool, row.seed, len(CANDIDATES) + freezing.SPARES)
    stored = store.list_forms(work.session, made.id)
    assert [form.digest for form in stored] == [form.digest for form in draw.forms]
    assert row.pool_digest == draw.pool_digest
    assert [card.form_digest for card in made.cards] == [form.digest for form in draw.forms[: len(CANDIDATES)]]


def test_the_pool_tells_no_options_own_id_and_no_authored_order(work: OwnWork) -> None:
    freeze_exam(work)
    items = {filed.item.id: filed.item for filed in bank.list_items(work, CODE)}
    for row in list_pool(work, KEYS, CODE, BLUEPRINT):
        own = {option.id for option in items[row.id].options} | {pair.id for pair in items[row.id].pairs}
        assert own.isdisjoint(row.option_ids)
        assert row.fixed_order or list(row.option_ids) == sorted(row.option_ids)
    assert len({row.option_ids for row in list_pool(work, KEYS, CODE, BLUEPRINT) if row.option_ids}) > len(ITEMS) - 2


def test_what_is_frozen_has_the_banks_own_options(work: OwnWork) -> None:
    made = freeze_exam(work)
    items = {filed.item.id: filed.item for filed in bank.list_items(work, CODE)}
    for entry in (entry for form in store.list_forms(work.session, made.id) for entry in form.items):
        offered = right_sides(items[entry["id"]]) or items[entry["id"]].options
        assert sorted(entry["options"]) == sorted(option.id for option in offered)


def test_a_frozen_form_keeps_its_items_when_the_bank_changes(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = [form.items for form in store.list_forms(work.session, made.id)]
    changed = [filed.item for filed in bank.list_items(work, CODE)][:5]
    bank.load_items(work, CODE, [_reworded(each) for each in changed])
    work.commit()
    assert [form.items for form in store.list_forms(work.session, made.id)] == before


def _reworded(item: object) -> object:
    return replace(item, stem=f"{item.stem} (inaczej)")  # type: ignore[type-var, attr-defined]


def test_everybody_gets_a_seat_a_ticket_and_a_form_of_their_own(work: OwnWork) -> None:
    cards = freeze_exam(work).cards
    assert [card.name for card in cards] == [f"{each.given_names} {each.family_name}" for each in CANDIDATES]
    for field in ("seat", "ticket", "form_digest", "candidate_code"):
        assert len({getattr(card, field) for card in cards}) == len(cards)


def test_no_ticket_is_stored(work: OwnWork) -> None:
    made = freeze_exam(work)
    stored = [row.ticket_digest for row, _, _ in store.list_sittings(work.session, made.id)]
    assert not {card.ticket for card in made.cards} & set(stored)


def test_an_exam_is_frozen_once(work: OwnWork) -> None:
    made = freeze_exam(work)
    with pytest.raises(Refused, match="state"):
        freezing.freeze_exam(work, KEYS, made.id)
    work.drop()
    with pytest.raises(Refused):
        exam.add_candidates(work, made.id, [LATE_CANDIDATE])
    work.drop()


def test_without_candidates_nothing_is_drawn(work: OwnWork) -> None:
    made = plan_exam(work, ())
    with pytest.raises(Refused, match="no candidates"):
        freezing.freeze_exam(work, KEYS, made.id)


def test_a_bank_that_cant_fill_the_blueprint_is_refused_with_the_cell(work: OwnWork) -> None:
    made = plan_exam(work)
    work.record()
    for row in bank.list_items(work, CODE):
        if row.item.kind == "matching":
            work.session.get_one(bank.ItemRow, row.id).status = "retired"
    work.commit()
    with pytest.raises(Infeasible, match="matching"):
        freezing.freeze_exam(work, KEYS, made.id)
    work.drop()
    assert exam.get_exam(work, made.id).state == "planned"


def test_a_late_candidate_takes_the_first_spare(work: OwnWork) -> None:
    made = open_exam(work)
    spare = store.list_spare_forms(work.session, made.id)[0]
    card = freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    work.commit()
    assert (card.seat, card.form_digest) == (4, spare.digest)
    assert len(store.list_spare_forms(work.session, made.id)) == freezing.SPARES - 1


def test_a_late_candidate_is_seated_once(work: OwnWork) -> None:
    made = open_exam(work)
    freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    work.commit()
    with pytest.raises(Refused):
        freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    work.drop()
    with pytest.raises(Refused):
        freezing.add_late_candidate(work, KEYS, made.id, CANDIDATES[0])
    work.drop()


def test_when_the_spares_are_used_up_a_late_candidate_is_refused(work: OwnWork) -> None:
    made = open_exam(work)
    for number in range(freezing.SPARES):
        freezing.add_late_candidate(work, KEYS, made.id, CandidateEntry("Late", f"Number {number}"))
    with pytest.raises(Refused, match="No spare"):
        freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    work.drop()


def test_a_candidate_added_twice_sits_once_and_keeps_one_case(work: OwnWork) -> None:
    made = plan_exam(work)
    assert exam.add_candidates(work, made.id, CANDIDATES) == 0
    work.commit()
    assert work.session.query(CaseRow).count() == len(CANDIDATES)
    assert work.session.query(StageRow).count() == len(CANDIDATES)


def test_an_exam_of_another_organisation_isnt_found(work: OwnWork) -> None:
    made = plan_exam(work)
    make_organisation(work)
    with pytest.raises(NotFound):
        exam.get_exam(work, made.id)
    assert exam.list_exams(work) == []
