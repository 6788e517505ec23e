"""Amendment days: what they do to the items that cite a source, on the day and once, and the exams that they touch."""

from dataclasses import replace
from datetime import date

import pytest

from exam_server.core.bank import Source
from exam_server.core.problems import Refused
from exam_server.formats.item_yaml import write_item
from exam_server.services import bank, law
from tests.making import CODE, ITEMS, OwnWork, freeze_exam, make_player

DAY = date(2027, 2, 1)
ACT = Source("herbata-1", "law", "Ustawa o herbacie", effective_on="2020-01-01")
CITING = tuple(replace(item, sources=("herbata-1",)) for item in ITEMS[:3])


@pytest.fixture
def planned(work: OwnWork) -> law.Amendment:
    """Three items of a frozen exam's bank cite an act that changes on a day before the exam."""
    freeze_exam(work)
    law.load_sources(work, CODE, [ACT])
    bank.load_items(work, CODE, CITING)
    work.commit()
    work.act_as(make_player(work, "adam"), "author")
    made = law.plan_amendment(work, CODE, ACT.id, DAY, "nowa definicja naparu")
    work.commit()
    return law.get_amendment(work, made)


def _carry_out(work: OwnWork, today: date) -> int:
    done = law.carry_out_due(work, today)
    work.commit()
    return done


def test_an_amendment_lists_who_cites_the_source_and_the_exams_that_hold_them(
    work: OwnWork, planned: law.Amendment
) -> None:
    assert [(item.code, item.act) for item in planned.items] == [(item.id, "retire") for item in CITING]
    assert [line.citing for line in law.list_sources(work, CODE)] == [3]
    (exam,) = planned.exams
    assert exam.after and set(exam.codes) <= {item.id for item in CITING} and exam.codes


def test_the_day_retires_keeps_or_switches_once_and_not_before(work: OwnWork, planned: law.Amendment) -> None:
    first, second, third = (item.id for item in CITING)
    new = replace(CITING[1], stem="Która herbata stoi na półce po zmianie ustawy?")
    assert law.prepare_text(work, planned.line.id, second, write_item(new)) == ()
    work.commit()
    law.choose_acts(work, planned.line.id, {third: "keep"})
    work.commit()
    assert bank.get_item(work, CODE, second).item.stem == CITING[1].stem
    assert _carry_out(work, date(2027, 1, 31)) == 0
    assert (_carry_out(work, DAY), _carry_out(work, DAY)) == (1, 0)
    found = {code: bank.get_item(work, CODE, code).item for code in (first, second, third)}
    assert [found[code].status for code in (first, second, third)] == ["retired", "review", "active"]
    assert found[second].stem == new.stem
    with pytest.raises(Refused, match="carried out"):
        law.choose_acts(work, planned.line.id, {third: "retire"})


def test_what_was_to_switch_and_has_no_text_is_retired(work: OwnWork, planned: law.Amendment) -> None:
    law.choose_acts(work, planned.line.id, {CITING[0].id: "switch"})
    work.commit()
    _carry_out(work, DAY)
    assert bank.get_item(work, CODE, CITING[0].id).item.status == "retired"


def test_a_text_with_errors_is_not_prepared(work: OwnWork, planned: law.Amendment) -> None:
    broken = write_item(replace(CITING[0], criteria=("9Z9",)))
    assert law.prepare_text(work, planned.line.id, CITING[0].id, broken) != ()
    assert [item.prepared for item in law.get_amendment(work, planned.line.id).items] == [None, None, None]


def test_a_plan_needs_a_known_source_and_what_changes(work: OwnWork, planned: law.Amendment) -> None:
    for source, note in (("nie-ma", "zmiana"), (ACT.id, " ")):
        with pytest.raises(Refused):
            law.plan_amendment(work, CODE, source, DAY, note)
        work.drop()
