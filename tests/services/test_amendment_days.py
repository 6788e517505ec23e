"""Amendment days: what they do to the items that cite a source and to frozen forms, on the day and once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from exam_server.core.assembly import check_manifest
from exam_server.core.bank import Source
from exam_server.core.problems import Refused
from exam_server.formats.item_yaml import write_item
from exam_server.formats.manifest import read_manifest
from exam_server.services import amending, bank, desk, law, publishing, seating, starting
from exam_server.store import delivery as store
from exam_server.store.tables import AuditEventRow, ExamRow, ItemRow, SittingRow, TestFormRow
from tests.making import (
    CODE,
    ITEMS,
    KEYS,
    MadeExam,
    OwnWork,
    carry_out_due,
    freeze_exam,
    make_player,
    preview_forms,
    withdraw_item,
)

DAY = date(2027, 2, 1)
ACT = Source("herbata-1", "law", "Ustawa o herbacie", effective_on="2020-01-01")
CITING = tuple(replace(item, sources=("herbata-1",)) for item in ITEMS[:3])
FIRST, SECOND, THIRD = (item.id for item in CITING)


def plan(work: OwnWork, *codes: str) -> law.Amendment:
    """An act that these items of the bank cite changes on the day."""
    law.load_sources(work, CODE, [ACT])
    bank.load_items(work, CODE, [replace(item, sources=(ACT.id,)) for item in ITEMS if item.id in codes])
    work.commit()
    work.act_as(make_player(work, "adam"), "author")
    made = law.plan_amendment(work, CODE, ACT.id, DAY, "nowa definicja naparu")
    work.commit()
    return law.get_amendment(work, made)


@pytest.fixture
def planned(work: OwnWork) -> law.Amendment:
    """Three items of a frozen exam's bank cite an act that changes on a day before the exam."""
    freeze_exam(work)
    return plan(work, FIRST, SECOND, THIRD)


def _carry_out(work: OwnWork, today: date = DAY) -> bool:
    done = carry_out_due(work, KEYS, today)
    work.commit()
    return done


def forms_of(work: OwnWork, exam_id: UUID) -> dict[int, list[str]]:
    return {row.number: [entry["id"] for entry in row.items] for row in store.list_forms(work.session, exam_id)}


def holding(forms: dict[int, list[str]], *codes: str) -> set[int]:
    return {number for number, items in forms.items() if not {*codes}.isdisjoint(items)}


def move_exam(work: OwnWork, made: MadeExam, day: date) -> None:
    work.record()
    row = work.session.get_one(ExamRow, made.id)
    row.planned_at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    work.commit()


def test_an_amendment_lists_who_cites_the_source_and_the_exams_that_hold_them(
    work: OwnWork, planned: law.Amendment
) -> None:
    assert [(item.code, item.act) for item in planned.items] == [(item.id, "retire") for item in CITING]
    assert [line.citing for line in law.list_sources(work, CODE)] == [3]
    (exam,) = planned.exams
    assert exam.after and set(exam.codes) <= {item.id for item in CITING} and exam.codes


def test_the_day_retires_keeps_or_switches_once_and_not_before(work: OwnWork, planned: law.Amendment) -> None:
    new = replace(CITING[1], stem="Która herbata stoi na półce po zmianie ustawy?")
    assert law.prepare_text(work, planned.line.id, SECOND, write_item(new)) == ()
    work.commit()
    law.choose_acts(work, planned.line.id, {THIRD: "keep"})
    work.commit()
    assert bank.get_item(work, CODE, SECOND).item.stem == CITING[1].stem
    assert not _carry_out(work, date(2027, 1, 31))
    assert (_carry_out(work), _carry_out(work)) == (True, False)
    found = {code: bank.get_item(work, CODE, code).item for code in (FIRST, SECOND, THIRD)}
    assert [found[code].status for code in (FIRST, SECOND, THIRD)] == ["retired", "review", "active"]
    assert found[SECOND].stem == new.stem
    with pytest.raises(Refused, match="carried out"):
        law.choose_acts(work, planned.line.id, {THIRD: "retire"})


def test_what_was_to_switch_and_has_no_text_is_retired(work: OwnWork, planned: law.Amendment) -> None:
    law.choose_acts(work, planned.line.id, {FIRST: "switch"})
    work.commit()
    _carry_out(work)
    assert bank.get_item(work, CODE, FIRST).item.status == "retired"


def test_the_preview_names_every_form_that_changes_and_changes_none(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = forms_of(work, made.id)
    planned = plan(work, FIRST, SECOND, THIRD)
    (found,) = preview_forms(work, KEYS, planned.line.id)
    named = {step.withdrawal.item: step.withdrawal.numbers for step in found.steps}
    assert named == {
        code: tuple(sorted(holding(before, code))) for code in (FIRST, SECOND, THIRD) if holding(before, code)
    }
    assert (found.exam_id, found.lacking, forms_of(work, made.id)) == (made.id, (), before)


def test_on_the_day_forms_of_later_exams_get_substitutes_and_their_seats_the_new_digest(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = forms_of(work, made.id)
    planned = plan(work, FIRST, SECOND, THIRD)
    law.choose_acts(work, planned.line.id, {THIRD: "keep"})
    work.commit()
    _carry_out(work)
    after = forms_of(work, made.id)
    assert not holding(after, FIRST, SECOND), "nor does one of them come in for the other"
    assert holding(after, THIRD) >= holding(before, THIRD), "what is kept stays"
    for number in before:
        assert (after[number] != before[number]) == (number in holding(before, FIRST, SECOND))
        assert len(set(after[number])) == len(before[number])
    for row, _, _ in store.list_sittings(work.session, made.id):
        form = work.session.get_one(TestFormRow, row.test_form_id)
        assert (row.form_digest, form.number) == (form.digest, row.seat)
    replaced = {each.item: each.numbers for each in amending.list_replaced(work, planned.line.id)}
    assert replaced == {code: tuple(sorted(holding(before, code))) for code in (FIRST, SECOND) if holding(before, code)}
    facts = {event.tag: event.facts for event in work.session.query(AuditEventRow)}
    assert facts["bank.amendment.carried.out"] == {
        "exams": 1,
        "forms": sum(map(len, replaced.values())),
        "lacking": 0,
    }
    assert "exam.forms.substituted" in facts and "naparu" not in str(facts)


def test_exams_before_the_day_keep_their_forms(work: OwnWork) -> None:
    earlier, same = freeze_exam(work), freeze_exam(work)
    move_exam(work, earlier, date(2027, 1, 31))
    move_exam(work, same, DAY)
    before = forms_of(work, earlier.id)
    planned = plan(work, FIRST, SECOND, THIRD)
    assert [each.exam_id for each in preview_forms(work, KEYS, planned.line.id)] == [same.id]
    _carry_out(work)
    assert forms_of(work, earlier.id) == before
    assert not holding(forms_of(work, same.id), FIRST, SECOND, THIRD)


def test_who_has_begun_keeps_the_form_that_they_saw(work: OwnWork) -> None:
    made = freeze_exam(work)
    planned = plan(work, FIRST, SECOND, THIRD)
    before = forms_of(work, made.id)
    seat = min(holding(before, FIRST, SECOND, THIRD) & {1, 2, 3})
    seating.admit(work, made.sittings[seat - 1], "dowód osobisty")
    starting.open_exam(work, made.id)
    work.commit()
    digest = work.session.get_one(SittingRow, made.sittings[seat - 1]).form_digest
    _carry_out(work)
    assert forms_of(work, made.id)[seat] == before[seat]
    assert work.session.get_one(SittingRow, made.sittings[seat - 1]).form_digest == digest
    assert all(each.kept == (seat,) for each in amending.list_replaced(work, planned.line.id) if each.kept)
    assert any(each.kept for each in amending.list_replaced(work, planned.line.id))


def test_where_nothing_can_take_the_place_it_is_said_beforehand_and_the_day_retires_the_item_all_the_same(
    work: OwnWork,
) -> None:
    made = freeze_exam(work)
    before = forms_of(work, made.id)
    planned = plan(work, "hb-2a2-ma", FIRST)
    (found,) = preview_forms(work, KEYS, planned.line.id)
    assert [(each.item, each.number, each.cells) for each in found.lacking] == [
        ("hb-2a2-ma", number, ("matching",)) for number in before
    ]
    _carry_out(work)
    after = forms_of(work, made.id)
    assert holding(after, "hb-2a2-ma") == set(before) and not holding(after, FIRST)
    assert work.session.query(ItemRow).filter_by(code="hb-2a2-ma").one().status == "retired"
    (still,) = law.get_amendment(work, planned.line.id).exams
    assert still.codes == ("hb-2a2-ma",), "the page goes on naming what still holds it"


def test_a_text_that_was_accepted_ahead_does_not_bring_the_old_one_back_in(work: OwnWork) -> None:
    made = freeze_exam(work)
    planned = plan(work, FIRST, SECOND, THIRD)
    new = replace(CITING[1], stem="Która herbata stoi na półce po zmianie ustawy?")
    law.prepare_text(work, planned.line.id, SECOND, write_item(new))
    work.commit()
    _carry_out(work)
    work.record()
    work.session.query(ItemRow).filter_by(code=SECOND).one().status = "active"
    work.commit()
    others = [item.id for item in ITEMS if item.criteria == ("1A1",) and item.id not in (FIRST, SECOND, THIRD)]
    for code in others[:2]:
        withdraw_item(work, KEYS, CODE, code, "wyciekło")
        work.commit()
    assert not holding(forms_of(work, made.id), SECOND)


def test_the_manifest_replays_the_day(work: OwnWork) -> None:
    made = freeze_exam(work)
    plan(work, FIRST, SECOND, THIRD)
    _carry_out(work)
    desk.close_exam(work, made.id)
    work.commit()
    manifest, stated, _ = read_manifest(publishing.export_manifest(work, made.id))
    assert manifest is not None and len(manifest.substitutions) > 1
    assert check_manifest(manifest, stated).holds


def test_forms_of_another_installation_stay_but_the_items_leave_the_bank(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = forms_of(work, made.id)
    plan(work, FIRST)
    assert carry_out_due(work, type(KEYS)(b"another secret of 32 bytes length"), DAY)
    work.commit()
    assert forms_of(work, made.id) == before
    assert bank.get_item(work, CODE, FIRST).item.status == "retired"


def test_a_text_with_errors_is_not_prepared(work: OwnWork, planned: law.Amendment) -> None:
    broken = write_item(replace(CITING[0], criteria=("9Z9",)))
    assert law.prepare_text(work, planned.line.id, CITING[0].id, broken) != ()
    assert [item.prepared for item in law.get_amendment(work, planned.line.id).items] == [None, None, None]


def test_a_plan_needs_a_known_source_and_what_changes(work: OwnWork, planned: law.Amendment) -> None:
    for source, note in (("nie-ma", "zmiana"), (ACT.id, " ")):
        with pytest.raises(Refused):
            law.plan_amendment(work, CODE, source, DAY, note)
        work.drop()
