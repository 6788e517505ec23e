"""What the bank holds, for its authors: blueprints with their stock."""

from dataclasses import dataclass

from exam_server.core.assembly import Blueprint, Draw, PoolItem, draw_forms, in_pool, pool_item
from exam_server.core.coverage import CellStock, stock_cells
from exam_server.core.problems import NotFound
from exam_server.services.bank import list_blueprints, list_items
from exam_server.services.work import Work


@dataclass(frozen=True)
class BlueprintStock:
    """A blueprint with the number of items that may be drawn for it, and per cell."""

    number: int
    blueprint: Blueprint
    pool: int
    cells: tuple[CellStock, ...]

    @property
    def lacking(self) -> tuple[CellStock, ...]:
        return tuple(each for each in self.cells if each.missing)


def show_blueprint(work: Work, qualification: str, code: str) -> BlueprintStock:
    """A blueprint and what the bank has for each of its cells now."""
    found = next((each for each in list_blueprints(work, qualification) if each.blueprint.id == code), None)
    if found is None:
        raise NotFound(code)
    pool = _pool(work, qualification, found.blueprint)
    return BlueprintStock(found.number, found.blueprint, len(pool), stock_cells(found.blueprint, pool))


def try_draw(work: Work, qualification: str, code: str, seed: str, count: int) -> Draw:
    """Forms as this seed would draw them from the bank as it is now; nothing is kept. Raises Infeasible."""
    blueprint = show_blueprint(work, qualification, code).blueprint
    return draw_forms(blueprint, _pool(work, qualification, blueprint), seed, count)


def _pool(work: Work, qualification: str, blueprint: Blueprint) -> list[PoolItem]:
    filed = list_items(work, qualification)
    return [pool_item(each.item, str(each.revision_id)) for each in filed if in_pool(blueprint, each.item)]
