"""Filing a whole content folder: qualifications with their plans, banks, blueprints and scenarios."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exam_server.core.bank import Item
from exam_server.core.plan import Plan
from exam_server.core.problems import Problem
from exam_server.core.qualification import Qualification
from exam_server.core.simulation.identity import revision_hash
from exam_server.formats.blueprint_yaml import read_blueprint
from exam_server.formats.plan_yaml import read_plan
from exam_server.formats.qualification_yaml import read_qualification
from exam_server.services.bank import Filed, load_blueprint, load_items, load_scenario, load_stimuli
from exam_server.services.qualification import adopt_edition, find_edition
from exam_server.services.reading import BankFolder, read_banks
from exam_server.services.reading_scenarios import ScenarioFile, check_scenarios
from exam_server.services.work import Work

BANKS, SCENARIOS = "question_bank", "scenarios"


@dataclass(frozen=True)
class Loaded:
    """What one bank's folder gave; an item with an error isn't filed, and neither is a file that can't be read."""

    qualification: str
    items: Filed
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")


def load_content(work: Work, folder: Path) -> list[Loaded]:
    """File everything under `question_bank/` and `scenarios/` of a folder; what is filed already stays as it is."""
    loaded = []
    banks = read_banks((folder / BANKS,)) if (folder / BANKS).is_dir() else ()
    for each in banks:
        load_qualification(work, each.folder)
        loaded.append(load_bank(work, each))
    if (folder / SCENARIOS).is_dir():
        load_scenarios(work, check_scenarios((folder / SCENARIOS,), folder / BANKS))
    return loaded


def load_qualification(work: Work, folder: Path) -> None:
    """Adopt the folder's qualification with its plan, unless an edition of it is filed."""
    path = folder / "qualification.yaml"
    if not path.is_file() or find_edition(work, folder.name) is not None:
        return
    qualification = _read_qualification(path)
    adopt_edition(work, folder.name, qualification, _read_plan(folder / "plan.yaml"))


def _read_qualification(path: Path) -> Qualification:
    qualification, problems = read_qualification(path.read_text(encoding="utf-8"), str(path))
    if qualification is None or any(problem.severity == "error" for problem in problems):
        raise ValueError("; ".join(f"{each.place}:{each.line}: {each.message}" for each in problems))
    return qualification


def _read_plan(path: Path) -> Plan | None:
    if not path.is_file():
        return None
    plan, problems = read_plan(path.read_text(encoding="utf-8"), str(path))
    if plan is None:
        raise ValueError("; ".join(f"{each.place}:{each.line}: {each.message}" for each in problems))
    return plan


def load_bank(work: Work, read: BankFolder) -> Loaded:
    """File a bank's stimuli, items without errors, and blueprints, under the folder's name."""
    code = read.folder.name
    load_stimuli(work, code, read.bank.stimuli)
    items = load_items(work, code, sound_items(read))
    problems = list(read.problems)
    for path in sorted((read.folder / "blueprints").glob("*.yaml")):
        blueprint, found = read_blueprint(path.read_text(encoding="utf-8"), str(path))
        problems.extend(found)
        if blueprint is not None:
            load_blueprint(work, code, blueprint)
    return Loaded(code, items, tuple(problems))


def sound_items(read: BankFolder) -> list[Item]:
    """The items in whose files no error was found."""
    wrong = {Path(problem.place).stem for problem in read.problems if problem.severity == "error"}
    return [item for item in read.bank.items if item.id not in wrong]


def load_scenarios(work: Work, files: Sequence[ScenarioFile]) -> list[str]:
    """File the scenarios without errors; gives their ids."""
    filed = []
    for each in files:
        if each.scenario is None or any(problem.severity == "error" for problem in each.problems):
            continue
        about = each.scenario.about
        load_scenario(work, about.qualification, about.id, about.title, each.source, revision_hash(each.scenario))
        filed.append(about.id)
    return filed
