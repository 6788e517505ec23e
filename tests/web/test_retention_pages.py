"""The page of what is due: one proposes, another confirms, and every page of the case still opens afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from exam_server.store.evidence_files import put_file
from exam_server.store.tables import CaseRow, DocumentRow, ErasureOrderRow, PersonRow, RetentionHoldRow
from tests.making import CAST, OwnWork, Player, open_own_work
from tests.portfolios import hand_in_one, make_applicant
from tests.retained import let_years_pass, subjects_of
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> str:
    """Another person of the office."""
    monkeypatch.setitem(CAST, "oskar", Player("oskar", "Oskar", "Organizujący", ("office",)))
    return "oskar"


@pytest.mark.rule("P7", "P8")
def test_two_of_the_office_erase_a_case_and_its_pages_still_open(
    work: OwnWork, visitors: Visitors, second: str, tmp_path: Path
) -> None:
    made = make_applicant(work)
    hand_in_one(work, tmp_path / "evidence", made)
    let_years_pass(work, 10)
    person_id = work.session.get_one(CaseRow, made.case_id).person_id
    chosen = [f"{kind}:{subject_id}" for kind, subject_id in subjects_of(work, person_id)]
    first, other = visitors.as_player("olga"), visitors.as_player(second)
    held = {"subject": chosen[0], "reason": "Sąd prosi o akta."}
    token, others = {"X-CSRF-Token": holder_csrf(first)}, {"X-CSRF-Token": holder_csrf(other)}
    assert "Kazimiera Kandydacka" in first.get("/office/retention").get_data(as_text=True)
    first.post("/office/retention/holds", data=held, headers=token)
    assert "Sąd prosi o akta." in first.get("/office/retention").get_data(as_text=True)
    first.post("/office/retention", data={"subject": chosen}, headers=token)
    assert "wstrzymane" in first.get("/office/retention").get_data(as_text=True)
    work.drop()
    hold = work.session.query(RetentionHoldRow).one()
    first.post(f"/office/retention/holds/{hold.id}/end", headers=token)
    first.post("/office/retention", data={"subject": chosen}, headers=token)
    work.drop()
    order = work.session.query(ErasureOrderRow).one()
    confirm = f"/office/retention/orders/{order.id}/confirm"
    first.post(confirm, headers=token)
    assert "(P7)" in first.get("/office/retention").get_data(as_text=True)
    assert other.post(confirm, headers=others).status_code == 302
    work.drop()
    assert work.session.get_one(PersonRow, person_id).family_name == "–"
    assert [row.content_hash for row in work.session.query(DocumentRow)] == [""]
    assert str(person_id) in (tmp_path / "erasures.jsonl").read_text()
    case = f"/office/candidates/{made.case_id}"
    pages = ["/office/retention", "/office/candidates", case, f"{case}/person", f"{case}/grounds"]
    pages += [f"/commission/cases/{made.case_id}{end}" for end in ("", "/portfolio", "/protocols", "/agenda")]
    for page in pages:
        shown = other.get(page)
        assert shown.status_code == 200, page
        assert "Kazimiera" not in shown.get_data(as_text=True), page


def test_a_list_of_erasures_that_cannot_be_read_undoes_no_erasure(
    work: OwnWork, visitors: Visitors, second: str, tmp_path: Path
) -> None:
    made = make_applicant(work)
    let_years_pass(work, 10)
    (tmp_path / "erasures.jsonl").write_text("not a line\n")
    first, other = visitors.as_player("olga"), visitors.as_player(second)
    first.post(f"/office/candidates/{made.case_id}/erasure", headers={"X-CSRF-Token": holder_csrf(first)})
    work.drop()
    order = work.session.query(ErasureOrderRow).one()
    address, token = f"/office/retention/orders/{order.id}/confirm", {"X-CSRF-Token": holder_csrf(other)}
    page = other.post(address, headers=token, follow_redirects=True)
    assert page.status_code == 200 and "Nie da się odczytać listy usunięć" in page.get_data(as_text=True)
    work.drop()
    person_id = work.session.get_one(CaseRow, made.case_id).person_id
    assert work.session.get_one(PersonRow, person_id).family_name == "–"


def test_a_person_whose_time_has_not_run_out_is_refused_with_the_rule(
    work: OwnWork, visitors: Visitors, tmp_path: Path
) -> None:
    made, office = make_applicant(work), visitors.as_role("office")
    put_file(tmp_path / "evidence", b"kept")
    address = f"/office/candidates/{made.case_id}/erasure"
    page = office.post(address, headers={"X-CSRF-Token": holder_csrf(office)}, follow_redirects=True)
    assert "(P8)" in page.get_data(as_text=True) and work.session.query(ErasureOrderRow).count() == 0


def test_the_auditor_reads_what_is_due_and_erases_nothing(visitors: Visitors) -> None:
    page = visitors.as_role("auditor").get("/office/retention")
    assert page.status_code == 200
    assert "<form method" not in page.get_data(as_text=True).split("<main", 1)[1].split("</main>", 1)[0]
