"""An exam whose script has vignettes: the shipped one of another client, in the place of the one that has none."""

from pathlib import Path

import pytest

from exam_server.core.simulation.script import Scenario
from exam_server.formats.scenario_yaml import read_scenario
from tests import encounters, shipped

WITH_VIGNETTES: Path = shipped.SCENARIO.parents[1] / "z1-ilona-kwiaty" / "scenario.yaml"


def read_with_vignettes() -> Scenario:
    found, problems = read_scenario(WITH_VIGNETTES.read_text(encoding="utf-8"), "scenario.yaml")
    assert found is not None, problems
    return found


@pytest.fixture
def with_vignettes(monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """Encounters that are made from here on play this script."""
    script = read_with_vignettes()
    monkeypatch.setattr(encounters, "SCENARIO", WITH_VIGNETTES)
    monkeypatch.setattr(encounters, "shipped_scenario", lambda: script)
    return script
