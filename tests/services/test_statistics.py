"""Statistics from the record: marked sittings in, items and forms out, the same on both databases."""

import csv
import io
import json
from datetime import timedelta

import pytest

from exam_server.core.candidates import CandidateEntry
from exam_server.core.psychometrics import BLANK, Estimate, TooFew
from exam_server.services import delivery, desk, marking
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.statistics import measure_exam, measure_item
from exam_server.services.statistics_files import write_choices, write_items
from exam_server.store.tables import ResponseEventRow, ResponseRow, SittingRow
from tests.cases import right_response, wrong_response
from tests.making import CANDIDATES, CODE, MadeExam, OwnWork, make_organisation, open_exam

MANY = tuple(CandidateEntry("Osoba", f"Numer{n}") for n in range(40))
WRONG_KEY = "true_false"
"""The kind of the item that the strong get wrong and the weak get right, as if its key were wrong."""


def sit(work: OwnWork, made: MadeExam) -> None:
    """The first half is strong and right everywhere but on `WRONG_KEY`; who is weak gets every third item right."""
    for number, sitting_id in enumerate(made.sittings):
        row = work.session.get_one(SittingRow, sitting_id)
        frozen, started = list_frozen_items(work, row.test_form_id), row.started_at
        assert started is not None
        work.record()
        for sequence, each in enumerate(frozen, start=1):
            strong = number < len(made.sittings) / 2
            right = (strong or (number + sequence) % 3 == 0) if each.item.kind != WRONG_KEY else not strong
            save(work, row, sequence, each, right)
        work.commit()


def save(work: OwnWork, row: SittingRow, sequence: int, frozen: FrozenItem, right: bool) -> None:
    """Every item takes half a minute."""
    assert row.started_at is not None
    given = json.dumps(right_response(frozen) if right else wrong_response(frozen))
    of = {"sitting_id": row.id, "organisation_id": row.organisation_id, "epoch": 1, "sequence": sequence}
    at = row.started_at + timedelta(seconds=30 * sequence)
    work.session.merge(ResponseRow(**of, position=frozen.position, response=given, saved_at=at))
    work.session.merge(ResponseEventRow(**of, position=frozen.position, response=given, status="saved", received_at=at))


def marked(work: OwnWork, candidates: tuple[CandidateEntry, ...]) -> MadeExam:
    made = open_exam(work, candidates)
    sit(work, made)
    delivery.hand_in(work, made.sittings[0])
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    return made


def test_an_exam_s_items_and_forms_are_measured_and_a_wrong_key_is_noticed(work: OwnWork) -> None:
    made = marked(work, MANY)
    found = measure_exam(work, made.id)
    assert (found.whole.count, found.whole.items) == (40, 7), "the extended text still waits for its marker"
    assert isinstance(found.whole.alpha, Estimate) and found.whole.error is not None
    by_kind = {each.item.kind: each for each in found.items if each.item.kind in (WRONG_KEY, "multiple_response")}
    wrong, sound = by_kind[WRONG_KEY], by_kind["multiple_response"]
    assert "negative_discrimination" in wrong.suspicions and sound.suspicions == ()
    assert isinstance(wrong.statistics.facility, Estimate) and wrong.statistics.facility.value == 0.5
    assert wrong.statistics.seconds == pytest.approx(30)
    assert {each.id for each in wrong.choices} == {"true", "false", BLANK}
    assert sum(each.count for each in wrong.choices) == 40
    assert len(wrong.choices[0].curve) == 3

    (item,) = measure_item(work, CODE, wrong.item.id)
    assert (item.number, item.exams) == (1, 1)
    assert (item.statistics.count, item.choices) == (wrong.statistics.count, wrong.choices)

    rows = list(csv.reader(io.StringIO(write_items(found.items, str).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + len(found.items) and len(set(map(len, rows))) == 1
    (line,) = [row for row in rows if row[0] == wrong.item.id]
    assert line[4] == "0,5000" and float(line[10].replace(",", ".")) < 0
    lines = list(csv.reader(io.StringIO(write_choices([item], str).decode("utf-8-sig")), delimiter=";"))
    assert [each[1] for each in lines[1:]] == ["false", "true", BLANK]


def test_three_sittings_are_too_few_to_say(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    found = measure_exam(work, made.id)
    assert found.whole.alpha == TooFew(3, 30)
    assert all(isinstance(each.statistics.facility, TooFew) and each.suspicions == () for each in found.items)


def test_what_nobody_sat_and_what_is_another_organisation_s_has_no_statistics(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    sat = {each.item.id for each in measure_exam(work, made.id).items}
    unused = next(f"hb-1a1-{n:03}" for n in range(1, 9) if f"hb-1a1-{n:03}" not in sat)
    assert measure_item(work, CODE, unused) == ()
    make_organisation(work)
    with pytest.raises(LookupError):
        measure_exam(work, made.id)


def test_a_re_marking_replaces_what_was_measured(work: OwnWork) -> None:
    made = marked(work, CANDIDATES)
    before = measure_exam(work, made.id).whole
    sit_row = work.session.get_one(SittingRow, made.sittings[2])
    work.record()
    for sequence, each in enumerate(list_frozen_items(work, sit_row.test_form_id), start=1):
        save(work, sit_row, sequence, each, right=True)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    after = measure_exam(work, made.id).whole
    assert after.count == before.count == 3 and after.mean > before.mean
