"""Grounds of accommodations on both databases: read by the office alone, for a purpose, and never without a trace."""

from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.people import ROLES
from exam_server.core.problems import NotFound, Refused
from exam_server.services import grounds
from exam_server.services.documents import keep_document
from exam_server.store import delivery as exam_store
from exam_server.store.tables import AuditEventRow, GroundViewRow
from tests.making import OwnWork, make_player, plan_exam

WORDS = "orzeczenie z poradni"


@pytest.fixture
def case_id(work: OwnWork) -> UUID:
    made = plan_exam(work)
    work.act_as(make_player(work, "olga"), "office")
    return exam_store.list_exam_stages(work.session, made.id)[0].case_id


def test_every_reading_is_logged_with_who_when_and_why(work: OwnWork, case_id: UUID, tmp_path: Path) -> None:
    read = keep_document(tmp_path, "opinia.txt", b"Opinia poradni.")
    ground_id = grounds.record_ground(work, case_id, WORDS, read)
    work.commit()
    assert [(each.has_words, each.has_document) for each in grounds.list_lines(work, case_id)] == [(True, True)]
    assert grounds.list_viewed(work, case_id) == [], "that there is something says nothing"
    assert [each.words for each in grounds.read_grounds(work, case_id, "decyzja o czasie")] == [WORDS]
    work.commit()
    file = grounds.read_ground_file(work, tmp_path, case_id, ground_id, "sprawdzenie opinii")
    work.commit()
    assert (file.name, file.content) == ("opinia.txt", b"Opinia poradni.")
    viewed = grounds.list_viewed(work, case_id)
    assert [(each.purpose, each.of_document) for each in viewed] == [
        ("sprawdzenie opinii", True),
        ("decyzja o czasie", False),
    ]
    assert {each.viewed_by for each in viewed} == {"Olga Organizująca"}
    facts = [event.facts for event in work.session.query(AuditEventRow) if "accommodation" in event.tag]
    assert len(facts) == 3 and WORDS not in str(facts) and "poradni" not in str(facts)


def test_without_a_purpose_nothing_is_read_and_nothing_logged(work: OwnWork, case_id: UUID, tmp_path: Path) -> None:
    ground_id = grounds.record_ground(work, case_id, WORDS)
    work.commit()
    with pytest.raises(Refused):
        grounds.read_grounds(work, case_id, " ")
    work.drop()
    with pytest.raises(NotFound):
        grounds.read_ground_file(work, tmp_path, case_id, ground_id, "nie ma dokumentu")
    work.drop()
    assert work.session.query(GroundViewRow).count() == 0


def test_nobody_but_the_office_learns_even_that_there_is_something(
    work: OwnWork, case_id: UUID, tmp_path: Path
) -> None:
    ground_id = grounds.record_ground(work, case_id, WORDS)
    work.commit()
    account = make_player(work, "asia")
    for role in set(ROLES) - {"office"}:
        work.act_as(account, role)
        for act in (
            lambda: grounds.list_lines(work, case_id),
            lambda: grounds.list_viewed(work, case_id),
            lambda: grounds.record_ground(work, case_id, "obce"),
            lambda: grounds.read_grounds(work, case_id, "z ciekawości"),
            lambda: grounds.read_ground_file(work, tmp_path, case_id, ground_id, "z ciekawości"),
        ):
            with pytest.raises(NotFound):
                act()
            work.drop()
