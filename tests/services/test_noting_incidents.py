"""Incidents: of a seat or the whole room, in the order in which they began, never changed."""

from datetime import timedelta

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services.incidents import list_incidents, note_incident
from tests.making import OwnWork, freeze_exam, make_player


def test_incidents_are_listed_by_when_they_began_with_seat_and_author(work: OwnWork) -> None:
    made = freeze_exam(work)
    daria = make_player(work, "daria")
    work.act_as(daria, "desk")
    note_incident(work, made.id, "illness", " omdlenie ", made.sittings[1], seconds=120)
    note_incident(work, made.id, "power_cut", at=work.now - timedelta(minutes=5))
    work.commit()
    found = list_incidents(work, made.id)
    assert [(each.code, each.seat, each.note, each.seconds, each.noted_by) for each in found] == [
        ("power_cut", None, "", 0, daria),
        ("illness", 2, "omdlenie", 120, daria),
    ]


def test_an_incident_does_not_begin_in_the_future(work: OwnWork) -> None:
    made = freeze_exam(work)
    note_incident(work, made.id, "disturbance", at=work.now + timedelta(hours=1))
    work.commit()
    (incident,) = list_incidents(work, made.id)
    assert incident.at == incident.noted_at


def test_a_seat_of_another_exam_has_no_incident_here(work: OwnWork) -> None:
    made, other = freeze_exam(work), freeze_exam(work)
    with pytest.raises(NotFound):
        note_incident(work, made.id, "illness", sitting_id=other.sittings[0])
    work.drop()


def test_a_code_outside_the_list_leaves_nothing(work: OwnWork) -> None:
    made = freeze_exam(work)
    with pytest.raises(Refused):
        note_incident(work, made.id, "flood")
    assert list_incidents(work, made.id) == []
