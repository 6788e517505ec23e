"""A person's own archive: everything of theirs, nothing of anybody else, no keys, nothing that isn't released."""

import io
import json
import zipfile
from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.export_words import COLUMN_WORDS, TABLE_WORDS
from exam_server.core.people import Role
from exam_server.core.problems import NotFound
from exam_server.services.papers.reader import Reader
from exam_server.services.person_export import gather_data_of_case, gather_own_data, write_archive
from exam_server.services.traces import leave_trace
from exam_server.store.erasing import table_of
from exam_server.store.personal import PLACES
from exam_server.store.tables import AuditEventRow, CaseRow
from tests.judged import make_handed, seal_all
from tests.making import CANDIDATES, CAST, OwnWork, make_player, open_exam
from tests.portfolios import hand_in_one, make_applicant

READER = Reader("en", str, str, str, str)
OTHERS = [player.family_name for player in CAST.values()] + [each.family_name for each in CANDIDATES[1:]]


def archive_of(work: OwnWork, case_id: UUID, folder: Path) -> zipfile.ZipFile:
    work.act_as(None, "office")
    data = gather_data_of_case(work, case_id)
    work.commit()
    file = io.BytesIO()
    write_archive(file, data, folder, READER)
    return zipfile.ZipFile(file)


def texts_of(archive: zipfile.ZipFile) -> str:
    return archive.read("dane.json").decode() + archive.read("dane.html").decode()


def test_what_somebody_handed_in_comes_back_with_their_files(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    hand_in_one(work, tmp_path, made)
    archive = archive_of(work, made.case_id, tmp_path)
    assert archive.testzip() is None and archive.read("pliki/praca.pdf").startswith(b"%PDF")
    data = json.loads(archive.read("dane.json"))["data"]
    assert data["person"][0]["family_name"] == "Kandydacka"
    assert data["document"][0]["title"] == "Świadectwo pracy" and data["account"][0]["login"] == CANDIDATES[0].email
    assert "Strona 2 wymienia przybory." in archive.read("dane.html").decode()


@pytest.mark.rule("P5")
def test_nothing_of_others_no_key_and_nothing_unreleased_is_in_it(work: OwnWork, tmp_path: Path) -> None:
    made = make_handed(work)
    seal_all(work, made)
    words = texts_of(archive_of(work, made.case_id, tmp_path))
    assert "Oświadczam, że witałam gości." in words
    assert [each for each in (*OTHERS, "TAJNE", "powód:", "is_sufficient") if each in words] == []
    assert json.loads(archive_of(work, made.case_id, tmp_path).read("dane.json"))["results"] == {}


def test_of_people_who_sit_together_each_gets_their_own_alone(work: OwnWork, tmp_path: Path) -> None:
    open_exam(work)
    first, second = work.session.query(CaseRow).order_by(CaseRow.code).limit(2)
    words = texts_of(archive_of(work, first.id, tmp_path))
    assert second.code not in words and str(second.person_id) not in words
    assert [each.family_name for each in CANDIDATES if each.family_name in words] != []
    assert len([each for each in CANDIDATES if each.family_name in words]) == 1


def test_views_by_the_staff_are_told_by_role_and_not_by_name(work: OwnWork, tmp_path: Path) -> None:
    made = make_applicant(work)
    olga = make_player(work, "olga")
    work.act_as(olga, "office")
    leave_trace(work, "office.show_person", "case", made.case_id)
    leave_trace(work, "office.show_person", "case", UUID(int=5))
    work.commit()
    archive = archive_of(work, made.case_id, tmp_path)
    [view] = json.loads(archive.read("dane.json"))["views"]
    assert (view["page"], view["roles"]) == ("office.show_person", ["office"])
    assert "Organizująca" not in texts_of(archive) and str(olga) not in texts_of(archive)


def test_giving_data_out_leaves_a_trace_and_nobody_gets_anybody_elses(work: OwnWork) -> None:
    made = make_applicant(work)
    work.actor = made.actor
    data = gather_own_data(work)
    work.commit()
    assert data.tables["person"][0]["email"] == CANDIDATES[0].email
    [event] = work.session.query(AuditEventRow).filter_by(tag="people.data.exported")
    assert event.facts == {"own": True}
    roles: tuple[Role, ...] = ("candidate",)
    work.act_as(None, *roles)
    with pytest.raises(NotFound):
        gather_own_data(work)
    with pytest.raises(NotFound):
        gather_data_of_case(work, UUID(int=9))


def test_every_column_that_is_told_has_words() -> None:
    told = {(place.table, name) for places in PLACES.values() for place in places for name in place.told.split()}
    assert {table for table, _ in told} == set(TABLE_WORDS)
    assert {name for _, name in told} == set(COLUMN_WORDS)
    ids = [(table, name) for table, name in told if name.endswith(("_id", "_by")) or "hash" in name]
    assert ids == [] and all(name in table_of(table).columns for table, name in told)
