"""The paper twin of a sheet: every point, criterion and flag under its own id, and nothing of anybody's entries."""

from exam_server.services.papers.reader import Reader
from exam_server.services.papers.sheet_twin import gather_twin
from tests.encounters import act_as, fill_sheet, make_encounter, run_encounter
from tests.making import CANDIDATES, OwnWork
from tests.reading_pdf import is_accessible, text_of

READER = Reader("pl", str, *(lambda at: f"{at:%d.%m.%Y %H:%M}" if at else "" for _ in range(3)))


def test_the_twin_has_the_sheets_ids_and_is_empty(work: OwnWork) -> None:
    made = make_encounter(work)
    run_encounter(work, made)
    fill_sheet(work, made, "asia")
    act_as(work, made, "asia")
    pdf = gather_twin(work, made.id)(READER, work.now)
    words = text_of(pdf)
    ids = [each.id for each in made.scenario.observation_points] + [each.id for each in made.scenario.red_flags]
    assert [each for each in (*ids, *made.criteria) if each not in words] == []
    assert "uzasadnienie asia" not in words and CANDIDATES[0].family_name not in words
    assert is_accessible(pdf)
