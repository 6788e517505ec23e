"""Marking cases from outside to one item, so that the scorer can be compared with others."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exam_server.core.bank import Item
from exam_server.core.exchange import Brought
from exam_server.core.problems import Problem
from exam_server.core.scoring import authored_response, mark
from exam_server.core.text import text
from exam_server.formats.detecting import ZIP, detect
from exam_server.formats.qti.package import FORMAT as QTI
from exam_server.formats.qti.package import read_marked
from exam_server.formats.score_cases import Case, read_cases
from exam_server.services.importing import read_item_file
from exam_server.services.reading_apart import read_apart

OURS = (".yaml", ".yml")
TOLERANCE = 1e-9
Spelling = Callable[[Item, Case], object]
"""From a case to the response in authored ids that `mark` takes."""


@dataclass(frozen=True)
class ScoredCase:
    """A case with what the scorer gave for the outcomes that the case expects (None: an outcome we don't have)."""

    case: Case
    got: dict[str, object]
    equal: bool


def score_cases(item_path: Path, cases_path: Path) -> tuple[tuple[ScoredCase, ...], tuple[Problem, ...]]:
    """Every case marked; or none, and why the item or the cases are refused."""
    item, spell, faults = _read_item(item_path)
    cases, problems = read_cases(cases_path.read_text(encoding="utf-8", errors="replace"), str(cases_path))
    refusals = tuple(each for each in (*faults, *problems) if each.severity == "error")
    if item is None or refusals:
        return (), refusals
    return tuple(_scored(item, case, spell) for case in cases), ()


def _read_item(path: Path) -> tuple[Item | None, Spelling, tuple[Problem, ...]]:
    """The only item of a file in any format with the spelling of its responses, or why it can't be marked."""
    if path.suffix.lower() in OURS:
        read = read_item_file(path)
        return read.item, _as_ours, read.problems
    content = path.read_bytes()
    if not content.startswith(ZIP) and detect(content, path.name) == QTI:
        return _read_qti_item(content, str(path))
    intake = read_apart(content, str(path))
    if not intake.is_readable:
        return None, _as_ours, intake.problems
    if len(intake.items) != 1:
        message = text("The file has to hold one item, it holds {count}.", count=len(intake.items))
        return None, _as_ours, (Problem(message, 1, str(path), "format"),)
    return intake.items[0].item, _as_ours, _refusals(intake.items[0])


def _read_qti_item(content: bytes, place: str) -> tuple[Item | None, Spelling, tuple[Problem, ...]]:
    """QTI's cases name response variables and choices as the file does, so the reader's own spelling is needed."""
    marked, problems = read_marked(content, place)
    if marked is None:
        return None, _as_ours, problems
    return marked.brought.item, lambda item, case: marked.spell(case.responses), _refusals(marked.brought)


def _refusals(brought: Brought) -> tuple[Problem, ...]:
    return tuple(Problem(why, 1, brought.place, "refused") for why in brought.refused)


def _as_ours(item: Item, case: Case) -> object:
    return authored_response(item, case.response)


def _scored(item: Item, case: Case, spell: Spelling) -> ScoredCase:
    """A file's own variables beside the score (a tally, a grade) aren't marks: where a mark is expected, it decides."""
    given = mark(item, spell(item, case))
    outcomes: dict[str, object] = {"SCORE": given.score, "MAXSCORE": given.maximum}
    got = {name: outcomes.get(name) for name in case.expected} or {"SCORE": given.score}
    compared = (case.expected.keys() & outcomes.keys()) or case.expected.keys()
    return ScoredCase(case, got, all(_same(case.expected[name], got[name]) for name in compared))


def _same(expected: object, got: object) -> bool:
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return abs(expected - got) <= TOLERANCE
    return expected == got
