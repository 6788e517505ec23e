"""Filed scenarios as their scripts: each revision is read once and kept."""

from functools import lru_cache
from uuid import UUID

from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.script import Scenario
from exam_server.formats.scenario_yaml import read_scenario
from exam_server.services.work import Work
from exam_server.store.tables import ScenarioRevisionRow


def get_script(work: Work, revision_id: UUID) -> Scenario:
    """The script of a filed revision; those are immutable. Raises ValueError where it isn't what its hash says."""
    revision = work.session.get_one(ScenarioRevisionRow, revision_id)
    return _parse(revision.content_hash, revision.source)


@lru_cache(maxsize=32)
def _parse(digest: str, source: str) -> Scenario:
    scenario, _problems = read_scenario(source, "scenario.yaml")
    if scenario is None:
        raise ValueError("a filed scenario can't be read")
    if revision_hash(scenario) != digest:
        raise ValueError("a filed scenario isn't what its hash says")
    return scenario
