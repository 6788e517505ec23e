"""Cuts a block of lines into the list items that it holds, whether they stand on lines of their own or run on."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.marks import Mark, read_mark, without_mark

ABBREVIATIONS = ("itp.", "itd.", "np.", "m.in.", "in.", "tp.", "etc.", "ww.", "zł.", "godz.", "art.")
VERB_LIKE = re.compile(r"\w{2,}[aeiy](?:\s+się)?(?=[\s,;.]|$)")
LONGEST_WORD = 80
BRACKETS = {")": "(", "]": "["}


@dataclass(frozen=True)
class Piece:
    """One list item with the line it begins on."""

    line: int
    text: str


@dataclass(frozen=True)
class _Joined:
    text: str
    starts: tuple[tuple[int, int], ...]

    def line_at(self, position: int) -> int:
        return self.starts[bisect_right(self.starts, (position, sys.maxsize)) - 1][1]


def split_items(lines: Sequence[Line], place: str = "") -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    """The items of a block, verbatim but for marks, closing punctuation and line breaks (joined by one space).

    A dash inside brackets begins nothing. A new item without the closing sign of the one before it is taken where its
    first word says so, and reported.
    """
    if not lines:
        return (), ()
    if any(line.kind == "item" for line in lines):
        return _structural(lines, place)
    joined = _join(lines)
    first = read_mark(joined.text)
    if first is None:
        return _finish(joined, [0, *_unmarked_cuts(joined)]), ()
    cuts, missing = _marked_cuts(joined, first)
    problems = tuple(
        Problem(
            text("A verification criterion begins here, but the one before it isn't closed by a semicolon."),
            joined.line_at(cut),
            place,
            severity="warning",
        )
        for cut in missing
    )
    return _finish(joined, [0, *cuts]), problems


def _structural(lines: Sequence[Line], place: str) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    groups: list[list[Line]] = []
    lead: list[Line] = []
    depth = next(line.depth for line in lines if line.kind == "item")
    for line in lines:
        if line.kind == "item" and line.depth <= depth:
            groups.append([line])
        else:
            (groups[-1] if groups else lead).append(line)
    stray = [line for line in lead if not line.text.endswith(":")]
    message = text("This text before a list isn't a verification criterion and was left out.")
    problems = tuple(Problem(message, line.number, place, severity="warning") for line in stray)
    pieces = (Piece(group[0].number, closed(without_mark(_join(group).text))) for group in groups)
    return tuple(piece for piece in pieces if piece.text), problems


def _join(lines: Sequence[Line]) -> _Joined:
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    offset = 0
    for line in lines:
        starts.append((offset, line.number))
        parts.append(line.text)
        offset += len(line.text) + 1
    return _Joined(" ".join(parts), tuple(starts))


def _finish(joined: _Joined, cuts: Sequence[int]) -> tuple[Piece, ...]:
    ends = [*cuts[1:], len(joined.text)]
    pieces = (
        Piece(joined.line_at(start), closed(without_mark(joined.text[start:end].strip())))
        for start, end in zip(cuts, ends, strict=True)
    )
    return tuple(piece for piece in pieces if piece.text)


def closed(item: str) -> str:
    """The item without the punctuation that separates it from the next one; a full stop of an abbreviation stays."""
    bare = item.strip().rstrip(" ;,")
    if bare.endswith(".") and not bare.endswith(ABBREVIATIONS):
        bare = bare.rstrip(" .")
    return bare


def _marked_cuts(joined: _Joined, first: Mark) -> tuple[list[int], list[int]]:
    cuts: list[int] = []
    missing: list[int] = []
    line_starts = {offset for offset, _ in joined.starts}
    rank = first.rank
    for position, mark in _marks(joined.text, first):
        if mark.rank != (rank + 1 if rank else 0):
            continue
        verdict = "cut" if position in line_starts else _inline(joined.text, position, mark)
        if verdict:
            cuts.append(position)
            rank = mark.rank
        if verdict == "missing":
            missing.append(position)
    return cuts, missing


def _marks(whole: str, first: Mark) -> Iterator[tuple[int, Mark]]:
    inside = bracketed(whole)
    for position in range(first.length, len(whole)):
        if whole[position - 1] != " " or position in inside:
            continue
        mark = read_mark(whole, position)
        if mark is not None and mark.style == first.style:
            yield position, mark


def _inline(whole: str, position: int, mark: Mark) -> str:
    before = whole[position - 2 : position - 1]
    after = whole[position + mark.length : position + LONGEST_WORD]
    if before in ";." or (mark.rank and before == ","):
        return "cut"
    if before == ",":
        return "cut" if VERB_LIKE.match(after) else ""
    return "missing" if not mark.rank and after[:1].isupper() and VERB_LIKE.match(after) else ""


def _unmarked_cuts(joined: _Joined) -> list[int]:
    inside = bracketed(joined.text)
    cuts = {found.end() for found in re.finditer(r";\s+", joined.text) if found.start() not in inside}
    starts = [offset for offset, _ in joined.starts if offset]
    ends = [joined.text[offset - 2 : offset - 1] for offset in starts]
    if all(end and end in ";,." for end in ends):
        cuts.update(offset for offset in starts if offset not in inside)
    return sorted(cut for cut in cuts if 0 < cut < len(joined.text))


def bracketed(whole: str) -> set[int]:
    """The positions inside brackets; a bracket without its partner counts as none."""
    inside: set[int] = set()
    opened: list[tuple[str, int]] = []
    for position, character in enumerate(whole):
        if character in "([":
            opened.append((character, position))
        elif opened and BRACKETS.get(character) == opened[-1][0]:
            inside.update(range(opened.pop()[1], position + 1))
    return inside
