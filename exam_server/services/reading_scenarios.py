"""Finding scenario files and the qualification that each belongs to; the rules of the files are in formats and core."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exam_server.core.problems import Problem
from exam_server.core.qualification import Criterion, Qualification
from exam_server.core.simulation.script import Scenario
from exam_server.core.text import text
from exam_server.formats.plan_yaml import read_plan
from exam_server.formats.qualification_yaml import read_qualification
from exam_server.formats.scenario_yaml import check_scenario_text, read_scenario

SCENARIO = "scenario.yaml"
QUALIFICATION = "qualification.yaml"
PLAN = "plan.yaml"
BANK = Path("question_bank")


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario's file; `scenario` is None where the file can't be read."""

    path: Path
    source: str
    scenario: Scenario | None
    problems: tuple[Problem, ...]


def check_scenarios(paths: Sequence[Path], bank: Path = BANK) -> tuple[ScenarioFile, ...]:
    """Read and lint every scenario under `paths` against its qualification in `bank`.

    Raises FileNotFoundError for a path that doesn't exist or holds no scenario.
    """
    read = cache(_read_twin)
    return tuple(_check(path, bank, read) for path in dict.fromkeys(_files(paths)))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        found = [path] if path.is_file() else sorted(path.rglob(SCENARIO))
        if not found:
            raise FileNotFoundError(str(path))
        yield from found


def _check(path: Path, bank: Path, read: Callable[[Path], Scenario | None]) -> ScenarioFile:
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return ScenarioFile(path, "", None, (Problem(text("The file isn't UTF-8 text."), line, str(path), "encoding"),))
    scenario, problems = read_scenario(source, str(path))
    if scenario is None:
        return ScenarioFile(path, source, None, problems)
    qualification = _qualification(bank, scenario.about.qualification)
    if qualification is None:
        message = text("The bank has no qualification “{code}”.", code=scenario.about.qualification)
        return ScenarioFile(path, source, scenario, (Problem(message, 1, str(path), "qualification"),))
    own = criteria_of_set(qualification, scenario.about.set)
    parts = _read_parts(bank / scenario.about.qualification / PLAN)
    twins = _twins(path, scenario, read)
    _, problems = check_scenario_text(source, qualification.codes(), own, str(path), parts, twins)
    return ScenarioFile(path, source, scenario, problems)


def variants_of(scenario: Scenario) -> tuple[str, ...]:
    """The scenarios that this one names as parallel to it."""
    return tuple(dict.fromkeys((*scenario.about.variants, *(each.variant for each in scenario.equivalence))))


def _twins(path: Path, scenario: Scenario, read: Callable[[Path], Scenario | None]) -> dict[str, Scenario]:
    """The variants that stand beside a scenario, each in the folder of its name."""
    beside = {each.parent.name: each for each in path.resolve().parent.parent.glob(f"*/{SCENARIO}")}
    found = {name: read(beside[name]) for name in variants_of(scenario) if name in beside}
    return {name: twin for name, twin in found.items() if twin is not None}


def _read_twin(path: Path) -> Scenario | None:
    try:
        return read_scenario(path.read_text(encoding="utf-8"), str(path))[0]
    except (OSError, UnicodeDecodeError, ValueError):
        return None


def _qualification(bank: Path, code: str) -> Qualification | None:
    path = bank / code / QUALIFICATION
    if path.parent.parent != bank or not path.is_file():
        return None
    return read_qualification(path.read_text(encoding="utf-8"), str(path))[0]


def _read_parts(path: Path) -> Mapping[str, Sequence[str]] | None:
    plan = read_plan(path.read_text(encoding="utf-8"), str(path))[0] if path.is_file() else None
    return plan.parts() if plan else None


def criteria_of_set(qualification: Qualification, number: int) -> tuple[Criterion, ...]:
    """The criteria of one set of learning outcomes, in their order."""
    outcomes = (outcome for each in qualification.sets if each.number == number for outcome in each.outcomes)
    return tuple(criterion for outcome in outcomes for criterion in outcome.criteria)
