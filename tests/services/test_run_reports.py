"""Reports on runs: each run's fidelity for the author's room, without a candidate, and only of runs that have ended."""

from datetime import timedelta

import pytest

from exam_server.core.problems import NotFound
from exam_server.services import fidelity
from exam_server.services.case import get_case
from exam_server.services.sources_encounter import list_sources
from exam_server.store.tables import EncounterRow
from tests.encounters import MadeEncounter, act_as, conclude, make_encounter, seal_all, tap_run
from tests.making import OwnWork
from tests.shipped import CODE


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def test_a_run_is_reported_once_it_has_ended(work: OwnWork, made: MadeEncounter) -> None:
    code = made.scenario.id
    tap_run(work, made, "start")
    assert fidelity.show_fidelity(work, CODE, code).runs == ()
    with pytest.raises(NotFound):
        fidelity.show_run(work, CODE, code, made.id)
    tap_run(work, made, "cue", made.scenario.cues[0].id)
    work.record()
    work.session.get_one(EncounterRow, made.id).started_at = work.now - timedelta(seconds=90)
    work.commit()
    tap_run(work, made, "end")
    found = fidelity.show_fidelity(work, CODE, code)
    [line] = found.runs
    assert (line.id, found.played[code]) == (made.id, 1)
    assert 90 <= line.fidelity.run_seconds < 150
    assert {each.taken for each in found.hardness} == {"too_few"}
    run = fidelity.show_run(work, CODE, code, made.id)
    assert run.fidelity == line.fidelity
    for wrong in ((CODE, "no-such"), ("XX", code)):
        with pytest.raises(NotFound):
            fidelity.show_fidelity(work, *wrong)


def test_a_criterions_record_names_each_chance_its_second_and_what_was_tapped(
    work: OwnWork, made: MadeEncounter
) -> None:
    seal_all(work, made)
    conclude(work, made.id)
    act_as(work, made, "czeslawa")
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    code = made.scenario.observation_points[0].criterion
    row = next(each for each in get_case(work, case_id).rows if each.criterion == code)
    [source] = list_sources(work, row.evidence).values()
    assert len(source.chances) == source.opportunities.offered > 0
    cues = {each.id: each.text for each in made.scenario.cues}
    named = [each for each in source.chances if each.reference in cues]
    assert all(each.label == cues[each.reference] for each in named)
    assert [each.level for each in source.first] == [2, 2, 2]
