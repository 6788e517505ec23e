"""Reading a content folder whole: qualifications with their plans, banks, blueprints and scenarios."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from exam_server.core.assembly import Blueprint
from exam_server.core.bank import Bank, Stimulus
from exam_server.core.plan import Plan
from exam_server.core.problems import Problem
from exam_server.core.qualification import Qualification
from exam_server.core.text import text
from exam_server.formats.blueprint_yaml import read_blueprint
from exam_server.formats.image import Picture
from exam_server.formats.plan_yaml import read_plan
from exam_server.formats.qualification_yaml import read_qualification
from exam_server.services.reading import BankFolder, read_banks
from exam_server.services.reading_scenarios import ScenarioFile, check_scenarios

BANKS, SCENARIOS = "question_bank", "scenarios"
QUALIFICATION, PLAN, BLUEPRINTS, ITEMS = "qualification.yaml", "plan.yaml", "blueprints", "items"
STIMULI = "stimuli"
Value = TypeVar("Value")


@dataclass(frozen=True)
class Refusal:
    """An item's file that isn't filed, with everything that stands against it."""

    id: str
    place: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class BankContent:
    """What one bank's folder holds that may be filed; `code` is the folder's name.

    `places` gives each item's file. An item with an error in its file or in its shared case isn't among the items but
    among the refusals. `pictures` are those of the media folder, used or not.
    """

    code: str
    bank: Bank
    places: dict[str, str]
    refusals: tuple[Refusal, ...] = ()
    qualification: Qualification | None = None
    plan: Plan | None = None
    blueprints: tuple[Blueprint, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")


@dataclass(frozen=True)
class Content:
    """Everything under a content folder."""

    banks: tuple[BankContent, ...] = ()
    scenarios: tuple[ScenarioFile, ...] = ()


def read_content(folder: Path) -> Content:
    """What lies in `question_bank/` and `scenarios/` of a folder; a folder that isn't there holds nothing."""
    banks, scenarios = folder / BANKS, folder / SCENARIOS
    return Content(
        read_bank_contents([banks]) if any(banks.glob("*/*")) else (),
        check_scenarios((scenarios,), banks) if any(scenarios.rglob("scenario.yaml")) else (),
    )


def read_bank_contents(paths: Sequence[Path]) -> tuple[BankContent, ...]:
    """The banks at, below or around `paths`. Raises FileNotFoundError for a path without one."""
    return tuple(_content_of(each) for each in read_banks(paths))


def _content_of(read: BankFolder) -> BankContent:
    folder = read.folder
    qualification, first = _read(folder / QUALIFICATION, read_qualification)
    plan, second = _read(folder / PLAN, read_plan)
    found = [_read(path, read_blueprint) for path in sorted((folder / BLUEPRINTS).glob("*.yaml"))]
    problems = (*read.problems, *first, *second, *(problem for _, each in found for problem in each))
    files = {path.stem: str(path) for path in sorted((folder / ITEMS).rglob("*.yaml"))}
    stimuli = tuple(each for each in read.bank.stimuli if not _errors(read, folder / STIMULI / f"{each.id}.yaml"))
    refusals = tuple(_refusals(files, read, stimuli))
    wrong = {refusal.id for refusal in refusals}
    items = tuple(item for item in read.bank.items if item.id in files and item.id not in wrong)
    return BankContent(
        code=folder.resolve().name,
        bank=replace(read.bank, items=items, stimuli=stimuli),
        places=files,
        refusals=refusals,
        qualification=qualification,
        plan=plan,
        blueprints=tuple(blueprint for blueprint, _ in found if blueprint is not None),
        problems=problems,
        pictures=read.pictures,
    )


def _refusals(files: dict[str, str], read: BankFolder, sound: Sequence[Stimulus]) -> Iterable[Refusal]:
    broken = {each.id for each in read.bank.stimuli} - {each.id for each in sound}
    hanging = {item.id: item.stimulus for item in read.bank.items if item.stimulus in broken}
    for item_id, place in files.items():
        errors = list(_errors(read, Path(place)))
        if item_id in hanging:
            message = text("Its shared case {id} has errors.", id=hanging[item_id])
            errors.append(Problem(message, place=place, rule="stimulus-broken"))
        if errors:
            yield Refusal(item_id, place, tuple(errors))


def _errors(read: BankFolder, path: Path) -> tuple[Problem, ...]:
    return tuple(each for each in read.problems if each.place == str(path) and each.severity == "error")


def _read(
    path: Path, read: Callable[[str, str], tuple[Value | None, tuple[Problem, ...]]]
) -> tuple[Value | None, tuple[Problem, ...]]:
    if not path.is_file():
        return None, ()
    try:
        return read(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, (Problem(text("The file isn't UTF-8 text."), line, str(path), "encoding"),)
