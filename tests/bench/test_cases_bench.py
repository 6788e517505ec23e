"""What the pages of cases are measured on answers as real cases do, for a few of them."""

from pathlib import Path

from bench import commissions
from bench.cases import PAGES, fill
from bench.in_process import ask, logged_in
from exam_server.services.work import Work
from exam_server.store.case import list_cases


def test_every_page_that_is_measured_answers_for_the_chair(tmp_path: Path) -> None:
    cases: list[str] = []

    def fill_few(work: Work) -> object:
        chair = fill(work, 2)
        cases.extend(str(case.id) for case, _ in list_cases(work.session, work.organisation_id))
        return chair

    with logged_in(tmp_path / "instance", f"sqlite:///{tmp_path / 'cases.sqlite'}", fill_few) as (client, _):  # type: ignore[arg-type]
        assert len(cases) == 2
        for rest in PAGES.values():
            assert ask(client, f"/commission/cases/{cases[1]}{rest}") > 0
        page = client.get("/commission/cases").get_data(as_text=True)
    assert all(case in page for case in cases)


def test_the_day_that_is_measured_has_commissions_for_all_its_candidates(tmp_path: Path) -> None:
    def fill_few(work: Work) -> object:
        return commissions.fill(work, members=24, candidates=15)

    with logged_in(tmp_path / "instance", f"sqlite:///{tmp_path / 'day.sqlite'}", fill_few) as (client, _):  # type: ignore[arg-type]
        days = client.get("/office/commissions").get_data(as_text=True)
        page = client.get(f"/office/commissions/{days.split('/office/commissions/')[1][:10]}").get_data(as_text=True)
    assert page.count("Wybierz<span") >= len(commissions.PLACES)
