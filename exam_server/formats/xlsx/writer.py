"""Writes items as the table, one a row."""

from collections.abc import Iterator

from exam_server.core.bank import Item
from exam_server.core.exchange import Outgoing, Written
from exam_server.core.text import Text, text
from exam_server.formats.moodle.parts import part_id
from exam_server.formats.richtext import media_sources
from exam_server.formats.xlsx.scoring import write_scoring
from exam_server.formats.xlsx.sheet import write_rows
from exam_server.formats.xlsx.table import COLUMNS, PARTS, Unfit, parts_of

LONGEST_CELL = 32_000


def write_xlsx(bank: Outgoing) -> Written:
    """A workbook with the head of the table and all items that a row can hold; without items, an empty template."""
    rows: list[list[str]] = [list(COLUMNS)]
    losses: dict[str, tuple[Text, ...]] = {}
    left_out: dict[str, tuple[Text, ...]] = {}
    for item in bank.items:
        try:
            row = _row(item)
        except Unfit as error:
            left_out[item.id] = (text("A text can't stand in the table: “{words}”", words=str(error)[:80]),)
            continue
        rows.append(row)
        if lost := tuple(_losses(item)):
            losses[item.id] = lost
    return Written(write_rows(rows), losses, left_out)


def _row(item: Item) -> list[str]:
    key, parts = parts_of(item)
    if len(parts) > PARTS or any(media_sources(words) for words in (item.stem, *(part for part, _ in parts))):
        raise Unfit(item.stem)
    cells = {f"part {n}": words for n, (words, _) in enumerate(parts, start=1)}
    cells |= {f"rationale {n}": words for n, (_, words) in enumerate(parts, start=1)}
    cells |= {
        "id": item.id,
        "kind": item.kind,
        "criteria": ", ".join(item.criteria),
        "stem": item.stem,
        "key": key,
        "scoring": write_scoring(item.scoring),
        "level": item.level,
        "difficulty": f"{item.difficulty!r}",
        "seconds": str(item.seconds),
        "language": item.language,
        "sources": ", ".join(item.sources),
        "enemies": ", ".join(item.enemies),
        "stimulus": item.stimulus,
        "practice": "true" if item.practice else "",
        "part": item.part,
    }
    if any(len(words) > LONGEST_CELL for words in cells.values()):
        raise Unfit(item.stem)
    return [cells.get(name, "") for name in COLUMNS]


def _losses(item: Item) -> Iterator[Text]:
    if item.stimulus:
        yield text("The shared case {id} isn't in the file.", id=item.stimulus)
    groups = [item.options, *(gap.options for gap in item.gaps)]
    ids = [[option.id for option in group] for group in groups if item.kind != "true_false"]
    pairs = [pair.id for pair in item.pairs]
    usual = all(each == [part_id(n) for n in range(len(each))] for each in ids)
    if not usual or pairs != [f"p{n}" for n in range(1, len(pairs) + 1)]:
        yield text("The ids of the parts aren't in the file; they are given anew.")
