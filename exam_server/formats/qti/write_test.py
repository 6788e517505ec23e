"""A blueprint as a QTI test: a section for each cell that asks for a criterion, an outcome or a set, with its items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from exam_server.core.assembly import Blueprint, Cell, PoolItem, in_cell, pool_item
from exam_server.core.bank import Item
from exam_server.core.blueprint_editing import CellChange, FactChange, compare_blueprints, is_limiting
from exam_server.core.exchange import free_id
from exam_server.core.qualification import outcome_code
from exam_server.core.text import Text, text
from exam_server.formats.qti.ids import identifier
from exam_server.formats.qti.making import element
from exam_server.formats.qti.sections import shared_place
from exam_server.formats.xml_door import Xml

FACTS = {
    "title": text("Its title reads otherwise."),
    "minutes": text("Its time reads otherwise."),
    "total": text("Its number of items reads otherwise: the bank has too few for the sections."),
    "difficulty_band": text("How far forms may differ in difficulty isn't said."),
    "statuses": text("Which statuses are drawn isn't said; the sections list the items that they are."),
    "pool": text("Whether it draws from the practice pool isn't said; the sections list its items."),
}


@dataclass
class Section:
    """`count` of its items are chosen; `cell` None: of whatever no cell asks for."""

    name: str
    cell: Cell | None
    count: int
    items: list[Item] = field(default_factory=list)

    @property
    def breadth(self) -> int:
        return 3 if self.cell is None else _breadth(self.cell)

    @property
    def is_told(self) -> bool:
        """Whether its items are enough, and show what it asks for."""
        shown = self.cell and replace(self.cell, id="", minimum=0, maximum=None)
        return len(self.items) >= 2 * self.count and shared_place(self.items) == shown

    def takes(self, item: PoolItem) -> bool:
        return self.cell is None or in_cell(self.cell, item)


def blueprint_element(blueprint: Blueprint, items: Sequence[Item]) -> Xml:
    """The test that asks of these items what the blueprint asks, as far as sections can say it."""
    sections = [_section(each) for each in sections_of(blueprint, items)]
    part = {"identifier": "part-1", "navigationMode": "nonlinear", "submissionMode": "simultaneous"}
    return element(
        "assessmentTest",
        {"identifier": identifier(blueprint.id), "title": blueprint.title},
        element("timeLimits", {"maxTime": str(blueprint.minutes * 60)}),
        element("testPart", part, *sections),
    )


def _section(section: Section) -> Xml:
    name = identifier(section.name)
    refs = (
        element("assessmentItemRef", {"identifier": f"{name}.{item.id}", "href": f"../items/{item.id}.xml"})
        for item in section.items
    )
    return element(
        "assessmentSection",
        {"identifier": name, "title": section.name, "visible": "false"},
        element("selection", {"select": str(section.count)}),
        element("ordering", {"shuffle": "true"}),
        *refs,
    )


def sections_of(blueprint: Blueprint, items: Sequence[Item]) -> list[Section]:
    """The sections in the order of their cells, what no cell asks for last; no item stands in two of them.

    A broader cell's section asks for what its narrower ones leave of it, of items that no narrower one needs.
    """
    asked = [cell for cell in blueprint.cells if _is_place(cell) and cell.minimum]
    own: dict[str, int] = {}
    for cell in sorted(asked, key=_breadth):
        within = sum(own[other.id] for other in asked if other.id in own and _is_within(other, cell))
        own[cell.id] = max(0, cell.minimum - within)
    sections = [Section(cell.id, cell, own[cell.id]) for cell in asked if own[cell.id]]
    rest = blueprint.total - sum(section.count for section in sections)
    if rest > 0:
        sections.append(Section(free_id("rest", {cell.id for cell in blueprint.cells}), None, rest))
    _share_out(sections, items)
    return [section for section in sections if section.items]


def _share_out(sections: Sequence[Section], items: Sequence[Item]) -> None:
    """Each item to the narrowest section that takes it; a broader one that has too few gets half of what they spare."""
    narrow_first = sorted(sections, key=lambda section: section.breadth)
    rows = {item.id: pool_item(item, "") for item in items}
    for item in items:
        section = next((each for each in narrow_first if each.takes(rows[item.id])), None)
        if section is not None:
            section.items.append(item)
    for broad in narrow_first:
        for narrow in (each for each in narrow_first if each.breadth < broad.breadth):
            if not broad.is_told:
                spare = [item for item in narrow.items[narrow.count :] if broad.takes(rows[item.id])]
                moved = {item.id: item for item in spare[::2]}
                broad.items += moved.values()
                narrow.items = [item for item in narrow.items if item.id not in moved]


def _is_place(cell: Cell) -> bool:
    """Whether a section's items can say what the cell asks for: a place in the qualification and nothing else."""
    places = [cell.set, cell.outcome, cell.criterion]
    return cell.level is None and cell.kind is None and sum(place is not None for place in places) == 1


def _breadth(cell: Cell) -> int:
    return 0 if cell.criterion is not None else 1 if cell.outcome is not None else 2


def _is_within(narrow: Cell, broad: Cell) -> bool:
    """Whether what counts in the narrow cell counts in the broad one too."""
    outcome = narrow.outcome or outcome_code(narrow.criterion or "")
    if broad.outcome is not None:
        return narrow.criterion is not None and outcome == broad.outcome
    return broad.set is not None and narrow.set is None and outcome[:-1] == str(broad.set)


def list_unsaid(blueprint: Blueprint, back: Blueprint | None, items: Sequence[Item]) -> tuple[Text, ...]:
    """What the test doesn't say of the blueprint, after reading it back; `items` are those that it draws from."""
    if back is None:
        return (text("No cell asks for a criterion, an outcome or a set alone: no section says what it asks."),)
    difference = compare_blueprints(blueprint, back)
    facts = [_unsaid_fact(change) for change in difference.facts]
    return (*facts, *(_unsaid_cell(change) for change in difference.cells), *_unsaid_of(items))


def _unsaid_fact(change: FactChange) -> Text:
    return FACTS[change.name]


def _unsaid_cell(change: CellChange) -> Text:
    cell, back = change.before, change.after
    if cell is None:
        return text("A section reads as a cell that the blueprint doesn't have: {cell}.", cell=change.cell.id)
    if back is None or not is_limiting(back):
        return text("The cell {cell} isn't said.", cell=cell.id)
    return text("The cell {cell} reads as exactly {count} items.", cell=cell.id, count=back.minimum)


def _unsaid_of(items: Sequence[Item]) -> Iterator[Text]:
    if any(item.enemies for item in items):
        yield text("Which items never come together isn't said.")
    if any(item.stimulus for item in items):
        yield text("That the items of a shared case come together isn't said.")
