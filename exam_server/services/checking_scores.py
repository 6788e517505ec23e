"""Marking cases from outside to one item, so that the scorer can be compared with others."""

from dataclasses import dataclass
from pathlib import Path

from exam_server.core.bank import Item
from exam_server.core.problems import Problem
from exam_server.core.scoring import authored_response, mark
from exam_server.core.text import text
from exam_server.formats.score_cases import Case, read_cases
from exam_server.services.importing import read_item_file
from exam_server.services.reading_apart import read_apart

OURS = (".yaml", ".yml")
TOLERANCE = 1e-9


@dataclass(frozen=True)
class ScoredCase:
    """A case with what the scorer gave for the outcomes that the case expects (None: an outcome we don't have)."""

    case: Case
    got: dict[str, object]
    equal: bool


def score_cases(item_path: Path, cases_path: Path) -> tuple[tuple[ScoredCase, ...], tuple[Problem, ...]]:
    """Every case marked; or none, and why the item or the cases are refused."""
    item, faults = _read_item(item_path)
    cases, problems = read_cases(cases_path.read_text(encoding="utf-8", errors="replace"), str(cases_path))
    refusals = tuple(each for each in (*faults, *problems) if each.severity == "error")
    if item is None or refusals:
        return (), refusals
    return tuple(_scored(item, case) for case in cases), ()


def _read_item(path: Path) -> tuple[Item | None, tuple[Problem, ...]]:
    """The only item of a file in any format, or why it can't be marked."""
    if path.suffix.lower() in OURS:
        read = read_item_file(path)
        return read.item, read.problems
    intake = read_apart(path.read_bytes(), str(path))
    if not intake.is_readable:
        return None, intake.problems
    if len(intake.items) != 1:
        message = text("The file has to hold one item, it holds {count}.", count=len(intake.items))
        return None, (Problem(message, 1, str(path), "format"),)
    brought = intake.items[0]
    return brought.item, tuple(Problem(why, 1, brought.place, "refused") for why in brought.refused)


def _scored(item: Item, case: Case) -> ScoredCase:
    given = mark(item, authored_response(item, case.response))
    outcomes: dict[str, object] = {"SCORE": given.score, "MAXSCORE": given.maximum}
    got = {name: outcomes.get(name) for name in case.expected} or {"SCORE": given.score}
    equal = all(_same(case.expected[name], got[name]) for name in case.expected)
    return ScoredCase(case, got, equal)


def _same(expected: object, got: object) -> bool:
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return abs(expected - got) <= TOLERANCE
    return expected == got
