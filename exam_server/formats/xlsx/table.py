"""The columns of the table, and what the cells of one row mean for each kind of item."""

from collections.abc import Callable, Mapping, Sequence

from exam_server.core.bank import Gap, GuideElement, Item, Kind, Option, Pair
from exam_server.formats.moodle.parts import TRUTHS, part_id

FACTS = ("id", "kind", "criteria", "stem", "key")
PARTS = 12
MORE = ("scoring", "level", "difficulty", "seconds", "language", "sources", "enemies", "stimulus", "practice", "part")
COLUMNS = (*FACTS, *(f"{name} {n}" for n in range(1, PARTS + 1) for name in ("part", "rationale")), *MORE)
ARROW = " => "
COLON = ": "
Cells = Sequence[tuple[str, str]]
"""Part and rationale, in order."""


class Unfit(Exception):
    """A cell that doesn't say what its kind needs; the message is the cell."""


def parts_of(item: Item) -> tuple[str, list[tuple[str, str]]]:
    """The key and the parts of an item as cells; Unfit where a text would be read as something else."""
    if item.gaps:
        options = [(gap, option) for gap in item.gaps for option in gap.options]
        keys = [part_id(index) for index, (_, option) in enumerate(options) if option.key]
        return ", ".join(keys), [(f"{gap.id}{COLON}{option.text}", option.rationale) for gap, option in options]
    if item.pairs:
        return "", [(_pair(pair), pair.rationale) for pair in item.pairs]
    if item.guide:
        return "", [(each.text, _anchors(each)) for each in item.guide]
    keys = [option.id for option in item.options if option.key]
    return ", ".join(keys), [(option.text, option.rationale) for option in item.options]


def with_parts(kind: Kind, keys: frozenset[str], cells: Cells) -> Mapping[str, object]:
    """The fields of an item that its parts fill."""
    return READERS.get(kind, _options)(keys, cells)


def _pair(pair: Pair) -> str:
    if ARROW in pair.left or ARROW in pair.right:
        raise Unfit(pair.left)
    return f"{pair.left}{ARROW}{pair.right}"


def _anchors(element: GuideElement) -> str:
    if any("\n" in anchor for anchor in element.anchors.values()):
        raise Unfit(element.text)
    return "\n".join(f"{level}{COLON}{anchor}" for level, anchor in sorted(element.anchors.items()))


def _options(keys: frozenset[str], cells: Cells) -> Mapping[str, object]:
    options = [Option(part_id(n), words, part_id(n) in keys, why) for n, (words, why) in enumerate(cells)]
    return {"options": tuple(options)}


def _truth(keys: frozenset[str], cells: Cells) -> Mapping[str, object]:
    given = [*cells, ("", ""), ("", "")][:2]
    pairs = zip(TRUTHS.items(), given, strict=True)
    return {"options": tuple(Option(name, words or usual, name in keys, why) for (name, usual), (words, why) in pairs)}


def _gaps(keys: frozenset[str], cells: Cells) -> Mapping[str, object]:
    gaps: dict[str, list[Option]] = {}
    for index, (cell, why) in enumerate(cells):
        name, colon, words = cell.partition(COLON)
        if not colon:
            raise Unfit(cell)
        options = gaps.setdefault(name.strip(), [])
        options.append(Option(part_id(len(options)), words, part_id(index) in keys, why))
    return {"gaps": tuple(Gap(name, tuple(options)) for name, options in gaps.items())}


def _pairs(keys: frozenset[str], cells: Cells) -> Mapping[str, object]:
    pairs = []
    for number, (cell, why) in enumerate(cells, start=1):
        left, arrow, right = f" {cell}".partition(ARROW)
        if not arrow:
            raise Unfit(cell)
        pairs.append(Pair(f"p{number}", left.strip(), right.strip(), why))
    return {"pairs": tuple(pairs)}


def _guide(keys: frozenset[str], cells: Cells) -> Mapping[str, object]:
    return {"guide": tuple(GuideElement(words, _read_anchors(anchors)) for words, anchors in cells)}


def _read_anchors(words: str) -> dict[int, str]:
    anchors: dict[int, str] = {}
    for line in filter(str.strip, words.split("\n")):
        level, colon, anchor = line.partition(COLON)
        if not colon or level.strip() not in ("0", "1", "2", "3"):
            raise Unfit(line)
        anchors[int(level)] = anchor
    return anchors


READERS: Mapping[Kind, Callable[[frozenset[str], Cells], Mapping[str, object]]] = {
    "true_false": _truth,
    "gap_text": _gaps,
    "inline_choice": _gaps,
    "matching": _pairs,
    "extended_text": _guide,
}
