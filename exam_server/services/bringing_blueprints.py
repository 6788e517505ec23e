"""A foreign file's tests as blueprints of a bank: what the bank has of them, and filing what an author confirms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.exchange import free_id
from exam_server.core.text import Text, text
from exam_server.formats.intake import Intake
from exam_server.services.bank import list_blueprints, load_blueprint
from exam_server.services.bringing import Clash
from exam_server.services.qualification import find_edition
from exam_server.services.work import Work


@dataclass(frozen=True)
class BlueprintLine:
    """One blueprint as it would be filed; `changes` names the cells that the qualification has no place for.

    Without a cell left it isn't filed at all.
    """

    blueprint: Blueprint
    clash: Clash
    changes: tuple[Text, ...] = ()

    @property
    def is_fileable(self) -> bool:
        return bool(self.blueprint.cells) and self.clash != "same"


def compare_blueprints(work: Work, qualification: str, intake: Intake) -> tuple[BlueprintLine, ...]:
    """Every blueprint of a file, in order, against the bank's."""
    places = _places(work, qualification)
    filed = {each.blueprint.id: each.blueprint for each in list_blueprints(work, qualification)}
    lines = []
    for each in intake.blueprints:
        lost = [cell for cell in each.cells if _place(cell) not in places]
        kept = replace(each, cells=tuple(cell for cell in each.cells if cell not in lost))
        clash: Clash = "new" if each.id not in filed else "same" if filed[each.id] == kept else "other"
        changes = tuple(
            text("The qualification has no {name}; its items are drawn from anywhere.", name=str(_place(cell)))
            for cell in lost
        )
        lines.append(BlueprintLine(kept, clash, changes))
    return tuple(lines)


def _places(work: Work, qualification: str) -> set[str | int | None]:
    """All that a cell of the qualification can ask for; None: it asks for kinds or levels alone."""
    edition = find_edition(work, qualification)
    sets = edition.content.sets if edition else ()
    outcomes = [outcome for each in sets for outcome in each.outcomes]
    criteria = [criterion.code for outcome in outcomes for criterion in outcome.criteria]
    return {None, *(each.number for each in sets), *(each.code for each in outcomes), *criteria}


def _place(cell: Cell) -> str | int | None:
    return cell.criterion or cell.outcome or cell.set


def file_blueprints(work: Work, qualification: str, blueprints: Sequence[Blueprint]) -> None:
    """File each as the next revision of its name."""
    work.record()
    for each in blueprints:
        load_blueprint(work, qualification, each)


def under_free_names(work: Work, qualification: str, lines: Sequence[BlueprintLine]) -> list[Blueprint]:
    """Those that can be filed; where the bank has another one of the name, under a name that is free."""
    taken = {each.blueprint.id for each in list_blueprints(work, qualification)}
    made: list[Blueprint] = []
    for line in (each for each in lines if each.is_fileable):
        made.append(replace(line.blueprint, id=free_id(line.blueprint.id, taken)))
        taken.add(made[-1].id)
    return made
