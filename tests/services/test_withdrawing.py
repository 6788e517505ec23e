"""An item withdrawn before the start leaves every form that nobody has begun, and the way back stays on record."""

from dataclasses import replace
from uuid import UUID

import pytest

from exam_server.core.assembly import check_manifest, manifest_digest
from exam_server.core.problems import Refused
from exam_server.formats.manifest import read_manifest
from exam_server.services import bank, desk, endings, freezing, publishing, seating, starting, withdrawing
from exam_server.services.presenting import list_frozen_items, present_form
from exam_server.services.publishing import get_publication
from exam_server.services.substituting import MovedOn, plan_substitutes
from exam_server.services.withdrawing import Effect, Outcome
from exam_server.services.work import Actor
from exam_server.store import delivery as store
from exam_server.store import draws
from exam_server.store.tables import AuditEventRow, ItemRow, SittingRow, TestFormRow
from tests.making import (
    CODE,
    ITEMS,
    KEYS,
    LATE_CANDIDATE,
    MadeExam,
    OwnWork,
    freeze_exam,
    make_player,
    plan_exam,
    withdraw_item,
)


def withdraw(work: OwnWork, item: str, reason: str = "wyciekło do sieci") -> list[Effect]:
    made = withdraw_item(work, KEYS, CODE, item, reason)
    work.commit()
    return made


def forms_of(work: OwnWork, exam_id: UUID) -> dict[int, list[str]]:
    return {row.number: [entry["id"] for entry in row.items] for row in store.list_forms(work.session, exam_id)}


def some_item(work: OwnWork, made: MadeExam, seat: int = 1) -> str:
    """An item of a form that has rivals in the bank."""
    return next(each for each in forms_of(work, made.id)[seat] if each.startswith("hb-1a1"))


def open_seat(work: OwnWork, made: MadeExam, seat: int) -> None:
    seating.admit(work, made.sittings[seat - 1], "dowód osobisty")
    starting.open_exam(work, made.id)
    work.commit()


def test_every_form_that_nobody_has_begun_gets_a_substitute_and_its_seat_the_new_digest(work: OwnWork) -> None:
    made = freeze_exam(work)
    item, before = some_item(work, made), forms_of(work, made.id)
    (effect,) = withdraw(work, item)
    after = forms_of(work, made.id)
    holding = tuple(number for number, items in before.items() if item in items)
    assert (effect.exam_id, effect.changed, effect.kept) == (made.id, holding, ())
    for number, items in after.items():
        assert item not in items
        assert (items == before[number]) == (number not in holding)
        assert len({*items} - {*before[number]}) == (number in holding)
    for row, _, _ in store.list_sittings(work.session, made.id):
        form = work.session.get_one(TestFormRow, row.test_form_id)
        assert (row.form_digest, form.number) == (form.digest, row.seat)
    assert work.session.query(ItemRow).filter_by(code=item).one().status == "retired"


def test_the_old_form_stays_on_record_and_the_new_one_is_presented(work: OwnWork) -> None:
    made = freeze_exam(work)
    item = some_item(work, made)
    before = present_form(work, made.sittings[0])
    old = work.session.get_one(SittingRow, made.sittings[0]).test_form_id
    withdraw(work, item)
    new = work.session.get_one(SittingRow, made.sittings[0]).test_form_id
    assert item in [each.item.id for each in list_frozen_items(work, old)]
    assert item not in [each.item.id for each in list_frozen_items(work, new)]
    revisions = [(row.number, row.revision) for row in draws.list_form_digests(work.session, made.id)]
    assert (1, 1) in revisions and (1, 2) in revisions
    after = present_form(work, made.sittings[0])
    assert after != before and len(after) == len(before)
    assert sum(one == two for one, two in zip(before, after, strict=True)) == len(before) - 1


def test_seats_that_are_open_keep_what_they_saw_and_are_listed(work: OwnWork) -> None:
    made = freeze_exam(work)
    open_seat(work, made, 1)
    item, before = some_item(work, made), forms_of(work, made.id)
    digest = work.session.get_one(SittingRow, made.sittings[0]).form_digest
    (effect,) = withdraw(work, item)
    assert effect.kept == (1,)
    assert forms_of(work, made.id)[1] == before[1]
    assert work.session.get_one(SittingRow, made.sittings[0]).form_digest == digest
    (row,) = draws.list_substitutions(work.session, made.id)
    assert (row.kept, row.reason) == ([1], "wyciekło do sieci")


def test_who_is_admitted_but_not_started_gets_the_substitute(work: OwnWork) -> None:
    made = freeze_exam(work)
    seating.admit(work, made.sittings[0], "dowód osobisty")
    work.commit()
    (effect,) = withdraw(work, some_item(work, made))
    assert 1 in effect.changed


def test_who_never_came_gets_the_substitute_too_since_they_may_be_put_back(work: OwnWork) -> None:
    made = freeze_exam(work)
    endings.close_seat(work, made.sittings[0], "absent", "not_come", "nie było")
    work.commit()
    (effect,) = withdraw(work, some_item(work, made))
    assert 1 in effect.changed and effect.kept == ()


def test_all_exams_of_the_bank_are_touched_but_those_that_are_over(work: OwnWork) -> None:
    exams = [freeze_exam(work) for _ in range(3)]
    desk.close_exam(work, exams[0].id)
    work.commit()
    item = some_item(work, exams[1])
    held = [{item} <= {each for items in forms_of(work, made.id).values() for each in items} for made in exams]
    before = forms_of(work, exams[0].id)
    effects = withdraw(work, item)
    assert {each.exam_id for each in effects} == {
        made.id for made, holds in zip(exams[1:], held[1:], strict=True) if holds
    }
    assert forms_of(work, exams[0].id) == before


def test_without_a_substitute_nothing_changes_and_forms_and_cells_are_named(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = forms_of(work, made.id)
    with pytest.raises(Refused, match="Egzamin z herbaty, 1: matching") as caught:
        withdraw_item(work, KEYS, CODE, "hb-2a2-ma", "błąd w kluczu")
    work.drop()
    assert all(f", {number}: matching" in str(caught.value.why) for number in before)
    assert forms_of(work, made.id) == before
    assert work.session.query(ItemRow).filter_by(code="hb-2a2-ma").one().status == "active"
    assert draws.list_substitutions(work.session, made.id) == []


def test_what_the_bank_has_retired_or_given_away_meanwhile_does_not_come_in(work: OwnWork) -> None:
    made = freeze_exam(work)
    item, mine = some_item(work, made), set(forms_of(work, made.id)[1])
    rivals = [each for each in ITEMS if each.criteria == ("1A1",) and each.id not in mine]
    changed = [
        *(replace(each, status="retired") for each in rivals[:2]),
        *(replace(each, practice=True) for each in rivals[2:4]),
    ]
    bank.load_items(work, CODE, changed)
    work.commit()
    withdraw(work, item)
    come = set(forms_of(work, made.id)[1]) - mine
    assert len(come) == 1 and come.isdisjoint({each.id for each in changed})


def test_two_withdrawals_follow_one_another_and_the_manifest_replays_them(work: OwnWork) -> None:
    made = freeze_exam(work)
    open_seat(work, made, 2)
    first = some_item(work, made)
    withdraw(work, first)
    second = some_item(work, made)
    withdraw(work, second)
    late = freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    desk.close_exam(work, made.id)
    work.commit()
    text = publishing.export_manifest(work, made.id)
    manifest, stated, _ = read_manifest(text)
    assert manifest is not None and stated == manifest_digest(manifest)
    assert [each.withdrawal.item for each in manifest.substitutions] == [first, second]
    assert manifest.seats[-1] == late.form_digest
    assert check_manifest(manifest, stated).holds
    published = get_publication(work, made.id)
    assert [len(each.changes) for each in published.substitutions] == [
        len(each.digests) for each in manifest.substitutions
    ]


def test_a_late_candidate_takes_a_spare_in_its_newest_revision_without_a_draw(work: OwnWork) -> None:
    made = freeze_exam(work)
    spare = store.list_spare_forms(work.session, made.id)[0]
    item = next(entry["id"] for entry in spare.items if entry["id"].startswith("hb-1a1"))
    withdraw(work, item)
    newest = store.list_spare_forms(work.session, made.id)
    assert [form.number for form in newest] == [4, 5, 6, 7, 8]
    card = freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    work.commit()
    assert (card.form_number, card.form_digest) == (4, newest[0].digest)
    assert newest[0].revision == 2


def test_an_unknown_item_and_a_missing_reason_are_refused(work: OwnWork) -> None:
    made = freeze_exam(work)
    with pytest.raises(Refused, match="no item hb-none"):
        withdraw_item(work, KEYS, CODE, "hb-none", "powód")
    with pytest.raises(Refused, match="reason"):
        withdraw_item(work, KEYS, CODE, some_item(work, made), "  ")


def test_an_item_of_no_frozen_form_is_only_taken_out_of_use(work: OwnWork) -> None:
    plan_exam(work)
    assert withdraw(work, "hb-1a1-001") == []
    assert work.session.query(ItemRow).filter_by(code="hb-1a1-001").one().status == "retired"


def test_a_withdrawal_leaves_a_trail_without_its_words(work: OwnWork) -> None:
    made = freeze_exam(work)
    withdraw(work, some_item(work, made), "Kowalski pokazał zdjęcie")
    facts = {event.tag: event.facts for event in work.session.query(AuditEventRow)}
    assert facts["bank.item.withdrawn"]["exams"] == 1
    assert facts["exam.forms.substituted"]["step"] == 1
    assert "Kowalski" not in str(facts) + str(get_publication(work, made.id))


def test_forms_drawn_with_another_secret_of_the_installation_are_left_alone(work: OwnWork) -> None:
    made = freeze_exam(work)
    other = type(KEYS)(b"another secret of 32 bytes length")
    with pytest.raises(Refused, match="secret"):
        withdraw_item(work, other, CODE, some_item(work, made), "powód")


def test_a_seat_opened_at_the_same_moment_stops_the_withdrawal_until_it_is_planned_anew(work: OwnWork) -> None:
    made = freeze_exam(work)
    item = some_item(work, made)
    withdrawing.order_withdrawal(work, CODE, item, "powód")
    work.commit()
    due = withdrawing.find_due(work)
    assert due is not None
    plans = plan_substitutes(work, KEYS, due.errand)
    open_seat(work, made, 1)
    with pytest.raises(MovedOn, match="same moment"):
        withdrawing.carry_out(work, due, plans)
    work.drop()
    assert item in forms_of(work, made.id)[1]
    again = withdrawing.find_due(work)
    assert again is not None
    outcome = withdrawing.carry_out(work, again, plan_substitutes(work, KEYS, again.errand))
    work.commit()
    assert [effect.kept for effect in outcome.effects] == [(1,)]
    assert withdrawing.find_due(work) is None


def test_an_exam_frozen_meanwhile_stops_it_too(work: OwnWork) -> None:
    made = freeze_exam(work)
    withdrawing.order_withdrawal(work, CODE, some_item(work, made), "powód")
    work.commit()
    due = withdrawing.find_due(work)
    assert due is not None
    plans = plan_substitutes(work, KEYS, due.errand)
    freeze_exam(work)
    with pytest.raises(MovedOn):
        withdrawing.carry_out(work, due, plans)
    work.drop()


def test_an_order_is_carried_out_once_in_the_name_of_who_gave_it_and_shown_for_a_day(work: OwnWork) -> None:
    made = freeze_exam(work)
    item = some_item(work, made)
    work.act_as(make_player(work, "olga"), "office")
    withdrawing.order_withdrawal(work, CODE, item, "powód")
    work.commit()
    with pytest.raises(Refused, match="already"):
        withdrawing.order_withdrawal(work, CODE, item, "powód")
    work.drop()
    (waiting,) = withdrawing.list_orders(work, CODE)
    assert (waiting.item, waiting.outcome, waiting.progress) == (item, None, None)
    orderer, due = work.actor.account_id, withdrawing.find_due(work)
    assert due is not None
    plans = plan_substitutes(work, KEYS, due.errand)
    work.actor = Actor()
    withdrawing.carry_out(work, due, plans)
    work.commit()
    assert withdrawing.carry_out(work, due, plans) == Outcome(), "somebody else was quicker"
    work.drop()
    (record,) = draws.list_substitutions(work.session, made.id)
    assert record.made_by == orderer
    (done,) = withdrawing.list_orders(work, CODE, item)
    assert done.outcome is not None and [each.title for each in done.outcome.effects] == ["Egzamin z herbaty"]
    assert withdrawing.list_orders(work, CODE, "hb-other") == []


def test_an_order_that_is_given_up_says_why_and_changes_nothing(work: OwnWork) -> None:
    freeze_exam(work)
    withdrawing.order_withdrawal(work, CODE, "hb-2a2-ma", "powód")
    work.commit()
    due = withdrawing.find_due(work)
    assert due is not None
    with pytest.raises(Refused) as caught:
        withdrawing.carry_out(work, due, plan_substitutes(work, KEYS, due.errand))
    work.drop()
    withdrawing.give_up(work, due, caught.value)
    work.commit()
    (order,) = withdrawing.list_orders(work, CODE)
    assert order.outcome == Outcome(refused=(caught.value.what, caught.value.why, caught.value.remedy))
    assert work.session.query(ItemRow).filter_by(code="hb-2a2-ma").one().status == "active"
    assert withdrawing.find_due(work) is None
