"""The office corrects a candidate's data: a name with a reason, a contact without; what stood there before is kept."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.services.correcting import correct_person, get_person_data, list_corrections
from exam_server.services.own_cases import list_own_cases
from exam_server.store.tables import AuditEventRow
from tests.making import OwnWork, make_player
from tests.portfolios import make_applicant


def correct(work: OwnWork, case_id: UUID, reason: str = "", **changed: object) -> bool:
    done = correct_person(work, case_id, replace(get_person_data(work, case_id), **changed), reason)  # type: ignore[arg-type]
    work.commit()
    return done


def test_another_name_needs_a_reason_and_the_old_one_is_kept(work: OwnWork) -> None:
    made = make_applicant(work)
    work.act_as(make_player(work, "olga"), "office")
    for wrong in ({"family_name": "Nowa"}, {"born_on": date(1990, 5, 31)}, {"given_names": "", "reason": "powód"}):
        with pytest.raises(Refused):
            correct(work, made.case_id, **wrong)  # type: ignore[arg-type]
        work.drop()
    assert correct(work, made.case_id, "Dowód osobisty po zmianie nazwiska.", family_name="Nowa")
    assert not correct(work, made.case_id, "Jeszcze raz.", family_name="Nowa")
    (kept,) = list_corrections(work, made.case_id)
    assert (dict(kept.before), kept.made_by) == ({"family_name": "Kandydacka"}, "Olga Organizująca")
    assert get_person_data(work, made.case_id).family_name == "Nowa"
    work.actor = made.actor
    assert [each.id for each in list_own_cases(work)] == [made.case_id]


def test_a_contact_is_changed_without_a_reason_and_never_to_somebody_elses(work: OwnWork) -> None:
    made, other = make_applicant(work), make_applicant(work, 1)
    work.act_as(make_player(work, "olga"), "office")
    assert correct(work, made.case_id, phone="600 100 200", email="nowa@example.org")
    with pytest.raises(Refused, match="Somebody else"):
        correct(work, made.case_id, email=get_person_data(work, other.case_id).email)
    work.drop()
    assert correct(work, made.case_id, email="")
    assert correct(work, other.case_id, email="")
    assert get_person_data(work, made.case_id) == CandidateEntry("Kazimiera", "Kandydacka", None, "", "600 100 200")


def test_the_audit_trail_tells_which_fields_were_changed_and_no_name(work: OwnWork) -> None:
    made = make_applicant(work)
    work.act_as(make_player(work, "olga"), "office")
    correct(work, made.case_id, "Literówka na liście.", family_name="Nowa", phone="600 100 200")
    events = [each for each in work.session.query(AuditEventRow) if each.tag == "people.person.corrected"]
    assert [each.facts for each in events] == [{"fields": "family_name,phone", "case": str(made.case_id)}]
