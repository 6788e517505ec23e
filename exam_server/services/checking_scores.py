"""Marking cases from outside to one item, so that the scorer can be compared with others."""

from dataclasses import dataclass
from pathlib import Path

from exam_server.core.bank import Item
from exam_server.core.problems import Problem
from exam_server.core.scoring import authored_response, mark
from exam_server.core.text import text
from exam_server.formats.score_cases import Case, read_cases
from exam_server.services.importing import read_item_file

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
    if item_path.suffix.lower() not in OURS:
        suffix = item_path.suffix or item_path.name
        message = text("Items of the format {suffix} aren't read yet; YAML items are.", suffix=suffix)
        return (), (Problem(message, 1, str(item_path), "format"),)
    read = read_item_file(item_path)
    item, faults = read.item, read.problems
    cases, problems = read_cases(cases_path.read_text(encoding="utf-8", errors="replace"), str(cases_path))
    refusals = tuple(each for each in (*faults, *problems) if each.severity == "error")
    if item is None or refusals:
        return (), refusals
    return tuple(_scored(item, case) for case in cases), ()


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
