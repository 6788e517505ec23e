"""Two editions of a qualification beside each other, and what in the bank each of the differences touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.edition_differences import (
    EditionDifference,
    Part,
    PartChange,
    compare_editions,
    concerns,
    touched_cells,
)
from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound
from exam_server.core.simulation.check_coverage import named_criteria
from exam_server.formats.scenario_yaml import read_scenario
from exam_server.services.bank import FiledBlueprint, list_blueprints, list_scenarios
from exam_server.services.qualification import Edition, get_plan, list_editions
from exam_server.services.work import Work
from exam_server.store import bank as store


@dataclass(frozen=True)
class Touched:
    """What points at a part by its old code (by its new one where it's added): codes and names."""

    items: tuple[str, ...]
    scenarios: tuple[str, ...]
    plan_lines: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.items or self.scenarios or self.plan_lines or self.cells)


@dataclass(frozen=True)
class EditionComparison:
    """`touched` stands beside the difference's parts; plan lines are those of the earlier edition's plan."""

    editions: tuple[Edition, ...]
    before: Edition
    after: Edition
    difference: EditionDifference
    touched: tuple[Touched, ...]


@dataclass(frozen=True)
class _Bank:
    """Criteria by item and by scenario, and what else names them."""

    items: Mapping[str, Sequence[str]]
    scenarios: Mapping[str, frozenset[str]]
    plan: Plan
    blueprints: Sequence[FiledBlueprint]


def compare_edition_numbers(
    work: Work, code: str, before: int | None = None, after: int | None = None
) -> EditionComparison:
    """By default the newest edition and the one before it. Raises NotFound where one of them isn't there."""
    editions = tuple(each for each in list_editions(work) if each.code == code)
    if not editions:
        raise NotFound(code)
    later = _numbered(editions, after or editions[0].number)
    earlier = _numbered(editions, before or max(1, later.number - 1))
    difference = compare_editions(earlier.content, later.content)
    bank = _read_bank(work, code, earlier) if difference.parts else None
    touched = tuple(_touched(change, bank) for change in difference.parts) if bank else ()
    return EditionComparison(editions, earlier, later, difference, touched)


def _numbered(editions: Sequence[Edition], number: int) -> Edition:
    found = next((each for each in editions if each.number == number), None)
    if found is None:
        raise NotFound(str(number))
    return found


def _read_bank(work: Work, code: str, edition: Edition) -> _Bank:
    read = {each.code: read_scenario(each.source)[0] for each in list_scenarios(work, code)}
    return _Bank(
        store.list_item_criteria(work.session, work.organisation_id, code),
        {name: named_criteria(scenario) for name, scenario in read.items() if scenario},
        get_plan(work, edition.id).content,
        list_blueprints(work, code),
    )


def _touched(change: PartChange, bank: _Bank) -> Touched:
    part: Part = change.before or change.part
    return Touched(
        tuple(code for code, criteria in bank.items.items() if any(concerns(part, each) for each in criteria)),
        tuple(name for name, criteria in bank.scenarios.items() if any(concerns(part, each) for each in criteria)),
        tuple(line.criterion for line in bank.plan.lines if line.uses and concerns(part, line.criterion)),
        tuple((filed.blueprint.id, cell) for filed in bank.blueprints for cell in touched_cells(part, filed.blueprint)),
    )
