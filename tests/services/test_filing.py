"""Editions, plans and items are filed as revisions, and what didn't change makes none."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from exam_server.core.bank import Stimulus
from exam_server.core.plan import propose_plan
from exam_server.core.problems import NotFound, Refused
from exam_server.services import bank, freezing, qualification
from exam_server.services.presenting import list_frozen_items
from exam_server.store.tables import BlueprintRow, EditionRow, ItemRevisionRow, TestFormRow
from tests.making import (
    BLUEPRINT,
    CODE,
    ITEMS,
    KEYS,
    QUALIFICATION,
    OwnWork,
    make_bank,
    make_edition,
    make_organisation,
    plan_exam,
)


def test_adopting_the_same_content_twice_is_one_edition(work: OwnWork) -> None:
    assert make_edition(work) == make_edition(work)
    assert work.session.query(EditionRow).count() == 1


def test_other_content_is_the_next_edition_and_the_first_stays(work: OwnWork) -> None:
    first = make_edition(work)
    second = make_edition(work, replace(QUALIFICATION, name="Parzenie herbaty (2)"))
    assert [each.number for each in qualification.list_editions(work)] == [2, 1]
    assert qualification.get_edition(work, first).content == QUALIFICATION
    found = qualification.find_edition(work, CODE)
    assert found is not None
    assert found.id == second


def test_an_adopted_edition_has_a_usable_plan(work: OwnWork) -> None:
    current = qualification.get_plan(work, make_edition(work))
    assert current.number == 1
    assert current.is_usable
    assert current.content == propose_plan(QUALIFICATION)


def test_of_two_editors_of_a_plan_the_second_is_told(work: OwnWork) -> None:
    edition = make_edition(work)
    plan = qualification.get_plan(work, edition).content
    qualification.save_plan(work, edition, plan, based_on=1)
    work.commit()
    with pytest.raises(Refused, match="Somebody saved"):
        qualification.save_plan(work, edition, plan, based_on=1)
    work.drop()
    assert qualification.get_plan(work, edition).number == 2


def test_a_loaded_item_comes_back_as_it_was(work: OwnWork) -> None:
    make_bank(work)
    assert {filed.item.id: filed.item for filed in bank.list_items(work, CODE)} == {each.id: each for each in ITEMS}


def test_an_unchanged_item_makes_no_revision(work: OwnWork) -> None:
    make_bank(work)
    again = bank.load_items(work, CODE, ITEMS)
    work.commit()
    assert (again.new, again.changed, set(again.same)) == ((), (), {each.id for each in ITEMS})
    assert work.session.query(ItemRevisionRow).count() == len(ITEMS)


def test_a_changed_stem_makes_one_revision_and_the_old_one_stays(work: OwnWork) -> None:
    make_bank(work)
    before = bank.get_item(work, CODE, ITEMS[0].id)
    changed = bank.load_items(work, CODE, [replace(ITEMS[0], stem="Nowe pytanie?")])
    work.commit()
    after = bank.get_item(work, CODE, ITEMS[0].id)
    assert changed.changed == (ITEMS[0].id,)
    assert (before.number, after.number) == (1, 2)
    revisions = bank.get_revisions(work, [before.revision_id, after.revision_id])
    assert revisions[before.revision_id].item.stem == ITEMS[0].stem


def test_status_and_estimates_change_without_a_revision(work: OwnWork) -> None:
    make_bank(work)
    bank.load_items(work, CODE, [replace(ITEMS[0], status="retired", difficulty=0.4, seconds=90)])
    work.commit()
    filed = bank.get_item(work, CODE, ITEMS[0].id)
    assert (filed.number, filed.item.status, filed.item.difficulty, filed.item.seconds) == (1, "retired", 0.4, 90)


def test_a_blueprint_is_filed_once_until_it_changes(work: OwnWork) -> None:
    make_bank(work)
    bank.load_blueprint(work, CODE, BLUEPRINT)
    bank.load_blueprint(work, CODE, replace(BLUEPRINT, minutes=30))
    work.commit()
    assert work.session.query(BlueprintRow).count() == 2
    assert [each.blueprint.minutes for each in bank.list_blueprints(work, CODE)] == [30]


def test_another_organisation_has_a_bank_of_its_own(work: OwnWork) -> None:
    blueprint = make_bank(work)
    edition = make_edition(work)
    make_organisation(work)
    assert bank.list_items(work, CODE) == []
    with pytest.raises(NotFound):
        bank.get_blueprint(work, blueprint)
    with pytest.raises(NotFound):
        qualification.get_edition(work, edition)


def test_what_a_candidate_sees_is_cleaned_when_it_is_filed(work: OwnWork) -> None:
    make_bank(work)
    bank.load_items(work, CODE, [replace(ITEMS[0], stem="Co **robisz**?\n\n<script>alert(1)</script>")])
    work.commit()
    filed = bank.get_item(work, CODE, ITEMS[0].id)
    html = bank.get_revisions(work, [filed.revision_id])[filed.revision_id].html[filed.item.stem]
    assert "<strong>robisz</strong>" in html
    assert "<script" not in html


def test_a_frozen_form_keeps_its_shared_case_when_that_changes(work: OwnWork) -> None:
    made = plan_exam(work)
    shared = Stimulus("wspolny", "Herbaciarnia", "Klient pyta o *napar*.")
    bank.load_stimuli(work, CODE, [shared])
    bank.load_items(work, CODE, [replace(ITEMS[0], stimulus=shared.id)])
    work.commit()
    freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    bank.load_stimuli(work, CODE, [replace(shared, body="Zupełnie inny opis.")])
    work.commit()
    forms = work.session.scalars(select(TestFormRow.id).where(TestFormRow.exam_id == made.id)).all()
    hanging = [each for form in forms for each in list_frozen_items(work, form) if each.item.stimulus]
    assert {each.stimulus for each in hanging} == {shared}
    assert "<em>napar</em>" in hanging[0].html[shared.body]
