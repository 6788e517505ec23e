"""Cuts the running text of the validation requirements into sentences and list items."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.marks import read_mark, without_mark
from exam_server.formats.register_form.split import bracketed, closed

ABBREVIATED = re.compile(r"(?:\b(?:np|m\.in|in|itp|itd|tzw|ok|godz|art|ust|pkt|nr|dot|por|tj|pn|min|r|\d+)\.)$")
SENTENCE_END = re.compile(r"\.\s+(?=[A-ZĄĆĘŁŃÓŚŹŻ\d])")


@dataclass(frozen=True)
class Clause:
    """A sentence, or (`is_item`) an entry of the list that the sentence before it opens."""

    line: int
    text: str
    is_item: bool = False


def clauses(lines: Sequence[Line]) -> Iterator[Clause]:
    """The clauses of a section in reading order."""
    for block in _blocks(lines):
        yield from _block_clauses(block)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that run on: a new list item, heading or (after a full stop or colon) paragraph begins another block."""
    block: list[Line] = []
    for line in lines:
        if line.kind == "end":
            continue
        if block and _begins(line, block[-1]):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _begins(line: Line, before: Line) -> bool:
    if line.kind != "text" or before.kind == "heading" or _is_marked(line):
        return True
    return line.fresh and before.text[-1:] in ".:;"


def _is_marked(line: Line) -> bool:
    mark = read_mark(line.text)
    return mark is not None and (mark.style.startswith("dash") or mark.style in ("lower", "bracketed"))


def _block_clauses(block: Sequence[Line]) -> Iterator[Clause]:
    whole = " ".join(line.text for line in block)
    marked = _is_marked(block[0]) or block[0].kind == "item"
    numbers = _numbers(block)
    cuts = [0, *_item_cuts(whole)]
    for start, end in zip(cuts, [*cuts[1:], len(whole)], strict=True):
        is_item = start > 0 or marked
        line = numbers[min(start, len(numbers) - 1)]
        piece = whole[start:end].strip()
        if is_item and start == 0 and block[0].kind == "item":
            yield Clause(line, closed(without_mark(piece)), True)
            continue
        sentences = list(_sentences(without_mark(piece) if is_item else piece))
        for place, sentence in enumerate(sentences):
            yield Clause(line, closed(sentence), is_item and place == 0)


def _numbers(block: Sequence[Line]) -> list[int]:
    return [line.number for line in block for _ in range(len(line.text) + 1)]


def _item_cuts(whole: str) -> list[int]:
    inside = bracketed(whole)
    found = (match.start(1) for match in re.finditer(r"(?<=[:;,.]) ([-–—•])(?=\s)", whole))
    return [cut for cut in found if cut not in inside]


def _sentences(piece: str) -> Iterator[str]:
    start = 0
    for match in SENTENCE_END.finditer(piece):
        if not ABBREVIATED.search(piece[max(start, match.start() - 12) : match.start() + 1]):
            yield piece[start : match.start() + 1]
            start = match.end()
    if piece[start:].strip():
        yield piece[start:]
